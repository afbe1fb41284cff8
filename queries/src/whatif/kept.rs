//! Who comes by another path to what a hop led to that is gone.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_graph::model::{AccessSet, EdgeKind, Graph, NodeId, NodeKind};

use crate::answer::Kept;
use crate::engine::states::Frozen;
use crate::narrate::{Briefs, hops};
use crate::rank::weight;
use crate::search::{Direction, search};
use crate::steps::{Mode, State};

use super::WhatIfOptions;

/// How many hops are looked at.
const MOST: usize = 8;

/// Graphs with more hops are not compared hop by hop.
const HOPS: u64 = 5_000_000;

/// A hop: where it leads and what it says, with all accesses of such hops together.
type Out<'g> = BTreeMap<(&'g str, EdgeKind), AccessSet>;

fn out(graph: &Graph, node: NodeId) -> Out<'_> {
    let mut found: Out<'_> = BTreeMap::new();
    for (_, to, edge) in graph.outgoing(node) {
        let had = found.entry((graph.node(to).id, edge.kind));
        let had = had.or_insert(AccessSet::EMPTY);
        *had = had.iter().chain(edge.access.iter()).collect();
    }
    found
}

/// The hops that are gone, the worst first, one for each end.
fn gone<'g>(before: &'g Graph, after: &Graph) -> Vec<(NodeId, NodeId, EdgeKind)> {
    let mut found: Vec<(u64, &'g str, &'g str, EdgeKind)> = Vec::new();
    for (from, node) in before.nodes() {
        let had = out(before, from);
        let has = after.find(node.id).map(|id| out(after, id));
        for ((to, kind), access) in had {
            let still = has.as_ref().and_then(|has| has.get(&(to, kind)));
            let all = still.is_some_and(|has| access.iter().all(|it| has.contains(it)));
            if !all && kind != EdgeKind::PartOf {
                let worth = before.find(to).map_or(0, |to| {
                    let node = before.node(to);
                    match (node.kind, node.class) {
                        (NodeKind::Scope, _) => 1000,
                        (_, Some(class)) => weight(class),
                        _ => 2,
                    }
                });
                found.push((worth, node.id, to, kind));
            }
        }
    }
    found.sort_by(|a, b| {
        b.0.cmp(&a.0)
            .then_with(|| (a.2, a.1, a.3).cmp(&(b.2, b.1, b.3)))
    });
    let mut ends = BTreeSet::new();
    found
        .into_iter()
        .filter(|(_, _, to, _)| ends.insert(*to))
        .filter_map(|(_, from, to, kind)| Some((before.find(from)?, before.find(to)?, kind)))
        .take(MOST)
        .collect()
}

/// The credentials of the first graph that led to where such a hop began, and lead to its end in the second.
pub(super) fn kept(
    before: &Graph,
    after: &Graph,
    options: &WhatIfOptions,
    rotated: &BTreeSet<String>,
    briefs: &mut Briefs,
) -> Vec<Kept> {
    if before.hop_count().max(after.hop_count()) > HOPS {
        return Vec::new();
    }
    let gone = gone(before, after);
    if gone.is_empty() {
        return Vec::new();
    }
    let frozen = |graph| Frozen::new(graph, Direction::Backward);
    let (old, new) = rayon::join(|| frozen(before), || frozen(after));
    let mut found = Vec::new();
    for (from, to, kind) in gone {
        let Some(end) = after.find(before.node(to).id) else {
            continue;
        };
        let modes: &[Mode] = match after.node(end).kind {
            NodeKind::Asset => &[Mode::Read, Mode::Use, Mode::Change],
            _ => &[Mode::Act],
        };
        let ends: Vec<State> = modes.iter().map(|mode| State::new(end, *mode)).collect();
        let led = search(
            before,
            &old,
            &[State::new(from, Mode::Act)],
            options.min_certainty,
        );
        let leads = search(after, &new, &ends, options.min_certainty);
        let mut still = Vec::new();
        for (id, node) in before
            .nodes()
            .filter(|it| it.1.kind == NodeKind::Credential)
        {
            let came = led.cost(State::new(id, Mode::Act)).is_some();
            let Some(now) = after.find(node.id).filter(|_| !rotated.contains(node.id)) else {
                continue;
            };
            if let Some(cost) = leads.cost(State::new(now, Mode::Act)).filter(|_| came) {
                still.push((cost, node.id, now));
            }
        }
        still.sort();
        if let Some((_, credential, now)) = still.first() {
            let steps = leads.path(State::new(*now, Mode::Act));
            briefs.path(after, &steps);
            briefs.node(before, from);
            briefs.node(before, to);
            found.push(Kept {
                from: before.node(from).id.to_owned(),
                to: before.node(to).id.to_owned(),
                edge: kind.name().to_owned(),
                credentials: still.len(),
                credential: (*credential).to_owned(),
                path: hops(after, &steps),
            });
        }
    }
    found
}
