//! Small estates made by hand: what is listed, in what words, and what to do.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::facts::{AssetClass, Origin};
use blastradius_graph::model::{
    Access, Certainty, Edge, EdgeKind, Graph, GraphBuilder, Node, NodeKind,
};
use blastradius_queries::answer::{ActionKind, Hop, Plane};
use blastradius_queries::path::{PathOptions, path};
use blastradius_queries::reach::{ReachOptions, reach};
use blastradius_queries::recheck::{Claim, Fault, recheck};
use blastradius_queries::who::{WhoOptions, who};
use common::{asset, edge, gate, info, node, touch};

const KEY: &str = "aws:access-key/AKIAEXAMPLE000000001";
const CI: &str = "arn:aws:iam::111122223333:user/ci";
const TRAIN: &str = "arn:aws:iam::111122223333:role/train";
const SECRET: &str = "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/key";
const INNER: &str = "aws:access-key/AKIAEXAMPLE000000002";
const OPS: &str = "arn:aws:iam::444455556666:user/ops";
const RAW: &str = "arn:aws:s3:::raw/*";
const JOB: &str = "arn:aws:sagemaker:us-east-1:111122223333:training-job/fraud";
const MODEL: &str = "arn:aws:s3:::models/fraud.tar.gz";
const ACCOUNT: &str = "aws:444455556666";

/// A key of `ci`, who may assume `train` with approval, read a secret that holds a key of `ops`, who
/// administers another account. `train` writes the data that a model is trained from.
fn estate() -> Graph {
    let mut b = GraphBuilder::new();
    b.node(node(KEY, NodeKind::Credential, "aws:iam:access-key"));
    b.node(node(INNER, NodeKind::Credential, "aws:iam:access-key"));
    b.node(node(CI, NodeKind::Identity, "aws:iam:user"));
    b.node(Node {
        scope: Some(ACCOUNT.to_owned()),
        ..node(OPS, NodeKind::Identity, "aws:iam:user")
    });
    b.node(node(TRAIN, NodeKind::Identity, "aws:iam:role"));
    b.node(node(ACCOUNT, NodeKind::Scope, "aws:account"));
    b.node(node(JOB, NodeKind::Workload, "aws:sagemaker:training-job"));
    b.node(Node {
        type_name: "aws:secretsmanager:secret".to_owned(),
        ..asset(SECRET, AssetClass::Secret)
    });
    b.node(Node {
        part_of: Some("arn:aws:s3:::raw".to_owned()),
        ..asset(RAW, AssetClass::Data)
    });
    b.node(asset(MODEL, AssetClass::Model));
    b.edge(KEY, CI, edge(EdgeKind::Authenticates));
    b.edge(INNER, OPS, edge(EdgeKind::Authenticates));
    b.edge(CI, SECRET, touch(&[Access::Read]));
    b.edge(SECRET, INNER, edge(EdgeKind::Holds));
    b.edge(OPS, ACCOUNT, edge(EdgeKind::Administers));
    b.edge(
        CI,
        TRAIN,
        Edge {
            gates: vec![gate("a reviewer")],
            ..edge(EdgeKind::Assumes)
        },
    );
    b.edge(TRAIN, RAW, touch(&[Access::List, Access::Write]));
    b.edge(
        TRAIN,
        RAW,
        Edge {
            certainty: Certainty::Conditional,
            conditions: vec!["aws:SourceVpce is vpce-1".to_owned()],
            ..touch(&[Access::Read])
        },
    );
    b.edge(RAW, JOB, edge(EdgeKind::Flows));
    b.edge(JOB, MODEL, edge(EdgeKind::Flows));
    b.edge(OPS, MODEL, touch(&[Access::Read]));
    for subject in ["a", "b"] {
        b.coverage(Coverage {
            scope: "aws:111122223333".to_owned(),
            region: None,
            operation: "s3:GetBucketPolicy".to_owned(),
            subject: Some(subject.to_owned()),
            outcome: Outcome::Refused,
            records: 0,
            reason: String::new(),
            help: String::new(),
            origin: Origin::new("test", ""),
        });
    }
    b.freeze(info())
}

