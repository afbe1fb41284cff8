//! Directed graphs in compressed sparse rows: dense `u32` ids, one array of offsets, one of heads.
//!
//! This is the shape that traversals work on. It knows nothing of clouds: what a vertex stands for is kept beside it.

use std::ops::Range;

use thiserror::Error;

/// A directed graph in compressed sparse rows. It does not change any more.
///
/// Every head is a vertex of the graph: constructors check it, so that traversals need not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Csr {
    /// `offsets[v]..offsets[v + 1]` are the places in `heads` of the edges out of `v`.
    offsets: Vec<u32>,
    heads: Vec<u32>,
    /// How many vertices edges may lead to.
    columns: u32,
}

/// Why arrays are not a graph.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CsrError {
    /// There are more vertices or edges than ids.
    #[error("{0} are more than a graph can have")]
    TooLarge(u64),
    /// The offsets do not begin at zero, go back, or do not end where the heads end.
    #[error("the offsets of the rows are not in order at {0}")]
    Offsets(usize),
    /// An edge leads to a vertex that is not there.
    #[error("an edge leads to {head}, and there are {vertices} vertices")]
    Head {
        /// Where the edge leads.
        head: u32,
        /// How many vertices there are.
        vertices: u32,
    },
}

impl Default for Csr {
    fn default() -> Self {
        Self {
            offsets: vec![0],
            heads: Vec::new(),
            columns: 0,
        }
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "vertices and offsets are checked where the graph is made"
)]
impl Csr {
    /// A graph of these rows.
    ///
    /// # Errors
    /// If the offsets are not in order or an edge leads to a vertex that is not there.
    pub fn new(offsets: Vec<u32>, heads: Vec<u32>) -> Result<Self, CsrError> {
        let vertices = offsets.len().wrapping_sub(1);
        let vertices = u32::try_from(vertices).map_err(|_| CsrError::Offsets(0))?;
        Self::between(offsets, heads, vertices)
    }

    /// Rows of one kind of vertex whose edges lead to `columns` vertices of another.
    ///
    /// # Errors
    /// If the offsets are not in order or an edge leads to a vertex that is not there.
    pub fn between(offsets: Vec<u32>, heads: Vec<u32>, columns: u32) -> Result<Self, CsrError> {
        let vertices = offsets.len().wrapping_sub(1);
        u32::try_from(vertices).map_err(|_| CsrError::Offsets(0))?;
        u32::try_from(heads.len()).map_err(|_| CsrError::TooLarge(heads.len() as u64))?;
        if offsets.first() != Some(&0) {
            return Err(CsrError::Offsets(0));
        }
        if let Some(at) = offsets.windows(2).position(|pair| pair[0] > pair[1]) {
            return Err(CsrError::Offsets(at));
        }
        if offsets.last().map(|it| *it as usize) != Some(heads.len()) {
            return Err(CsrError::Offsets(vertices));
        }
        // The greatest is found without a branch in the loop.
        let greatest = heads.iter().copied().max().unwrap_or(0);
        if !heads.is_empty() && greatest >= columns {
            return Err(CsrError::Head {
                head: greatest,
                vertices: columns,
            });
        }
        Ok(Self {
            offsets,
            heads,
            columns,
        })
    }

    /// A graph of these edges, each a tail and a head, in any order. The rows keep the order of the edges.
    ///
    /// # Errors
    /// If there are too many edges or an edge has an end that is not there.
    pub fn from_edges(vertices: u32, edges: &[(u32, u32)]) -> Result<Self, CsrError> {
        u32::try_from(edges.len()).map_err(|_| CsrError::TooLarge(edges.len() as u64))?;
        if let Some(&(tail, head)) = edges.iter().find(|edge| edge.0.max(edge.1) >= vertices) {
            let head = tail.max(head);
            return Err(CsrError::Head { head, vertices });
        }
        let mut offsets = vec![0u32; vertices as usize + 1];
        for (tail, _) in edges {
            offsets[*tail as usize + 1] += 1;
        }
        for at in 1..offsets.len() {
            offsets[at] += offsets[at - 1];
        }
        let mut next = offsets.clone();
        let mut heads = vec![0u32; edges.len()];
        for (tail, head) in edges {
            let at = &mut next[*tail as usize];
            heads[*at as usize] = *head;
            *at += 1;
        }
        Ok(Self {
            offsets,
            heads,
            columns: vertices,
        })
    }

    /// How many vertices there are.
    #[must_use]
    pub fn vertices(&self) -> u32 {
        // A graph has at least one offset and at most `u32::MAX` vertices.
        (self.offsets.len() - 1) as u32
    }

    /// How many edges there are.
    #[must_use]
    pub fn edges(&self) -> u32 {
        self.heads.len() as u32
    }

    /// The heads of the edges out of a vertex of this graph.
    #[must_use]
    #[inline]
    pub fn row(&self, vertex: u32) -> &[u32] {
        &self.heads[self.range(vertex)]
    }

    /// The numbers of the edges out of a vertex of this graph, for what is kept beside the edges.
    #[must_use]
    #[inline]
    pub fn range(&self, vertex: u32) -> Range<usize> {
        let at = vertex as usize;
        self.offsets[at] as usize..self.offsets[at + 1] as usize
    }

    /// The vertex that an edge of this graph goes out of. Time: logarithmic.
    #[must_use]
    pub fn tail(&self, edge: u32) -> u32 {
        self.offsets.partition_point(|offset| *offset <= edge) as u32 - 1
    }

    /// The offsets of the rows: one more than vertices.
    #[must_use]
    pub fn offsets(&self) -> &[u32] {
        &self.offsets
    }

    /// The heads of all edges, row after row.
    #[must_use]
    pub fn heads(&self) -> &[u32] {
        &self.heads
    }

    /// The same edges turned round. The rows are in the order of the tails.
    #[must_use]
    pub fn reversed(&self) -> Self {
        self.turn(|_, _| {})
    }

    /// The same edges turned round, and for each of them its number in this graph.
    #[must_use]
    pub fn reversed_numbered(&self) -> (Self, Vec<u32>) {
        let mut numbers = vec![0u32; self.heads.len()];
        let reversed = self.turn(|at, number| numbers[at] = number);
        (reversed, numbers)
    }

    /// Turns every edge round; `note` is told where each edge went.
    fn turn(&self, mut note: impl FnMut(usize, u32)) -> Self {
        let mut offsets = vec![0u32; self.columns as usize + 1];
        for head in &self.heads {
            offsets[*head as usize + 1] += 1;
        }
        for at in 1..offsets.len() {
            offsets[at] += offsets[at - 1];
        }
        let mut next = offsets.clone();
        let mut heads = vec![0u32; self.heads.len()];
        for tail in 0..self.vertices() {
            for number in self.range(tail) {
                let at = &mut next[self.heads[number] as usize];
                heads[*at as usize] = tail;
                note(*at as usize, number as u32);
                *at += 1;
            }
        }
        Self {
            offsets,
            heads,
            columns: self.vertices(),
        }
    }
}
