//! A stage runs as the identity that the platform gives where none is named.

use blastradius_collectors::facts::UNRESOLVED;

use super::{Found, Question, StageRule, StageRuleMeta};
use crate::answer::{Confidence, Severity};

/// How the reason begins where a parameter of the definition stands in, and not the platform.
const PARAMETER: &str = "the default";

pub(super) static RULE: StageRule = StageRule {
    meta: StageRuleMeta {
        id: "default-identity",
        title: "A stage runs as a default identity",
        why: "Everything that names no identity shares it, so that it collects the permissions of all of them.",
        owasp_nhi: &["NHI9:2025", "NHI5:2025"],
        attack: &["ATT&CK T1078.001"],
    },
    find,
};

fn find(question: &Question<'_>, found: &mut Found) {
    for asked in &question.stages {
        for (index, identity) in asked.stage.identities.iter().enumerate() {
            let Some(why) = &identity.assumed else {
                continue;
            };
            if identity.id.starts_with(UNRESOLVED) || is_parameter(why) {
                continue;
            }
            found.at(
                asked,
                (Severity::Medium, Confidence::Medium),
                format!(
                    "{} names no identity and runs as {}",
                    asked.stage.name, identity.id
                ),
                vec![asked.evidence(&format!("/runs_as/{index}"), why.clone())],
            );
        }
    }
}

fn is_parameter(why: &str) -> bool {
    why.strip_prefix(PARAMETER).is_some_and(|rest| {
        rest.trim_start_matches('s')
            .starts_with(" of the parameter")
    })
}
