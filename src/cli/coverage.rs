//! `coverage`: what could not be seen.

use blastradius_queries::coverage::{coverage, summary};
use blastradius_reports::{Answer, AnswerKind};

use super::exit::Exit;
use super::failure::Failure;
use super::output::{self, Output, formats};
use super::question::Question;
use super::ui::Ui;

/// What was asked, what answered and what could not be seen, by account
#[derive(Debug, clap::Args)]
pub(crate) struct Coverage {
    #[command(flatten)]
    question: Question,
    /// The format of the answer [default: what the name of FILE ends in, else table]
    #[arg(short, long, value_parser = formats(AnswerKind::Coverage), help_heading = "Output")]
    format: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl Coverage {
    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        let loaded = self.question.load(ui)?;
        let answer = coverage(&loaded.graph);
        output::answer(
            &Answer::Coverage(&answer),
            self.format.as_deref(),
            &self.output,
            ui,
        )?;
        Ok(self.question.exit(&summary(&loaded.graph), false, ui))
    }
}
