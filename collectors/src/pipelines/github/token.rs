//! The tokens of the identity provider of GitHub that a job may ask for (GitHub Docs, "OpenID Connect reference").
//!
//! The subject is `repo:ORG/REPO:` and a context: `environment:E` where the job has an environment, else `pull_request`,
//! else `ref:REF`. Repositories made, renamed or moved after 2026-07-15, or opted in, have `repo:ORG@ID/REPO@ID:` instead.
//! Which of the two a repository has does not stand in its files: both are given.

use std::collections::{BTreeMap, BTreeSet};

use super::triggers::Event;
use crate::facts::IdentityToken;
use crate::pipelines::file::{File, Repository};
use crate::pipelines::value::Value;

/// What of a job the token tells.
pub(super) struct About<'a> {
    /// The events of its workflow.
    pub(super) events: &'a [Event<'a>],
    /// Its environment.
    pub(super) environment: Option<&'a Value>,
    /// The name of its workflow.
    pub(super) workflow: &'a str,
    /// The reusable workflow that runs it: `ORG/REPO/.github/workflows/F.yml@REF`.
    pub(super) called: Option<String>,
    /// Whether it runs on a runner of one's own, where that is known.
    pub(super) self_hosted: Option<bool>,
}

/// The token of a job that may ask for one. Whoever runs code in the job chooses the audience, so that none is named.
pub(super) fn of(file: &File<'_>, about: &About<'_>) -> IdentityToken {
    let repository = file.repository;
    let refs: BTreeSet<String> = about.events.iter().flat_map(refs).collect();
    let environment = about.environment.map(pattern);
    let contexts: BTreeSet<String> = match &environment {
        Some(name) => std::iter::once(format!("environment:{}", escaped(name))).collect(),
        None => about.events.iter().flat_map(contexts).collect(),
    };
    let (owner, name) = match named(repository) {
        Some((owner, name)) => (owner.to_owned(), name.to_owned()),
        None => ("*".to_owned(), "*".to_owned()),
    };
    let mut subjects = Vec::new();
    for context in &contexts {
        subjects.push(format!("repo:{owner}/{name}:{context}"));
        // GitHub Enterprise Server never has the form with ids.
        if !is_server(repository) && owner != "*" {
            subjects.push(format!("repo:{owner}@*/{name}@*:{context}"));
        }
    }
    let mut claims = BTreeMap::new();
    let mut claim = |name: &str, values: Vec<String>| {
        if !values.is_empty() {
            claims.insert(name.to_owned(), values);
        }
    };
    if owner != "*" {
        claim("repository", vec![format!("{owner}/{name}")]);
        claim("repository_owner", vec![owner.clone()]);
        let path = file.path_in_repository();
        let workflow = format!("{owner}/{name}/{path}@*");
        claim(
            "job_workflow_ref",
            vec![about.called.clone().unwrap_or_else(|| workflow.clone())],
        );
        claim("workflow_ref", vec![workflow]);
    }
    claim("ref", refs.into_iter().collect());
    claim("environment", environment.into_iter().collect());
    claim("workflow", vec![about.workflow.to_owned()]);
    let events: BTreeSet<String> = match about.events.iter().any(|it| it.name == "workflow_call") {
        // The events are those of the caller.
        true => BTreeSet::new(),
        false => about.events.iter().map(|it| it.name.to_owned()).collect(),
    };
    claim("event_name", events.into_iter().collect());
    if let Some(own) = about.self_hosted {
        let kind = if own { "self-hosted" } else { "github-hosted" };
        claim("runner_environment", vec![kind.to_owned()]);
    }
    IdentityToken {
        issuer: issuer(repository),
        subjects,
        audiences: Vec::new(),
        claims,
    }
}

/// Owner and name; `None` where no remote is known and none is guessed.
fn named(repository: &Repository) -> Option<(&str, &str)> {
    (!repository.host.is_empty()).then_some(())?;
    repository.path.split_once('/')
}

