//! A model goes into production, or to where production takes it from, and nobody has to agree.

use std::collections::{BTreeSet, HashMap};

use super::{Asked, Found, Question, StageRule, StageRuleMeta};
use crate::answer::{Confidence, Severity};

pub(super) static RULE: StageRule = StageRule {
    meta: StageRuleMeta {
        id: "unreviewed-promotion",
        title: "Nobody reviews what goes into production",
        why: "What poisons the data or the code upstream is in production by itself.",
        owasp_nhi: &["NHI8:2025"],
        attack: &["AML.T0020", "AML.T0010.003", "ATT&CK T1677"],
    },
    find,
};

/// Kinds of stages that promote.
const PROMOTES: &[&str] = &[
    "deployment",
    "deploy",
    "registration",
    "release",
    "promotion",
];

/// Gates at which somebody, or a rule that somebody set, decides.
const REVIEWS: &[&str] = &["approval", "environment", "signature"];

/// What starts a pipeline without anybody.
const AUTOMATIC: &[&str] = &[
    "schedule",
    "event",
    "push",
    "pull_request",
    "pull_request_target",
    "upstream",
];

fn find(question: &Question<'_>, found: &mut Found) {
    let by_id: HashMap<&str, Asked<'_>> = question
        .stages
        .iter()
        .map(|asked| (asked.stage.id.as_str(), *asked))
        .collect();
    for asked in &question.stages {
        let kind = asked.stage.kind.as_str();
        if !PROMOTES.contains(&kind) || is_reviewed(asked, &by_id) {
            continue;
        }
        let mut triggers = asked.pipeline.triggers.iter().filter(|it| !it.paused);
        let severity = match triggers.find(|it| AUTOMATIC.contains(&it.kind.as_str())) {
            Some(_) => Severity::High,
            // Somebody starts it, who may have looked.
            None => Severity::Medium,
        };
        let confidence = match asked.pipeline.triggers.is_empty() {
            true => Confidence::Medium,
            false => Confidence::High,
        };
        found.at(
            asked,
            (severity, confidence),
            format!(
                "no approval or environment stands before {}",
                asked.stage.name
            ),
            vec![asked.evidence("", kind)],
        );
    }
}

/// Whether a review stands before the stage, or before one that it waits for.
fn is_reviewed<'a>(asked: &Asked<'a>, by_id: &HashMap<&str, Asked<'a>>) -> bool {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut next = vec![*asked];
    while let Some(at) = next.pop() {
        let mut gates = at.stage.gates.iter();
        if gates.any(|gate| REVIEWS.contains(&gate.kind.as_str())) {
            return true;
        }
        for before in &at.stage.after {
            if let Some(stage) = by_id.get(before.as_str())
                && seen.insert(&stage.stage.id)
            {
                next.push(*stage);
            }
        }
    }
    false
}
