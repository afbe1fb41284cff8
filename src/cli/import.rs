//! `import`: files that other tools wrote, to a snapshot.

use std::path::{Path, PathBuf};

use blastradius_collectors::coverage::Coverage;
use blastradius_collectors::import::{FORMATS, ImportSummary, format};
use blastradius_collectors::snapshot::{Snapshot, SnapshotWriter};
use blastradius_reports::sanitize::visible;
use clap::builder::PossibleValuesParser;
use jiff::Timestamp;

use super::exit::Exit;
use super::failure::Failure;
use super::output::print;
use super::store;
use super::ui::Ui;

/// Import files that other tools wrote
///
/// Prints the path of the snapshot. A file that cannot be used is reported, and the rest is imported.
#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// The format
    #[arg(value_name = "FORMAT", value_parser = names(), long_help = formats_help())]
    format: String,
    /// Files or folders; `-` is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The snapshot to write or add to [default: a new one in the store]
    #[arg(short, long, value_name = "SNAP")]
    output: Option<PathBuf>,
    /// Exit with 4 if something could not be read
    #[arg(long)]
    require_complete: bool,
}

fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(FORMATS.iter().map(|format| format.name()))
}

fn formats_help() -> String {
    let lines: Vec<String> = FORMATS
        .iter()
        .map(|format| format!("{}: {}", format.name(), format.description()))
        .collect();
    format!("The format:\n{}", lines.join("\n"))
}

impl Import {
    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        let taken = now();
        let target = match &self.output {
            Some(path) => path.clone(),
            None => store::store()?.path_for(taken),
        };
        let snapshot = run(&self.format, &self.paths, &target, taken, ui)?;
        print(&format!("{}\n", visible(&target.display().to_string())))?;
        let complete = snapshot
            .coverage
            .iter()
            .all(|record| record.outcome.is_complete());
        if self.require_complete && !complete {
            ui.error("something could not be read; `blastradius coverage` lists it");
            return Ok(Exit::Incomplete);
        }
        Ok(Exit::Done)
    }
}

/// The time, in whole seconds.
pub(crate) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// Imports files into a snapshot, adding to the one that is there.
pub(crate) fn run(
    name: &str,
    paths: &[PathBuf],
    target: &Path,
    taken: Timestamp,
    ui: &Ui,
) -> Result<Snapshot, Failure> {
    let format = format(name).ok_or_else(|| {
        Failure::new(
            Exit::Usage,
            format!("there is no format `{}`", visible(name)),
        )
    })?;
    let mut writer = SnapshotWriter::create_or_add(target)?;
    let adds = writer.adds();
    let summary = ui
        .step("reading the files", |_| format.import(paths, &mut writer))
        .map_err(|error| Failure::from(&error))?;
    if summary.is_empty() {
        let is = format!("`{name}` is {}", format.description());
        return Err(nothing(paths, &writer.gaps(), ui, is));
    }
    for problem in &summary.problems {
        warn(&problem.to_string(), problem.help(), ui);
    }
    let snapshot = ui.step("writing the snapshot", |_| writer.finish(taken))?;
    tell(&summary, &snapshot, adds, ui);
    Ok(snapshot)
}

fn tell(summary: &ImportSummary, snapshot: &Snapshot, adds: bool, ui: &Ui) {
    let facts = &snapshot.facts;
    let files = usize::try_from(summary.files).unwrap_or(usize::MAX);
    let records = usize::try_from(summary.records).unwrap_or(usize::MAX);
    // Definitions of pipelines are of repositories.
    let of_accounts = summary.scopes.iter().any(|it| it.starts_with("aws:"));
    let (one, more) = match of_accounts {
        true => ("account", "accounts"),
        false => ("repository", "repositories"),
    };
    ui.note(&format!(
        "{} {}, {}, {}; the snapshot has {}, {}, {}, {}, {}",
        if adds { "added" } else { "imported" },
        count(files, "file", "files"),
        count(records, "record", "records"),
        count(summary.scopes.len(), one, more),
        count(facts.identities.len(), "identity", "identities"),
        count(facts.credentials.len(), "credential", "credentials"),
        count(facts.policies.len(), "policy", "policies"),
        count(facts.workloads.len(), "workload", "workloads"),
        count(facts.assets.len(), "asset", "assets"),
    ));
    let gaps = snapshot
        .coverage
        .iter()
        .filter(|record| !record.outcome.is_complete())
        .count();
    if gaps > 0 {
        let gaps = count(gaps, "gap", "gaps");
        ui.note(&format!("{gaps}; see `blastradius coverage`"));
    }
}

/// `1 file`, `2 files`.
fn count(number: usize, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

fn warn(reason: &str, help: &str, ui: &Ui) {
    ui.note(&format!("warning: {reason}"));
    if !help.is_empty() {
        ui.note(&format!("  help: {help}"));
    }
}

/// Why nothing could be imported. Nobody can look the gaps up later: without facts no snapshot is written.
fn nothing(paths: &[PathBuf], gaps: &[&Coverage], ui: &Ui, format: String) -> Failure {
    const TOLD: usize = 20;
    if let [gap] = gaps {
        let help = match gap.help.is_empty() {
            true => format,
            false => visible(&gap.help).into_owned(),
        };
        let message = format!("nothing could be imported: {}", visible(&gap.reason));
        return Failure::new(Exit::Nothing, message).help(help);
    }
    for gap in gaps.iter().take(TOLD) {
        warn(&gap.reason, &gap.help, ui);
    }
    if gaps.len() > TOLD {
        ui.note(&format!("warning: and {} more", gaps.len() - TOLD));
    }
    let message = format!("nothing could be imported from {}", named(paths));
    Failure::new(Exit::Nothing, message).help(format)
}

/// Names what was given, as far as it fits a line.
fn named(paths: &[PathBuf]) -> String {
    const SHOWN: usize = 3;
    let mut names: Vec<String> = paths
        .iter()
        .take(SHOWN)
        .map(|path| format!("`{}`", visible(&path.display().to_string())))
        .collect();
    if paths.len() > SHOWN {
        names.push(format!("{} more", paths.len() - SHOWN));
    }
    names.join(", ")
}
