//! The part of a graph that matters: what a source reaches and what leads to a target.

use blastradius_graph::csr::Csr;

use super::{KEPT, Problem};
use crate::engine::bits::Bits;
use crate::engine::components::NO_TARGET;
use crate::engine::order::{depth_first, reached};
use crate::engine::prepared::Question;

/// That part, with numbers of its own: vertices are numbered in the order of a depth-first search from the sources, so
/// that what follows one another on a way lies together in memory.
#[derive(Debug)]
pub(super) struct Narrow {
    pub(super) graph: Csr,
    pub(super) backward: Csr,
    /// For each edge of `backward` its number in `graph`.
    pub(super) numbers: Vec<u32>,
    /// For each edge of `graph` its number in the problem.
    pub(super) edges: Vec<u32>,
    /// For each edge of `graph` the place of its grant in `grants`, or [`KEPT`].
    pub(super) grant: Vec<u32>,
    /// The grants that still matter, as the problem numbers them, in order.
    pub(super) grants: Vec<u32>,
    /// The same question, in these numbers.
    pub(super) question: Question,
}

/// A graph in both directions.
#[derive(Clone, Copy)]
struct Both<'a> {
    graph: &'a Csr,
    backward: &'a Csr,
    numbers: &'a [u32],
}

/// The vertices that matter, in the order of a depth-first search.
fn order(both: Both<'_>, question: &Question, gone: impl Fn(usize) -> bool) -> Vec<u32> {
    let Both {
        graph,
        backward,
        numbers,
    } = both;
    let sources = question.sources.iter().copied();
    let sources = sources.filter(|it| *it < graph.vertices());
    let ahead = reached(graph, sources, &gone);
    let class = |vertex: u32| question.class.get(vertex as usize).copied();
    let targets = (0..graph.vertices())
        .filter(|vertex| class(*vertex).is_some_and(|it| it != NO_TARGET) && ahead.has(*vertex));
    let mut left = reached(backward, targets, |place| {
        numbers
            .get(place)
            .is_none_or(|number| gone(*number as usize))
    });
    // What is not reached from a source is not met here.
    depth_first(graph, &question.sources, &mut left, gone)
}

impl Narrow {
    /// Leaves out what does not matter, and the edges of grants that are `cut`.
    pub(super) fn new(problem: &Problem<'_>, cut: &[bool]) -> Self {
        let (backward, numbers) = problem.graph.reversed_numbered();
        let both = Both {
            graph: problem.graph,
            backward: &backward,
            numbers: &numbers,
        };
        let grant = |edge: usize| problem.grant.get(edge).copied().unwrap_or(KEPT);
        let gone = |edge: usize| cut.get(grant(edge) as usize) == Some(&true);
        let order = order(both, problem.question, gone);
        drop((backward, numbers));
        Self::of(problem.graph, problem.question, &order, gone, |edge| {
            (edge as u32, grant(edge))
        })
    }

    /// The same without a grant, by its place here.
    pub(super) fn without(&self, grant: u32) -> Self {
        let both = Both {
            graph: &self.graph,
            backward: &self.backward,
            numbers: &self.numbers,
        };
        let gone = |edge: usize| self.grant.get(edge) == Some(&grant);
        let order = order(both, &self.question, gone);
        Self::of(&self.graph, &self.question, &order, gone, |edge| {
            let before = self.edges.get(edge).copied().unwrap_or(u32::MAX);
            let place = self.grant.get(edge).copied().unwrap_or(KEPT);
            let grant = self.grants.get(place as usize).copied();
            (before, grant.unwrap_or(KEPT))
        })
    }

    /// Takes the vertices of `order` out of a graph. `known` says of an edge its number in the problem and its grant.
    fn of(
        graph: &Csr,
        question: &Question,
        order: &[u32],
        gone: impl Fn(usize) -> bool,
        known: impl Fn(usize) -> (u32, u32),
    ) -> Self {
        let mut new = vec![u32::MAX; graph.vertices() as usize];
        for (number, vertex) in (0u32..).zip(order) {
            if let Some(new) = new.get_mut(*vertex as usize) {
                *new = number;
            }
        }
        let named = |vertex: u32| {
            let it = new.get(vertex as usize).copied();
            it.filter(|it| *it != u32::MAX)
        };
        let mut offsets = Vec::with_capacity(order.len() + 1);
        offsets.push(0u32);
        let (mut heads, mut edges, mut grant) = (Vec::new(), Vec::new(), Vec::new());
        for tail in order {
            for (edge, head) in graph.range(*tail).zip(graph.row(*tail)) {
                if let Some(head) = named(*head).filter(|_| !gone(edge)) {
                    heads.push(head);
                    let (number, of) = known(edge);
                    edges.push(number);
                    grant.push(of);
                }
            }
            offsets.push(heads.len() as u32);
        }
        let sources = question.sources.iter().copied().filter_map(named);
        let class = |vertex: &u32| question.class.get(*vertex as usize).copied();
        let question = Question {
            class: order
                .iter()
                .map(|it| class(it).unwrap_or(NO_TARGET))
                .collect(),
            classes: question.classes,
            sources: sources.collect(),
        };
        // Numbers of vertices that are there, row after row.
        let graph = Csr::new(offsets, heads).unwrap_or_default();
        let (backward, numbers) = graph.reversed_numbered();
        let grants = number_grants(&mut grant);
        Self {
            graph,
            backward,
            numbers,
            edges,
            grant,
            grants,
            question,
        }
    }

    /// The vertices that are targets.
    pub(super) fn targets(&self) -> Vec<u32> {
        let all = (0u32..).zip(&self.question.class);
        let targets = all.filter(|(_, class)| **class != NO_TARGET);
        targets.map(|(vertex, _)| vertex).collect()
    }
}

/// Makes the grants of the edges places in the list of grants that is returned, which is in order.
fn number_grants(grant: &mut [u32]) -> Vec<u32> {
    let last = grant.iter().filter(|it| **it != KEPT).max();
    let Some(last) = last.copied() else {
        return Vec::new();
    };
    let mut there = Bits::new(last.saturating_add(1));
    for it in grant.iter().filter(|it| **it != KEPT) {
        there.add(*it);
    }
    let mut grants = Vec::new();
    let mut place = vec![KEPT; last as usize + 1];
    there.drain(|it| {
        if let Some(place) = place.get_mut(it as usize) {
            *place = grants.len() as u32;
        }
        grants.push(it);
    });
    for it in grant {
        *it = place.get(*it as usize).copied().unwrap_or(KEPT);
    }
    grants
}
