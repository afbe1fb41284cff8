//! A chain of the graph -> the pipeline of the answer.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::LineageKind;
use blastradius_graph::model::{Certainty, Graph, PipelineChain, StageFlow, StageLink};

use super::granted::Grants;
use super::{PipelinesOptions, excess};
use crate::answer::{DescribedPipeline, DescribedStage, StageAsset, StageIdentity};
use crate::narrate::Briefs;

pub(super) fn pipeline(
    graph: &Graph,
    chain: &PipelineChain,
    options: &PipelinesOptions,
    grants: &mut Grants<'_>,
    briefs: &mut Briefs,
) -> DescribedPipeline {
    let at = match chain.origin.pointer.as_str() {
        "" => chain.origin.source.clone(),
        pointer => format!("{}:{pointer}", chain.origin.source),
    };
    for id in [&chain.id, &chain.scope] {
        name(graph, id, briefs);
    }
    DescribedPipeline {
        id: chain.id.clone(),
        name: chain.name.clone(),
        type_name: chain.type_name.clone(),
        provider: chain.provider,
        scope: chain.scope.clone(),
        at,
        triggers: chain.triggers.clone(),
        stages: in_order(&chain.stages)
            .into_iter()
            .map(|it| stage(graph, it, options, grants, briefs))
            .collect(),
    }
}

fn name(graph: &Graph, id: &str, briefs: &mut Briefs) {
    if let Some(node) = graph.find(id) {
        briefs.node(graph, node);
    }
}

/// The stages, each after those that it waits for, else in the order of the definition. Stages that wait for each other
/// stand where the definition has them.
fn in_order(stages: &[StageLink]) -> Vec<&StageLink> {
    let place: BTreeMap<&str, usize> = (0..)
        .zip(stages)
        .map(|(at, stage): (usize, _)| (stage.id.as_str(), at))
        .collect();
    let mut waits: Vec<usize> = vec![0; stages.len()];
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); stages.len()];
    for (at, stage) in stages.iter().enumerate() {
        // Whose result it takes, it waits for too.
        let taken = stage.reads.iter().map(|flow| flow.asset.as_str());
        let before: BTreeSet<usize> = stage
            .after
            .iter()
            .map(String::as_str)
            .chain(taken)
            .filter_map(|id| place.get(id).copied())
            .filter(|before| *before != at)
            .collect();
        if let Some(count) = waits.get_mut(at) {
            *count = before.len();
        }
        for it in before {
            next.get_mut(it).into_iter().for_each(|list| list.push(at));
        }
    }
    let mut ready: BTreeSet<usize> = (0..stages.len())
        .filter(|at| waits.get(*at) == Some(&0))
        .collect();
    let mut left: BTreeSet<usize> = (0..stages.len()).collect();
    let mut order = Vec::with_capacity(stages.len());
    while let Some(first) = ready.pop_first().or_else(|| left.first().copied()) {
        if !left.remove(&first) {
            continue;
        }
        order.extend(stages.get(first));
        for after in next.get(first).into_iter().flatten() {
            if let Some(count) = waits.get_mut(*after) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    ready.insert(*after);
                }
            }
        }
    }
    order
}

fn stage(
    graph: &Graph,
    link: &StageLink,
    options: &PipelinesOptions,
    grants: &mut Grants<'_>,
    briefs: &mut Briefs,
) -> DescribedStage {
    let runs_as = link.runs_as.iter().map(|it| it.identity.as_str());
    let flows = link.reads.iter().chain(&link.writes);
    let named = runs_as
        .chain(flows.map(|it| it.asset.as_str()))
        .chain(link.secrets.iter().map(|it| it.secret.as_str()));
    for id in named.chain([link.id.as_str()]) {
        name(graph, id, briefs);
    }
    let is_code = |flow: &&StageFlow| matches!(flow.kind, LineageKind::Code | LineageKind::Image);
    DescribedStage {
        id: link.id.clone(),
        name: link.name.clone(),
        kind: link.kind.clone(),
        at: link.at.clone(),
        after: link.after.clone(),
        identities: link
            .runs_as
            .iter()
            .map(|it| StageIdentity {
                id: it.identity.clone(),
                how: it.how.clone(),
                certainty: match it.assumed {
                    Some(_) => Certainty::Assumed,
                    None => Certainty::Certain,
                },
                assumed: it.assumed.clone(),
            })
            .collect(),
        secrets: link.secrets.clone(),
        environment: link.environment.clone(),
        tokens: link.tokens,
        inputs: assets(link.reads.iter().filter(|it| !is_code(it))),
        code: assets(link.reads.iter().filter(is_code)),
        outputs: assets(link.writes.iter()),
        gates: link.gates.clone(),
        unresolved: link.unresolved.clone(),
        excess: excess::of(graph, link, options.worst, grants, briefs),
    }
}

fn assets<'a>(flows: impl Iterator<Item = &'a StageFlow>) -> Vec<StageAsset> {
    flows
        .map(|flow| StageAsset {
            id: flow.asset.clone(),
            kind: flow.kind,
            assumed: flow.assumed.clone(),
            pinned: flow.pinned.clone(),
        })
        .collect()
}
