//! A folder of reports: `index.html`, the ranking as CSV and JSON, the worst credential's reach as
//! JSON, pipelines and what leaks through indexes as pages, the charts and the drawings.
//!
//! The folder appears whole or not at all: it is written under another name beside its place and
//! renamed. It lists what an attacker would look for, so only its owner may open it (folders 0700,
//! files 0600).

use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use blastradius_collectors::facts::Credential;
use blastradius_queries::answer::{CoverageReport, Drawing, Pipelines, Rag, Rank, Reach};

use crate::answer::Answer;
use crate::chain;
use crate::charts::{Chart, of_ages, of_rank, of_reach};
use crate::error::ReportError;
use crate::format::{Pictures, find, index_page, render};
use crate::options::Options;
use crate::whole;

/// What a folder of reports is made of.
#[derive(Debug, Clone, Copy)]
pub struct Reports<'a> {
    /// Every credential.
    pub rank: &'a Rank,
    /// The reach of the worst one; `None` when there is no credential.
    pub worst: Option<&'a Reach>,
    /// What was asked and answered, when that is known by scope.
    pub coverage: Option<&'a CoverageReport>,
    /// The credentials of the snapshot, for their dates; may be empty.
    pub credentials: &'a [Credential],
    /// Its pipelines, for a page of their own; left out where there is none.
    pub pipelines: Option<&'a Pipelines>,
    /// Who asks what they cannot read, for a page of its own; left out where there is no index and no model.
    pub rag: Option<&'a Rag>,
    /// What is drawn on the first page; may be empty.
    pub drawings: &'a [Drawing],
}

/// A file to be written.
struct Entry {
    name: String,
    about: String,
    text: String,
}

/// The files of the folder, by their paths in it, without writing anything. Charts are below `charts/`, drawings below
/// `drawings/`.
///
/// # Errors
/// When an answer cannot be rendered.
pub fn files(reports: &Reports<'_>) -> Result<Vec<(String, String)>, ReportError> {
    let mut charts = vec![of_rank(reports.rank)?];
    if !reports.credentials.is_empty() {
        charts.push(of_ages(
            reports.rank,
            reports.credentials,
            &reports.rank.snapshot.taken,
        )?);
    }
    let mut entries = Vec::new();
    let mut add = |name: &str, format: &str, about: &str, answer: &Answer<'_>| {
        let text = render(answer, find(format)?, &Options::default())?;
        entries.push(Entry {
            name: name.to_owned(),
            about: about.to_owned(),
            text,
        });
        Ok::<(), ReportError>(())
    };
    add(
        "rank.csv",
        "csv",
        "every credential, for spreadsheets",
        &Answer::Rank(reports.rank),
    )?;
    add(
        "rank.json",
        "json",
        "every credential, for programs",
        &Answer::Rank(reports.rank),
    )?;
    if let Some(reach) = reports.worst {
        let answer = Answer::Reach(reach);
        add(
            "reach.json",
            "json",
            "all that the worst credential reaches, each hop with its statement",
            &answer,
        )?;
        add(
            "reach.csv",
            "csv",
            "the same assets, for spreadsheets",
            &answer,
        )?;
    }
    if let Some(coverage) = reports.coverage {
        add(
            "coverage.json",
            "json",
            "what was asked and what was answered",
            &Answer::Coverage(coverage),
        )?;
    }
    let pages = reports
        .pipelines
        .filter(|it| !it.pipelines.is_empty())
        .map(|it| {
            let about =
                "every pipeline drawn, and what each stage may touch beyond what it declares";
            ("pipelines.html", about, Answer::Pipelines(it))
        });
    let rag = reports
        .rag
        .filter(|it| !(it.indexes.is_empty() && it.models.is_empty()));
    let rag = rag.map(|it| {
        let about = "who can ask an index or a model, and cannot read what it was made from";
        ("rag.html", about, Answer::Rag(it))
    });
    for (name, about, answer) in pages.into_iter().chain(rag) {
        add(name, "html", about, &answer)?;
    }
    let inline = charts.clone();
    if let Some(reach) = reports.worst {
        charts.extend(of_reach(reach)?);
    }
    entries.extend(charts.into_iter().map(
        |Chart {
             name, title, svg, ..
         }| Entry {
            name: format!("charts/{name}.svg"),
            about: format!("chart: {title}"),
            text: svg,
        },
    ));
    let links = entries
        .iter()
        .map(|e| (e.name.clone(), e.about.clone()))
        .collect();
    // Linked where they are drawn.
    entries.extend(reports.drawings.iter().map(|it| Entry {
        name: drawing_file(it),
        about: format!("drawing: {}", chain::title_of(it)),
        text: chain::svg(&chain::of_drawing(it), true),
    }));
    let page = index_page(
        reports.rank,
        reports.worst,
        reports.coverage,
        Pictures {
            charts: &inline,
            drawings: reports.drawings,
        },
        links,
    )?;
    let mut files = vec![("index.html".to_owned(), page)];
    files.extend(entries.into_iter().map(|e| (e.name, e.text)));
    Ok(files)
}

/// The path of a drawing in the folder.
pub(crate) fn drawing_file(drawing: &Drawing) -> String {
    format!("drawings/{}.svg", chain::name_of(drawing.kind))
}

/// Whether [`write`] would write there. Nothing is written.
///
/// # Errors
/// When the folder holds something else, or cannot be looked at.
pub fn check(folder: &Path) -> Result<(), ReportError> {
    whole::replaceable(folder, &ours).map(drop)
}

/// Writes the folder. A folder of reports that is there already is replaced; anything else is left
/// alone. Returns the path of its first page.
///
/// # Errors
/// When an answer cannot be rendered, a file cannot be written, or the folder holds something else.
pub fn write(folder: &Path, reports: &Reports<'_>) -> Result<PathBuf, ReportError> {
    let files = files(reports)?;
    whole::folder(folder, &ours, |new| {
        for below in ["charts", "drawings"] {
            let prefix = format!("{below}/");
            if files.iter().any(|(name, _)| name.starts_with(&prefix)) {
                whole::make(&new.join(below))?;
            }
        }
        files
            .iter()
            .try_for_each(|(name, text)| put(&new.join(name), text))
    })?;
    Ok(folder.join("index.html"))
}

/// Whether this file writes something of this name.
fn ours(name: &OsStr) -> bool {
    const KNOWN: [&str; 10] = [
        "index.html",
        "rank.csv",
        "rank.json",
        "reach.json",
        "reach.csv",
        "coverage.json",
        "pipelines.html",
        "rag.html",
        "charts",
        "drawings",
    ];
    KNOWN.iter().any(|known| name == *known)
}

fn put(path: &Path, text: &str) -> Result<(), ReportError> {
    let write = || -> io::Result<()> {
        let mut file = whole::create(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|source| ReportError::Write {
        path: path.to_owned(),
        source,
    })
}
