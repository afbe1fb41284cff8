//! The private key of an app of GitHub -> its installations -> the repositories that they may change.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::{AssetClass, Identity, IdentityKind, Provider, ScopeKind};
use serde_json::Value;

use super::{EdgeRule, Findings, RuleMeta, edge_of};
use crate::actions::{self, Job, jobs};
use crate::estate::{Answer, Estate};
use crate::model::{Access, AccessSet, Certainty, EdgeKind, Evidence, Node, NodeKind};

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "app-installations",
    title: "An installed app changes repositories",
    does: "An installation of an app of GitHub has the permissions that its organisation gave it, on all repositories or on \
           selected ones, which GitHub tells nobody but the app: then the edges are conditional. With `contents: write` it changes the code, \
           with `workflows: write` beside it the workflows too, so that it is as one who pushes; so is one that may administer \
           the repository, which makes deploy keys. `actions: write` starts workflows, `secrets: write` replaces secrets and \
           reads none. The private key of an app is every installation of it. A job that makes a token of an app has the key \
           in a secret: the secret holds the key.",
    matters: "One private key in a secret is every repository of every organisation that installed the app.",
    permissions: &[],
    references: &[
        "https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps",
        "https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/about-authentication-with-a-github-app",
        "ATT&CK T1550.001",
        "OWASP CICD-SEC-5",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

/// The type of a secret.
const SECRET: &str = "github:actions-secret";

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        let identities = estate.facts.identities.values();
        let installed: Vec<&Identity> = identities.filter(|it| is_installation(it)).collect();
        if installed.is_empty() {
            return;
        }
        let repositories = repositories(estate);
        for installation in &installed {
            let below = format!("{}/", installation.scope);
            let own = repositories.range(below.as_str()..);
            for repository in own.take_while(|it| it.starts_with(&below)) {
                may(estate, installation, repository, found);
            }
            let given = format!("{below}secrets/");
            if let Some(answer) = permitted(installation, "organization_secrets", true) {
                replaces(estate, installation, &given, &answer, found);
            }
            let key = key_of(installation);
            found.nodes.push(key_node(&key, installation));
            let answer = Answer::certain(evidence(
                installation,
                "app",
                "is an installation of the app",
            ));
            found.become_edge(
                &key,
                &installation.id,
                EdgeKind::Authenticates,
                None,
                suspended(installation, answer),
            );
        }
        for job in jobs(estate) {
            for (index, made) in job.list("github_apps").iter().enumerate() {
                held(estate, &job, index, made, &installed, found);
            }
        }
    }
}

fn is_installation(identity: &Identity) -> bool {
    identity.kind == IdentityKind::ServicePrincipal
        && identity.provider == Provider::Github
        && identity.id.contains("/installations/")
}

/// The repositories that are known.
fn repositories<'a>(estate: &Estate<'a>) -> BTreeSet<&'a str> {
    let scopes = estate.facts.scopes.values();
    let scopes = scopes.filter(|it| it.kind == ScopeKind::Repository);
    let pipelines = estate.facts.pipelines.values();
    let all = scopes
        .map(|it| it.id.as_str())
        .chain(pipelines.map(|it| it.scope.as_str()));
    all.filter(|it| it.starts_with("github:") && it.contains('/'))
        .collect()
}

fn evidence(installation: &Identity, member: &str, note: &str) -> Vec<Evidence> {
    vec![Evidence {
        record: format!("identity:{}", installation.id),
        pointer: format!("/attributes/{member}"),
        note: note.to_owned(),
    }]
}

fn suspended(installation: &Identity, answer: Answer) -> Answer {
    match installation.attributes.get("suspended") == Some(&true.into()) {
        true => answer.unless_proven(
            Certainty::Conditional,
            "the installation, which is suspended, is taken up again".to_owned(),
        ),
        false => answer,
    }
}

/// Whether an installation has a permission at this level or above. `admin` is above `write`.
fn permitted(installation: &Identity, scope: &str, write: bool) -> Option<Answer> {
    let level = installation
        .attributes
        .get("permissions")?
        .get(scope)?
        .as_str()?;
    if !matches!(level, "write" | "admin") && (write || level != "read") {
        return None;
    }
    let note = format!("has `{scope}: {level}`");
    let answer = Answer::certain(evidence(installation, "permissions", &note));
    Some(suspended(installation, answer))
}

/// The same on a repository.
fn on(installation: &Identity, repository: &str, scope: &str, write: bool) -> Option<Answer> {
    let answer = permitted(installation, scope, write)?;
    let selection = installation.attributes.get("repositories");
    if selection.and_then(Value::as_str) == Some("all") {
        return Some(answer);
    }
    let path = repository.split_once(':').map_or(repository, |(_, it)| it);
    let why = format!(
        "{path} is one of the repositories that were selected for the app: which are was not read"
    );
    Some(answer.unless_proven(Certainty::Conditional, why))
}

