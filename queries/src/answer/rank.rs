//! The answer of `rank`: `blastradius/rank/1`.

use blastradius_graph::model::{NodeKind, SnapshotInfo};
use serde::Serialize;

use super::{AttackerContext, CoverageSummary};

/// Every credential, the worst first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rank {
    /// `blastradius/rank/1`.
    pub schema: &'static str,
    /// In the order of the table.
    pub credentials: Vec<RankedCredential>,
    /// What could not be seen.
    pub coverage: CoverageSummary,
    /// The snapshot that was asked.
    pub snapshot: SnapshotInfo,
    /// What the attacker was taken to bring.
    pub context: AttackerContext,
    /// What kind of node is ranked.
    pub ranked: NodeKind,
}

/// One credential and the size of its blast radius.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RankedCredential {
    /// The id of the credential.
    pub id: String,
    /// The provider's type: `aws:iam:access-key`.
    pub kind: String,
    /// The id of the identity that it proves; empty where that is not known.
    pub identity: String,
    /// Data sets that can be read.
    pub data: usize,
    /// Models that can be read or invoked.
    pub models: usize,
    /// Secrets that can be read.
    pub secrets: usize,
    /// The ids of scopes that it can administer.
    pub admin_of: Vec<String>,
    /// The same three numbers by certain paths alone.
    pub certain: ClassCounts,
    /// What can be changed, with what is made from it.
    pub integrity: IntegrityCounts,
    /// The weight of everything reached; higher is worse.
    pub score: f64,
    /// What people call it.
    pub name: String,
    /// What people call the identity.
    pub identity_name: String,
    /// The id of the scope that holds it.
    pub scope: Option<String>,
    /// Short notes for people: `inactive`, `never used`.
    pub notes: Vec<String>,
}

/// Assets by the three classes of the first screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ClassCounts {
    /// Data sets.
    pub data: usize,
    /// Models.
    pub models: usize,
    /// Secrets.
    pub secrets: usize,
}

/// What can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct IntegrityCounts {
    /// Data sets that can be changed or are made from what can be changed.
    pub data: usize,
    /// Models that can be changed or are made from what can be changed.
    pub models: usize,
}
