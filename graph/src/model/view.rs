//! Nodes, edges and coverage of a built graph, as they are read: small values that borrow its texts.

use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::facts::{AssetClass, Origin};
use serde::{Serialize, Serializer};

use super::row::{CoverageRow, EdgeRow, NodeRow};
use super::store::Store;
use super::{AccessSet, Certainty, Edge, EdgeKind, Evidence, Gate, GateKind, Node, NodeKind};

/// A node of a [`Graph`](super::Graph).
#[derive(Debug, Clone, Copy)]
pub struct NodeView<'g> {
    /// The provider's own id.
    pub id: &'g str,
    /// What it is.
    pub kind: NodeKind,
    /// For assets: what it is worth.
    pub class: Option<AssetClass>,
    /// The provider's type: `aws:s3:bucket`, `aws:iam:role`, `aws:iam:access-key`.
    pub type_name: &'g str,
    /// What people call it. Attacker-controlled text.
    pub name: &'g str,
    /// The id of the scope that holds it.
    pub scope: Option<&'g str>,
    /// For a part of an asset: the id of the whole (the bucket of a prefix).
    pub part_of: Option<&'g str>,
    /// The snapshot record that the node was made from (`identity:arn:…`); `None` where the node is only named by others
    /// or is derived.
    pub record: Option<&'g str>,
    store: &'g Store,
    notes: u32,
}

impl<'g> NodeView<'g> {
    #[inline]
    pub(super) fn new(store: &'g Store, row: &NodeRow) -> Self {
        let text = |id| store.texts.get(id);
        let option = |id| store.texts.option(id);
        // Rows are made of known kinds, and those that are read are checked.
        let (kind, class) = row.known().unwrap_or((NodeKind::External, None));
        Self {
            id: text(row.id),
            kind,
            class,
            type_name: text(row.type_name),
            name: text(row.name),
            scope: option(row.scope),
            part_of: option(row.part_of),
            record: option(row.record),
            store,
            notes: row.notes,
        }
    }

    /// Short notes for people: `inactive`, `never used`, `provider managed`, `not collected`.
    pub fn notes(&self) -> impl Iterator<Item = &'g str> + use<'g> {
        self.store.list(self.notes)
    }

    /// The node as it was added.
    #[must_use]
    pub fn to_node(&self) -> Node {
        let owned = |text: &str| text.to_owned();
        Node {
            id: owned(self.id),
            kind: self.kind,
            class: self.class,
            type_name: owned(self.type_name),
            name: owned(self.name),
            scope: self.scope.map(owned),
            part_of: self.part_of.map(owned),
            record: self.record.map(owned),
            notes: self.notes().map(owned).collect(),
        }
    }
}

impl Serialize for NodeView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_node().serialize(serializer)
    }
}

/// An edge of a [`Graph`](super::Graph).
#[derive(Debug, Clone, Copy)]
pub struct EdgeView<'g> {
    /// What it says.
    pub kind: EdgeKind,
    /// How surely it works.
    pub certainty: Certainty,
    /// For touch edges: in which ways.
    pub access: AccessSet,
    store: &'g Store,
    row: &'g EdgeRow,
}

impl<'g> EdgeView<'g> {
    #[inline]
    pub(super) fn new(store: &'g Store, row: &'g EdgeRow) -> Self {
        // Rows are made of known kinds, and those that are read are checked.
        let unknown = (EdgeKind::PartOf, Certainty::Influence, AccessSet::EMPTY);
        let (kind, certainty, access) = row.known().unwrap_or(unknown);
        Self {
            kind,
            certainty,
            access,
            store,
            row,
        }
    }

    /// The id of the technique file that made it (`iam-002`), if one did.
    #[must_use]
    pub fn technique(&self) -> Option<&'g str> {
        self.store.texts.option(self.row.technique)
    }

    /// What must hold for the edge to work, in words, where that is not known.
    pub fn conditions(&self) -> impl Iterator<Item = &'g str> + use<'g> {
        self.store.list(self.row.conditions)
    }

    /// What stands in the way.
    pub fn gates(&self) -> impl Iterator<Item = Gate> + use<'g> {
        let (store, gates) = (self.store, self.store.gate_lists.get(self.row.gates));
        gates.iter().filter_map(|id| store.gate(*id))
    }

    /// The kinds of what stands in the way.
    pub fn gate_kinds(&self) -> impl Iterator<Item = GateKind> + use<'g> {
        let (store, gates) = (self.store, self.store.gate_lists.get(self.row.gates));
        gates.iter().filter_map(|id| store.gate_kind(*id))
    }

    /// How many things stand in the way.
    #[must_use]
    #[inline]
    pub fn gate_count(&self) -> usize {
        self.store.gate_lists.get(self.row.gates).len()
    }

    /// What made the edge, as it was worked out: [`Graph::evidence`](super::Graph::evidence) is that of a hop.
    pub fn evidence(&self) -> impl Iterator<Item = Evidence> + use<'g> {
        self.store.evidence(self.row.evidence)
    }

    /// The edge as it was added.
    #[must_use]
    pub fn to_edge(&self) -> Edge {
        Edge {
            kind: self.kind,
            technique: self.technique().map(str::to_owned),
            certainty: self.certainty,
            access: self.access,
            conditions: self.conditions().map(str::to_owned).collect(),
            gates: self.gates().collect(),
            evidence: self.evidence().collect(),
        }
    }
}

/// The content is the same, whichever edge has it.
impl PartialEq for EdgeView<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.to_edge() == other.to_edge()
    }
}

impl Serialize for EdgeView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_edge().serialize(serializer)
    }
}

/// One question that was asked for a [`Graph`](super::Graph)'s snapshot, and how it ended.
#[derive(Debug, Clone, Copy)]
pub struct CoverageView<'g> {
    /// The id of the scope that was asked about, or the file when no scope is known.
    pub scope: &'g str,
    /// The region, when the question has one.
    pub region: Option<&'g str>,
    /// What was asked, in the provider's words.
    pub operation: &'g str,
    /// About what. `None` for a listing.
    pub subject: Option<&'g str>,
    /// How it ended.
    pub outcome: Outcome,
    /// How many records it gave.
    pub records: u64,
    /// Why it ended so, for people; empty when it is complete.
    pub reason: &'g str,
    /// What to do about it; may be empty.
    pub help: &'g str,
    source: &'g str,
    pointer: &'g str,
}

impl<'g> CoverageView<'g> {
    pub(super) fn new(store: &'g Store, row: &CoverageRow) -> Self {
        let text = |id| store.texts.get(id);
        Self {
            scope: text(row.scope),
            region: store.texts.option(row.region),
            operation: text(row.operation),
            subject: store.texts.option(row.subject),
            outcome: row.known().unwrap_or(Outcome::Failed),
            records: u64::from(row.records_high) << 32 | u64::from(row.records_low),
            reason: text(row.reason),
            help: text(row.help),
            source: text(row.source),
            pointer: text(row.pointer),
        }
    }

    /// The record as the snapshot has it.
    #[must_use]
    pub fn to_coverage(&self) -> Coverage {
        Coverage {
            scope: self.scope.to_owned(),
            region: self.region.map(str::to_owned),
            operation: self.operation.to_owned(),
            subject: self.subject.map(str::to_owned),
            outcome: self.outcome,
            records: self.records,
            reason: self.reason.to_owned(),
            help: self.help.to_owned(),
            origin: Origin::new(self.source, self.pointer),
        }
    }
}
