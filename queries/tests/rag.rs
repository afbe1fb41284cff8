//! Who can ask an index and cannot read what it was made from.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod common;

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{
    Access, Certainty, Edge, EdgeKind, Graph, GraphBuilder, IndexDetail, NodeKind,
};
use blastradius_queries::answer::{Enforcement, Freshness, Plane, Rag, Via};
use blastradius_queries::rag::{RagOptions, rag};
use blastradius_queries::recheck::{Claim, recheck};
use common::{asset, edge, info, node, touch};

/// A base `kb` of `hr` and `wiki`, kept in `vectors`, logged in `log`. `hr-lead` reads the documents and asks; `intern` asks; `app`
/// is invoked by `visitor` and asks as `app-role`; `dba` reads the vectors, `sre` the log; `nobody` reads the wiki only.
fn estate(enforcement: Option<&str>, times: [Option<&str>; 2]) -> Graph {
    let mut b = GraphBuilder::new();
    for id in [
        "hr-lead", "intern", "app-role", "visitor", "dba", "sre", "nobody", "maybe",
    ] {
        b.node(node(id, NodeKind::Identity, "aws:iam:role"));
    }
    b.node(node("app", NodeKind::Workload, "aws:bedrock:agent"));
    b.node(node("ingest", NodeKind::Stage, "ingestion"));
    for (id, class) in [
        ("kb", AssetClass::Index),
        ("vectors", AssetClass::Index),
        ("lonely", AssetClass::Index),
        ("hr", AssetClass::Data),
        ("wiki", AssetClass::Data),
        ("log", AssetClass::Log),
        ("model", AssetClass::Model),
    ] {
        b.node(asset(id, class));
    }
    let flows = || edge(EdgeKind::Flows);
    b.edge("hr", "kb", flows());
    b.edge("wiki", "ingest", flows());
    b.edge("ingest", "kb", flows());
    b.edge("kb", "vectors", flows());
    b.edge("vectors", "kb", flows());
    b.edge("hr", "model", flows());
    let read = || touch(&[Access::Read]);
    for (who, what) in [
        ("hr-lead", "kb"),
        ("hr-lead", "hr"),
        ("hr-lead", "wiki"),
        ("intern", "kb"),
        ("app-role", "kb"),
        ("dba", "vectors"),
        ("sre", "log"),
        ("nobody", "wiki"),
        ("maybe", "kb"),
    ] {
        b.edge(who, what, read());
    }
    b.edge(
        "maybe",
        "hr",
        Edge {
            certainty: Certainty::Conditional,
            conditions: vec!["aws:SourceVpce is vpce-1".to_owned()],
            ..read()
        },
    );
    b.edge(
        "visitor",
        "app",
        Edge {
            certainty: Certainty::Influence,
            ..edge(EdgeKind::Controls)
        },
    );
    b.edge("app", "app-role", edge(EdgeKind::RunsAs));
    b.edge("nobody", "model", touch(&[Access::Use]));
    b.index(IndexDetail {
        id: "kb".to_owned(),
        stores: vec!["vectors".to_owned()],
        logs: vec!["log".to_owned()],
        enforcement: enforcement.map(|it| (it.to_owned(), "asset:kb".to_owned())),
        last_sync: times[0].map(str::to_owned),
        policy_changed: times[1].map(str::to_owned),
        stale: Vec::new(),
        doubts: Vec::new(),
    });
    b.freeze(info())
}

fn ask(graph: &Graph) -> Rag {
    rag(graph, &RagOptions::default())
}

fn leaks<'a>(answer: &'a Rag, source: &str) -> Vec<(&'a str, Via, &'a str, Option<Certainty>)> {
    let sources = answer.indexes[0].sources.iter();
    let found: Vec<_> = sources.filter(|it| it.id == source).collect();
    let mut leaks: Vec<_> = found[0]
        .leaks
        .iter()
        .map(|it| (it.id.as_str(), it.via, it.through.as_str(), it.reads_source))
        .collect();
    leaks.sort();
    leaks
}

#[test]
fn a_leak_is_who_can_ask_and_cannot_read() {
    let graph = estate(Some("none"), [None, None]);
    let answer = ask(&graph);
    assert_eq!(
        leaks(&answer, "hr"),
        [
            ("app-role", Via::Direct, "kb", None),
            ("dba", Via::Store, "vectors", None),
            ("intern", Via::Direct, "kb", None),
            // It reads the source too, on a condition.
            ("maybe", Via::Direct, "kb", Some(Certainty::Conditional)),
            ("sre", Via::Logs, "log", None),
            ("visitor", Via::Agent, "kb", None),
        ]
    );
    // By way of a stage, and never the lead, who reads both.
    assert!(leaks(&answer, "wiki").iter().all(|it| it.0 != "hr-lead"));
    assert_eq!(leaks(&answer, "wiki").len(), 6);
    let s = answer.summary;
    assert_eq!(
        (
            s.indexes,
            s.leaking,
            s.identities,
            s.models,
            s.without_source
        ),
        (1, 1, 6, 1, 1)
    );
    assert_eq!(answer.indexes[0].askers, 7);
    let model = &answer.models[0];
    assert_eq!(
        (model.id.as_str(), model.sources[0].leaks[0].id.as_str()),
        ("model", "nobody")
    );
}

