//! The answer of `reach`: `blastradius/reach/1`.

use std::collections::BTreeMap;

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{AccessSet, Certainty, Gate, NodeKind, SnapshotInfo};
use serde::Serialize;

use super::{
    Action, AttackerContext, ClassCounts, CoverageSummary, Hop, IntegrityCounts, NodeBrief, Plane,
};

/// The blast radius of some subjects together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reach {
    /// `blastradius/reach/1`.
    pub schema: &'static str,
    /// The snapshot that was asked.
    pub snapshot: SnapshotInfo,
    /// What the attacker was taken to bring.
    pub context: AttackerContext,
    /// What leaked.
    pub subjects: Vec<ReachSubject>,
    /// The numbers of the first screen.
    pub summary: ReachSummary,
    /// Identities that the attacker can become, the most certain and nearest first.
    pub identities: Vec<ReachedIdentity>,
    /// Assets that the attacker can touch. An asset has one entry for each radius unless the same
    /// path serves both; secrets, models and data first, then the most certain and nearest.
    pub assets: Vec<ReachedAsset>,
    /// What could not be seen.
    pub coverage: CoverageSummary,
    /// Scopes that the attacker can administer.
    pub admin: Vec<AdminOf>,
    /// Workloads in which the attacker can run code.
    pub workloads: Vec<ReachedWorkload>,
    /// What to do, in this order.
    pub containment: Vec<Action>,
    /// The nodes that the answer names, by id.
    pub nodes: BTreeMap<String, NodeBrief>,
    /// What of `assets` was asked for; `consumers` are those of the integrity radius. Nothing else depends on it.
    pub listed: Listed,
    /// Who asks a model, an endpoint or an index that can be changed: the end of the integrity radius.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub consumers: Vec<Consumer>,
    /// The classes (data, model, secret) of which an account of the subjects, or one that can be administered, may
    /// hold more than is counted: it was not completely asked for its list.
    pub unlisted: Vec<AssetClass>,
}

/// Which assets are listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// The radii.
    pub planes: Vec<Plane>,
    /// The classes; every class when empty.
    pub classes: Vec<AssetClass>,
}

/// What leaked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReachSubject {
    /// The id of the node.
    pub id: String,
    /// What it is.
    pub kind: NodeKind,
    /// What people call it.
    pub name: String,
    /// For a credential: the id of the identity that it proves.
    pub identity: Option<String>,
    /// The provider's type: `aws:iam:access-key`.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The id of the scope that holds it.
    pub scope: Option<String>,
    /// Short notes for people: `inactive`, `never used`.
    pub notes: Vec<String>,
}

/// The numbers of the first screen: of everything that is reached, whatever is [listed](Listed), each asset once.
/// An asset that is a part of another counts as one more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReachSummary {
    /// Identities that the attacker can become, with those that leaked.
    pub identities: usize,
    /// Data sets that can be read (confidentiality, without `derived`).
    pub data: usize,
    /// Models that can be read or invoked.
    pub models: usize,
    /// Secrets that can be read.
    pub secrets: usize,
    /// The ids of scopes that the attacker can administer.
    pub admin_of: Vec<String>,
    /// The fewest hops to an asset; `None` when none is reached.
    pub shortest: Option<usize>,
    /// The same three numbers by certain paths alone.
    pub certain: ClassCounts,
    /// What can be changed, with what is made from it.
    pub integrity: IntegrityCounts,
    /// Data sets that are exposed because an index or model that was made from them can be read.
    pub derived: usize,
    /// Every other class that can be read or used, by class.
    pub others: BTreeMap<&'static str, usize>,
}

/// An identity that the attacker can become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReachedIdentity {
    /// The id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The length of the path.
    pub hops: usize,
    /// The certainty of its weakest hop.
    pub certainty: Certainty,
    /// What stands in the way.
    pub gates: Vec<Gate>,
    /// How.
    pub path: Vec<Hop>,
    /// The provider's type: `aws:iam:role`.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The identity of which this is a stronger form, after an escalation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant_of: Option<String>,
}

/// A workload in which the attacker can run code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReachedWorkload {
    /// The id.
    pub id: String,
    /// The provider's type: `aws:lambda:function`.
    #[serde(rename = "type")]
    pub type_name: String,
    /// What people call it.
    pub name: String,
    /// The length of the path.
    pub hops: usize,
    /// The certainty of its weakest hop.
    pub certainty: Certainty,
    /// What stands in the way.
    pub gates: Vec<Gate>,
    /// How.
    pub path: Vec<Hop>,
}

/// A scope that the attacker can administer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AdminOf {
    /// The id of the scope.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The length of the path.
    pub hops: usize,
    /// The certainty of its weakest hop.
    pub certainty: Certainty,
    /// What stands in the way.
    pub gates: Vec<Gate>,
    /// How.
    pub path: Vec<Hop>,
}

/// An asset that the attacker can touch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReachedAsset {
    /// The id.
    pub id: String,
    /// What it is worth.
    pub class: AssetClass,
    /// The provider's type: `aws:s3:bucket`.
    #[serde(rename = "type")]
    pub type_name: String,
    /// What people call it.
    pub name: String,
    /// What the last hop of this path gives in these radii, and `list`. Empty where it is only made
    /// from something that can be changed, or only carried by something that can be read.
    pub access: AccessSet,
    /// The radii that this entry is about.
    pub plane: Vec<Plane>,
    /// Whether it is only exposed through an index or model that was made from it.
    pub derived: bool,
    /// The length of the path.
    pub hops: usize,
    /// The certainty of its weakest hop.
    pub certainty: Certainty,
    /// What stands in the way.
    pub gates: Vec<Gate>,
    /// How.
    pub path: Vec<Hop>,
    /// The asset that this is a part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    /// The scope that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The credentials that it is known to hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<String>,
    /// What must run before the change is in it. Absent where nothing has to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runs: Option<Runs>,
}

/// What it takes before a change has gone all the way. The last is the slowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Happens {
    /// Schedules or events start everything on the way.
    Automatic,
    /// Something on the way must run again, and nothing that was read starts it.
    NeedsRun,
    /// A person must approve, or start it.
    NeedsHuman,
}

impl Happens {
    /// In words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Automatic => "by itself",
            Self::NeedsRun => "at the next run",
            Self::NeedsHuman => "a person must act",
        }
    }
}

/// What must run before a change has gone along a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Runs {
    /// What it takes.
    pub happens: Happens,
    /// Why.
    pub why: String,
    /// When the last of the scheduled runs on the way begins, RFC 3339, if nothing holds it up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_run: Option<String>,
    /// Whether it may begin earlier: when a rate began is not known.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub at_latest: bool,
}

/// One who asks a model, an endpoint or an index that can be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Consumer {
    /// The id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The provider's type: `aws:iam:role`.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The id of what it asks, at the end of the best path.
    pub asks: String,
    /// How many things that can be changed it asks.
    pub assets: usize,
    /// What must run before it is served what was changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runs: Option<Runs>,
    /// The length of the path.
    pub hops: usize,
    /// The certainty of its weakest hop.
    pub certainty: Certainty,
    /// What stands in the way.
    pub gates: Vec<Gate>,
    /// How. The last hop is one of its own, against its direction.
    pub path: Vec<Hop>,
}
