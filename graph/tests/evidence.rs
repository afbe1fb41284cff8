//! Every hop names a record of the snapshot, and the place that it names is there: in the policy document where
//! the record is a policy, else in the record itself.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod cases;

use std::path::Path;

use blastradius_collectors::import;
use blastradius_collectors::snapshot::{Facts, MemorySink, Snapshot};
use blastradius_graph::model::{Evidence, Graph};
use blastradius_graph::{BuildOptions, build};
use cases::{all, snapshot};
use serde::Serialize;
use serde_json::Value;

/// The record of a name such as `policy:arn:…`, as JSON: of a policy its document.
fn record(facts: &Facts, name: &str) -> Option<Value> {
    fn json<T: Serialize>(fact: Option<&T>) -> Option<Value> {
        fact.map(|fact| serde_json::to_value(fact).unwrap())
    }
    let (kind, id) = name.split_once(':')?;
    match kind {
        "scope" => json(facts.scopes.get(id)),
        "identity" => json(facts.identities.get(id)),
        "credential" => json(facts.credentials.get(id)),
        "policy" => facts
            .policies
            .get(id)
            .map(|policy| serde_json::from_str(&policy.document).unwrap()),
        "attachment" => json(facts.attachments.get(id)),
        "workload" => json(facts.workloads.get(id)),
        "pipeline" => json(facts.pipelines.get(id)),
        "asset" => json(facts.assets.get(id)),
        "lineage" => json(facts.lineage.get(id)),
        "federation" => json(facts.federations.get(id)),
        _ => None,
    }
}

fn problem(facts: &Facts, evidence: &Evidence) -> Option<String> {
    let Some(record) = record(facts, &evidence.record) else {
        return Some(format!("no record `{}`", evidence.record));
    };
    record
        .pointer(&evidence.pointer)
        .is_none()
        .then(|| format!("no `{}` in `{}`", evidence.pointer, evidence.record))
}

fn problems(facts: &Facts, graph: &Graph) -> Vec<String> {
    let mut problems = Vec::new();
    for (id, from, to, edge) in graph.edges() {
        let evidence = graph.evidence(id, from, to);
        let hop = format!(
            "{} -{:?}-> {}",
            graph.node(from).id,
            edge.kind,
            graph.node(to).id
        );
        if evidence.is_empty() {
            problems.push(format!("{hop}: no evidence"));
        }
        problems.extend(
            evidence
                .iter()
                .filter_map(|evidence| problem(facts, evidence))
                .map(|problem| format!("{hop}: {problem}")),
        );
    }
    for (_, node) in graph.nodes() {
        if let Some(name) = node.record
            && record(facts, name).is_none()
        {
            problems.push(format!("node {}: no record `{name}`", node.id));
        }
    }
    problems
}

fn demo() -> Snapshot {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo/estate");
    let mut sink = MemorySink::default();
    import::format("aws-cli")
        .unwrap()
        .import(&[path], &mut sink)
        .unwrap();
    Snapshot::from_parts(
        sink.facts,
        sink.coverage,
        "2026-11-22T06:00:00Z".parse().unwrap(),
    )
}

#[test]
fn every_hop_of_the_demo_estate_can_be_opened() {
    let snapshot = demo();
    let graph = build(&snapshot, &BuildOptions::default()).unwrap();
    assert!(graph.edge_count() > 500, "{} edges", graph.edge_count());
    let problems = problems(&snapshot.facts, &graph);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_hop_of_every_case_can_be_opened() {
    let mut wrong = Vec::new();
    for (rule, file, case) in all() {
        let snapshot = snapshot(&case);
        wrong.extend(
            problems(&snapshot.facts, &case.graph())
                .into_iter()
                .map(|problem| format!("{rule}/{file}: {problem}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
