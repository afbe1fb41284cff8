//! The names of secrets ("List repository secrets", "List organization secrets", "List environment secrets").

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
        let mut asset = secret(&above, name, owner, item, output);
        for member in ["created_at", "updated_at", "visibility"] {
            if let Some(text) = item.text_of(member) {
                let text = free_text(text).into();
                asset.attributes.insert(member.to_owned(), text);
            }
        }
        output.fact(Fact::Asset(asset));
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
    let mut asset = secret(&owner.id(), name, owner, root, output);
    let readers = repositories.into();
    asset.attributes.insert("repositories".to_owned(), readers);
    output.fact(Fact::Asset(asset));
}

/// A secret of an owner, or of what is below it.
fn secret(above: &str, name: &str, owner: &Owner, at: &Node, output: &Output<'_>) -> Asset {
    let id = format!("{above}/secrets/{}", name.to_ascii_uppercase());
    let (class, provider) = (AssetClass::Secret, Provider::Github);
    let mut asset = output.new_asset(class, provider, SECRET, id, name, at);
    asset.scope = Some(owner.id());
    asset
}