fn is_server(repository: &Repository) -> bool {
    !matches!(repository.host.as_str(), "" | "github.com") && !repository.host.ends_with(".ghe.com")
}

fn issuer(repository: &Repository) -> String {
    match repository.host.as_str() {
        "" | "github.com" => "https://token.actions.githubusercontent.com".to_owned(),
        host if host.ends_with(".ghe.com") => format!("https://token.actions.{host}"),
        host => format!("https://{host}/_services/token"),
    }
}

/// A value as a pattern: what is not known may be anything.
fn pattern(value: &Value) -> String {
    match value.known() {
        // Somebody else may set another value.
        Some(known) if value.parameters().is_empty() => known.to_owned(),
        Some(_) => "*".to_owned(),
        None => format!("{}*", value.begins()),
    }
}

/// A colon in a value would end the part ("Example subject claims").
fn escaped(value: &str) -> String {
    value.replace(':', "%3A")
}

/// What the subject has after the repository, without an environment.
fn contexts(event: &Event<'_>) -> Vec<String> {
    match event.name {
        "pull_request" | "pull_request_review" | "pull_request_review_comment" => {
            vec!["pull_request".to_owned()]
        }
        // It runs for a pull request and on the base branch; documentation names the first alone.
        "pull_request_target" => {
            vec!["pull_request".to_owned(), "ref:refs/heads/*".to_owned()]
        }
        "workflow_call" => vec!["*".to_owned()],
        _ => refs(event)
            .into_iter()
            .map(|it| format!("ref:{it}"))
            .collect(),
    }
}

/// The refs on which an event runs a workflow ("Events that trigger workflows", `GITHUB_REF`).
fn refs(event: &Event<'_>) -> Vec<String> {
    let heads = || "refs/heads/*".to_owned();
    let tags = || "refs/tags/*".to_owned();
    let all = |kind: &str, filter: &str| -> Vec<String> {
        let named = event
            .list(filter)
            .into_iter()
            .filter(|it| !it.starts_with('!'));
        named
            .map(|it| format!("refs/{kind}/{}", escaped(&glob(it))))
            .collect()
    };
    match event.name {
        "push" => {
            let branches = event.has("branches") || event.has("branches-ignore");
            let tagged = event.has("tags") || event.has("tags-ignore");
            let mut found = Vec::new();
            match (event.has("branches"), branches, tagged) {
                (true, ..) => found.extend(all("heads", "branches")),
                (_, true, _) | (_, _, false) => found.push(heads()),
                _ => {}
            }
            match (event.has("tags"), tagged, branches) {
                (true, ..) => found.extend(all("tags", "tags")),
                (_, true, _) | (_, _, false) => found.push(tags()),
                _ => {}
            }
            found
        }
        "pull_request" | "pull_request_review" | "pull_request_review_comment" => {
            vec!["refs/pull/*/merge".to_owned()]
        }
        "workflow_dispatch" | "create" => vec![heads(), tags()],
        "release" => vec![tags()],
        "deployment" | "deployment_status" | "registry_package" | "status" | "workflow_call" => {
            vec!["*".to_owned()]
        }
        "merge_group" => vec!["refs/heads/gh-readonly-queue/*".to_owned()],
        // The default branch, whatever it is called.
        _ => vec![heads()],
    }
}

/// A filter as a pattern of text ("Filter pattern cheat sheet"): `*` and `**` are any text; `?`, `+` and sets say how
/// often what stands before them comes, and any text is more than that.
fn glob(filter: &str) -> String {
    let mut made = String::new();
    let mut rest = filter.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '*' => made.push('*'),
            '?' | '+' => {
                made.pop();
                made.push('*');
            }
            '[' => {
                while rest.next_if(|it| *it != ']').is_some() {}
                rest.next();
                made.push('*');
            }
            '\\' => made.extend(rest.next()),
            other => made.push(other),
        }
    }
    while made.contains("**") {
        made = made.replace("**", "*");
    }
    made
}
