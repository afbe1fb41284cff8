//! What of an estate is worth a picture: [`all`] has at most one chain, one leak and one deployment, each the longest or
//! the worst that there is.

mod chain;
mod deployment;
mod leak;

use std::collections::BTreeSet;

use blastradius_collectors::facts::Trigger;
use blastradius_graph::model::{EdgeKind, Gate, Graph, NodeId, NodeKind};

use crate::answer::{Drawing, DrawnArrow, DrawnFact, DrawnPlace, Part, Rag};
use crate::narrate::base_identity;
pub use leak::leak;

/// A place names so many nodes.
const NAMED: usize = 4;

/// The drawings of an estate: none where there is nothing of the kind.
#[must_use]
pub fn all(graph: &Graph, rag: &Rag) -> Vec<Drawing> {
    // The first index leaks most.
    let worst = rag.indexes.iter().find_map(|index| leak(rag, index));
    [chain::longest(graph), worst, deployment::widest(graph)]
        .into_iter()
        .flatten()
        .collect()
}

/// A picture that is being made.
#[derive(Default)]
struct Sketch {
    places: Vec<DrawnPlace>,
    arrows: BTreeSet<DrawnArrow>,
}

impl Sketch {
    fn place(&mut self, part: Part, ids: Vec<String>, facts: Vec<DrawnFact>) -> usize {
        let (ids, more) = few(ids);
        self.places.push(DrawnPlace {
            part,
            ids,
            more,
            facts,
            gates: Vec::new(),
        });
        self.places.len() - 1
    }

    fn gate(&mut self, place: usize, gates: impl IntoIterator<Item = Gate>) {
        if let Some(place) = self.places.get_mut(place) {
            for gate in gates {
                if !place.gates.contains(&gate) {
                    place.gates.push(gate);
                }
            }
        }
    }
}

/// The first few of many, and how many more.
fn few(mut ids: Vec<String>) -> (Vec<String>, usize) {
    let more = ids.len().saturating_sub(NAMED);
    ids.truncate(NAMED);
    (ids, more)
}

/// Identities that stand for themselves, and parties outside: those who can do little first, because an administrator can do
/// it everywhere and tells nothing of this place.
fn narrowest(graph: &Graph, all: BTreeSet<NodeId>) -> Vec<NodeId> {
    let mut found: Vec<(usize, NodeId)> = all
        .into_iter()
        .filter(|id| match graph.node(*id).kind {
            NodeKind::Identity => base_identity(graph, *id).is_none(),
            NodeKind::External => true,
            _ => false,
        })
        .map(|id| (graph.outgoing(id).count(), id))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, id)| id).collect()
}

fn ids(graph: &Graph, nodes: &[NodeId]) -> Vec<String> {
    nodes
        .iter()
        .map(|node| graph.node(*node).id.to_owned())
        .collect()
}

/// Whose permissions a workload or stage has.
fn runs_as(graph: &Graph, node: NodeId) -> Option<DrawnFact> {
    let identities: Vec<String> = graph
        .outgoing(node)
        .filter(|(_, _, edge)| edge.kind == EdgeKind::RunsAs)
        .map(|(_, to, _)| graph.node(to).id.to_owned())
        .collect();
    let (ids, more) = few(identities);
    (!ids.is_empty()).then_some(DrawnFact::RunsAs(ids, more))
}

/// What starts a pipeline, as its definition says it. `None` where it does not say.
fn starts(triggers: &[Trigger]) -> Option<DrawnFact> {
    let words: Vec<String> = triggers
        .iter()
        .filter(|it| !it.paused)
        .map(|it| format!("{} {}", it.kind, it.detail).trim_end().to_owned())
        .collect();
    (!words.is_empty()).then(|| DrawnFact::Starts(words.join(", ")))
}
