//! The job that can change most models by the token of its platform.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{
    AccessSet, Certainty, EdgeFamily, EdgeId, EdgeKind, Gate, Graph, NodeId, PipelineChain,
};

use super::{Sketch, ids, starts};
use crate::answer::{Drawing, DrawingKind, DrawnArrow, DrawnFact, Part};
use crate::narrate::Briefs;

/// A subject is drawn with so many identities that trust it.
const ROLES: usize = 3;

/// One way out of a job: its token, who trusts it, and what models that changes.
struct Way {
    mints: EdgeId,
    subject: NodeId,
    roles: Vec<(Certainty, NodeId, BTreeSet<NodeId>)>,
}

/// The deployment of the stage whose tokens open the change of most models; the first of several.
pub(super) fn widest(graph: &Graph) -> Option<Drawing> {
    let mut changes: BTreeMap<NodeId, BTreeSet<NodeId>> = BTreeMap::new();
    let mut best: Option<(usize, &PipelineChain, NodeId, Vec<Way>)> = None;
    for chain in graph.pipelines() {
        let with_token = chain.stages.iter().filter(|stage| stage.tokens > 0);
        for stage in with_token.filter_map(|stage| graph.find(&stage.id)) {
            let ways = ways(graph, stage, &mut changes);
            let models: BTreeSet<NodeId> = ways
                .iter()
                .flat_map(|way| way.roles.iter().flat_map(|(_, _, models)| models))
                .copied()
                .collect();
            let more = best.as_ref().is_none_or(|(most, ..)| models.len() > *most);
            if !models.is_empty() && more {
                best = Some((models.len(), chain, stage, ways));
            }
        }
    }
    let (_, chain, stage, ways) = best?;
    Some(draw(graph, chain, stage, &ways))
}

fn ways(
    graph: &Graph,
    stage: NodeId,
    changes: &mut BTreeMap<NodeId, BTreeSet<NodeId>>,
) -> Vec<Way> {
    let minted = graph
        .outgoing(stage)
        .filter(|(_, _, edge)| edge.kind == EdgeKind::Mints);
    minted
        .map(|(mints, subject, _)| {
            let trusting = graph
                .outgoing(subject)
                .filter(|(_, _, edge)| edge.kind == EdgeKind::Trusts);
            let mut roles: Vec<(Certainty, NodeId, BTreeSet<NodeId>)> = trusting
                .map(|(_, role, edge)| {
                    let models = changes
                        .entry(role)
                        .or_insert_with(|| models_changed(graph, role));
                    (edge.certainty, role, models.clone())
                })
                .collect();
            // Those that change most first.
            roles.sort_by_key(|(_, role, models)| (std::cmp::Reverse(models.len()), *role));
            Way {
                mints,
                subject,
                roles,
            }
        })
        .collect()
}

fn models_changed(graph: &Graph, role: NodeId) -> BTreeSet<NodeId> {
    graph
        .outgoing(role)
        .filter(|(_, asset, edge)| {
            edge.kind == EdgeKind::Touches
                && edge.access.intersects(AccessSet::INTEGRITY)
                && graph.node(*asset).class == Some(AssetClass::Model)
        })
        .map(|(_, asset, _)| asset)
        .collect()
}

fn draw(graph: &Graph, chain: &PipelineChain, stage: NodeId, ways: &[Way]) -> Drawing {
    let mut sketch = Sketch::default();
    let mut briefs = Briefs::default();
    let id = |node: NodeId| vec![graph.node(node).id.to_owned()];
    let (starters, gates, certainty) = starters(graph, stage);
    let first = (!starters.is_empty()).then(|| {
        for who in &starters {
            briefs.node(graph, *who);
        }
        sketch.place(Part::Starters, ids(graph, &starters), Vec::new())
    });
    briefs.node(graph, stage);
    let facts: Vec<DrawnFact> = starts(&chain.triggers).into_iter().collect();
    let job = sketch.place(Part::Job, id(stage), facts);
    sketch.gate(job, gates);
    let arrow = |sketch: &mut Sketch, from, to, certainty| {
        sketch.arrows.insert(DrawnArrow {
            from,
            to,
            certainty,
        });
    };
    if let Some(first) = first {
        arrow(&mut sketch, first, job, certainty);
    }
    for way in ways.iter().filter(|way| !way.roles.is_empty()) {
        briefs.node(graph, way.subject);
        let token = sketch.place(Part::Token, id(way.subject), Vec::new());
        let minted = graph.edge(way.mints);
        sketch.gate(token, minted.gates());
        arrow(&mut sketch, job, token, minted.certainty);
        for (certainty, role, models) in way.roles.iter().take(ROLES) {
            briefs.node(graph, *role);
            let trusted = sketch.place(Part::Role, id(*role), Vec::new());
            arrow(&mut sketch, token, trusted, *certainty);
            if models.is_empty() {
                continue;
            }
            let named = endpoints_first(graph, models);
            for model in named.iter().take(super::NAMED) {
                briefs.node(graph, *model);
            }
            let changed = sketch.place(Part::Changed, ids(graph, &named), Vec::new());
            arrow(&mut sketch, trusted, changed, Certainty::Certain);
        }
    }
    Drawing {
        kind: DrawingKind::Deployment,
        about: graph.node(stage).id.to_owned(),
        places: sketch.places,
        arrows: sketch.arrows.into_iter().collect(),
        nodes: briefs.finish(),
    }
}

/// Who can make a job run what they want, what stands in the way, and how surely.
fn starters(graph: &Graph, stage: NodeId) -> (Vec<NodeId>, Vec<Gate>, Certainty) {
    let (mut who, mut gates): (BTreeSet<NodeId>, Vec<Gate>) = (BTreeSet::new(), Vec::new());
    let mut certainty = None;
    for (_, from, edge) in graph.incoming(stage) {
        if edge.kind.family() == Some(EdgeFamily::Become) {
            who.insert(from);
            gates.extend(edge.gates());
            certainty = certainty.max(Some(edge.certainty));
        }
    }
    let who = who.into_iter().collect();
    (who, gates, certainty.unwrap_or(Certainty::Certain))
}

/// What is asked from outside tells more than the files behind it.
fn endpoints_first(graph: &Graph, models: &BTreeSet<NodeId>) -> Vec<NodeId> {
    let mut all: Vec<NodeId> = models.iter().copied().collect();
    all.sort_by_key(|id| {
        let node = graph.node(*id);
        let rank = match &node.type_name {
            it if it.ends_with("endpoint") => 0,
            it if it.contains("package") || it.contains("registered") => 1,
            _ if node.part_of.is_none() => 2,
            _ => 3,
        };
        (rank, *id)
    });
    all
}
