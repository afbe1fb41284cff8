//! Found paths to hops, and nodes to briefs.

use std::collections::BTreeMap;

use blastradius_graph::model::{Certainty, Gate, Graph, NodeId, NodeView};

use crate::answer::{Hop, NodeBrief};
use crate::search::Step;
use crate::steps::Mode;

/// The hops of a found path.
pub(crate) fn hops(graph: &Graph, steps: &[Step]) -> Vec<Hop> {
    steps
        .iter()
        .map(|step| {
            let edge = graph.edge(step.edge);
            let reverse = step.to.mode == Mode::Derived;
            let (source, target) = if reverse {
                (step.to.node, step.from.node)
            } else {
                (step.from.node, step.to.node)
            };
            Hop {
                from: graph.node(step.from.node).id.to_owned(),
                to: graph.node(step.to.node).id.to_owned(),
                edge: edge.kind,
                technique: edge.technique().map(str::to_owned),
                certainty: edge.certainty,
                conditions: edge.conditions().map(str::to_owned).collect(),
                evidence: graph.evidence(step.edge, source, target),
                access: edge.access,
                gates: edge.gates().collect(),
                reverse,
            }
        })
        .collect()
}

/// Every gate on a path, each once, in the order of the path.
pub(crate) fn gates(path: &[Hop]) -> Vec<Gate> {
    let mut gates: Vec<Gate> = Vec::new();
    for gate in path.iter().flat_map(|hop| &hop.gates) {
        if !gates.contains(gate) {
            gates.push(gate.clone());
        }
    }
    gates
}

/// The certainty of the weakest hop; certain for a path of none.
pub(crate) fn certainty(path: &[Hop]) -> Certainty {
    path.iter()
        .map(|hop| hop.certainty)
        .min()
        .unwrap_or(Certainty::Certain)
}

/// The briefs of the nodes that an answer names.
#[derive(Default)]
pub(crate) struct Briefs(BTreeMap<String, NodeBrief>);

impl Briefs {
    pub(crate) fn node(&mut self, graph: &Graph, id: NodeId) {
        self.add(graph.node(id));
    }

    fn add(&mut self, node: NodeView<'_>) {
        if !self.0.contains_key(node.id) {
            self.0.insert(node.id.to_owned(), brief(node));
        }
    }

    pub(crate) fn path(&mut self, graph: &Graph, steps: &[Step]) {
        for step in steps {
            self.node(graph, step.from.node);
            self.node(graph, step.to.node);
        }
    }

    pub(crate) fn finish(self) -> BTreeMap<String, NodeBrief> {
        self.0
    }
}

/// What a reader needs to know of a node.
fn brief(node: NodeView<'_>) -> NodeBrief {
    NodeBrief {
        kind: node.kind,
        type_name: node.type_name.to_owned(),
        name: node.name.to_owned(),
        class: node.class,
        scope: node.scope.map(str::to_owned),
        notes: node.notes().map(str::to_owned).collect(),
    }
}

/// The identity of which a node is a stronger form: `X#escalated`, `X#unbounded`, `X#in/<group>`.
/// `None` for a node that was made from a record.
pub(crate) fn base_identity(graph: &Graph, node: NodeId) -> Option<NodeId> {
    let node = graph.node(node);
    if node.record.is_some() {
        return None;
    }
    // A path inside an ARN may hold a `#` too, so the longest prefix that is a node counts.
    node.id
        .rmatch_indices('#')
        .find_map(|(at, _)| graph.find(node.id.get(..at)?))
}
