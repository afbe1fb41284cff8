//! The page of `rag`: each index with its sources, and who asks what they cannot read.

use askama::Template;
use blastradius_queries::answer::{Rag, RagIndex};
use blastradius_queries::drawings::leak;

use super::view::{self, RowView, TableView, UnseenView};
use super::{Shell, fill};
use crate::chain::{self, THEME};
use crate::error::ReportError;
use crate::words::{count, node, show};

struct Index {
    name: String,
    id: String,
    checks: &'static str,
    by: String,
    fresh: String,
    artifacts: String,
    /// Who learns what by it, drawn; empty where nobody does.
    drawn: Option<String>,
    sources: Vec<TableView>,
}

#[derive(Template)]
#[template(path = "rag.html")]
struct Page {
    shell: Shell,
    lead: String,
    indexes: Vec<Index>,
    unseen: UnseenView,
    about: String,
}

pub(super) fn page(answer: &Rag, rows: usize) -> Result<String, ReportError> {
    let s = &answer.summary;
    let all = answer.indexes.iter().chain(&answer.models);
    fill(&Page {
        shell: Shell::with("Who can ask what they cannot read".to_owned(), THEME),
        lead: format!(
            "{} of {} made from known sources can be asked by {} that cannot read a source.",
            s.leaking,
            count(s.indexes, "index"),
            count(s.identities, "identity")
        ),
        indexes: all.take(rows).map(|it| index(answer, it, rows)).collect(),
        unseen: view::unseen(&answer.coverage),
        about: view::about(
            &answer.snapshot.id,
            &answer.snapshot.taken,
            Some(&answer.context.name),
        ),
    })
}

fn index(answer: &Rag, index: &RagIndex, rows: usize) -> Index {
    let sources = index.sources.iter().map(|source| {
        let leaks = source.leaks.iter().take(rows).map(|leak| {
            let brief = answer.nodes.get(&leak.id);
            RowView {
                access: leak.via.name().to_owned(),
                ..view::row(
                    &answer.nodes,
                    brief.map_or(leak.id.as_str(), |it| it.name.as_str()),
                    &leak.id,
                    brief.map_or("identity", |it| it.type_name.as_str()),
                    leak.certainty,
                    &leak.gates,
                    &leak.path,
                )
            }
        });
        let leaks: Vec<RowView> = leaks.collect();
        TableView {
            title: format!(
                "{}: {}, more by asking",
                node(&answer.nodes, &source.id),
                count(source.readers, "reader")
            ),
            count: source.leaks_to,
            hidden: source.leaks_to.saturating_sub(leaks.len()),
            rows: leaks,
        }
    });
    Index {
        name: node(&answer.nodes, &index.id),
        id: show(&index.id),
        checks: index.enforcement.name(),
        by: show(&index.enforcement_by),
        drawn: leak(answer, index).map(|it| chain::svg(&chain::of_drawing(&it), false)),
        fresh: match &index.staleness.why {
            Some(why) => format!("{}, {}", index.staleness.state.name(), show(why)),
            None => index.staleness.state.name().to_owned(),
        },
        artifacts: {
            let named = index.artifacts.iter().map(|id| node(&answer.nodes, id));
            named.collect::<Vec<_>>().join(", ")
        },
        sources: sources.collect(),
    }
}
