//! Asset -> workload -> asset, as data, models and code flow.

use blastradius_collectors::facts::LineageKind;

use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::{Answer, Estate};
use crate::model::{Certainty, EdgeKind, Evidence, Gate, GateKind};

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "lineage",
    title: "Data, a model or an index flows on",
    does: "A training job reads its input and writes a model; a model is served by an endpoint. Each such fact is a \
           flow edge.",
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
            found.become_edge(from, to, EdgeKind::Flows, None, answer);
        }
    }
}
