//! Stage rules: what is wrong with a pipeline by its definition, one file a rule.
//!
//! A rule says what it found, how bad and how sure it is, and shows the place. `docs/stage-rules.md` describes each.

mod default_identity;
mod federated_trust;
mod overprivileged_stage;
mod secret_in_environment;
mod shared_identity;
mod standing_credential;
mod unpinned_third_party;
mod unreviewed_promotion;

use std::collections::HashMap;

use blastradius_graph::model::{Evidence, Graph, StageLink};

use crate::answer::{
    Confidence, DescribedPipeline, DescribedStage, FederatedTrust, Severity, SharedIdentity,
    StageFinding,
};

/// What a rule is about.
#[derive(Debug)]
pub struct StageRuleMeta {
    /// The id, which is the name of its file with `-` for `_`.
    pub id: &'static str,
    /// In a few words.
    pub title: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// OWASP Non-Human Identities Top 10 2025.
    pub owasp_nhi: &'static [&'static str],
    /// MITRE ATLAS and ATT&CK techniques.
    pub attack: &'static [&'static str],
}

/// A rule.
#[derive(Debug)]
pub struct StageRule {
    /// What it is about.
    pub meta: StageRuleMeta,
    /// Finds.
    find: fn(&Question<'_>, &mut Found),
}

/// Every rule. A new rule is a file beside this one, a line here and a part of `docs/stage-rules.md`.
pub static RULES: &[&StageRule] = &[
    &default_identity::RULE,
    &federated_trust::RULE,
    &overprivileged_stage::RULE,
    &secret_in_environment::RULE,
    &shared_identity::RULE,
    &standing_credential::RULE,
    &unpinned_third_party::RULE,
    &unreviewed_promotion::RULE,
];

/// What the rules are asked about.
struct Question<'a> {
    graph: &'a Graph,
    stages: Vec<Asked<'a>>,
    shared: &'a [SharedIdentity],
    trusts: &'a [FederatedTrust],
}

/// One stage with its pipeline.
#[derive(Clone, Copy)]
struct Asked<'a> {
    pipeline: &'a DescribedPipeline,
    stage: &'a DescribedStage,
    /// Where it stands in the record of the pipeline.
    pointer: &'a str,
}

impl Asked<'_> {
    /// A place in the record of the pipeline.
    fn evidence(&self, member: &str, note: impl Into<String>) -> Evidence {
        Evidence {
            record: format!("pipeline:{}", self.pipeline.id),
            pointer: format!("{}{member}", self.pointer),
            note: note.into(),
        }
    }
}

/// What one rule found.
#[derive(Default)]
struct Found(Vec<Raw>);

/// A finding without what is the same for all of its rule.
struct Raw {
    severity: Severity,
    confidence: Confidence,
    pipeline: String,
    stages: Vec<String>,
    what: String,
    evidence: Vec<Evidence>,
    instead: Vec<String>,
    names: Option<String>,
}

impl Found {
    /// Adds what was found at one stage.
    fn at(
        &mut self,
        asked: &Asked<'_>,
        (severity, confidence): (Severity, Confidence),
        what: String,
        evidence: Vec<Evidence>,
    ) {
        self.0.push(Raw {
            severity,
            confidence,
            pipeline: asked.pipeline.id.clone(),
            stages: vec![asked.stage.id.clone()],
            what,
            evidence,
            instead: Vec::new(),
            names: None,
        });
    }
}

/// What the rules find, the worst first.
pub(super) fn find(
    graph: &Graph,
    pipelines: &[DescribedPipeline],
    shared: &[SharedIdentity],
    trusts: &[FederatedTrust],
) -> Vec<StageFinding> {
    let links = graph.pipelines().iter().flat_map(|it| &it.stages);
    let pointers: HashMap<&str, &StageLink> = links.map(|it| (it.id.as_str(), it)).collect();
    let stages = pipelines.iter().flat_map(|pipeline| {
        let pointers = &pointers;
        pipeline.stages.iter().map(move |stage| Asked {
            pipeline,
            stage,
            pointer: pointers
                .get(stage.id.as_str())
                .map_or("", |link| link.pointer.as_str()),
        })
    });
    let question = Question {
        graph,
        stages: stages.collect(),
        shared,
        trusts,
    };
    let mut findings: Vec<StageFinding> = Vec::new();
    for rule in RULES {
        let mut found = Found::default();
        (rule.find)(&question, &mut found);
        let meta = &rule.meta;
        findings.extend(found.0.into_iter().map(|raw| StageFinding {
            rule: meta.id,
            title: meta.title,
            severity: raw.severity,
            confidence: raw.confidence,
            pipeline: raw.pipeline,
            stages: raw.stages,
            what: raw.what,
            why: meta.why,
            instead: raw.instead,
            names: raw.names,
            evidence: raw.evidence,
            owasp_nhi: meta.owasp_nhi,
            attack: meta.attack,
        }));
    }
    findings.sort_by(|a, b| {
        let key = |it: &StageFinding| (it.severity, it.confidence);
        key(b)
            .cmp(&key(a))
            .then_with(|| (a.rule, &a.stages, &a.what).cmp(&(b.rule, &b.stages, &b.what)))
    });
    findings
}
