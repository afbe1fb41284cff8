//! `path`: each hop with the statement that makes it, in full.

use blastradius_queries::answer::{Hop, Paths};

use super::coverage::footer;
use super::out::Out;
use crate::style::Role;
use crate::words::{count, deed, gates, node, proofs, show};

pub(super) fn paths(out: &mut Out, paths: &Paths) {
    let title = format!(
        "{}  →  {}",
        node(&paths.nodes, &paths.from),
        node(&paths.nodes, &paths.to)
    );
    let title = out.paint(Role::Strong, &title);
    out.line(&title);
    if paths.paths.is_empty() {
        let seen = paths.coverage.complete && paths.coverage.unresolved.total == 0;
        let reserve = if seen { "" } else { " in what could be read" };
        out.line(&format!("no path{reserve}"));
    }
    for (n, route) in (1..).zip(&paths.paths) {
        out.blank();
        let head = format!(
            "{} {} {}",
            out.paint(Role::Heading, &format!("path {n}")),
            out.mark(route.certainty),
            format_args!("{}, {}", route.certainty.name(), count(route.hops, "hop"))
        );
        out.line(&head);
        if let Some(first) = route.path.first() {
            out.line(&format!("  {}", node(&paths.nodes, &first.from)));
        }
        for hop in &route.path {
            one(out, paths, hop);
        }
        for gate in gates(&route.gates) {
            out.labelled("  gate", 12, &gate);
        }
    }
    if paths.more {
        out.blank();
        out.line("there may be more paths");
    }
    footer(out, &paths.coverage, &paths.snapshot, Some(&paths.context));
}

fn one(out: &mut Out, paths: &Paths, hop: &Hop) {
    let target = node(&paths.nodes, &hop.to);
    let line = format!(
        "  {} {} {}",
        out.mark(hop.certainty),
        out.paint(Role::Dim, &deed(hop)),
        out.paint(Role::Strong, &target)
    );
    out.line(&line);
    let id = show(&hop.to);
    if !target.ends_with(&id) {
        out.labelled("      id", 12, &id);
    }
    for (place, note) in proofs(hop) {
        let gap = if note.is_empty() { "" } else { ": " };
        out.labelled("      by", 12, &format!("{place}{gap}{note}"));
    }
    for condition in &hop.conditions {
        out.labelled("      if", 12, &show(condition));
    }
}
