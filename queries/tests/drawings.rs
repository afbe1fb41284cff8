//! What of an estate is drawn.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod common;

use blastradius_collectors::facts::{AssetClass, Trigger};
use blastradius_graph::model::{
    Access, Certainty, Edge, EdgeKind, Graph, GraphBuilder, IndexDetail, Node, NodeKind,
    PipelineChain,
};
use blastradius_queries::answer::{Drawing, DrawingKind, DrawnFact, Part, Via};
use blastradius_queries::drawings::{all, leak};
use blastradius_queries::rag::{RagOptions, rag};
use common::{asset, chain, edge, gate, info, node, touch};

/// `raw` ⇝ `clean` ⇝ `features` ⇝ `model.tar` ⇝ `live`; the app asks as `app-role`, `analyst` and `root` by themselves. A second
/// model is made from `features` alone. `release` has a token that `deployer` trusts.
fn estate(with: impl FnOnce(&mut GraphBuilder)) -> Graph {
    let mut b = GraphBuilder::new();
    for id in [
        "writer",
        "app-role",
        "analyst",
        "root",
        "deployer",
        "subject",
        "trainer",
        "agent-role",
        "visitor",
    ] {
        b.node(node(id, NodeKind::Identity, "aws:iam:role"));
    }
    b.node(node("app", NodeKind::Workload, "aws:lambda:function"));
    b.node(node("agent", NodeKind::Workload, "aws:bedrock:agent"));
    for stage in ["p#clean", "p#train", "w#release"] {
        b.node(node(stage, NodeKind::Stage, "stage"));
    }
    b.node(node("pushers", NodeKind::External, "github:push"));
    for (id, class) in [
        ("raw", AssetClass::Data),
        ("clean", AssetClass::Data),
        ("lonely", AssetClass::Data),
        ("model.tar", AssetClass::Model),
        ("near", AssetClass::Model),
        ("kb", AssetClass::Index),
        ("hr", AssetClass::Data),
    ] {
        b.node(asset(id, class));
    }
    b.node(Node {
        type_name: "aws:sagemaker:endpoint".to_owned(),
        ..asset("live", AssetClass::Model)
    });
    for (from, to) in [
        ("raw", "p#clean"),
        ("p#clean", "clean"),
        ("clean", "p#train"),
        ("p#train", "model.tar"),
        ("model.tar", "live"),
        ("clean", "near"),
        ("live", "raw-captured"),
        ("hr", "kb"),
    ] {
        b.edge(from, to, edge(EdgeKind::Flows));
    }
    b.edge("p#train", "trainer", edge(EdgeKind::RunsAs));
    b.edge("app", "app-role", edge(EdgeKind::RunsAs));
    b.edge("writer", "raw", touch(&[Access::Write]));
    b.edge("root", "raw", touch(&[Access::Write, Access::Read]));
    for who in ["app-role", "analyst", "root"] {
        b.edge(who, "live", touch(&[Access::Use]));
        b.edge(who, "near", touch(&[Access::Use]));
    }
    b.edge("root", "clean", touch(&[Access::Read]));
    // A job, its token, and what that opens.
    b.edge(
        "pushers",
        "w#release",
        Edge {
            gates: vec![gate("a reviewer")],
            ..edge(EdgeKind::Controls)
        },
    );
    b.edge("w#release", "subject", edge(EdgeKind::Mints));
    b.edge(
        "subject",
        "deployer",
        Edge {
            certainty: Certainty::Conditional,
            ..edge(EdgeKind::Trusts)
        },
    );
    b.edge("deployer", "model.tar", touch(&[Access::Write]));
    b.edge("deployer", "live", touch(&[Access::Write]));
    // An agent asks the index for its visitors.
    b.edge("agent", "agent-role", edge(EdgeKind::RunsAs));
    b.edge("agent-role", "kb", touch(&[Access::Use]));
    b.edge("analyst", "kb", touch(&[Access::Use]));
    b.edge(
        "visitor",
        "agent",
        Edge {
            certainty: Certainty::Influence,
            ..edge(EdgeKind::Controls)
        },
    );
    b.edge("root", "hr", touch(&[Access::Read]));
    let mut stages = chain(
        "p",
        &[
            ("p#clean", &["raw"], &["clean"], "trainer"),
            ("p#train", &["clean"], &["model.tar"], "trainer"),
        ],
    );
    stages.triggers = vec![Trigger::new("schedule", "cron(0 2 * * ? *)")];
    let mut job = chain("w", &[("w#release", &[], &[], "deployer")]);
    job.stages[0].tokens = 1;
    b.pipeline(stages);
    b.pipeline(job);
    b.index(IndexDetail {
        id: "kb".to_owned(),
        stores: Vec::new(),
        logs: Vec::new(),
        enforcement: None,
        last_sync: None,
        policy_changed: None,
        stale: Vec::new(),
        doubts: Vec::new(),
    });
    with(&mut b);
    b.freeze(info())
}

fn drawn(graph: &Graph) -> Vec<Drawing> {
    let drawings = all(graph, &rag(graph, &RagOptions::default()));
    for it in &drawings {
        for arrow in &it.arrows {
            assert!(arrow.from < it.places.len() && arrow.to < it.places.len());
        }
        for id in it.places.iter().flat_map(|place| &place.ids) {
            assert!(it.nodes.contains_key(id), "{id} has no brief");
        }
    }
    drawings
}

fn of(drawings: &[Drawing], kind: DrawingKind) -> &Drawing {
    drawings.iter().find(|it| it.kind == kind).unwrap()
}

