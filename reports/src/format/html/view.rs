//! What the templates show. Every text in it is visible; askama escapes it for HTML.

use blastradius_graph::model::{Certainty, Gate};
use blastradius_queries::answer::{
    CoverageReport, CoverageSummary, Gap, Holder, Hop, Rank, RankedCredential,
};

use crate::sanitize::elide;
use crate::style::mark;
use crate::words::{
    Nodes, count, deed, moment, node, proofs, reservations, short, show, type_word,
    unresolved_sentence, via,
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
            evidence: proofs(hop),
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

fn gaps<'a>(gaps: impl IntoIterator<Item = &'a Gap>) -> Vec<GapView> {
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

/// What could not be seen, as every page ends with it.
pub(crate) struct UnseenView {
    pub(crate) complete: bool,
    pub(crate) gaps: Vec<GapView>,
    /// What definitions of pipelines leave open, in a sentence. Empty where they leave nothing open.
    pub(crate) unresolved: String,
}

pub(crate) fn unseen(coverage: &CoverageSummary) -> UnseenView {
    UnseenView {
        complete: coverage.complete,
        gaps: gaps(&coverage.gaps),
        unresolved: unresolved_sentence(&coverage.unresolved).unwrap_or_default(),
    }
}

pub(crate) fn all_unseen(report: &CoverageReport) -> UnseenView {
    UnseenView {
        complete: report.complete,
        gaps: gaps(report.scopes.iter().flat_map(|scope| &scope.gaps)),
        unresolved: unresolved_sentence(&report.unresolved).unwrap_or_default(),
    }
}

pub(crate) fn row(
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
