//! A graph with groups reads as the graph of single edges that it stands for.

use blastradius_graph::model::{
    Access, AccessSet, Edge, EdgeKind, End, Evidence, Graph, GraphBuilder, Node, NodeKind,
    Representatives, SnapshotInfo,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn node(id: &str) -> Node {
    Node {
        id: id.to_owned(),
        kind: NodeKind::Identity,
        class: None,
        type_name: "test".to_owned(),
        name: id.to_owned(),
        scope: None,
        part_of: None,
        record: None,
        notes: Vec::new(),
    }
}

fn edge(technique: usize) -> Edge {
    Edge {
        technique: Some(format!("t{technique}")),
        access: AccessSet::EMPTY.with(Access::Read),
        ..Edge::new(
            EdgeKind::Touches,
            vec![Evidence {
                record: "policy:p".to_owned(),
                pointer: String::new(),
                note: String::new(),
            }],
        )
    }
}

fn freeze(builder: GraphBuilder) -> Graph {
    builder.freeze(SnapshotInfo {
        id: "s".to_owned(),
        taken: "t".to_owned(),
    })
}

fn empty(nodes: usize) -> GraphBuilder {
    let mut builder = GraphBuilder::new();
    for at in 0..nodes {
        builder.node(node(&format!("n{at}")));
    }
    builder
}

type Hop = (String, String, Option<String>);

fn hops(graph: &Graph) -> Vec<Hop> {
    graph
        .edges()
        .map(|(_, from, to, edge)| {
            let id = |node| graph.node(node).id.to_owned();
            (id(from), id(to), edge.technique().map(str::to_owned))
        })
        .collect()
}

/// One end: one node, or several.
fn end() -> impl Strategy<Value = Vec<usize>> {
    // The last node is never added.
    prop_oneof![
        (0usize..13).prop_map(|at| vec![at]),
        prop::collection::btree_set(0usize..13, 2..8).prop_map(|all| all.into_iter().collect()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn groups_are_their_members(edges in prop::collection::vec((end(), end()), 0..12)) {
        let (mut grouped, mut single) = (empty(12), empty(12));
        for (technique, (from, to)) in edges.iter().enumerate() {
            let mut ends = [from, to].into_iter().map(|members| {
                let names: Vec<_> = members.iter().map(|at| grouped.name(&format!("n{at}"))).collect();
                match names[..] {
                    [one] => End::Node(one),
                    _ => End::Group(grouped.group(names)),
                }
            });
            let (a, b) = (ends.next().unwrap(), ends.next().unwrap());
            drop(ends);
            grouped.edge_between(a, b, edge(technique), Representatives::default());
            for source in from {
                for target in to {
                    let both_single = from.len() == 1 && to.len() == 1;
                    if both_single || source != target {
                        single.edge(&format!("n{source}"), &format!("n{target}"), edge(technique));
                    }
                }
            }
        }
        let (grouped, single) = (freeze(grouped), freeze(single));
        let mut wanted = hops(&single);
        let mut found = hops(&grouped);
        wanted.sort();
        found.sort();
        prop_assert_eq!(&wanted, &found);
        prop_assert_eq!(grouped.hop_count(), u64::try_from(wanted.len()).unwrap());
        prop_assert!(grouped.edge_count() <= edges.len());
        // Backwards it is the same.
        let mut back: Vec<Hop> = grouped
            .nodes()
            .flat_map(|(to, _)| grouped.incoming(to).map(move |hop| (to, hop)))
            .map(|(to, (_, from, edge))| {
                (
                    grouped.node(from).id.to_owned(),
                    grouped.node(to).id.to_owned(),
                    edge.technique().map(str::to_owned),
                )
            })
            .collect();
        back.sort();
        prop_assert_eq!(wanted, back);
        for (id, node) in grouped.nodes() {
            let targets: Vec<_> = grouped.outgoing(id).map(|(edge, to, _)| (to, edge)).collect();
            prop_assert!(targets.is_sorted(), "{}", node.id);
        }
    }
}

#[test]
fn evidence_names_the_member_that_a_hop_is_about() {
    let mut builder = empty(4);
    let record = |text: &str| Evidence {
        record: text.to_owned(),
        pointer: "/Statement/0".to_owned(),
        note: String::new(),
    };
    let names: Vec<_> = ["n0", "n1", "n2", "n3"].map(|id| builder.name(id)).to_vec();
    let from = End::Group(builder.group([names[0], names[1]]));
    let to = End::Group(builder.group([names[2], names[3]]));
    let content = Edge::new(
        EdgeKind::Touches,
        vec![
            record("policy:n0#inline/p"),
            record("policy:n2#resource"),
            // The names of others may begin alike.
            record("policy:n2x#resource"),
            record("policy:shared"),
        ],
    );
    let representatives = Representatives {
        source: Some("n0".to_owned()),
        target: Some("n2".to_owned()),
    };
    builder.edge_between(from, to, content, representatives);
    builder.provenance("n1", "shared", vec![record("attachment:a")]);
    let graph = freeze(builder);
    let (source, target) = (graph.find("n1").unwrap(), graph.find("n3").unwrap());
    let (id, ..) = graph
        .outgoing(source)
        .find(|(_, to, _)| *to == target)
        .unwrap();
    let records: Vec<String> = graph
        .evidence(id, source, target)
        .into_iter()
        .map(|evidence| evidence.record)
        .collect();
    assert_eq!(
        records,
        [
            "policy:n1#inline/p",
            "policy:n2x#resource",
            "policy:n3#resource",
            "policy:shared",
            "attachment:a"
        ]
    );
    // The representative has its own, and nothing came to it.
    let first = graph.find("n0").unwrap();
    assert_eq!(graph.evidence(id, first, target).len(), 4);
}
