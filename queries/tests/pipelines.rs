//! What `pipelines` tells of stages: order, identities, excess with its proof, what is shared, what is not known.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::BTreeMap;

use blastradius_collectors::facts::{
    AssetClass, LineageKind, Origin, Provider, RunsAs, SecretUse, Unresolved,
};
use blastradius_graph::model::{
    Access, AccessSet, Certainty, Edge, EdgeKind, Graph, GraphBuilder, Node, NodeKind,
    PipelineChain, StageFlow, StageLink,
};
use blastradius_queries::answer::{Excess, Pipelines, Plane};
use blastradius_queries::pipelines::{PipelinesOptions, find, pipelines};
use blastradius_queries::recheck::{Claim, recheck};
use common::{asset, edge, info, node, touch};

const ROLE: &str = "arn:aws:iam::111122223333:role/ml";
const OPS: &str = "arn:aws:iam::111122223333:role/ops";

fn flow(kind: LineageKind, asset: &str) -> StageFlow {
    StageFlow {
        asset: asset.to_owned(),
        kind,
        assumed: None,
        pinned: None,
        record: format!("lineage:{asset}"),
    }
}

fn stage(id: &str, kind: &str, runs_as: &[RunsAs]) -> StageLink {
    StageLink {
        id: id.to_owned(),
        name: id.rsplit('#').next().unwrap().to_owned(),
        kind: kind.to_owned(),
        runs_as: runs_as.to_vec(),
        after: Vec::new(),
        secrets: Vec::new(),
        environment: Vec::new(),
        tokens: 0,
        gates: Vec::new(),
        unresolved: Vec::new(),
        at: String::new(),
        pointer: "/stages/0".to_owned(),
        reads: Vec::new(),
        writes: Vec::new(),
        keys: Vec::new(),
    }
}

fn chain(id: &str, stages: Vec<StageLink>) -> PipelineChain {
    PipelineChain {
        id: id.to_owned(),
        name: id.to_owned(),
        type_name: "test:pipeline".to_owned(),
        provider: Provider::Other,
        scope: "repo".to_owned(),
        triggers: Vec::new(),
        stages,
        origin: Origin::new("p.yaml", "2:1"),
    }
}

