//! `dot`: Graphviz, for graphs that a person can still read as a picture.

use std::io::{self, Write};

use blastradius_graph::model::{Certainty, Graph, NodeKind};

use super::items::{Counts, EdgeContent, EdgeItem, NodeContent, NodeItem, Sink, feed};
use super::{Export, Form, Selection};
use crate::sanitize::{dot_label, elide};

pub(super) static EXPORT: Export = Export {
    name: "dot",
    about: "Graphviz, for small graphs",
    form: Form::Picture {
        extension: "dot",
        most: Counts {
            nodes: 250,
            edges: 1000,
        },
        write,
    },
};

/// How wide a label is at most, in columns.
const WIDE: usize = 48;

fn write(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<Counts> {
    out.write_all(b"digraph blastradius {\n  rankdir=LR;\n  node [fontname=\"sans-serif\", fontsize=11, shape=box, style=rounded];\n  edge [fontname=\"sans-serif\", fontsize=10];\n")?;
    let mut sink = Drawing {
        graph: selection.graph,
        out,
    };
    let counts = feed(selection, &mut sink)?;
    sink.out.write_all(b"}\n")?;
    Ok(counts)
}

struct Drawing<'a> {
    graph: &'a Graph,
    out: &'a mut dyn Write,
}

impl Sink for Drawing<'_> {
    fn node(&mut self, item: &NodeItem<'_>) -> io::Result<()> {
        let short = item.end.short();
        match item.content {
            NodeContent::Group(members) => {
                writeln!(
                    self.out,
                    "  {short} [label=\"{members} together\", shape=ellipse];"
                )
            }
            NodeContent::Node(node) => {
                let look = match node.kind {
                    NodeKind::Credential => {
                        ", style=\"rounded,filled\", fillcolor=\"#d55e00\", fontcolor=white"
                    }
                    NodeKind::Asset => ", shape=note, style=filled, fillcolor=\"#e6f2ee\"",
                    NodeKind::Scope => ", shape=doubleoctagon, style=filled, fillcolor=\"#fdf0e6\"",
                    _ => "",
                };
                let id = item.end.id(self.graph);
                writeln!(
                    self.out,
                    "  {short} [label=\"{}\\n{}\", tooltip=\"{}\"{look}];",
                    dot_label(&elide(node.name, WIDE)),
                    dot_label(&elide(node.type_name, WIDE)),
                    dot_label(&id),
                )
            }
        }
    }

    fn edge(&mut self, item: &EdgeItem<'_>) -> io::Result<()> {
        let (label, look) = match &item.content {
            EdgeContent::Membership(kind) => ((*kind).to_owned(), ", color=gray60"),
            EdgeContent::Edge { edge, .. } => {
                let ways: Vec<&str> = edge.access.iter().map(|access| access.name()).collect();
                let label = match (&edge.technique, ways.as_slice()) {
                    (Some(technique), _) => format!("{} {technique}", edge.kind.name()),
                    (None, []) => edge.kind.name().to_owned(),
                    (None, ways) => ways.join(", "),
                };
                let look = match edge.certainty {
                    Certainty::Certain => "",
                    Certainty::Conditional => ", style=dashed",
                    Certainty::Assumed | Certainty::Influence => ", style=dotted",
                };
                (label, look)
            }
        };
        writeln!(
            self.out,
            "  {} -> {} [label=\"{}\"{look}];",
            item.from.short(),
            item.to.short(),
            dot_label(&label)
        )
    }
}
