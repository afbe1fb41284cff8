//! How much the removal of a grant cuts: exact sums and bounds, for all grants at once.

use std::sync::OnceLock;

use blastradius_graph::csr::Csr;

use super::dominators::Dominators;
use super::narrow::Narrow;
use super::{KEPT, Problem};
use crate::engine::blocks::{Counts, Part};
use crate::engine::change::Middle;
use crate::engine::components::NO_TARGET;
use crate::engine::prepared::{Prepared, Question};

/// What is known of every grant before anything is counted anew. Grants are places in [`Narrow::grants`].
#[derive(Debug)]
pub(super) struct Estimates {
    /// What the cuts of its edges are worth for sure, added up, though some of it may be the same.
    pub(super) sure: Vec<u64>,
    /// Cutting the grant is worth at least this.
    pub(super) least: Vec<u64>,
    /// Cutting the grant is worth at most this.
    pub(super) most: Vec<u64>,
    /// What each source reaches, in the order of the sources.
    pub(super) reached: Vec<u64>,
    /// What all sources reach together.
    pub(super) total: u64,
    /// A vertex of the great component, and how many targets of each class it reaches.
    pivot: (Option<u32>, Vec<u32>),
    middle: OnceLock<Middle>,
}

impl Estimates {
    /// Estimates. Time: two counts and two searches for dominators.
    pub(super) fn new(problem: &Problem<'_>, narrow: &Narrow) -> Self {
        let ((ahead, pivot), (behind, _)) = rayon::join(
            || count(&narrow.graph, &narrow.question, problem.worth),
            || sources_behind(narrow),
        );
        let at = |table: &[u64], vertex: u32| table.get(vertex as usize).copied().unwrap_or(0);
        let sources = narrow.question.sources.iter();
        let reached: Vec<u64> = sources.map(|source| at(&ahead, *source)).collect();
        let total = reached.iter().copied().fold(0, u64::saturating_add);
        let none = || vec![0u64; narrow.grants.len()];
        let (mut sure, mut least, mut most) = (none(), none(), none());
        let grant = |edge: u32| narrow.grant.get(edge as usize).copied().unwrap_or(KEPT) as usize;
        for tail in 0..narrow.graph.vertices() {
            for (edge, head) in narrow.graph.range(tail).zip(narrow.graph.row(tail)) {
                if let Some(most) = most.get_mut(grant(edge as u32)) {
                    let bound = at(&behind, tail).saturating_mul(at(&ahead, *head));
                    *most = most.saturating_add(bound).min(total);
                }
            }
        }
        let (cut_off, cut_short) = rayon::join(
            || cut_off(problem, narrow, &behind),
            || cut_short(narrow, &reached),
        );
        for (edge, worth) in cut_off.into_iter().chain(cut_short) {
            let grant = grant(edge);
            if let (Some(sure), Some(least)) = (sure.get_mut(grant), least.get_mut(grant)) {
                *sure = sure.saturating_add(worth).min(total);
                *least = worth.min(total).max(*least);
            }
        }
        Self {
            sure,
            least,
            most,
            reached,
            total,
            pivot,
            middle: OnceLock::new(),
        }
    }

    /// The great component; made when it is first asked for.
    pub(super) fn middle(&self, narrow: &Narrow) -> &Middle {
        let (vertex, counts) = &self.pivot;
        let both = (&narrow.graph, &narrow.backward);
        let make = || Middle::new(both, *vertex, counts.clone());
        self.middle.get_or_init(make)
    }
}

/// The edges without which something is cut off from every source, and what that is worth.
fn cut_off(problem: &Problem<'_>, narrow: &Narrow, behind: &[u64]) -> Vec<(u32, u64)> {
    let worth_of = |class: u8| match class {
        NO_TARGET => 0,
        class => problem.worth.get(usize::from(class)).copied().unwrap_or(0),
    };
    let (graph, backward) = (&narrow.graph, &narrow.backward);
    let tree = Dominators::new(graph, backward, &narrow.question.sources);
    let class = narrow.question.class.iter();
    let pairs = class
        .zip(behind)
        .map(|(class, behind)| worth_of(*class).saturating_mul(*behind));
    let sums = tree.sums(&pairs.collect::<Vec<_>>());
    let worth = |head: u32| sums.get(head as usize).copied().unwrap_or(0);
    let edges = tree.edges(graph, backward, &narrow.numbers);
    edges.map(|(edge, head)| (edge, worth(head))).collect()
}

/// The edges without which a source is cut off from every target, and what these sources reach.
fn cut_short(narrow: &Narrow, reached: &[u64]) -> Vec<(u32, u64)> {
    let (graph, backward) = (&narrow.graph, &narrow.backward);
    let tree = Dominators::new(backward, graph, &narrow.targets());
    let mut worth = vec![0u64; narrow.question.class.len()];
    for (source, reached) in narrow.question.sources.iter().zip(reached) {
        // Several sources may be one vertex.
        if let Some(worth) = worth.get_mut(*source as usize) {
            *worth = worth.saturating_add(*reached);
        }
    }
    let sums = tree.sums(&worth);
    let worth = |tail: u32| sums.get(tail as usize).copied().unwrap_or(0);
    let mut round = vec![0u32; narrow.numbers.len()];
    for (place, number) in (0u32..).zip(&narrow.numbers) {
        if let Some(to) = round.get_mut(*number as usize) {
            *to = place;
        }
    }
    let edges = tree.edges(backward, graph, &round);
    let number = |place: u32| {
        narrow
            .numbers
            .get(place as usize)
            .copied()
            .unwrap_or(u32::MAX)
    };
    edges
        .map(|(place, tail)| (number(place), worth(tail)))
        .collect()
}

/// For each vertex how many sources lead to it.
fn sources_behind(narrow: &Narrow) -> Counted {
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

/// For each vertex what it reaches is worth; and a vertex of the great component with how many targets of each class it
/// reaches.
type Counted = (Vec<u64>, (Option<u32>, Vec<u32>));

fn count(graph: &Csr, question: &Question, worth: &[u64]) -> Counted {
    let prepared = Prepared::new(graph, question);
    let counts = prepared.count(Part::WHOLE);
    let all = (0..graph.vertices())
        .map(|vertex| worth_of(&prepared, &counts, question, worth, vertex))
        .collect();
    let pivot = prepared.pivot_vertex();
    let row = pivot.and_then(|vertex| prepared.row(vertex));
    let reached = row.map(|row| prepared.counts_of(&counts, row).collect());
    (all, (pivot, reached.unwrap_or_default()))
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