/// `fraud` trains from `raw/train/*` into `models/m/*` with the secret `db`, then deploys. Its role may do more.
fn estate() -> Graph {
    let mut b = GraphBuilder::new();
    let role = |id: &str| node(id, NodeKind::Identity, "aws:iam:role");
    b.node(role(ROLE));
    b.node(role(OPS));
    b.node(Node {
        record: None,
        notes: vec!["not collected".to_owned()],
        ..node(
            "k8s:_/ml/ServiceAccount/default",
            NodeKind::Identity,
            "k8s:service-account",
        )
    });
    b.node(node(
        "unresolved:lone#eval/role",
        NodeKind::Identity,
        "unresolved",
    ));
    for (id, class) in [
        ("arn:aws:s3:::raw", AssetClass::Data),
        ("arn:aws:s3:::hr/*", AssetClass::Data),
        ("db", AssetClass::Secret),
        ("other", AssetClass::Secret),
        ("key", AssetClass::Key),
        ("log", AssetClass::Log),
        ("endpoint", AssetClass::Model),
        ("image", AssetClass::Image),
    ] {
        b.node(asset(id, class));
    }
    for (id, whole) in [
        ("arn:aws:s3:::raw/train/*", "arn:aws:s3:::raw"),
        ("arn:aws:s3:::raw/train/2026/*", "arn:aws:s3:::raw"),
        ("arn:aws:s3:::raw/other/*", "arn:aws:s3:::raw"),
        ("arn:aws:s3:::models/m/*", "arn:aws:s3:::models"),
    ] {
        b.node(Node {
            part_of: Some(whole.to_owned()),
            ..asset(id, AssetClass::Data)
        });
    }
    for id in ["fraud#deploy", "fraud#train", "lone#eval", "lone#serve"] {
        b.node(node(id, NodeKind::Stage, "test"));
    }
    for id in ["fraud#deploy", "fraud#train"] {
        b.edge(id, ROLE, edge(EdgeKind::RunsAs));
    }
    let assumed = |to: &str| {
        (
            to.to_owned(),
            Edge {
                certainty: Certainty::Assumed,
                ..edge(EdgeKind::RunsAs)
            },
        )
    };
    let (to, runs_as) = assumed("unresolved:lone#eval/role");
    b.edge("lone#eval", &to, runs_as);
    let (to, runs_as) = assumed("k8s:_/ml/ServiceAccount/default");
    b.edge("lone#serve", &to, runs_as);
    use Access::{Delete, List, Read, Use, Write};
    for (to, access) in [
        ("arn:aws:s3:::raw", &[List, Read][..]),
        ("arn:aws:s3:::raw/train/*", &[List, Read, Write]),
        ("arn:aws:s3:::raw/train/2026/*", &[Read]),
        ("arn:aws:s3:::raw/other/*", &[Read]),
        ("arn:aws:s3:::models/m/*", &[List, Read, Write, Delete]),
        ("db", &[Read]),
        ("other", &[Read]),
        ("key", &[Use]),
        ("log", &[Write]),
        ("image", &[List, Read]),
        ("endpoint", &[List]),
    ] {
        b.edge(ROLE, to, touch(access));
    }
    b.edge(
        ROLE,
        "other",
        Edge {
            certainty: Certainty::Conditional,
            conditions: vec!["aws:SourceVpce is vpce-1".to_owned()],
            ..touch(&[Write])
        },
    );
    b.edge(ROLE, OPS, edge(EdgeKind::Assumes));
    b.edge(OPS, "arn:aws:s3:::hr/*", touch(&[Read, Write]));
    let mut train = stage(
        "fraud#train",
        "training",
        &[RunsAs::new(ROLE, "execution-role")],
    );
    train.reads = vec![
        flow(LineageKind::Image, "image"),
        flow(LineageKind::Data, "arn:aws:s3:::raw/train/*"),
    ];
    train.writes = vec![flow(LineageKind::Model, "arn:aws:s3:::models/m/*")];
    train.keys = vec!["key".to_owned()];
    train.secrets = vec![SecretUse {
        secret: "db".to_owned(),
        how: "env".to_owned(),
        name: "DB".to_owned(),
        assumed: None,
    }];
    let mut deploy = stage(
        "fraud#deploy",
        "deployment",
        &[RunsAs::new(ROLE, "execution-role")],
    );
    deploy.after = vec!["fraud#train".to_owned()];
    b.pipeline(chain("fraud", vec![deploy, train]));
    let mut eval = stage(
        "lone#eval",
        "evaluation",
        &[RunsAs::assumed(
            "unresolved:lone#eval/role",
            "role",
            "at run time",
        )],
    );
    eval.unresolved = vec![Unresolved::new("lone#eval", "role", "identity", "${ROLE}")];
    let serve = stage(
        "lone#serve",
        "inference",
        &[RunsAs::assumed(
            "k8s:_/ml/ServiceAccount/default",
            "service-account",
            "the default",
        )],
    );
    b.pipeline(chain("lone", vec![eval, serve]));
    b.freeze(info())
}

fn excess<'a>(answer: &'a Pipelines, id: &str) -> &'a Excess {
    let stages = answer.pipelines.iter().flat_map(|it| &it.stages);
    let found: Vec<_> = stages.filter(|stage| stage.id == id).collect();
    &found[0].excess
}

#[test]
fn excess_is_what_is_granted_and_not_declared() {
    use Certainty::{Certain, Conditional};
    let answer = pipelines(&estate(), &PipelinesOptions::default());
    let excess = excess(&answer, "fraud#train");
    assert!(excess.known, "{:?}", excess.unknown);
    let worst: BTreeMap<(&str, Certainty), (Vec<&str>, bool)> = excess
        .worst
        .iter()
        .map(|it| {
            (
                (it.id.as_str(), it.certainty),
                (it.access.iter().map(Access::name).collect(), it.wider),
            )
        })
        .collect();
    // Not: what lies in the prefix that is read, the output, the secret that is given, the key, the image, the log.
    assert_eq!(
        worst,
        BTreeMap::from([
            // What is conditional is not as sure as what is not.
            (("other", Conditional), (vec!["write"], false)),
            (("other", Certain), (vec!["read"], false)),
            (("arn:aws:s3:::raw", Certain), (vec!["read"], true)),
            (("arn:aws:s3:::raw/other/*", Certain), (vec!["read"], false)),
            (
                ("arn:aws:s3:::raw/train/*", Certain),
                (vec!["write"], false)
            ),
        ])
    );
    assert_eq!(excess.worst[0].id, "other");
    assert_eq!(
        excess.confidentiality,
        BTreeMap::from([("data", 2), ("secret", 1)])
    );
    assert_eq!(
        excess.integrity,
        BTreeMap::from([("data", 1), ("secret", 1)])
    );
    assert!(excess.weight > 0.0);
    let role = &excess.assumable[0];
    assert_eq!((role.id.as_str(), role.confidentiality["data"]), (OPS, 1));
}

