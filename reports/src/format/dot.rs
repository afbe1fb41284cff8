//! `dot`: a graph for Graphviz.

use std::fmt::Write as _;

use blastradius_graph::model::Certainty;

use super::Format;
use crate::answer::{Answer, AnswerKind};
use crate::chain::of_pipelines;
use crate::error::ReportError;
use crate::options::Options;
use crate::picture::{Picture, Shape, of_paths, of_reach};
use crate::sanitize::dot_label;

pub(super) static FORMAT: Format = Format {
    name: "dot",
    about: "a graph for Graphviz, collapsed to what fits a page",
    extension: "dot",
    answers: &[AnswerKind::Reach, AnswerKind::Paths, AnswerKind::Pipeline],
    render,
};

fn render(answer: &Answer<'_>, _: &Options) -> Result<String, ReportError> {
    let picture = match answer {
        Answer::Reach(it) => of_reach(it),
        Answer::Paths(it) => of_paths(it),
        Answer::Pipeline(it) => of_pipelines(it),
        _ => Picture::default(),
    };
    Ok(write(&picture))
}

fn write(picture: &Picture) -> String {
    let mut out = format!(
        "digraph blastradius {{\n  rankdir={};\n  node [fontname=\"sans-serif\", fontsize=11, shape=box, style=rounded];\n  edge [fontname=\"sans-serif\", fontsize=10];\n",
        if picture.downward { "TB" } else { "LR" }
    );
    for (n, node) in picture.nodes.iter().enumerate() {
        let look = match node.shape {
            Shape::Subject => ", style=\"rounded,filled\", fillcolor=\"#d55e00\", fontcolor=white",
            Shape::Actor => "",
            Shape::Asset => ", shape=note, style=filled, fillcolor=\"#e6f2ee\"",
            Shape::Scope => ", shape=doubleoctagon, style=filled, fillcolor=\"#fdf0e6\"",
            Shape::Note => ", shape=plaintext, style=\"\"",
        };
        // Each line is escaped by itself: `\n` between them is Graphviz's own line break.
        let lines: Vec<String> = node.label.iter().map(|line| dot_label(line)).collect();
        let _ = writeln!(out, "  n{n} [label=\"{}\"{look}];", lines.join("\\n"));
    }
    for edge in &picture.edges {
        let look = match edge.certainty {
            Certainty::Certain => "",
            Certainty::Conditional => ", style=dashed",
            Certainty::Assumed | Certainty::Influence => ", style=dotted",
        };
        let _ = writeln!(
            out,
            "  n{} -> n{} [label=\"{}\"{look}];",
            edge.from,
            edge.to,
            dot_label(&edge.label)
        );
    }
    out.push_str("}\n");
    out
}
