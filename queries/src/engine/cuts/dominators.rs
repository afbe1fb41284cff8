//! Which vertex stands on every way from some roots to another, and which edge.
//!
//! Semi-NCA: L. Georgiadis, R. Tarjan, R. Werneck, "Finding dominators in practice", Journal of Graph Algorithms and
//! Applications 10 (2006), made iterative. The roots have one vertex above them that is not in the graph.

use blastradius_graph::csr::Csr;

/// The dominators of all that some roots reach, numbered in the order of a depth-first search; number 0 is above the roots.
#[derive(Debug)]
pub struct Dominators {
    /// For each number its vertex; of no meaning at 0.
    vertices: Vec<u32>,
    /// For each vertex its number, 0 where no root reaches it.
    number: Vec<u32>,
    /// For each number that of the last vertex on all ways to it.
    above: Vec<u32>,
    /// For each number its place among the dominated, and how many places it and what it dominates take.
    enter: Vec<u32>,
    size: Vec<u32>,
}

#[expect(
    clippy::indexing_slicing,
    reason = "numbers and vertices are those of the search, and every table has one entry each"
)]
impl Dominators {
    /// The dominators from `roots`. `backward` is `graph` turned round.
    #[must_use]
    pub fn new(graph: &Csr, backward: &Csr, roots: &[u32]) -> Self {
        let mut is_root = vec![false; graph.vertices() as usize];
        for root in roots {
            is_root[*root as usize] = true;
        }
        let (vertices, number, parent) = number(graph, roots);
        let mut above = parent.clone();
        let mut linked = Linked::new(parent);
        for at in (1..vertices.len() as u32).rev() {
            let vertex = vertices[at as usize];
            let mut least = match is_root[vertex as usize] {
                true => 0,
                false => above[at as usize],
            };
            for before in backward.row(vertex) {
                let before = number[*before as usize];
                if before != 0 {
                    least = least.min(linked.least(before, at + 1));
                }
            }
            linked.semi[at as usize] = least;
        }
        for at in 1..vertices.len() {
            let mut up = above[at];
            while up > linked.semi[at] {
                up = above[up as usize];
            }
            above[at] = up;
        }
        let mut size = vec![1u32; vertices.len()];
        for at in (1..vertices.len()).rev() {
            size[above[at] as usize] += size[at];
        }
        let mut enter = vec![0u32; vertices.len()];
        let mut next = vec![1u32; vertices.len()];
        for at in 1..vertices.len() {
            let up = above[at] as usize;
            enter[at] = next[up];
            next[up] += size[at];
            next[at] = enter[at] + 1;
        }
        Self {
            vertices,
            number,
            above,
            enter,
            size,
        }
    }

    /// Whether every way to `below` goes by `vertex`, or they are the same. Both must be reached.
    #[must_use]
    pub fn dominates(&self, vertex: u32, below: u32) -> bool {
        let (a, b) = (self.number[vertex as usize], self.number[below as usize]);
        let place = self.enter[b as usize].wrapping_sub(self.enter[a as usize]);
        a != 0 && b != 0 && place < self.size[a as usize]
    }

    /// Whether a root reaches it.
    #[must_use]
    pub fn reached(&self, vertex: u32) -> bool {
        self.number[vertex as usize] != 0
    }

    /// The edges that stand on every way to something: each with its number and where it leads. Whatever that vertex
    /// dominates is cut off from all roots without the edge.
    ///
    /// An edge to `v` is on every way to it when the tail is the last dominator of `v`, there is no second such edge, and
    /// whatever else leads to `v` is itself behind `v`.
    pub fn edges<'a>(
        &'a self,
        graph: &'a Csr,
        backward: &'a Csr,
        numbers: &'a [u32],
    ) -> impl Iterator<Item = (u32, u32)> + 'a {
        (1..self.vertices.len()).filter_map(move |at| {
            let vertex = self.vertices[at];
            let up = self.above[at];
            if up == 0 {
                return None;
            }
            let tail = self.vertices[up as usize];
            let mut only = None;
            for (place, before) in backward.range(vertex).zip(backward.row(vertex)) {
                if *before == tail {
                    if only.replace(numbers[place]).is_some() {
                        return None;
                    }
                } else if self.reached(*before) && !self.dominates(vertex, *before) {
                    return None;
                }
            }
            debug_assert!(only.is_none_or(|edge| graph.heads()[edge as usize] == vertex));
            Some((only?, vertex))
        })
    }

    /// The sums of what each vertex dominates, itself too, of a worth that every vertex has.
    #[must_use]
    pub fn sums(&self, worth: &[u64]) -> Vec<u64> {
        let mut sums = vec![0u64; self.number.len()];
        for at in (1..self.vertices.len()).rev() {
            let vertex = self.vertices[at] as usize;
            sums[vertex] = sums[vertex].saturating_add(worth[vertex]);
            let up = self.above[at] as usize;
            if up != 0 {
                let up = self.vertices[up] as usize;
                sums[up] = sums[up].saturating_add(sums[vertex]);
            }
        }
        sums
    }
}

/// The vertices in the order of a depth-first search, for each vertex its number, and for each number that of its parent.
#[expect(
    clippy::indexing_slicing,
    reason = "vertices are those of the graph, and every table has one entry each"
)]
fn number(graph: &Csr, roots: &[u32]) -> (Vec<u32>, Vec<u32>, Vec<u32>) {
    let mut vertices = vec![u32::MAX];
    let mut number = vec![0u32; graph.vertices() as usize];
    let mut parent = vec![0u32];
    // A vertex whose edges are being followed, and the next edge.
    let mut open: Vec<(u32, std::ops::Range<usize>)> = Vec::new();
    for root in roots {
        let mut meet = Some((*root, 0));
        loop {
            if let Some((vertex, from)) = meet.take()
                && number[vertex as usize] == 0
            {
                number[vertex as usize] = vertices.len() as u32;
                vertices.push(vertex);
                parent.push(from);
                open.push((vertex, graph.range(vertex)));
            }
            let Some((vertex, range)) = open.last_mut() else {
                break;
            };
            match range.next() {
                Some(edge) => meet = Some((graph.heads()[edge], number[*vertex as usize])),
                None => {
                    open.pop();
                }
            }
        }
    }
    (vertices, number, parent)
}

/// The forest of what was gone through, with its paths shortened.
struct Linked {
    parent: Vec<u32>,
    label: Vec<u32>,
    semi: Vec<u32>,
    stack: Vec<u32>,
}

#[expect(
    clippy::indexing_slicing,
    reason = "numbers are those of the search, and every table has one entry each"
)]
impl Linked {
    fn new(parent: Vec<u32>) -> Self {
        let all: Vec<u32> = (0..parent.len() as u32).collect();
        Self {
            label: all.clone(),
            semi: all,
            parent,
            stack: Vec::new(),
        }
    }

    /// The least semidominator on the way up from a number, as far as `last`.
    fn least(&mut self, from: u32, last: u32) -> u32 {
        if self.parent[from as usize] < last {
            return self.semi[self.label[from as usize] as usize];
        }
        let mut at = from;
        while self.parent[at as usize] >= last {
            self.stack.push(at);
            at = self.parent[at as usize];
        }
        let mut up = at;
        while let Some(at) = self.stack.pop() {
            self.parent[at as usize] = self.parent[up as usize];
            let (ours, theirs) = (self.label[at as usize], self.label[up as usize]);
            if self.semi[theirs as usize] < self.semi[ours as usize] {
                self.label[at as usize] = theirs;
            }
            up = at;
        }
        self.semi[self.label[from as usize] as usize]
    }
}
