//! A row for each thing that credentials reach otherwise, and for each credential and identity that came or went.

use blastradius_queries::answer::{Diff, Way};

use super::answers::{conditions, evidence, nodes};
use super::{Rows, list, text};
use crate::changes::radius;

pub(super) fn changes(rows: &mut Rows, answer: &Diff) {
    rows.header(&[
        "change",
        "severity",
        "id",
        "name",
        "type",
        "class",
        "radius",
        "access_before",
        "certainty_before",
        "access",
        "certainty",
        "credentials",
        "facts",
        "gaps",
        "path",
        "conditions",
        "evidence",
    ]);
    for it in answer.credentials.iter().chain(&answer.identities) {
        let mut row = vec![String::new(); 17];
        let own = [
            text(it.change.name()),
            text(it.severity.name()),
            text(&it.id),
            text(&it.name),
            text(&it.type_name),
        ];
        drop(row.splice(..own.len(), own));
        if let Some(gaps) = row.get_mut(13) {
            *gaps = list(&it.gaps);
        }
        rows.row(&row);
    }
    for it in &answer.changes {
        let access = |way: &Option<Way>| {
            let ways = way.iter().flat_map(|way| way.access.iter());
            list(ways.map(|access| access.name()))
        };
        let certainty = |way: &Option<Way>| text(way.as_ref().map_or("", |it| it.certainty.name()));
        let facts = it.facts.iter();
        rows.row(&[
            text(it.change.name()),
            text(it.severity.name()),
            text(&it.id),
            text(&it.name),
            text(&it.type_name),
            text(it.class.map_or("", |class| class.name())),
            text(radius(it)),
            access(&it.before),
            certainty(&it.before),
            access(&it.after),
            certainty(&it.after),
            list(&it.credentials),
            list(facts.map(|fact| format!("{} {}", fact.change.name(), fact.record))),
            list(&it.gaps),
            nodes(&it.path),
            conditions(&it.path),
            evidence(&it.path),
        ]);
    }
}
