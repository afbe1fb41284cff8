//! The answer of `path`: `blastradius/path/1`.

use std::collections::BTreeMap;

use blastradius_graph::model::{Certainty, Gate, SnapshotInfo};
use serde::Serialize;

use super::{AttackerContext, CoverageSummary, Hop, NodeBrief};

/// The best paths between two nodes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paths {
    /// `blastradius/path/1`.
    pub schema: &'static str,
    /// The snapshot that was asked.
    pub snapshot: SnapshotInfo,
    /// What the attacker was taken to bring.
    pub context: AttackerContext,
    /// The id of the node where the paths start.
    pub from: String,
    /// The id of the node where they end.
    pub to: String,
    /// The best first. Paths that differ in kind come before more of the same kind.
    pub paths: Vec<Route>,
    /// Whether there may be more than are given.
    pub more: bool,
    /// What could not be seen.
    pub coverage: CoverageSummary,
    /// The nodes that the answer names, by id.
    pub nodes: BTreeMap<String, NodeBrief>,
}

/// One path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Route {
    /// The certainty of its weakest hop.
    pub certainty: Certainty,
    /// Its length.
    pub hops: usize,
    /// What stands in the way.
    pub gates: Vec<Gate>,
    /// Its hops.
    pub path: Vec<Hop>,
}
