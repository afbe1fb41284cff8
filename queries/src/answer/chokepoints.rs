//! The answer of `chokepoints`: `blastradius/chokepoints/1`.

use std::collections::BTreeMap;

use blastradius_graph::model::SnapshotInfo;
use serde::Serialize;

use super::{AttackerContext, CoverageSummary, NodeBrief, Required, Tally};

/// The grants whose removal cuts the most, in the order in which to remove them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChokePoints {
    /// `blastradius/chokepoints/1`.
    pub schema: &'static str,
    /// The snapshot that was asked.
    pub snapshot: SnapshotInfo,
    /// What the attacker was taken to bring.
    pub context: AttackerContext,
    /// The numbers of the first screen.
    pub summary: ChokeSummary,
    /// The grants.
    pub points: Vec<ChokePoint>,
    /// The smallest set of hops that parts all sources from all targets, as the grants that make them; `null`: none was
    /// asked for, or what must be kept joins them.
    pub minimum: Option<Vec<GrantBrief>>,
    /// Grants that looked like choke points and are none.
    pub dropped: Vec<Dropped>,
    /// What was said to be required, and whether it works after all of the removals.
    pub required: Vec<Required>,
    /// What could not be seen.
    pub coverage: CoverageSummary,
    /// The nodes that the answer names, by id.
    pub nodes: BTreeMap<String, NodeBrief>,
}

/// The numbers of the first screen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ChokeSummary {
    /// How many sources there are.
    pub sources: usize,
    /// How many things attackers are after: an asset counts once for reading and once for changing.
    pub targets: usize,
    /// How many grants were weighed.
    pub grants: usize,
    /// What all sources reach together, by weight: 5 for a secret or model, 3 for data, half of it for changing.
    pub before: f64,
    /// And after all of the removals.
    pub after: f64,
}

/// A grant by its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct GrantBrief {
    /// The record of the snapshot.
    pub record: String,
    /// The place inside it.
    pub pointer: String,
    /// `statement`, `resource-policy`, `trust`, `attachment`, `membership`, `credential`, `run-as`, `federation`.
    pub kind: &'static str,
}

/// A grant to remove.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChokePoint {
    /// From 1: remove them in this order.
    pub order: usize,
    /// Which.
    #[serde(flatten)]
    pub grant: GrantBrief,
    /// The `Sid` of a statement.
    pub sid: Option<String>,
    /// A statement as it stands in its policy.
    pub statement: Option<String>,
    /// The change, as `whatif` takes it.
    pub change: String,
    /// How to change it, the least change first.
    pub how: Vec<String>,
    /// What all sources reach together before.
    pub before: f64,
    /// And after this and those before it.
    pub after: f64,
    /// How many credentials reach less.
    pub credentials: usize,
    /// How many things no credential reaches any more.
    pub closed: usize,
    /// What is cut by class and access: pairs of a credential and an asset, of all credentials.
    pub tallies: Vec<Tally>,
    /// The ids of who uses it: where the hops begin that hang on it. A few.
    pub used_by: Vec<String>,
    /// How many there are.
    pub users: usize,
}

/// A grant that looked like a choke point and is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dropped {
    /// Which.
    #[serde(flatten)]
    pub grant: GrantBrief,
    /// Why.
    pub reason: String,
}
