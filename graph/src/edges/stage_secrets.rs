//! Stage -> the secrets that its definition hands to it.

use blastradius_collectors::facts::{Pipeline, SecretUse, Stage};

use super::{EdgeRule, Findings, RuleMeta, edge_of};
use crate::estate::{Answer, Estate};
use crate::model::{Access, AccessSet, Certainty, EdgeKind, Evidence, Gate, GateKind};

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "stage-secrets",
    title: "A stage of a pipeline is given a secret",
    does: "A definition that mounts a secret, sets a variable from one, or names a connection or a group of variables hands \
           it to the code of the stage: it reads it. Where the definition does not say in so many words that it is a \
           secret, or which, the edge is assumed. An approval or an environment before the stage is a gate. Jobs of GitHub \
           Actions have a rule of their own.",
    matters: "Whoever can run code in the stage, or change its definition, has the secret.",
    permissions: &[],
    references: &[
        "https://docs.gitlab.com/ci/variables/",
        "https://kubernetes.io/docs/concepts/configuration/secret/",
        "ATT&CK T1552",
        "ATT&CK T1677",
        "OWASP NHI2:2025 Secret Leakage",
        "OWASP CICD-SEC-6 Insufficient Credential Hygiene",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        let pipelines = estate.facts.pipelines.values();
        for pipeline in pipelines.filter(|it| !it.kind.starts_with("github:")) {
            for (index, stage) in pipeline.stages.iter().enumerate() {
                for (number, secret) in stage.secrets.iter().enumerate() {
                    let pointer = format!("/stages/{index}/secrets/{number}");
                    let answer = given(pipeline, stage, secret, pointer);
                    let access = AccessSet::EMPTY.with(Access::Read);
                    let edge = edge_of(EdgeKind::Touches, None, access, answer);
                    found.edge(&stage.id, &secret.secret, edge);
                }
            }
        }
    }
}

fn given(pipeline: &Pipeline, stage: &Stage, secret: &SecretUse, pointer: String) -> Answer {
    let note = match secret.name.is_empty() {
        true => format!("is given it: {}", secret.how),
        false => format!("is given it as {} ({})", secret.name, secret.how),
    };
    let mut answer = Answer::certain(vec![Evidence {
        record: format!("pipeline:{}", pipeline.id),
        pointer,
        note,
    }]);
    if let Some(why) = &secret.assumed {
        answer = answer.unless_proven(Certainty::Assumed, why.clone());
    }
    for gate in &stage.gates {
        let kind = match gate.kind.as_str() {
            "approval" => GateKind::Approval,
            "environment" => GateKind::Environment,
            _ => continue,
        };
        answer.gates.push(Gate {
            kind,
            detail: gate.detail.clone(),
        });
    }
    answer
}
