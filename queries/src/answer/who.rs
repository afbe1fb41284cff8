//! The answer of `who`: `blastradius/who/1`.

use std::collections::BTreeMap;

use blastradius_graph::model::{AccessSet, Certainty, Gate, SnapshotInfo};
use serde::Serialize;

use super::{AttackerContext, CoverageSummary, Hop, NodeBrief, Plane};

/// Who can touch an asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Who {
    /// `blastradius/who/1`.
    pub schema: &'static str,
    /// The snapshot that was asked.
    pub snapshot: SnapshotInfo,
    /// What the attacker was taken to bring.
    pub context: AttackerContext,
    /// The id of the asset.
    pub asset: String,
    /// The numbers of the first screen.
    pub summary: WhoSummary,
    /// Credentials, the most certain and nearest first: what an attacker would need to steal.
    pub credentials: Vec<Holder>,
    /// Identities, and parties outside of the snapshot, the most certain and nearest first.
    pub identities: Vec<Holder>,
    /// What could not be seen.
    pub coverage: CoverageSummary,
    /// The nodes that the answer names, by id.
    pub nodes: BTreeMap<String, NodeBrief>,
}

/// The numbers of the first screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct WhoSummary {
    /// Credentials that lead to it.
    pub credentials: usize,
    /// Identities, and parties outside of the snapshot, that can touch it, by themselves or by becoming another.
    pub identities: usize,
    /// Identities that can touch it by their own permissions.
    pub direct: usize,
    /// Credentials that lead to it by a certain path.
    pub certain: usize,
}

/// One who can touch it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holder {
    /// The id of the credential or identity.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The provider's type: `aws:iam:role`.
    #[serde(rename = "type")]
    pub type_name: String,
    /// In which ways the last hop of the path touches the asset.
    pub access: AccessSet,
    /// The radii that this entry is about.
    pub plane: Vec<Plane>,
    /// Whether only what is made from the asset can be read.
    pub derived: bool,
    /// The length of the path.
    pub hops: usize,
    /// The certainty of its weakest hop.
    pub certainty: Certainty,
    /// What stands in the way.
    pub gates: Vec<Gate>,
    /// How.
    pub path: Vec<Hop>,
    /// Short notes for people: `inactive`, `never used`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}
