//! Organisations, their repositories, and what is asked about each.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::client::{Answered, Client, Pages};
use super::endpoints::{
    ALL, ENVIRONMENTS, Endpoint, Of, REPOSITORIES, RUNNER_GROUPS, SECRETS, WORKFLOWS,
};
use super::{CollectError, Options, Progress, Summary};
use crate::coverage::{Coverage, Outcome};
use crate::facts::{Origin, Provider};
use crate::pipelines::{File, Later, Repository, read_file};
use crate::snapshot::Sink;

/// The names that a path is filled with.
type Names<'n> = BTreeMap<&'static str, &'n str>;

pub(super) fn run(
    options: &Options,
    sink: &mut dyn Sink,
    progress: &mut dyn FnMut(&Progress<'_>),
) -> Result<Summary, CollectError> {
    if options.organizations.is_empty() && options.repositories.is_empty() {
        return Err(CollectError::Nothing);
    }
    for name in &options.organizations {
        named(name).ok_or_else(|| CollectError::BadName(name.clone()))?;
    }
    for path in &options.repositories {
        repository_of(path).ok_or_else(|| CollectError::BadName(path.clone()))?;
    }
    let mut run = Run {
        client: Client::new(options)?,
        sink,
        summary: Summary::default(),
        host: host_of(&options.api),
    };
    let organizations: BTreeSet<&str> = options.organizations.iter().map(String::as_str).collect();
    let mut repositories: BTreeSet<String> = options.repositories.iter().cloned().collect();
    for organization in organizations {
        progress(&Progress {
            done: 0,
            known: repositories.len(),
            about: organization,
        });
        repositories.extend(run.organization(organization)?);
    }
    let known = repositories.len();
    for (done, path) in repositories.iter().enumerate() {
        progress(&Progress {
            done,
            known,
            about: path,
        });
        if let Some((owner, name)) = repository_of(path) {
            run.repository(owner, name)?;
        }
    }
    let mut summary = run.summary;
    summary.asked = run.client.asked;
    summary.repositories = repositories.into_iter().collect();
    Ok(summary)
}

/// A name as GitHub gives them: letters, digits, `-`, `_` and `.`.
fn named(name: &str) -> Option<&str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let fits = (1..=100).contains(&name.len()) && name.bytes().all(plain);
    (fits && name != "." && name != "..").then_some(name)
}

fn repository_of(path: &str) -> Option<(&str, &str)> {
    let (owner, name) = path.split_once('/')?;
    Some((named(owner)?, named(name)?))
}

/// The host that people see, by the address of the interface. An address of this machine is that of a proxy before
/// github.com.
fn host_of(api: &str) -> String {
    let host = api.split("://").nth(1).unwrap_or(api);
    match host.split(['/', ':']).next().unwrap_or(host) {
        "127.0.0.1" | "localhost" | "[" => "github.com".to_owned(),
        host => host.strip_prefix("api.").unwrap_or(host).to_owned(),
    }
}

struct Run<'r, 'o> {
    client: Client<'o>,
    sink: &'r mut dyn Sink,
    summary: Summary,
    host: String,
}

impl Run<'_, '_> {
    /// Asks about an organisation; returns its repositories.
    fn organization(&mut self, name: &str) -> Result<Vec<String>, CollectError> {
        let names = Names::from([("org", name)]);
        let (mut repositories, mut selected, mut groups) = (Vec::new(), Vec::new(), Vec::new());
        for endpoint in ALL.iter().filter(|it| it.of == Of::Organization) {
            let pages = self.ask(endpoint, &names)?;
            if endpoint.path == REPOSITORIES.path {
                repositories = texts(&pages, "", "full_name", |_| true);
                repositories.retain(|path| repository_of(path).is_some());
            } else if endpoint.path == SECRETS.path {
                let some = |secret: &Value| secret["visibility"] == "selected";
                selected = texts(&pages, "secrets", "name", some);
            } else if endpoint.path == RUNNER_GROUPS.path {
                let some = |group: &Value| group["visibility"] == "selected";
                groups = texts(&pages, "runner_groups", "id", some);
            }
        }
        let plain = |values: Vec<String>| values.into_iter().filter(|it| named(it).is_some());
        self.ask_each(Of::SelectedSecret, "secret", plain(selected), &names)?;
        self.ask_each(Of::RunnerGroup, "group", plain(groups), &names)?;
        Ok(repositories)
    }