fn may(estate: &Estate<'_>, installation: &Identity, repository: &str, found: &mut Findings) {
    let on = |scope: &str, write: bool| on(installation, repository, scope, write);
    let path = repository.split_once(':').map_or(repository, |(_, it)| it);
    let contents = on("contents", true);
    let pushes = on("administration", true).or_else(|| {
        let workflows = on("workflows", true)?;
        Some(contents.clone()?.and(workflows))
    });
    for (answer, right, kind, name) in [
        (
            contents,
            actions::contents(repository),
            "github:contents-write",
            "who can change the contents of",
        ),
        (
            on("actions", true),
            actions::dispatch(repository),
            "github:actions-write",
            "who can start the workflows of",
        ),
        (
            pushes,
            actions::push(repository),
            "github:push",
            "anyone who can push to",
        ),
    ] {
        let Some(answer) = answer else { continue };
        let name = format!("{name} {path}");
        let node = actions::principal(right.clone(), kind, repository, name);
        found.nodes.push(node);
        found.become_edge(
            &installation.id,
            &right,
            EdgeKind::Impersonates,
            None,
            answer,
        );
    }
    let id = actions::contents_asset(repository);
    for (write, ways) in [
        (false, &[Access::List, Access::Read][..]),
        (true, &[Access::Write, Access::Delete][..]),
    ] {
        if let Some(answer) = on("contents", write) {
            let access: AccessSet = ways.iter().copied().collect();
            let node = actions::asset(
                id.clone(),
                AssetClass::Code,
                "github:repository-contents",
                repository,
            );
            found.nodes.push(node);
            found.edge(
                &installation.id,
                &id,
                edge_of(EdgeKind::Touches, None, access, answer),
            );
        }
    }
    for (scope, below) in [("secrets", "secrets"), ("environments", "environments")] {
        if let Some(answer) = on(scope, true) {
            let given = format!("{repository}/{below}/");
            replaces(estate, installation, &given, &answer, found);
        }
    }
}

/// The secrets that it may replace. Nobody reads them back (GitHub Docs, "REST API endpoints for GitHub Actions Secrets").
fn replaces(
    estate: &Estate<'_>,
    installation: &Identity,
    below: &str,
    answer: &Answer,
    found: &mut Findings,
) {
    let assets = estate.facts.assets.range(below.to_owned()..);
    for (id, asset) in assets.take_while(|(id, _)| id.starts_with(below)) {
        if asset.kind == SECRET {
            let access = AccessSet::EMPTY.with(Access::Write);
            let edge = edge_of(EdgeKind::Touches, None, access, answer.clone());
            found.edge(&installation.id, id, edge);
        }
    }
}

/// The id of the key of the app that is installed: by the number of the app, else by its name.
fn key_of(installation: &Identity) -> String {
    let number = installation.attributes.get("app").and_then(Value::as_str);
    format!("github:app-key/{}", number.unwrap_or(&installation.name))
}

fn key_node(id: &str, installation: &Identity) -> Node {
    Node {
        id: id.to_owned(),
        kind: NodeKind::Credential,
        class: None,
        type_name: "github:app-key".to_owned(),
        name: format!("private key of the app {}", installation.name),
        scope: None,
        part_of: None,
        record: None,
        notes: Vec::new(),
    }
}

/// The secret from which a job has the key of an app.
fn held(
    estate: &Estate<'_>,
    job: &Job<'_>,
    index: usize,
    made: &Value,
    installed: &[&Identity],
    found: &mut Findings,
) {
    let text = |name: &str| made.get(name).and_then(Value::as_str);
    let Some(secret) = text("secret") else { return };
    let secret = place(estate, job, secret);
    let number = text("app");
    let owner = job.repository().rsplit_once('/').map_or("", |(it, _)| it);
    let mut keys: BTreeMap<String, Option<&str>> = BTreeMap::new();
    for installation in installed {
        let own = |name: &str| installation.attributes.get(name).and_then(Value::as_str);
        match number {
            Some(number) if own("app") == Some(number) || own("client_id") == Some(number) => {
                keys.insert(key_of(installation), None);
            }
            Some(_) => {}
            // Which app it is follows from a variable.
            None if installation.scope == owner => {
                keys.insert(key_of(installation), Some(&installation.name));
            }
            None => {}
        }
    }
    for (key, perhaps) in keys {
        let at = format!("/attributes/github_apps/{index}");
        let answer = Answer::certain(job.evidence(&at, "makes a token of the app with it"));
        let answer = match perhaps {
            Some(name) => answer.unless_proven(
                Certainty::Conditional,
                format!("the job makes a token of the app {name}: which it is is known only when it runs"),
            ),
            None => answer,
        };
        found.become_edge(&secret, &key, EdgeKind::Holds, None, answer);
    }
}

/// The level that has a secret: environment, repository, organisation, in this order.
fn place(estate: &Estate<'_>, job: &Job<'_>, name: &str) -> String {
    let repository = job.repository();
    let owner = repository.rsplit_once('/').map_or(repository, |(it, _)| it);
    let of_environment = job
        .environment()
        .map(|it| format!("{repository}/environments/{it}/secrets/{name}"));
    let own = format!("{repository}/secrets/{name}");
    let above = format!("{owner}/secrets/{name}");
    let mut levels = of_environment.into_iter().chain([own.clone(), above]);
    let listed = |id: &String| {
        let asset = estate.facts.assets.get(id);
        asset.is_some_and(|it| it.attributes.contains_key("updated_at"))
    };
    levels.find(listed).unwrap_or(own)
}
