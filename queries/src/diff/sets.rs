//! Which credentials reach the same in both graphs: told from the hops that differ, without a path.
//!
//! For each state the hops out of it are hashed and summed, once in each graph. A credential goes over the same hops in both,
//! and so reaches the same in the same ways, unless it comes to a state whose sum differs: the first hop of a way that is
//! not in the other graph begins at one to which both lead. Who comes to such a state is one search back from all of them.
//! Nothing else looks at more than the credentials that differ.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hasher as _};

use blastradius_graph::model::{Certainty, EdgeView, Graph, NodeId, NodeKind};
use rayon::prelude::*;

use crate::engine::bits::Bits;
use crate::engine::order::reached;
use crate::engine::states::{Frozen, level};
use crate::steps::{MODES, Mode, State, forward, start};

/// A graph, and what a search sees of it, along the hops.
#[derive(Clone, Copy)]
pub(super) struct Seen<'g> {
    pub(super) graph: &'g Graph,
    pub(super) frozen: &'g Frozen,
}

/// The hops out of a state, as a number.
type Fingerprint = (u64, u64);

/// The hops out of the states of a node.
type Hops = [Fingerprint; MODES];

/// The credentials of both graphs that go over other hops in one than in the other. Those that have the same hops out in
/// the earlier graph, and the same in the later, are together.
pub(super) fn differing<'g>(old: Seen<'g>, new: Seen<'g>, floor: Certainty) -> Vec<Vec<&'g str>> {
    let (before, after) = rayon::join(|| hops(old.graph, floor), || hops(new.graph, floor));
    let (comes_before, comes_after) = rayon::join(
        || comes_to_a_change((old, &before), (new, &after), floor),
        || comes_to_a_change((new, &after), (old, &before), floor),
    );
    let (classes, other) = rayon::join(|| classes(old.graph), || classes(new.graph));
    let mut pairs: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    let differs = |seen: Seen<'_>, comes: &Bits, id: &str| {
        let start = seen.graph.find(id).map(|id| start(seen.graph, id));
        let vertex = start.and_then(|state| seen.frozen.states.vertex(state));
        vertex.is_some_and(|vertex| comes.has(vertex))
    };
    for (id, class) in classes {
        if let Some(later) = other.get(id)
            && (differs(old, &comes_before, id) || differs(new, &comes_after, id))
        {
            pairs.entry((class, *later)).or_default().push(id);
        }
    }
    pairs.into_values().collect()
}

/// The credentials of a graph by id, each with its class: those of one have the same hops out.
fn classes(graph: &Graph) -> BTreeMap<&str, usize> {
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
    let numbered = classes.iter().enumerate();
    numbered
        .flat_map(|(at, class)| class.iter().map(move |id| (graph.node(*id).id, at)))
        .collect()
}

/// For each node of a graph its hops out, by mode.
fn hops(graph: &Graph, floor: Certainty) -> Vec<Hops> {
    let nodes: Vec<u64> = graph
        .nodes()
        .map(|(_, node)| hash(&(&node.id, node.kind, node.class)))
        .collect();
    let edges: Vec<u64> = (graph.kept()).map(|kept| content(kept.edge)).collect();
    let ids: Vec<NodeId> = graph.nodes().map(|(id, _)| id).collect();
    ids.into_par_iter()
        .map(|id| Mode::ALL.map(|mode| out(graph, State::new(id, mode), floor, (&nodes, &edges))))
        .collect()
}

/// The vertices of a graph that come to a state whose hops are others in the other graph.
fn comes_to_a_change(
    (seen, hops): (Seen<'_>, &[Hops]),
    (other, theirs): (Seen<'_>, &[Hops]),
    floor: Certainty,
) -> Bits {
    let mut changed = Vec::new();
    for (id, node) in seen.graph.nodes() {
        let own = hops.get(id.index()).copied().unwrap_or_default();
        let place = other.graph.find(node.id).map(NodeId::index);
        let has = place.and_then(|place| theirs.get(place)).copied();
        let has = has.unwrap_or_default();
        for (mode, _) in Mode::ALL
            .into_iter()
            .zip(own.iter().zip(has))
            .filter(|it| *it.1.0 != it.1.1)
        {
            changed.extend(seen.frozen.states.vertex(State::new(id, mode)));
        }
    }
    let (back, _) = seen.frozen.network.reversed();
    let weak = |edge| back.label(edge).level() < level(floor);
    reached(&back.graph, changed.into_iter(), weak)
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

/// Sums the hops out of a state.
fn out(
    graph: &Graph,
    state: State,
    floor: Certainty,
    (nodes, edges): (&[u64], &[u64]),
) -> Fingerprint {
    let mut sum: Fingerprint = (0, 0);
    forward(graph, state, |edge, content, next| {
        if content.certainty < floor {
            return;
        }
        let to = number(nodes, next.node.index());
        let hop = mix(to, 2) ^ mix(number(edges, edge.index()), 3) ^ mix(next.mode as u64, 4);
        sum.0 = sum.0.wrapping_add(mix(hop, 5));
        sum.1 = sum.1.wrapping_add(mix(hop, 6));
    });
    sum
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014).
fn mix(value: u64, of: u64) -> u64 {
    let mut it = value.wrapping_add(of.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    it ^ (it >> 31)
}
