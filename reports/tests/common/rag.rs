//! A hand-made answer of `rag`.

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{Access, Certainty};
use blastradius_queries::answer::*;

use super::{BUCKET, ENDPOINT, Names, ROLE, coverage, nodes, snapshot, touch};

pub(crate) fn rag(f: Names<'_>) -> Rag {
    let path = vec![touch(f, ROLE, ENDPOINT, &[Access::Use], "policy:deploy")];
    Rag {
        schema: "blastradius/rag/1",
        snapshot: snapshot(),
        context: AttackerContext::default(),
        summary: RagSummary {
            indexes: 1,
            leaking: 1,
            identities: 1,
            models: 0,
            without_source: 1,
        },
        indexes: vec![RagIndex {
            id: f(ENDPOINT),
            class: AssetClass::Index,
            artifacts: vec![f("arn:aws:s3:::acme-models/m.tar.gz")],
            enforcement: Enforcement::CallerAsserted,
            enforcement_by: f("asset:kb /attributes/kind"),
            staleness: Staleness {
                state: Freshness::Unknown,
                last_sync: Some(f("2026-11-22T01:00:00Z")),
                policy_changed: None,
                why: Some(f("when the policy of a source last changed was not read")),
            },
            stores: Vec::new(),
            logs: Vec::new(),
            askers: 2,
            sources: vec![LeakedSource {
                id: f(BUCKET),
                readers: 1,
                leaks_to: 2,
                leaks: vec![Leak {
                    id: f(ROLE),
                    via: Via::Agent,
                    through: f(ENDPOINT),
                    reads_source: Some(Certainty::Conditional),
                    hops: 1,
                    certainty: Certainty::Certain,
                    gates: Vec::new(),
                    path,
                }],
            }],
        }],
        models: Vec::new(),
        coverage: coverage(f),
        nodes: nodes(f, 0),
    }
}
