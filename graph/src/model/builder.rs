//! Makes a [`Graph`]: nodes and edges in any order in, the same bytes out.
//!
//! What is added becomes numbers at once: a text is kept once, however many edges name it.

use std::borrow::Borrow;

use blastradius_collectors::coverage::Coverage;
use hashbrown::HashMap;
use roaring::RoaringBitmap;

use super::freeze;
use super::lists::ListPool;
use super::row::{CoverageRow, EdgeRow, EvidenceRow, GateRow, NodeRow};
use super::texts::TextPool;
use super::{
    Edge, End, Evidence, Gate, Graph, GroupId, IndexDetail, Name, Node, PipelineChain,
    Representatives, SnapshotInfo, Started, TrustDetail,
};

/// Collects nodes and edges and freezes them.
///
/// Edges of the same kind, technique, certainty and conditions between the same ends are one
/// edge: their access sets, gates and evidence are united.
#[derive(Debug, Default)]
pub struct GraphBuilder {
    pub(super) texts: TextPool,
    /// Lists of texts.
    pub(super) lists: ListPool,
    pub(super) gates: Pool<GateRow>,
    pub(super) gate_lists: ListPool,
    pub(super) evidence: Pool<EvidenceRow>,
    pub(super) evidence_lists: ListPool,
    /// By the number of their id.
    pub(super) nodes: HashMap<u32, NodeRow>,
    known_names: HashMap<u32, Name>,
    /// The number of the text of each name.
    pub(super) names: Vec<u32>,
    pub(super) groups: Vec<RoaringBitmap>,
    known_groups: HashMap<Vec<u8>, GroupId>,
    pub(super) edges: Vec<(End, End, EdgeRow)>,
    /// A name, the record of a policy, a list of evidence.
    pub(super) provenance: Vec<(Name, u32, u32)>,
    pub(super) coverage: Vec<CoverageRow>,
    pub(super) pipelines: Vec<PipelineChain>,
    pub(super) started: Vec<Started>,
    pub(super) indexes: Vec<IndexDetail>,
    pub(super) trusts: Vec<TrustDetail>,
}

/// Rows, each once.
#[derive(Debug)]
pub(super) struct Pool<T> {
    pub(super) rows: Vec<T>,
    known: HashMap<T, u32>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            known: HashMap::new(),
        }
    }
}

impl<T: Copy + Eq + std::hash::Hash> Pool<T> {
    fn intern(&mut self, row: T) -> u32 {
        *self.known.entry(row).or_insert_with(|| {
            self.rows.push(row);
            number(self.rows.len() - 1)
        })
    }
}

