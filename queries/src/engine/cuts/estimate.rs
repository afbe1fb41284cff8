//! How much the removal of a grant cuts: exact sums and bounds, for all grants at once.

use blastradius_graph::csr::Csr;

use super::dominators::Dominators;
use super::narrow::Narrow;
use super::{KEPT, Problem};
use crate::engine::blocks::{Counts, Part};
use crate::engine::components::NO_TARGET;
use crate::engine::prepared::{Prepared, Question};

/// What is known of every grant before anything is counted anew.
#[derive(Debug)]
pub(super) struct Estimates {
    /// No cut of one edge of the grant is worth less than the greatest of these; of several they add up.
    pub(super) sure: Vec<u64>,
    /// Cutting the grant is worth at most this.
    pub(super) most: Vec<u64>,
    /// What all sources reach together.
    pub(super) total: u64,
}

impl Estimates {
    /// Estimates. Time: two counts and two searches for dominators.
    pub(super) fn new(problem: &Problem<'_>, narrow: &Narrow) -> Self {
        let ahead = worth_ahead(problem, narrow);
        let behind = sources_behind(narrow);
        let worth_of = |class: &u8| match *class {
            NO_TARGET => 0,
            class => problem.worth.get(usize::from(class)).copied().unwrap_or(0),
        };
        let at = |table: &[u64], vertex: u32| table.get(vertex as usize).copied().unwrap_or(0);
        let mut total = 0u64;
        let mut reached = vec![0u64; narrow.question.class.len()];
        for source in &narrow.question.sources {
            let worth = at(&ahead, *source);
            total = total.saturating_add(worth);
            // Several sources may be one vertex.
            if let Some(it) = reached.get_mut(*source as usize) {
                *it = it.saturating_add(worth);
            }
        }
        let mut sure = vec![0u64; problem.grants as usize];
        let mut most = vec![0u64; problem.grants as usize];
        let grant = |edge: u32| {
            let before = narrow.edges.get(edge as usize).copied().unwrap_or(KEPT);
            problem.grant.get(before as usize).copied().unwrap_or(KEPT)
        };
        for tail in 0..narrow.graph.vertices() {
            for (edge, head) in narrow.graph.range(tail).zip(narrow.graph.row(tail)) {
                if let Some(most) = most.get_mut(grant(edge as u32) as usize) {
                    let bound = at(&behind, tail).saturating_mul(at(&ahead, *head));
                    *most = most.saturating_add(bound).min(total);
                }
            }
        }
        let mut add = |edge: u32, worth: u64| {
            if let Some(sure) = sure.get_mut(grant(edge) as usize) {
                *sure = sure.saturating_add(worth).min(total);
            }
        };
        // What is cut off from every source.
        let forward = Dominators::new(&narrow.graph, &narrow.backward, &narrow.question.sources);
        let pairs: Vec<u64> = (0u32..)
            .zip(&narrow.question.class)
            .map(|(vertex, class)| worth_of(class).saturating_mul(at(&behind, vertex)))
            .collect();
        let sums = forward.sums(&pairs);
        for (edge, head) in forward.edges(&narrow.graph, &narrow.backward, &narrow.numbers) {
            add(edge, at(&sums, head));
        }
        // The sources that are cut off from every target.
        let backward = Dominators::new(&narrow.backward, &narrow.graph, &narrow.targets());
        let sums = backward.sums(&reached);
        let mut round = vec![0u32; narrow.numbers.len()];
        for (place, number) in (0u32..).zip(&narrow.numbers) {
            if let Some(to) = round.get_mut(*number as usize) {
                *to = place;
            }
        }
        for (place, tail) in backward.edges(&narrow.backward, &narrow.graph, &round) {
            let edge = narrow.numbers.get(place as usize).copied();
            add(edge.unwrap_or(u32::MAX), at(&sums, tail));
        }
        Self { sure, most, total }
    }
}

/// For each vertex what it reaches is worth.
fn worth_ahead(problem: &Problem<'_>, narrow: &Narrow) -> Vec<u64> {
    count(&narrow.graph, &narrow.question, problem.worth)
}

/// For each vertex how many sources lead to it.
fn sources_behind(narrow: &Narrow) -> Vec<u64> {
    let mut class = vec![NO_TARGET; narrow.question.class.len()];
    for source in &narrow.question.sources {
        if let Some(class) = class.get_mut(*source as usize) {
            *class = 0;
        }
    }
    let question = Question {
        class,
        classes: 1,
        sources: narrow.targets(),
    };
    count(&narrow.backward, &question, &[1])
}

/// For each vertex what it reaches is worth.
fn count(graph: &Csr, question: &Question, worth: &[u64]) -> Vec<u64> {
    let prepared = Prepared::new(graph, question);
    let counts = prepared.count(Part::WHOLE);
    (0..graph.vertices())
        .map(|vertex| worth_of(&prepared, &counts, question, worth, vertex))
        .collect()
}

fn worth_of(
    prepared: &Prepared,
    counts: &Counts,
    question: &Question,
    worth: &[u64],
    vertex: u32,
) -> u64 {
    match prepared.row(vertex) {
        Some(row) => {
            let counts = prepared.counts_of(counts, row).zip(worth);
            counts.fold(0u64, |sum, (count, worth)| {
                sum.saturating_add(u64::from(count).saturating_mul(*worth))
            })
        }
        // A leaf reaches itself.
        None => {
            let class = question.class.get(vertex as usize);
            let class = class.filter(|class| **class != NO_TARGET);
            let worth = class.and_then(|class| worth.get(usize::from(*class)));
            worth.copied().unwrap_or(0)
        }
    }
}

/// What all sources of a question reach together in a graph without the edges of which `gone` is true.
pub(super) fn total(
    graph: &Csr,
    question: &Question,
    worth: &[u64],
    gone: impl Fn(usize) -> bool,
) -> u64 {
    let mut offsets = Vec::with_capacity(graph.offsets().len());
    let mut heads = Vec::with_capacity(graph.heads().len());
    offsets.push(0);
    for tail in 0..graph.vertices() {
        let row = graph.range(tail).zip(graph.row(tail));
        heads.extend(row.filter(|(edge, _)| !gone(*edge)).map(|(_, head)| *head));
        offsets.push(heads.len() as u32);
    }
    // Rows with fewer edges are rows.
    let left = Csr::new(offsets, heads).unwrap_or_default();
    let prepared = Prepared::new(&left, question);
    let counts = prepared.count(Part::WHOLE);
    let of = |source: &u32| worth_of(&prepared, &counts, question, worth, *source);
    question.sources.iter().map(of).fold(0, u64::saturating_add)
}
