//! Pipelines are carried by the graph as the facts tell them, whatever the order of the facts.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use blastradius_collectors::facts::{
    Fact, Lineage, LineageKind, Origin, Pipeline, Provider, RunsAs, Stage, Trigger, Workload,
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

/// A rule of EventBridge with its targets.
fn rule(name: &str, attributes: serde_json::Value) -> Fact {
    Fact::Workload(Workload {
        id: format!("arn:aws:events:us-east-1:111122223333:rule/{name}"),
        provider: Provider::Aws,
        kind: "aws:events:rule".to_owned(),
        name: name.to_owned(),
        scope: "aws:111122223333".to_owned(),
        region: None,
        runs_as: Vec::new(),
        environment: Vec::new(),
        tags: None,
        attributes: serde_json::from_value(attributes).unwrap(),
        origin: Origin::new("events:ListRules", ""),
    })
}

#[test]
fn rules_of_event_bridge_start_the_pipelines_that_they_target() {
    let sagemaker = "arn:aws:sagemaker:us-east-1:111122223333:pipeline/churn";
    let machine = "arn:aws:states:us-east-1:111122223333:stateMachine:etl";
    let code = "arn:aws:codepipeline:us-east-1:111122223333:release";
    let facts = [
        pipeline(sagemaker),
        pipeline(&format!("{machine}#pipeline")),
        pipeline(code),
        pipeline("arn:aws:sagemaker:us-east-1:111122223333:pipeline/other"),
        rule(
            "nightly",
            serde_json::json!({"schedule": "cron(0 3 * * ? *)", "state": "ENABLED", "targets": [sagemaker, machine]}),
        ),
        rule(
            "off",
            serde_json::json!({"schedule": "rate(1 hour)", "state": "DISABLED", "targets": [sagemaker]}),
        ),
        rule(
            "arrives",
            serde_json::json!({"event_sources": ["aws.s3 Object Created"], "targets": [format!("{machine}:prod"), code]}),
        ),
        rule(
            "odd",
            serde_json::json!({"targets": [code, "arn:aws:lambda:us-east-1:111122223333:function:f", "", "arn"]}),
        ),
        rule(
            "none",
            serde_json::json!({"schedule": "rate(5 minutes)", "targets": 7}),
        ),
    ];
    let graph = graph(facts.into_iter());
    let triggers = |id: &str| -> Vec<String> {
        let chain = graph.pipelines().iter().find(|it| it.id == id).unwrap();
        let shown = chain.triggers.iter().map(|it| {
            let paused = if it.paused { " (paused)" } else { "" };
            format!("{} {}{paused}", it.kind, it.detail)
        });
        shown.collect()
    };
    assert_eq!(
        triggers(sagemaker),
        [
            "schedule 0 2 * * *",
            "schedule cron(0 3 * * ? *)",
            "schedule rate(1 hour) (paused)"
        ]
    );
    assert_eq!(
        triggers(&format!("{machine}#pipeline")),
        [
            "schedule 0 2 * * *",
            "event aws.s3 Object Created",
            "schedule cron(0 3 * * ? *)"
        ]
    );
    assert_eq!(
        triggers(code),
        [
            "schedule 0 2 * * *",
            "event aws.s3 Object Created",
            "event rule odd"
        ]
    );
    assert_eq!(
        triggers("arn:aws:sagemaker:us-east-1:111122223333:pipeline/other"),
        ["schedule 0 2 * * *"]
    );
}
