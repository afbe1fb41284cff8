//! Identities that several pipelines, or stages of different trust, have in common.
//!
//! OWASP NHI9:2025 (NHI Reuse): each stage is a trust boundary of its own, and one identity for two of them is none.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::UNRESOLVED;
use blastradius_graph::model::Graph;

use crate::answer::{DescribedPipeline, SharedIdentity};
use crate::narrate::Briefs;

/// The identities of these pipelines that they, or others of the graph, share.
pub(super) fn identities(
    graph: &Graph,
    described: &[DescribedPipeline],
    briefs: &mut Briefs,
) -> Vec<SharedIdentity> {
    let stages = described.iter().flat_map(|it| &it.stages);
    let asked: BTreeSet<&str> = stages
        .flat_map(|stage| &stage.identities)
        .map(|it| it.id.as_str())
        .filter(|id| !id.starts_with(UNRESOLVED))
        .collect();
    // Identity -> pipelines, kinds, stages.
    type Users<'a> = (BTreeSet<&'a str>, BTreeSet<&'a str>, BTreeSet<&'a str>);
    let mut users: BTreeMap<&str, Users<'_>> = BTreeMap::new();
    for chain in graph.pipelines() {
        for stage in &chain.stages {
            for runs_as in &stage.runs_as {
                let Some(id) = asked.get(runs_as.identity.as_str()) else {
                    continue;
                };
                let (pipelines, kinds, stages) = users.entry(id).or_default();
                pipelines.insert(&chain.id);
                kinds.insert(&stage.kind);
                stages.insert(&stage.id);
            }
        }
    }
    let shared = users
        .into_iter()
        .filter(|(_, (pipelines, kinds, _))| pipelines.len() > 1 || kinds.len() > 1);
    shared
        .map(|(id, (pipelines, kinds, stages))| {
            for id in stages.iter().copied().chain([id]) {
                if let Some(node) = graph.find(id) {
                    briefs.node(graph, node);
                }
            }
            let owned = |ids: BTreeSet<&str>| ids.into_iter().map(str::to_owned).collect();
            SharedIdentity {
                id: id.to_owned(),
                pipelines: pipelines.len(),
                across_trust: kinds.len() > 1,
                kinds: owned(kinds),
                stages: owned(stages),
            }
        })
        .collect()
}
