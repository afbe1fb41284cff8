//! `rag`: who asks what they cannot read.

use blastradius_queries::answer::{Rag, RagIndex};

use super::coverage::footer;
use super::grid::{grid, number, text};
use super::out::Out;
use crate::style::{Role, mark, role};
use crate::words::{count, node, reservations, show, type_word, via};

pub(super) fn rag(out: &mut Out, answer: &Rag) {
    let s = &answer.summary;
    let line = format!(
        "{} of {} can be asked by {} that cannot read a source",
        s.leaking,
        count(s.indexes, "index").replace("indexs", "indexes"),
        count(s.identities, "identity")
    );
    let line = out.paint(Role::Strong, &line);
    out.line(&line);
    if s.without_source > 0 {
        let line = format!("of {} no source is known", s.without_source);
        let line = out.paint(Role::Warning, &line);
        out.line(&line);
    }
    for index in &answer.indexes {
        one(out, answer, index);
    }
    if !answer.models.is_empty() {
        out.heading(
            "models: an answer may give a piece of what they were made from; low confidence",
        );
        for model in &answer.models {
            one(out, answer, model);
        }
    }
    footer(
        out,
        &answer.coverage,
        &answer.snapshot,
        Some(&answer.context),
    );
}

fn one(out: &mut Out, answer: &Rag, index: &RagIndex) {
    out.heading(&node(&answer.nodes, &index.id));
    let enforced = format!(
        "{}: {}",
        index.enforcement.name(),
        show(&index.enforcement_by)
    );
    out.labelled("id", 12, &show(&index.id));
    out.labelled("checks", 12, &enforced);
    let synced = index
        .staleness
        .last_sync
        .as_deref()
        .map_or("at an unknown time".to_owned(), show);
    let mut fresh = format!("{}, read {synced}", index.staleness.state.name());
    if let Some(why) = &index.staleness.why {
        fresh.push_str(&format!(": {}", show(why)));
    }
    out.labelled("fresh", 12, &fresh);
    if !index.artifacts.is_empty() {
        let named = index.artifacts.iter().map(|id| node(&answer.nodes, id));
        let named: Vec<String> = named.collect();
        out.labelled("artifacts", 12, &named.join(", "));
    }
    for source in &index.sources {
        let line = format!(
            "{}: {}, {} more by asking",
            node(&answer.nodes, &source.id),
            count(source.readers, "reader"),
            source.leaks_to
        );
        out.blank();
        let line = out.paint(Role::Strong, &out.fit(&line, 0));
        out.line(&line);
        if source.leaks.is_empty() {
            continue;
        }
        let rows = source.leaks.iter().map(|leak| {
            let brief = answer.nodes.get(&leak.id);
            let mut notes = Vec::new();
            if let Some(level) = leak.reads_source {
                notes.push(format!("reads the source too, {}", level.name()));
            }
            let hangs = reservations(&leak.path, &leak.gates);
            if !hangs.is_empty() {
                notes.push(hangs);
            }
            vec![
                text(mark(leak.certainty)).role(role(leak.certainty)),
                number(leak.hops),
                text(show(brief.map_or(leak.id.as_str(), |it| it.name.as_str())))
                    .role(Role::Strong),
                text(brief.map(|it| type_word(&it.type_name)).unwrap_or_default()),
                text(leak.via.name()),
                text(via(&answer.nodes, &leak.path)),
                text(notes.join("; ")),
            ]
        });
        grid(
            out,
            &["", "hops", "name", "type", "how", "via", "notes"],
            rows.collect(),
        );
        let more = source.leaks_to.saturating_sub(source.leaks.len());
        if more > 0 {
            out.line(&format!(
                "… {more} more: -f json has as many as --most says"
            ));
        }
    }
}
