//! The frozen graph: dense ids, compressed rows forward and back.

use std::collections::{BTreeMap, HashMap};

use blastradius_collectors::coverage::Coverage;
use petgraph::graph::DiGraph;
use serde::Serialize;

use super::group::renamed;
use super::rows::Rows;
use super::{Edge, Evidence, IndexDetail, Node, PipelineChain};

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    pub(super) nodes: Vec<Node>,
    pub(super) rows: Rows,
    pub(super) by_id: BTreeMap<String, NodeId>,
    /// How a policy comes to a principal.
    pub(super) provenance: HashMap<(NodeId, String), Vec<Evidence>>,
    pub(super) snapshot: SnapshotInfo,
    pub(super) coverage: Vec<Coverage>,
    /// By id.
    pub(super) pipelines: Vec<PipelineChain>,
    /// By id.
    pub(super) indexes: Vec<IndexDetail>,
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
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        (0u32..).map(NodeId).zip(&self.nodes)
    }

    /// Every hop: its edge, source, target and what is known about it, in the order of the sources.
    pub fn edges(&self) -> impl Iterator<Item = (EdgeId, NodeId, NodeId, &Edge)> {
        self.nodes().flat_map(|(from, _)| {
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
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// What is known about an edge that this graph gave out; the evidence of a hop is [`evidence`](Self::evidence).
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "ids are minted by the graph that is asked"
    )]
    pub fn edge(&self, id: EdgeId) -> &Edge {
        let stored = self.rows.get(id);
        &stored.expect("the id is one of this graph's edges").edge
    }

    /// The evidence of a hop: what made the edge, as it is for this source and target, then how the policies in it come
    /// to the source.
    #[must_use]
    pub fn evidence(&self, id: EdgeId, from: NodeId, to: NodeId) -> Vec<Evidence> {
        let Some(stored) = self.rows.get(id) else {
            return Vec::new();
        };
        let mut evidence = stored.edge.evidence.clone();
        if let Some(of) = &stored.of {
            let ends = [(&of.source, from), (&of.target, to)];
            for (representative, member) in ends {
                let Some(representative) = representative else {
                    continue;
                };
                for it in &mut evidence {
                    if let Some(record) = renamed(&it.record, representative, &self.node(member).id)
                    {
                        it.record = record;
                    }
                }
            }
        }
        let comes: Vec<Evidence> = evidence
            .iter()
            .filter_map(|it| it.record.strip_prefix("policy:"))
            .filter_map(|policy| self.provenance.get(&(from, policy.to_owned())))
            .flatten()
            .cloned()
            .collect();
        evidence.extend(comes);
        evidence.sort_by(|a, b| (a.is_provenance(), a).cmp(&(b.is_provenance(), b)));
        evidence.dedup();
        evidence
    }

    /// The node with this provider's id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<NodeId> {
        self.by_id.get(id).copied()
    }

    /// The hops out of a node: edge, target, content; in the order of the targets.
    pub fn outgoing(&self, node: NodeId) -> impl Iterator<Item = (EdgeId, NodeId, &Edge)> {
        self.rows.outgoing(node)
    }

    /// The hops into a node: edge, source, content; in the order of the sources.
    pub fn incoming(&self, node: NodeId) -> impl Iterator<Item = (EdgeId, NodeId, &Edge)> {
        self.rows.incoming(node)
    }

    /// Which snapshot this graph was built from.
    #[must_use]
    pub fn snapshot(&self) -> &SnapshotInfo {
        &self.snapshot
    }

    /// What was asked when the snapshot was taken and how it ended, with what the build could not resolve.
    #[must_use]
    pub fn coverage(&self) -> &[Coverage] {
        &self.coverage
    }

    /// The pipelines as chains of stages, in the order of their ids.
    #[must_use]
    pub fn pipelines(&self) -> &[PipelineChain] {
        &self.pipelines
    }

    /// What is known of the indexes beside their edges, in the order of their ids.
    #[must_use]
    pub fn indexes(&self) -> &[IndexDetail] {
        &self.indexes
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
