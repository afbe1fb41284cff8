//! The frozen graph: dense ids, compressed rows forward and back.

use petgraph::graph::DiGraph;
use serde::{Deserialize, Serialize};

use super::group::renamed;
use super::row::{CoverageRow, EdgeRow, NodeRow, ProvenanceRow};
use super::rows::Rows;
use super::store::Store;
use super::{
    CoverageView, EdgeView, Evidence, IndexDetail, NodeView, PipelineChain, Representatives,
    Started, TrustDetail,
};

/// A node of one [`Graph`]. Ids are dense and in the order of the nodes' string ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    /// The dense index, for side tables.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// An edge of one [`Graph`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EdgeId(pub(crate) u32);

impl EdgeId {
    /// The dense index, for side tables.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Which snapshot a graph was built from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotInfo {
    /// The id of the snapshot (from its content).
    pub id: String,
    /// When it was taken, RFC 3339.
    pub taken: String,
}

/// A built graph. It does not change any more.
///
/// Edges may be kept between groups of nodes; what is read is single hops.
#[derive(Debug)]
pub struct Graph {
    pub(super) store: Store,
    /// In the order of their ids.
    pub(super) nodes: Vec<NodeRow>,
    pub(super) rows: Rows,
    /// How a policy comes to a principal, in order.
    pub(super) provenance: Vec<ProvenanceRow>,
    pub(super) snapshot: SnapshotInfo,
    /// In order.
    pub(super) coverage: Vec<CoverageRow>,
    /// By id.
    pub(super) pipelines: Vec<PipelineChain>,
    pub(super) started: Vec<Started>,
    /// By id.
    pub(super) indexes: Vec<IndexDetail>,
    pub(super) trusts: Vec<TrustDetail>,
}

