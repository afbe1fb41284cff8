//! What an index or a model is made from.

use std::collections::BTreeSet;

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{EdgeFamily, Graph, NodeId, NodeKind};

/// The data that flows into a node: by way of stages, workloads, and other indexes and models. What holds the index is none
/// of its sources, and what data was made from is a question of its own.
pub(super) fn of(graph: &Graph, made: NodeId, held: &BTreeSet<NodeId>) -> BTreeSet<NodeId> {
    let mut seen: BTreeSet<NodeId> = held.clone();
    seen.insert(made);
    let mut next = vec![made];
    let mut sources = BTreeSet::new();
    while let Some(node) = next.pop() {
        for (_, from, edge) in graph.incoming(node) {
            if edge.kind.family() != Some(EdgeFamily::Flow) || !seen.insert(from) {
                continue;
            }
            let source = graph.node(from);
            match (source.kind, source.class) {
                (NodeKind::Asset, Some(AssetClass::Data)) => {
                    sources.insert(from);
                }
                (NodeKind::Asset, Some(AssetClass::Index | AssetClass::Model)) => {
                    // A source of documents outside of what is collected: nothing flows into it.
                    let is_made = graph
                        .incoming(from)
                        .any(|(_, _, edge)| edge.kind.family() == Some(EdgeFamily::Flow));
                    let is_part = source.part_of.is_some() && !is_made;
                    if is_part && source.class == Some(AssetClass::Index) {
                        sources.insert(from);
                    } else {
                        next.push(from);
                    }
                }
                (NodeKind::Asset, _) => {}
                _ => next.push(from),
            }
        }
    }
    sources
}
