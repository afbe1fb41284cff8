//! Which credentials reach the same in both graphs: told from hashes, without a path.
//!
//! Credentials with the same hops out are one class. For each class everything that it reaches is walked once, and the hops that
//! are met are hashed and summed: two classes with the same sum go over the same hops, and so reach the same in the same ways.
//! Nothing else looks at more than the classes that differ.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hasher as _};

use blastradius_graph::model::{Certainty, EdgeView, Graph, NodeId, NodeKind};
use rayon::prelude::*;

use crate::steps::{MODES, State, forward, start};

/// What a credential reaches, as a number.
pub(super) type Fingerprint = (u64, u64);

/// The credentials of a graph by id, each with its class and the fingerprint of that.
pub(super) fn fingerprints(
    graph: &Graph,
    floor: Certainty,
) -> BTreeMap<&str, (usize, Fingerprint)> {
    let nodes: Vec<u64> = graph
        .nodes()
        .map(|(_, node)| hash(&(&node.id, node.kind, node.class)))
        .collect();
    let edges: Vec<u64> = (graph.kept()).map(|kept| content(kept.edge)).collect();
    let mut classes: HashMap<Vec<(usize, u64)>, Vec<NodeId>> = HashMap::new();
    for (id, node) in graph.nodes() {
        if node.kind == NodeKind::Credential {
            let ways = graph.outgoing(id);
            let ways = ways.map(|(edge, to, _)| (to.index(), number(&edges, edge.index())));
            classes.entry(ways.collect()).or_default().push(id);
        }
    }
    let mut classes: Vec<Vec<NodeId>> = classes.into_values().collect();
    classes.sort_unstable();
    let sums: Vec<Fingerprint> = classes
        .par_iter()
        .map_init(
            || vec![false; graph.node_count() * MODES],
            |seen, class| {
                let first = class.first();
                first.map_or((0, 0), |id| walk(graph, *id, floor, (&nodes, &edges), seen))
            },
        )
        .collect();
    let numbered = classes.iter().enumerate().zip(sums);
    numbered
        .flat_map(|((at, class), sum)| class.iter().map(move |id| (graph.node(*id).id, (at, sum))))
        .collect()
}

fn hash<T: std::hash::Hash>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Everything of an edge that a way shows; not its evidence.
fn content(edge: EdgeView<'_>) -> u64 {
    hash(&(
        edge.kind,
        edge.technique(),
        edge.certainty,
        edge.access,
        edge.conditions().collect::<Vec<_>>(),
        edge.gates().collect::<Vec<_>>(),
    ))
}

fn number(of: &[u64], index: usize) -> u64 {
    of.get(index).copied().unwrap_or_default()
}

/// Sums the hops that are reached. `seen` is empty before and after. Where the credential itself stands does not count.
fn walk(
    graph: &Graph,
    id: NodeId,
    floor: Certainty,
    (nodes, edges): (&[u64], &[u64]),
    seen: &mut [bool],
) -> Fingerprint {
    let root = start(graph, id);
    let mut order = vec![root];
    if let Some(seen) = seen.get_mut(index(root)) {
        *seen = true;
    }
    let mut sum: Fingerprint = (0, 0);
    let mut at = 0;
    while let Some(state) = order.get(at).copied() {
        at += 1;
        let from = match state == root {
            true => 0,
            false => number(nodes, state.node.index()),
        };
        forward(graph, state, |edge, content, next| {
            if content.certainty < floor {
                return;
            }
            let to = number(nodes, next.node.index());
            let modes = (state.mode as u64) << 8 | next.mode as u64;
            let hop =
                mix(from, 1) ^ mix(to, 2) ^ mix(number(edges, edge.index()), 3) ^ mix(modes, 4);
            sum.0 = sum.0.wrapping_add(mix(hop, 5));
            sum.1 = sum.1.wrapping_add(mix(hop, 6));
            if let Some(seen @ false) = seen.get_mut(index(next)) {
                *seen = true;
                order.push(next);
            }
        });
    }
    for state in order {
        clear(seen, state);
    }
    sum
}

/// The place of a state in a table of `MODES` entries a node.
fn index(state: State) -> usize {
    state.node.index() * MODES + state.mode as usize
}

fn clear(seen: &mut [bool], state: State) {
    if let Some(seen) = seen.get_mut(index(state)) {
        *seen = false;
    }
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014).
fn mix(value: u64, of: u64) -> u64 {
    let mut it = value.wrapping_add(of.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    it ^ (it >> 31)
}
