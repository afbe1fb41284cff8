//! A stage runs code, an image or a model of somebody else, of whatever version there is when it runs.

use blastradius_collectors::facts::LineageKind;

use super::{Asked, Found, Question, StageRule, StageRuleMeta};
use crate::answer::{Confidence, Severity};

pub(super) static RULE: StageRule = StageRule {
    meta: StageRuleMeta {
        id: "unpinned-third-party",
        title: "A stage takes something of a third party that is not pinned",
        why: "Whoever can move the tag or the branch decides what runs with the identity and the secrets of the stage.",
        owasp_nhi: &["NHI3:2025"],
        attack: &["ATT&CK T1195", "AML.T0010.002", "AML.T0010.003"],
    },
    find,
};

/// Where anybody may publish.
const PUBLIC: &[&str] = &[
    "huggingface:",
    "docker://docker.io/",
    "docker://ghcr.io/",
    "docker://quay.io/",
    "docker://nvcr.io/",
    "docker://public.ecr.aws/",
    "docker://registry.gitlab.com/",
];

fn find(question: &Question<'_>, found: &mut Found) {
    for asked in &question.stages {
        for it in asked.stage.code.iter().chain(&asked.stage.inputs) {
            if it.pinned.is_some() || !is_foreign(asked, &it.id) {
                continue;
            }
            // A token or a secret is what the foreign code would take.
            let has_more = !asked.stage.secrets.is_empty() || asked.stage.tokens > 0;
            let severity = match (it.kind, has_more) {
                (LineageKind::Code, true) => Severity::High,
                (LineageKind::Data, _) => Severity::Low,
                _ => Severity::Medium,
            };
            let confidence = match it.assumed {
                Some(_) => Confidence::Medium,
                None => Confidence::High,
            };
            let what = format!("{} takes {} as it is at the time", asked.stage.name, it.id);
            let evidence = question
                .graph
                .pipelines()
                .iter()
                .flat_map(|chain| &chain.stages)
                .filter(|link| link.id == asked.stage.id)
                .flat_map(|link| &link.reads)
                .filter(|flow| flow.asset == it.id && flow.kind == it.kind)
                .map(|flow| blastradius_graph::model::Evidence {
                    record: flow.record.clone(),
                    pointer: String::new(),
                    note: "no digest or commit is named".to_owned(),
                });
            found.at(asked, (severity, confidence), what, evidence.collect());
        }
    }
}

/// Whether something is kept where others may publish, or in the repositories of another owner.
fn is_foreign(asked: &Asked<'_>, id: &str) -> bool {
    if PUBLIC.iter().any(|place| id.starts_with(place)) {
        return true;
    }
    let owner = |id: &str| {
        let rest = id
            .strip_prefix("github:")
            .or_else(|| id.strip_prefix("gitlab:"))?;
        rest.split('/').next().map(str::to_ascii_lowercase)
    };
    match (owner(id), owner(&asked.pipeline.id)) {
        (Some(theirs), Some(ours)) => theirs != ours,
        (Some(_), None) => true,
        _ => false,
    }
}
