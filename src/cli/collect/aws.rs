//! `collect aws`, with the collector in.

use blastradius_collectors::aws::live::{self, CollectError, Options, Progress, Role, Summary};
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
        let mut options = self.options();
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
                bar.set_message(message(progress));
            };
            live::collect(&options, &mut writer, &mut progress)
        });
        let summary = summary.map_err(|error| failure(&error))?;
        let snapshot = ui.step("writing the snapshot", |_| writer.finish(taken))?;
        Journal::discard(&resume)?;
        ui.note(&said(&summary));
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

    fn options(&self) -> Options {
        let mut options = Options::default();
        options.profiles.clone_from(&self.profile);
        options.all_profiles = self.all_profiles;
        options.regions.clone_from(&self.regions);
        options.accounts.clone_from(&self.account);
        options.skip_accounts.clone_from(&self.skip_account);
        options.limits.calls_a_second = self.max_rps.into();
        let named = self
            .role_name
            .as_ref()
            .map(|name| format!("arn:{{partition}}:iam::{{account}}:role/{name}"));
        options.role = self
            .role_arn
            .clone()
            .or(named)
            .map(|arn| Role::new(arn, self.external_id.clone()));
        options
    }
}

fn message(progress: &Progress<'_>) -> String {
    let (done, all) = progress.accounts;
    let accounts = match all {
        1 => String::new(),
        _ => format!("{done} of {all} accounts, "),
    };
    let regions = match progress.regions {
        0 => String::new(),
        1 => "1 region, ".to_owned(),
        count => format!("{count} regions, "),
    };
    format!("asking AWS: {accounts}{regions}questions")
}

fn said(summary: &Summary) -> String {
    let accounts = match summary.accounts.as_slice() {
        [one] => format!("the account {one}"),
        all => format!("{} accounts", all.len()),
    };
    format!(
        "asked {} questions in {accounts} as {}: {} facts, {} gaps; `blastradius coverage` lists the gaps",
        summary.asked, summary.caller, summary.facts, summary.gaps
    )
}

/// Nothing could be asked at all.
fn failure(error: &CollectError) -> Failure {
    let exit = match error {
        CollectError::NoRegion
        | CollectError::BadRegion(_)
        | CollectError::BadAccount(_)
        | CollectError::BadRole(_)
        | CollectError::NoProfile { .. } => Exit::Usage,
        CollectError::Identity { .. } => Exit::Nothing,
        _ => Exit::Failed,
    };
    let text = error.to_string();
    match text.split_once("\nhelp: ") {
        Some((message, help)) => Failure::new(exit, visible(message)).help(visible(help)),
        None => Failure::new(exit, visible(&text)),
    }
}
