//! A row a leak.

use blastradius_queries::answer::Rag;

use super::answers::{conditions, evidence, nodes};
use super::{Rows, list, number, text};

pub(super) fn leaks(rows: &mut Rows, answer: &Rag) {
    rows.header(&[
        "index",
        "class",
        "enforcement",
        "staleness",
        "source",
        "readers",
        "identity",
        "via",
        "through",
        "reads_source",
        "certainty",
        "hops",
        "gates",
        "conditions",
        "path",
        "evidence",
    ]);
    for index in answer.indexes.iter().chain(&answer.models) {
        for source in &index.sources {
            for leak in &source.leaks {
                rows.row(&[
                    text(&index.id),
                    text(index.class.name()),
                    text(index.enforcement.name()),
                    text(index.staleness.state.name()),
                    text(&source.id),
                    number(source.readers),
                    text(&leak.id),
                    text(leak.via.name()),
                    text(&leak.through),
                    text(leak.reads_source.map_or("no", |it| it.name())),
                    text(leak.certainty.name()),
                    number(leak.hops),
                    list(leak.gates.iter().map(|gate| &gate.detail)),
                    conditions(&leak.path),
                    nodes(&leak.path),
                    evidence(&leak.path),
                ]);
            }
        }
    }
}
