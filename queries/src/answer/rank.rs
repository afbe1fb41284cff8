//! The answer of `rank`: `blastradius/rank/1`.

use std::collections::BTreeMap;

use blastradius_graph::model::{Certainty, Gate, NodeKind, SnapshotInfo};
use serde::{Deserialize, Serialize};

use super::{AttackerContext, CoverageSummary, Hop, LevelCounts, NodeBrief};

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
    /// The nodes that the best paths name, by id; none where no path was asked for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub nodes: BTreeMap<String, NodeBrief>,
}

/// A part of a ranking, as `rank --part` writes it: `blastradius/rank-part/1`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RankPart {
    /// [`RankPart::SCHEMA`].
    pub schema: String,
    /// Which part it is, from zero.
    pub part: u32,
    /// How many parts there are.
    pub of: u32,
    /// Paths with a weaker hop are left out.
    pub min_certainty: Certainty,
    /// Everything that is ranked, in the order of ids, with what this part of the targets adds.
    pub credentials: Vec<PartEntry>,
    /// What could not be seen.
    pub coverage: CoverageSummary,
    /// The snapshot that was asked.
    pub snapshot: SnapshotInfo,
    /// What the attacker was taken to bring.
    pub context: AttackerContext,
    /// What kind of node is ranked.
    pub ranked: NodeKind,
}

impl RankPart {
    /// The schema that this version writes and reads.
    pub const SCHEMA: &'static str = "blastradius/rank-part/1";
}

/// What a part adds to one entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartEntry {
    /// The entry, with the numbers of this part.
    #[serde(flatten)]
    pub entry: RankedCredential,
    /// The score in twentieths, which add up without rounding. Of one part it may be less than nothing.
    pub twentieths: i64,
}

/// The best path to the worst that a credential reaches.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BestPath {
    /// The id of what is reached.
    pub to: String,
    /// What people call it. Attacker-controlled text.
    pub name: String,
    /// The certainty of the weakest hop.
    pub certainty: Certainty,
    /// What stands in the way.
    pub gates: Vec<Gate>,
    /// Its length.
    pub hops: usize,
    /// Its hops.
    pub path: Vec<Hop>,
}

/// One credential and the size of its blast radius.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// Everything that is reached at each level of certainty that was asked for, the surest first: each has what those before it have.
    #[serde(default)]
    pub levels: Vec<LevelCounts>,
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
    /// The best path to the worst that it reaches, where that is asked for.
    #[serde(skip_serializing_if = "Option::is_none", skip_deserializing)]
    pub best: Option<BestPath>,
}

/// Assets by the three classes of the first screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ClassCounts {
    /// Data sets.
    pub data: usize,
    /// Models.
    pub models: usize,
    /// Secrets.
    pub secrets: usize,
}

/// What can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct IntegrityCounts {
    /// Data sets that can be changed or are made from what can be changed.
    pub data: usize,
    /// Models that can be changed or are made from what can be changed.
    pub models: usize,
}
