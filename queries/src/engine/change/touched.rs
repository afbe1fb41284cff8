//! What one edge that comes or goes does to the counts, from what it touches alone.
//!
//! When the edge `u -> v` goes, only who leads to `u` can lose something, and only what `v` reaches and `u` does not any
//! more. Each of those loses each of these, except who reaches it without the edge; and the same for what comes. The great
//! component in the middle, of which much leads to everything, is not gone through: who leads there and what it reaches is
//! known, and most changes leave both as they are. Where a change does not, or where more would have to be looked at than
//! `left` says, there is no answer here, and everything is counted.

use std::collections::HashMap;

use blastradius_graph::csr::Csr;

use super::flood::{Found, View};
use crate::engine::bits::Bits;
use crate::engine::components::NO_TARGET;
use crate::engine::order::reached;
use crate::engine::prepared::Question;

/// The great component: what it reaches, and what leads there; what is in both is the component.
#[derive(Debug)]
pub(in crate::engine) struct Middle {
    reached: Bits,
    pub(in crate::engine) leading: Bits,
    /// How many targets of each class it reaches.
    counts: Vec<u32>,
}

impl Middle {
    /// Of a graph in both directions. `vertex` is one of the great component, and `counts` what it reaches; none: there is
    /// no such component.
    pub(in crate::engine) fn new(
        (graph, backward): (&Csr, &Csr),
        vertex: Option<u32>,
        counts: Vec<u32>,
    ) -> Self {
        let (reached, leading) = rayon::join(
            || reached(graph, vertex.into_iter(), |_| false),
            || reached(backward, vertex.into_iter(), |_| false),
        );
        Self {
            reached,
            leading,
            counts,
        }
    }
}

/// By how much the counts of each vertex are others than before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shift {
    /// Of all that lead to the great component, by class; empty: none.
    pub(super) shared: Vec<i64>,
    /// Of single vertices, besides.
    pub(super) own: HashMap<u32, Vec<i64>>,
}

impl Shift {
    /// Whether nothing is other than before.
    pub(super) fn is_nothing(&self) -> bool {
        self.own
            .values()
            .flatten()
            .chain(&self.shared)
            .all(|by| *by == 0)
    }

    /// By how much, by class, for a vertex that leads to the great component or not.
    pub(in crate::engine) fn of(&self, vertex: u32, leads: bool) -> impl Iterator<Item = i64> {
        let shared: &[i64] = if leads { &self.shared } else { &[] };
        let own = self.own.get(&vertex).map(Vec::as_slice).unwrap_or_default();
        (0..shared.len().max(own.len())).map(move |class| {
            let at = |of: &[i64]| of.get(class).copied().unwrap_or(0);
            at(shared) + at(own)
        })
    }
}

/// A graph and what is asked about it.
pub(in crate::engine) struct Touched<'a> {
    pub(in crate::engine) view: View<'a>,
    pub(in crate::engine) middle: &'a Middle,
    pub(in crate::engine) question: &'a Question,
    /// Which vertices are sources.
    pub(in crate::engine) sources: &'a Bits,
}

/// Who is touched: all that lead to the great component, and some vertices.
struct Who {
    all: bool,
    own: Vec<u32>,
}

