//! The fewest edges that part some vertices from others.
//!
//! E. Dinic, "Algorithm for solution of a problem of maximum flow in networks with power estimation", Soviet Mathematics
//! Doklady 11 (1970): the edges that a greatest flow fills between what it can still reach and the rest are a smallest cut.

use super::KEPT;
use super::narrow::Narrow;

/// More than any flow over edges that can be cut.
const WITHOUT_END: u32 = u32::MAX;

/// A network with what may still flow, in both directions of every edge.
struct Flow<'n> {
    narrow: &'n Narrow,
    /// For each edge what may still go along it, and against it.
    along: Vec<u32>,
    against: Vec<u32>,
    level: Vec<u32>,
    is_target: Vec<bool>,
    is_source: Vec<bool>,
}

/// How a way goes on: by an edge, along it or against it.
#[derive(Debug, Clone, Copy)]
struct Way {
    edge: u32,
    forward: bool,
    to: u32,
}

/// The edges of a smallest cut, by their number in the problem, in order. `None`: what may not be cut joins them alone.
pub(super) fn minimum(narrow: &Narrow) -> Option<Vec<u32>> {
    let vertices = narrow.graph.vertices() as usize;
    let mut flow = Flow {
        along: narrow
            .grant
            .iter()
            .map(|grant| if *grant == KEPT { WITHOUT_END } else { 1 })
            .collect(),
        against: vec![0; narrow.edges.len()],
        level: Vec::new(),
        is_target: vec![false; vertices],
        is_source: vec![false; vertices],
        narrow,
    };
    for (mark, vertices) in [
        (&mut flow.is_target, narrow.targets()),
        (&mut flow.is_source, narrow.question.sources.clone()),
    ] {
        for vertex in vertices {
            if let Some(mark) = mark.get_mut(vertex as usize) {
                *mark = true;
            }
        }
    }
    if flow
        .is_target
        .iter()
        .zip(&flow.is_source)
        .any(|it| *it.0 && *it.1)
    {
        return None;
    }
    while flow.levels() {
        flow.block()?;
    }
    // What can still be reached is on this side.
    let mut cut = Vec::new();
    for tail in 0..narrow.graph.vertices() {
        for (edge, head) in narrow.graph.range(tail).zip(narrow.graph.row(tail)) {
            if flow.here(tail) && !flow.here(*head) {
                cut.extend(narrow.edges.get(edge));
            }
        }
    }
    cut.sort_unstable();
    Some(cut)
}

#[expect(
    clippy::indexing_slicing,
    reason = "vertices and edges are those of the network, and every table has one entry each"
)]
impl Flow<'_> {
    fn here(&self, vertex: u32) -> bool {
        self.level[vertex as usize] != u32::MAX
    }

    /// The `nth` way on from a vertex: edges out of it, then edges into it.
    fn way(&self, vertex: u32, nth: usize) -> Option<Way> {
        let (graph, back) = (&self.narrow.graph, &self.narrow.backward);
        let out = graph.range(vertex);
        if let Some(edge) = out.clone().nth(nth) {
            return Some(Way {
                edge: edge as u32,
                forward: true,
                to: graph.heads()[edge],
            });
        }
        let place = back.range(vertex).nth(nth - out.len())?;
        Some(Way {
            edge: self.narrow.numbers[place],
            forward: false,
            to: back.heads()[place],
        })
    }

    fn room(&self, way: Way) -> u32 {
        match way.forward {
            true => self.along[way.edge as usize],
            false => self.against[way.edge as usize],
        }
    }

    /// How far everything is from the sources over edges with room; whether that leads to a target.
    fn levels(&mut self) -> bool {
        let mut level = vec![u32::MAX; self.is_target.len()];
        let mut now: Vec<u32> = self.narrow.question.sources.clone();
        for source in &now {
            level[*source as usize] = 0;
        }
        let mut found = false;
        let mut next = Vec::new();
        let mut depth = 0;
        while !now.is_empty() {
            depth += 1;
            for vertex in now.drain(..) {
                let mut nth = 0;
                while let Some(way) = self.way(vertex, nth) {
                    nth += 1;
                    if self.room(way) > 0 && level[way.to as usize] == u32::MAX {
                        level[way.to as usize] = depth;
                        found |= self.is_target[way.to as usize];
                        next.push(way.to);
                    }
                }
            }
            std::mem::swap(&mut now, &mut next);
        }
        self.level = level;
        found
    }

    /// Sends what can be sent from level to level. `None`: there is no end to it.
    fn block(&mut self) -> Option<()> {
        let mut next = vec![0usize; self.is_target.len()];
        for source in self.narrow.question.sources.clone() {
            let mut path: Vec<Way> = Vec::new();
            let mut at = source;
            loop {
                if self.is_target[at as usize] {
                    let least = path.iter().map(|way| self.room(*way)).min().unwrap_or(0);
                    if least == WITHOUT_END {
                        return None;
                    }
                    for way in &path {
                        self.send(*way, least);
                    }
                    // From the first edge that is full now another way is looked for.
                    let full = path.iter().position(|way| self.room(*way) == 0);
                    path.truncate(full.unwrap_or(0));
                    at = path.last().map_or(source, |way| way.to);
                    continue;
                }
                match self.way(at, next[at as usize]) {
                    Some(way) => {
                        let on = self.level[way.to as usize]
                            == self.level[at as usize].saturating_add(1);
                        if on && self.room(way) > 0 {
                            path.push(way);
                            at = way.to;
                        } else {
                            next[at as usize] += 1;
                        }
                    }
                    None => {
                        let Some(back) = path.pop() else {
                            break;
                        };
                        at = path.last().map_or(source, |way| way.to);
                        debug_assert_ne!(at, back.to);
                        next[at as usize] += 1;
                    }
                }
            }
        }
        Some(())
    }

    fn send(&mut self, way: Way, much: u32) {
        let edge = way.edge as usize;
        let (from, to) = match way.forward {
            true => (&mut self.along[edge], &mut self.against[edge]),
            false => (&mut self.against[edge], &mut self.along[edge]),
        };
        if *from != WITHOUT_END {
            *from -= much;
        }
        if *to != WITHOUT_END {
            *to = to.saturating_add(much).min(WITHOUT_END - 1);
        }
    }
}
