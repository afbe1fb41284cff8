//! Every stage rule is registered, documented, finds what it is about and leaves its look-alike alone.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::BTreeSet;
use std::fs;

use blastradius_collectors::facts::{AssetClass, Fact, Pipeline};
use blastradius_collectors::snapshot::{MemorySink, Sink, Snapshot};
use blastradius_graph::{BuildOptions, build};
use blastradius_queries::answer::{Confidence, Severity, StageFinding};
use blastradius_queries::pipelines::rules::RULES;
use blastradius_queries::pipelines::{PipelinesOptions, pipelines};
use serde_json::{Value, json};

/// What the rules find in pipelines with these stages and triggers.
fn found(
    kind: &str,
    provider: &str,
    triggers: Value,
    stages: Value,
    flows: &[[&str; 3]],
) -> Vec<StageFinding> {
    let pipeline = json!({
        "id": "github:acme/ml/.github/workflows/ml.yml", "provider": provider, "type": kind, "name": "ml",
        "scope": "github:acme/ml", "triggers": triggers, "stages": stages, "origin": {"source": "ml.yml"},
    });
    let mut sink = MemorySink::default();
    sink.fact(Fact::Pipeline(
        serde_json::from_value::<Pipeline>(pipeline).unwrap(),
    ));
    for [from, to, kind] in flows {
        let id = format!("{from}->{to}#{kind}");
        let (kind, pinned) = match kind.split_once('@') {
            Some((kind, pinned)) => (kind, Some(pinned)),
            None => (*kind, None),
        };
        let lineage = json!({"id": id, "kind": kind, "from": from, "to": to, "pinned": pinned, "origin": {"source": "ml.yml"}});
        sink.fact(Fact::Lineage(serde_json::from_value(lineage).unwrap()));
    }
    let snapshot = Snapshot {
        id: "s".to_owned(),
        taken: "2026-11-23T00:00:00Z".parse().unwrap(),
        facts: sink.facts,
        coverage: sink.coverage,
    };
    let graph = build(&snapshot, &BuildOptions::default()).unwrap();
    pipelines(&graph, &PipelinesOptions::default()).findings
}

fn stage(name: &str, more: Value) -> Value {
    let mut stage = json!({"id": format!("p#{name}"), "name": name, "type": "training"});
    let members = stage.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    stage
}

fn of(rule: &str, findings: Vec<StageFinding>) -> Vec<StageFinding> {
    findings.into_iter().filter(|it| it.rule == rule).collect()
}

fn stages(rule: &str, stages: Value) -> Vec<StageFinding> {
    of(
        rule,
        found("github:workflow", "github", json!([]), stages, &[]),
    )
}

#[test]
fn every_rule_is_registered_and_documented() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/pipelines/rules");
    let files: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .map(|it| {
            it.unwrap()
                .file_name()
                .to_string_lossy()
                .trim_end_matches(".rs")
                .replace('_', "-")
        })
        .filter(|name| name != "mod")
        .collect();
    let rules: BTreeSet<String> = RULES.iter().map(|rule| rule.meta.id.to_owned()).collect();
    assert_eq!(files, rules);
    let docs = fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../docs/stage-rules.md"
    ))
    .unwrap();
    for rule in RULES {
        assert!(
            docs.contains(&format!("\n## {}\n", rule.meta.id)),
            "{}",
            rule.meta.id
        );
        assert!(!rule.meta.owasp_nhi.is_empty() && !rule.meta.attack.is_empty());
    }
}

#[test]
fn default_identity() {
    let runs = |why: &str| {
        stage(
            "t",
            json!({"runs_as": [{"identity": "default", "how": "sa", "assumed": why}]}),
        )
    };
    let one = stages("default-identity", json!([runs("none is named")]));
    assert_eq!((one.len(), one[0].severity), (1, Severity::Medium));
    assert_eq!(one[0].evidence[0].pointer, "/stages/0/runs_as/0");
    assert!(
        stages(
            "default-identity",
            json!([runs("the default of the parameter `Role`")])
        )
        .is_empty()
    );
    let named = stage("t", json!({"runs_as": [{"identity": "own", "how": "sa"}]}));
    assert!(stages("default-identity", json!([named])).is_empty());
}

#[test]
fn secret_in_environment() {
    let with = |variable: Value| json!([stage("t", json!({"environment": [variable]}))]);
    let one = stages(
        "secret-in-environment",
        with(json!({"name": "T", "shape": "jwt"})),
    );
    assert_eq!((one.len(), one[0].confidence), (1, Confidence::High));
    assert!(stages("secret-in-environment", with(json!({"name": "T"}))).is_empty());
}

