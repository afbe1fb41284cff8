//! What is read back is the graph: the same nodes, the same hops.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_graph::model::{Certainty, Gate, Graph};
use blastradius_reports::export::{Selection, find};
use serde_json::{Map, Value, json};

use crate::graphs::{hostile, random};
use crate::read::{self, Read};

/// The fields of an edge that do not depend on the hop.
const SHARED: [&str; 6] = [
    "family",
    "certainty",
    "technique",
    "access",
    "conditions",
    "gates",
];

/// What the graph says of its nodes, in the words of the machine formats.
fn nodes(graph: &Graph) -> BTreeMap<String, Map<String, Value>> {
    let of = |value: Value| {
        let mut fields = value.as_object().unwrap().clone();
        if let Some(record) = fields.remove("record") {
            fields.insert("fact".to_owned(), record);
        }
        let filled = fields.into_iter().filter(|(_, value)| *value != json!(""));
        filled.collect::<Map<String, Value>>()
    };
    graph
        .nodes()
        .map(|(_, node)| (node.id.to_owned(), of(serde_json::to_value(node).unwrap())))
        .collect()
}

/// What the graph says of its hops.
fn hops(graph: &Graph, floor: Certainty, evidence: bool) -> BTreeSet<String> {
    let mut hops = BTreeSet::new();
    for (id, from, to, edge) in graph.edges().filter(|(.., edge)| edge.certainty >= floor) {
        let mut fields = Map::new();
        fields.insert("certainty".to_owned(), json!(edge.certainty));
        fields.insert(
            "conditions".to_owned(),
            json!(edge.conditions().collect::<Vec<_>>()),
        );
        fields.insert("gates".to_owned(), words(&edge.gates().collect::<Vec<_>>()));
        if let Some(family) = edge.kind.family() {
            fields.insert("family".to_owned(), json!(family));
        }
        if let Some(technique) = edge.technique() {
            fields.insert("technique".to_owned(), json!(technique));
        }
        if !edge.access.is_empty() {
            fields.insert("access".to_owned(), json!(edge.access));
        }
        if evidence {
            fields.insert("evidence".to_owned(), json!(graph.evidence(id, from, to)));
        }
        let ends = (graph.node(from).id, graph.node(to).id);
        hops.insert(json!([ends.0, ends.1, edge.kind, fields]).to_string());
    }
    hops
}

/// Gates as the formats with columns write them.
fn words(gates: &[Gate]) -> Value {
    let word = |gate: &Gate| match gate.detail.as_str() {
        "" => json!(gate.kind),
        detail => json!(format!("{}: {detail}", json!(gate.kind).as_str().unwrap())),
    };
    Value::Array(gates.iter().map(word).collect())
}

/// Evidence is one JSON object a text in formats with columns, and an object in `jsonl`.
fn with_objects(mut read: Read) -> Read {
    for edge in &mut read.edges {
        for it in edge
            .fields
            .get_mut("evidence")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            if let Some(text) = it.as_str() {
                *it = serde_json::from_str(text).unwrap();
            }
        }
    }
    read
}

fn back(format: &str, selection: &Selection<'_>) -> Read {
    let export = find(format).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    let counts = export.to_path(selection, &path).unwrap();
    let text = || std::fs::read_to_string(&path).unwrap();
    let read = match format {
        "graphml" => read::graphml(&text()),
        "opengraph" => read::opengraph(&text()),
        "neo4j" => read::neo4j(&path),
        "jsonl" => read::jsonl(&text()),
        #[cfg(feature = "parquet")]
        "parquet" => read::parquet(&path),
        other => panic!("no reader for {other}"),
    };
    assert_eq!(counts.nodes, read.nodes.len() as u64, "{format}");
    assert_eq!(counts.edges, read.edges.len() as u64, "{format}");
    with_objects(read)
}

const FORMATS: &[&str] = &[
    "graphml",
    "opengraph",
    "neo4j",
    "jsonl",
    #[cfg(feature = "parquet")]
    "parquet",
];

fn same(graph: &Graph, format: &str) {
    let kept = back(format, &Selection::of(graph));
    let family = |set: BTreeSet<String>| match format {
        // The family follows from the kind; nested records do not repeat it.
        "jsonl" => set.into_iter().map(|hop| strip_family(&hop)).collect(),
        _ => set,
    };
    assert_eq!(kept.things(), nodes(graph), "{format}");
    let expected = hops(graph, Certainty::Influence, false);
    assert_eq!(kept.hops(&SHARED), family(expected), "{format}");
    let expanded = back(
        format,
        &Selection {
            expand: true,
            ..Selection::of(graph)
        },
    );
    assert_eq!(expanded.nodes, nodes(graph), "{format}");
    let fields: Vec<&str> = SHARED.into_iter().chain(["evidence"]).collect();
    let expected = hops(graph, Certainty::Influence, true);
    assert_eq!(expanded.hops(&fields), family(expected), "{format}");
}

fn strip_family(hop: &str) -> String {
    let mut hop: Value = serde_json::from_str(hop).unwrap();
    hop[3].as_object_mut().unwrap().remove("family");
    hop.to_string()
}

