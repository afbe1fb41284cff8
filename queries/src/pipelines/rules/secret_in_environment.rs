//! A secret stands in the environment of a stage as it is.

use super::{Found, Question, StageRule, StageRuleMeta};
use crate::answer::{Confidence, Severity};

pub(super) static RULE: StageRule = StageRule {
    meta: StageRuleMeta {
        id: "secret-in-environment",
        title: "A secret is written into a definition",
        why: "Whoever reads the definition, or the description of the job, has the secret; so has its history.",
        owasp_nhi: &["NHI2:2025"],
        attack: &["ATT&CK T1552.001", "AML.T0055"],
    },
    find,
};

fn find(question: &Question<'_>, found: &mut Found) {
    for asked in &question.stages {
        for (index, variable) in asked.stage.environment.iter().enumerate() {
            let Some(shape) = &variable.shape else {
                continue;
            };
            found.at(
                asked,
                (Severity::High, Confidence::High),
                format!(
                    "the variable {} of {} has the shape of a secret: {shape}",
                    variable.name, asked.stage.name
                ),
                vec![asked.evidence(&format!("/environment/{index}"), shape.clone())],
            );
        }
    }
}
