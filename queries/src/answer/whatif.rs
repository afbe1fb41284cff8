//! The answer of `whatif`: `blastradius/whatif/1`.

use std::collections::BTreeMap;

use blastradius_graph::model::{Certainty, SnapshotInfo};
use serde::Serialize;

use super::{AttackerContext, CoverageSummary, Hop, NodeBrief};

/// The difference that changes make to what credentials reach.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WhatIf {
    /// `blastradius/whatif/1`.
    pub schema: &'static str,
    /// The snapshot that was asked, before the changes.
    pub snapshot: SnapshotInfo,
    /// What the attacker was taken to bring.
    pub context: AttackerContext,
    /// The changes, in the order in which they were made.
    pub changes: Vec<ChangeMade>,
    /// The numbers of the first screen.
    pub summary: WhatIfSummary,
    /// Every credential whose reach differs, the one that loses the most first.
    pub credentials: Vec<ChangedCredential>,
    /// Who comes all the same, by another path, to what a hop led to that the changes took away. The worst hops only.
    pub kept: Vec<Kept>,
    /// What was said to be required, and whether it still works.
    pub required: Vec<Required>,
    /// What could not be seen.
    pub coverage: CoverageSummary,
    /// The nodes that the answer names, by id.
    pub nodes: BTreeMap<String, NodeBrief>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeMade {
    /// In words.
    pub change: String,
    /// The records of the snapshot that it added, took away or wrote anew.
    pub records: Vec<String>,
    /// Why what it does is not known in full; then there may be more than the difference that is told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
    /// What a reader should know of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// The numbers of the first screen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WhatIfSummary {
    /// How many credentials were looked at.
    pub credentials: usize,
    /// How many of them reach something else, or otherwise, after the changes.
    pub affected: usize,
    /// The sum of their scores before; see `rank`.
    pub score_before: f64,
    /// And after.
    pub score_after: f64,
    /// Assets and scopes that some credential reached and none does any more.
    pub closed: usize,
    /// Assets and scopes that no credential reached and some does now.
    pub opened: usize,
    /// The differences of all credentials together: pairs of a credential and an asset.
    pub tallies: Vec<Tally>,
    /// Whether something that is required does not work any more.
    pub breaks: bool,
    /// Whether what every change does is known.
    pub known: bool,
}

/// How many assets of one class differ in one kind of access.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Tally {
    /// `secret`, `model`, `data`, …; `scope` for what can be administered.
    pub class: &'static str,
    /// `read`, `change` or `administer`.
    pub access: &'static str,
    /// Reached before and not after.
    pub lost: usize,
    /// Reached after and not before.
    pub gained: usize,
    /// Reached less surely.
    pub weaker: usize,
    /// Reached more surely.
    pub stronger: usize,
}

/// A credential whose reach differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangedCredential {
    /// Its id.
    pub id: String,
    /// The provider's type: `aws:iam:access-key`.
    pub kind: String,
    /// What people call it.
    pub name: String,
    /// The id of the identity that it proves; empty where that is not known.
    pub identity: String,
    /// Its score before.
    pub score_before: f64,
    /// And after.
    pub score_after: f64,
    /// Whether it does not work at all any more.
    pub gone: bool,
    /// The differences by class and access.
    pub tallies: Vec<Tally>,
    /// The worst of them, a few.
    pub worst: Vec<AccessChange>,
}

/// One asset that is reached otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccessChange {
    /// The id of the asset or scope.
    pub id: String,
    /// Its class, or `scope`.
    pub class: &'static str,
    /// `read`, `change` or `administer`.
    pub access: &'static str,
    /// How surely before; `null`: not at all.
    pub before: Option<Certainty>,
    /// How surely after.
    pub after: Option<Certainty>,
}

/// A hop that is gone, and who comes to its end all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// Where the hop began that the changes took away.
    pub from: String,
    /// Where it led.
    pub to: String,
    /// What it said: `touches`, `assumes`.
    pub edge: String,
    /// How many credentials that led to `from` lead to `to` all the same.
    pub credentials: usize,
    /// One of them: the one with the best path.
    pub credential: String,
    /// That path.
    pub path: Vec<Hop>,
}

/// Something that must go on working.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Required {
    /// The id of who needs it.
    pub subject: String,
    /// The id of what is needed.
    pub asset: String,
    /// Whether there was a path before.
    pub before: bool,
    /// Whether there is one after the changes.
    pub after: bool,
    /// The path after; where that is broken, the one before.
    pub path: Vec<Hop>,
}
