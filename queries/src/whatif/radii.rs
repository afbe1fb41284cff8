//! What many nodes reach, class by class: nodes that reach the same share one list.

use std::collections::BTreeMap;

use blastradius_graph::model::{Certainty, Graph, NodeId};

use crate::engine::states::level;
use crate::engine::{Prepared, Question};
use crate::rank::sizes::{CLASSES, Counted, Worth};
use crate::steps::start;

/// Something reached: its number among the things of both graphs, in what way, and how surely.
pub(super) type Reached = ((u32, Worth), Certainty);

/// One difference: the thing and in what way, how surely before, how surely after.
pub(super) type Differs = ((u32, Worth), Option<Certainty>, Option<Certainty>);

/// What each of some roots reaches.
pub(super) struct Radii {
    /// Sorted. The first is empty.
    pub(super) lists: Vec<Vec<Reached>>,
    /// For each root its list.
    pub(super) of: Vec<usize>,
}

/// The radii of `roots`; a root that is not in the graph reaches nothing. `common` numbers the nodes.
pub(super) fn radii(
    graph: &Graph,
    roots: &[Option<NodeId>],
    floor: Certainty,
    common: &[u32],
) -> Radii {
    let counted = Counted::new(graph);
    let states = &counted.frozen.states;
    let starts: Vec<Option<u32>> = roots
        .iter()
        .map(|root| states.vertex(start(graph, (*root)?)))
        .collect();
    let question = Question {
        class: counted.class.clone(),
        classes: CLASSES,
        sources: starts.iter().copied().flatten().collect(),
    };
    let present = counted.frozen.network.levels();
    let prepared: Vec<(Certainty, Prepared)> = Certainty::ALL
        .into_iter()
        .filter(|it| *it >= floor && present.contains(&level(*it)))
        .map(|it| (it, Prepared::new(&counted.at_least(level(it)), &question)))
        .collect();
    let mut radii = Radii {
        lists: vec![Vec::new()],
        of: Vec::with_capacity(roots.len()),
    };
    // Vertices of one row at every level reach the same.
    let mut known: BTreeMap<Vec<Option<u32>>, usize> = BTreeMap::new();
    let mut rooms: Vec<_> = prepared.iter().map(|(_, it)| it.room()).collect();
    for vertex in starts {
        let Some(vertex) = vertex else {
            radii.of.push(0);
            continue;
        };
        let rows: Vec<Option<u32>> = prepared.iter().map(|(_, it)| it.row(vertex)).collect();
        if rows.iter().all(Option::is_none) {
            radii.of.push(0);
            continue;
        }
        let next = radii.lists.len();
        let list = *known.entry(rows).or_insert(next);
        if list == next {
            let mut best: BTreeMap<(u32, Worth), Certainty> = BTreeMap::new();
            for ((certainty, prepared), room) in prepared.iter().zip(&mut rooms) {
                for target in prepared.all(vertex, room) {
                    let class = counted.class.get(target as usize).copied();
                    let node = counted.node(target).and_then(|it| common.get(it.index()));
                    if let (Some(class), Some(node)) = (class, node) {
                        // The most certain level comes first.
                        let key = (*node, Worth::of_class(class));
                        best.entry(key).or_insert(*certainty);
                    }
                }
            }
            radii.lists.push(best.into_iter().collect());
        }
        radii.of.push(list);
    }
    radii
}

/// What differs between two lists: the thing, how surely before and after.
pub(super) fn difference(before: &[Reached], after: &[Reached]) -> Vec<Differs> {
    let mut found = Vec::new();
    let (mut a, mut b) = (before.iter().peekable(), after.iter().peekable());
    loop {
        let order = match (a.peek(), b.peek()) {
            (Some(x), Some(y)) => x.0.cmp(&y.0),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => return found,
        };
        let x = if order.is_le() { a.next() } else { None };
        let y = if order.is_ge() { b.next() } else { None };
        let (was, is) = (x.map(|it| it.1), y.map(|it| it.1));
        if let Some((key, _)) = x.or(y)
            && was != is
        {
            found.push((*key, was, is));
        }
    }
}
