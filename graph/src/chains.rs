//! Facts -> the chains of stages that the graph carries beside its nodes and edges.

use std::collections::{BTreeSet, HashMap};

use blastradius_collectors::facts::{AssetClass, Pipeline, Stage};
use blastradius_collectors::snapshot::Facts;

use crate::model::{GraphBuilder, PipelineChain, StageFlow, StageLink};
use crate::starts;

/// What each stage reads and writes.
#[derive(Default)]
struct Flows {
    reads: Vec<StageFlow>,
    writes: Vec<StageFlow>,
}

/// Adds the chain of every pipeline. Time: the flows and the stages, once each.
pub(crate) fn add(facts: &Facts, graph: &mut GraphBuilder) {
    let stages = facts.pipelines.values().flat_map(|it| &it.stages);
    let mut flows: HashMap<&str, Flows> = stages
        .map(|stage| (stage.id.as_str(), Flows::default()))
        .collect();
    for lineage in facts.lineage.values() {
        let flow = |asset: &str| StageFlow {
            asset: asset.to_owned(),
            kind: lineage.kind,
            assumed: lineage.assumed.clone(),
            pinned: lineage.pinned.clone(),
            record: format!("lineage:{}", lineage.id),
        };
        if let Some(stage) = flows.get_mut(lineage.to.as_str()) {
            stage.reads.push(flow(&lineage.from));
        }
        if let Some(stage) = flows.get_mut(lineage.from.as_str()) {
            stage.writes.push(flow(&lineage.to));
        }
    }
    let keys = keys(facts);
    let mut starts = starts::starts(facts);
    for pipeline in facts.pipelines.values() {
        let mut chain = chain(pipeline, &mut flows);
        for trigger in starts.pipelines.remove(&pipeline.id).unwrap_or_default() {
            if !chain.triggers.contains(&trigger) {
                chain.triggers.push(trigger);
            }
        }
        for stage in &mut chain.stages {
            stage.keys = keys_of(stage, facts, &keys);
        }
        graph.pipeline(chain);
    }
    graph.started(starts.workloads);
}

fn chain(pipeline: &Pipeline, flows: &mut HashMap<&str, Flows>) -> PipelineChain {
    let name = match pipeline.name.as_str() {
        "" => pipeline.id.clone(),
        name => name.to_owned(),
    };
    PipelineChain {
        id: pipeline.id.clone(),
        name,
        type_name: pipeline.kind.clone(),
        provider: pipeline.provider,
        scope: pipeline.scope.clone(),
        triggers: pipeline.triggers.clone(),
        stages: (0..)
            .zip(&pipeline.stages)
            .map(|(index, stage): (usize, _)| {
                let flows = flows.remove(stage.id.as_str()).unwrap_or_default();
                link(stage, format!("/stages/{index}"), flows)
            })
            .collect(),
        origin: pipeline.origin.clone(),
    }
}

fn link(stage: &Stage, pointer: String, mut flows: Flows) -> StageLink {
    flows.reads.sort();
    flows.writes.sort();
    StageLink {
        id: stage.id.clone(),
        name: stage.name.clone(),
        kind: stage.kind.clone(),
        runs_as: stage.runs_as.clone(),
        after: stage.after.clone(),
        secrets: stage.secrets.clone(),
        environment: stage.environment.clone(),
        tokens: stage.tokens.len(),
        gates: stage.gates.clone(),
        unresolved: stage.unresolved.clone(),
        at: stage.at.clone(),
        pointer,
        reads: flows.reads,
        writes: flows.writes,
        keys: Vec::new(),
    }
}

/// The keys by every name that something which they encrypt may call them by: ARN, key id, alias.
fn keys(facts: &Facts) -> HashMap<&str, &str> {
    let mut keys = HashMap::new();
    for key in facts.assets.values() {
        if key.class != AssetClass::Key {
            continue;
        }
        keys.insert(key.id.as_str(), key.id.as_str());
        if let Some((_, name)) = key.id.rsplit_once('/') {
            keys.insert(name, key.id.as_str());
        }
        let aliases = key.attributes.get("aliases").and_then(|it| it.as_array());
        for alias in aliases.into_iter().flatten().filter_map(|it| it.as_str()) {
            keys.insert(alias, key.id.as_str());
        }
    }
    keys
}

fn keys_of(stage: &StageLink, facts: &Facts, keys: &HashMap<&str, &str>) -> Vec<String> {
    let flows = stage.reads.iter().chain(&stage.writes);
    let named = flows
        .map(|flow| flow.asset.as_str())
        .chain(stage.secrets.iter().map(|given| given.secret.as_str()));
    let mut found = BTreeSet::new();
    for asset in named.filter_map(|id| facts.assets.get(id)) {
        let whole = asset.part_of.as_ref().and_then(|id| facts.assets.get(id));
        for key in [Some(asset), whole].into_iter().flatten() {
            let key = key.encryption_key.as_deref();
            found.extend(key.and_then(|key| keys.get(key)).map(|id| (*id).to_owned()));
        }
    }
    found.into_iter().collect()
}
