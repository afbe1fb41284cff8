//! `diff`: what changed between two snapshots.

use std::path::PathBuf;

use blastradius_queries::answer::Severity;
use blastradius_queries::diff::{DiffOptions, Side, diff};
use blastradius_reports::{Answer, AnswerKind};

use super::exit::Exit;
use super::failure::Failure;
use super::output::{self, Output, formats};
use super::pipelines::severity;
use super::question::{Planes, Question};
use super::ui::Ui;

/// What changed between two snapshots: what is reached otherwise, by which path, and the record that made it so
///
/// What one of the snapshots could not read is unknown, never closed.
#[derive(Debug, clap::Args)]
pub(crate) struct Diff {
    /// The earlier snapshot: a folder or a .brs file
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The later snapshot [default: the one of -s, else the newest in the store]
    #[arg(value_name = "NEW", conflicts_with = "snapshot")]
    new: Option<PathBuf>,
    /// Which radius to compare
    #[arg(long, value_enum, default_value_t, value_name = "PLANE")]
    plane: Planes,
    /// Exit with 10 if something of this severity or above is newly reached, or more surely: low, medium, high or critical
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    fail_on: Option<Severity>,
    #[command(flatten)]
    question: Question,
    /// The format of the answer [default: what the name of FILE ends in, else table]
    #[arg(short, long, value_parser = formats(AnswerKind::Diff), help_heading = "Output")]
    format: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl Diff {
    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        let builder = self.question.builder(ui)?;
        let old = builder.read(&self.old)?;
        let new = match &self.new {
            Some(path) => builder.read(path)?,
            None => builder.read(&self.question.source.path(ui)?)?,
        };
        let (before, after) = (builder.graph_of(&old)?, builder.graph_of(&new)?);
        let answer = ui.step("comparing", |_| {
            diff(
                Side {
                    snapshot: &old.snapshot,
                    graph: &before.graph,
                },
                Side {
                    snapshot: &new.snapshot,
                    graph: &after.graph,
                },
                &DiffOptions {
                    min_certainty: self.question.min_certainty,
                    planes: self.plane.list(),
                    context: after.context.clone(),
                },
            )
        });
        output::answer(
            &Answer::Diff(&answer),
            self.format.as_deref(),
            &self.output,
            ui,
        )?;
        let findings = self.fail_on.is_some_and(|level| {
            let more = answer.changes.iter().filter(|it| it.is_more());
            let came = answer.credentials.iter().filter(|it| it.now);
            more.map(|it| it.severity)
                .chain(came.map(|it| it.severity))
                .any(|severity| severity >= level)
        });
        Ok(self.question.exit(&answer.coverage, findings, ui))
    }
}
