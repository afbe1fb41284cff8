//! What a search goes over: a graph of hops, each with how surely it works, its gates, and whether it counts.

use blastradius_graph::csr::Csr;

/// What a search must know of an edge, in one byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(u8);

impl Label {
    /// So many gates are told apart: a hop with more is weighed as if it had these.
    pub const MOST_GATES: u8 = 31;
    /// A certain hop without gates.
    pub const PLAIN: Self = Self::new(3, 0, true);

    /// `level` is from 0, the least certain, to 3. An edge that is no `hop` of its own adds nothing to the length: the way
    /// out of a grant.
    #[must_use]
    pub const fn new(level: u8, gates: u8, hop: bool) -> Self {
        let gates = if gates > Self::MOST_GATES {
            Self::MOST_GATES
        } else {
            gates
        };
        Self((level & 3) | gates << 2 | (hop as u8) << 7)
    }

    /// How certain, from 0 to 3.
    #[must_use]
    pub const fn level(self) -> u8 {
        self.0 & 3
    }

    /// How much longer the edge makes a path.
    #[must_use]
    pub const fn cost(self) -> Cost {
        Cost((((self.0 >> 2) & 31) as u32) << Cost::HOP_BITS | (self.0 >> 7) as u32)
    }
}

/// How good a path of one level is: first its gates, then its length. Costs add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cost(u32);

impl Cost {
    const HOP_BITS: u32 = 18;
    /// Of the path without hops.
    pub const ZERO: Self = Self(0);
    /// Of a hop without gates.
    pub const HOP: Self = Self(1);
    /// More than any path.
    pub const MAX: Self = Self(u32::MAX);

    /// How many gates stand on the path. From 16,383 on they are not counted.
    #[must_use]
    pub const fn gates(self) -> u32 {
        self.0 >> Self::HOP_BITS
    }

    /// How many hops the path has.
    #[must_use]
    pub const fn hops(self) -> u32 {
        self.0 & ((1 << Self::HOP_BITS) - 1)
    }

    /// The cost of both paths together.
    #[must_use]
    pub const fn and(self, more: Self) -> Self {
        Self(self.0.saturating_add(more.0))
    }
}

/// A graph with labels.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// The edges.
    pub graph: Csr,
    /// The label of each edge. Empty: all are plain.
    pub labels: Vec<Label>,
}

impl Network {
    /// The label of an edge.
    #[must_use]
    #[inline]
    pub fn label(&self, edge: usize) -> Label {
        self.labels.get(edge).copied().unwrap_or(Label::PLAIN)
    }

    /// The levels of certainty that edges have, the most certain first.
    #[must_use]
    pub fn levels(&self) -> Vec<u8> {
        if self.labels.is_empty() {
            return vec![3];
        }
        let mut has = [false; 4];
        for label in &self.labels {
            if let Some(it) = has.get_mut(usize::from(label.level())) {
                *it = true;
            }
        }
        (0u8..4)
            .rev()
            .filter(|level| has.get(usize::from(*level)) == Some(&true))
            .collect()
    }

    /// The same hops turned round, and for each edge its number in this network.
    #[must_use]
    pub fn reversed(&self) -> (Self, Vec<u32>) {
        let (graph, numbers) = self.graph.reversed_numbered();
        let labels = if self.labels.is_empty() {
            Vec::new()
        } else {
            let label = |number: &u32| self.label(*number as usize);
            numbers.iter().map(label).collect()
        };
        (Self { graph, labels }, numbers)
    }
}
