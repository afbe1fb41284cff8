//! The longest way from data that nothing made to a model that somebody asks.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{
    Access, AccessSet, Certainty, EdgeFamily, EdgeId, EdgeKind, EdgeView, Graph, NodeId, NodeKind,
};

use super::{Sketch, few, ids, narrowest, runs_as, starts};
use crate::answer::{Drawing, DrawingKind, DrawnArrow, DrawnFact, Part};
use crate::narrate::Briefs;

/// A picture has at most so many places between its ends.
const PLACES: usize = 40;
/// How much longer than the shortest way one may be and still be drawn: a stage and the run of it write to one place.
const LONGER: u32 = 1;

/// The chain of the model or endpoint that is farthest from raw data. Time: one search over the flows from all raw data, and
/// two more from the ends that it finds.
pub(super) fn longest(graph: &Graph) -> Option<Drawing> {
    let raw: BTreeSet<NodeId> = graph
        .nodes()
        .filter(|(_, node)| node.class == Some(AssetClass::Data))
        .map(|(id, _)| id)
        .filter(|id| !flows(graph.incoming(*id)) && flows(graph.outgoing(*id)))
        .collect();
    let depth = distances(graph, raw.iter().copied(), Way::Forward);
    let end = depth
        .iter()
        .filter(|(node, _)| {
            graph.node(**node).class == Some(AssetClass::Model) && asked(graph, **node)
        })
        .max_by_key(|(node, depth)| (**depth, std::cmp::Reverse(**node)))
        .map(|(node, _)| *node)?;
    let to_end = distances(graph, [end], Way::Backward);
    let (start, length) = to_end
        .iter()
        .filter(|(node, _)| raw.contains(node))
        .max_by_key(|(node, length)| (**length, std::cmp::Reverse(**node)))
        .map(|(node, length)| (*node, *length))?;
    let from_start = distances(graph, [start], Way::Forward);
    // Place on the way -> node: what is nearer to the start and farther from the end comes first.
    let mut way: Vec<(i64, NodeId)> = to_end
        .iter()
        .filter_map(|(node, after)| {
            let before = *from_start.get(node)?;
            let fits = before + after <= length + LONGER;
            fits.then_some((i64::from(before) - i64::from(*after), *node))
        })
        .collect();
    way.sort_unstable();
    way.truncate(PLACES);
    Some(draw(graph, &way, end))
}

fn draw(graph: &Graph, way: &[(i64, NodeId)], end: NodeId) -> Drawing {
    let mut sketch = Sketch::default();
    let mut briefs = Briefs::default();
    let mut at: HashMap<NodeId, (i64, usize)> = HashMap::new();
    for (order, node) in way {
        let first = at.is_empty();
        at.insert(
            *node,
            (*order, place(graph, *node, first, &mut sketch, &mut briefs)),
        );
    }
    for (order, node) in way {
        for (_, to, edge) in graph.outgoing(*node) {
            let target = at.get(&to).filter(|(next, _)| next > order);
            let (Some((_, from)), Some((_, to))) = (at.get(node), target) else {
                continue;
            };
            if edge.kind.family() == Some(EdgeFamily::Flow) {
                sketch.gate(*to, edge.gates());
                sketch.arrows.insert(DrawnArrow {
                    from: *from,
                    to: *to,
                    certainty: edge.certainty,
                });
            }
        }
    }
    if let Some((_, served)) = at.get(&end) {
        consumers(graph, end, *served, &mut sketch, &mut briefs);
    }
    Drawing {
        kind: DrawingKind::Chain,
        about: graph.node(end).id.to_owned(),
        places: sketch.places,
        arrows: sketch.arrows.into_iter().collect(),
        nodes: briefs.finish(),
    }
}

fn place(
    graph: &Graph,
    id: NodeId,
    first: bool,
    sketch: &mut Sketch,
    briefs: &mut Briefs,
) -> usize {
    let node = graph.node(id);
    briefs.node(graph, id);
    let mut facts = Vec::new();
    let part = match (node.kind, node.class) {
        (NodeKind::Asset, Some(AssetClass::Data)) if first => Part::Raw,
        (NodeKind::Asset, Some(AssetClass::Model)) => Part::Model,
        (NodeKind::Asset, Some(AssetClass::Index)) => Part::Index,
        (NodeKind::Asset, _) => Part::Data,
        _ => Part::Stage,
    };
    if first {
        let writers = touching(graph, id, AccessSet::INTEGRITY);
        let (names, more) = few(ids(
            graph,
            &narrowest(graph, writers.keys().copied().collect()),
        ));
        for name in names.iter().filter_map(|name| graph.find(name)) {
            briefs.node(graph, name);
        }
        if !names.is_empty() {
            facts.push(DrawnFact::ChangedBy(names, more));
        }
    }
    if part == Part::Stage {
        let chains = graph.pipelines().iter();
        let chain = chains
            .filter(|chain| chain.stages.iter().any(|stage| stage.id == node.id))
            .find_map(|chain| starts(&chain.triggers));
        facts.extend(runs_as(graph, id));
        facts.extend(chain);
    }
    for (_, to, edge) in graph.outgoing(id) {
        if edge.kind == EdgeKind::RunsAs {
            briefs.node(graph, to);
        }
    }
    sketch.place(part, vec![node.id.to_owned()], facts)
}

