//! What cutting a candidate is worth, exactly, with as little work as that takes.
//!
//! Often what is known already tells: where the least and the most that a grant can cut are the same, and where every edge
//! of it has a way round. Else the sources that come to one of its edges are counted again without it; no other source can
//! lose anything.

use super::estimate::{Estimates, total};
use super::narrow::Narrow;
use super::{KEPT, Problem};
use crate::engine::change::reaches;
use crate::engine::order::reached;
use crate::engine::prepared::Question;

/// A search for a way round looks at no more than so many edges.
const BUDGET: usize = 20_000;

/// Of a grant with more edges ways round are not looked for.
const EDGES: usize = 64;

/// What candidates are worth.
pub(super) struct Gains<'a> {
    problem: &'a Problem<'a>,
    narrow: &'a Narrow,
    estimates: &'a Estimates,
    /// For each candidate its edges, in order.
    edges: Vec<Vec<u32>>,
}

impl<'a> Gains<'a> {
    /// `candidates` are places in [`Narrow::grants`].
    pub(super) fn new(
        problem: &'a Problem<'a>,
        narrow: &'a Narrow,
        estimates: &'a Estimates,
        candidates: &[u32],
    ) -> Self {
        let mut nth = vec![KEPT; narrow.grants.len()];
        for (number, candidate) in (0u32..).zip(candidates) {
            if let Some(nth) = nth.get_mut(*candidate as usize) {
                *nth = number;
            }
        }
        let mut edges = vec![Vec::new(); candidates.len()];
        for (edge, grant) in (0u32..).zip(&narrow.grant) {
            let nth = nth.get(*grant as usize).copied().unwrap_or(KEPT);
            if let Some(edges) = edges.get_mut(nth as usize) {
                edges.push(edge);
            }
        }
        Self {
            problem,
            narrow,
            estimates,
            edges,
        }
    }

    /// How much less all sources reach together without the `nth` candidate, whose place is given too.
    pub(super) fn of(&self, nth: usize, place: u32) -> u64 {
        let at = |table: &[u64]| table.get(place as usize).copied().unwrap_or(0);
        let (least, most) = (at(&self.estimates.least), at(&self.estimates.most));
        let edges = self.edges.get(nth).map(Vec::as_slice).unwrap_or_default();
        if least == most {
            most
        } else if edges.len() <= EDGES && edges.iter().all(|edge| self.goes_round(*edge, edges)) {
            0
        } else {
            self.counted(edges)
        }
    }

    /// Whether there is another way from one end of an edge to the other, without `gone`. It may not be found.
    fn goes_round(&self, edge: u32, gone: &[u32]) -> bool {
        let Narrow {
            graph,
            backward,
            numbers,
            ..
        } = self.narrow;
        let Some(head) = graph.heads().get(edge as usize) else {
            return true;
        };
        let ends = (graph.tail(edge), *head);
        reaches((graph, backward, numbers), ends, gone, BUDGET) == Some(true)
    }

    /// Counts the sources that come to one of the edges again.
    fn counted(&self, edges: &[u32]) -> u64 {
        let graph = &self.narrow.graph;
        let tails = edges.iter().map(|edge| graph.tail(*edge));
        let before = reached(&self.narrow.backward, tails, |_| false);
        let sources = self.narrow.question.sources.iter();
        let (sources, reached): (Vec<u32>, Vec<u64>) = sources
            .zip(&self.estimates.reached)
            .filter(|(source, _)| before.has(**source))
            .unzip();
        let question = Question {
            class: self.narrow.question.class.clone(),
            classes: self.narrow.question.classes,
            sources,
        };
        let left = total(graph, &question, self.problem.worth, |edge| {
            edges.binary_search(&(edge as u32)).is_ok()
        });
        let had = reached.into_iter().fold(0u64, u64::saturating_add);
        had.saturating_sub(left)
    }
}
