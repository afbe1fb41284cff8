//! Runners of GitLab as its API lists them (GitLab Docs, "Runners API"): of the instance, of a group, of a project, and the
//! machine that each runs on. Tokens of runners, which older versions answer with, are not kept.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::super::{Document, Kind, Node, Output};
use crate::coverage::Outcome;
use crate::facts::{Fact, Provider, Workload};
use crate::redact::free_text;

/// See the top of the file.
pub(in crate::pipelines) struct Runners;

impl Kind for Runners {
    fn name(&self) -> &'static str {
        "gitlab-runners"
    }

    fn description(&self) -> &'static str {
        "answers of the API of GitLab about runners"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        document.tree().is_some_and(|root| !found(root).is_empty())
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        output.of_another();
        let host = host(root, output);
        let mut unknown = Vec::new();
        for runner in found(root) {
            one(runner, &host, &mut unknown, output);
        }
        if let Some(first) = unknown.first() {
            let reason = format!(
                "of which group or project {} of its runners are does not stand in the answer",
                unknown.len()
            );
            let help = "save the answer about each of them (`GET /runners/ID`), or lay the list under `groups/PATH/` or `projects/PATH/`";
            output.gap(Outcome::NotInInput, first, &reason, help);
        }
    }
}

/// Whether it is a runner.
fn is_runner(node: &Node) -> bool {
    let kinds = ["instance_type", "group_type", "project_type"];
    node.text_of("runner_type")
        .is_some_and(|it| kinds.contains(&it))
        && node.get("id").is_some()
}

/// The runners of a document: one, a list, or several answers each under a name. What an answer about one runner tells comes after
/// what a list does.
fn found(root: &Node) -> Vec<&Node> {
    if is_runner(root) {
        return vec![root];
    }
    if root.is_list() {
        return root.items().iter().filter(|it| is_runner(it)).collect();
    }
    let mut found: Vec<&Node> = Vec::new();
    for (_, answer) in root.entries() {
        found.extend(answer.items().iter().filter(|it| is_runner(it)));
        let inner = answer.entries().iter().map(|(_, it)| it);
        found.extend(inner.filter(|it| is_runner(it)));
    }
    found
}

/// The host of the instance: by an address in the document, else that of the repository.
fn host(root: &Node, output: &Output<'_>) -> Option<String> {
    let of = |address: &str| {
        let rest = address.strip_prefix("https://")?;
        let host = rest.split(['/', ':', '?']).next()?;
        let fits = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
        (!host.is_empty() && host.chars().all(fits)).then(|| host.to_ascii_lowercase())
    };
    let beside = root.entries().iter().filter_map(|(_, it)| of(it.as_str()?));
    let mut groups = found(root)
        .into_iter()
        .filter_map(|it| it.get("groups"))
        .flat_map(Node::items)
        .filter_map(|it| of(it.text_of("web_url")?));
    let repository = output.file().repository;
    let own = repository.provider == Provider::Gitlab && !repository.host.is_empty();
    let mut beside = beside;
    beside
        .next()
        .or_else(|| groups.next())
        .or_else(|| own.then(|| repository.host.clone()))
}

/// How ids of the instance begin: as those of its repositories do.
fn prefix(host: Option<&String>) -> String {
    match host.map(String::as_str) {
        None | Some("gitlab.com") => "gitlab:".to_owned(),
        Some(host) => format!("gitlab:{host}/"),
    }
}

fn one<'n>(
    runner: &'n Node,
    host: &Option<String>,
    unknown: &mut Vec<&'n Node>,
    output: &mut Output<'_>,
) {
    let Some(number) = runner
        .text_of("id")
        .filter(|it| it.bytes().all(|b| b.is_ascii_digit()))
    else {
        return output.gap(
            Outcome::Unreadable,
            runner,
            "the id of a runner is no number",
            "",
        );
    };
    let prefix = prefix(host.as_ref());
    let kind = runner.text_of("runner_type").unwrap_or_default();
    let listed = runner.get("tag_list").is_some();
    let owners = owners(runner, kind, &prefix, output);
    // Of a list, the answers about each may stand in the same document.
    if kind != "instance_type" && owners.is_empty() && listed {
        unknown.push(runner);
    }
    let mut attributes = BTreeMap::new();
    let mut keep = |name: &str, value: Option<Json>| {
        attributes.extend(value.map(|it| (name.to_owned(), it)));
    };
    keep("runner_type", Some(kind.trim_end_matches("_type").into()));
    if listed {
        let tags = runner.get("tag_list").map_or(&[][..], Node::items);
        let tags = tags.iter().filter_map(Node::as_str).take(500);
        let tags: Vec<Json> = tags.map(|it| free_text(it).into()).collect();
        keep("labels", Some(tags.into()));
    }
    for (name, member) in [
        ("run_untagged", "run_untagged"),
        ("locked", "locked"),
        ("paused", "paused"),
        ("online", "online"),
    ] {
        keep(
            name,
            runner.get(member).and_then(Node::as_bool).map(Json::from),
        );
    }
    for (name, member) in [
        ("access_level", "access_level"),
        ("state", "status"),
        ("address", "ip_address"),
        ("architecture", "architecture"),
        ("platform", "platform"),
        ("contacted_at", "contacted_at"),
        ("version", "version"),
    ] {
        let text = runner.text_of(member).filter(|it| !it.is_empty());
        keep(name, text.map(|it| free_text(it).into()));
    }
    // Which jobs it may take: those of these projects and groups; of all where it is one of the instance.
    keep(
        "serves",
        (!owners.is_empty()).then(|| owners.clone().into()),
    );
    let name = runner.text_of("description").filter(|it| !it.is_empty());
    let instance = prefix.trim_end_matches(['/', ':']).to_owned();
    output.fact(Fact::Workload(Workload {
        id: format!("{prefix}runners/{number}"),
        provider: Provider::Gitlab,
        kind: "gitlab:runner".to_owned(),
        name: free_text(name.unwrap_or(number)).into_owned(),
        scope: owners.first().cloned().unwrap_or(instance),
        region: None,
        runs_as: Vec::new(),
        environment: Vec::new(),
        tags: None,
        attributes,
        origin: output.origin(runner),
    }));
}

/// The projects or groups that a runner is of: by the answer, else by where the file lies.
fn owners(runner: &Node, kind: &str, prefix: &str, output: &Output<'_>) -> Vec<String> {
    let items = |name: &str| runner.get(name).map_or(&[][..], Node::items).iter();
    let path = |text: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
        (!text.is_empty() && text.chars().all(fits)).then(|| format!("{prefix}{text}"))
    };
    let mut found: Vec<String> = match kind {
        "project_type" => items("projects")
            .filter_map(|it| path(it.text_of("path_with_namespace")?))
            .collect(),
        "group_type" => items("groups")
            .filter_map(|it| {
                let (_, rest) = it.text_of("web_url")?.split_once("/groups/")?;
                path(rest)
            })
            .collect(),
        _ => return Vec::new(),
    };
    if found.is_empty() {
        let own = output.file().path.display().to_string().replace('\\', "/");
        let word = if kind == "group_type" {
            "/groups/"
        } else {
            "/projects/"
        };
        let between = own.split_once(word).and_then(|(_, it)| it.rsplit_once('/'));
        found.extend(between.and_then(|(it, _)| path(&it.replace("%2F", "/"))));
    }
    found.sort();
    found.dedup();
    found
}
