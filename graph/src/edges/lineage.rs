//! Asset -> workload -> asset, as data, models and code flow.

use std::collections::HashMap;

use blastradius_collectors::facts::{LineageKind, StageGate};

use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::{Answer, Estate};
use crate::model::{Certainty, EdgeKind, Evidence, Gate, GateKind};

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "lineage",
    title: "Data, a model or an index flows on",
    does: "A training job reads its input and writes a model; a model is served by an endpoint. Each such fact is a \
           flow edge. What stands before a stage (an approval, an environment with reviewers) is a gate of every flow \
           into it.",
    matters: "Who can write the training data can poison the model and everybody who asks the endpoint.",
    permissions: &[],
    references: &[
        "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html",
        "ATT&CK T1565.001",
        "MITRE ATLAS AML.T0020",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        let stages = estate.facts.pipelines.values().flat_map(|it| &it.stages);
        let gates: HashMap<&str, &[StageGate]> = stages
            .filter(|stage| !stage.gates.is_empty())
            .map(|stage| (stage.id.as_str(), stage.gates.as_slice()))
            .collect();
        for lineage in estate.facts.lineage.values() {
            let what = match lineage.kind {
                LineageKind::Data => "data",
                LineageKind::Model => "model",
                LineageKind::Index => "index",
                // Code that runs is control over the workload: see the rule code-control.
                _ => continue,
            };
            let mut answer = Answer::certain(vec![Evidence {
                record: format!("lineage:{}", lineage.id),
                pointer: String::new(),
                note: what.to_owned(),
            }]);
            if let Some(why) = &lineage.assumed {
                answer = answer.unless_proven(Certainty::Assumed, why.clone());
            }
            if let Some(digest) = &lineage.pinned {
                answer.gates.push(Gate {
                    kind: GateKind::DigestPin,
                    detail: format!("the content must have the digest {digest}"),
                });
            }
            let (from, to) = (&lineage.from, &lineage.to);
            // Nothing flows out of a stage that did not flow in, so that each gate is met once.
            let before = gates.get(to.as_str()).copied().unwrap_or_default();
            answer.gates.extend(before.iter().map(|gate| Gate {
                kind: kind_of(gate),
                detail: gate.detail.clone(),
            }));
            found.become_edge(from, to, EdgeKind::Flows, None, answer);
        }
    }
}

/// Whatever else a platform calls a gate has rules that somebody set, as an environment does.
pub(super) fn kind_of(gate: &StageGate) -> GateKind {
    match gate.kind.as_str() {
        "approval" => GateKind::Approval,
        "digest-pin" => GateKind::DigestPin,
        "signature" => GateKind::Signature,
        _ => GateKind::Environment,
    }
}
