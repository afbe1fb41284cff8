//! The reference as AWS publishes it: one JSON file a service ("Simplified AWS service information for programmatic
//! access" in the Service Authorization Reference).
//!
//! It does not say which of several resource types an action needs: any one of them counts.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::{Action, Catalogue, CatalogueError, Level, ResourceType, Service, read as json};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct File {
    name: String,
    #[serde(default)]
    actions: Vec<Listed>,
    #[serde(default)]
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    name: String,
    #[serde(default)]
    action_condition_keys: Vec<String>,
    #[serde(default)]
    annotations: Annotations,
    #[serde(default)]
    resources: Vec<Named>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Annotations {
    #[serde(default)]
    properties: Properties,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the file has one flag for each level"
)]
struct Properties {
    is_list: bool,
    is_permission_management: bool,
    is_tagging_only: bool,
    is_write: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resource {
    name: String,
    #[serde(default, rename = "ARNFormats")]
    arn_formats: Vec<String>,
    #[serde(default)]
    condition_keys: Vec<String>,
}

pub(super) fn read(folder: &Path) -> Result<Catalogue, CatalogueError> {
    let failed = |source| CatalogueError::Read {
        path: folder.to_owned(),
        source,
    };
    let mut catalogue = Catalogue::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_none_or(|it| it != "json") {
            continue;
        }
        let file: File = json(&path)?;
        let service: &mut Service = catalogue.entry(file.name).or_default();
        for resource in file.resources {
            let arn = resource.arn_formats.into_iter().next();
            if let Some(arn) = arn {
                let keys = resource.condition_keys;
                service
                    .types
                    .insert(resource.name, ResourceType { arn, keys });
            }
        }
        for listed in file.actions {
            let action = Action {
                level: level(&listed.annotations.properties),
                all: false,
                types: listed.resources.into_iter().map(|it| it.name).collect(),
                keys: listed.action_condition_keys,
            };
            service.actions.insert(listed.name, action);
        }
    }
    Ok(catalogue)
}

fn level(properties: &Properties) -> Level {
    if properties.is_permission_management {
        Level::Permissions
    } else if properties.is_tagging_only {
        Level::Tagging
    } else if properties.is_write {
        Level::Write
    } else if properties.is_list {
        Level::List
    } else {
        Level::Read
    }
}
