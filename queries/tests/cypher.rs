//! Queries as cases: a small graph, a query, and the rows, or the error with its place. `tests/cypher/*.toml`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{
    Access, Certainty, Edge, EdgeKind, Gate, GateKind, Graph, GraphBuilder, Node, NodeKind,
};
use blastradius_queries::answer::{Cell, Query};
use blastradius_queries::cypher::{QueryOptions, query};
use common::{info, node};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    about: String,
    #[serde(default)]
    nodes: Vec<String>,
    #[serde(default)]
    edges: Vec<String>,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    about: String,
    query: String,
    #[serde(default)]
    parameters: BTreeMap<String, serde_json::Value>,
    columns: Option<Vec<String>>,
    rows: Option<Vec<String>>,
    error: Option<String>,
    /// `line:column`
    at: Option<String>,
    help: Option<String>,
}

/// `id kind-or-class [type] [name=…] [note=…] [scope=…]`
fn a_node(text: &str) -> Node {
    let mut words = text.split_whitespace();
    let id = words.next().unwrap();
    let kind = words.next().unwrap();
    let class = AssetClass::ALL.into_iter().find(|it| it.name() == kind);
    let kinds = [
        NodeKind::Credential,
        NodeKind::Identity,
        NodeKind::Workload,
        NodeKind::Pipeline,
        NodeKind::Stage,
        NodeKind::Scope,
        NodeKind::External,
    ];
    let found = kinds.into_iter().find(|it| it.name() == kind);
    let mut made = Node {
        class,
        ..node(id, found.unwrap_or(NodeKind::Asset), "test:thing")
    };
    assert!(class.is_some() || found.is_some(), "{text}");
    for word in words {
        match word.split_once('=') {
            Some(("name", name)) => made.name = name.to_owned(),
            Some(("note", note)) => made.notes.push(note.to_owned()),
            Some(("scope", scope)) => made.scope = Some(scope.to_owned()),
            Some(_) => panic!("{text}"),
            None => made.type_name = word.to_owned(),
        }
    }
    made
}

/// `from kind to [access,…] [certainty] [gate=…] [if=…] [by=…]`
fn an_edge(builder: &mut GraphBuilder, text: &str) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let kinds = [
        EdgeKind::Authenticates,
        EdgeKind::Assumes,
        EdgeKind::Impersonates,
        EdgeKind::Trusts,
        EdgeKind::RunsAs,
        EdgeKind::Controls,
        EdgeKind::Escalates,
        EdgeKind::Holds,
        EdgeKind::Mints,
        EdgeKind::Administers,
        EdgeKind::Touches,
        EdgeKind::Flows,
        EdgeKind::PartOf,
    ];
    let kind = kinds.into_iter().find(|it| it.name() == words[1]);
    let mut edge = common::edge(kind.unwrap_or_else(|| panic!("{text}")));
    for word in &words[3..] {
        let level = Certainty::ALL.into_iter().find(|it| it.name() == *word);
        match (word.split_once('='), level) {
            (Some(("gate", detail)), _) => edge.gates.push(Gate {
                kind: GateKind::Approval,
                detail: detail.to_owned(),
            }),
            (Some(("if", condition)), _) => edge.conditions.push(condition.to_owned()),
            (Some(("by", technique)), _) => edge.technique = Some(technique.to_owned()),
            (Some(_), _) => panic!("{text}"),
            (None, Some(level)) => edge.certainty = level,
            (None, None) => {
                let ways = word.split(',').map(|way| {
                    let mut all = Access::ALL.into_iter();
                    all.find(|it| it.name() == way)
                        .unwrap_or_else(|| panic!("{text}"))
                });
                edge.access = ways.collect();
            }
        }
    }
    builder.edge(words[0], words[2], Edge { ..edge });
}

fn graph(file: &File) -> Graph {
    let mut builder = GraphBuilder::new();
    for text in &file.nodes {
        builder.node(a_node(text));
    }
    for text in &file.edges {
        an_edge(&mut builder, text);
    }
    builder.freeze(info())
}

/// A cell as the compatibility kit writes values.
fn shown(cell: &Cell) -> String {
    let list = |items: Vec<String>| items.join(", ");
    match cell {
        Cell::Text(text) => format!("'{text}'"),
        Cell::List(items) => format!("[{}]", list(items.iter().map(shown).collect())),
        Cell::Map(entries) => {
            let entries = entries
                .iter()
                .map(|(key, it)| format!("{key}: {}", shown(it)));
            format!("{{{}}}", list(entries.collect()))
        }
        Cell::Node(node) => format!("({})", node.id),
        Cell::Relationship(it) => format!("[{} {} {}]", it.hop.from, it.type_name, it.hop.to),
        Cell::Reached(it) => {
            let mut text = it.from.clone();
            it.path
                .iter()
                .for_each(|hop| write!(text, " {}", hop.to).unwrap());
            format!("[{}: {text}]", it.plane)
        }
        Cell::Path(path) => {
            let nodes: Vec<&str> = path.nodes.iter().map(|it| it.id.as_str()).collect();
            format!("<{}>", nodes.join(" "))
        }
        other => other.to_string(),
    }
}

fn rows(answer: &Query) -> Vec<String> {
    let row = |cells: &Vec<Cell>| cells.iter().map(shown).collect::<Vec<_>>().join(" | ");
    answer.rows.iter().map(row).collect()
}

/// What is wrong with a case, if anything.
fn fault(graph: &Graph, case: &Case) -> Option<String> {
    let options = QueryOptions {
        parameters: case.parameters.clone(),
        ..QueryOptions::default()
    };
    match (query(graph, &case.query, &options), &case.error) {
        (Ok(answer), None) => {
            let found = rows(&answer);
            if let Some(columns) = &case.columns
                && *columns != answer.columns
            {
                return Some(format!("columns {:?}", answer.columns));
            }
            let Some(wanted) = &case.rows else {
                return Some("has neither rows nor an error".to_owned());
            };
            (found != *wanted || answer.truncated)
                .then(|| format!("got  {found:#?}\nnot  {wanted:#?}"))
        }
        (Ok(answer), Some(_)) => Some(format!("got rows {:?}", rows(&answer))),
        (Err(error), None) => Some(format!("{error}\n{}", error.marked())),
        (Err(error), Some(wanted)) => {
            let place = error.place.as_ref();
            let place = place.map(|it| format!("{}:{}", it.line, it.column));
            let help = error.help.clone().unwrap_or_default();
            let helped = case.help.as_ref().is_none_or(|it| help.contains(it));
            let right = error.message.contains(wanted) && (case.at == place) && helped;
            (!right).then(|| format!("got error `{}` at {place:?} help `{help}`", error.message))
        }
    }
}

#[test]
fn cases() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cypher");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    files.sort();
    let only = std::env::var("CASE").unwrap_or_default();
    let (mut count, mut faults) = (0, String::new());
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let file: File = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!file.about.is_empty(), "{name}");
        let graph = graph(&file);
        for case in &file.case {
            count += 1;
            if !format!("{name} {}", case.about).contains(&only) {
                continue;
            }
            if let Some(fault) = fault(&graph, case) {
                writeln!(
                    faults,
                    "\n{name}: {}\n  {}\n{fault}",
                    case.about, case.query
                )
                .unwrap();
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
    assert!(count >= 150, "only {count} cases");
}
