//! `whatif`: the difference that changes make.

use blastradius_queries::answer::{Tally, WhatIf};

use super::coverage::footer;
use super::grid::{Field, grid, number, text};
use super::out::Out;
use crate::differences::{TALLIES, changes, owner, works};
use crate::style::Role;
use crate::words::{count, deed, node, proof, short, show};

pub(super) fn whatif(out: &mut Out, it: &WhatIf) {
    for change in &it.changes {
        let line = out.paint(Role::Strong, &show(&change.change));
        out.line(&line);
        for unknown in &change.unknown {
            let line = format!("not known in full: {}", show(unknown));
            out.labelled("", 2, &line);
        }
        for note in &change.notes {
            out.labelled("", 2, &show(note));
        }
    }
    let s = &it.summary;
    out.blank();
    if s.affected == 0 {
        out.line("no credential reaches anything else than before");
    } else {
        out.line(&format!(
            "{} of {} otherwise than before; score {:.1} → {:.1}",
            s.affected,
            reach(s.credentials),
            s.score_before,
            s.score_after
        ));
        if s.closed + s.opened > 0 {
            out.line(&format!(
                "{} out of reach of every credential, {} new in reach",
                s.closed, s.opened
            ));
        }
        tallies(out, &s.tallies);
        credentials(out, it);
    }
    kept(out, it);
    required(out, it);
    footer(out, &it.coverage, &it.snapshot, Some(&it.context));
}

fn reach(credentials: usize) -> String {
    let verb = if credentials == 1 { "reaches" } else { "reach" };
    format!("{} {verb}", count(credentials, "credential"))
}

fn some(n: usize) -> Field {
    match n {
        0 => text("").right(),
        n => number(n),
    }
}

fn tallies(out: &mut Out, all: &[Tally]) {
    out.heading("all credentials together");
    let rows = all.iter().map(|it| {
        vec![
            text(it.class),
            text(it.access),
            some(it.lost),
            some(it.gained),
            some(it.weaker),
            some(it.stronger),
        ]
    });
    grid(out, &TALLIES, rows.collect());
}

fn sum(all: &[Tally], of: impl Fn(&Tally) -> usize) -> usize {
    all.iter().map(of).sum()
}

fn credentials(out: &mut Out, it: &WhatIf) {
    out.heading("credentials");
    let most = out.options.rows.unwrap_or(20);
    let rows = it.credentials.iter().take(most).map(|c| {
        vec![
            text(show(&c.name)).role(Role::Strong).whole(),
            text(owner(it, c)),
            text(format!("{:.1} → {:.1}", c.score_before, c.score_after)).right(),
            some(sum(&c.tallies, |it| it.lost)),
            some(sum(&c.tallies, |it| it.gained)),
            text(match c.gone {
                true => "works no more".to_owned(),
                false => changes(it, &c.worst),
            }),
        ]
    });
    grid(
        out,
        &["credential", "owner", "score", "lost", "gained", "worst"],
        rows.collect(),
    );
    if it.credentials.len() > most {
        out.line(&format!("and {} more", it.credentials.len() - most));
    }
}

fn kept(out: &mut Out, it: &WhatIf) {
    if it.kept.is_empty() {
        return;
    }
    out.heading("still reached, by another path");
    for kept in &it.kept {
        let line = format!(
            "{} from {}",
            node(&it.nodes, &kept.to),
            count(kept.credentials, "credential")
        );
        let line = out.paint(Role::Strong, &out.fit(&line, 0));
        out.line(&line);
        let hops: Vec<String> = kept
            .path
            .iter()
            .map(|hop| {
                format!(
                    "{} {} ({})",
                    deed(hop),
                    node(&it.nodes, &hop.to),
                    proof(hop)
                )
            })
            .collect();
        let line = format!("{} {}", show(short(&kept.credential)), hops.join(", "));
        out.labelled("  by", 6, &line);
    }
}

fn required(out: &mut Out, it: &WhatIf) {
    if it.required.is_empty() {
        return;
    }
    out.heading("required");
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
