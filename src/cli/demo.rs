//! `demo`: the main job on the embedded estate.

use std::path::{Path, PathBuf};

use blastradius_collectors::facts::Credential;
use blastradius_collectors::snapshot::Snapshot;
use blastradius_graph::AttackerContext;
use blastradius_queries::coverage::coverage;
use blastradius_queries::drawings;
use blastradius_queries::pipelines::{PipelinesOptions, pipelines};
use blastradius_queries::rag::{RagOptions, rag};
use blastradius_queries::rank::{RankOptions, rank};
use blastradius_queries::reach::{ReachOptions, reach};
use blastradius_reports::folder::{self, Reports};
use blastradius_reports::sanitize::visible;
use blastradius_reports::{Answer, Options, find, render};
use jiff::Timestamp;

use super::builder::build_graph;
use super::exit::Exit;
use super::failure::Failure;
use super::import;
use super::output::print;
use super::ui::Ui;
use crate::embedded;

/// When the embedded estate was exported (2026-11-22 06:00 UTC): its dates are seen from there, so that
/// the demo is the same on every day.
const EXPORTED: i64 = 1_795_327_200;

/// How many credentials the ranking on the screen has.
const SHOWN: usize = 10;

/// Run the main job on an embedded estate: no account, no file, no network
///
/// A made-up company with two AWS accounts. Its exports are imported by the same importer as yours
/// would be; the credentials are ranked, the blast radius of the worst is printed, and a folder of
/// reports is left to look at, with a snapshot beside it to ask more questions of.
#[derive(Debug, clap::Args)]
pub(crate) struct Demo {
    /// The folder to write; the snapshot is written beside it, with .brs added to the name
    #[arg(short, long, value_name = "DIR", default_value = "blastradius-demo")]
    output: PathBuf,
}

impl Demo {
    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        let folder = &self.output;
        let mut archive = folder.clone().into_os_string();
        archive.push(".brs");
        let archive = PathBuf::from(archive);
        // Before anything is written: a refusal leaves everything as it was.
        folder::check(folder)?;
        check(&archive)?;
        let snapshot = snapshot(&archive, ui)?;
        let loaded = build_graph(&snapshot, AttackerContext::default(), Vec::new(), ui)?;
        let graph = &loaded.graph;

        let ranked = rank(graph, &RankOptions::default());
        let worst = ranked
            .credentials
            .first()
            .and_then(|worst| graph.find(&worst.id))
            .map(|worst| reach(graph, &[worst], &ReachOptions::default()));
        let pipelines = pipelines(graph, &PipelinesOptions::default());
        let rag = rag(graph, &RagOptions::default());
        let credentials: Vec<Credential> = snapshot.facts.credentials.values().cloned().collect();
        let page = folder::write(
            folder,
            &Reports {
                rank: &ranked,
                worst: worst.as_ref(),
                coverage: Some(&coverage(graph)),
                credentials: &credentials,
                pipelines: Some(&pipelines),
                rag: Some(&rag),
                drawings: &drawings::all(graph, &rag),
            },
        )?;

        let table = find("table")?;
        let options = Options {
            rows: Some(SHOWN),
            ..ui.options()
        };
        let count = ranked.credentials.len();
        let mut text = render(&Answer::Rank(&ranked), table, &options)?;
        if let Some(worst) = &worst {
            text.push_str(&format!("\nThe worst of {count} credentials:\n\n"));
            text.push_str(&render(&Answer::Reach(worst), table, &ui.options())?);
        }
        print(&text)?;
        let mut keys = ranked
            .credentials
            .iter()
            .filter_map(|it| it.id.strip_prefix("aws:access-key/"));
        next_steps(&page, &archive, keys.next(), ui);
        Ok(Exit::Done)
    }
}

/// Whether the snapshot may be written: there is none, or one that a demo wrote, which has its date.
fn check(archive: &Path) -> Result<(), Failure> {
    let meta = match std::fs::symlink_metadata(archive) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Failure::io("look at", archive, &error)),
        Ok(meta) => meta,
    };
    let of_a_demo = meta.is_file()
        && Snapshot::read(archive).is_ok_and(|there| there.taken.as_second() == EXPORTED);
    if of_a_demo {
        return Ok(());
    }
    let path = archive.display().to_string();
    Err(Failure::new(
        Exit::Failed,
        format!(
            "`{}` is there already, and no demo wrote it",
            visible(&path)
        ),
    )
    .help("name another folder with -o: the snapshot is written beside it, with .brs added to the name"))
}

/// Imports the embedded estate with the importer of everybody, and writes the snapshot.
fn snapshot(archive: &Path, ui: &Ui) -> Result<Snapshot, Failure> {
    let scratch = tempfile::tempdir().map_err(|error| {
        Failure::new(
            Exit::Failed,
            format!("cannot make a temporary folder: {error}"),
        )
    })?;
    for (name, content) in embedded::files() {
        let path = scratch.path().join(name);
        let written = path
            .parent()
            .map_or(Ok(()), std::fs::create_dir_all)
            .and_then(|()| std::fs::write(&path, content));
        written.map_err(|error| Failure::io("write", &path, &error))?;
    }
    let archive =
        std::path::absolute(archive).map_err(|error| Failure::io("write", archive, &error))?;
    if archive.exists() {
        // A demo of before, as was checked: made anew, not added to.
        std::fs::remove_file(&archive).map_err(|error| Failure::io("replace", &archive, &error))?;
    }
    // Facts name the files that they were read from as they were given: from inside the scratch
    // folder the names are the same on every machine.
    let here =
        std::env::current_dir().map_err(|error| Failure::io("open", Path::new("."), &error))?;
    let enter = |folder: &Path| {
        std::env::set_current_dir(folder).map_err(|error| Failure::io("open", folder, &error))
    };
    enter(scratch.path())?;
    let taken = Timestamp::from_second(EXPORTED).unwrap_or_default();
    let read = |format, folder| import::run(format, &[PathBuf::from(folder)], &archive, taken, ui);
    let snapshot = read("aws-cli", "estate").and_then(|_| read("pipelines", "repositories"));
    enter(&here)?;
    snapshot
}

fn next_steps(page: &Path, archive: &Path, key: Option<&str>, ui: &Ui) {
    let page = page.display().to_string();
    let archive = archive.display().to_string();
    let (page, archive) = (visible(&page), visible(&archive));
    ui.note(&format!(
        "\nwrote {page} (open it in a browser) and the snapshot {archive}\nask more, with -s for this snapshot:"
    ));
    if let Some(key) = key {
        ui.note(&format!(
            "  blastradius reach {} -s {archive}",
            visible(key)
        ));
    }
    ui.note(&format!("  blastradius rank -s {archive}"));
}
