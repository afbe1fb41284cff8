//! Best paths from some states to every state, or to some states from every state.
//!
//! Best means: first the most certain (a path is as certain as its weakest hop), then the fewest
//! gates, then the fewest hops. Certainty does not add up like the other two, so there is one
//! search a level, from certain down, each over the hops of at least that level; a state belongs
//! to the first level that finds it. Ties go to the smallest node ids, so that the answer does
//! not depend on the order of input.

mod filtered;

use blastradius_graph::model::{Certainty, EdgeId, Graph};

pub(crate) use filtered::search_where;

use crate::engine::network;
use crate::engine::states::{Frozen, level};
use crate::engine::tree::{self, Space, Tree};
use crate::steps::State;

/// In which direction a search goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// From the sources along the hops.
    Forward,
    /// From the targets against the hops.
    Backward,
}

/// How good a path is. Smaller is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cost {
    /// The weakest hop, turned round: the most certain is the smallest.
    pub(crate) certainty: std::cmp::Reverse<Certainty>,
    /// How many gates stand on it.
    pub(crate) gates: u32,
    /// Its length.
    pub(crate) hops: u32,
}

impl Cost {
    pub(crate) fn level(self) -> Certainty {
        self.certainty.0
    }
}

/// One hop of a found path: the edge, and the state where it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Step {
    pub(crate) edge: EdgeId,
    pub(crate) from: State,
    pub(crate) to: State,
}

/// The paths of one level.
struct Level<'f> {
    certainty: Certainty,
    tree: Tree<'f>,
    costs: Vec<network::Cost>,
}

/// A finished search.
pub(crate) struct Search<'f> {
    graph: &'f Graph,
    frozen: &'f Frozen,
    levels: Vec<Level<'f>>,
}

/// Searches over all hops of at least `floor`, in the direction in which the graph is frozen.
pub(crate) fn search<'f>(
    graph: &'f Graph,
    frozen: &'f Frozen,
    roots: &[State],
    floor: Certainty,
) -> Search<'f> {
    let (levels, _) = levels(frozen, roots, floor, &|| true);
    Search {
        graph,
        frozen,
        levels,
    }
}

/// The same, as long as `go_on` says so; `None` where that ended it.
pub(crate) fn search_while<'f>(
    graph: &'f Graph,
    frozen: &'f Frozen,
    roots: &[State],
    floor: Certainty,
    go_on: &dyn Fn() -> bool,
) -> Option<Search<'f>> {
    let (levels, whole) = levels(frozen, roots, floor, go_on);
    whole.then_some(Search {
        graph,
        frozen,
        levels,
    })
}

/// The paths of each level, and whether all of them were found.
fn levels<'f>(
    frozen: &'f Frozen,
    roots: &[State],
    floor: Certainty,
    go_on: &dyn Fn() -> bool,
) -> (Vec<Level<'f>>, bool) {
    let roots: Vec<u32> = roots
        .iter()
        .filter_map(|root| frozen.states.vertex(*root))
        .collect();
    let vertices = frozen.network.graph.vertices();
    let mut levels: Vec<Level<'f>> = Vec::new();
    for certainty in Certainty::ALL {
        // The first level is always searched; a weaker one only if a search before met such a hop.
        let rank = level(certainty);
        let met = levels.iter().any(|it| it.tree.met(rank));
        if certainty < floor || !(met || levels.is_empty()) {
            continue;
        }
        let space = Space::new(vertices, |_| false);
        let tree = tree::search_while(&frozen.network, space, &roots, rank, go_on);
        let whole = tree.is_whole();
        levels.push(Level {
            certainty,
            costs: tree.table(),
            tree,
        });
        if !whole {
            return (levels, false);
        }
    }
    (levels, true)
}

impl Search<'_> {
    /// The cost of the best path, if there is one.
    pub(crate) fn cost(&self, state: State) -> Option<Cost> {
        self.found(state).map(|(_, _, cost)| cost)
    }

    fn found(&self, state: State) -> Option<(&Level<'_>, u32, Cost)> {
        let vertex = self.frozen.states.vertex(state)?;
        self.levels.iter().find_map(|level| {
            let cost = *level.costs.get(vertex as usize)?;
            let found = Cost {
                certainty: std::cmp::Reverse(level.certainty),
                gates: cost.gates(),
                hops: cost.hops(),
            };
            (cost != network::Cost::MAX).then_some((level, vertex, found))
        })
    }

    /// The best path between the roots and `state`, in the direction of the hops.
    /// Empty for a root and for a state that was not found.
    pub(crate) fn path(&self, state: State) -> Vec<Step> {
        match self.found(state) {
            Some((level, vertex, _)) => self.frozen.steps(self.graph, &level.tree.path(vertex)),
            None => Vec::new(),
        }
    }
}
