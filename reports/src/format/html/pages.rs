//! The pages.

use askama::Template;
use blastradius_queries::answer::{CoverageReport, Paths, Rank, Reach, Who};

use super::reach_view::{self, ReachView};
use super::view::{self, PathView, RankRow, TableView, UnseenView};
use super::{Shell, fill};
use crate::charts::of_rank;
use crate::error::ReportError;
use crate::words::{count, gates, goal, node, short, show};

#[derive(Template)]
#[template(path = "reach.html")]
struct ReachPage {
    shell: Shell,
    reach: ReachView,
    unseen: UnseenView,
    about: String,
}

pub(super) fn reach(reach: &Reach, rows: usize) -> Result<String, ReportError> {
    let names: Vec<String> = reach
        .subjects
        .iter()
        .take(3)
        .map(|s| show(&s.name))
        .collect();
    fill(&ReachPage {
        shell: Shell::new(format!("Blast radius of {}", names.join(", "))),
        reach: reach_view::reach(reach, rows)?,
        unseen: view::unseen(&reach.coverage),
        about: view::about(
            &reach.snapshot.id,
            &reach.snapshot.taken,
            Some(&reach.context.name),
        ),
    })
}

#[derive(Template)]
#[template(path = "rank.html")]
struct RankPage {
    shell: Shell,
    chart: String,
    ranking: Vec<RankRow>,
    hidden: usize,
    best: Vec<PathView>,
    unseen: UnseenView,
    about: String,
}

pub(super) fn rank(rank: &Rank, rows: usize) -> Result<String, ReportError> {
    fill(&RankPage {
        shell: Shell::new(format!(
            "{}, the worst first",
            count(rank.credentials.len(), "credential")
        )),
        chart: of_rank(rank)?.inline(),
        ranking: view::ranking(rank, rows),
        hidden: rank.credentials.len().saturating_sub(rows),
        best: best(rank, rows),
        unseen: view::unseen(&rank.coverage),
        about: view::about(
            &rank.snapshot.id,
            &rank.snapshot.taken,
            Some(&rank.context.name),
        ),
    })
}

/// The best path to the worst that each reaches, where that was asked for.
fn best(rank: &Rank, rows: usize) -> Vec<PathView> {
    let of = (1..).zip(&rank.credentials).take(rows);
    of.filter_map(|(n, entry): (usize, _)| {
        let best = entry.best.as_ref()?;
        Some(PathView {
            what: format!("{n} {}: {}", show(&entry.name), goal(&rank.nodes, &best.to)),
            sure: best.certainty.into(),
            length: count(best.hops, "hop"),
            gates: gates(&best.gates),
            hops: view::hops(&rank.nodes, &best.path),
        })
    })
    .collect()
}

#[derive(Template)]
#[template(path = "who.html")]
struct WhoPage {
    shell: Shell,
    id: String,
    lead: String,
    tables: Vec<TableView>,
    unseen: UnseenView,
    about: String,
}

pub(super) fn who(who: &Who, rows: usize) -> Result<String, ReportError> {
    let s = &who.summary;
    let mut tables = vec![
        view::holders(&who.nodes, "credentials", &who.credentials, rows),
        view::holders(&who.nodes, "identities", &who.identities, rows),
    ];
    tables.retain(|table| !table.rows.is_empty());
    fill(&WhoPage {
        shell: Shell::new(format!("Who can touch {}", node(&who.nodes, &who.asset))),
        id: show(&who.asset),
        lead: format!(
            "{} ({} certain) and {} ({} directly) can touch it.",
            count(s.credentials, "credential"),
            s.certain,
            count(s.identities, "identity"),
            s.direct
        ),
        tables,
        unseen: view::unseen(&who.coverage),
        about: view::about(
            &who.snapshot.id,
            &who.snapshot.taken,
            Some(&who.context.name),
        ),
    })
}

#[derive(Template)]
#[template(path = "path.html")]
struct PathPage {
    shell: Shell,
    from: String,
    to: String,
    paths: Vec<PathView>,
    more: bool,
    unseen: UnseenView,
    about: String,
}

pub(super) fn paths(paths: &Paths) -> Result<String, ReportError> {
    let (from, to) = (
        node(&paths.nodes, &paths.from),
        node(&paths.nodes, &paths.to),
    );
    fill(&PathPage {
        shell: Shell::new(format!("From {from} to {to}")),
        from: show(&paths.from),
        to: show(&paths.to),
        paths: (1..)
            .zip(&paths.paths)
            .map(|(n, route): (usize, _)| PathView {
                what: format!("path {n}"),
                sure: route.certainty.into(),
                length: count(route.hops, "hop"),
                gates: gates(&route.gates),
                hops: view::hops(&paths.nodes, &route.path),
            })
            .collect(),
        more: paths.more,
        unseen: view::unseen(&paths.coverage),
        about: view::about(
            &paths.snapshot.id,
            &paths.snapshot.taken,
            Some(&paths.context.name),
        ),
    })
}

pub(super) struct ScopeRow {
    pub(super) scope: String,
    pub(super) name: String,
    pub(super) answered: u64,
    pub(super) absent: u64,
    pub(super) missing: u64,
    pub(super) records: u64,
}

#[derive(Template)]
#[template(path = "coverage.html")]
struct CoveragePage {
    shell: Shell,
    scopes: Vec<ScopeRow>,
    unseen: UnseenView,
    about: String,
}

pub(super) fn coverage(report: &CoverageReport) -> Result<String, ReportError> {
    let title = if report.complete {
        "Coverage: complete"
    } else {
        "Coverage: incomplete"
    };
    fill(&CoveragePage {
        shell: Shell::new(title.to_owned()),
        scopes: scopes(report),
        unseen: view::all_unseen(report),
        about: view::about(&report.snapshot.id, &report.snapshot.taken, None),
    })
}

pub(super) fn scopes(report: &CoverageReport) -> Vec<ScopeRow> {
    report
        .scopes
        .iter()
        .map(|s| ScopeRow {
            scope: show(short(&s.scope)),
            name: show(s.name.as_deref().unwrap_or_default()),
            answered: s.answered,
            absent: s.absent,
            missing: s.gaps.iter().map(|gap| gap.count).sum(),
            records: s.records,
        })
        .collect()
}
