//! Which models are one: an endpoint, what it serves, the packages and files that these came from.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_graph::model::{EdgeFamily, Graph, NodeId, NodeKind};

/// A model with everything that it can be asked or read by.
pub(super) struct Model {
    pub(super) id: NodeId,
    /// The others, in the order of their ids.
    pub(super) artifacts: Vec<NodeId>,
    pub(super) sources: BTreeSet<NodeId>,
}

/// Models that are made from the same data, and of which one flows into the other or both come out of one run, are one. It
/// goes by the name of its endpoint where it has one.
pub(super) fn models(graph: &Graph, found: Vec<(NodeId, BTreeSet<NodeId>)>) -> Vec<Model> {
    let made: BTreeMap<NodeId, BTreeSet<NodeId>> = found.into_iter().collect();
    let mut left: BTreeSet<NodeId> = made.keys().copied().collect();
    let mut models = Vec::new();
    while let Some(first) = left.pop_first() {
        let sources = made.get(&first).cloned().unwrap_or_default();
        let (mut together, mut next) = (vec![first], vec![first]);
        let mut runs = BTreeSet::new();
        while let Some(at) = next.pop() {
            for other in beside(graph, at, &mut runs) {
                if made.get(&other) == Some(&sources) && left.remove(&other) {
                    together.push(other);
                    next.push(other);
                }
            }
        }
        together.sort_by_key(|id| (rank(graph, *id), *id));
        let mut rest = together.into_iter();
        let Some(id) = rest.next() else { continue };
        let mut artifacts: Vec<NodeId> = rest.collect();
        artifacts.sort();
        models.push(Model {
            id,
            artifacts,
            sources,
        });
    }
    models
}

/// What flows in and out, and what flows in and out of the runs and configurations between, of each once.
fn beside(graph: &Graph, node: NodeId, runs: &mut BTreeSet<NodeId>) -> BTreeSet<NodeId> {
    let mut found = BTreeSet::new();
    let flows = |node: NodeId| {
        let out = graph.outgoing(node).map(|(_, to, edge)| (to, edge));
        let into = graph.incoming(node).map(|(_, from, edge)| (from, edge));
        out.chain(into)
            .filter(|(_, edge)| edge.kind.family() == Some(EdgeFamily::Flow))
            .map(|(other, _)| other)
    };
    for other in flows(node) {
        if graph.node(other).kind == NodeKind::Asset {
            found.insert(other);
        } else if runs.insert(other) {
            found.extend(flows(other));
        }
    }
    found
}

/// What people ask stands for the files behind it.
fn rank(graph: &Graph, id: NodeId) -> u8 {
    let node = graph.node(id);
    match node.type_name {
        it if it.ends_with("endpoint") || it.ends_with("agent-alias") => 0,
        _ if node.part_of.is_none() => 1,
        _ => 2,
    }
}
