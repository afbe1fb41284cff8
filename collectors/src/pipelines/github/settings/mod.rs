//! Settings of repositories and organisations, as the REST API of GitHub answers and people save it (`gh api … > FILE`).
//!
//! GitHub Docs, "REST API endpoints for GitHub Actions secrets", "… deployment environments", "… protected branches", "…
//! GitHub Actions permissions", "… GitHub Actions OIDC", "… self-hosted runners", "… repositories". Names and rules; the API
//! never gives a value of a secret, and those of variables are not kept.

mod owner;
mod repository;
mod runners;
mod secrets;

use self::owner::Owner;
use crate::coverage::Outcome;
use crate::facts::{Fact, Scope};
use crate::pipelines::{Document, Kind, Node, Output};

/// See the top of the file.
pub(in crate::pipelines) struct Settings;

/// What an answer is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Secrets,
    Environments,
    Environment,
    Repositories,
    WorkflowPermissions,
    Subject,
    Protection,
    Runners,
    RunnerGroups,
    Installations,
    Workflows,
    /// The repositories that may use a group of runners.
    RepositoriesOfGroup,
    /// The repositories that a secret of an organisation is for.
    ReadersOfSecret,
    /// The rules that rulesets have for a branch.
    Rules,
    /// Several answers in one document, each under the name of a request.
    Several,
}

impl Kind for Settings {
    fn name(&self) -> &'static str {
        "github-settings"
    }

    fn description(&self) -> &'static str {
        "answers of the REST API of GitHub: secrets' names, environments, branch protection, permissions, runners"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        document
            .tree()
            .is_some_and(|it| shape(it, &document.file.path_in_repository()).is_some())
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        output.of_another();
        let Some(shape) = shape(root, &document.file.path_in_repository()) else {
            return;
        };
        if shape == Shape::Several {
            several(root, output);
            return;
        }
        one(shape, root, owner::of(root, output.file()), output);
    }
}

/// What an answer is, by its members; by the address of the request where they say nothing.
fn shape(root: &Node, path: &str) -> Option<Shape> {
    let has = |name: &str| root.get(name).is_some();
    let listed = |list: &str, member: &str| {
        has("total_count")
            && root.get(list).is_some_and(|it| {
                it.is_list() && it.items().iter().all(|it| it.get(member).is_some())
            })
    };
    let is_repository =
        |it: &Node| it.get("full_name").is_some() && it.get("default_branch").is_some();
    let is_rule = |it: &Node| it.get("type").is_some();
    Some(match () {
        () if path.contains("/rules/branches/")
            && (root.is_list() && root.items().iter().all(is_rule)) =>
        {
            Shape::Rules
        }
        () if path.contains("/actions/secrets/") && listed("repositories", "full_name") => {
            Shape::ReadersOfSecret
        }
        () if path.contains("/actions/runner-groups/") && listed("repositories", "full_name") => {
            Shape::RepositoriesOfGroup
        }
        () if listed("secrets", "updated_at") => Shape::Secrets,
        () if listed("environments", "name") => Shape::Environments,
        () if listed("runners", "labels") => Shape::Runners,
        () if listed("runner_groups", "name") => Shape::RunnerGroups,
        () if listed("installations", "app_slug") => Shape::Installations,
        () if listed("workflows", "path") => Shape::Workflows,
        () if has("protection_rules") && has("name") => Shape::Environment,
        () if has("default_workflow_permissions") => Shape::WorkflowPermissions,
        () if has("include_claim_keys") => Shape::Subject,
        () if has("enforce_admins")
            && root
                .text_of("url")
                .is_some_and(|it| it.ends_with("/protection")) =>
        {
            Shape::Protection
        }
        () if is_repository(root) => Shape::Repositories,
        () if !root.items().is_empty() && root.items().iter().all(is_repository) => {
            Shape::Repositories
        }
        () if root.entries().iter().any(|(key, value)| {
            key.as_str().is_some_and(|it| it.starts_with("GET_")) && value.is_list()
        }) && root.entries().iter().all(|(_, it)| {
            // Runners of GitLab come in lists as well.
            it.items().iter().all(|it| it.get("runner_type").is_none())
        }) =>
        {
            Shape::Several
        }
        () => return None,
    })
}

