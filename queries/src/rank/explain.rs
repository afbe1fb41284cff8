//! Why a credential stands where it stands: the best path to the worst that it reaches.

use blastradius_graph::model::{Certainty, Graph, NodeKind};

use super::weight;
use crate::answer::{BestPath, Rank};
use crate::engine::states::Frozen;
use crate::narrate::{Briefs, certainty, gates, hops};
use crate::search::{Direction, search};
use crate::steps::{Mode, State, start};

/// Gives the first `count` entries the best path to the worst that each reaches: a scope that can be administered, else what
/// weighs most in the score; of those the one with the best path.
///
/// Time: one search for each of them.
pub fn explain(graph: &Graph, rank: &mut Rank, count: usize, floor: Certainty) {
    let frozen = Frozen::new(graph, Direction::Forward);
    explain_on(graph, &frozen, rank, count, floor);
}

/// The same of a graph that is frozen already, forward.
pub(super) fn explain_on(
    graph: &Graph,
    frozen: &Frozen,
    rank: &mut Rank,
    count: usize,
    floor: Certainty,
) {
    let mut briefs = Briefs::default();
    for entry in rank.credentials.iter_mut().take(count) {
        let Some(root) = graph.find(&entry.id) else {
            continue;
        };
        let found = search(graph, frozen, &[start(graph, root)], floor);
        let mut best = None;
        for (id, node) in graph.nodes().filter(|(id, _)| *id != root) {
            let (worth, modes): (u64, &[Mode]) = match (node.kind, node.class) {
                (NodeKind::Scope, _) => (u64::MAX, &[Mode::Act]),
                (_, Some(class)) => (
                    weight(class),
                    &[Mode::Read, Mode::Use, Mode::Change, Mode::Carried],
                ),
                _ => continue,
            };
            let costs = modes.iter().filter_map(|mode| {
                let state = State::new(id, *mode);
                Some((found.cost(state)?, state))
            });
            if let Some((cost, state)) = costs.min() {
                let this = (std::cmp::Reverse(worth), cost, state);
                best = best.min(Some(this)).or(Some(this));
            }
        }
        entry.best = best.map(|(_, _, state)| {
            let steps = found.path(state);
            briefs.path(graph, &steps);
            let path = hops(graph, &steps);
            BestPath {
                to: graph.node(state.node).id.to_owned(),
                name: graph.node(state.node).name.to_owned(),
                certainty: certainty(&path),
                gates: gates(&path),
                hops: path.len(),
                path,
            }
        });
    }
    rank.nodes = briefs.finish();
}