#[test]
fn hostile_names_come_back_as_they_are() {
    let graph = hostile();
    assert!(
        graph.hop_count() > graph.edge_count() as u64 + 20,
        "there are groups"
    );
    FORMATS.iter().for_each(|format| same(&graph, format));
}

#[test]
fn random_graphs_come_back() {
    for seed in 1..=80 {
        let graph = random(seed);
        FORMATS.iter().for_each(|format| same(&graph, format));
    }
}

#[test]
fn a_part_has_the_nodes_that_were_asked_for_and_the_edges_between_them() {
    for seed in 1..=60 {
        let graph = random(seed);
        let part: BTreeSet<_> = graph
            .nodes()
            .map(|(id, _)| id)
            .filter(|id| id.index() % 3 != 0)
            .collect();
        let ids: BTreeSet<&str> = part.iter().map(|id| graph.node(*id).id).collect();
        let selection = Selection {
            nodes: Some(part.clone()),
            min_certainty: Certainty::Conditional,
            ..Selection::of(&graph)
        };
        let read = back("jsonl", &selection);
        assert_eq!(
            read.things()
                .keys()
                .map(String::as_str)
                .collect::<BTreeSet<_>>(),
            ids
        );
        let inside = |hop: &String| {
            let hop: Value = serde_json::from_str(hop).unwrap();
            ids.contains(hop[0].as_str().unwrap()) && ids.contains(hop[1].as_str().unwrap())
        };
        let expected = hops(&graph, Certainty::Conditional, false);
        let expected: BTreeSet<String> = expected
            .into_iter()
            .filter(inside)
            .map(|hop| strip_family(&hop))
            .collect();
        assert_eq!(read.hops(&SHARED), expected, "{seed}");
    }
}

#[test]
fn groups_keep_the_size_of_what_the_graph_keeps() {
    use blastradius_graph::model::{
        EdgeKind, End, GraphBuilder, NodeKind, Representatives, SnapshotInfo,
    };
    let mut builder = GraphBuilder::new();
    let mut names = Vec::new();
    for at in 0..3000 {
        let id = format!("node/{at:04}");
        builder.node(crate::graphs::node(&id, NodeKind::Asset, None, "bucket"));
        names.push(builder.name(&id));
    }
    let all = builder.group(names.iter().copied());
    for admin in &names[..500] {
        let edge = crate::graphs::edge(EdgeKind::Touches, "all");
        builder.edge_between(
            End::Node(*admin),
            End::Group(all),
            edge,
            Representatives::default(),
        );
    }
    let info = SnapshotInfo {
        id: "x".to_owned(),
        taken: "2026-01-01T00:00:00Z".to_owned(),
    };
    let graph = builder.freeze(info);
    assert_eq!(graph.hop_count(), 500 * 2999);
    let mut text = Vec::new();
    let counts = find("jsonl")
        .unwrap()
        .to_stream(&Selection::of(&graph), &mut text)
        .unwrap();
    assert_eq!((counts.nodes, counts.edges), (3001, 3000 + 500));
}

#[test]
fn a_picture_is_for_small_graphs() {
    let graph = hostile();
    let dot = find("dot").unwrap();
    let mut out = Vec::new();
    let counts = dot.to_stream(&Selection::of(&graph), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let lines = |what: &str| text.lines().filter(|line| line.contains(what)).count() as u64;
    assert_eq!(lines(" -> "), counts.edges);
    assert_eq!(text.lines().count() as u64, counts.nodes + counts.edges + 5);
    assert!(!text.contains('\u{202e}'));
    let mut builder = blastradius_graph::model::GraphBuilder::new();
    for at in 0..251 {
        let id = format!("node/{at}");
        builder.node(crate::graphs::node(
            &id,
            blastradius_graph::model::NodeKind::Asset,
            None,
            "x",
        ));
    }
    let graph = builder.freeze(graph.snapshot().clone());
    let mut out = Vec::new();
    let error = dot.to_stream(&Selection::of(&graph), &mut out).unwrap_err();
    assert!(error.to_string().contains("--around"), "{error}");
    assert!(
        out.is_empty(),
        "nothing is written before it is known to fit"
    );
}

#[test]
fn the_same_bytes_whatever_the_order() {
    let (one, other) = (hostile(), hostile());
    for format in ["graphml", "opengraph", "jsonl", "dot"] {
        let export = find(format).unwrap();
        let bytes = |graph: &Graph| {
            let mut out = Vec::new();
            export.to_stream(&Selection::of(graph), &mut out).unwrap();
            out
        };
        assert_eq!(bytes(&one), bytes(&other), "{format}");
        assert!(
            String::from_utf8(bytes(&one))
                .unwrap()
                .chars()
                .all(|c| c == '\n' || !c.is_control()),
            "{format}"
        );
    }
}

#[test]
fn what_xml_forbids_is_shown_as_an_escape() {
    let mut builder = blastradius_graph::model::GraphBuilder::new();
    builder.node(crate::graphs::node(
        "a\u{0}\u{b}\u{ffff}b",
        blastradius_graph::model::NodeKind::Asset,
        None,
        "x",
    ));
    let graph = builder.freeze(hostile().snapshot().clone());
    let read = back("graphml", &Selection::of(&graph));
    assert_eq!(read.nodes.keys().next().unwrap(), "a\\0\\u{b}\\u{ffff}b");
}
