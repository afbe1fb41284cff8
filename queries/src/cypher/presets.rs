//! Queries with a name: `queries/presets/*.cypher`, inside the program.
//!
//! A preset begins with a comment: `title`, `what`, `why`, any number of `param NAME = DEFAULT: what it is`, and of
//! `reference`. The default is JSON.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

use super::words::nearest;

/// Name and text of every preset. A new one is a file in `queries/presets` and a line here.
static PRESETS: &[(&str, &str)] = &[
    (
        "admins-by-leaked-key",
        include_str!("../../presets/admins-by-leaked-key.cypher"),
    ),
    (
        "assumable-from-outside",
        include_str!("../../presets/assumable-from-outside.cypher"),
    ),
    (
        "assumptions",
        include_str!("../../presets/assumptions.cypher"),
    ),
    (
        "bucket-writers",
        include_str!("../../presets/bucket-writers.cypher"),
    ),
    (
        "by-one-technique",
        include_str!("../../presets/by-one-technique.cypher"),
    ),
    (
        "conditional-paths",
        include_str!("../../presets/conditional-paths.cypher"),
    ),
    (
        "cross-account-paths",
        include_str!("../../presets/cross-account-paths.cypher"),
    ),
    (
        "derived-data",
        include_str!("../../presets/derived-data.cypher"),
    ),
    (
        "endpoint-consumers",
        include_str!("../../presets/endpoint-consumers.cypher"),
    ),
    (
        "from-the-internet",
        include_str!("../../presets/from-the-internet.cypher"),
    ),
    (
        "gated-paths-only",
        include_str!("../../presets/gated-paths-only.cypher"),
    ),
    (
        "index-readers",
        include_str!("../../presets/index-readers.cypher"),
    ),
    ("key-users", include_str!("../../presets/key-users.cypher")),
    (
        "paths-by-technique",
        include_str!("../../presets/paths-by-technique.cypher"),
    ),
    (
        "poisonable-models",
        include_str!("../../presets/poisonable-models.cypher"),
    ),
    (
        "role-chains",
        include_str!("../../presets/role-chains.cypher"),
    ),
    (
        "secrets-from-ci",
        include_str!("../../presets/secrets-from-ci.cypher"),
    ),
    (
        "secrets-from-workloads",
        include_str!("../../presets/secrets-from-workloads.cypher"),
    ),
    (
        "secrets-that-hold-credentials",
        include_str!("../../presets/secrets-that-hold-credentials.cypher"),
    ),
    (
        "several-credentials",
        include_str!("../../presets/several-credentials.cypher"),
    ),
    (
        "shared-identities",
        include_str!("../../presets/shared-identities.cypher"),
    ),
    (
        "shortest-to-admin",
        include_str!("../../presets/shortest-to-admin.cypher"),
    ),
    (
        "training-data-from-runners",
        include_str!("../../presets/training-data-from-runners.cypher"),
    ),
    (
        "unused-keys-to-models",
        include_str!("../../presets/unused-keys-to-models.cypher"),
    ),
    (
        "what-a-secret-opens",
        include_str!("../../presets/what-a-secret-opens.cypher"),
    ),
    (
        "widest-credentials",
        include_str!("../../presets/widest-credentials.cypher"),
    ),
    (
        "workload-controllers",
        include_str!("../../presets/workload-controllers.cypher"),
    ),
];

/// A query with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Preset {
    /// The name of its file, without the ending.
    pub name: &'static str,
    /// In a few words.
    pub title: &'static str,
    /// What it answers.
    pub what: &'static str,
    /// Why one asks.
    pub why: &'static str,
    /// What can be given, in the order of the file.
    pub parameters: Vec<Parameter>,
    /// Where to read on.
    pub references: Vec<&'static str>,
    /// The whole text, with the comment.
    pub text: &'static str,
}

/// A parameter of a preset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// Without the `$`.
    pub name: &'static str,
    /// What it is if nothing is given.
    pub default: Json,
    /// What it is.
    pub about: &'static str,
}

/// Every preset, in the order of the names.
pub fn presets() -> impl Iterator<Item = Preset> {
    PRESETS.iter().map(|(name, text)| read(name, text))
}

/// The preset of a name; else the nearest name, if one is near.
///
/// # Errors
/// When there is none of the name.
pub fn preset(name: &str) -> Result<Preset, Option<&'static str>> {
    match PRESETS.iter().find(|(it, _)| *it == name) {
        Some((name, text)) => Ok(read(name, text)),
        None => Err(nearest(name, PRESETS.iter().map(|(it, _)| *it))),
    }
}

impl Preset {
    /// The defaults, with what is given in their place.
    #[must_use]
    pub fn with(&self, given: &BTreeMap<String, Json>) -> BTreeMap<String, Json> {
        let defaults = self.parameters.iter();
        let mut all: BTreeMap<String, Json> = defaults
            .map(|it| (it.name.to_owned(), it.default.clone()))
            .collect();
        all.extend(
            given
                .iter()
                .map(|(name, value)| (name.clone(), value.clone())),
        );
        all
    }
}

fn read(name: &'static str, text: &'static str) -> Preset {
    let mut preset = Preset {
        name,
        text,
        title: "",
        what: "",
        why: "",
        parameters: Vec::new(),
        references: Vec::new(),
    };
    for line in text.lines() {
        let Some(line) = line.strip_prefix("// ") else {
            break;
        };
        if let Some(rest) = line.strip_prefix("param ") {
            preset.parameters.extend(parameter(rest));
            continue;
        }
        match line.split_once(": ") {
            Some(("title", rest)) => preset.title = rest,
            Some(("what", rest)) => preset.what = rest,
            Some(("why", rest)) => preset.why = rest,
            Some(("reference", rest)) => preset.references.push(rest),
            _ => {}
        }
    }
    preset
}

fn parameter(text: &'static str) -> Option<Parameter> {
    let (name, rest) = text.split_once(" = ")?;
    let (default, about) = rest.split_once(": ")?;
    Some(Parameter {
        name,
        default: serde_json::from_str(default).ok()?,
        about,
    })
}