fn one(shape: Shape, root: &Node, owner: Option<Owner>, output: &mut Output<'_>) {
    if shape == Shape::Repositories {
        let all = match root.is_list() {
            true => root.items(),
            false => std::slice::from_ref(root),
        };
        for each in all {
            repository::repository(each, output);
        }
        return;
    }
    let Some(owner) = owner else {
        output.gap(
            Outcome::NotInInput,
            root,
            "of which repository or organisation this is does not stand in the answer",
            "lay it under `repos/ORG/REPO/` or `orgs/ORG/`, as the address of the request has it",
        );
        return;
    };
    owner.scopes(root, output);
    match shape {
        Shape::Secrets => secrets::listed(items(root, "secrets"), &owner, output),
        Shape::Environments => {
            repository::environments(items(root, "environments"), &owner, output)
        }
        Shape::Environment => repository::environments(std::slice::from_ref(root), &owner, output),
        Shape::WorkflowPermissions => repository::permissions(root, &owner, output),
        Shape::Subject => repository::subject(root, &owner, output),
        Shape::Protection => repository::protection(root, &owner, output),
        Shape::Runners => runners::runners(items(root, "runners"), &owner, output),
        Shape::RunnerGroups => runners::groups(items(root, "runner_groups"), &owner, output),
        Shape::Installations => {
            runners::installations(items(root, "installations"), &owner, output)
        }
        Shape::Workflows => repository::workflows(items(root, "workflows"), &owner, output),
        Shape::ReadersOfSecret => {
            secrets::readers(items(root, "repositories"), root, &owner, output)
        }
        Shape::RepositoriesOfGroup => {
            runners::group_repositories(items(root, "repositories"), root, &owner, output);
        }
        Shape::Rules => repository::rules(root, &owner, output),
        Shape::Repositories | Shape::Several => {}
    }
}

fn items<'n>(root: &'n Node, list: &str) -> &'n [Node] {
    root.get(list).map_or(&[][..], Node::items)
}

/// Several answers in one document: what each is of follows from its name and from the addresses in the others.
fn several(root: &Node, output: &mut Output<'_>) {
    let lists = root.entries().iter().filter_map(|(key, list)| {
        let key = key.as_str()?.strip_prefix("GET_")?;
        list.is_list()
            .then(|| (key.to_ascii_lowercase(), list.items()))
    });
    let lists: Vec<_> = lists.collect();
    let addressed = lists
        .iter()
        .flat_map(|(_, items)| items.iter())
        .find_map(|it| owner::of_address(it.text_of("html_url").or_else(|| it.text_of("url"))?));
    let Some(repository) = addressed.or_else(|| owner::of(root, output.file())) else {
        output.gap(
            Outcome::NotInInput,
            root,
            "no answer in it has the address of its repository",
            "lay it under `repos/ORG/REPO/`",
        );
        return;
    };
    repository.scopes(root, output);
    for (key, items) in lists {
        let owner = match key.split_once('_') {
            Some(("org", _)) => repository.organization(),
            Some(("env", rest)) => {
                let name = rest.split_once('_').map_or("*", |(_, name)| name);
                repository.in_environment(name)
            }
            _ => repository.clone(),
        };
        if key.contains("secrets") {
            secrets::listed(items, &owner, output);
        } else if key.contains("environments") {
            repository::environments(items, &owner, output);
        } else if key.contains("workflows") {
            repository::workflows(items, &owner, output);
        }
    }
}

/// Gives an attribute to the scope of an owner.
fn attribute(
    owner: &Owner,
    name: &str,
    value: serde_json::Value,
    at: &Node,
    output: &mut Output<'_>,
) {
    let mut scope = owner.scope(output.origin(at));
    scope.attributes.insert(name.to_owned(), value);
    output.fact(Fact::Scope(scope));
}

/// A scope that is only added to.
fn add(scope: Scope, output: &mut Output<'_>) {
    output.fact(Fact::Scope(scope));
}