#[test]
fn the_radii_are_apart_and_each_has_its_own_certainty() {
    let graph = estate();
    let answer = reach(
        &graph,
        &[graph.find(KEY).unwrap()],
        &ReachOptions::default(),
    );
    let rows: Vec<_> = answer
        .assets
        .iter()
        .map(|a| {
            let ways: Vec<_> = a.access.iter().map(Access::name).collect();
            (
                a.id.as_str(),
                a.plane.as_slice(),
                a.certainty,
                a.derived,
                ways,
                a.hops,
            )
        })
        .collect();
    use Certainty::{Certain, Conditional};
    let (conf, integrity) = (&[Plane::Confidentiality][..], &[Plane::Integrity][..]);
    assert_eq!(
        rows,
        vec![
            (SECRET, conf, Certain, false, vec!["read"], 2),
            (MODEL, conf, Certain, false, vec!["read"], 5),
            (MODEL, integrity, Certain, false, vec![], 5),
            (RAW, integrity, Certain, false, vec!["list", "write"], 3),
            (RAW, conf, Conditional, false, vec!["read"], 3),
            (RAW, conf, Certain, true, vec![], 7),
        ]
    );
    let s = &answer.summary;
    assert_eq!((s.identities, s.data, s.models, s.secrets), (3, 1, 1, 1));
    assert_eq!((s.certain.data, s.integrity.models, s.derived), (0, 1, 1));
    assert_eq!(
        (s.shortest, s.admin_of.as_slice()),
        (Some(2), &[ACCOUNT.to_owned()][..])
    );
    assert_eq!(answer.assets[0].holds, [INNER]);
    assert_eq!(
        answer.assets[3].part_of.as_deref(),
        Some("arn:aws:s3:::raw")
    );
    assert_eq!(answer.assets[3].gates, [gate("a reviewer")]);
    assert_eq!(answer.coverage.gaps.len(), 1);
    assert_eq!(answer.coverage.gaps[0].count, 2);
    assert_eq!(answer.coverage.gaps[0].subjects, ["a", "b"]);
}

#[test]
fn options_narrow_the_answer() {
    let graph = estate();
    let key = graph.find(KEY).unwrap();
    let whole = reach(&graph, &[key], &ReachOptions::default());
    let ids = |options: ReachOptions| -> Vec<String> {
        let answer = reach(&graph, &[key], &options);
        if options.min_certainty == Certainty::Influence {
            // What is listed narrows neither the numbers nor what to do.
            assert_eq!(answer.summary, whole.summary);
            assert_eq!(answer.containment, whole.containment);
        }
        assert_eq!(answer.listed.classes, options.classes);
        answer.assets.into_iter().map(|a| a.id).collect()
    };
    let secrets = ReachOptions {
        classes: vec![AssetClass::Secret],
        ..ReachOptions::default()
    };
    assert_eq!(ids(secrets), [SECRET]);
    let changed = ReachOptions {
        planes: vec![Plane::Integrity],
        ..ReachOptions::default()
    };
    assert_eq!(ids(changed), [MODEL, RAW]);
    let certain = ReachOptions {
        min_certainty: Certainty::Certain,
        planes: vec![Plane::Confidentiality],
        ..ReachOptions::default()
    };
    assert_eq!(ids(certain), [SECRET, MODEL, RAW]);
}

#[test]
fn containment_is_in_order_and_exact() {
    let graph = estate();
    let answer = reach(
        &graph,
        &[graph.find(KEY).unwrap()],
        &ReachOptions::default(),
    );
    let kinds: Vec<_> = answer.containment.iter().map(|a| a.kind).collect();
    assert_eq!(
        kinds,
        [
            ActionKind::Disable,
            ActionKind::Disable,
            ActionKind::Quarantine,
            ActionKind::Quarantine,
            ActionKind::RevokeSessions,
            ActionKind::Hunt,
            ActionKind::Rotate,
            ActionKind::Verify,
        ]
    );
    assert_eq!(
        answer.containment[0].commands,
        [
            "aws iam update-access-key --access-key-id AKIAEXAMPLE000000001 --status Inactive --user-name ci"
        ]
    );
    let held = &answer.containment[1];
    assert_eq!(held.target, INNER);
    assert!(held.why.contains("does not end it"), "{}", held.why);
    assert_eq!(
        held.commands,
        [
            "aws iam update-access-key --access-key-id AKIAEXAMPLE000000002 --status Inactive --user-name ops  # in account 444455556666"
        ]
    );
    assert_eq!(answer.containment[3].target, OPS);
    assert_eq!(answer.containment[4].items, [TRAIN]);
    assert_eq!(answer.containment[6].items, [SECRET]);
    assert_eq!(
        answer.containment[6].commands,
        [format!(
            "aws secretsmanager put-secret-value --secret-id {SECRET} --secret-string file://new-value --region us-east-1  # in account 111122223333"
        )]
    );
    assert_eq!(answer.containment[7].items, [MODEL, RAW]);
    assert!(answer.containment.iter().map(|a| a.order).eq(1..=8));
}

#[test]
fn a_leaked_secret_is_a_subject_too() {
    let graph = estate();
    let answer = reach(
        &graph,
        &[graph.find(SECRET).unwrap()],
        &ReachOptions::default(),
    );
    let ids: Vec<_> = answer.identities.iter().map(|i| i.id.as_str()).collect();
    assert_eq!(ids, [OPS]);
    assert!(answer.assets.iter().all(|a| a.id != SECRET));
}