#[test]
fn shared_identity() {
    let runs = |name: &str, kind: &str, id: &str| {
        stage(
            name,
            json!({"type": kind, "runs_as": [{"identity": id, "how": "role"}]}),
        )
    };
    let rule = "shared-identity";
    let both = stages(
        rule,
        json!([runs("a", "ingestion", "r"), runs("b", "deployment", "r")]),
    );
    assert_eq!((both.len(), both[0].severity), (1, Severity::Medium));
    assert_eq!(both[0].stages, ["p#a", "p#b"]);
    assert_eq!(both[0].evidence.len(), 2);
    assert!(
        stages(
            rule,
            json!([runs("a", "ingestion", "r"), runs("b", "deployment", "s")])
        )
        .is_empty()
    );
    assert!(
        stages(
            rule,
            json!([runs("a", "training", "r"), runs("b", "training", "r")])
        )
        .is_empty()
    );
}

#[test]
fn standing_credential() {
    let given = |secret: &str| {
        json!([stage(
            "t",
            json!({"secrets": [{"secret": secret, "how": "env", "name": "X"}]})
        )])
    };
    let rule = "standing-credential";
    let key = "github:acme/ml/secrets/PROD_AWS_SECRET_ACCESS_KEY";
    let one = stages(rule, given(key));
    assert_eq!((one.len(), one[0].confidence), (1, Confidence::Medium));
    assert!(stages(rule, given("github:acme/ml/secrets/SLACK_HOOK")).is_empty());
    // A platform that signs no tokens for its jobs.
    assert!(
        of(
            rule,
            found("jenkins:pipeline", "other", json!([]), given(key), &[])
        )
        .is_empty()
    );
}

#[test]
fn unpinned_third_party() {
    let rule = "unpinned-third-party";
    let ask = |flow: [&str; 3]| {
        let stages = json!([stage(
            "t",
            json!({"secrets": [{"secret": "s", "how": "env"}]})
        )]);
        of(
            rule,
            found("github:workflow", "github", json!([]), stages, &[flow]),
        )
    };
    let code = ask(["github:other/action/*", "p#t", "code"]);
    assert_eq!((code.len(), code[0].severity), (1, Severity::High));
    assert_eq!(
        code[0].evidence[0].record,
        "lineage:github:other/action/*->p#t#code"
    );
    assert_eq!(
        ask(["huggingface:models/x/y", "p#t", "model"])[0].severity,
        Severity::Medium
    );
    assert!(
        ask([
            "huggingface:models/x/y",
            "p#t",
            "model@0123456789012345678901234567890123456789"
        ])
        .is_empty()
    );
    assert!(ask(["github:acme/tools/*", "p#t", "code"]).is_empty());
    assert!(
        ask([
            "arn:aws:ecr:us-east-1:111122223333:repository/train",
            "p#t",
            "image"
        ])
        .is_empty()
    );
}

#[test]
fn unreviewed_promotion() {
    let rule = "unreviewed-promotion";
    let deploy = |more: Value| {
        let mut stage = stage("d", json!({"type": "deployment", "after": ["p#t"]}));
        stage
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        stage
    };
    let gate = |kind: &str| json!({"gates": [{"kind": kind, "detail": "x"}]});
    let ask = |triggers: Value, stages: Value| {
        of(
            rule,
            found("github:workflow", "github", triggers, stages, &[]),
        )
    };
    let train = || stage("t", json!({}));
    let nightly = || json!([{"kind": "schedule", "detail": "0 2 * * *"}]);
    let one = ask(nightly(), json!([train(), deploy(json!({}))]));
    assert_eq!((one.len(), one[0].severity), (1, Severity::High));
    let by_hand = ask(
        json!([{"kind": "manual"}]),
        json!([train(), deploy(json!({}))]),
    );
    assert_eq!(by_hand[0].severity, Severity::Medium);
    assert!(ask(nightly(), json!([train(), deploy(gate("approval"))])).is_empty());
    // A digest says what runs, not that somebody looked.
    assert_eq!(
        ask(nightly(), json!([train(), deploy(gate("digest-pin"))])).len(),
        1
    );
    // The review may stand before the stage that it waits for.
    assert!(
        ask(
            nightly(),
            json!([stage("t", gate("environment")), deploy(json!({}))])
        )
        .is_empty()
    );
}

#[test]
fn overprivileged_stage() {
    use blastradius_graph::model::{Access, EdgeKind, GraphBuilder, NodeKind};
    let rule = |wide: bool| {
        let mut b = GraphBuilder::new();
        b.node(common::node("p#t", NodeKind::Stage, "training"));
        b.node(common::node("role", NodeKind::Identity, "aws:iam:role"));
        b.node(common::asset("in", AssetClass::Data));
        b.node(common::asset("secret", AssetClass::Secret));
        b.edge("p#t", "role", common::edge(EdgeKind::RunsAs));
        b.edge("role", "in", common::touch(&[Access::Read]));
        if wide {
            b.edge("role", "secret", common::touch(&[Access::Read]));
        }
        b.pipeline(common::chain("p", &[("p#t", &["in"], &[], "role")]));
        let graph = b.freeze(common::info());
        of(
            "overprivileged-stage",
            pipelines(&graph, &PipelinesOptions::default()).findings,
        )
    };
    let one = rule(true);
    assert_eq!((one.len(), one[0].severity), (1, Severity::High));
    assert_eq!(one[0].evidence[0].record, "policy:p");
    assert!(rule(false).is_empty());
}