impl Touched<'_> {
    pub(super) fn reached(&self, vertex: u32) -> bool {
        self.middle.reached.has(vertex)
    }

    pub(super) fn leads(&self, vertex: u32) -> bool {
        self.middle.leading.has(vertex)
    }

    fn in_middle(&self, vertex: u32) -> bool {
        self.reached(vertex) && self.leads(vertex)
    }

    /// The class of a vertex that is a target.
    fn class(&self, vertex: u32) -> Option<usize> {
        let class = self.question.class.get(vertex as usize).copied();
        class.filter(|it| *it != NO_TARGET).map(usize::from)
    }

    pub(super) fn targets(&self, vertices: impl Iterator<Item = u32>) -> Vec<(u32, usize)> {
        let targets = vertices.filter_map(|vertex| Some((vertex, self.class(vertex)?)));
        targets.collect()
    }

    /// Everything that a vertex reaches, without what the great component reaches if it leads there.
    fn beside(&self, vertex: u32) -> Option<Found> {
        match self.leads(vertex) {
            true => self.view.ahead(&[vertex], |it| self.reached(it)),
            false => self.view.ahead(&[vertex], |_| false),
        }
    }

    /// What goes with an edge. `None`: not known.
    pub(in crate::engine) fn lost(&mut self, edge: u32, (tail, head): (u32, u32)) -> Option<Shift> {
        if self.in_middle(tail) && self.in_middle(head) {
            return self.lost_inside(edge, (tail, head));
        }
        let out = self.in_middle(tail);
        let with = |it: &mut Self, there: bool| it.view.gone = (!there).then_some(edge);
        with(self, false);
        // What the head reaches, which does not lead back where the tail is in the middle.
        let behind_head = self.beside(head)?;
        let parted: Vec<u32> = if out {
            let mut saved = self.view.nothing();
            for vertex in &behind_head.all {
                let mut comes = false;
                self.view.tails(*vertex, |from| {
                    comes |= self.reached(from) && !behind_head.has(from);
                })?;
                if comes {
                    saved.add(*vertex);
                }
            }
            self.view.go_on(&mut saved, 0, true, |_| false)?;
            let left = behind_head.all.iter().copied();
            left.filter(|it| !saved.has(*it)).collect()
        } else {
            let still = self.beside(tail)?;
            if self.leads(tail) && !still.all.iter().any(|it| self.in_middle(*it)) {
                // Whoever came to the middle by this edge alone is asked singly.
                with(self, true);
                let who = self.who(tail)?;
                let mut shift = Shift::default();
                for source in self.sources_of(&who.own) {
                    with(self, true);
                    let before = self.counted(&[source])?;
                    with(self, false);
                    let after = self.counted(&[source])?;
                    let by = before
                        .iter()
                        .zip(after)
                        .map(|(before, after)| after - before);
                    shift.own.insert(source, by.collect());
                }
                return Some(shift);
            }
            let leads = self.leads(tail);
            let left = behind_head.all.iter().copied();
            left.filter(|it| !(still.has(*it) || leads && self.reached(*it)))
                .collect()
        };
        with(self, true);
        let who = self.who(tail)?;
        with(self, false);
        self.each(&who, &self.targets(parted.into_iter()), -1)
    }

    /// What comes with a new edge. `None`: not known.
    pub(super) fn gained(&self, (tail, head): (u32, u32)) -> Option<Shift> {
        let had = self.beside(tail)?;
        let ahead = self.beside(head)?;
        let leads = self.leads(tail);
        let who = self.who(tail)?;
        if !self.leads(head) || leads {
            let known = |it: &u32| had.has(*it) || leads && self.reached(*it);
            let new = ahead.all.iter().copied().filter(|it| !known(it));
            return self.each(&who, &self.targets(new), 1);
        }
        // Who leads to the tail comes to the middle now; the middle itself gains what is beside it, if it leads there.
        let mut shift = Shift::default();
        if who.all {
            let new = ahead.all.iter().copied().filter(|it| !self.reached(*it));
            let all = Who {
                all: true,
                own: Vec::new(),
            };
            shift = self.each(&all, &self.targets(new), 1)?;
        }
        for source in self.sources_of(&who.own) {
            let before = self.counted(&[source])?;
            let after = self.counted(&[source, head])?;
            shift.own.insert(source, grown(&before, &after));
        }
        Some(shift)
    }

    pub(super) fn sources_of(&self, vertices: &[u32]) -> Vec<u32> {
        let sources = vertices.iter().copied().filter(|it| self.sources.has(*it));
        sources.collect()
    }

    /// Who leads to a vertex.
    fn who(&self, vertex: u32) -> Option<Who> {
        let all = self.reached(vertex);
        let found = match all {
            true => self.view.behind(&[vertex], |it| self.leads(it))?,
            false => self.view.behind(&[vertex], |_| false)?,
        };
        let own = found.all.into_iter().filter(|it| !(all && self.leads(*it)));
        Some(Who {
            all,
            own: own.collect(),
        })
    }

    /// How many targets of each class some vertices reach together. What the great component reaches must be as it was.
    pub(super) fn counted(&self, from: &[u32]) -> Option<Vec<i64>> {
        let mut found = self.view.ahead(from, |it| self.reached(it))?;
        let mut counts = vec![0i64; self.question.classes];
        let middle = found.all.iter().any(|it| self.in_middle(*it));
        if middle {
            counts = self.middle.counts.iter().map(|it| i64::from(*it)).collect();
        } else {
            // It comes to what the great component reaches without coming to that itself.
            self.view.go_on(&mut found, 0, true, |_| false)?;
        }
        for (_, class) in self.targets(
            found
                .all
                .into_iter()
                .filter(|it| !middle || !self.reached(*it)),
        ) {
            if let Some(count) = counts.get_mut(class) {
                *count += 1;
            }
        }
        Some(counts)
    }

    /// Each of `who` loses or gains each of the targets, except who reaches it as the view is.
    fn each(&self, who: &Who, targets: &[(u32, usize)], by: i64) -> Option<Shift> {
        let mut shift = Shift::default();
        let sources = self.sources_of(&who.own);
        if targets.is_empty() || sources.is_empty() && !who.all {
            return Some(shift);
        }
        let none = vec![0i64; self.question.classes];
        if who.all {
            shift.shared.clone_from(&none);
        }
        for (target, class) in targets {
            let mut reaching = self.view.nothing();
            reaching.add(*target);
            self.view
                .go_on(&mut reaching, 0, false, |it| self.leads(it))?;
            let middle = reaching.all.iter().any(|it| self.in_middle(*it));
            let add = |counts: &mut Vec<i64>, by: i64| {
                if let Some(count) = counts.get_mut(*class) {
                    *count += by;
                }
            };
            if !middle {
                self.view.go_on(&mut reaching, 0, false, |_| false)?;
                if who.all {
                    add(&mut shift.shared, by);
                    // All that lead to the great component, but not these.
                    for source in reaching.all.iter().filter(|it| self.leads(**it)) {
                        if self.sources.has(*source) {
                            add(
                                shift.own.entry(*source).or_insert_with(|| none.clone()),
                                -by,
                            );
                        }
                    }
                }
            }
            self.view.looked(sources.len())?;
            for source in &sources {
                if !(reaching.has(*source) || middle && self.leads(*source)) {
                    add(shift.own.entry(*source).or_insert_with(|| none.clone()), by);
                }
            }
        }
        Some(shift)
    }
}

/// By how much each number is more than it was.
pub(super) fn grown(before: &[i64], after: &[i64]) -> Vec<i64> {
    let pairs = before.iter().zip(after);
    pairs.map(|(before, after)| after - before).collect()
}
