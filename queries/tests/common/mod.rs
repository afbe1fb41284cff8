//! Graphs made by hand and at random.

#![allow(dead_code, reason = "each test binary uses some of it")]

use blastradius_collectors::facts::{AssetClass, LineageKind, Origin, Provider, RunsAs};
use blastradius_graph::model::{
    Access, AccessSet, Certainty, Edge, EdgeKind, Evidence, Gate, GateKind, Graph, GraphBuilder,
    Node, NodeKind, PipelineChain, SnapshotInfo, StageFlow, StageLink,
};
use proptest::prelude::*;

pub(crate) fn info() -> SnapshotInfo {
    SnapshotInfo {
        id: "test".to_owned(),
        taken: "2026-01-01T00:00:00Z".to_owned(),
    }
}

pub(crate) fn node(id: &str, kind: NodeKind, type_name: &str) -> Node {
    Node {
        id: id.to_owned(),
        kind,
        class: None,
        type_name: type_name.to_owned(),
        name: id.rsplit('/').next().unwrap_or(id).to_owned(),
        scope: None,
        part_of: None,
        record: Some(format!("{}:{id}", kind.name())),
        notes: Vec::new(),
    }
}

pub(crate) fn asset(id: &str, class: AssetClass) -> Node {
    Node {
        class: Some(class),
        ..node(id, NodeKind::Asset, "aws:test:asset")
    }
}

pub(crate) fn edge(kind: EdgeKind) -> Edge {
    Edge::new(
        kind,
        vec![Evidence {
            record: "policy:p".to_owned(),
            pointer: "/Statement/0".to_owned(),
            note: String::new(),
        }],
    )
}

pub(crate) fn touch(access: &[Access]) -> Edge {
    Edge {
        access: access.iter().copied().collect(),
        ..edge(EdgeKind::Touches)
    }
}

pub(crate) fn gate(detail: &str) -> Gate {
    Gate {
        kind: GateKind::Approval,
        detail: detail.to_owned(),
    }
}

/// The nodes of every random graph: a few of each kind and class.
pub(crate) const NODES: &[(&str, NodeKind, Option<AssetClass>)] = &[
    ("c0", NodeKind::Credential, None),
    ("c1", NodeKind::Credential, None),
    ("c2", NodeKind::Credential, None),
    ("i0", NodeKind::Identity, None),
    ("i1", NodeKind::Identity, None),
    ("i2", NodeKind::Identity, None),
    ("i3", NodeKind::Identity, None),
    ("w0", NodeKind::Workload, None),
    ("s0", NodeKind::Scope, None),
    ("t0", NodeKind::Stage, None),
    ("d0", NodeKind::Asset, Some(AssetClass::Data)),
    ("d1", NodeKind::Asset, Some(AssetClass::Data)),
    ("m0", NodeKind::Asset, Some(AssetClass::Model)),
    ("x0", NodeKind::Asset, Some(AssetClass::Index)),
    ("k0", NodeKind::Asset, Some(AssetClass::Secret)),
    ("k1", NodeKind::Asset, Some(AssetClass::Secret)),
];

#[derive(Debug, Clone)]
pub(crate) struct RandomEdge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) kind: EdgeKind,
    pub(crate) certainty: Certainty,
    pub(crate) access: AccessSet,
    pub(crate) gates: usize,
}

