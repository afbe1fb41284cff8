//! `jsonl`: one record a line. The first says what was asked (`graph`), then nodes, then edges; the last is the coverage.

use std::io::{self, Write};

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{Access, Evidence, Gate, Graph, NodeKind};
use serde::Serialize;

use super::items::{Counts, EdgeContent, EdgeItem, GROUP, NodeContent, NodeItem, Sink, feed};
use super::{Export, Form, Selection};
use crate::sanitize::json::to_line;

pub(super) static EXPORT: Export = Export {
    name: "jsonl",
    about: "one node or edge a line, with nested fields",
    form: Form::File {
        extension: "jsonl",
        write,
    },
};

/// A node. Its own `record` is `fact` here: that word says what kind of line it is.
#[derive(Serialize)]
struct NodeLine<'a> {
    record: &'static str,
    id: &'a str,
    kind: NodeKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<AssetClass>,
    #[serde(rename = "type")]
    type_name: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part_of: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fact: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notes: &'a [String],
}

#[derive(Serialize)]
struct GroupLine<'a> {
    record: &'static str,
    id: &'a str,
    kind: &'static str,
    members: u64,
}

#[derive(Serialize)]
struct EdgeLine<'a> {
    record: &'static str,
    from: &'a str,
    to: &'a str,
    edge: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    certainty: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    technique: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    access: Vec<Access>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    conditions: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    gates: &'a [Gate],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    evidence: &'a [Evidence],
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence_from: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence_to: Option<&'a str>,
}

fn write(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<Counts> {
    let about = selection.about();
    line(
        out,
        &serde_json::json!({"record": "graph", "schema": about.schema, "snapshot": about.snapshot, "context": about.context, "form": about.form, "min_certainty": about.min_certainty}),
    )?;
    let mut sink = Lines {
        graph: selection.graph,
        out,
    };
    let counts = feed(selection, &mut sink)?;
    line(
        sink.out,
        &serde_json::json!({"record": "coverage", "complete": about.coverage.complete, "unresolved": about.coverage.unresolved, "gaps": about.coverage.gaps}),
    )?;
    Ok(counts)
}

fn line<T: Serialize>(out: &mut dyn Write, value: &T) -> io::Result<()> {
    writeln!(out, "{}", to_line(value)?)
}

struct Lines<'a> {
    graph: &'a Graph,
    out: &'a mut dyn Write,
}

impl Sink for Lines<'_> {
    fn node(&mut self, item: &NodeItem<'_>) -> io::Result<()> {
        match item.content {
            NodeContent::Node(node) => line(
                self.out,
                &NodeLine {
                    record: "node",
                    id: node.id,
                    kind: node.kind,
                    class: node.class,
                    type_name: node.type_name,
                    name: node.name,
                    scope: node.scope,
                    part_of: node.part_of,
                    fact: node.record,
                    notes: &node.to_node().notes,
                },
            ),
            NodeContent::Group(members) => line(
                self.out,
                &GroupLine {
                    record: "node",
                    id: &item.end.id(self.graph),
                    kind: GROUP,
                    members,
                },
            ),
        }
    }

    fn edge(&mut self, item: &EdgeItem<'_>) -> io::Result<()> {
        let (from, to) = (item.from.id(self.graph), item.to.id(self.graph));
        let mut written = EdgeLine {
            record: "edge",
            from: &from,
            to: &to,
            edge: item.kind(),
            certainty: None,
            technique: None,
            access: Vec::new(),
            conditions: &[],
            gates: &[],
            evidence: &[],
            evidence_from: None,
            evidence_to: None,
        };
        if let EdgeContent::Edge { edge, evidence, of } = &item.content {
            written.certainty = Some(edge.certainty.name());
            written.technique = edge.technique.as_deref();
            written.access = edge.access.iter().collect();
            written.conditions = &edge.conditions;
            written.gates = &edge.gates;
            written.evidence = evidence;
            written.evidence_from = of.as_ref().and_then(|of| of.source.as_deref());
            written.evidence_to = of.as_ref().and_then(|of| of.target.as_deref());
        }
        line(self.out, &written)
    }
}