#[test]
fn every_path_is_proved() {
    let graph = estate(None, [None, None]);
    let answer = ask(&graph);
    let mut checked = 0;
    for it in answer.indexes.iter().chain(&answer.models) {
        for leak in it.sources.iter().flat_map(|source| &source.leaks) {
            let claim = Claim::Touch(Plane::Confidentiality);
            let said = recheck(
                &graph,
                &leak.id,
                &leak.through,
                &leak.path,
                claim,
                leak.certainty,
            );
            assert_eq!(said, Ok(()), "{leak:?}");
            checked += 1;
        }
    }
    assert_eq!(checked, 13);
}

#[test]
fn only_a_store_that_checks_closes_the_direct_way() {
    for (word, class, direct) in [
        (None, Enforcement::Unknown, true),
        (Some("caller_asserted"), Enforcement::CallerAsserted, true),
        (Some("store_enforced"), Enforcement::StoreEnforced, false),
    ] {
        let answer = ask(&estate(word, [None, None]));
        assert_eq!(answer.indexes[0].enforcement, class);
        let has = leaks(&answer, "hr").iter().any(|it| it.0 == "intern");
        assert_eq!(has, direct, "{word:?}");
        // Who reads what it is kept in is not asked by it.
        assert!(leaks(&answer, "hr").iter().any(|it| it.0 == "dba"));
    }
}

#[test]
fn what_is_old_is_told_from_what_is_not_known() {
    let state = |times| ask(&estate(None, times)).indexes[0].staleness.state;
    let (early, late) = (
        Some("2026-01-01T00:00:00Z"),
        Some("2026-01-01T01:30:00+01:00"),
    );
    assert_eq!(state([early, late]), Freshness::Stale);
    assert_eq!(state([late, early]), Freshness::Fresh);
    assert_eq!(state([early, None]), Freshness::Unknown);
    assert_eq!(state([None, late]), Freshness::Unknown);
    let why = |times| ask(&estate(None, times)).indexes[0].staleness.why.clone();
    assert_eq!(
        why([early, late]).unwrap(),
        "the policy of a source changed after it was made"
    );
    assert_eq!(why([late, early]), None);
    assert_eq!(
        why([early, None]).unwrap(),
        "when the policy of a source last changed was not read"
    );
    assert_eq!(
        why([None, late]).unwrap(),
        "when it was last made was not read"
    );
}

/// Two runs over the same data, each with its file; one file is registered and served. A model that is made from other data
/// out of one of them is another model.
#[test]
fn what_comes_out_of_the_same_data_is_one_model_with_its_artifacts() {
    let mut b = GraphBuilder::new();
    for id in ["caller", "thief", "owner"] {
        b.node(node(id, NodeKind::Identity, "aws:iam:role"));
    }
    for id in ["run-1", "run-2", "config", "tune"] {
        b.node(node(id, NodeKind::Workload, "aws:test:run"));
    }
    for id in ["files", "file-1", "file-2", "model", "tuned"] {
        b.node(asset(id, AssetClass::Model));
    }
    let mut endpoint = asset("live", AssetClass::Model);
    endpoint.type_name = "aws:sagemaker:endpoint".to_owned();
    b.node(endpoint);
    b.node(asset("train", AssetClass::Data));
    b.node(asset("more", AssetClass::Data));
    for (from, to) in [
        ("train", "run-1"),
        ("train", "run-2"),
        ("run-1", "file-1"),
        ("run-1", "files"),
        ("run-2", "file-2"),
        ("run-2", "files"),
        ("file-2", "model"),
        ("model", "config"),
        ("config", "live"),
        ("model", "tune"),
        ("more", "tune"),
        ("tune", "tuned"),
    ] {
        b.edge(from, to, edge(EdgeKind::Flows));
    }
    b.edge("caller", "live", touch(&[Access::Use]));
    b.edge("caller", "tuned", touch(&[Access::Use]));
    b.edge("thief", "file-1", touch(&[Access::Read]));
    b.edge("owner", "train", touch(&[Access::Read]));
    let graph = b.freeze(info());
    let answer = ask(&graph);
    let named: Vec<(&str, Vec<&str>)> = answer
        .models
        .iter()
        .map(|it| {
            let artifacts = it.artifacts.iter().map(String::as_str);
            (it.id.as_str(), artifacts.collect())
        })
        .collect();
    assert_eq!(
        named,
        [
            ("live", vec!["file-1", "file-2", "files", "model"]),
            ("tuned", vec![])
        ]
    );
    let leaks: Vec<(&str, &str)> = answer.models[0].sources[0]
        .leaks
        .iter()
        .map(|it| (it.id.as_str(), it.through.as_str()))
        .collect();
    assert_eq!(leaks, [("caller", "live"), ("thief", "file-1")]);
}

#[test]
fn few_are_listed_and_all_are_counted() {
    let options = RagOptions {
        most: 1,
        ..RagOptions::default()
    };
    let answer = rag(&estate(None, [None, None]), &options);
    let source = &answer.indexes[0].sources[0];
    assert_eq!((source.leaks.len(), source.leaks_to), (1, 6));
}
