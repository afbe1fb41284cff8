//! `mermaid`: a flowchart for Markdown pages.

use std::fmt::Write as _;

use blastradius_graph::model::Certainty;

use super::Format;
use crate::answer::{Answer, AnswerKind};
use crate::chain::of_pipelines;
use crate::error::ReportError;
use crate::options::Options;
use crate::picture::{Picture, Shape, of_paths, of_reach};
use crate::sanitize::mermaid_label;

pub(super) static FORMAT: Format = Format {
    name: "mermaid",
    about: "a flowchart for Markdown pages, collapsed to what fits a page",
    extension: "mmd",
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
    let mut out = format!("flowchart {}\n", if picture.downward { "TB" } else { "LR" });
    for (n, node) in picture.nodes.iter().enumerate() {
        let lines: Vec<String> = node.label.iter().map(|line| mermaid_label(line)).collect();
        let label = lines.join("<br/>");
        let _ = match node.shape {
            Shape::Subject => writeln!(out, "  n{n}([\"{label}\"]):::subject"),
            Shape::Actor => writeln!(out, "  n{n}(\"{label}\")"),
            Shape::Asset => writeln!(out, "  n{n}[\"{label}\"]:::asset"),
            Shape::Scope => writeln!(out, "  n{n}{{{{\"{label}\"}}}}:::scope"),
            Shape::Note => writeln!(out, "  n{n}[\"{label}\"]:::note"),
        };
    }
    for edge in &picture.edges {
        let arrow = match edge.certainty {
            Certainty::Certain => "-->",
            _ => "-.->",
        };
        if edge.label.is_empty() {
            let _ = writeln!(out, "  n{} {arrow} n{}", edge.from, edge.to);
            continue;
        }
        let _ = writeln!(
            out,
            "  n{} {arrow}|\"{}\"| n{}",
            edge.from,
            mermaid_label(&edge.label),
            edge.to
        );
    }
    out.push_str("  classDef subject fill:#d55e00,stroke:#d55e00,color:#ffffff\n");
    out.push_str("  classDef asset fill:#e6f2ee,stroke:#009e73,color:#1f2328\n");
    out.push_str("  classDef scope fill:#fdf0e6,stroke:#d55e00,color:#1f2328\n");
    out.push_str("  classDef note fill:none,stroke:none\n");
    out
}
