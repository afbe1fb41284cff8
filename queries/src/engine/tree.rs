//! The best path to everything from some roots, among hops of at least one level of certainty.
//!
//! Dijkstra's algorithm with buckets (R. Dial, "Algorithm 360", CACM 12, 1969): costs are few small numbers, most hops
//! cost the same. Vertices of one cost are gone through in the order of their ids, and the first to find a vertex keeps it,
//! so that the paths do not depend on anything but the graph.

use std::collections::BTreeMap;

use super::bits::Bits;
use super::network::{Cost, Network};

/// What a search needs for itself, kept from one to the next.
#[derive(Debug, Clone)]
pub struct Space {
    /// Vertices that have a path, and those that no search need look at.
    seen: Bits,
    /// What `seen` is at the beginning.
    closed: Bits,
    /// The edge through which each vertex that has a path was found.
    through: Vec<u32>,
    sorting: Bits,
    /// Vertices whose cost is known to be the least. Others that were seen may still be found to cost nothing more.
    settled: Bits,
}

/// For a root: it was found through no edge.
const NO_EDGE: u32 = u32::MAX;

impl Space {
    /// Space for searches in a graph of so many vertices. No search goes to those of which `closed` is true: what they lead
    /// to is of no interest.
    #[must_use]
    pub fn new(vertices: u32, closed: impl Fn(u32) -> bool) -> Self {
        let mut shut = Bits::new(vertices);
        for vertex in (0..vertices).filter(|vertex| closed(*vertex)) {
            shut.add(vertex);
        }
        Self {
            seen: Bits::new(vertices),
            sorting: Bits::new(vertices),
            settled: Bits::new(vertices),
            closed: shut,
            through: vec![NO_EDGE; vertices as usize],
        }
    }
}

/// The best paths from the roots of a search.
#[derive(Debug)]
pub struct Tree<'a> {
    network: &'a Network,
    space: Space,
    /// The vertices that have a path, those of one cost together.
    order: Vec<u32>,
    /// The costs in rising order, and where in `order` the vertices of each end.
    costs: Vec<(Cost, usize)>,
    /// Which levels of certainty the hops have that were met and are too weak, as bits.
    refused: u8,
    /// Whether the search came to its end.
    whole: bool,
}

/// How many vertices there are between two looks at whether to go on.
const BETWEEN: usize = 1 << 14;

/// Searches from `roots` over hops of at least `level`. `roots` are looked at even if they are closed.
#[must_use]
pub fn search<'a>(network: &'a Network, space: Space, roots: &[u32], level: u8) -> Tree<'a> {
    search_while(network, space, roots, level, &|| true)
}

