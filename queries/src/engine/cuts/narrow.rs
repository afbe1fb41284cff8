//! The part of a graph that matters: what a source reaches and what leads to a target.

use blastradius_graph::csr::Csr;

use super::Problem;
use crate::engine::bits::Bits;
use crate::engine::components::NO_TARGET;
use crate::engine::prepared::Question;

/// That part, with numbers of its own.
#[derive(Debug)]
pub(super) struct Narrow {
    pub(super) graph: Csr,
    pub(super) backward: Csr,
    /// For each edge of `backward` its number in `graph`.
    pub(super) numbers: Vec<u32>,
    /// For each edge of `graph` its number before.
    pub(super) edges: Vec<u32>,
    /// The same question, in these numbers.
    pub(super) question: Question,
}

/// Everything that some vertices reach, themselves too.
fn reached(graph: &Csr, from: impl Iterator<Item = u32>, gone: impl Fn(usize) -> bool) -> Bits {
    let mut seen = Bits::new(graph.vertices());
    let mut open: Vec<u32> = from.filter(|vertex| seen.add(*vertex)).collect();
    while let Some(vertex) = open.pop() {
        for (place, head) in graph.range(vertex).zip(graph.row(vertex)) {
            if !gone(place) && seen.add(*head) {
                open.push(*head);
            }
        }
    }
    seen
}

impl Narrow {
    /// Leaves out what does not matter, and the edges of grants that are `cut`.
    pub(super) fn new(problem: &Problem<'_>, cut: &[bool]) -> Self {
        let graph = problem.graph;
        let is_cut = |edge: usize| {
            let grant = problem.grant.get(edge).copied().unwrap_or(super::KEPT);
            cut.get(grant as usize) == Some(&true)
        };
        let sources = problem.question.sources.iter().copied();
        let ahead = reached(graph, sources.filter(|it| *it < graph.vertices()), is_cut);
        let class = |vertex: u32| problem.question.class.get(vertex as usize).copied();
        let (backward, numbers) = graph.reversed_numbered();
        let targets = (0..graph.vertices()).filter(|vertex| {
            class(*vertex).is_some_and(|it| it != NO_TARGET) && ahead.has(*vertex)
        });
        let behind = reached(&backward, targets, |place| {
            let number = numbers.get(place).copied().unwrap_or(u32::MAX);
            is_cut(number as usize)
        });
        drop((backward, numbers));
        let mut new = vec![u32::MAX; graph.vertices() as usize];
        let mut classes = Vec::new();
        for (vertex, new) in (0u32..).zip(&mut new) {
            if ahead.has(vertex) && behind.has(vertex) {
                *new = classes.len() as u32;
                classes.push(class(vertex).unwrap_or(NO_TARGET));
            }
        }
        let named = |vertex: u32| {
            let it = new.get(vertex as usize).copied();
            it.filter(|it| *it != u32::MAX)
        };
        // Rows are gone through in order, so the edges are in rows already.
        let mut offsets = vec![0u32];
        let mut heads = Vec::new();
        let mut edges = Vec::new();
        for tail in (0..graph.vertices()).filter(|tail| named(*tail).is_some()) {
            for (edge, head) in graph.range(tail).zip(graph.row(tail)) {
                if let Some(head) = named(*head).filter(|_| !is_cut(edge)) {
                    heads.push(head);
                    edges.push(edge as u32);
                }
            }
            offsets.push(heads.len() as u32);
        }
        let graph = Csr::new(offsets, heads).unwrap_or_default();
        let (backward, numbers) = graph.reversed_numbered();
        let sources = problem.question.sources.iter().copied().filter_map(named);
        Self {
            question: Question {
                class: classes,
                classes: problem.question.classes,
                sources: sources.collect(),
            },
            graph,
            backward,
            numbers,
            edges,
        }
    }

    /// The vertices that are targets.
    pub(super) fn targets(&self) -> Vec<u32> {
        let all = (0u32..).zip(&self.question.class);
        let targets = all.filter(|(_, class)| **class != NO_TARGET);
        targets.map(|(vertex, _)| vertex).collect()
    }
}