    /// Asks about each of several things of an organisation or repository.
    fn ask_each(
        &mut self,
        of: Of,
        member: &'static str,
        values: impl IntoIterator<Item = String>,
        names: &Names<'_>,
    ) -> Result<(), CollectError> {
        for value in values {
            let mut names = names.clone();
            names.insert(member, &value);
            for endpoint in ALL.iter().filter(|it| it.of == of) {
                self.ask(endpoint, &names)?;
            }
        }
        Ok(())
    }

    fn repository(&mut self, owner: &str, name: &str) -> Result<(), CollectError> {
        let names = Names::from([("org", owner), ("repo", name)]);
        let (mut environments, mut branch, mut workflows) = (Vec::new(), Vec::new(), Vec::new());
        for endpoint in ALL.iter().filter(|it| it.of == Of::Repository) {
            let pages = self.ask(endpoint, &names)?;
            if endpoint.path == ENVIRONMENTS.path {
                environments = texts(&pages, "environments", "name", |_| true);
            } else if endpoint.path == "repos/{org}/{repo}" {
                branch = texts(&pages, "", "default_branch", |_| true);
            } else if endpoint.path == WORKFLOWS.path {
                workflows = texts(&pages, "", "path", |file| file["type"] == "file");
            }
        }
        self.ask_each(Of::Environment, "environment", environments, &names)?;
        self.ask_each(Of::DefaultBranch, "branch", branch, &names)?;
        for path in workflows {
            self.workflow(owner, name, &path)?;
        }
        Ok(())
    }

    /// Reads a workflow file.
    fn workflow(&mut self, owner: &str, name: &str, path: &str) -> Result<(), CollectError> {
        if !(path.ends_with(".yml") || path.ends_with(".yaml")) {
            return Ok(());
        }
        let asked = format!("repos/{owner}/{name}/contents/{}", escaped(path, true));
        match self.client.raw(&asked)? {
            Answered::Text(text) => {
                self.summary.workflows += 1;
                self.read(owner, Some(name), Path::new(path), &text);
            }
            Answered::Not(outcome, reason) => {
                let scope = self.scope(owner, Some(name));
                self.gap(scope, &WORKFLOWS, &asked, outcome, &reason);
            }
        }
        Ok(())
    }

    /// Asks an endpoint, hands its pages on, and returns them.
    fn ask(&mut self, endpoint: &Endpoint, names: &Names<'_>) -> Result<Vec<Value>, CollectError> {
        let mut path = endpoint.path.to_owned();
        for (name, value) in names {
            path = path.replace(&format!("{{{name}}}"), &escaped(value, false));
        }
        let owner = names.get("org").copied().unwrap_or_default();
        let repository = names.get("repo").copied();
        let scope = self.scope(owner, repository);
        let Pages { texts, end } = self.client.pages(&path)?;
        for (index, text) in texts.iter().enumerate() {
            let file = match index {
                0 => format!("{path}.json"),
                _ => format!("{path}.{index}.json"),
            };
            // What the listing of files says is read file by file.
            if endpoint.path != WORKFLOWS.path {
                self.read(owner, repository, Path::new(&file), text);
            }
        }
        match end {
            None => {
                let pages = u64::try_from(texts.len()).unwrap_or(u64::MAX);
                self.told(scope, endpoint, &path, (Outcome::Answered, pages), ("", ""));
            }
            Some((Outcome::Absent, _)) if endpoint.absent => {
                self.told(scope, endpoint, &path, (Outcome::Absent, 0), ("", ""));
            }
            // GitHub hides what one may not see.
            Some((Outcome::Absent, reason)) => {
                let reason = format!("{reason}: there is none, or the token may not see it");
                self.gap(scope, endpoint, &path, Outcome::Refused, &reason);
            }
            Some((outcome, reason)) => self.gap(scope, endpoint, &path, outcome, &reason),
        }
        Ok(texts
            .iter()
            .filter_map(|text| serde_json::from_str(text).ok())
            .collect())
    }

