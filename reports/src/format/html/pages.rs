//! The pages.

use askama::Template;
use blastradius_queries::answer::{CoverageReport, Paths, Rank, Reach, Who};

use super::view::{self, GapView, PathView, RankRow, ReachView, TableView, TileView};
use super::{Shell, fill};
use crate::charts::{Chart, of_rank};
use crate::error::ReportError;
use crate::words::{count, gates, node, short, show};

#[derive(Template)]
#[template(path = "reach.html")]
struct ReachPage {
    shell: Shell,
    reach: ReachView,
    gaps: Vec<GapView>,
    complete: bool,
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
        reach: view::reach(reach, rows)?,
        gaps: view::summary_gaps(&reach.coverage),
        complete: reach.coverage.complete,
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
    gaps: Vec<GapView>,
    complete: bool,
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
        gaps: view::summary_gaps(&rank.coverage),
        complete: rank.coverage.complete,
        about: view::about(
            &rank.snapshot.id,
            &rank.snapshot.taken,
            Some(&rank.context.name),
        ),
    })
}

#[derive(Template)]
#[template(path = "who.html")]
struct WhoPage {
    shell: Shell,
    id: String,
    lead: String,
    tables: Vec<TableView>,
    gaps: Vec<GapView>,
    complete: bool,
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
        gaps: view::summary_gaps(&who.coverage),
        complete: who.coverage.complete,
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
    gaps: Vec<GapView>,
    complete: bool,
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
        gaps: view::summary_gaps(&paths.coverage),
        complete: paths.coverage.complete,
        about: view::about(
            &paths.snapshot.id,
            &paths.snapshot.taken,
            Some(&paths.context.name),
        ),
    })
}

struct ScopeRow {
    scope: String,
    name: String,
    answered: u64,
    absent: u64,
    missing: u64,
    records: u64,
}

#[derive(Template)]
#[template(path = "coverage.html")]
struct CoveragePage {
    shell: Shell,
    scopes: Vec<ScopeRow>,
    gaps: Vec<GapView>,
    complete: bool,
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
        gaps: view::gaps(report.scopes.iter().flat_map(|scope| &scope.gaps)),
        complete: report.complete,
        about: view::about(&report.snapshot.id, &report.snapshot.taken, None),
    })
}

fn scopes(report: &CoverageReport) -> Vec<ScopeRow> {
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

/// A file of the folder that a page links.
struct LinkView {
    file: String,
    about: String,
}

#[derive(Template)]
#[template(path = "index.html")]
struct IndexPage {
    shell: Shell,
    tiles: Vec<TileView>,
    charts: Vec<String>,
    ranking: Vec<RankRow>,
    hidden: usize,
    /// Empty when there is no credential.
    worst: Vec<(String, ReachView)>,
    scopes: Vec<ScopeRow>,
    gaps: Vec<GapView>,
    complete: bool,
    links: Vec<LinkView>,
    about: String,
}

/// The ranking on the first page is short; the whole is in the files beside it.
const INDEX_RANKS: usize = 25;
/// Rows of each table of the worst credential.
const INDEX_ROWS: usize = 100;

/// The first page of a folder of reports.
///
/// `charts` are drawn on it; `links` are files of the folder and what each is.
pub(crate) fn index(
    rank: &Rank,
    worst: Option<&Reach>,
    coverage: Option<&CoverageReport>,
    charts: &[Chart],
    links: Vec<(String, String)>,
) -> Result<String, ReportError> {
    let worst = match worst {
        Some(reach) => {
            let names: Vec<String> = reach
                .subjects
                .iter()
                .take(3)
                .map(|s| show(&s.name))
                .collect();
            vec![(names.join(", "), view::reach(reach, INDEX_ROWS)?)]
        }
        None => Vec::new(),
    };
    let gaps = match coverage {
        Some(report) => view::gaps(report.scopes.iter().flat_map(|scope| &scope.gaps)),
        None => view::summary_gaps(&rank.coverage),
    };
    fill(&IndexPage {
        shell: Shell::new("Blast radius of the estate".to_owned()),
        tiles: estate(rank),
        charts: charts.iter().map(Chart::inline).collect(),
        ranking: view::ranking(rank, INDEX_RANKS),
        hidden: rank.credentials.len().saturating_sub(INDEX_RANKS),
        worst,
        scopes: coverage.map(scopes).unwrap_or_default(),
        gaps,
        complete: rank.coverage.complete,
        links: links
            .into_iter()
            .map(|(file, about)| LinkView { file, about })
            .collect(),
        about: view::about(
            &rank.snapshot.id,
            &rank.snapshot.taken,
            Some(&rank.context.name),
        ),
    })
}

fn estate(rank: &Rank) -> Vec<TileView> {
    let tile = |number, name: &str, note: &str, look| TileView {
        number,
        name: name.to_owned(),
        note: note.to_owned(),
        look,
    };
    let all = &rank.credentials;
    let admins = all.iter().filter(|c| !c.admin_of.is_empty()).count();
    let secrets = all.iter().filter(|c| c.secrets > 0).count();
    let models = all
        .iter()
        .filter(|c| c.models > 0 || c.integrity.models > 0)
        .count();
    let nothing = all
        .iter()
        .filter(|c| c.secrets + c.models + c.data + c.integrity.data + c.integrity.models == 0)
        .count();
    vec![
        tile(all.len(), "credentials", "ranked below", "plain"),
        tile(
            admins,
            "reach administration",
            "of at least one account",
            "danger",
        ),
        tile(secrets, "reach secrets", "", "secrets"),
        tile(models, "reach models", "read, invoked or changed", "models"),
        tile(
            nothing,
            "reach nothing",
            "no secret, model or data set",
            "data",
        ),
    ]
}
