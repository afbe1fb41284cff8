//! The columns of `chokepoints`.

use blastradius_queries::answer::ChokePoints;

use super::{Rows, list, number, text};

pub(super) fn chokepoints(rows: &mut Rows, it: &ChokePoints) {
    rows.header(&[
        "order",
        "kind",
        "record",
        "pointer",
        "sid",
        "statement",
        "change",
        "how",
        "before",
        "after",
        "credentials",
        "closed",
        "lost",
        "users",
        "used_by",
    ]);
    for p in &it.points {
        let lost = p.tallies.iter().filter(|it| it.lost > 0);
        let lost: Vec<String> = lost
            .map(|it| format!("{} {} {}", it.lost, it.class, it.access))
            .collect();
        rows.row(&[
            number(p.order),
            text(p.grant.kind),
            text(&p.grant.record),
            text(&p.grant.pointer),
            text(p.sid.as_deref().unwrap_or_default()),
            text(p.statement.as_deref().unwrap_or_default()),
            text(&p.change),
            list(&p.how),
            number(p.before),
            number(p.after),
            number(p.credentials),
            number(p.closed),
            list(&lost),
            number(p.users),
            list(&p.used_by),
        ]);
    }
}