#[test]
fn every_path_is_proved() {
    let graph = estate();
    let answer = pipelines(&graph, &PipelinesOptions::default());
    let mut checked = 0;
    for stage in answer.pipelines.iter().flat_map(|it| &it.stages) {
        for it in &stage.excess.worst {
            let planes = [
                (Plane::Confidentiality, AccessSet::CONFIDENTIALITY),
                (Plane::Integrity, AccessSet::INTEGRITY),
            ];
            let last = it.path.last().unwrap().access;
            let found: Vec<_> = planes
                .iter()
                .filter(|(_, ways)| last.intersects(*ways))
                .collect();
            assert!(!found.is_empty(), "{it:?}");
            for (plane, _) in found {
                let claim = Claim::Touch(*plane);
                assert_eq!(
                    recheck(&graph, &stage.id, &it.id, &it.path, claim, it.certainty),
                    Ok(())
                );
                checked += 1;
            }
        }
        for it in &stage.excess.assumable {
            assert_eq!(
                recheck(
                    &graph,
                    &stage.id,
                    &it.id,
                    &it.path,
                    Claim::Act,
                    it.certainty
                ),
                Ok(())
            );
            checked += 1;
        }
    }
    assert!(checked > 10, "{checked}");
}

#[test]
fn what_is_not_known_is_not_nothing() {
    let answer = pipelines(&estate(), &PipelinesOptions::default());
    for (id, why) in [
        ("lone#eval", "the identity is not known: role"),
        ("lone#serve", "was not collected"),
    ] {
        let excess = excess(&answer, id);
        assert!(
            !excess.known && excess.unknown[0].contains(why),
            "{:?}",
            excess.unknown
        );
    }
    let s = &answer.summary;
    assert_eq!((s.pipelines, s.stages, s.identities), (2, 4, 2));
    assert_eq!((s.assumed_identities, s.secrets), (1, 1));
    assert_eq!((s.stages_with_excess, s.stages_with_unknown_excess), (2, 2));
    assert_eq!(s.unresolved, BTreeMap::from([("identity".to_owned(), 1)]));
}

#[test]
fn stages_come_in_their_order_and_shared_identities_are_named() {
    let graph = estate();
    let answer = pipelines(&graph, &PipelinesOptions::default());
    // The pipeline with excess first; the stage that is waited for first.
    let ids: Vec<&str> = answer.pipelines[0]
        .stages
        .iter()
        .map(|it| it.id.as_str())
        .collect();
    assert_eq!(ids, ["fraud#train", "fraud#deploy"]);
    let shared = &answer.shared[0];
    assert_eq!((answer.shared.len(), shared.id.as_str()), (1, ROLE));
    assert_eq!(shared.kinds, ["deployment", "training"]);
    assert!(shared.across_trust);
    assert_eq!(answer.pipelines[0].at, "p.yaml:2:1");
}

#[test]
fn pipelines_are_found_by_id_name_or_part() {
    let graph = estate();
    assert_eq!(find(&graph, "fraud").len(), 1);
    assert_eq!(find(&graph, "on")[0].id, "lone");
    assert!(find(&graph, "").is_empty() && find(&graph, "nothing").is_empty());
    let one = PipelinesOptions {
        names: vec!["lone".to_owned()],
        worst: 0,
        ..PipelinesOptions::default()
    };
    let answer = pipelines(&graph, &one);
    assert_eq!((answer.pipelines.len(), answer.shared.len()), (1, 0));
    let few = PipelinesOptions {
        worst: 1,
        ..PipelinesOptions::default()
    };
    // All is counted, whatever is listed.
    let answer = pipelines(&graph, &few);
    let excess = excess(&answer, "fraud#train");
    assert_eq!((excess.worst.len(), excess.confidentiality["data"]), (1, 2));
}
