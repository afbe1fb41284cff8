//! An organisation: its tree, its policies, and what they are attached to.

mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::super::{ImportError, ImportSummary};
use super::read;
use crate::aws::wire::is_account_id;
use crate::snapshot::Sink;

/// `metadata.json` of the organisation.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    id: String,
    arn: Option<String>,
    root_ou: Option<String>,
    root_account_id: String,
    features: Option<BTreeMap<String, bool>>,
}

/// What is attached to a root, a unit or an account, by ARN.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Attached {
    /// The parent of a unit.
    parent: Option<String>,
    /// The parent of an account.
    ou: Option<String>,
    scps: Vec<String>,
    rcps: Vec<String>,
}

/// `metadata.json` of a unit or a policy.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Named {
    arn: Option<String>,
    name: Option<String>,
    aws_managed: Option<bool>,
}

struct Policy {
    named: Named,
    kind: &'static str,
    /// The document, when there is one.
    document: Option<String>,
    folder: String,
}

/// An organisation as iam-collect keeps it.
pub(super) struct Organization {
    metadata: Metadata,
    /// By id. Folders have the ids in lower case, these do not.
    units: BTreeMap<String, Attached>,
    accounts: BTreeMap<String, Attached>,
    names: BTreeMap<String, Named>,
    policies: Vec<Policy>,
    folder: String,
    /// Files that should be there and are not, or could not be used.
    missing: BTreeSet<&'static str>,
}

impl Organization {
    /// Reads the files of an organisation. Without its metadata there is no telling whose it is.
    pub(super) fn read(
        folder: &Path,
        files: &[PathBuf],
        summary: &mut ImportSummary,
        sink: &mut dyn Sink,
    ) -> Option<Self> {
        let mut missing = BTreeSet::new();
        let Some(metadata) = parse::<Metadata>(&folder.join("metadata.json"), summary, sink)
            .filter(|it| is_account_id(&it.root_account_id))
        else {
            let problem = ImportError::NotThisFormat {
                path: folder.to_owned(),
                expected: "an organisation of iam-collect: its `metadata.json` names no management account",
            };
            summary.problem(super::NAME, problem, sink);
            return None;
        };
        let units = parse(&folder.join("ous.json"), summary, sink);
        let accounts = parse(&folder.join("accounts.json"), summary, sink);
        if units.is_none() {
            missing.insert("ous.json");
        }
        if accounts.is_none() {
            missing.insert("accounts.json");
        }
        let mut names = BTreeMap::new();
        let mut policies = Vec::new();
        for file in files.iter().filter(|it| it.ends_with("metadata.json")) {
            let Some(place) = file.parent() else { continue };
            let kind = place.parent().and_then(Path::file_name).unwrap_or_default();
            let kind = match kind.to_str() {
                Some("ous") => None,
                Some("scps") => Some("SERVICE_CONTROL_POLICY"),
                Some("rcps") => Some("RESOURCE_CONTROL_POLICY"),
                _ => continue,
            };
            let Some(named) = parse::<Named>(file, summary, sink) else {
                continue;
            };
            let id = place.file_name().unwrap_or_default().to_string_lossy();
            match kind {
                None => {
                    names.insert(id.into_owned(), named);
                }
                Some(kind) => {
                    let document = place.join("policy.json");
                    policies.push(Policy {
                        named,
                        kind,
                        document: files
                            .contains(&document)
                            .then(|| read(&document, summary, sink))
                            .flatten(),
                        folder: place.display().to_string(),
                    });
                }
            }
        }
        summary.files += files.len() as u64;
        Some(Self {
            metadata,
            units: units.unwrap_or_default(),
            accounts: accounts.unwrap_or_default(),
            names,
            policies,
            folder: folder.display().to_string(),
            missing,
        })
    }
}

/// A JSON file of a known shape, when it is there; one that cannot be used is a problem.
fn parse<T: DeserializeOwned>(
    file: &Path,
    summary: &mut ImportSummary,
    sink: &mut dyn Sink,
) -> Option<T> {
    if !file.exists() {
        return None;
    }
    let text = read(file, summary, sink)?;
    match serde_json::from_str::<&RawValue>(&text).and_then(|it| serde_json::from_str(it.get())) {
        Ok(value) => Some(value),
        Err(error) => {
            summary.problem(super::NAME, ImportError::json(file, &error), sink);
            None
        }
    }
}
