//! What is near a node? The neighbourhood that an export of a part of the graph is made of.

use std::collections::BTreeSet;

use blastradius_graph::model::{Certainty, Graph, NodeId};

/// The nodes at most so many hops away from one of `nodes`, along the hops or against them, with `nodes` themselves.
/// Hops that are weaker than `floor` are not gone.
#[must_use]
pub fn around(graph: &Graph, nodes: &[NodeId], hops: usize, floor: Certainty) -> BTreeSet<NodeId> {
    let mut near: BTreeSet<NodeId> = nodes.iter().copied().collect();
    let mut edge: Vec<NodeId> = near.iter().copied().collect();
    for _ in 0..hops {
        let mut next = Vec::new();
        for node in edge {
            let hops = graph.outgoing(node).chain(graph.incoming(node));
            let strong = hops.filter(|(_, _, edge)| edge.certainty >= floor);
            next.extend(
                strong
                    .map(|(_, other, _)| other)
                    .filter(|it| near.insert(*it)),
            );
        }
        if next.is_empty() {
            break;
        }
        edge = next;
    }
    near
}