#[test]
fn who_tells_the_direct_from_the_indirect() {
    let graph = estate();
    let answer = who(&graph, graph.find(MODEL).unwrap(), &WhoOptions::default());
    assert_eq!(answer.summary.direct, 1);
    assert_eq!(answer.summary.credentials, 2);
    let nearest = &answer.credentials[0];
    assert_eq!((nearest.id.as_str(), nearest.hops), (INNER, 2));
}

#[test]
fn who_names_those_outside() {
    let mut b = GraphBuilder::new();
    b.node(node("internet", NodeKind::External, "external"));
    b.node(asset(RAW, AssetClass::Data));
    b.edge("internet", RAW, touch(&[Access::Read]));
    let graph = b.freeze(info());
    let answer = who(&graph, graph.find(RAW).unwrap(), &WhoOptions::default());
    let ids: Vec<_> = answer.identities.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["internet"]);
}

#[test]
fn paths_of_another_kind_come_first() {
    let graph = estate();
    let answer = path(
        &graph,
        graph.find(KEY).unwrap(),
        graph.find(MODEL).unwrap(),
        &PathOptions::default(),
    );
    let lengths: Vec<_> = answer
        .paths
        .iter()
        .map(|route| (route.hops, route.gates.len()))
        .collect();
    assert_eq!(lengths, [(5, 0), (5, 1)]);
    assert!(!answer.more);
}

#[test]
fn the_checker_refuses_what_is_not_so() {
    let graph = estate();
    let answer = reach(
        &graph,
        &[graph.find(KEY).unwrap()],
        &ReachOptions::default(),
    );
    let model = &answer.assets[1];
    let check =
        |path: &[Hop], claim, certainty| recheck(&graph, KEY, MODEL, path, claim, certainty);
    let claim = Claim::Touch(Plane::Confidentiality);
    let good = model.path.clone();
    assert_eq!(check(&good, claim, Certainty::Certain), Ok(()));

    let wrong_certainty = check(&good, claim, Certainty::Conditional);
    assert!(matches!(wrong_certainty, Err(Fault::Certainty { .. })));
    assert_eq!(
        check(&good, Claim::Touch(Plane::Integrity), Certainty::Certain),
        Err(Fault::Unfounded)
    );
    let tampered = |change: &dyn Fn(&mut Vec<Hop>)| {
        let mut path = good.clone();
        change(&mut path);
        check(&path, claim, Certainty::Certain)
    };
    assert_eq!(tampered(&|p| drop(p.remove(1))), Err(Fault::Broken(2)));
    assert!(matches!(
        tampered(&|p| drop(p.pop())),
        Err(Fault::Ends { .. })
    ));
    assert!(matches!(tampered(&|p| p.clear()), Err(Fault::Ends { .. })));
    assert_eq!(tampered(&|p| p[0].evidence.clear()), Err(Fault::NoEdge(1)));
    assert_eq!(
        tampered(&|p| p[4].certainty = Certainty::Assumed),
        Err(Fault::NoEdge(5))
    );
    assert_eq!(
        tampered(&|p| p[1].edge = EdgeKind::Assumes),
        Err(Fault::NoEdge(2))
    );
}

#[test]
fn the_checker_knows_the_order_of_hops() {
    let mut b = GraphBuilder::new();
    for id in ["a", "b"] {
        b.node(node(id, NodeKind::Identity, "test"));
    }
    b.node(asset("s", AssetClass::Secret));
    b.edge("a", "s", touch(&[Access::List]));
    b.edge("s", "b", edge(EdgeKind::Holds));
    b.edge("a", "b", Edge::new(EdgeKind::Assumes, Vec::new()));
    let graph = b.freeze(info());
    let hop = |from: &str, to: &str| {
        let found = graph.outgoing(graph.find(from).unwrap());
        let (_, _, edge) = found
            .into_iter()
            .find(|(_, t, _)| graph.node(*t).id == to)
            .unwrap();
        Hop {
            from: from.to_owned(),
            to: to.to_owned(),
            edge: edge.kind,
            technique: None,
            certainty: edge.certainty,
            conditions: Vec::new(),
            evidence: edge.evidence().collect(),
            access: edge.access,
            gates: Vec::new(),
            reverse: false,
        }
    };
    let check = |path: &[Hop]| recheck(&graph, "a", "b", path, Claim::Act, Certainty::Certain);
    // Listing a secret does not give the credential in it.
    assert_eq!(
        check(&[hop("a", "s"), hop("s", "b")]),
        Err(Fault::OutOfOrder(2))
    );
    assert_eq!(check(&[hop("a", "b")]), Err(Fault::NoEvidence(1)));
}
