//! What a change of edges does to the counts.
//!
//! Nothing, where that can be seen at once: an edge may go without a trace when its tail still reaches its head, and a new
//! one changes nothing where its head was reached already; both are questions to a search from two ends, which ends after a
//! bounded number of edges. Of one edge that does matter what it touches is worked out, and nothing else ([`touched`]).
//! Whatever cannot be decided so is counted anew, so the answer is exact always.

mod around;
mod flood;
mod inside;
mod numbered;
mod touched;

use std::cell::Cell;
use std::sync::OnceLock;

use blastradius_graph::csr::Csr;

pub(super) use around::reaches;
pub(super) use flood::View;
use numbered::Numbered;
pub use touched::Shift;
pub(super) use touched::{Middle, Touched};

use super::bits::Bits;
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

/// What one edge touches may take so many times the edges that a search for another way may look at.
pub const TOUCHED: usize = 200;

/// A graph with its counts, before and after changes.
#[derive(Debug)]
pub struct Counted {
    graph: Numbered,
    /// The edges turned round, and for each its number: made when a change is first asked about.
    backward: OnceLock<(Csr, Vec<u32>)>,
    /// The great component, and which vertices are sources: as well.
    middle: OnceLock<(Middle, Bits)>,
    prepared: Prepared,
    counts: Counts,
}

/// What a change comes to.
#[derive(Debug)]
pub enum Effect {
    /// Every source reaches what it reached before.
    Same,
    /// The counts are others by so much: [`Counted::after_it`].
    Shifted(Shift),
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
            middle: OnceLock::new(),
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

    /// What [`of`](Self::of) is for a source after a change of this graph whose effect is given.
    #[must_use]
    pub fn after_it(&self, effect: &Effect, source: u32) -> Vec<u32> {
        let mut counts = self.of(source);
        match effect {
            Effect::Same => {}
            Effect::Recounted(counted) => return counted.of(source),
            Effect::Shifted(shift) => {
                let Some(own) = self.graph.vertex(source) else {
                    return counts;
                };
                let leads = self.middle().0.leading.has(own);
                for (count, by) in counts.iter_mut().zip(shift.of(own, leads)) {
                    *count = count.saturating_add_signed(i32::try_from(by).unwrap_or(0));
                }
            }
        }
        counts
    }

    /// What a change does. A search for another way looks at no more than `budget` edges, and what one edge touches is
    /// worked out if no more than [`TOUCHED`] times as many have to be looked at; else everything is counted.
    ///
    /// Edges that are not there are no change. Time: the searches, or one count.
    #[must_use]
    pub fn after(&self, change: &Change, budget: usize) -> Effect {
        let change = self.graph.own(change);
        let gone = &change.remove;
        let alone = change.add.len() == 1;
        let added = |ends: &(u32, u32)| {
            // What is taken away cannot be what leads there.
            alone && self.adds_nothing(*ends)
                || reaches(self.both(), *ends, gone, budget) == Some(true)
        };
        let all = change.remove.iter().copied();
        let removed: Vec<u32> = all.filter(|edge| !self.idle(*edge, gone, budget)).collect();
        let all = change.add.iter().copied();
        let added: Vec<(u32, u32)> = all.filter(|ends| !added(ends)).collect();
        let left = Cell::new(budget.saturating_mul(TOUCHED));
        let shift = match (removed.as_slice(), added.as_slice()) {
            ([], []) => return Effect::Same,
            ([edge], []) => {
                let ends = self.graph.graph.heads().get(*edge as usize);
                ends.and_then(|head| {
                    let ends = (self.graph.graph.tail(*edge), *head);
                    self.touched(&left).lost(*edge, ends)
                })
            }
            // With what goes besides a new edge may mean more than alone.
            ([], [ends]) if change.remove.is_empty() => self.touched(&left).gained(*ends),
            _ => None,
        };
        match shift {
            Some(shift) if shift.is_nothing() => Effect::Same,
            Some(shift) => Effect::Shifted(shift),
            None => Effect::Recounted(Box::new(Self::of_numbered(self.graph.changed(&change)))),
        }
    }

    fn touched<'a>(&'a self, left: &'a Cell<usize>) -> Touched<'a> {
        let (graph, backward, numbers) = self.both();
        let (middle, sources) = self.middle();
        Touched {
            view: View {
                graph,
                backward,
                numbers,
                gone: None,
                left,
            },
            middle,
            question: &self.graph.question,
            sources,
        }
    }

    fn middle(&self) -> &(Middle, Bits) {
        self.middle.get_or_init(|| {
            let (graph, backward, _) = self.both();
            let vertex = self.prepared.pivot_vertex();
            let row = vertex.and_then(|vertex| self.prepared.row(vertex));
            let counts = row.map(|row| self.prepared.counts_of(&self.counts, row).collect());
            let none = || vec![0; self.graph.question.classes];
            let mut sources = Bits::new(graph.vertices());
            for source in &self.graph.question.sources {
                sources.add(*source);
            }
            let middle = Middle::new((graph, backward), vertex, counts.unwrap_or_else(none));
            (middle, sources)
        })
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
