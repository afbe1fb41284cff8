//! What cutting a candidate is worth, exactly, with as little work as that takes.
//!
//! Often what is known already tells: where the least and the most that a grant can cut are the same, and where every edge
//! of it has a way round. Of a grant of one edge what that edge touches is worked out. Else the sources that come to one of
//! its edges are counted again without it; no other source can lose anything.

use std::cell::Cell;

use super::estimate::{Estimates, total};
use super::narrow::Narrow;
use super::{KEPT, Problem};
use crate::engine::bits::Bits;
use crate::engine::change::{Touched, View, reaches};
use crate::engine::order::reached;
use crate::engine::prepared::Question;

/// A search for a way round looks at no more than so many edges.
const BUDGET: usize = 20_000;

/// What one edge touches is worked out if no more than so many edges have to be looked at.
const TOUCHED: usize = 30_000_000;

/// Of a grant with more edges ways round are not looked for.
const EDGES: usize = 64;

/// What candidates are worth.
pub(super) struct Gains<'a> {
    problem: &'a Problem<'a>,
    narrow: &'a Narrow,
    estimates: &'a Estimates,
    /// For each candidate its edges, in order.
    edges: Vec<Vec<u32>>,
    /// Which vertices are sources, and how often each.
    sources: Bits,
    times: Vec<u32>,
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
        let mut sources = Bits::new(narrow.graph.vertices());
        let mut times = vec![0u32; narrow.graph.vertices() as usize];
        for source in &narrow.question.sources {
            sources.add(*source);
            if let Some(times) = times.get_mut(*source as usize) {
                *times += 1;
            }
        }
        Self {
            problem,
            narrow,
            estimates,
            edges,
            sources,
            times,
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
            let known = match edges {
                [edge] => self.touched(*edge),
                _ => None,
            };
            known.unwrap_or_else(|| self.counted(edges))
        }
    }

    /// What the sources lose that one edge touches. `None`: not known.
    fn touched(&self, edge: u32) -> Option<u64> {
        let Narrow {
            graph,
            backward,
            numbers,
            question,
            ..
        } = self.narrow;
        let middle = self.estimates.middle(self.narrow);
        let mut touched = Touched {
            view: View {
                graph,
                backward,
                numbers,
                gone: None,
                left: &Cell::new(TOUCHED),
            },
            middle,
            question,
            sources: &self.sources,
        };
        let ends = (graph.tail(edge), *graph.heads().get(edge as usize)?);
        let shift = touched.lost(edge, ends)?;
        let mut lost = 0u64;
        for (vertex, times) in (0u32..).zip(&self.times).filter(|it| *it.1 > 0) {
            let leads = middle.leading.has(vertex);
            for (by, worth) in shift.of(vertex, leads).zip(self.problem.worth) {
                let less = by.unsigned_abs().saturating_mul(*worth);
                lost = lost.saturating_add(less.saturating_mul(u64::from(*times)));
            }
        }
        Some(lost)
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
