//! A folder of reports: `index.html`, the ranking as CSV and JSON, the worst credential's reach as
//! JSON, and the charts.
//!
//! The folder appears whole or not at all: it is written under another name beside its place and
//! renamed. It lists what an attacker would look for, so only its owner may open it (folders 0700,
//! files 0600).

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use blastradius_collectors::facts::Credential;
use blastradius_queries::answer::{CoverageReport, Rank, Reach};

use crate::answer::Answer;
use crate::charts::{Chart, of_ages, of_rank, of_reach};
use crate::error::ReportError;
use crate::format::{find, index_page, render};
use crate::options::Options;

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
}

/// A file to be written.
struct Entry {
    name: String,
    about: String,
    text: String,
}

/// The files of the folder, by their paths in it, without writing anything. Chart files are below `charts/`.
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
    let page = index_page(
        reports.rank,
        reports.worst,
        reports.coverage,
        &inline,
        links,
    )?;
    let mut files = vec![("index.html".to_owned(), page)];
    files.extend(entries.into_iter().map(|e| (e.name, e.text)));
    Ok(files)
}

/// Whether [`write`] would write there. Nothing is written.
///
/// # Errors
/// When the folder holds something else, or cannot be looked at.
pub fn check(folder: &Path) -> Result<(), ReportError> {
    ours(folder).map(drop)
}

/// Writes the folder. A folder of reports that is there already is replaced; anything else is left
/// alone. Returns the path of its first page.
///
/// # Errors
/// When an answer cannot be rendered, a file cannot be written, or the folder holds something else.
pub fn write(folder: &Path, reports: &Reports<'_>) -> Result<PathBuf, ReportError> {
    let files = files(reports)?;
    let failed = |source| ReportError::Write {
        path: folder.to_owned(),
        source,
    };
    let Some(name) = folder.file_name() else {
        return Err(failed(io::Error::new(
            io::ErrorKind::InvalidInput,
            "this is no name of a folder",
        )));
    };
    let parent = match folder.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(failed)?;
    let had = ours(folder)?;
    let beside = |what: &str| {
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{what}-{}", std::process::id()));
        parent.join(hidden)
    };
    let (new, old) = (beside("new"), beside("old"));
    // What a process of this number left when it was killed.
    let _ = fs::remove_dir_all(&new);
    let _ = fs::remove_dir_all(&old);
    let swapped = fill(&new, &files).and_then(|()| {
        if had {
            fs::rename(folder, &old).map_err(failed)?;
        }
        fs::rename(&new, folder).map_err(|source| {
            if had {
                let _ = fs::rename(&old, folder);
            }
            failed(source)
        })
    });
    let _ = fs::remove_dir_all(&new);
    if swapped.is_ok() {
        let _ = fs::remove_dir_all(&old);
        // The names are durable once their folder is.
        if let Ok(parent) = File::open(parent) {
            let _ = parent.sync_all();
        }
    }
    swapped.map(|()| folder.join("index.html"))
}

/// Whether there is a folder to replace: one that is empty or holds only what this file writes.
fn ours(folder: &Path) -> Result<bool, ReportError> {
    let not_ours = || ReportError::NotOurs {
        path: folder.to_owned(),
    };
    let failed = |source| ReportError::Write {
        path: folder.to_owned(),
        source,
    };
    match fs::symlink_metadata(folder) {
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(source) => return Err(failed(source)),
        Ok(meta) if !meta.is_dir() => return Err(not_ours()),
        Ok(_) => {}
    }
    const KNOWN: [&str; 7] = [
        "index.html",
        "rank.csv",
        "rank.json",
        "reach.json",
        "reach.csv",
        "coverage.json",
        "charts",
    ];
    for entry in fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        if !KNOWN.iter().any(|known| name.as_os_str() == *known) {
            return Err(not_ours());
        }
    }
    Ok(true)
}

fn fill(folder: &Path, files: &[(String, String)]) -> Result<(), ReportError> {
    make(folder)?;
    make(&folder.join("charts"))?;
    files
        .iter()
        .try_for_each(|(name, text)| put(&folder.join(name), text))
}

fn make(folder: &Path) -> Result<(), ReportError> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder).map_err(|source| ReportError::Write {
        path: folder.to_owned(),
        source,
    })
}

fn put(path: &Path, text: &str) -> Result<(), ReportError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let write = || -> io::Result<()> {
        let mut file = options.open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|source| ReportError::Write {
        path: path.to_owned(),
        source,
    })
}
