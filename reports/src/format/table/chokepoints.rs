//! `chokepoints`: the grants to remove, each with its statement.

use blastradius_queries::answer::{ChokePoint, ChokePoints};

use super::coverage::footer;
use super::out::Out;
use crate::differences::{cut, less, place, statement, title, users, works};
use crate::style::Role;
use crate::words::{count, node, show};

pub(super) fn chokepoints(out: &mut Out, it: &ChokePoints) {
    let s = &it.summary;
    if it.points.is_empty() {
        out.line("no single grant cuts anything");
    } else {
        out.line(&format!(
            "{} removed: {:.1} % less for {}, weight {:.1} → {:.1}",
            count(it.points.len(), "grant"),
            less(s.before, s.after),
            count(s.sources, "source"),
            s.before,
            s.after
        ));
    }
    for point in &it.points {
        one(out, it, point);
    }
    if let Some(minimum) = &it.minimum {
        out.heading("the fewest that part all sources from all targets");
        if minimum.is_empty() {
            out.line("nothing joins them");
        }
        for grant in minimum {
            out.line(&format!("  {}", place(grant)));
        }
    }
    if !it.dropped.is_empty() {
        out.heading("no choke points after all");
        for dropped in &it.dropped {
            let line = format!("{}: {}", place(&dropped.grant), show(&dropped.reason));
            out.labelled("", 2, &line);
        }
    }
    if !it.required.is_empty() {
        out.heading("required, after all of them");
        for required in &it.required {
            let (word, broke) = works(required);
            let role = if broke { Role::Danger } else { Role::Dim };
            let word = out.paint(role, word);
            out.line(&format!(
                "{}  →  {}: {word}",
                node(&it.nodes, &required.subject),
                node(&it.nodes, &required.asset)
            ));
        }
    }
    footer(out, &it.coverage, &it.snapshot, Some(&it.context));
}

fn one(out: &mut Out, it: &ChokePoints, point: &ChokePoint) {
    out.blank();
    let head = out.paint(Role::Strong, &out.fit(&title(point), 0));
    out.line(&head);
    out.labelled("  at", 12, place(&point.grant).as_str());
    for line in point
        .statement
        .as_deref()
        .map(statement)
        .unwrap_or_default()
    {
        // Text is filled into lines without the blanks before it.
        let text = line.trim_start();
        out.labelled("", 4 + line.len() - text.len(), text);
    }
    out.labelled(
        "  cuts",
        12,
        &format!(
            "{}; weight {:.1} → {:.1}",
            cut(point),
            point.before,
            point.after
        ),
    );
    if point.users > 0 {
        out.labelled("  used by", 12, &users(it, point));
    }
    for how in &point.how {
        out.labelled("  change", 12, &show(how));
    }
    let try_it = format!("blastradius whatif {}", show(&point.change));
    out.labelled("  try", 12, &try_it);
}
