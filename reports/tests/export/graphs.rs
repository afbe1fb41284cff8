//! Graphs to export: one by hand with every kind of text, and many at random with groups.

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{
    Access, Certainty, Edge, EdgeKind, End, Evidence, Gate, GateKind, Graph, GraphBuilder, Node,
    NodeKind, Representatives, SnapshotInfo,
};

/// Texts that break formats that are written carelessly.
pub(crate) const HOSTILE: &[&str] = &[
    "",
    "plain",
    "a,b;c|d\te",
    "\"quoted\" 'twice' \"\"",
    "line\nbreak\r\nand more",
    "=HYPERLINK(\"http://x\")",
    "<script>&amp;]]></data>",
    "back\\slash \\u{1f} \\n",
    "\u{202e}right to left\u{200b}",
    "ünï🦀",
    "  spaces  ",
    "{\"json\": [1]}",
];

pub(crate) fn node(id: &str, kind: NodeKind, class: Option<AssetClass>, text: &str) -> Node {
    Node {
        id: id.to_owned(),
        kind,
        class,
        type_name: "aws:test:thing".to_owned(),
        name: text.to_owned(),
        scope: Some("aws:111122223333".to_owned()),
        part_of: class.map(|_| format!("whole {text}")),
        record: Some(format!("{}:{id}", kind.name())),
        notes: vec![text.to_owned(), "never used".to_owned()],
    }
}

pub(crate) fn edge(kind: EdgeKind, text: &str) -> Edge {
    Edge {
        technique: (kind == EdgeKind::Escalates).then(|| "iam-002".to_owned()),
        conditions: vec![format!("if {text}"), "if not".to_owned()],
        gates: vec![
            Gate {
                kind: GateKind::Approval,
                detail: text.to_owned(),
            },
            Gate {
                kind: GateKind::Mfa,
                detail: String::new(),
            },
        ],
        access: match kind {
            EdgeKind::Touches => [Access::Read, Access::Write].into_iter().collect(),
            _ => Default::default(),
        },
        ..Edge::new(
            kind,
            vec![Evidence {
                record: format!("policy:{text}"),
                pointer: "/Statement/0".to_owned(),
                note: text.to_owned(),
            }],
        )
    }
}

fn info() -> SnapshotInfo {
    SnapshotInfo {
        id: "0123abcd".to_owned(),
        taken: "2026-01-01T00:00:00Z".to_owned(),
    }
}

/// Every hostile text in every field, groups at both ends, and edges of one kind that differ in certainty.
pub(crate) fn hostile() -> Graph {
    let mut builder = GraphBuilder::new();
    let mut ids = Vec::new();
    for (at, text) in HOSTILE.iter().enumerate() {
        let id = format!("arn:aws:s3:::{at}/{text}");
        let kind = match at % 3 {
            0 => NodeKind::Credential,
            1 => NodeKind::Identity,
            _ => NodeKind::Asset,
        };
        let class = (kind == NodeKind::Asset).then_some(AssetClass::Secret);
        builder.node(node(&id, kind, class, text));
        ids.push(id);
    }
    // Two that differ in case alone.
    for id in ["role/App", "role/app"] {
        builder.node(node(id, NodeKind::Identity, None, id));
        ids.push(id.to_owned());
    }
    for (at, text) in HOSTILE.iter().enumerate() {
        builder.edge(&ids[at], &ids[at + 1], edge(EdgeKind::Touches, text));
        let weaker = Edge {
            certainty: Certainty::Conditional,
            ..edge(EdgeKind::Touches, text)
        };
        builder.edge(&ids[at], &ids[at + 1], weaker);
        builder.edge(&ids[at + 1], &ids[at], edge(EdgeKind::Escalates, text));
    }
    let names: Vec<_> = ids.iter().map(|id| builder.name(id)).collect();
    let some = builder.group(names[..5].to_vec());
    let others = builder.group(names[3..9].to_vec());
    let of = Representatives {
        source: Some(ids[0].clone()),
        target: Some(ids[3].clone()),
    };
    for (from, to) in [(some, others), (others, some)] {
        builder.edge_between(
            End::Group(from),
            End::Group(to),
            edge(EdgeKind::Touches, "g"),
            of.clone(),
        );
    }
    builder.edge_between(
        End::Node(names[6]),
        End::Group(some),
        edge(EdgeKind::Assumes, "n"),
        of.clone(),
    );
    builder.edge_between(
        End::Group(some),
        End::Node(names[7]),
        edge(EdgeKind::Holds, "m"),
        of,
    );
    builder.freeze(info())
}

/// A number that is the same in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % most
    }
}

/// Up to a dozen nodes, some edges, some groups.
pub(crate) fn random(seed: u64) -> Graph {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut builder = GraphBuilder::new();
    let count = 2 + dice.below(10);
    let kinds = [
        NodeKind::Credential,
        NodeKind::Identity,
        NodeKind::Asset,
        NodeKind::Workload,
    ];
    let mut names = Vec::new();
    for at in 0..count {
        let kind = kinds[dice.below(kinds.len())];
        let class = (kind == NodeKind::Asset).then_some(AssetClass::Data);
        let id = format!("node/{at}");
        builder.node(node(&id, kind, class, HOSTILE[dice.below(HOSTILE.len())]));
        names.push(builder.name(&id));
    }
    for _ in 0..dice.below(15) {
        let mut end = |builder: &mut GraphBuilder| match dice.below(3) {
            0 => {
                let members: Vec<_> = names
                    .iter()
                    .copied()
                    .filter(|_| dice.below(2) == 0)
                    .collect();
                End::Group(builder.group(members))
            }
            _ => End::Node(names[dice.below(names.len())]),
        };
        let (from, to) = (end(&mut builder), end(&mut builder));
        let kinds = [
            EdgeKind::Touches,
            EdgeKind::Assumes,
            EdgeKind::Flows,
            EdgeKind::PartOf,
        ];
        let content = Edge {
            certainty: Certainty::ALL[dice.below(4)],
            ..edge(kinds[dice.below(4)], HOSTILE[dice.below(HOSTILE.len())])
        };
        builder.edge_between(from, to, content, Representatives::default());
    }
    builder.freeze(info())
}
