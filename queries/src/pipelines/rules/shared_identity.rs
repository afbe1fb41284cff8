//! One identity in stages of different trust, or in several pipelines.

use super::{Found, Question, Raw, StageRule, StageRuleMeta};
use crate::answer::{Confidence, Severity};

pub(super) static RULE: StageRule = StageRule {
    meta: StageRuleMeta {
        id: "shared-identity",
        title: "Stages share an identity",
        why: "What breaks into one of the stages is in all of them: whoever feeds the ingestion may deploy.",
        owasp_nhi: &["NHI9:2025"],
        attack: &["ATT&CK T1078.004", "AML.T0012"],
    },
    find,
};

fn find(question: &Question<'_>, found: &mut Found) {
    for shared in question.shared {
        let asked: Vec<_> = question
            .stages
            .iter()
            .filter(|it| shared.stages.contains(&it.stage.id))
            .collect();
        let Some(first) = asked.first() else {
            continue;
        };
        let mut evidence = Vec::new();
        let mut sure = true;
        for it in &asked {
            for (index, identity) in it.stage.identities.iter().enumerate() {
                if identity.id == shared.id {
                    sure &= identity.assumed.is_none();
                    evidence.push(it.evidence(&format!("/runs_as/{index}"), identity.how.clone()));
                }
            }
        }
        let severity = match shared.across_trust {
            true => Severity::Medium,
            false => Severity::Low,
        };
        let confidence = match sure {
            true => Confidence::High,
            false => Confidence::Medium,
        };
        found.0.push(Raw {
            severity,
            confidence,
            pipeline: first.pipeline.id.clone(),
            stages: shared.stages.clone(),
            what: format!(
                "{} stages of {} pipelines run as {}: {}",
                shared.stages.len(),
                shared.pipelines,
                shared.id,
                shared.kinds.join(", ")
            ),
            evidence,
            instead: Vec::new(),
            names: None,
        });
    }
}
