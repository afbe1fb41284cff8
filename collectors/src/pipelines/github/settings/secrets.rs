//! The names of secrets ("List repository secrets", "List organization secrets", "List environment secrets").

use std::collections::BTreeMap;

use super::owner::Owner;
use crate::facts::{Asset, AssetClass, Fact, Provider};
use crate::pipelines::github::SECRET;
use crate::pipelines::{Node, Output};
use crate::redact::free_text;

/// Secrets of an owner.
pub(super) fn listed(items: &[Node], owner: &Owner, output: &mut Output<'_>) {
    for item in items {
        let Some(name) = item.text_of("name") else {
            continue;
        };
        let above = match owner.environment() {
            Some(environment) => format!("{}/environments/{environment}", owner.id()),
            None => owner.id(),
        };
        let mut attributes = BTreeMap::new();
        for member in ["created_at", "updated_at", "visibility"] {
            if let Some(text) = item.text_of(member) {
                attributes.insert(member.to_owned(), free_text(text).into());
            }
        }
        output.fact(Fact::Asset(Asset {
            id: format!("{above}/secrets/{}", name.to_ascii_uppercase()),
            provider: Provider::Github,
            class: AssetClass::Secret,
            kind: SECRET.to_owned(),
            name: name.to_owned(),
            scope: Some(owner.id()),
            region: None,
            part_of: None,
            encryption_key: None,
            tags: None,
            attributes,
            origin: output.origin(item),
        }));
    }
}

/// "List selected repositories for an organization secret": those that it is for. The secret is named by the address.
pub(super) fn readers(items: &[Node], root: &Node, owner: &Owner, output: &mut Output<'_>) {
    let path = output.file().path.display().to_string().replace('\\', "/");
    let name = path
        .rsplit_once("/actions/secrets/")
        .and_then(|(_, it)| it.split('/').next());
    let Some(name) = name else { return };
    let repositories: Vec<serde_json::Value> = items
        .iter()
        .filter_map(|it| it.text_of("full_name"))
        .map(|it| free_text(it).into())
        .collect();
    output.fact(Fact::Asset(Asset {
        id: format!("{}/secrets/{}", owner.id(), name.to_ascii_uppercase()),
        provider: Provider::Github,
        class: AssetClass::Secret,
        kind: SECRET.to_owned(),
        name: name.to_owned(),
        scope: Some(owner.id()),
        region: None,
        part_of: None,
        encryption_key: None,
        tags: None,
        attributes: BTreeMap::from([("repositories".to_owned(), repositories.into())]),
        origin: output.origin(root),
    }));
}
