//! A graph whose vertices are numbered in the order of a depth-first search, and the numbers that it was given with.
//!
//! What is counted again and again is gone through along its ways: then most of what comes next is near in memory.

use std::sync::Arc;

use blastradius_graph::csr::Csr;

use super::Change;
use crate::engine::bits::Bits;
use crate::engine::order::depth_first;
use crate::engine::prepared::Question;

/// The graph and the question in numbers of their own.
#[derive(Debug)]
pub(super) struct Numbered {
    pub(super) graph: Csr,
    pub(super) question: Arc<Question>,
    /// Vertices from this number on are reached from no source.
    pub(super) reached: u32,
    /// For each vertex as it was given its own number.
    number: Arc<Vec<u32>>,
    /// Where the edges of each vertex begin among those that were given; one more at the end.
    starts: Vec<u32>,
}

impl Numbered {
    pub(super) fn new(graph: &Csr, question: &Question) -> Self {
        let mut left = Bits::new(graph.vertices());
        for vertex in 0..graph.vertices() {
            left.add(vertex);
        }
        let mut order = depth_first(graph, &question.sources, &mut left, |_| false);
        let reached = order.len() as u32;
        left.drain(|vertex| order.push(vertex));
        let mut number = vec![0u32; order.len()];
        for (own, given) in (0u32..).zip(&order) {
            if let Some(number) = number.get_mut(*given as usize) {
                *number = own;
            }
        }
        let own = |vertex: &u32| number.get(*vertex as usize).copied();
        let mut offsets = Vec::with_capacity(order.len() + 1);
        let mut heads = Vec::with_capacity(graph.edges() as usize);
        offsets.push(0u32);
        for vertex in &order {
            heads.extend(graph.row(*vertex).iter().filter_map(own));
            offsets.push(heads.len() as u32);
        }
        let class = |vertex: &u32| question.class.get(*vertex as usize).copied();
        Self {
            reached,
            // The same rows in another order.
            graph: Csr::new(offsets, heads).unwrap_or_default(),
            question: Arc::new(Question {
                class: order.iter().filter_map(class).collect(),
                classes: question.classes,
                sources: question.sources.iter().filter_map(own).collect(),
            }),
            starts: graph.offsets().to_vec(),
            number: Arc::new(number),
        }
    }

    /// The number of a vertex.
    pub(super) fn vertex(&self, given: u32) -> Option<u32> {
        self.number.get(given as usize).copied()
    }

    /// The number of an edge.
    fn edge(&self, given: u32) -> Option<u32> {
        let tail = self.starts.partition_point(|start| *start <= given);
        let tail = tail.checked_sub(1)?;
        let nth = given.checked_sub(*self.starts.get(tail)?)?;
        let row = self.graph.range(*self.number.get(tail)?);
        (row.start as u32)
            .checked_add(nth)
            .filter(|edge| (*edge as usize) < row.end)
    }

    /// A change in these numbers, without what is not there: edges in order and once, new ones by their tails.
    pub(super) fn own(&self, change: &Change) -> Change {
        let mut remove: Vec<u32> = change
            .remove
            .iter()
            .filter_map(|it| self.edge(*it))
            .collect();
        remove.sort_unstable();
        remove.dedup();
        let ends = |(tail, head): &(u32, u32)| Some((self.vertex(*tail)?, self.vertex(*head)?));
        let mut add: Vec<(u32, u32)> = change.add.iter().filter_map(ends).collect();
        add.sort_by_key(|edge| edge.0);
        Change { remove, add }
    }

    /// The graph after a change, which is in its numbers. New edges come last in their row.
    ///
    /// Time: rows that do not change are copied, many at once.
    pub(super) fn changed(&self, change: &Change) -> Self {
        let (old, offsets) = (self.graph.heads(), self.graph.offsets());
        let mut tails: Vec<u32> = change
            .remove
            .iter()
            .map(|edge| self.graph.tail(*edge))
            .collect();
        tails.extend(change.add.iter().map(|edge| edge.0));
        tails.sort_unstable();
        tails.dedup();
        let mut heads: Vec<u32> = Vec::with_capacity(old.len() + change.add.len());
        let mut ends: Vec<u32> = Vec::with_capacity(offsets.len());
        ends.push(0);
        let (mut gone, mut new) = (
            change.remove.iter().peekable(),
            change.add.iter().peekable(),
        );
        // Up to which vertex everything is copied.
        let mut done = 0usize;
        let vertices = self.graph.vertices() as usize;
        for tail in tails.iter().map(|it| *it as usize).chain([vertices]) {
            let span = offsets.get(done..=tail).unwrap_or_default();
            if let (Some(from), Some(to)) = (span.first(), span.last()) {
                let shift = (heads.len() as u32).wrapping_sub(*from);
                heads.extend_from_slice(old.get(*from as usize..*to as usize).unwrap_or_default());
                ends.extend(span.iter().skip(1).map(|end| end.wrapping_add(shift)));
            }
            if tail == vertices {
                break;
            }
            for edge in self.graph.range(tail as u32) {
                if gone.next_if(|it| **it as usize == edge).is_none() {
                    heads.extend(old.get(edge));
                }
            }
            while let Some((_, head)) = new.next_if(|it| it.0 as usize == tail) {
                heads.push(*head);
            }
            ends.push(heads.len() as u32);
            done = tail + 1;
        }
        // The ends are vertices of the graph.
        let graph = Csr::new(ends, heads).unwrap_or_default();
        let mut starts = Vec::with_capacity(self.starts.len());
        let mut start = 0u32;
        starts.push(start);
        for own in self.number.iter() {
            start += graph.row(*own).len() as u32;
            starts.push(start);
        }
        Self {
            // What goes makes no vertex reached; of what comes that is not known.
            reached: match change.add.is_empty() {
                true => self.reached,
                false => graph.vertices(),
            },
            graph,
            question: Arc::clone(&self.question),
            number: Arc::clone(&self.number),
            starts,
        }
    }
}
