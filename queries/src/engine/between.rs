//! The best path from some vertices to others, searched from both ends.
//!
//! I. Pohl, "Bi-directional search", Machine Intelligence 6 (1971): the smaller end goes on, and the search ends when no
//! path can be better than the best that was found.

use std::collections::BTreeMap;

use super::network::{Cost, Network};

/// One end of a search: what was found from there.
#[derive(Debug, Clone)]
struct End {
    costs: Vec<Cost>,
    through: Vec<u32>,
    touched: Vec<u32>,
    queue: BTreeMap<Cost, Vec<u32>>,
}

const NO_EDGE: u32 = u32::MAX;

#[expect(
    clippy::indexing_slicing,
    reason = "vertices are those of the network, for which the space was made"
)]
impl End {
    fn new(vertices: u32) -> Self {
        Self {
            costs: vec![Cost::MAX; vertices as usize],
            through: vec![NO_EDGE; vertices as usize],
            touched: Vec::new(),
            queue: BTreeMap::new(),
        }
    }

    fn clear(&mut self) {
        for vertex in self.touched.drain(..) {
            self.costs[vertex as usize] = Cost::MAX;
            self.through[vertex as usize] = NO_EDGE;
        }
        self.queue.clear();
    }

    fn reach(&mut self, vertex: u32, cost: Cost, edge: u32) -> bool {
        let had = &mut self.costs[vertex as usize];
        if cost >= *had {
            return false;
        }
        if *had == Cost::MAX {
            self.touched.push(vertex);
        }
        *had = cost;
        self.through[vertex as usize] = edge;
        self.queue.entry(cost).or_default().push(vertex);
        true
    }

    /// The least cost that is still to be looked at, and how many vertices have it.
    fn front(&self) -> Option<(Cost, usize)> {
        self.queue
            .first_key_value()
            .map(|(cost, vertices)| (*cost, vertices.len()))
    }

    /// Looks at everything of the least cost.
    fn go_on(&mut self, network: &Network, level: u8, mut met: impl FnMut(u32, Cost)) {
        let Some((cost, mut vertices)) = self.queue.pop_first() else {
            return;
        };
        vertices.sort_unstable();
        vertices.dedup();
        for vertex in vertices {
            if self.costs[vertex as usize] != cost {
                continue;
            }
            for edge in network.graph.range(vertex) {
                let label = network.label(edge);
                if label.level() < level {
                    continue;
                }
                let head = network.graph.heads()[edge];
                let reached = cost.and(label.cost());
                if self.reach(head, reached, edge as u32) {
                    met(head, reached);
                }
            }
        }
    }

    fn edges(&self, network: &Network, vertex: u32) -> Vec<u32> {
        let mut edges = Vec::new();
        let mut at = vertex;
        while self.through[at as usize] != NO_EDGE {
            let edge = self.through[at as usize];
            edges.push(edge);
            at = network.graph.tail(edge);
        }
        edges
    }
}

/// Searches between vertices of one network, in both directions.
#[derive(Debug, Clone)]
pub struct Between<'a> {
    forward: &'a Network,
    backward: &'a Network,
    /// For each edge of `backward` its number in `forward`.
    numbers: &'a [u32],
    ends: Box<(End, End)>,
}

impl<'a> Between<'a> {
    /// `backward` is `forward` turned round, and `numbers` the numbers of its edges there.
    #[must_use]
    pub fn new(forward: &'a Network, backward: &'a Network, numbers: &'a [u32]) -> Self {
        let vertices = forward.graph.vertices();
        Self {
            forward,
            backward,
            numbers,
            ends: Box::new((End::new(vertices), End::new(vertices))),
        }
    }

    /// The best path over hops of at least `level`: its cost and its edges, as `forward` numbers them. `None` if there is none.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "vertices and edges are those of the networks"
    )]
    pub fn best(&mut self, from: &[u32], to: &[u32], level: u8) -> Option<(Cost, Vec<u32>)> {
        let (source, target) = &mut *self.ends;
        source.clear();
        target.clear();
        let mut best: Option<(Cost, u32)> = None;
        for vertex in from {
            source.reach(*vertex, Cost::ZERO, NO_EDGE);
        }
        for vertex in to {
            target.reach(*vertex, Cost::ZERO, NO_EDGE);
            if source.costs[*vertex as usize] == Cost::ZERO {
                best = best.or(Some((Cost::ZERO, *vertex)));
            }
        }
        while let (Some(a), Some(b)) = (source.front(), target.front()) {
            if best.is_some_and(|(cost, _)| a.0.and(b.0) >= cost) {
                break;
            }
            let (network, end, other) = if a.1 <= b.1 {
                (self.forward, &mut *source, &*target)
            } else {
                (self.backward, &mut *target, &*source)
            };
            end.go_on(network, level, |vertex, cost| {
                let rest = other.costs[vertex as usize];
                if rest != Cost::MAX {
                    let found = (cost.and(rest), vertex);
                    if best.is_none_or(|best| found < best) {
                        best = Some(found);
                    }
                }
            });
        }
        let (cost, middle) = best?;
        let mut edges = source.edges(self.forward, middle);
        edges.reverse();
        let rest = target.edges(self.backward, middle);
        edges.extend(rest.into_iter().map(|edge| self.numbers[edge as usize]));
        Some((cost, edges))
    }
}
