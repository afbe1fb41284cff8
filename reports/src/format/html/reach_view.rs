//! What the templates show of a reach.

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{Certainty, Gate};
use blastradius_queries::answer::{Hop, Reach, ReachedAsset};

use super::view::{PathView, RowView, SureView, TableView, TileView, hops, row};
use crate::charts::{Chart, ChartError, of_reach};
use crate::headline::{self, items};
use crate::sanitize::visible;
use crate::words::{class_many, count, distinct, gates, runs, show};

pub(crate) struct SubjectView {
    pub(crate) rest: String,
    pub(crate) label: &'static str,
    pub(crate) owner: String,
}

pub(crate) struct StepView {
    pub(crate) order: usize,
    pub(crate) title: String,
    pub(crate) why: String,
    pub(crate) commands: Vec<String>,
    pub(crate) items: Vec<String>,
}

pub(crate) struct ReachView {
    pub(crate) subjects: Vec<SubjectView>,
    pub(crate) admin: bool,
    pub(crate) verdict: String,
    pub(crate) sure: Option<SureView>,
    pub(crate) tiles: Vec<TileView>,
    pub(crate) change: String,
    pub(crate) steps: Vec<StepView>,
    pub(crate) worst: Vec<PathView>,
    pub(crate) charts: Vec<String>,
    pub(crate) tables: Vec<TableView>,
}

pub(crate) fn reach(reach: &Reach, rows: usize) -> Result<ReachView, ChartError> {
    let (sure, verdict) = headline::verdict(reach);
    let worst = headline::worst(reach)
        .into_iter()
        .map(|line| PathView {
            sure: line.certainty.into(),
            length: count(line.path.len(), "hop"),
            gates: gates(line.gates),
            hops: hops(&reach.nodes, line.path),
            what: line.what,
        })
        .collect();
    Ok(ReachView {
        subjects: reach
            .subjects
            .iter()
            .map(|subject| {
                let (_, rest) = headline::subject(subject);
                let (label, owner) = headline::owner(reach, subject);
                SubjectView { rest, label, owner }
            })
            .collect(),
        admin: sure.is_some(),
        verdict,
        sure: sure.map(Into::into),
        tiles: tiles(reach),
        change: change(reach),
        steps: steps(reach),
        worst,
        charts: of_reach(reach)?.iter().map(Chart::inline).collect(),
        tables: tables(reach, rows),
    })
}

/// What can be changed, and what the numbers do not say.
fn change(reach: &Reach) -> String {
    let mut text = headline::changeable(reach);
    if !reach.unlisted.is_empty() {
        text.push_str(" (what can be read and changed: as far as could be read)");
    }
    if let Some(listed) = headline::listed(reach) {
        text.push_str("; listed: ");
        text.push_str(&listed);
    }
    text
}

fn tiles(reach: &Reach) -> Vec<TileView> {
    let all = &reach.summary;
    let note = |n: usize, certain: usize| match n {
        0 => String::new(),
        _ => format!("{certain} certain"),
    };
    vec![
        TileView {
            number: all.secrets,
            name: one_or(all.secrets, "secret"),
            note: note(all.secrets, all.certain.secrets),
            look: "secrets",
        },
        TileView {
            number: all.models,
            name: one_or(all.models, "model"),
            note: note(all.models, all.certain.models),
            look: "models",
        },
        TileView {
            number: all.data,
            name: one_or(all.data, "data set"),
            note: note(all.data, all.certain.data),
            look: "data",
        },
        TileView {
            number: all.identities,
            name: one_or(all.identities, "identity"),
            note: all
                .shortest
                .map(|n| format!("nearest asset {}", count(n, "hop")))
                .unwrap_or_default(),
            look: "plain",
        },
    ]
}

/// The noun alone, as many as there are.
fn one_or(n: usize, one: &str) -> String {
    let words = count(n, one);
    words
        .split_once(' ')
        .map_or(words.clone(), |(_, noun)| noun.to_owned())
}

fn steps(reach: &Reach) -> Vec<StepView> {
    reach
        .containment
        .iter()
        .map(|action| StepView {
            order: action.order,
            title: show(&action.title),
            why: show(&action.why),
            commands: action
                .commands
                .iter()
                .map(|c| visible(c).into_owned())
                .collect(),
            items: items(action).collect(),
        })
        .collect()
}

fn tables(reach: &Reach, limit: usize) -> Vec<TableView> {
    let mut tables = Vec::new();
    for class in AssetClass::ALL {
        let of_class: Vec<&ReachedAsset> =
            reach.assets.iter().filter(|a| a.class == class).collect();
        tables.push(TableView {
            title: class_many(class).to_owned(),
            count: distinct(of_class.iter().copied()),
            hidden: of_class.len().saturating_sub(limit),
            rows: of_class
                .into_iter()
                .take(limit)
                .map(|a| asset(reach, a))
                .collect(),
        });
    }
    let plain =
        |name: &str, id: &str, kind: &str, certainty: Certainty, gates: &[Gate], path: &[Hop]| {
            row(&reach.nodes, name, id, kind, certainty, gates, path)
        };
    tables.push(TableView {
        title: "identities".to_owned(),
        count: reach.summary.identities,
        hidden: reach.identities.len().saturating_sub(limit),
        rows: reach
            .identities
            .iter()
            .take(limit)
            .map(|i| plain(&i.name, &i.id, &i.type_name, i.certainty, &i.gates, &i.path))
            .collect(),
    });
    tables.push(TableView {
        title: "workloads in which code can be run".to_owned(),
        count: reach.workloads.len(),
        hidden: reach.workloads.len().saturating_sub(limit),
        rows: reach
            .workloads
            .iter()
            .take(limit)
            .map(|w| plain(&w.name, &w.id, &w.type_name, w.certainty, &w.gates, &w.path))
            .collect(),
    });
    let consumers = reach.consumers.iter().take(limit);
    tables.push(TableView {
        title: "consumers of what can be changed".to_owned(),
        count: reach.consumers.len(),
        hidden: reach.consumers.len().saturating_sub(limit),
        rows: consumers
            .map(|it| RowView {
                access: runs(it.runs.as_ref()),
                ..plain(
                    &it.name,
                    &it.id,
                    &it.type_name,
                    it.certainty,
                    &it.gates,
                    &it.path,
                )
            })
            .collect(),
    });
    tables.retain(|table| !table.rows.is_empty());
    tables
}

fn asset(reach: &Reach, a: &ReachedAsset) -> RowView {
    let access: Vec<&str> = a.access.iter().map(|way| way.name()).collect();
    let mut access = access.join(", ");
    if a.derived {
        access.push_str(" through what is made from it");
    } else if a.access.is_empty() {
        access.push_str("made from what can be changed");
    }
    RowView {
        access: access.trim_start().to_owned(),
        ..row(
            &reach.nodes,
            &a.name,
            &a.id,
            &a.type_name,
            a.certainty,
            &a.gates,
            &a.path,
        )
    }
}
