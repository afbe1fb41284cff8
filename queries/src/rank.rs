//! Every credential, the worst first.
//!
//! # The score
//! The sum over everything that is reached of *weight x certainty*.
//!
//! | what | weight |
//! |---|---|
//! | a scope that can be administered | 1000 |
//! | a secret or model that can be read or invoked | 5 |
//! | a data set, index or key that can be read or used | 3 |
//! | anything else that can be read | 1 |
//! | the same that can be changed, or is made from what can be changed | half of it |
//!
//! Certainty: certain 1, conditional 0.5, assumed 0.2, influence 0.1. So administrators come
//! first, a conditional path counts half, and of two equal credentials the smaller id comes first.

use std::collections::BTreeMap;

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{AccessSet, Certainty, EdgeId, EdgeKind, Graph, NodeId, NodeKind};
use rayon::prelude::*;

use crate::answer::{AttackerContext, ClassCounts, IntegrityCounts, Rank, RankedCredential};
use crate::coverage;
use crate::narrate::base_identity;
use crate::reach::proved;
use crate::steps::{MODES, Mode, State, forward, start};

/// What is asked of [`rank`].
#[derive(Debug, Clone)]
pub struct RankOptions {
    /// Paths with a weaker hop are left out.
    pub min_certainty: Certainty,
    /// Which kind of node to rank; credentials unless told otherwise.
    pub kind: NodeKind,
    /// What the graph was built for; repeated in the answer.
    pub context: AttackerContext,
}

impl Default for RankOptions {
    fn default() -> Self {
        Self {
            min_certainty: Certainty::Influence,
            kind: NodeKind::Credential,
            context: AttackerContext::default(),
        }
    }
}

/// The size of a blast radius. Counts are those of [`reach`](crate::reach::reach).
#[derive(Debug, Clone, PartialEq, Default)]
struct Size {
    readable: ClassCounts,
    certain: ClassCounts,
    integrity: IntegrityCounts,
    admin_of: Vec<String>,
    /// In twentieths, so that the sum is exact and does not depend on the order.
    score: u64,
}

/// Ranks every credential. Credentials with the same hops out share the work.
#[must_use]
pub fn rank(graph: &Graph, options: &RankOptions) -> Rank {
    let mut groups: BTreeMap<Vec<WayOut>, Vec<NodeId>> = BTreeMap::new();
    for (id, node) in graph.nodes() {
        // A stronger form of an identity is reached from it, and not one more thing that can leak.
        if node.kind == options.kind && base_identity(graph, id).is_none() {
            groups.entry(ways_out(graph, id)).or_default().push(id);
        }
    }
    let groups: Vec<Vec<NodeId>> = groups.into_values().collect();
    let mut credentials: Vec<RankedCredential> = groups
        .par_iter()
        .map_init(
            || vec![None; graph.node_count() * MODES],
            |levels, group| {
                let size = group
                    .first()
                    .map(|id| measure(graph, *id, options.min_certainty, levels))
                    .unwrap_or_default();
                let entries = group.iter().map(|id| entry(graph, *id, &size));
                entries.collect::<Vec<_>>()
            },
        )
        .flatten_iter()
        .collect();
    credentials.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
    Rank {
        schema: "blastradius/rank/1",
        credentials,
        coverage: coverage::summary(graph),
        snapshot: graph.snapshot().clone(),
        context: options.context.clone(),
        ranked: options.kind,
    }
}

/// A hop out: where it leads, what it is, how surely.
type WayOut = (NodeId, Option<(EdgeKind, AccessSet)>, Certainty);

/// What tells the radius of a credential from that of another: its hops out. Anything but a
/// credential is its own way.
fn ways_out(graph: &Graph, id: NodeId) -> Vec<WayOut> {
    if graph.node(id).kind != NodeKind::Credential {
        return vec![(id, None, Certainty::Certain)];
    }
    let mut ways: Vec<WayOut> = graph
        .outgoing(id)
        .map(|(_, to, edge)| (to, Some((edge.kind, edge.access)), edge.certainty))
        .collect();
    ways.sort_unstable();
    ways.dedup();
    ways
}

