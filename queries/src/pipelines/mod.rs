//! Pipelines as chains of stages: as whom each stage runs, what it is given, reads and writes, and what its identity may
//! touch beyond that.
//!
//! What a stage declares is the best statement of least privilege there is: [`excess`] holds the grants of its identity
//! against it. Time: the grants of each identity once, and the worst of them once more for each stage.

mod declared;
mod describe;
mod excess;
mod granted;
pub mod rules;
mod shared;
mod trusts;

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::UNRESOLVED;
use blastradius_graph::model::{Certainty, Graph, PipelineChain};

use crate::answer::{AttackerContext, DescribedPipeline, Pipelines, PipelinesSummary};
use crate::coverage;
use crate::narrate::Briefs;
use granted::Grants;

/// What is asked of [`pipelines`].
#[derive(Debug, Clone)]
pub struct PipelinesOptions {
    /// Only pipelines that one of these means: see [`find`]. Every pipeline when empty.
    pub names: Vec<String>,
    /// How many of the worst assets are listed for each stage. All are counted.
    pub worst: usize,
    /// Grants that hang on a weaker hop are left out.
    pub min_certainty: Certainty,
    /// What the graph was built for; repeated in the answer.
    pub context: AttackerContext,
}

impl Default for PipelinesOptions {
    fn default() -> Self {
        Self {
            names: Vec::new(),
            worst: 20,
            min_certainty: Certainty::Influence,
            context: AttackerContext::default(),
        }
    }
}

/// The pipelines that a text means: that with this id, else those with this name, else those whose id or name has it as a
/// part.
#[must_use]
pub fn find<'g>(graph: &'g Graph, text: &str) -> Vec<&'g PipelineChain> {
    let text = text.trim();
    let all = graph.pipelines();
    type Fits = fn(&PipelineChain, &str) -> bool;
    let ways: [Fits; 3] = [
        |it, text| it.id == text,
        |it, text| it.name == text,
        |it, text| !text.is_empty() && (it.id.contains(text) || it.name.contains(text)),
    ];
    for fits in ways {
        let found: Vec<&PipelineChain> = all.iter().filter(|it| fits(it, text)).collect();
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// Describes pipelines. Names that mean none are passed over: ask [`find`] first.
#[must_use]
pub fn pipelines(graph: &Graph, options: &PipelinesOptions) -> Pipelines {
    let asked: BTreeSet<&str> = options
        .names
        .iter()
        .flat_map(|name| find(graph, name))
        .map(|chain| chain.id.as_str())
        .collect();
    let chosen =
        |chain: &&PipelineChain| options.names.is_empty() || asked.contains(chain.id.as_str());
    let mut briefs = Briefs::default();
    let mut grants = Grants::new(graph, options.min_certainty);
    let mut described: Vec<DescribedPipeline> = graph
        .pipelines()
        .iter()
        .filter(chosen)
        .map(|chain| describe::pipeline(graph, chain, options, &mut grants, &mut briefs))
        .collect();
    described.sort_by(|a, b| {
        let weight = |it: &DescribedPipeline| -> f64 {
            it.stages.iter().map(|stage| stage.excess.weight).sum()
        };
        weight(b)
            .total_cmp(&weight(a))
            .then_with(|| a.id.cmp(&b.id))
    });
    // Who else shares an identity is told though only one pipeline was asked for.
    let shared = shared::identities(graph, &described, &mut briefs);
    let mut summary = summarise(&described);
    summary.shared_identities = shared.len();
    let trusts = trusts::of(graph, &described, options.names.is_empty(), &mut briefs);
    for trust in &trusts {
        *summary.trusts.entry(trust.class.name()).or_default() += 1;
    }
    let findings = rules::find(graph, &described, &shared, &trusts);
    for finding in &findings {
        *summary.findings.entry(finding.severity.name()).or_default() += 1;
    }
    Pipelines {
        schema: "blastradius/pipelines/1",
        snapshot: graph.snapshot().clone(),
        context: options.context.clone(),
        summary,
        pipelines: described,
        shared,
        trusts,
        findings,
        coverage: coverage::summary(graph),
        nodes: briefs.finish(),
    }
}

fn summarise(pipelines: &[DescribedPipeline]) -> PipelinesSummary {
    let mut summary = PipelinesSummary {
        pipelines: pipelines.len(),
        ..PipelinesSummary::default()
    };
    let (mut identities, mut secrets) = (BTreeSet::new(), BTreeSet::new());
    let mut unresolved = BTreeMap::new();
    for stage in pipelines.iter().flat_map(|it| &it.stages) {
        summary.stages += 1;
        let named = stage
            .identities
            .iter()
            .filter(|it| !it.id.starts_with(UNRESOLVED));
        identities.extend(named.clone().map(|it| it.id.as_str()));
        if named.clone().any(|it| it.assumed.is_some()) {
            summary.assumed_identities += 1;
        }
        secrets.extend(stage.secrets.iter().map(|it| it.secret.as_str()));
        // One value may be open in several places of a stage.
        unresolved.extend(stage.unresolved.iter().map(|open| (&open.id, &open.kind)));
        if stage.excess.weight > 0.0 {
            summary.stages_with_excess += 1;
        } else if !stage.excess.known {
            summary.stages_with_unknown_excess += 1;
        }
    }
    for kind in unresolved.into_values() {
        *summary.unresolved.entry(kind.clone()).or_default() += 1;
    }
    summary.identities = identities.len();
    summary.secrets = secrets.len();
    summary
}