/// The same, as long as `go_on` says so. [`Tree::is_whole`] tells whether it came to the end; else some that can be reached may
/// be missing.
#[must_use]
#[expect(
    clippy::indexing_slicing,
    reason = "vertices and edges are those of the network, for which the space was made"
)]
pub fn search_while<'a>(
    network: &'a Network,
    mut space: Space,
    roots: &[u32],
    level: u8,
    go_on: &dyn Fn() -> bool,
) -> Tree<'a> {
    let Space {
        seen,
        closed,
        through,
        sorting,
        settled,
    } = &mut space;
    seen.copy_from(closed);
    let labelled = !network.labels.is_empty();
    if labelled {
        settled.copy_from(closed);
    }
    let mut order: Vec<u32> = Vec::new();
    let mut costs = Vec::new();
    // What is found at each cost: by plain hops, which no better path can follow, and by others.
    let mut next: Vec<u32> = Vec::new();
    let mut later: BTreeMap<Cost, Vec<(u32, u32)>> = BTreeMap::new();
    for root in roots {
        later.entry(Cost::ZERO).or_default().push((*root, NO_EDGE));
        // The root may be closed.
        seen.remove(*root);
        settled.remove(*root);
    }
    // Rows that were left for one that costs nothing to go to: it is gone through at once.
    let mut open = Vec::new();
    let mut refused = 0u8;
    let mut cost = Cost::ZERO;
    let (mut looked, mut whole) = (0, true);
    loop {
        if looked >= BETWEEN {
            looked = 0;
            whole = go_on();
            if !whole {
                break;
            }
        }
        let mut now = std::mem::take(&mut next);
        if now.is_empty() {
            match later.first_key_value() {
                Some((first, _)) => cost = *first,
                None => break,
            }
        }
        for (vertex, edge) in later.remove(&cost).unwrap_or_default() {
            if seen.add(vertex) {
                through[vertex as usize] = edge;
                now.push(vertex);
            }
        }
        if labelled {
            now.retain(|vertex| settled.add(*vertex));
        }
        sort(&mut now, sorting);
        let plain = cost.and(Cost::HOP);
        // What is found at no cost belongs to this cost too, but need not be looked at again.
        let mut free: Vec<u32> = Vec::new();
        for vertex in &now {
            let mut range = network.graph.range(*vertex);
            if !labelled {
                for (head, edge) in network.graph.row(*vertex).iter().zip(range.start as u32..) {
                    if seen.add(*head) {
                        through[*head as usize] = edge;
                        next.push(*head);
                    }
                }
                continue;
            }
            loop {
                let Some(edge) = range.next() else {
                    match open.pop() {
                        Some(left) => range = left,
                        None => break,
                    }
                    continue;
                };
                let (head, label) = (network.graph.heads()[edge], network.labels[edge]);
                if label.level() < level {
                    refused |= 1 << label.level();
                    continue;
                }
                let reached = cost.and(label.cost());
                if reached == cost {
                    // It may have been seen as one hop away.
                    if settled.add(head) {
                        seen.add(head);
                        through[head as usize] = edge as u32;
                        free.push(head);
                        open.push(std::mem::replace(&mut range, network.graph.range(head)));
                    }
                    continue;
                }
                if seen.has(head) {
                    continue;
                }
                if reached > plain {
                    let others = later.entry(reached).or_default();
                    others.push((head, edge as u32));
                    continue;
                }
                seen.add(head);
                through[head as usize] = edge as u32;
                next.push(head);
            }
        }
        now.append(&mut free);
        looked += now.len();
        order.append(&mut now);
        costs.push((cost, order.len()));
        cost = plain;
    }
    Tree {
        network,
        space,
        order,
        costs,
        refused,
        whole,
    }
}

/// Sorts, by bits where there are many.
fn sort(vertices: &mut Vec<u32>, sorting: &mut Bits) {
    const MANY: usize = 1 << 15;
    if vertices.len() < MANY {
        vertices.sort_unstable();
        return;
    }
    for vertex in vertices.drain(..) {
        sorting.add(vertex);
    }
    sorting.drain(|vertex| vertices.push(vertex));
}

impl Tree<'_> {
    /// Every vertex that has a path, with its cost, the best first.
    pub fn found(&self) -> impl Iterator<Item = (u32, Cost)> {
        let mut from = 0;
        self.costs.iter().flat_map(move |(cost, end)| {
            let range = std::mem::replace(&mut from, *end)..*end;
            let vertices = self.order.get(range).unwrap_or_default();
            vertices.iter().map(|vertex| (*vertex, *cost))
        })
    }

    /// Whether hops of this level, too weak for the search, were met on the way.
    #[must_use]
    pub fn met(&self, level: u8) -> bool {
        self.refused & (1 << level) != 0
    }

    /// Whether the search came to its end.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The cost of each vertex of the network, [`Cost::MAX`] where none was found.
    #[must_use]
    pub fn table(&self) -> Vec<Cost> {
        let mut table = vec![Cost::MAX; self.network.graph.vertices() as usize];
        for (vertex, cost) in self.found() {
            if let Some(place) = table.get_mut(vertex as usize) {
                *place = cost;
            }
        }
        table
    }

    /// The room of the search, for the next one.
    #[must_use]
    pub fn into_space(self) -> Space {
        self.space
    }

    /// The edges of the best path to a vertex that was found, in order.
    #[must_use]
    pub fn path(&self, vertex: u32) -> Vec<u32> {
        let mut edges = Vec::new();
        let mut at = vertex;
        while let Some(edge) = self.space.through.get(at as usize).copied()
            && edge != NO_EDGE
        {
            edges.push(edge);
            at = self.network.graph.tail(edge);
        }
        edges.reverse();
        edges
    }
}