fn entry(graph: &Graph, id: NodeId, size: &Size) -> RankedCredential {
    let node = graph.node(id);
    let identity = proved(graph, id).map(|identity| graph.node(identity));
    RankedCredential {
        id: node.id.clone(),
        kind: node.type_name.clone(),
        identity: identity.map(|node| node.id.clone()).unwrap_or_default(),
        data: size.readable.data,
        models: size.readable.models,
        secrets: size.readable.secrets,
        admin_of: size.admin_of.clone(),
        certain: size.certain,
        integrity: size.integrity,
        score: round(size.score),
        name: node.name.clone(),
        identity_name: identity.map(|node| node.name.clone()).unwrap_or_default(),
        scope: node.scope.clone(),
        notes: node.notes.clone(),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "scores stay far below the 52 bits that a float keeps exactly"
)]
pub(crate) fn round(twentieths: u64) -> f64 {
    twentieths as f64 / 20.0
}

/// The level at which each state was found.
type Levels = [Option<Certainty>];

/// The size of the radius of one node: one sweep a level, each going on where the stronger one ended.
/// `levels` is empty before and after: a credential costs what it reaches, not the size of the graph.
fn measure(graph: &Graph, id: NodeId, floor: Certainty, levels: &mut Levels) -> Size {
    let root = start(graph, id);
    let mut waiting: BTreeMap<Certainty, Vec<State>> =
        BTreeMap::from([(Certainty::Certain, vec![root])]);
    let mut order: Vec<State> = Vec::new();
    for level in Certainty::ALL.into_iter().filter(|level| *level >= floor) {
        let mut stack = waiting.remove(&level).unwrap_or_default();
        while let Some(state) = stack.pop() {
            match levels.get_mut(state.index()) {
                Some(slot @ None) => *slot = Some(level),
                _ => continue,
            }
            order.push(state);
            forward(graph, state, |_: EdgeId, edge, next| {
                // A weaker hop waits for its level; a stronger one cannot make this path stronger.
                if edge.certainty >= level {
                    stack.push(next);
                } else {
                    waiting.entry(edge.certainty).or_default().push(next);
                }
            });
        }
    }
    let size = count(graph, id, &order, levels);
    for state in order {
        if let Some(level) = levels.get_mut(state.index()) {
            *level = None;
        }
    }
    size
}

fn count(graph: &Graph, root: NodeId, order: &[State], levels: &Levels) -> Size {
    let mut size = Size::default();
    let level = |node: NodeId, mode: Mode| {
        levels
            .get(State::new(node, mode).index())
            .copied()
            .flatten()
    };
    let mut nodes: Vec<NodeId> = order.iter().map(|state| state.node).collect();
    nodes.sort_unstable();
    nodes.dedup();
    for id in nodes.into_iter().filter(|id| *id != root) {
        let node = graph.node(id);
        if node.kind == NodeKind::Scope
            && let Some(level) = level(id, Mode::Act)
        {
            size.admin_of.push(node.id.clone());
            size.score += 1000 * 2 * share(level);
        }
        let Some(class) = node.class else { continue };
        if let Some(level) = level(id, Mode::Read).max(level(id, Mode::Use)) {
            add(&mut size.readable, class);
            if level == Certainty::Certain {
                add(&mut size.certain, class);
            }
            size.score += 2 * weight(class) * share(level);
        }
        if let Some(level) = level(id, Mode::Change).max(level(id, Mode::Carried)) {
            match class {
                AssetClass::Data => size.integrity.data += 1,
                AssetClass::Model => size.integrity.models += 1,
                _ => {}
            }
            size.score += weight(class) * share(level);
        }
    }
    size
}

fn add(counts: &mut ClassCounts, class: AssetClass) {
    match class {
        AssetClass::Data => counts.data += 1,
        AssetClass::Model => counts.models += 1,
        AssetClass::Secret => counts.secrets += 1,
        _ => {}
    }
}

pub(crate) fn weight(class: AssetClass) -> u64 {
    match class {
        AssetClass::Secret | AssetClass::Model => 5,
        AssetClass::Data | AssetClass::Index | AssetClass::Key => 3,
        _ => 1,
    }
}

/// The weight of a certainty, in tenths.
pub(crate) fn share(level: Certainty) -> u64 {
    match level {
        Certainty::Certain => 10,
        Certainty::Conditional => 5,
        Certainty::Assumed => 2,
        Certainty::Influence => 1,
    }
}
