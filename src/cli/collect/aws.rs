//! `collect aws`, with the collector in.

use blastradius_collectors::aws::live::{self, CollectError, Options, Progress};
use blastradius_collectors::snapshot::{Journal, SnapshotWriter};
use blastradius_reports::sanitize::visible;

use super::Aws;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::import::now;
use crate::cli::output::print;
use crate::cli::store;
use crate::cli::ui::Ui;

impl Aws {
    pub(super) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        let taken = now();
        let target = match &self.output {
            Some(path) => path.clone(),
            None => store::store()?.path_for(taken),
        };
        let mut options = Options::default();
        options.profile.clone_from(&self.profile);
        options.regions.clone_from(&self.region);
        // A new snapshot has a new name: what an interrupted run left is found under one that stays.
        let resume = match &self.output {
            Some(path) => path.clone(),
            None => target.with_file_name("collect-aws"),
        };
        options.resume = Some(resume.clone());
        let mut writer = SnapshotWriter::create_or_add(&target)?;
        let summary = ui.step("asking AWS", |bar| {
            let mut progress = |progress: &Progress<'_>| {
                bar.set_length(progress.known);
                bar.set_position(progress.done);
            };
            live::collect(&options, &mut writer, &mut progress)
        });
        let summary = summary.map_err(|error| failure(&error))?;
        let snapshot = ui.step("writing the snapshot", |_| writer.finish(taken))?;
        Journal::discard(&resume)?;
        ui.note(&format!(
            "asked {} questions in the account {} as {}: {} facts, {} gaps; `blastradius coverage` lists the gaps",
            summary.asked, summary.account, summary.caller, summary.facts, summary.gaps
        ));
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

/// Nothing could be asked at all.
fn failure(error: &CollectError) -> Failure {
    let exit = match error {
        CollectError::NoRegion | CollectError::BadRegion(_) => Exit::Usage,
        CollectError::Identity { .. } => Exit::Nothing,
        _ => Exit::Failed,
    };
    let text = error.to_string();
    match text.split_once("\nhelp: ") {
        Some((message, help)) => Failure::new(exit, visible(message)).help(visible(help)),
        None => Failure::new(exit, visible(&text)),
    }
}
