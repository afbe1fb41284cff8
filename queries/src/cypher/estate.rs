//! The graph as queries see it. Nothing else here reads [`Graph`].

use std::sync::OnceLock;

use blastradius_graph::model::{Certainty, EdgeId, EdgeView, Evidence, Graph, NodeId, NodeView};

use crate::engine::states::Frozen;
use crate::search::Direction;

/// A relationship of the graph: an edge as it is between two nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Hop {
    pub(crate) from: NodeId,
    pub(crate) to: NodeId,
    pub(crate) edge: EdgeId,
}

impl Hop {
    /// The end that is not `node`; of a hop of a node to itself, the node.
    pub(crate) fn other(self, node: NodeId) -> NodeId {
        if self.from == node {
            self.to
        } else {
            self.from
        }
    }
}

/// A graph with the indexes that queries begin from.
pub(crate) struct Estate<'g> {
    pub(crate) graph: &'g Graph,
    /// Weaker edges are as if they were not there.
    pub(crate) floor: Certainty,
    /// In the order of the names.
    names: OnceLock<Vec<NodeId>>,
    along: OnceLock<Frozen>,
    against: OnceLock<Frozen>,
}

impl<'g> Estate<'g> {
    pub(crate) fn new(graph: &'g Graph, floor: Certainty) -> Self {
        Self {
            graph,
            floor,
            names: OnceLock::new(),
            along: OnceLock::new(),
            against: OnceLock::new(),
        }
    }

    pub(crate) fn node(&self, id: NodeId) -> NodeView<'g> {
        self.graph.node(id)
    }

    pub(crate) fn edge(&self, hop: Hop) -> EdgeView<'g> {
        self.graph.edge(hop.edge)
    }

    pub(crate) fn evidence(&self, hop: Hop) -> Vec<Evidence> {
        self.graph.evidence(hop.edge, hop.from, hop.to)
    }

    /// Every node, in the order of the ids.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = NodeId> + use<'g> {
        self.graph.nodes().map(|(id, _)| id)
    }

    /// The graph as searches of attack paths take it.
    pub(crate) fn frozen(&self, direction: Direction) -> &Frozen {
        let frozen = match direction {
            Direction::Forward => &self.along,
            Direction::Backward => &self.against,
        };
        frozen.get_or_init(|| Frozen::new(self.graph, direction))
    }

    pub(crate) fn by_id(&self, id: &str) -> Option<NodeId> {
        self.graph.find(id)
    }

    /// The nodes of a name, in the order of the ids.
    pub(crate) fn by_name(&self, name: &str) -> &[NodeId] {
        let named = |id: &NodeId| self.node(*id).name;
        let sorted = self.names.get_or_init(|| {
            let mut nodes: Vec<NodeId> = self.nodes().collect();
            nodes.sort_by(|a, b| named(a).cmp(named(b)).then(a.cmp(b)));
            nodes
        });
        let from = sorted.partition_point(|id| named(id) < name);
        let to = sorted.partition_point(|id| named(id) <= name);
        sorted.get(from..to).unwrap_or_default()
    }

    /// The hops out of a node, with the content of the edge, in the order of the targets.
    pub(crate) fn outgoing(
        &self,
        from: NodeId,
    ) -> impl Iterator<Item = (Hop, EdgeView<'g>)> + use<'g> {
        let floor = self.floor;
        let hops = self.graph.outgoing(from);
        let hops = hops.filter(move |(.., edge)| edge.certainty >= floor);
        hops.map(move |(edge, to, content)| (Hop { from, to, edge }, content))
    }

    /// The hops into a node, in the order of the sources.
    pub(crate) fn incoming(
        &self,
        to: NodeId,
    ) -> impl Iterator<Item = (Hop, EdgeView<'g>)> + use<'g> {
        let floor = self.floor;
        let hops = self.graph.incoming(to);
        let hops = hops.filter(move |(.., edge)| edge.certainty >= floor);
        hops.map(move |(edge, from, content)| (Hop { from, to, edge }, content))
    }
}
