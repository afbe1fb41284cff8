//! Best paths over the hops that a caller lets pass: a search that costs what it finds, not the size of the graph.
//!
//! The same order as that of [`search`](super::search), hop by hop on the graph itself.

use std::collections::{BTreeMap, HashMap};

use blastradius_graph::model::{Certainty, EdgeId, EdgeView, Graph};

use super::{Cost, Step};
use crate::steps::{State, forward};

/// The paths of one level. A map, not a table: a search costs what it finds, not the size of the graph.
struct Tree {
    level: Certainty,
    found: HashMap<State, Found>,
}

/// What is known of a state: gates and hops to it, and the edge and state before it.
#[derive(Debug, Clone, Copy)]
struct Found {
    cost: (u32, u32),
    parent: Option<(EdgeId, State)>,
}

/// A finished search.
pub(crate) struct Filtered {
    trees: Vec<Tree>,
}

/// Searches over the hops that `open` lets pass: it is asked with the edge and the state that
/// the hop would discover. `levels` are the weakest hop that may be used and the level to begin
/// with: for a path that goes on from a weak hop nothing is gained by strong ones alone.
pub(crate) fn search_where(
    graph: &Graph,
    roots: &[State],
    levels: (Certainty, Certainty),
    open: impl Fn(EdgeId, State) -> bool,
) -> Filtered {
    let (floor, ceiling) = levels;
    let mut trees = Vec::new();
    // The first level is always searched; a weaker one only if a search before met such a hop.
    let mut met = vec![ceiling];
    for level in Certainty::ALL {
        if level < floor || level > ceiling || !met.contains(&level) {
            continue;
        }
        trees.push(tree(graph, roots, level, &open, &mut met));
    }
    Filtered { trees }
}

fn tree(
    graph: &Graph,
    roots: &[State],
    level: Certainty,
    open: &impl Fn(EdgeId, State) -> bool,
    met: &mut Vec<Certainty>,
) -> Tree {
    let mut found: HashMap<State, Found> = HashMap::new();
    let mut queue: BTreeMap<(u32, u32), Vec<State>> = BTreeMap::new();
    for root in roots {
        let start = Found {
            cost: (0, 0),
            parent: None,
        };
        found.insert(*root, start);
        queue.entry(start.cost).or_default().push(*root);
    }
    while let Some((cost, mut states)) = queue.pop_first() {
        states.sort_unstable();
        states.dedup();
        for state in states {
            if found.get(&state).is_none_or(|best| best.cost != cost) {
                continue; // a better way was found after this was queued
            }
            let visit = |id: EdgeId, edge: EdgeView<'_>, next: State| {
                if edge.certainty < level {
                    if !met.contains(&edge.certainty) {
                        met.push(edge.certainty);
                    }
                    return;
                }
                if !open(id, next) {
                    return;
                }
                let gates = u32::try_from(edge.gate_count()).unwrap_or(u32::MAX);
                let through = (cost.0.saturating_add(gates), cost.1.saturating_add(1));
                if found.get(&next).is_none_or(|had| through < had.cost) {
                    let parent = Some((id, state));
                    found.insert(
                        next,
                        Found {
                            cost: through,
                            parent,
                        },
                    );
                    queue.entry(through).or_default().push(next);
                }
            };
            forward(graph, state, visit);
        }
    }
    Tree { level, found }
}

impl Filtered {
    /// The cost of the best path, if there is one.
    pub(crate) fn cost(&self, state: State) -> Option<Cost> {
        self.found(state).map(|(_, cost)| cost)
    }

    fn found(&self, state: State) -> Option<(&Tree, Cost)> {
        self.trees.iter().find_map(|tree| {
            let (gates, hops) = tree.found.get(&state)?.cost;
            let certainty = std::cmp::Reverse(tree.level);
            Some((
                tree,
                Cost {
                    certainty,
                    gates,
                    hops,
                },
            ))
        })
    }

    /// The best path from the roots to `state`.
    /// Empty for a root and for a state that was not found.
    pub(crate) fn path(&self, state: State) -> Vec<Step> {
        let mut steps = Vec::new();
        let Some((tree, cost)) = self.found(state) else {
            return steps;
        };
        let mut at = state;
        // A parent always costs less, so this ends; the bound is for the reader.
        for _ in 0..cost.hops {
            let Some((edge, next)) = tree.found.get(&at).and_then(|found| found.parent) else {
                break;
            };
            steps.push(Step {
                edge,
                from: next,
                to: at,
            });
            at = next;
        }
        steps.reverse();
        steps
    }
}
