//! Pipelines are carried by the graph as the facts tell them, whatever the order of the facts.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use blastradius_collectors::facts::{
    Fact, Lineage, LineageKind, Origin, Pipeline, Provider, RunsAs, Stage, Trigger,
};
use blastradius_collectors::snapshot::{MemorySink, Sink, Snapshot};
use blastradius_graph::model::Graph;
use blastradius_graph::{BuildOptions, build};

fn pipeline(id: &str) -> Fact {
    Fact::Pipeline(Pipeline {
        id: id.to_owned(),
        provider: Provider::Other,
        kind: "test:pipeline".to_owned(),
        name: String::new(),
        scope: "repo".to_owned(),
        stages: ["train", "deploy"]
            .map(|name| Stage {
                id: format!("{id}#{name}"),
                name: name.to_owned(),
                runs_as: vec![RunsAs::assumed("role", "default", "nothing is named")],
                ..Stage::default()
            })
            .to_vec(),
        triggers: vec![Trigger::new("schedule", "0 2 * * *")],
        tags: None,
        attributes: Default::default(),
        origin: Origin::new("pipe.yaml", "3:1"),
    })
}

fn flow(kind: LineageKind, from: &str, to: &str) -> Fact {
    let mut lineage = Lineage::new(kind, from, to, Origin::new("pipe.yaml", ""));
    lineage.pinned = (kind == LineageKind::Image).then(|| "sha256:0".to_owned());
    Fact::Lineage(lineage)
}

fn graph(facts: impl Iterator<Item = Fact>) -> Graph {
    let mut sink = MemorySink::default();
    facts.for_each(|fact| sink.fact(fact));
    let snapshot = Snapshot {
        id: "s".to_owned(),
        taken: "2026-11-23T00:00:00Z".parse().unwrap(),
        facts: sink.facts,
        coverage: sink.coverage,
    };
    build(&snapshot, &BuildOptions::default()).unwrap()
}

#[test]
fn a_chain_tells_what_each_stage_declares() {
    let facts = [
        flow(LineageKind::Data, "raw", "b#train"),
        flow(LineageKind::Image, "image", "b#train"),
        flow(LineageKind::Model, "b#train", "model"),
        flow(LineageKind::Model, "model", "b#deploy"),
        pipeline("b"),
        pipeline("a"),
    ];
    let graph_of = graph(facts.iter().cloned());
    let chains = graph_of.pipelines();
    assert_eq!(chains.len(), 2);
    assert_eq!((chains[0].id.as_str(), chains[0].name.as_str()), ("a", "a"));
    let (train, deploy) = (&chains[1].stages[0], &chains[1].stages[1]);
    assert!(chains[0].stages[0].reads.is_empty());
    let read: Vec<_> = train
        .reads
        .iter()
        .map(|it| (it.asset.as_str(), it.kind, it.pinned.as_deref()))
        .collect();
    assert_eq!(
        read,
        [
            ("image", LineageKind::Image, Some("sha256:0")),
            ("raw", LineageKind::Data, None)
        ]
    );
    assert_eq!(train.writes[0].asset, "model");
    assert_eq!(train.writes[0].record, "lineage:b#train->model#model");
    assert_eq!(
        train.runs_as[0].assumed.as_deref(),
        Some("nothing is named")
    );
    assert_eq!(
        (deploy.pointer.as_str(), deploy.reads.len()),
        ("/stages/1", 1)
    );
    assert_eq!(chains[1].triggers[0].detail, "0 2 * * *");
    // The order of the facts makes no difference.
    assert_eq!(graph(facts.into_iter().rev()).pipelines(), chains);
}
