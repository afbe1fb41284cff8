//! The identity of a stage may touch more than the stage declares.

use blastradius_graph::model::Certainty;

use super::{Found, Question, StageRule, StageRuleMeta};
use crate::answer::{Confidence, Excess, Severity};

pub(super) static RULE: StageRule = StageRule {
    meta: StageRuleMeta {
        id: "overprivileged-stage",
        title: "A stage may touch more than it declares",
        why: "Code that is slipped into the stage has all of it; the definition shows that the stage needs none of it.",
        owasp_nhi: &["NHI5:2025"],
        attack: &["ATT&CK T1078.004", "AML.T0012"],
    },
    find,
};

fn find(question: &Question<'_>, found: &mut Found) {
    for asked in &question.stages {
        let excess = &asked.stage.excess;
        if excess.weight <= 0.0 {
            continue;
        }
        let sure = asked.stage.identities.iter().all(|it| it.assumed.is_none());
        let certain = excess
            .worst
            .iter()
            .any(|it| it.certainty == Certainty::Certain);
        let confidence = match sure && (certain || !excess.administers.is_empty()) {
            true => Confidence::High,
            false => Confidence::Medium,
        };
        let worst = excess.worst.iter().take(3);
        let mut evidence: Vec<_> = worst
            .filter_map(|it| it.path.last()?.evidence.first().cloned())
            .collect();
        evidence.dedup();
        if evidence.is_empty() {
            evidence.push(asked.evidence("", "administers a scope"));
        }
        let what = format!("{} {}", asked.stage.name, words(excess));
        found.at(asked, (severity(excess), confidence), what, evidence);
    }
}

fn severity(excess: &Excess) -> Severity {
    let any = |classes: &[&str]| {
        let maps = [&excess.confidentiality, &excess.integrity];
        classes
            .iter()
            .any(|class| maps.iter().any(|map| map.contains_key(class)))
    };
    if !excess.administers.is_empty() {
        Severity::Critical
    } else if any(&["secret", "model"]) {
        Severity::High
    } else if any(&["data", "index", "key", "code", "image"]) {
        Severity::Medium
    } else {
        Severity::Low
    }
}

fn words(excess: &Excess) -> String {
    let list = |counts: &std::collections::BTreeMap<&str, usize>| {
        let parts: Vec<String> = counts
            .iter()
            .map(|(class, count)| match (*class, *count) {
                ("data", 1) => "1 data set".to_owned(),
                ("data", n) => format!("{n} data sets"),
                ("index", n) if n > 1 => format!("{n} indexes"),
                ("code", n) => format!("{n} code"),
                (class, 1) => format!("1 {class}"),
                (class, n) => format!("{n} {class}s"),
            })
            .collect();
        parts.join(", ")
    };
    let mut parts = Vec::new();
    if !excess.administers.is_empty() {
        parts.push(format!("administers {}", excess.administers.join(", ")));
    }
    if !excess.confidentiality.is_empty() {
        parts.push(format!("may read or use {}", list(&excess.confidentiality)));
    }
    if !excess.integrity.is_empty() {
        parts.push(format!("may change {}", list(&excess.integrity)));
    }
    format!("{} beyond what it declares", parts.join(" and "))
}
