//! The technique files that this program ships.

use std::sync::LazyLock;

use serde::Deserialize;

use super::definition::Technique;
use super::parse::check;

/// Every file in `techniques/aws`. A test holds this list and the folder together.
pub(super) static FILES: &[(&str, &str)] = &[
    ("iam-001", include_str!("../../techniques/aws/iam-001.toml")),
    ("iam-002", include_str!("../../techniques/aws/iam-002.toml")),
    ("iam-003", include_str!("../../techniques/aws/iam-003.toml")),
    ("iam-004", include_str!("../../techniques/aws/iam-004.toml")),
    ("iam-005", include_str!("../../techniques/aws/iam-005.toml")),
    ("iam-006", include_str!("../../techniques/aws/iam-006.toml")),
    ("iam-007", include_str!("../../techniques/aws/iam-007.toml")),
    ("iam-008", include_str!("../../techniques/aws/iam-008.toml")),
    ("iam-009", include_str!("../../techniques/aws/iam-009.toml")),
    ("iam-010", include_str!("../../techniques/aws/iam-010.toml")),
    ("iam-011", include_str!("../../techniques/aws/iam-011.toml")),
    ("iam-012", include_str!("../../techniques/aws/iam-012.toml")),
    ("iam-013", include_str!("../../techniques/aws/iam-013.toml")),
    ("iam-014", include_str!("../../techniques/aws/iam-014.toml")),
    ("iam-015", include_str!("../../techniques/aws/iam-015.toml")),
    ("iam-016", include_str!("../../techniques/aws/iam-016.toml")),
    ("iam-017", include_str!("../../techniques/aws/iam-017.toml")),
    ("iam-018", include_str!("../../techniques/aws/iam-018.toml")),
    ("iam-019", include_str!("../../techniques/aws/iam-019.toml")),
    ("iam-020", include_str!("../../techniques/aws/iam-020.toml")),
    ("iam-021", include_str!("../../techniques/aws/iam-021.toml")),
    ("iam-022", include_str!("../../techniques/aws/iam-022.toml")),
    ("iam-023", include_str!("../../techniques/aws/iam-023.toml")),
];

static TECHNIQUES: LazyLock<Vec<Technique>> = LazyLock::new(|| {
    FILES
        .iter()
        .filter_map(|(_, text)| check(text).ok())
        .collect()
});

/// The techniques that this program ships, in the order of their ids.
#[must_use]
pub fn builtin() -> &'static [Technique] {
    &TECHNIQUES
}

/// The text of the list of published techniques that have no file.
pub static NOT_MODELLED: &str = include_str!("../../techniques/aws/not-modelled.toml");

/// A published technique that has no file here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotModelled {
    /// Its published id.
    pub id: String,
    /// `modelled`: by a rule in code. `later`: not yet.
    pub status: String,
    /// By which rule, or why not.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    technique: Vec<NotModelled>,
}

/// The published techniques that have no file here.
#[must_use]
pub fn not_modelled() -> Vec<NotModelled> {
    toml::from_str::<List>(NOT_MODELLED)
        .map(|list| list.technique)
        .unwrap_or_default()
}
