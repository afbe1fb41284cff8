//! What the templates show. Every text in it is visible; askama escapes it for HTML.

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{Certainty, Gate};
use blastradius_queries::answer::{
    CoverageSummary, Gap, Holder, Hop, Rank, RankedCredential, Reach, ReachedAsset,
};

use crate::charts::{ChartError, of_reach};
use crate::headline;
use crate::sanitize::{elide, visible};
use crate::style::mark;
use crate::words::{
    Nodes, class_many, count, deed, distinct, full, moment, node, reservations, short, show,
    type_word, via,
};

pub(crate) struct SureView {
    pub(crate) mark: &'static str,
    pub(crate) name: &'static str,
}

impl From<Certainty> for SureView {
    fn from(certainty: Certainty) -> Self {
        Self {
            mark: mark(certainty),
            name: certainty.name(),
        }
    }
}

pub(crate) struct HopView {
    pub(crate) sure: SureView,
    pub(crate) deed: String,
    pub(crate) target: String,
    pub(crate) id: String,
    /// Where, and what is shown there.
    pub(crate) evidence: Vec<(String, String)>,
    pub(crate) conditions: Vec<String>,
}

pub(crate) fn hops(nodes: &Nodes, path: &[Hop]) -> Vec<HopView> {
    path.iter()
        .map(|hop| HopView {
            sure: hop.certainty.into(),
            deed: deed(hop),
            target: node(nodes, &hop.to),
            id: show(&hop.to),
            evidence: hop.evidence.iter().map(full).collect(),
            conditions: hop.conditions.iter().map(|c| show(c)).collect(),
        })
        .collect()
}

pub(crate) struct PathView {
    pub(crate) what: String,
    pub(crate) sure: SureView,
    pub(crate) length: String,
    pub(crate) gates: Vec<String>,
    pub(crate) hops: Vec<HopView>,
}

pub(crate) struct TileView {
    pub(crate) number: usize,
    pub(crate) name: String,
    pub(crate) note: String,
    /// The class of the style sheet that colours its edge.
    pub(crate) look: &'static str,
}

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

/// A row about something reached, or about one who reaches.
pub(crate) struct RowView {
    pub(crate) sure: SureView,
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) access: String,
    pub(crate) via: String,
    pub(crate) length: String,
    pub(crate) reserved: String,
    pub(crate) hops: Vec<HopView>,
}

pub(crate) struct TableView {
    pub(crate) title: String,
    /// How many different things the rows are about.
    pub(crate) count: usize,
    pub(crate) rows: Vec<RowView>,
    /// How many rows are not shown.
    pub(crate) hidden: usize,
}

pub(crate) struct GapView {
    pub(crate) scope: String,
    pub(crate) operation: String,
    pub(crate) outcome: &'static str,
    pub(crate) count: u64,
    pub(crate) reason: String,
    pub(crate) help: String,
}

pub(crate) fn gaps<'a>(gaps: impl IntoIterator<Item = &'a Gap>) -> Vec<GapView> {
    gaps.into_iter()
        .map(|gap| GapView {
            scope: show(short(&gap.scope)),
            operation: show(&gap.operation),
            outcome: gap.outcome.name(),
            count: gap.count,
            reason: show(&gap.reason),
            help: show(&gap.help),
        })
        .collect()
}

pub(crate) fn summary_gaps(coverage: &CoverageSummary) -> Vec<GapView> {
    gaps(&coverage.gaps)
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
            gates: crate::words::gates(line.gates),
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
        change: headline::changeable(reach),
        steps: steps(reach),
        worst,
        charts: of_reach(reach)?
            .iter()
            .map(crate::charts::Chart::inline)
            .collect(),
        tables: tables(reach, rows),
    })
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
            items: action.items.iter().map(|i| show(i)).collect(),
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
        count: reach.identities.len(),
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
    tables.retain(|table| !table.rows.is_empty());
    tables
}

fn row(
    nodes: &Nodes,
    name: &str,
    id: &str,
    kind: &str,
    certainty: Certainty,
    gates: &[Gate],
    path: &[Hop],
) -> RowView {
    RowView {
        sure: certainty.into(),
        name: show(name),
        id: show(id),
        kind: type_word(kind),
        access: String::new(),
        via: via(nodes, path),
        length: count(path.len(), "hop"),
        reserved: reservations(path, gates),
        hops: hops(nodes, path),
    }
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

pub(crate) fn holders(nodes: &Nodes, title: &str, holders: &[Holder], limit: usize) -> TableView {
    TableView {
        title: title.to_owned(),
        count: holders.len(),
        hidden: holders.len().saturating_sub(limit),
        rows: holders
            .iter()
            .take(limit)
            .map(|h| {
                let access: Vec<&str> = h.access.iter().map(|way| way.name()).collect();
                RowView {
                    access: access.join(", "),
                    ..row(
                        nodes,
                        &h.name,
                        &h.id,
                        &h.type_name,
                        h.certainty,
                        &h.gates,
                        &h.path,
                    )
                }
            })
            .collect(),
    }
}

pub(crate) struct RankRow {
    pub(crate) place: usize,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) owner: String,
    pub(crate) identity: String,
    pub(crate) admin: String,
    pub(crate) secrets: usize,
    pub(crate) models: usize,
    pub(crate) data: usize,
    pub(crate) certain: usize,
    pub(crate) change: usize,
    pub(crate) score: String,
    pub(crate) notes: String,
}

pub(crate) fn ranking(rank: &Rank, limit: usize) -> Vec<RankRow> {
    (1..)
        .zip(&rank.credentials)
        .take(limit)
        .map(|(place, c): (usize, &RankedCredential)| RankRow {
            place,
            name: elide(&show(&c.name), 40).into_owned(),
            kind: type_word(&c.kind),
            owner: show(if c.identity_name.is_empty() {
                &c.identity
            } else {
                &c.identity_name
            }),
            identity: show(&c.identity),
            admin: show(
                &c.admin_of
                    .iter()
                    .map(|id| short(id))
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
            secrets: c.secrets,
            models: c.models,
            data: c.data,
            certain: c.certain.secrets + c.certain.models + c.certain.data,
            change: c.integrity.models + c.integrity.data,
            score: format!("{:.1}", c.score),
            notes: show(&c.notes.join(", ")),
        })
        .collect()
}

/// The last line of a page.
pub(crate) fn about(id: &str, taken: &str, attacker: Option<&str>) -> String {
    let attacker = attacker
        .map(|name| format!(" Attacker: {}.", show(name)))
        .unwrap_or_default();
    format!("Snapshot {} of {} UTC.{attacker}", show(id), moment(taken))
}
