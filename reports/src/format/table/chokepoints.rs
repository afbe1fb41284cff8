//! `chokepoints`: the grants to remove, each with its statement.

use blastradius_queries::answer::{ChokePoint, ChokePoints, GrantBrief};

use super::coverage::footer;
use super::out::Out;
use crate::differences::cut;
use crate::sanitize::visible;
use crate::style::Role;
use crate::words::{count, node, short, show};

pub(super) fn chokepoints(out: &mut Out, it: &ChokePoints) {
    let s = &it.summary;
    if it.points.is_empty() {
        out.line("no single grant cuts anything");
    } else {
        out.line(&format!(
            "{} removed: {:.1} % less for {}, weight {:.1} → {:.1}",
            count(it.points.len(), "grant"),
            part(s.before, s.after),
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
        out.heading("required, and works after all of them");
        for required in &it.required {
            let lasts = match (required.before, required.after) {
                (_, true) => "",
                (true, false) => ": BREAKS",
                (false, false) => ": did not work before either",
            };
            out.line(&format!(
                "{}  →  {}{lasts}",
                node(&it.nodes, &required.subject),
                node(&it.nodes, &required.asset)
            ));
        }
    }
    footer(out, &it.coverage, &it.snapshot, Some(&it.context));
}

fn part(before: f64, after: f64) -> f64 {
    if before > 0.0 {
        (before - after) / before * 100.0
    } else {
        0.0
    }
}

fn place(grant: &GrantBrief) -> String {
    let place = format!("{} {}", show(&grant.record), show(&grant.pointer));
    format!("{} {}", grant.kind, place.trim_end())
}

fn one(out: &mut Out, it: &ChokePoints, point: &ChokePoint) {
    out.blank();
    let id = point.grant.record.split_once(':');
    let id = id.map_or(point.grant.record.as_str(), |it| it.1);
    let sid = match &point.sid {
        Some(sid) => format!(" {}", show(sid)),
        None => String::new(),
    };
    let head = format!(
        "{} {} {}{sid}",
        point.order,
        point.grant.kind,
        show(short(id))
    );
    let head = out.paint(Role::Strong, &out.fit(&head, 0));
    out.line(&head);
    out.labelled("  at", 12, place(&point.grant).as_str());
    if let Some(statement) = &point.statement {
        for line in statement.lines() {
            // Text is filled into lines without the blanks before it.
            let text = line.trim();
            let indent = line.trim_end().len() - text.len();
            out.labelled("", 4 + indent, &visible(text));
        }
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
        let names: Vec<String> = point.used_by.iter().map(|id| node(&it.nodes, id)).collect();
        let more = match point.users - point.used_by.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let line = format!("{}{more}", names.join(", "));
        out.labelled("  used by", 12, &line);
    }
    for how in &point.how {
        out.labelled("  change", 12, &show(how));
    }
    let try_it = format!("blastradius whatif {}", show(&point.change));
    out.labelled("  try", 12, &try_it);
}
