//! What may still be reached although a path to it is closed: by hops that are only unseen.
//!
//! One path that is closed for sure does not close what another one reaches that could not be read. This walks the graph that has
//! the paths and leaves out the hops that are known to be gone.

use std::collections::{HashMap, HashSet};

use blastradius_graph::model::{Certainty, EdgeId, NodeId};

use super::explain::Explainer;
use crate::narrate::hops;
use crate::search::Step;
use crate::steps::{State, forward, start};

/// The states that are reached from a credential over hops that are there in both graphs or may be.
pub(super) fn may_reach(
    explainer: &Explainer<'_>,
    credential: NodeId,
    floor: Certainty,
    known: &mut HashMap<(EdgeId, State, State), bool>,
) -> HashSet<State> {
    let (has, lacks) = (explainer.has.graph, explainer.lacks.graph);
    let root = start(has, credential);
    let mut seen = HashSet::from([root]);
    let mut open = vec![root];
    while let Some(state) = open.pop() {
        let there = lacks.find(has.node(state.node).id);
        let mut stands: HashSet<(NodeId, u8)> = HashSet::new();
        if let Some(there) = there {
            forward(lacks, State::new(there, state.mode), |_, edge, next| {
                if edge.certainty >= floor {
                    stands.insert((next.node, next.mode as u8));
                }
            });
        }
        let mut out = Vec::new();
        forward(has, state, |id, edge, next| {
            if edge.certainty >= floor && !seen.contains(&next) {
                out.push((id, next));
            }
        });
        for (edge, next) in out {
            let other = lacks.find(has.node(next.node).id);
            let stands = other.is_some_and(|node| stands.contains(&(node, next.mode as u8)));
            let gone = !stands
                && *known.entry((edge, state, next)).or_insert_with(|| {
                    let step = Step {
                        edge,
                        from: state,
                        to: next,
                    };
                    hops(has, &[step])
                        .iter()
                        .any(|hop| explainer.hop(hop).known)
                });
            if !gone && seen.insert(next) {
                open.push(next);
            }
        }
    }
    seen
}