/// A length as a number of a row.
pub(super) fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl GraphBuilder {
    /// An empty builder.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a node unless one with its id exists. A node made from a record replaces one that was only named.
    pub fn node(&mut self, node: Node) {
        let id = self.texts.intern(&node.id);
        let had = self.nodes.get(&id);
        if had.is_some_and(|had| had.record != 0 || node.record.is_none()) {
            return;
        }
        let row = NodeRow {
            id,
            bits: NodeRow::bits(node.kind, node.class),
            type_name: self.texts.intern(&node.type_name),
            name: self.texts.intern(&node.name),
            scope: self.texts.option(node.scope.as_deref()),
            part_of: self.texts.option(node.part_of.as_deref()),
            record: self.texts.option(node.record.as_deref()),
            notes: self.list(&node.notes),
        };
        self.nodes.insert(id, row);
    }

    /// Adds a note to a node that has been added, once.
    pub fn note(&mut self, id: &str, note: String) {
        let Some(row) = self.texts.known(id).and_then(|id| self.nodes.get_mut(&id)) else {
            return;
        };
        let note = self.texts.intern(&note);
        let mut notes = self.lists.get(row.notes).to_vec();
        if !notes.contains(&note) {
            notes.push(note);
            row.notes = self.lists.intern(&notes);
        }
    }

    /// Whether a node with this id has been added.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        let id = self.texts.known(id);
        id.is_some_and(|id| self.nodes.contains_key(&id))
    }

    /// A short name for the id of a node, which may be added later.
    pub fn name(&mut self, id: &str) -> Name {
        let text = self.texts.intern(id);
        *self.known_names.entry(text).or_insert_with(|| {
            self.names.push(text);
            Name(number(self.names.len() - 1))
        })
    }

    /// The group of these nodes: the same members are the same group. Members that are never added as nodes are left out
    /// at the end.
    pub fn group(&mut self, members: impl IntoIterator<Item = Name>) -> GroupId {
        let members: RoaringBitmap = members.into_iter().map(|name| name.0).collect();
        let mut bytes = Vec::with_capacity(members.serialized_size());
        // A vector takes every byte.
        if members.serialize_into(&mut bytes).is_err() {
            bytes.clear();
        }
        *self.known_groups.entry(bytes).or_insert_with(|| {
            self.groups.push(members);
            GroupId(number(self.groups.len() - 1))
        })
    }

    /// Adds an edge. Edges between nodes that were never added are dropped at the end.
    pub fn edge(&mut self, from: &str, to: &str, edge: Edge) {
        let ends = (End::Node(self.name(from)), End::Node(self.name(to)));
        self.edge_between(ends.0, ends.1, edge, Representatives::default());
    }

    /// Adds an edge from a node, or from each of a group, to a node, or to each of a group. A node of both ends has no
    /// edge to itself.
    pub fn edge_between(
        &mut self,
        from: End,
        to: End,
        mut edge: Edge,
        representatives: Representatives,
    ) {
        edge.conditions.sort();
        edge.conditions.dedup();
        let row = EdgeRow {
            bits: EdgeRow::bits(edge.kind, edge.certainty, edge.access),
            technique: self.texts.option(edge.technique.as_deref()),
            conditions: self.list(&edge.conditions),
            gates: self.gate_list(&edge.gates),
            evidence: self.evidence_list(&edge.evidence),
            source: self.texts.option(representatives.source.as_deref()),
            target: self.texts.option(representatives.target.as_deref()),
            ..EdgeRow::default()
        };
        self.edges.push((from, to, row));
    }

    /// Notes how a policy comes to a principal: evidence of every hop of the principal's that the policy allows.
    pub fn provenance(&mut self, principal: &str, policy: &str, evidence: Vec<Evidence>) {
        if !evidence.is_empty() {
            let name = self.name(principal);
            let record = self.texts.intern(&format!("policy:{policy}"));
            let evidence = self.evidence_list(&evidence);
            self.provenance.push((name, record, evidence));
        }
    }

    /// Adds a pipeline as a chain of stages. Its nodes and edges are added apart.
    pub fn pipeline(&mut self, chain: PipelineChain) {
        self.pipelines.push(chain);
    }

    /// Adds what rules and schedules start beside pipelines.
    pub fn started(&mut self, all: Vec<Started>) {
        self.started.extend(all);
    }

    /// Adds what is known of an index beside its edges.
    pub fn index(&mut self, detail: IndexDetail) {
        self.indexes.push(detail);
    }

    /// Adds what is known of a trust in the tokens of an identity provider.
    pub fn trust(&mut self, detail: TrustDetail) {
        self.trusts.push(detail);
    }

    /// Adds what was asked, or could not be resolved while building.
    pub fn coverage(&mut self, record: impl Borrow<Coverage>) {
        let record = record.borrow();
        let row = CoverageRow {
            scope: self.texts.intern(&record.scope),
            region: self.texts.option(record.region.as_deref()),
            operation: self.texts.intern(&record.operation),
            subject: self.texts.option(record.subject.as_deref()),
            outcome: CoverageRow::outcome(record.outcome),
            records_high: u32::try_from(record.records >> 32).unwrap_or(u32::MAX),
            records_low: u32::try_from(record.records & u64::from(u32::MAX)).unwrap_or(u32::MAX),
            reason: self.texts.intern(&record.reason),
            help: self.texts.intern(&record.help),
            source: self.texts.intern(&record.origin.source),
            pointer: self.texts.intern(&record.origin.pointer),
        };
        self.coverage.push(row);
    }

    fn list(&mut self, texts: &[String]) -> u32 {
        let ids: Vec<u32> = texts.iter().map(|it| self.texts.intern(it)).collect();
        self.lists.intern(&ids)
    }

    fn gate_list(&mut self, gates: &[Gate]) -> u32 {
        let ids = gates.iter().map(|gate| {
            let detail = self.texts.intern(&gate.detail);
            let kind = gate.kind as u32;
            self.gates.intern(GateRow { kind, detail })
        });
        let ids: Vec<u32> = ids.collect();
        self.gate_lists.intern(&ids)
    }

    fn evidence_list(&mut self, evidence: &[Evidence]) -> u32 {
        let ids = evidence.iter().map(|it| {
            let row = EvidenceRow {
                record: self.texts.intern(&it.record),
                pointer: self.texts.intern(&it.pointer),
                note: self.texts.intern(&it.note),
            };
            self.evidence.intern(row)
        });
        let ids: Vec<u32> = ids.collect();
        self.evidence_lists.intern(&ids)
    }

    /// Ends the building. The result does not depend on the order in which things were added.
    #[must_use]
    pub fn freeze(self, snapshot: SnapshotInfo) -> Graph {
        freeze::freeze(self, snapshot)
    }
}
