//! The end of the integrity radius: who is served by what can be changed.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{Access, Certainty, EdgeKind, Graph, NodeId, NodeKind};

use super::runs::{Chains, runs};
use super::walk::Walk;
use crate::answer::Consumer;
use crate::narrate::{base_identity, certainty, gates, hops};
use crate::search::{Cost, Step};
use crate::steps::{Mode, State};

/// The best way to one who is served: its cost, the changed asset, the hop from there.
type Best = (Cost, State, Step);

/// Who asks a model, an endpoint or an index that can be changed: one entry each, by the best path.
pub(super) fn consumers(
    walk: &mut Walk<'_>,
    chains: &Chains<'_>,
    subjects: &BTreeSet<NodeId>,
    min_certainty: Certainty,
) -> Vec<Consumer> {
    let graph = walk.graph;
    let mut best: BTreeMap<NodeId, (Best, BTreeSet<NodeId>)> = BTreeMap::new();
    for (id, node) in graph.nodes() {
        let Some(class @ (AssetClass::Model | AssetClass::Index)) = node.class else {
            continue;
        };
        let Some((cost, state)) = walk.best(id, [Mode::Change, Mode::Carried]) else {
            continue;
        };
        for (edge_id, from, edge) in graph.incoming(id) {
            let asks = edge.access.contains(Access::Use)
                || class == AssetClass::Index && edge.access.contains(Access::Read);
            let counts = edge.kind == EdgeKind::Touches && edge.certainty >= min_certainty;
            if !counts || !asks || !is_served(graph, from, subjects) {
                continue;
            }
            let whole = Cost {
                certainty: std::cmp::Reverse(cost.level().min(edge.certainty)),
                gates: cost
                    .gates
                    .saturating_add(u32::try_from(edge.gate_count()).unwrap_or(u32::MAX)),
                hops: cost.hops.saturating_add(1),
            };
            let step = Step {
                edge: edge_id,
                from: state,
                // Against the edge, as what an index carries.
                to: State::new(from, Mode::Derived),
            };
            let found = (whole, state, step);
            let (had, assets) = best.entry(from).or_insert_with(|| (found, BTreeSet::new()));
            assets.insert(id);
            *had = (*had).min(found);
        }
    }
    let mut all: Vec<(Cost, Consumer)> = best
        .into_iter()
        .map(|(who, ((cost, state, step), assets))| {
            let mut steps = walk.found.path(state);
            steps.push(step);
            walk.briefs.path(graph, &steps);
            let path = hops(graph, &steps);
            let node = graph.node(who);
            let consumer = Consumer {
                id: node.id.to_owned(),
                name: node.name.to_owned(),
                type_name: node.type_name.to_owned(),
                asks: graph.node(state.node).id.to_owned(),
                assets: assets.len(),
                runs: runs(graph, chains, &steps),
                hops: path.len(),
                certainty: certainty(&path),
                gates: gates(&path),
                path,
            };
            (cost, consumer)
        })
        .collect();
    all.sort_by(|(a, x), (b, y)| (a, &x.id).cmp(&(b, &y.id)));
    all.into_iter().map(|(_, consumer)| consumer).collect()
}

/// Whether somebody other than the attacker is served. A stronger form of an identity asks nothing by itself.
fn is_served(graph: &Graph, who: NodeId, subjects: &BTreeSet<NodeId>) -> bool {
    match graph.node(who).kind {
        NodeKind::Identity => !subjects.contains(&who) && base_identity(graph, who).is_none(),
        NodeKind::External => true,
        _ => false,
    }
}