/// Who asks: what runs as somebody who may, then the others who may.
fn consumers(graph: &Graph, end: NodeId, served: usize, sketch: &mut Sketch, briefs: &mut Briefs) {
    let may = touching(graph, end, [Access::Use].into_iter().collect());
    // In the order of those as whom it runs.
    let mut applications: Vec<NodeId> = Vec::new();
    let mut software: BTreeMap<NodeId, Certainty> = BTreeMap::new();
    let mut others: BTreeSet<NodeId> = BTreeSet::new();
    for who in narrowest(graph, may.keys().copied().collect()) {
        let certainty = may.get(&who).copied().unwrap_or(Certainty::Certain);
        let running: Vec<NodeId> = graph
            .incoming(who)
            .filter(|(_, from, edge)| {
                edge.kind == EdgeKind::RunsAs && graph.node(*from).kind == NodeKind::Workload
            })
            .map(|(_, from, _)| from)
            .collect();
        if running.is_empty() {
            others.insert(who);
        }
        for it in running {
            if let std::collections::btree_map::Entry::Vacant(first) = software.entry(it) {
                first.insert(certainty);
                applications.push(it);
            }
        }
    }
    let people = narrowest(graph, others);
    for (part, group) in [(Part::Applications, applications), (Part::Askers, people)] {
        if group.is_empty() {
            continue;
        }
        for id in group.iter().take(super::NAMED) {
            briefs.node(graph, *id);
        }
        let sure = |id: &NodeId| software.get(id).or_else(|| may.get(id)).copied();
        let certainty = group.iter().filter_map(sure).max();
        let to = sketch.place(part, ids(graph, &group), Vec::new());
        sketch.arrows.insert(DrawnArrow {
            from: served,
            to,
            certainty: certainty.unwrap_or(Certainty::Certain),
        });
    }
}

/// Who may touch an asset in one of some ways, and how surely.
fn touching(graph: &Graph, asset: NodeId, ways: AccessSet) -> BTreeMap<NodeId, Certainty> {
    let mut found: BTreeMap<NodeId, Certainty> = BTreeMap::new();
    for (_, from, edge) in graph.incoming(asset) {
        if edge.kind == EdgeKind::Touches && edge.access.intersects(ways) {
            let had = found.entry(from).or_insert(edge.certainty);
            *had = (*had).max(edge.certainty);
        }
    }
    found
}

fn asked(graph: &Graph, node: NodeId) -> bool {
    graph
        .incoming(node)
        .any(|(_, _, edge)| edge.kind == EdgeKind::Touches && edge.access.contains(Access::Use))
}

fn flows<'g>(mut edges: impl Iterator<Item = (EdgeId, NodeId, EdgeView<'g>)>) -> bool {
    edges.any(|(_, _, edge)| edge.kind.family() == Some(EdgeFamily::Flow))
}

#[derive(Clone, Copy)]
enum Way {
    Forward,
    Backward,
}

/// The least number of flows between some nodes and every other, along the flows or against them.
fn distances(
    graph: &Graph,
    roots: impl IntoIterator<Item = NodeId>,
    way: Way,
) -> BTreeMap<NodeId, u32> {
    let mut found: BTreeMap<NodeId, u32> = BTreeMap::new();
    let mut next: VecDeque<NodeId> = VecDeque::new();
    for root in roots {
        found.insert(root, 0);
        next.push_back(root);
    }
    while let Some(node) = next.pop_front() {
        let so_far = found.get(&node).copied().unwrap_or(0);
        let mut visit = |other: NodeId, edge: EdgeView<'_>| {
            let flows = edge.kind.family() == Some(EdgeFamily::Flow);
            if flows && !found.contains_key(&other) {
                found.insert(other, so_far.saturating_add(1));
                next.push_back(other);
            }
        };
        match way {
            Way::Forward => graph
                .outgoing(node)
                .for_each(|(_, other, edge)| visit(other, edge)),
            Way::Backward => graph
                .incoming(node)
                .for_each(|(_, other, edge)| visit(other, edge)),
        }
    }
    found
}
