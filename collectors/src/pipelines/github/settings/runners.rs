//! Runners of one's own, their groups, and the apps that are installed.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::attribute;
use super::owner::Owner;
use crate::facts::{Fact, Identity, IdentityKind, Provider, Workload};
use crate::pipelines::{Node, Output};
use crate::redact::free_text;

/// "List self-hosted runners": a runner is a machine with labels.
pub(super) fn runners(items: &[Node], owner: &Owner, output: &mut Output<'_>) {
    for item in items {
        let Some(name) = item.text_of("name") else {
            continue;
        };
        let labels = item.get("labels").map_or(&[][..], Node::items).iter();
        let labels: Vec<Json> = labels
            .filter_map(|it| it.as_str().or_else(|| it.text_of("name")))
            .map(|it| free_text(it).into())
            .collect();
        let mut attributes = BTreeMap::from([("labels".to_owned(), labels.into())]);
        if let Some(ephemeral) = item.get("ephemeral").and_then(Node::as_bool) {
            attributes.insert("ephemeral".to_owned(), ephemeral.into());
        }
        if let Some(group) = item.text_of("runner_group_id") {
            attributes.insert("group_id".to_owned(), free_text(group).into());
        }
        if let Some(status) = item.text_of("status") {
            attributes.insert("state".to_owned(), free_text(status).into());
        }
        output.fact(Fact::Workload(Workload {
            id: format!("{}/runners/{name}", owner.id()),
            provider: Provider::Github,
            kind: "github:runner".to_owned(),
            name: name.to_owned(),
            scope: owner.id(),
            region: None,
            runs_as: Vec::new(),
            environment: Vec::new(),
            tags: None,
            attributes,
            origin: output.origin(item),
        }));
    }
}

/// "List self-hosted runner groups": which repositories have the runners of a group.
pub(super) fn groups(items: &[Node], owner: &Owner, output: &mut Output<'_>) {
    for item in items {
        let Some(name) = item.text_of("name") else {
            continue;
        };
        let workflows = item.get("selected_workflows").map(|it| {
            let all = it.items().iter().filter_map(Node::as_str);
            all.map(|it| free_text(it).into_owned()).collect::<Vec<_>>()
        });
        let value = json!({
            "id": item.text_of("id"),
            "workflows": workflows,
            "visibility": item.text_of("visibility"),
            "public": item.get("allows_public_repositories").and_then(Node::as_bool),
            "restricted_to_workflows": item.get("restricted_to_workflows").and_then(Node::as_bool),
        });
        attribute(owner, &format!("runner_group:{name}"), value, item, output);
    }
}

/// "List repository access to a self-hosted runner group in an organization": those that may use it. The group is named by the
/// address.
pub(super) fn group_repositories(
    items: &[Node],
    root: &Node,
    owner: &Owner,
    output: &mut Output<'_>,
) {
    let path = output.file().path.display().to_string().replace('\\', "/");
    let number = path
        .rsplit_once("/actions/runner-groups/")
        .and_then(|(_, it)| it.split('/').next());
    let Some(number) = number else { return };
    let repositories = items.iter().filter_map(|it| it.text_of("full_name"));
    let repositories: Vec<Json> = repositories.map(|it| free_text(it).into()).collect();
    let name = format!("runner_group_repositories:{}", free_text(number));
    attribute(owner, &name, repositories.into(), root, output);
}

/// "List app installations for an organization": an app has permissions of its own.
pub(super) fn installations(items: &[Node], owner: &Owner, output: &mut Output<'_>) {
    for item in items {
        let Some(name) = item.text_of("app_slug") else {
            continue;
        };
        let permissions = item.get("permissions").map(Node::to_json);
        let selection = item.text_of("repository_selection");
        let mut attributes = BTreeMap::new();
        attributes.extend(permissions.map(|it| ("permissions".to_owned(), it)));
        attributes.extend(selection.map(|it| ("repositories".to_owned(), free_text(it).into())));
        for (name, member) in [("app", "app_id"), ("client_id", "client_id")] {
            let id = item.text_of(member).filter(|it| !it.is_empty());
            attributes.extend(id.map(|it| (name.to_owned(), free_text(it).into())));
        }
        if item.text_of("suspended_at").is_some_and(|it| it != "null") {
            attributes.insert("suspended".to_owned(), true.into());
        }
        output.fact(Fact::Identity(Identity {
            id: format!("{}/installations/{name}", owner.id()),
            provider: Provider::Github,
            kind: IdentityKind::ServicePrincipal,
            name: name.to_owned(),
            scope: owner.id(),
            unique_id: item.text_of("id").map(str::to_owned),
            path: None,
            tags: None,
            member_of: Vec::new(),
            created: None,
            last_used: None,
            attributes,
            origin: output.origin(item),
        }));
    }
}
