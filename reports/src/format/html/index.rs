//! The first page of a folder of reports.

use askama::Template;
use blastradius_queries::answer::{CoverageReport, Drawing, Rank, Reach};

use super::pages::{ScopeRow, scopes};
use super::reach_view::{self, ReachView};
use super::view::{self, RankRow, TileView, UnseenView};
use super::{Shell, fill};
use crate::chain;
use crate::charts::Chart;
use crate::error::ReportError;
use crate::folder::drawing_file;
use crate::words::show;

/// A file of the folder that a page links.
struct LinkView {
    file: String,
    about: String,
}

/// A drawing with what it shows and the file that has it alone.
struct DrawnView {
    title: String,
    file: String,
    svg: String,
}

/// What is drawn on the first page.
pub(crate) struct Pictures<'a> {
    /// Below the tiles.
    pub(crate) charts: &'a [Chart],
    /// In a section of their own.
    pub(crate) drawings: &'a [Drawing],
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
    drawings: Vec<DrawnView>,
    /// Pages that lie beside this one and say more of what is drawn.
    pages: Vec<LinkView>,
    scopes: Vec<ScopeRow>,
    unseen: UnseenView,
    links: Vec<LinkView>,
    about: String,
}

/// The ranking on the first page is short; the whole is in the files beside it.
const INDEX_RANKS: usize = 25;
/// Rows of each table of the worst credential.
const INDEX_ROWS: usize = 100;

/// The first page of a folder of reports.
///
/// `pictures` are drawn on it; `links` are files of the folder and what each is.
pub(crate) fn index(
    rank: &Rank,
    worst: Option<&Reach>,
    coverage: Option<&CoverageReport>,
    pictures: Pictures<'_>,
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
            vec![(names.join(", "), reach_view::reach(reach, INDEX_ROWS)?)]
        }
        None => Vec::new(),
    };
    let unseen = match coverage {
        Some(report) => view::all_unseen(report),
        None => view::unseen(&rank.coverage),
    };
    let links: Vec<LinkView> = links
        .into_iter()
        .map(|(file, about)| LinkView { file, about })
        .collect();
    let (pages, links) = links
        .into_iter()
        .partition(|link| link.file.ends_with(".html"));
    fill(&IndexPage {
        shell: Shell::with("Blast radius of the estate".to_owned(), chain::THEME),
        tiles: estate(rank),
        charts: pictures.charts.iter().map(Chart::inline).collect(),
        ranking: view::ranking(rank, INDEX_RANKS),
        hidden: rank.credentials.len().saturating_sub(INDEX_RANKS),
        worst,
        drawings: pictures.drawings.iter().map(drawn).collect(),
        pages,
        scopes: coverage.map(scopes).unwrap_or_default(),
        unseen,
        links,
        about: view::about(
            &rank.snapshot.id,
            &rank.snapshot.taken,
            Some(&rank.context.name),
        ),
    })
}

fn drawn(drawing: &Drawing) -> DrawnView {
    DrawnView {
        title: chain::title_of(drawing),
        file: drawing_file(drawing),
        svg: chain::svg(&chain::of_drawing(drawing), false),
    }
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
