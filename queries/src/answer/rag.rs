//! The answer of `rag`: `blastradius/rag/1`.

use std::collections::BTreeMap;

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{Certainty, Gate, SnapshotInfo};
use serde::Serialize;

use super::{AttackerContext, CoverageSummary, Hop, NodeBrief};

/// Who can ask an index, or a model, and cannot read what it was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rag {
    /// `blastradius/rag/1`.
    pub schema: &'static str,
    /// The snapshot that was asked.
    pub snapshot: SnapshotInfo,
    /// What the attacker was taken to bring.
    pub context: AttackerContext,
    /// The numbers of the first screen.
    pub summary: RagSummary,
    /// Indexes that are made from something known, those that leak most first.
    pub indexes: Vec<RagIndex>,
    /// Models that are made from data, the same way: that an answer gives a piece of it is possible, and of low confidence.
    pub models: Vec<RagIndex>,
    /// What could not be seen.
    pub coverage: CoverageSummary,
    /// The nodes that the answer names, by id.
    pub nodes: BTreeMap<String, NodeBrief>,
}

/// The numbers of the first screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct RagSummary {
    /// Indexes that are made from something known.
    pub indexes: usize,
    /// Of these, those that somebody can ask who cannot read a source.
    pub leaking: usize,
    /// Different identities that can.
    pub identities: usize,
    /// Models that are made from data and can be asked by somebody who cannot read it.
    pub models: usize,
    /// Indexes of which no source is known.
    pub without_source: usize,
}

/// An index or a model, and what it was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RagIndex {
    /// The id.
    pub id: String,
    /// `index` or `model`.
    pub class: AssetClass,
    /// For a model: the ids of its artifacts, versions and packages, which are asked or read in its place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub artifacts: Vec<String>,
    /// Who checks whether an asker may see a document.
    pub enforcement: Enforcement,
    /// What says so; or why it is not known.
    pub enforcement_by: String,
    /// Whether documents that were removed or closed may still be in it.
    pub staleness: Staleness,
    /// The ids of the assets in which it is kept.
    pub stores: Vec<String>,
    /// The ids of the logs in which what was asked is kept.
    pub logs: Vec<String>,
    /// How many identities can ask it in some way.
    pub askers: usize,
    /// What it was made from, with who reads it by asking.
    pub sources: Vec<LeakedSource>,
}

/// Who checks whether an asker may see a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Enforcement {
    /// Nobody.
    None,
    /// It believes what the caller says of the user that asks.
    CallerAsserted,
    /// The store itself: credentials or row security of its own.
    StoreEnforced,
    /// Not known.
    Unknown,
}

impl Enforcement {
    /// The word used in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::CallerAsserted => "caller_asserted",
            Self::StoreEnforced => "store_enforced",
            Self::Unknown => "unknown",
        }
    }
}

/// Whether what it was made from has changed since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Staleness {
    /// The verdict.
    pub state: Freshness,
    /// When its sources were last read whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_sync: Option<String>,
    /// When the policy of a source last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_changed: Option<String>,
    /// What shows that it is stale, or why it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// Whether an index is older than the policies of its sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Freshness {
    /// A policy changed after the last sync, the last one failed or is long ago: what was removed or closed is still in the index.
    Stale,
    /// The sources were read after the last change.
    Fresh,
    /// It is not known, and `why` says what is missing.
    Unknown,
}

impl Freshness {
    /// The word used in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Stale => "stale",
            Self::Fresh => "fresh",
            Self::Unknown => "unknown",
        }
    }
}

/// One thing that an index was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeakedSource {
    /// The id.
    pub id: String,
    /// How many identities can read it itself.
    pub readers: usize,
    /// How many can ask and cannot read it, or read it less surely.
    pub leaks_to: usize,
    /// Those, the surest and nearest first, at most as many as were asked for.
    pub leaks: Vec<Leak>,
}

/// How an asker comes to what it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// By permissions on the index, its own or those of an identity that it can become.
    Direct,
    /// By an agent, function or application that asks for it.
    Agent,
    /// By what the index is kept in.
    Store,
    /// By the log of what was asked and answered.
    Logs,
}

impl Via {
    /// The word used in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Agent => "agent",
            Self::Store => "store",
            Self::Logs => "logs",
        }
    }
}

/// One who can ask and cannot read the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Leak {
    /// The id of the identity.
    pub id: String,
    /// How it comes to it.
    pub via: Via,
    /// The id of the asset at the end of the path: the index, its store, its log.
    pub through: String,
    /// How surely it reads the source itself; less surely than it asks. `None`: not at all.
    pub reads_source: Option<Certainty>,
    /// The length of the path.
    pub hops: usize,
    /// The certainty of its weakest hop.
    pub certainty: Certainty,
    /// What stands in the way.
    pub gates: Vec<Gate>,
    /// How.
    pub path: Vec<Hop>,
}
