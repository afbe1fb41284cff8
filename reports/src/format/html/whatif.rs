//! The page of `whatif`: what the changes wrote, and the difference that they make.

use askama::Template;
use blastradius_queries::answer::{ChangedCredential, Kept, Required, Tally, WhatIf};

use super::view::{self, RowView, TileView, UnseenView};
use super::{Shell, fill};
use crate::differences::{changes, owner, works};
use crate::error::ReportError;
use crate::words::{count, node, show, type_word};

struct Made {
    change: String,
    records: Vec<String>,
    unknown: Vec<String>,
    notes: Vec<String>,
}

/// A row of numbers; nothing is an empty field.
struct TallyView {
    class: &'static str,
    access: &'static str,
    numbers: [String; 4],
}

struct Row {
    name: String,
    id: String,
    kind: String,
    owner: String,
    before: String,
    after: String,
    lost: usize,
    gained: usize,
    worst: String,
}

/// Something that must go on working.
pub(super) struct RequiredView {
    pub(super) subject: String,
    pub(super) subject_id: String,
    pub(super) asset: String,
    pub(super) asset_id: String,
    pub(super) word: &'static str,
    pub(super) broke: bool,
}

#[derive(Template)]
#[template(path = "whatif.html")]
struct Page {
    shell: Shell,
    verdict: String,
    bad: bool,
    reserve: &'static str,
    tiles: Vec<TileView>,
    made: Vec<Made>,
    tallies: Vec<TallyView>,
    rows: Vec<Row>,
    hidden: usize,
    kept: Vec<RowView>,
    required: Vec<RequiredView>,
    unseen: UnseenView,
    about: String,
}

pub(super) fn page(it: &WhatIf, rows: usize) -> Result<String, ReportError> {
    let s = &it.summary;
    let gained: usize = s.tallies.iter().map(|it| it.gained).sum();
    let verdict = match s.affected {
        0 => "No credential reaches anything else than before".to_owned(),
        1 => format!(
            "1 of {} reaches otherwise",
            count(s.credentials, "credential")
        ),
        n => format!(
            "{n} of {} reach otherwise",
            count(s.credentials, "credential")
        ),
    };
    fill(&Page {
        shell: Shell::new("What would change".to_owned()),
        verdict: match s.breaks {
            true => format!("{verdict}; something that is required breaks"),
            false => verdict,
        },
        bad: s.breaks || gained > 0,
        reserve: match s.known {
            true => "",
            false => "What a change does is not known in full: there may be more than this.",
        },
        tiles: tiles(it),
        made: it
            .changes
            .iter()
            .map(|it| Made {
                change: show(&it.change),
                records: it.records.iter().map(|it| show(it)).collect(),
                unknown: it.unknown.iter().map(|it| show(it)).collect(),
                notes: it.notes.iter().map(|it| show(it)).collect(),
            })
            .collect(),
        tallies: s.tallies.iter().map(tally).collect(),
        rows: it
            .credentials
            .iter()
            .take(rows)
            .map(|one| row(it, one))
            .collect(),
        hidden: it.credentials.len().saturating_sub(rows),
        kept: it.kept.iter().map(|one| kept(it, one)).collect(),
        required: required(&it.nodes, &it.required),
        unseen: view::unseen(&it.coverage),
        about: view::about(&it.snapshot.id, &it.snapshot.taken, Some(&it.context.name)),
    })
}

fn tiles(it: &WhatIf) -> Vec<TileView> {
    let s = &it.summary;
    let sum = |of: fn(&Tally) -> usize| s.tallies.iter().map(of).sum();
    let tile = |number, name: &str, note: String, look| TileView {
        number,
        name: name.to_owned(),
        note,
        look,
    };
    let pairs = || "pairs of a credential and an asset".to_owned();
    vec![
        tile(sum(|it| it.lost), "lost", pairs(), "data"),
        tile(sum(|it| it.gained), "gained", pairs(), "danger"),
        tile(
            sum(|it| it.weaker),
            "less sure",
            format!("{} surer", sum(|it| it.stronger)),
            "",
        ),
        tile(
            s.closed,
            "out of reach",
            format!("of every credential; {} new in reach", s.opened),
            "models",
        ),
    ]
}

fn tally(it: &Tally) -> TallyView {
    let some = |n: usize| if n == 0 { String::new() } else { n.to_string() };
    TallyView {
        class: it.class,
        access: it.access,
        numbers: [it.lost, it.gained, it.weaker, it.stronger].map(some),
    }
}

fn row(it: &WhatIf, one: &ChangedCredential) -> Row {
    let sum = |of: fn(&Tally) -> usize| one.tallies.iter().map(of).sum();
    Row {
        name: show(&one.name),
        id: show(&one.id),
        kind: type_word(&one.kind),
        owner: owner(it, one),
        before: format!("{:.1}", one.score_before),
        after: format!("{:.1}", one.score_after),
        lost: sum(|it| it.lost),
        gained: sum(|it| it.gained),
        worst: match one.gone {
            true => "works no more".to_owned(),
            false => changes(it, &one.worst),
        },
    }
}

/// Who comes to the end of a hop that is gone all the same: the best path.
fn kept(it: &WhatIf, one: &Kept) -> RowView {
    let certainty = one.path.iter().map(|hop| hop.certainty).min();
    let gates: Vec<_> = one
        .path
        .iter()
        .flat_map(|hop| hop.gates.iter().cloned())
        .collect();
    let row = view::row(
        &it.nodes,
        "",
        &one.to,
        "",
        certainty.unwrap_or(blastradius_graph::model::Certainty::Certain),
        &gates,
        &one.path,
    );
    RowView {
        name: node(&it.nodes, &one.to),
        kind: count(one.credentials, "credential"),
        access: node(&it.nodes, &one.credential),
        ..row
    }
}

/// What must go on working, and whether it does.
pub(super) fn required(nodes: &crate::words::Nodes, all: &[Required]) -> Vec<RequiredView> {
    all.iter()
        .map(|one| {
            let (word, broke) = works(one);
            RequiredView {
                subject: node(nodes, &one.subject),
                subject_id: show(&one.subject),
                asset: node(nodes, &one.asset),
                asset_id: show(&one.asset),
                word,
                broke,
            }
        })
        .collect()
}
