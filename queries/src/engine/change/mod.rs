//! What a change of edges does to the counts: nothing, where that can be seen at once, else everything is counted anew.
//!
//! An edge may go without a trace when its tail still reaches its head, and a new one changes nothing where its head was
//! reached already: both are questions to a search from two ends, which ends after a bounded number of edges. Whatever
//! cannot be decided so is counted, so the answer is exact always.

mod around;
mod numbered;

use std::sync::OnceLock;

use blastradius_graph::csr::Csr;

pub(super) use around::reaches;
use numbered::Numbered;

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
pub struct Counted {
    graph: Numbered,
    /// The edges turned round, and for each its number: made when a change is first asked about.
    backward: OnceLock<(Csr, Vec<u32>)>,
    prepared: Prepared,
    counts: Counts,
}

/// What a change comes to.
#[derive(Debug)]
pub enum Effect {
    /// Every source reaches what it reached before.
    Same,
    /// The graph after the change. In each row the edges that were added come last.
    Recounted(Box<Counted>),
}

impl Counted {
    /// Counts what every source reaches.
    #[must_use]
    pub fn new(graph: &Csr, question: &Question) -> Self {
        Self::of_numbered(Numbered::new(graph, question))
    }

    fn of_numbered(graph: Numbered) -> Self {
        let prepared = Prepared::new(&graph.graph, &graph.question);
        let counts = prepared.count(Part::WHOLE);
        Self {
            graph,
            backward: OnceLock::new(),
            prepared,
            counts,
        }
    }

    /// How many targets of each class a vertex reaches that a source reaches; a leaf that is a target itself has no row
    /// and reaches nothing else.
    #[must_use]
    pub fn of(&self, vertex: u32) -> Vec<u32> {
        let row = self
            .graph
            .vertex(vertex)
            .and_then(|own| self.prepared.row(own));
        match row {
            Some(row) => self.prepared.counts_of(&self.counts, row).collect(),
            None => vec![0; self.graph.question.classes],
        }
    }

    /// What a change does. Searches look at no more than `budget` edges each before everything is counted instead.
    ///
    /// Edges that are not there are no change. Time: the searches, or one count.
    #[must_use]
    pub fn after(&self, change: &Change, budget: usize) -> Effect {
        let change = self.graph.own(change);
        let gone = &change.remove;
        let removed = gone.iter().all(|edge| self.idle(*edge, gone, budget));
        let alone = change.add.len() == 1;
        let added = |ends: &(u32, u32)| {
            // What is taken away cannot be what leads there.
            alone && self.adds_nothing(*ends)
                || reaches(self.both(), *ends, gone, budget) == Some(true)
        };
        if removed && change.add.iter().all(added) {
            return Effect::Same;
        }
        Effect::Recounted(Box::new(Self::of_numbered(self.graph.changed(&change))))
    }

    /// Whether an edge may go with the others of `gone` and nothing is lost.
    fn idle(&self, edge: u32, gone: &[u32], budget: usize) -> bool {
        let graph = &self.graph.graph;
        let tail = graph.tail(edge);
        let Some(head) = graph.heads().get(edge as usize) else {
            return true;
        };
        // Without a row no source comes to the tail, or it leads to no target.
        self.prepared.row(tail).is_none()
            || !self.prepared.leads_on(*head)
            || reaches(self.both(), (tail, *head), gone, budget) == Some(true)
    }

    /// Whether no source comes to the tail of an edge that is new, or its head leads to no target.
    fn adds_nothing(&self, (tail, head): (u32, u32)) -> bool {
        let reached = self.graph.reached;
        tail >= reached || head < reached && !self.prepared.leads_on(head)
    }

    fn both(&self) -> (&Csr, &Csr, &[u32]) {
        let graph = &self.graph.graph;
        let (backward, numbers) = self.backward.get_or_init(|| graph.reversed_numbered());
        (graph, backward, numbers)
    }
}
