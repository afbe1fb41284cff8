//! The answer of `diff`: `blastradius/diff/1`.

use std::collections::BTreeMap;

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{AccessSet, Certainty, Gate, SnapshotInfo};
use serde::Serialize;

use super::{AttackerContext, CoverageSummary, Hop, IntegrityCounts, NodeBrief, Plane, Severity};

/// What changed between two snapshots.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diff {
    /// `blastradius/diff/1`.
    pub schema: &'static str,
    /// The earlier snapshot.
    pub old: SnapshotInfo,
    /// The later snapshot.
    pub new: SnapshotInfo,
    /// What the attacker was taken to bring, in both.
    pub context: AttackerContext,
    /// The numbers of the first screen.
    pub summary: DiffSummary,
    /// Credentials that came and went.
    pub credentials: Vec<CameOrWent>,
    /// Identities that came and went.
    pub identities: Vec<CameOrWent>,
    /// What the credentials of both snapshots reach otherwise, the worst first.
    pub changes: Vec<ReachChange>,
    /// What could not be seen in the later snapshot.
    pub coverage: CoverageSummary,
    /// What could not be seen in the earlier snapshot.
    pub old_coverage: CoverageSummary,
    /// The nodes that the answer names, by id; as they are in the later snapshot where they are there.
    pub nodes: BTreeMap<String, NodeBrief>,
}

/// The numbers of the first screen: entries of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct DiffSummary {
    /// Credentials that came, known to be new or not.
    pub credentials_came: usize,
    /// Credentials that went, known to be gone or not.
    pub credentials_went: usize,
    /// Identities that came.
    pub identities_came: usize,
    /// Identities that went.
    pub identities_went: usize,
    /// Reached now and not before.
    pub new: usize,
    /// Reached before and not now.
    pub closed: usize,
    /// Reached in another way.
    pub changed: usize,
    /// What may be a change, or only something that could not be read.
    pub unknown: usize,
    /// Credentials whose reach is not the same.
    pub credentials_changed: usize,
}

/// How something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// It is there now and was not.
    New,
    /// It was there in another way.
    Changed,
    /// It is in one of the snapshots, and of the other that is not known: something could not be read there.
    Unknown,
    /// It was there and is not any more.
    Closed,
}

impl Changed {
    /// The word used in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unknown => "unknown",
            Self::Closed => "closed",
        }
    }
}

/// A credential or identity that is in one of the snapshots only.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CameOrWent {
    /// `new`, `closed`, or `unknown` where the other snapshot could not see it.
    pub change: Changed,
    /// Whether it is in the later snapshot.
    pub now: bool,
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The provider's type: `aws:iam:access-key`.
    #[serde(rename = "type")]
    pub type_name: String,
    /// For a credential: the id of the identity that it proves; empty where that is not known.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub identity: String,
    /// For a credential: what it reaches in the snapshot that has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reach: Option<ReachSize>,
    /// The worst of what it reaches; low for identities.
    pub severity: Severity,
    /// Why it is not known whether the other snapshot has it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<String>,
}

/// How much a credential reaches: the numbers of `rank`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReachSize {
    /// Data sets that can be read.
    pub data: usize,
    /// Models that can be read or invoked.
    pub models: usize,
    /// Secrets that can be read.
    pub secrets: usize,
    /// The ids of scopes that it can administer.
    pub admin_of: Vec<String>,
    /// What can be changed.
    pub integrity: IntegrityCounts,
}

/// One thing that credentials reach otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReachChange {
    /// How.
    pub change: Changed,
    /// How bad the reach is: of the later snapshot, or of the earlier where it is not there any more.
    pub severity: Severity,
    /// The id of the asset or scope.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The provider's type: `aws:s3:bucket`.
    #[serde(rename = "type")]
    pub type_name: String,
    /// What an asset is worth; `null` for a scope, which is administered.
    pub class: Option<AssetClass>,
    /// The radius; `null` for a scope.
    pub plane: Option<Plane>,
    /// Whether only what is made from the asset can be read.
    pub derived: bool,
    /// How it was reached; `null`: it was not, as far as is known.
    pub before: Option<Way>,
    /// How it is reached now; `null`: it is not, as far as is known.
    pub after: Option<Way>,
    /// The ids of the credentials for which this is so.
    pub credentials: Vec<String>,
    /// What changed in the estate and made it so.
    pub facts: Vec<FactChange>,
    /// What could not be read, where that may be all that changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<String>,
    /// Of which snapshot the path is: the later one, or the earlier where it is not reached any more.
    pub path_of: Age,
    /// The best path of the first credential.
    pub path: Vec<Hop>,
}

impl ReachChange {
    /// Whether more is reached than before, or more surely: it came, or what could not be read may be all that was
    /// against it.
    #[must_use]
    pub fn is_more(&self) -> bool {
        match (&self.before, &self.after) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(before), Some(after)) => {
                after.certainty > before.certainty
                    || after.access.iter().any(|way| !before.access.contains(way))
                    || after.gates.len() < before.gates.len()
            }
        }
    }
}

/// One of the two snapshots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Age {
    /// The earlier.
    Old,
    /// The later.
    New,
}

/// In what way something is reached.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Way {
    /// What the last hop gives in the radius.
    pub access: AccessSet,
    /// The certainty of the weakest hop.
    pub certainty: Certainty,
    /// What stands in the way.
    pub gates: Vec<Gate>,
}

/// What happened to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordChange {
    /// It is in the later snapshot only.
    Added,
    /// It is in both and says something else.
    Edited,
    /// It is in the earlier snapshot only.
    Removed,
}

impl RecordChange {
    /// The word used in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Edited => "edited",
            Self::Removed => "removed",
        }
    }
}

/// A record of the snapshots that is not the same in both.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct FactChange {
    /// The record: `policy:arn:…`, `attachment:…`.
    pub record: String,
    /// What happened to it.
    pub change: RecordChange,
    /// Places in the record of the later snapshot that are new or say something else: `/Statement/1`, `/active`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<String>,
    /// Places in the record of the earlier snapshot that are gone or said something else.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
    /// In a few words: `denies s3:GetObject`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub what: String,
}
