//! Searches from some vertices that look at a bounded number of edges in all.

use std::cell::Cell;

use blastradius_graph::csr::Csr;

/// A graph in both directions, with or without one of its edges.
pub(in crate::engine) struct View<'a> {
    pub(in crate::engine) graph: &'a Csr,
    pub(in crate::engine) backward: &'a Csr,
    /// For each edge of `backward` its number in `graph`.
    pub(in crate::engine) numbers: &'a [u32],
    /// An edge that is not there.
    pub(in crate::engine) gone: Option<u32>,
    /// How many edges may still be looked at, by all searches together.
    pub(in crate::engine) left: &'a Cell<usize>,
}

/// What a search found.
pub(in crate::engine) struct Found {
    /// In the order in which it was found.
    pub(in crate::engine) all: Vec<u32>,
    marks: Vec<bool>,
}

impl Found {
    pub(in crate::engine) fn has(&self, vertex: u32) -> bool {
        self.marks.get(vertex as usize) == Some(&true)
    }

    /// Adds a vertex; whether it is new.
    pub(in crate::engine) fn add(&mut self, vertex: u32) -> bool {
        match self.marks.get_mut(vertex as usize) {
            Some(mark @ false) => {
                *mark = true;
                self.all.push(vertex);
                true
            }
            _ => false,
        }
    }
}

impl View<'_> {
    pub(in crate::engine) fn nothing(&self) -> Found {
        Found {
            all: Vec::new(),
            marks: vec![false; self.graph.vertices() as usize],
        }
    }

    /// Visits where the edges out of a vertex lead. `None`: more was looked at than may be.
    pub(in crate::engine) fn heads(&self, vertex: u32, mut each: impl FnMut(u32)) -> Option<()> {
        let row = self.graph.range(vertex).zip(self.graph.row(vertex));
        for (edge, head) in row {
            if self.gone != Some(edge as u32) {
                each(*head);
            }
        }
        self.looked(self.graph.row(vertex).len())
    }

    /// Visits where the edges into a vertex come from.
    pub(in crate::engine) fn tails(&self, vertex: u32, mut each: impl FnMut(u32)) -> Option<()> {
        let row = self.backward.range(vertex).zip(self.backward.row(vertex));
        for (place, tail) in row {
            if self.gone.is_none() || self.gone != self.numbers.get(place).copied() {
                each(*tail);
            }
        }
        self.looked(self.backward.row(vertex).len())
    }

    /// Notes that so many edges were looked at. `None`: more than may be.
    pub(in crate::engine) fn looked(&self, edges: usize) -> Option<()> {
        let left = self.left.get().checked_sub(edges + 1)?;
        self.left.set(left);
        Some(())
    }

    /// Everything that is reached, the starts too. Vertices of which `ends` is true are found, and nothing behind them.
    pub(in crate::engine) fn ahead(
        &self,
        from: &[u32],
        ends: impl Fn(u32) -> bool,
    ) -> Option<Found> {
        self.flood(from, true, ends)
    }

    /// Everything that leads to some vertices, they too.
    pub(in crate::engine) fn behind(
        &self,
        from: &[u32],
        ends: impl Fn(u32) -> bool,
    ) -> Option<Found> {
        self.flood(from, false, ends)
    }

    fn flood(&self, from: &[u32], forward: bool, ends: impl Fn(u32) -> bool) -> Option<Found> {
        let mut found = self.nothing();
        for vertex in from {
            found.add(*vertex);
        }
        self.go_on(&mut found, 0, forward, ends)?;
        Some(found)
    }

    /// Goes on from what was found at `at` and later.
    pub(in crate::engine) fn go_on(
        &self,
        found: &mut Found,
        mut at: usize,
        forward: bool,
        ends: impl Fn(u32) -> bool,
    ) -> Option<()> {
        while let Some(vertex) = found.all.get(at).copied() {
            at += 1;
            if ends(vertex) {
                continue;
            }
            let each = |next| {
                found.add(next);
            };
            match forward {
                true => self.heads(vertex, each)?,
                false => self.tails(vertex, each)?,
            }
        }
        Some(())
    }
}
