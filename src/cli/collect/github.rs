//! `collect github`, with the collector in.

use std::time::Duration;

use blastradius_collectors::github::{CollectError, Options, Progress, Summary, Token, collect};
use blastradius_collectors::snapshot::SnapshotWriter;
use blastradius_reports::sanitize::visible;

use super::Github;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::import::now;
use crate::cli::output::print;
use crate::cli::store;
use crate::cli::ui::Ui;

impl Github {
    pub(super) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        let taken = now();
        let target = match &self.output {
            Some(path) => path.clone(),
            None => store::store()?.path_for(taken),
        };
        let options = Options {
            api: self.api_url.clone(),
            token: token(),
            organizations: self.org.clone(),
            repositories: self.repository.clone(),
            patience: Duration::from_secs(60 * u64::from(self.patience)),
        };
        if options.token.is_none() {
            ui.note("no token in `GITHUB_TOKEN` or `GH_TOKEN`: only what is public is asked for");
        }
        let mut writer = SnapshotWriter::create_or_add(&target)?;
        let summary = ui.step("asking GitHub", |bar| {
            let mut progress = |progress: &Progress<'_>| {
                bar.set_length(u64::try_from(progress.known).unwrap_or(u64::MAX));
                bar.set_position(u64::try_from(progress.done).unwrap_or(u64::MAX));
                bar.set_message(format!(
                    "asking GitHub about {}: repositories",
                    visible(progress.about)
                ));
            };
            collect(&options, &mut writer, &mut progress)
        });
        let summary = summary.map_err(|error| failure(&error))?;
        let snapshot = ui.step("writing the snapshot", |_| writer.finish(taken))?;
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
}

/// The token that tools of GitHub take too. It is never an argument: arguments are seen by everybody on the machine.
fn token() -> Option<Token> {
    let set = |name| std::env::var(name).ok().as_deref().and_then(Token::new);
    set("GITHUB_TOKEN").or_else(|| set("GH_TOKEN"))
}

fn said(summary: &Summary) -> String {
    format!(
        "asked {} questions about {} repositories: {} workflows, {} gaps; `blastradius coverage` lists the gaps",
        summary.asked,
        summary.repositories.len(),
        summary.workflows,
        summary.gaps
    )
}

fn failure(error: &CollectError) -> Failure {
    let exit = match error {
        CollectError::Nothing | CollectError::BadName(_) | CollectError::BadAddress(_) => {
            Exit::Usage
        }
        CollectError::BadToken => Exit::Nothing,
        _ => Exit::Failed,
    };
    Failure::new(exit, visible(&error.to_string())).help(error.help())
}
