//! `who`: who can touch an asset.

use blastradius_queries::answer::{Holder, Who};

use super::coverage::footer;
use super::grid::{grid, number, text};
use super::out::Out;
use crate::style::{Role, mark, role};
use crate::words::{count, node, reservations, show, type_word, via, ways};

pub(super) fn who(out: &mut Out, who: &Who) {
    let name = node(&who.nodes, &who.asset);
    let line = out.paint(Role::Strong, &out.fit(&name, 0));
    out.line(&line);
    let id = out.fit(&show(&who.asset), 12);
    out.labelled("id", 12, &id);
    let s = &who.summary;
    let verb = if s.credentials + s.identities == 1 {
        "leads"
    } else {
        "lead"
    };
    out.line(&format!(
        "{} ({} certain) and {} ({} directly) {verb} to it",
        count(s.credentials, "credential"),
        s.certain,
        count(s.identities, "identity"),
        s.direct
    ));
    holders(
        out,
        who,
        "credentials: what an attacker would need to steal",
        &who.credentials,
    );
    holders(out, who, "identities", &who.identities);
    footer(out, &who.coverage, &who.snapshot, Some(&who.context));
}

fn holders(out: &mut Out, who: &Who, title: &str, holders: &[Holder]) {
    if holders.is_empty() {
        return;
    }
    out.heading(title);
    let rows = holders
        .iter()
        .map(|h| {
            let mut notes: Vec<String> = h.notes.iter().map(|note| show(note)).collect();
            if h.derived {
                notes.push("only what is made from it".to_owned());
            }
            let hangs = reservations(&h.path, &h.gates);
            if !hangs.is_empty() {
                notes.push(hangs);
            }
            vec![
                text(mark(h.certainty)).role(role(h.certainty)),
                number(h.hops),
                text(show(&h.name)).role(Role::Strong).whole(),
                text(type_word(&h.type_name)),
                text(ways(h.access)),
                text(via(&who.nodes, &h.path)),
                text(notes.join("; ")),
            ]
        })
        .collect();
    grid(
        out,
        &["", "hops", "name", "type", "access", "via", "notes"],
        rows,
    );
}
