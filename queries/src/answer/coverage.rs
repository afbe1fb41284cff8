//! What could not be seen.

use std::collections::BTreeMap;

use blastradius_collectors::coverage::Outcome;
use blastradius_graph::model::SnapshotInfo;
use serde::{Deserialize, Serialize};

/// What could not be seen, as every answer carries it. Equal gaps are one, with a count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageSummary {
    /// Whether everything that was asked was answered.
    pub complete: bool,
    /// What was not, in the order of scope and operation.
    pub gaps: Vec<Gap>,
    /// Roles, secrets and places that definitions of pipelines leave open.
    #[serde(default)]
    pub unresolved: UnresolvedValues,
}

/// How much the definitions of pipelines leave open: each is a node of the graph that says so, and what it stands for may add
/// to any answer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UnresolvedValues {
    /// How many there are.
    pub total: usize,
    /// By what they would be: `identity`, or the class of an asset.
    pub kinds: BTreeMap<String, usize>,
}

/// One thing that could not be seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Gap {
    /// The id of the scope, or the file.
    pub scope: String,
    /// What was asked, in the provider's words.
    pub operation: String,
    /// Why it is not known.
    pub reason: String,
    /// How it ended.
    pub outcome: Outcome,
    /// How many questions ended so.
    pub count: u64,
    /// Regions in which it ended so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// What was asked about: the first few subjects.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<String>,
    /// What to do about it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
}

/// The answer of `coverage`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CoverageReport {
    /// `blastradius/coverage/1`.
    pub schema: &'static str,
    /// The snapshot that was asked.
    pub snapshot: SnapshotInfo,
    /// Whether everything that was asked was answered.
    pub complete: bool,
    /// By scope.
    pub scopes: Vec<ScopeCoverage>,
    /// Roles, secrets and places that definitions of pipelines leave open.
    pub unresolved: UnresolvedValues,
}

/// What is known and not known of one scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScopeCoverage {
    /// The id of the scope, or the file.
    pub scope: String,
    /// What people call it, when that is known.
    pub name: Option<String>,
    /// Whether everything that was asked was answered.
    pub complete: bool,
    /// How many questions were answered.
    pub answered: u64,
    /// How many were answered with "there is none".
    pub absent: u64,
    /// How many records came of it.
    pub records: u64,
    /// What was not answered.
    pub gaps: Vec<Gap>,
}
