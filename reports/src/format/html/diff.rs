//! The page of `diff`: what is reached otherwise, each with its reason and its path.

use askama::Template;
use blastradius_queries::answer::{Diff, ReachChange};

use super::view::{self, RowView, TileView, UnseenView};
use super::{Shell, fill};
use crate::changes::{KINDS, came_and_went, radius, reasons, ways};
use crate::error::ReportError;
use crate::words::{count, moment, show, type_word};

struct Change {
    row: RowView,
    severity: &'static str,
    radius: &'static str,
    credentials: String,
    list: Vec<String>,
    reasons: Vec<String>,
}

struct Section {
    title: &'static str,
    count: usize,
    hidden: usize,
    rows: Vec<Change>,
}

struct Came {
    change: &'static str,
    name: String,
    id: String,
    kind: String,
    gaps: Vec<String>,
}

#[derive(Template)]
#[template(path = "diff.html")]
struct Page {
    shell: Shell,
    lead: String,
    /// Whether something is reached that was not.
    bad: bool,
    verdict: String,
    tiles: Vec<TileView>,
    came: Vec<Came>,
    came_hidden: usize,
    sections: Vec<Section>,
    unseen: UnseenView,
    about: String,
}

pub(super) fn page(answer: &Diff, rows: usize) -> Result<String, ReportError> {
    let came = came_and_went(answer);
    let came = if came.is_empty() {
        came
    } else {
        format!(" {came}.")
    };
    let all = answer.credentials.len() + answer.identities.len();
    let sections = KINDS.into_iter().filter_map(|(kind, title)| {
        let of: Vec<&ReachChange> = answer
            .changes
            .iter()
            .filter(|it| it.change == kind)
            .collect();
        (!of.is_empty()).then(|| Section {
            title,
            count: of.len(),
            hidden: of.len().saturating_sub(rows),
            rows: of.iter().take(rows).map(|it| change(answer, it)).collect(),
        })
    });
    let entries = answer.credentials.iter().chain(&answer.identities);
    fill(&Page {
        shell: Shell::new("What changed".to_owned()),
        lead: format!(
            "From {} to {}.{came}",
            moment(&answer.old.taken),
            moment(&answer.new.taken)
        ),
        bad: answer.summary.new > 0,
        verdict: verdict(answer),
        tiles: tiles(answer),
        came: entries
            .take(rows)
            .map(|it| Came {
                change: it.change.name(),
                name: show(&it.name),
                id: show(&it.id),
                kind: type_word(&it.type_name),
                gaps: it.gaps.iter().map(|gap| show(gap)).collect(),
            })
            .collect(),
        came_hidden: all.saturating_sub(rows),
        sections: sections.collect(),
        unseen: view::unseen(&answer.coverage),
        about: view::about(
            &answer.new.id,
            &answer.new.taken,
            Some(&answer.context.name),
        ),
    })
}

/// What to read first.
fn verdict(answer: &Diff) -> String {
    let s = &answer.summary;
    let who = count(s.credentials_changed, "credential");
    let verb = if s.credentials_changed == 1 {
        "reaches"
    } else {
        "reach"
    };
    if s.new > 0 {
        format!("{} newly reached, for {who}", s.new)
    } else if s.unknown > 0 {
        "Nothing is known to be newly reached, and something could not be read".to_owned()
    } else if s.changed + s.closed > 0 {
        format!("Nothing is newly reached; {who} {verb} otherwise")
    } else {
        "What credentials reach is the same in both".to_owned()
    }
}

fn tiles(answer: &Diff) -> Vec<TileView> {
    let s = &answer.summary;
    let tile = |number, name: &str, note: &str, look| TileView {
        number,
        name: name.to_owned(),
        note: note.to_owned(),
        look,
    };
    vec![
        tile(s.new, "new", "newly reached", "danger"),
        tile(s.closed, "closed", "no longer reached", "data"),
        tile(s.changed, "changed", "reached in another way", "models"),
        tile(s.unknown, "not known", "something could not be read", ""),
    ]
}

/// In what way it is reached: how surely stands beside it, unless that is what changed.
fn access(it: &ReachChange) -> String {
    match (&it.before, &it.after) {
        (Some(one), None) | (None, Some(one)) => {
            let words: Vec<&str> = one.access.iter().map(|it| it.name()).collect();
            words.join(" ")
        }
        _ => ways(it),
    }
}

/// How many credentials are named on the page for one change.
const NAMED: usize = 20;

fn change(answer: &Diff, it: &ReachChange) -> Change {
    let way = it.after.as_ref().or(it.before.as_ref());
    let (certainty, gates) = match way {
        Some(way) => (way.certainty, way.gates.as_slice()),
        None => (blastradius_graph::model::Certainty::Influence, &[][..]),
    };
    let row = view::row(
        &answer.nodes,
        &it.name,
        &it.id,
        &it.type_name,
        certainty,
        gates,
        &it.path,
    );
    Change {
        row: RowView {
            access: access(it),
            ..row
        },
        severity: it.severity.name(),
        radius: radius(it),
        credentials: count(it.credentials.len(), "credential"),
        list: it
            .credentials
            .iter()
            .take(NAMED)
            .map(|id| show(id))
            .collect(),
        reasons: reasons(it),
    }
}