fn at(drawing: &Drawing, id: &str) -> usize {
    drawing
        .places
        .iter()
        .position(|place| place.ids.iter().any(|it| it == id))
        .unwrap_or_else(|| panic!("{id} is not drawn: {drawing:#?}"))
}

fn leads(drawing: &Drawing, from: &str, to: &str) -> bool {
    let (from, to) = (at(drawing, from), at(drawing, to));
    drawing
        .arrows
        .iter()
        .any(|it| it.from == from && it.to == to)
}

#[test]
fn the_longest_chain_goes_from_raw_data_to_those_who_ask() {
    let drawings = drawn(&estate(|_| ()));
    let it = of(&drawings, DrawingKind::Chain);
    assert_eq!(it.about, "live");
    let way = ["raw", "p#clean", "clean", "p#train", "model.tar", "live"];
    for pair in way.windows(2) {
        assert!(leads(it, pair[0], pair[1]), "{pair:?}");
    }
    assert!(leads(it, "live", "app") && leads(it, "live", "analyst"));
    assert_eq!(it.places[at(it, "app")].part, Part::Applications);
    // Its role is told as the application, not once more.
    assert_eq!(it.places[at(it, "analyst")].ids, ["analyst", "root"]);
    // Who can do least stands first; the other model and what does not flow are left out.
    let changed = DrawnFact::ChangedBy(vec!["writer".to_owned(), "root".to_owned()], 0);
    assert_eq!(it.places[at(it, "raw")].facts, [changed]);
    let train = &it.places[at(it, "p#train")].facts;
    assert!(train.contains(&DrawnFact::RunsAs(vec!["trainer".to_owned()], 0)));
    assert!(train.contains(&DrawnFact::Starts("schedule cron(0 2 * * ? *)".to_owned())));
    for absent in ["near", "lonely", "hr", "raw-captured"] {
        assert!(
            it.places
                .iter()
                .all(|place| !place.ids.iter().any(|id| id == absent))
        );
    }
}

#[test]
fn what_is_captured_and_read_again_ends() {
    let graph = estate(|b| b.edge("raw-captured", "p#clean", edge(EdgeKind::Flows)));
    let drawings = drawn(&graph);
    let it = of(&drawings, DrawingKind::Chain);
    assert!(leads(it, "raw", "p#clean"));
    assert!(
        it.arrows.iter().all(|arrow| arrow.from < arrow.to),
        "no arrow back"
    );
}

#[test]
fn a_leak_has_its_source_the_index_and_who_asks_by_whom() {
    let drawings = drawn(&estate(|_| ()));
    let it = of(&drawings, DrawingKind::Leak);
    assert!(leads(it, "hr", "kb") && leads(it, "kb", "analyst"));
    assert!(leads(it, "kb", "agent") && leads(it, "agent", "visitor"));
    assert_eq!(it.places[at(it, "hr")].facts, [DrawnFact::Readers(1)]);
    let visitors = at(it, "visitor");
    assert_eq!(it.places[visitors].part, Part::Readers(Via::Agent));
    let by = it.arrows.iter().find(|arrow| arrow.to == visitors).unwrap();
    assert_eq!(by.certainty, Certainty::Influence);
    // Who reads the documents is no leak; the agent's role is told with the agent.
    for absent in ["root", "agent-role"] {
        assert!(
            it.places
                .iter()
                .all(|place| !place.ids.iter().any(|id| id == absent))
        );
    }
    // Everybody who asks may read: nothing to draw.
    let open = estate(|b| {
        for who in ["analyst", "agent-role", "visitor"] {
            b.edge(who, "hr", touch(&[Access::Read]));
        }
    });
    let answer = rag(&open, &RagOptions::default());
    assert_eq!(answer.indexes.len(), 1);
    assert_eq!(leak(&answer, &answer.indexes[0]), None);
}

#[test]
fn a_deployment_has_its_token_its_role_and_what_it_changes() {
    let drawings = drawn(&estate(|_| ()));
    let it = of(&drawings, DrawingKind::Deployment);
    assert_eq!(it.about, "w#release");
    for pair in ["pushers", "w#release", "subject", "deployer", "live"].windows(2) {
        assert!(leads(it, pair[0], pair[1]), "{pair:?}");
    }
    assert_eq!(it.places[at(it, "w#release")].gates, [gate("a reviewer")]);
    // What is asked from outside stands before the files behind it.
    assert_eq!(it.places[at(it, "live")].ids, ["live", "model.tar"]);
    let trusted = at(it, "deployer");
    let by = it.arrows.iter().find(|arrow| arrow.to == trusted).unwrap();
    assert_eq!(by.certainty, Certainty::Conditional);
}

#[test]
fn nothing_is_drawn_of_an_estate_without_pipelines() {
    let mut b = GraphBuilder::new();
    b.node(node("user", NodeKind::Identity, "aws:iam:user"));
    b.node(asset("data", AssetClass::Data));
    b.edge("user", "data", touch(&[Access::Write]));
    assert_eq!(drawn(&b.freeze(info())), []);
    // A job whose token opens no model is no deployment of one.
    let mut b = GraphBuilder::new();
    b.node(node("w#job", NodeKind::Stage, "job"));
    b.edge("w#job", "subject", edge(EdgeKind::Mints));
    b.edge("subject", "role", edge(EdgeKind::Trusts));
    let mut job: PipelineChain = chain("w", &[("w#job", &[], &[], "role")]);
    job.stages[0].tokens = 1;
    b.pipeline(job);
    assert_eq!(drawn(&b.freeze(info())), []);
}