pub(crate) fn random_edge() -> impl Strategy<Value = RandomEdge> {
    let kind = prop_oneof![
        3 => Just(EdgeKind::Authenticates),
        3 => Just(EdgeKind::Assumes),
        1 => Just(EdgeKind::Escalates),
        1 => Just(EdgeKind::RunsAs),
        1 => Just(EdgeKind::Controls),
        1 => Just(EdgeKind::Administers),
        3 => Just(EdgeKind::Holds),
        6 => Just(EdgeKind::Touches),
        5 => Just(EdgeKind::Flows),
        1 => Just(EdgeKind::PartOf),
    ];
    let certainty = prop_oneof![
        4 => Just(Certainty::Certain),
        2 => Just(Certainty::Conditional),
        1 => Just(Certainty::Assumed),
        1 => Just(Certainty::Influence),
    ];
    (
        kind,
        certainty,
        1u8..64,
        prop_oneof![4 => Just(0usize), 1 => Just(1), 1 => Just(2)],
        0usize..64,
        0usize..64,
    )
        .prop_map(|(kind, certainty, ways, gates, a, b)| {
            // Ends that make sense for the kind, so that paths are long; now and then any end.
            let (from, to): (&[usize], &[usize]) = match kind {
                EdgeKind::Authenticates => (&[0, 1, 2], &[3, 4, 5, 6]),
                EdgeKind::Holds => (&[14, 15, 10, 7], &[0, 1, 2]),
                EdgeKind::Touches => (&[3, 4, 5, 6, 7, 8], &[10, 11, 12, 13, 14, 15]),
                EdgeKind::Flows => (&[10, 11, 12, 13, 9, 14], &[10, 11, 12, 13, 9, 7]),
                EdgeKind::Administers => (&[3, 4, 5, 6], &[8]),
                EdgeKind::PartOf => (&[10, 12], &[11, 13]),
                _ => (&[3, 4, 5, 6, 7, 8], &[3, 4, 5, 6, 7, 9]),
            };
            let any = a == 63 || b == 63;
            RandomEdge {
                from: if any {
                    a % NODES.len()
                } else {
                    from[a % from.len()]
                },
                to: if any {
                    b % NODES.len()
                } else {
                    to[b % to.len()]
                },
                kind,
                certainty,
                access: Access::ALL
                    .into_iter()
                    .enumerate()
                    .filter(|(bit, _)| ways & (1 << bit) != 0 && kind == EdgeKind::Touches)
                    .map(|(_, access)| access)
                    .collect(),
                gates,
            }
        })
}

pub(crate) fn random_edges() -> impl Strategy<Value = Vec<RandomEdge>> {
    proptest::collection::vec(random_edge(), 0..28)
}

pub(crate) fn build(edges: &[RandomEdge]) -> Graph {
    let mut builder = GraphBuilder::new();
    for edge in edges {
        let gates = (0..edge.gates).map(|n| gate(&n.to_string())).collect();
        builder.edge(
            NODES[edge.from].0,
            NODES[edge.to].0,
            Edge {
                certainty: edge.certainty,
                access: edge.access,
                gates,
                ..self::edge(edge.kind)
            },
        );
    }
    for (id, kind, class) in NODES {
        builder.node(Node {
            class: *class,
            ..node(id, *kind, "test")
        });
    }
    builder.freeze(info())
}

/// A pipeline of data: each stage with what it reads, what it writes, and as whom it runs.
pub(crate) fn chain(id: &str, stages: &[(&str, &[&str], &[&str], &str)]) -> PipelineChain {
    let flows = |ids: &[&str]| {
        let flow = |asset: &&str| StageFlow {
            asset: (*asset).to_owned(),
            kind: LineageKind::Data,
            assumed: None,
            pinned: None,
            record: format!("lineage:{asset}"),
        };
        ids.iter().map(flow).collect()
    };
    let stages = (0..)
        .zip(stages)
        .map(|(at, (id, reads, writes, role)): (usize, _)| StageLink {
            id: (*id).to_owned(),
            name: id.rsplit('#').next().unwrap_or(id).to_owned(),
            kind: "training".to_owned(),
            runs_as: vec![RunsAs::new(*role, "role")],
            after: Vec::new(),
            secrets: Vec::new(),
            environment: Vec::new(),
            tokens: 0,
            gates: Vec::new(),
            unresolved: Vec::new(),
            at: String::new(),
            pointer: format!("/stages/{at}"),
            reads: flows(reads),
            writes: flows(writes),
            keys: Vec::new(),
        });
    PipelineChain {
        id: id.to_owned(),
        name: id.to_owned(),
        type_name: "test:pipeline".to_owned(),
        provider: Provider::Other,
        scope: "repo".to_owned(),
        triggers: Vec::new(),
        stages: stages.collect(),
        origin: Origin::new("p.yaml", "2:1"),
    }
}
