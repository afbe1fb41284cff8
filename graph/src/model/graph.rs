//! The frozen graph: dense ids, compressed rows forward and back.

use std::collections::BTreeMap;

use blastradius_collectors::coverage::Coverage;
use petgraph::graph::DiGraph;
use serde::Serialize;

use super::{Edge, Node};

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
#[derive(Debug)]
pub struct Graph {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<(NodeId, NodeId, Edge)>,
    /// `forward[n]..forward[n + 1]` are the edges out of `n`: `edges` is sorted by source.
    pub(super) forward: Vec<u32>,
    /// `backward[n]..backward[n + 1]` are the places in `backward_edges` of the edges into `n`.
    pub(super) backward: Vec<u32>,
    pub(super) backward_edges: Vec<EdgeId>,
    pub(super) by_id: BTreeMap<String, NodeId>,
    pub(super) snapshot: SnapshotInfo,
    pub(super) coverage: Vec<Coverage>,
}

impl Graph {
    /// How many nodes there are.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// How many edges there are.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.edges.len()
    }

    /// Every node with its id, in the order of the string ids.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        (0u32..).map(NodeId).zip(&self.nodes)
    }

    /// Every edge: its id, source, target and what is known about it.
    pub fn edges(&self) -> impl Iterator<Item = (EdgeId, NodeId, NodeId, &Edge)> {
        (0u32..)
            .map(EdgeId)
            .zip(&self.edges)
            .map(|(id, (from, to, edge))| (id, *from, *to, edge))
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

    /// The source, target and content of an edge id that this graph gave out.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "ids are minted by the graph that is asked"
    )]
    pub fn edge(&self, id: EdgeId) -> (NodeId, NodeId, &Edge) {
        let (from, to, edge) = &self.edges[id.index()];
        (*from, *to, edge)
    }

    /// The node with this provider's id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<NodeId> {
        self.by_id.get(id).copied()
    }

    /// The edges out of a node: id, target, content.
    pub fn outgoing(&self, node: NodeId) -> impl Iterator<Item = (EdgeId, NodeId, &Edge)> {
        let row = row(&self.forward, node);
        row.clone()
            .map(EdgeId)
            .zip(
                self.edges
                    .get(row.start as usize..row.end as usize)
                    .unwrap_or_default(),
            )
            .map(|(id, (_, to, edge))| (id, *to, edge))
    }

    /// The edges into a node: id, source, content.
    pub fn incoming(&self, node: NodeId) -> impl Iterator<Item = (EdgeId, NodeId, &Edge)> {
        let row = row(&self.backward, node);
        self.backward_edges
            .get(row.start as usize..row.end as usize)
            .unwrap_or_default()
            .iter()
            .map(|id| {
                let (from, _, edge) = self.edge(*id);
                (*id, from, edge)
            })
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

    /// The same graph for the general algorithms of petgraph. Weights are ids of this graph.
    #[must_use]
    pub fn to_petgraph(&self) -> DiGraph<NodeId, EdgeId> {
        let mut graph = DiGraph::with_capacity(self.nodes.len(), self.edges.len());
        let indices: Vec<_> = self.nodes().map(|(id, _)| graph.add_node(id)).collect();
        for (id, from, to, _) in self.edges() {
            if let (Some(from), Some(to)) = (indices.get(from.index()), indices.get(to.index())) {
                graph.add_edge(*from, *to, id);
            }
        }
        graph
    }
}

fn row(offsets: &[u32], node: NodeId) -> std::ops::Range<u32> {
    let at = |index: usize| offsets.get(index).copied().unwrap_or_default();
    at(node.index())..at(node.index() + 1)
}
