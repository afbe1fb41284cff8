//! The columns of `whatif`: one row for each credential, class and access that differs.

use blastradius_queries::answer::WhatIf;

use super::{Rows, list, number, text};

pub(super) fn whatif(rows: &mut Rows, it: &WhatIf) {
    rows.header(&[
        "credential",
        "kind",
        "name",
        "identity",
        "score_before",
        "score_after",
        "gone",
        "class",
        "access",
        "lost",
        "gained",
        "weaker",
        "stronger",
        "worst",
    ]);
    for c in &it.credentials {
        for tally in &c.tallies {
            let worst = c
                .worst
                .iter()
                .filter(|it| it.class == tally.class && it.access == tally.access);
            rows.row(&[
                text(&c.id),
                text(&c.kind),
                text(&c.name),
                text(&c.identity),
                number(c.score_before),
                number(c.score_after),
                number(c.gone),
                text(tally.class),
                text(tally.access),
                number(tally.lost),
                number(tally.gained),
                number(tally.weaker),
                number(tally.stronger),
                list(worst.map(|it| &it.id)),
            ]);
        }
    }
}
