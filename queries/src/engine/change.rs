//! What a change of edges does to the counts: nothing, where that can be seen at once, else everything is counted anew.
//!
//! An edge may go without a trace when its tail still reaches its head, and a new one changes nothing where its head was
//! reached already: both are questions to a search from two ends, which ends after a bounded number of edges. Whatever
//! cannot be decided so is counted, so the answer is exact always.

use std::sync::OnceLock;

use blastradius_graph::csr::Csr;

use super::blocks::{Counts, Part};
use super::prepared::{Prepared, Question};

/// Edges to take away, by their number, and edges to add: tail and head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Numbers of edges of the graph.
    pub remove: Vec<u32>,
    /// Between vertices of the graph.
    pub add: Vec<(u32, u32)>,
}

/// A graph with its counts, before and after changes.
#[derive(Debug)]
pub struct Counted<'q> {
    question: &'q Question,
    graph: Csr,
    /// The edges turned round, and for each its number in `graph`: made when a change is first asked about.
    backward: OnceLock<(Csr, Vec<u32>)>,
    prepared: Prepared,
    counts: Counts,
}

/// What a change comes to.
#[derive(Debug)]
pub enum Effect<'q> {
    /// Every source reaches what it reached before.
    Same,
    /// The graph after the change.
    Recounted(Box<Counted<'q>>),
}

impl<'q> Counted<'q> {
    /// Counts what every source reaches.
    #[must_use]
    pub fn new(graph: Csr, question: &'q Question) -> Self {
        let prepared = Prepared::new(&graph, question);
        let counts = prepared.count(Part::WHOLE);
        Self {
            question,
            graph,
            backward: OnceLock::new(),
            prepared,
            counts,
        }
    }

    /// The graph.
    #[must_use]
    pub fn graph(&self) -> &Csr {
        &self.graph
    }

    /// How many targets of each class a vertex reaches that a source reaches; a leaf that is a target itself has no row
    /// and reaches nothing else.
    #[must_use]
    pub fn of(&self, vertex: u32) -> Vec<u32> {
        match self.prepared.row(vertex) {
            Some(row) => self.prepared.counts_of(&self.counts, row).collect(),
            None => vec![0; self.question.classes],
        }
    }

    /// What a change does. Searches look at no more than `budget` edges each before everything is counted instead.
    ///
    /// Edges that are not there are no change. Time: the searches, or one count.
    #[must_use]
    pub fn after(&self, change: &Change, budget: usize) -> Effect<'q> {
        let mut gone = change.remove.clone();
        gone.retain(|edge| *edge < self.graph.edges());
        gone.sort_unstable();
        gone.dedup();
        let vertices = self.graph.vertices();
        let mut new = change.add.clone();
        new.retain(|(tail, head)| *tail < vertices && *head < vertices);
        let removed = gone.iter().all(|edge| self.idle(*edge, &gone, budget));
        let added = |&(tail, head): &(u32, u32)| {
            // What is taken away cannot be what leads there.
            reaches(self.both(), (tail, head), &gone, budget) == Some(true)
        };
        if removed && new.iter().all(added) {
            return Effect::Same;
        }
        let graph = self.changed(&gone, new);
        Effect::Recounted(Box::new(Self::new(graph, self.question)))
    }

    /// Whether an edge may go with the others of `gone` and nothing is lost.
    fn idle(&self, edge: u32, gone: &[u32], budget: usize) -> bool {
        let tail = self.graph.tail(edge);
        let Some(head) = self.graph.heads().get(edge as usize) else {
            return true;
        };
        // Without a row no source comes to the tail, or it leads to no target.
        self.prepared.row(tail).is_none()
            || reaches(self.both(), (tail, *head), gone, budget) == Some(true)
    }

    fn both(&self) -> (&Csr, &Csr, &[u32]) {
        let (backward, numbers) = self.backward.get_or_init(|| self.graph.reversed_numbered());
        (&self.graph, backward, numbers)
    }

    /// The graph without the edges of `gone`, which is sorted, and with those of `new`. Rows that do not change are copied.
    fn changed(&self, gone: &[u32], mut new: Vec<(u32, u32)>) -> Csr {
        new.sort_unstable();
        let heads = self.graph.heads();
        let mut edges = Vec::with_capacity(heads.len() + new.len());
        let mut offsets = Vec::with_capacity(self.graph.offsets().len());
        let (mut gone, mut new) = (gone.iter().peekable(), new.into_iter().peekable());
        offsets.push(0);
        for tail in 0..self.graph.vertices() {
            let row = self.graph.range(tail);
            let mut from = row.start;
            while let Some(edge) = gone.next_if(|edge| (**edge as usize) < row.end) {
                let kept = heads.get(from..*edge as usize);
                edges.extend_from_slice(kept.unwrap_or_default());
                from = *edge as usize + 1;
            }
            edges.extend_from_slice(heads.get(from..row.end).unwrap_or_default());
            while let Some((_, head)) = new.next_if(|it| it.0 == tail) {
                edges.push(head);
            }
            offsets.push(edges.len() as u32);
        }
        // The ends are vertices of the graph.
        Csr::new(offsets, edges).unwrap_or_default()
    }
}

/// One end of a search: marks and what is still to be looked at.
struct End {
    seen: std::collections::HashSet<u32>,
    open: Vec<u32>,
}

impl End {
    fn at(vertex: u32) -> Self {
        Self {
            seen: std::iter::once(vertex).collect(),
            open: vec![vertex],
        }
    }
}

/// Whether one vertex reaches another without the edges of `gone`, which is sorted. `None`: not known after `budget` edges.
///
/// Both ends go on in turn, a row at a time, the one with less to look at first.
fn reaches(
    (graph, backward, numbers): (&Csr, &Csr, &[u32]),
    (from, to): (u32, u32),
    gone: &[u32],
    budget: usize,
) -> Option<bool> {
    if from == to {
        return Some(true);
    }
    let (mut ahead, mut behind) = (End::at(from), End::at(to));
    let mut looked = 0;
    loop {
        let forward = ahead.open.len() <= behind.open.len();
        let (rows, end, other) = match forward {
            true => (graph, &mut ahead, &behind),
            false => (backward, &mut behind, &ahead),
        };
        let Some(vertex) = end.open.pop() else {
            // One end has no way on that was not looked at.
            return Some(false);
        };
        for (place, head) in rows.range(vertex).zip(rows.row(vertex)) {
            looked += 1;
            let number = match forward {
                true => Some(place as u32),
                false => numbers.get(place).copied(),
            };
            if number.is_none_or(|number| gone.binary_search(&number).is_ok()) {
                continue;
            }
            if other.seen.contains(head) {
                return Some(true);
            }
            if end.seen.insert(*head) {
                end.open.push(*head);
            }
        }
        if looked > budget {
            return None;
        }
    }
}