impl Graph {
    /// How many nodes there are.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// How many edges are kept: one between two groups stands for many hops.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.rows.len()
    }

    /// How many hops there are from one node to another.
    #[must_use]
    pub fn hop_count(&self) -> u64 {
        self.rows.hops()
    }

    /// Every node with its id, in the order of the string ids.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, NodeView<'_>)> {
        let nodes = self.nodes.iter();
        (0u32..)
            .map(NodeId)
            .zip(nodes.map(|row| NodeView::new(&self.store, row)))
    }

    /// Every hop: its edge, source, target and what is known about it, in the order of the sources.
    pub fn edges(&self) -> impl Iterator<Item = (EdgeId, NodeId, NodeId, EdgeView<'_>)> {
        let nodes = (0u32..).map(NodeId).take(self.nodes.len());
        nodes.flat_map(|from| {
            self.outgoing(from)
                .map(move |(id, to, edge)| (id, from, to, edge))
        })
    }

    /// The node of an id that this graph gave out.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "ids are minted by the graph that is asked"
    )]
    #[inline]
    pub fn node(&self, id: NodeId) -> NodeView<'_> {
        NodeView::new(&self.store, &self.nodes[id.index()])
    }

    /// What is known about an edge that this graph gave out; the evidence of a hop is [`evidence`](Self::evidence).
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "ids are minted by the graph that is asked"
    )]
    #[inline]
    pub fn edge(&self, id: EdgeId) -> EdgeView<'_> {
        let stored = self.rows.get(id);
        self.view(stored.expect("the id is one of this graph's edges"))
    }

    #[inline]
    pub(super) fn view<'g>(&'g self, row: &'g EdgeRow) -> EdgeView<'g> {
        EdgeView::new(&self.store, row)
    }

    /// The members that the content of an edge names.
    pub(super) fn representatives(&self, row: &EdgeRow) -> Option<Representatives> {
        let text = |id| self.store.texts.option(id).map(str::to_owned);
        let of = Representatives {
            source: text(row.source),
            target: text(row.target),
        };
        (of != Representatives::default()).then_some(of)
    }

    /// The evidence of a hop: what made the edge, as it is for this source and target, then how the policies in it come
    /// to the source.
    #[must_use]
    pub fn evidence(&self, id: EdgeId, from: NodeId, to: NodeId) -> Vec<Evidence> {
        let Some(stored) = self.rows.get(id) else {
            return Vec::new();
        };
        let mut evidence: Vec<Evidence> = self.store.evidence(stored.evidence).collect();
        for (representative, member) in [(stored.source, from), (stored.target, to)] {
            let Some(representative) = self.store.texts.option(representative) else {
                continue;
            };
            for it in &mut evidence {
                if let Some(record) = renamed(&it.record, representative, self.node(member).id) {
                    it.record = record;
                }
            }
        }
        let policies = evidence.iter().map(|it| it.record.as_str());
        let comes: Vec<Evidence> = policies
            .filter(|record| record.starts_with("policy:"))
            .filter_map(|record| self.comes(from, record))
            .flat_map(|list| self.store.evidence(list))
            .collect();
        evidence.extend(comes);
        evidence.sort_by(|a, b| (a.is_provenance(), a).cmp(&(b.is_provenance(), b)));
        evidence.dedup();
        evidence
    }

    /// How a policy, named by its record, comes to a principal: a list of evidence.
    fn comes(&self, principal: NodeId, record: &str) -> Option<u32> {
        let record = self.store.texts.find(record)?;
        let key = (principal.0, record);
        let at = self
            .provenance
            .binary_search_by_key(&key, |row| (row.node, row.record));
        Some(self.provenance.get(at.ok()?)?.evidence)
    }

    /// The node with this provider's id. Time: the logarithm of the number of texts.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<NodeId> {
        let text = self.store.texts.find(id)?;
        let at = self.nodes.binary_search_by_key(&text, |row| row.id).ok()?;
        u32::try_from(at).ok().map(NodeId)
    }

    /// The hops out of a node: edge, target, content; in the order of the targets.
    pub fn outgoing(&self, node: NodeId) -> impl Iterator<Item = (EdgeId, NodeId, EdgeView<'_>)> {
        let hops = self.rows.outgoing(node);
        hops.map(|(id, end, row)| (id, end, self.view(row)))
    }

    /// The hops into a node: edge, source, content; in the order of the sources.
    pub fn incoming(&self, node: NodeId) -> impl Iterator<Item = (EdgeId, NodeId, EdgeView<'_>)> {
        let hops = self.rows.incoming(node);
        hops.map(|(id, end, row)| (id, end, self.view(row)))
    }

    /// Which snapshot this graph was built from.
    #[must_use]
    pub fn snapshot(&self) -> &SnapshotInfo {
        &self.snapshot
    }

    /// What was asked when the snapshot was taken and how it ended, with what the build could not resolve.
    pub fn coverage(&self) -> impl Iterator<Item = CoverageView<'_>> + Clone {
        let rows = self.coverage.iter();
        rows.map(|row| CoverageView::new(&self.store, row))
    }

    /// The pipelines as chains of stages, in the order of their ids.
    #[must_use]
    pub fn pipelines(&self) -> &[PipelineChain] {
        &self.pipelines
    }

    /// The workloads that rules and schedules start, in the order of their ids.
    #[must_use]
    pub fn started(&self) -> &[Started] {
        &self.started
    }

    /// What is known of the indexes beside their edges, in the order of their ids.
    #[must_use]
    pub fn indexes(&self) -> &[IndexDetail] {
        &self.indexes
    }

    /// What is known of trusts in the tokens of identity providers beside their edges, in the order of the identities.
    #[must_use]
    pub fn trusts(&self) -> &[TrustDetail] {
        &self.trusts
    }

    /// The same graph, hop by hop, for the general algorithms of petgraph. Weights are ids of this graph.
    #[must_use]
    pub fn to_petgraph(&self) -> DiGraph<NodeId, EdgeId> {
        let mut graph = DiGraph::with_capacity(self.nodes.len(), self.rows.len());
        let indices: Vec<_> = self.nodes().map(|(id, _)| graph.add_node(id)).collect();
        for (id, from, to, _) in self.edges() {
            if let (Some(from), Some(to)) = (indices.get(from.index()), indices.get(to.index())) {
                graph.add_edge(*from, *to, id);
            }
        }
        graph
    }
}
