//! `diff`: what is reached otherwise than before, and which record made it so.

use blastradius_queries::answer::{CameOrWent, Diff};

use super::coverage::footer;
use super::grid::{grid, number, text};
use super::out::Out;
use crate::changes::{KINDS, because, came_and_went, radius, sentence, ways};
use crate::style::Role;
use crate::words::{count, moment, show, type_word};

pub(super) fn diff(out: &mut Out, answer: &Diff) {
    let line = out.paint(Role::Strong, &sentence(answer));
    out.line(&line);
    let came = came_and_went(answer);
    if !came.is_empty() {
        out.line(&came);
    }
    out.line(&format!(
        "from {} to {}",
        moment(&answer.old.taken),
        moment(&answer.new.taken)
    ));
    list(out, "credentials", &answer.credentials);
    list(out, "identities", &answer.identities);
    for (kind, heading) in KINDS {
        let of = answer.changes.iter().filter(|it| it.change == kind);
        let rows: Vec<_> = of
            .map(|it| {
                vec![
                    text(it.severity.name()).whole(),
                    text(show(&it.name)).role(Role::Strong),
                    text(type_word(&it.type_name)),
                    text(radius(it)),
                    text(ways(it)),
                    number(it.credentials.len()),
                    text(because(it)),
                ]
            })
            .collect();
        if !rows.is_empty() {
            out.heading(&format!("{heading}: {}", rows.len()));
            let header = ["", "name", "type", "radius", "how", "keys", "because"];
            grid(out, &header, rows);
        }
    }
    if out.options.details {
        details(out, answer);
    }
    footer(out, &answer.coverage, &answer.new, Some(&answer.context));
}

fn list(out: &mut Out, what: &str, entries: &[CameOrWent]) {
    if entries.is_empty() {
        return;
    }
    out.heading(&format!("{what} that came and went: {}", entries.len()));
    let rows = entries.iter().map(|it| {
        let reach = it.reach.as_ref().map(|size| {
            let admin = match size.admin_of.len() {
                0 => String::new(),
                n => format!(", administers {}", count(n, "scope")),
            };
            format!(
                "{}, {}, {}{admin}",
                count(size.secrets, "secret"),
                count(size.models, "model"),
                count(size.data, "data set")
            )
        });
        let gap = it
            .gaps
            .first()
            .map(|gap| format!("not read: {}", show(gap)));
        vec![
            text(match (it.gaps.is_empty(), it.now) {
                (true, true) => "came",
                (true, false) => "went",
                (false, true) => "came?",
                (false, false) => "went?",
            })
            .whole(),
            text(show(&it.name)).role(Role::Strong),
            text(type_word(&it.type_name)),
            text(reach.unwrap_or_default()),
            text(gap.unwrap_or_default()),
        ]
    });
    grid(
        out,
        &["", "name", "type", "reaches", "notes"],
        rows.collect(),
    );
}

/// Every reason and the credentials, for those who asked for details.
fn details(out: &mut Out, answer: &Diff) {
    for it in &answer.changes {
        out.heading(&format!(
            "{} {} {}",
            it.change.name(),
            radius(it),
            show(&it.id)
        ));
        let credentials: Vec<String> = it.credentials.iter().map(|id| show(id)).collect();
        out.labelled("  keys", 12, &credentials.join(", "));
        for reason in crate::changes::reasons(it) {
            out.labelled("  because", 12, &reason);
        }
        let nodes = it
            .path
            .iter()
            .map(|hop| crate::words::node(&answer.nodes, &hop.to));
        out.labelled("  path", 12, &nodes.collect::<Vec<_>>().join(" → "));
    }
}
