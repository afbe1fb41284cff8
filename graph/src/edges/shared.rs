//! Edges of one principal to many things at once.
//!
//! Rules find them way by way. In the graph, what is known about a principal and a thing is one edge where it is equally
//! sure: ways that lead to the same things are put together, and what leads to one thing alone takes that out.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use roaring::RoaringBitmap;

use super::Findings;
use crate::estate::{Answer, Numbers};
use crate::model::{Certainty, Edge, EdgeKind, Evidence};

/// An edge from a principal to many things, worked out for one of them.
#[derive(Debug, Clone)]
pub(crate) struct Shared {
    /// The id of the node of the principal.
    pub(crate) from: String,
    /// The numbers of the things: see [`Numbers::number`].
    pub(crate) to: RoaringBitmap,
    /// The thing that the evidence names.
    pub(crate) representative: u32,
    /// The content.
    pub(crate) edge: Edge,
}

/// Whether an answer names a thing otherwise than as the owner of its policy: then it is no answer for others.
pub(crate) fn speaks_of(answer: &Answer, id: &str) -> bool {
    let gates = answer.gates.iter().map(|gate| &gate.detail);
    let mut texts = answer.conditions.iter().chain(gates);
    let named = |evidence: &Evidence| {
        let own = evidence.record.split_once(':').map_or("", |(_, of)| of);
        let renamed = own
            .strip_prefix(id)
            .is_some_and(|rest| rest.starts_with('#'));
        (own.contains(id) && !renamed) || evidence.note.contains(id)
    };
    texts.any(|text| text.contains(id)) || answer.evidence.iter().any(named)
}

/// What makes two edges of a principal to the same thing one.
type Likeness = (EdgeKind, Option<String>, Certainty, Vec<String>);

fn likeness(edge: &Edge) -> Likeness {
    let mut conditions = edge.conditions.clone();
    conditions.sort();
    conditions.dedup();
    (
        edge.kind,
        edge.technique.clone(),
        edge.certainty,
        conditions,
    )
}

impl Findings {
    /// Puts together what leads to the same things.
    pub(crate) fn settle(&mut self, numbers: &Numbers<'_>) {
        let mut alike: BTreeMap<Likeness, Vec<Shared>> = BTreeMap::new();
        for shared in std::mem::take(&mut self.shared) {
            alike
                .entry(likeness(&shared.edge))
                .or_default()
                .push(shared);
        }
        if alike.is_empty() {
            return;
        }
        let mut alone: HashMap<Likeness, RoaringBitmap> = HashMap::new();
        for (_, to, edge) in &self.edges {
            let like = likeness(edge);
            if alike.contains_key(&like)
                && let Some(number) = numbers.number(to)
            {
                alone.entry(like).or_default().insert(number);
            }
        }
        for (like, mut all) in alike {
            if let Some(alone) = alone.get(&like) {
                self.take_out(numbers, &mut all, alone);
            }
            for shared in atoms(numbers, all) {
                if shared.to.len() == 1 {
                    self.draw(numbers, &shared, &shared.to);
                } else {
                    self.shared.push(shared);
                }
            }
        }
    }

    /// Draws the edges to single things that other edges lead to as well.
    fn take_out(&mut self, numbers: &Numbers<'_>, all: &mut [Shared], alone: &RoaringBitmap) {
        for shared in all {
            let both = &shared.to & alone;
            if !both.is_empty() {
                shared.to -= &both;
                self.draw(numbers, shared, &both);
            }
        }
    }

    fn draw(&mut self, numbers: &Numbers<'_>, shared: &Shared, to: &RoaringBitmap) {
        for number in to {
            if let Some(id) = numbers.id(number) {
                let edge = renamed(numbers, shared, number);
                self.edge(&shared.from, id, edge);
            }
        }
    }
}

/// The content of an edge, about another of the things.
fn renamed(numbers: &Numbers<'_>, shared: &Shared, number: u32) -> Edge {
    let mut edge = shared.edge.clone();
    let (Some(from), Some(to)) = (numbers.id(shared.representative), numbers.id(number)) else {
        return edge;
    };
    for evidence in &mut edge.evidence {
        evidence.of_another(from, to);
    }
    edge
}

/// Edges to sets that may overlap, as edges to sets that do not: what leads to the same things is one.
fn atoms(numbers: &Numbers<'_>, all: Vec<Shared>) -> Vec<Shared> {
    // The sets, each with the edges that lead to all of it.
    let mut sets: Vec<(RoaringBitmap, BTreeSet<usize>)> = Vec::new();
    let mut covered = RoaringBitmap::new();
    for (index, shared) in all.iter().enumerate() {
        let fresh = &shared.to - &covered;
        let mut rest = &shared.to & &covered;
        covered |= &fresh;
        let mut split = Vec::new();
        while let Some(first) = rest.min() {
            // The sets are disjoint and cover the rest: one of them has its first.
            let Some((set, edges)) = sets.iter_mut().find(|(set, _)| set.contains(first)) else {
                break;
            };
            let both = &*set & &rest;
            rest -= &both;
            let mut more = edges.clone();
            more.insert(index);
            if both.len() == set.len() {
                *edges = more;
            } else {
                *set -= &both;
                split.push((both, more));
            }
        }
        sets.extend(split);
        if !fresh.is_empty() {
            sets.push((fresh, BTreeSet::from([index])));
        }
    }
    sets.into_iter()
        .filter_map(|(to, edges)| {
            let representative = to.min()?;
            let mut edges = edges.iter().filter_map(|index| all.get(*index));
            let first = edges.next()?;
            let mut edge = renamed(numbers, first, representative);
            for other in edges {
                let other = renamed(numbers, other, representative);
                edge.access = edge.access.union(other.access);
                edge.gates.extend(other.gates);
                edge.evidence.extend(other.evidence);
            }
            Some(Shared {
                from: first.from.clone(),
                to,
                representative,
                edge,
            })
        })
        .collect()
}