    /// Reads an answer or a file as if it lay in the repository.
    fn read(&mut self, owner: &str, repository: Option<&str>, path: &Path, text: &str) {
        let full = match repository {
            Some(name) => format!("{owner}/{name}"),
            None => owner.to_owned(),
        };
        let repository = Repository {
            provider: Provider::Github,
            id: self.scope(owner, repository),
            path: full,
            host: self.host.clone(),
            assumed: None,
            root: PathBuf::new(),
        };
        let file = File {
            path,
            text,
            repository: &repository,
        };
        let mut later = Later::default();
        let read = read_file(&file, &mut later, self.sink);
        later.give(self.sink);
        self.summary.gaps += u64::try_from(read.faults.len()).unwrap_or(u64::MAX);
        read.tell(&file, self.sink);
    }

    /// `github:ORG/REPO`, with the host where it is not that of all.
    fn scope(&self, owner: &str, repository: Option<&str>) -> String {
        let host = match self.host.as_str() {
            "github.com" => String::new(),
            host => format!("{host}/"),
        };
        match repository {
            Some(name) => format!("github:{host}{owner}/{name}"),
            None => format!("github:{host}{owner}"),
        }
    }

    /// Something that was asked for in vain, and what the token needs.
    fn gap(
        &mut self,
        scope: String,
        endpoint: &Endpoint,
        path: &str,
        outcome: Outcome,
        reason: &str,
    ) {
        self.summary.gaps += 1;
        let help = match outcome {
            Outcome::Refused => format!("the token needs `{}`", endpoint.permission),
            Outcome::Throttled => "collect again later, or with more patience".to_owned(),
            _ => String::new(),
        };
        self.told(scope, endpoint, path, (outcome, 0), (reason, &help));
    }

    /// The coverage of one request: its outcome with the number of pages, the reason and what to do.
    fn told(
        &mut self,
        scope: String,
        endpoint: &Endpoint,
        path: &str,
        (outcome, records): (Outcome, u64),
        (reason, help): (&str, &str),
    ) {
        self.sink.coverage(Coverage {
            scope,
            region: None,
            operation: format!("github:{}", endpoint.path),
            subject: Some(path.to_owned()),
            outcome,
            records,
            reason: reason.to_owned(),
            help: help.to_owned(),
            origin: Origin::new(format!("GET /{path}"), ""),
        });
    }
}

/// A member of each entry of a list, in all pages. `list` is empty where the page is the list, or the one entry.
fn texts(pages: &[Value], list: &str, member: &str, takes: impl Fn(&Value) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for page in pages {
        let entries = if list.is_empty() { page } else { &page[list] };
        let entries = match entries {
            Value::Array(all) => all.as_slice(),
            one => std::slice::from_ref(one),
        };
        for entry in entries.iter().filter(|it| takes(it)) {
            match &entry[member] {
                Value::String(text) => found.push(text.clone()),
                Value::Number(number) => found.push(number.to_string()),
                _ => {}
            }
        }
    }
    found
}

/// A name as a part of a path (RFC 3986, section 2.3: what is unreserved stays).
fn escaped(text: &str, path: bool) -> String {
    let mut all = String::with_capacity(text.len());
    for byte in text.bytes() {
        let stays =
            byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || (path && byte == b'/');
        if stays {
            all.push(char::from(byte));
        } else {
            all.push_str(&format!("%{byte:02X}"));
        }
    }
    all
}
