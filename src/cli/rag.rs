//! `rag`: who can ask an index and cannot read what it was made from.

use blastradius_graph::model::Certainty;
use blastradius_queries::rag::{RagOptions, rag};
use blastradius_reports::{Answer, AnswerKind};

use super::exit::Exit;
use super::failure::Failure;
use super::output::{self, Output, formats};
use super::question::{Question, certainty};
use super::ui::Ui;

/// Who can ask an index, or a model, and cannot read the documents that it was made from
///
/// Directly, through an agent or application that asks for them, through what the index is kept in, or through the log of
/// what was asked.
#[derive(Debug, clap::Args)]
pub(crate) struct Rag {
    /// How many identities to list for each source; all are counted
    #[arg(long, value_name = "N", default_value_t = 50)]
    most: usize,
    /// Exit with 10 if somebody can ask an index and not read a source, at this certainty or above
    #[arg(long, value_name = "LEVEL", value_parser = certainty)]
    fail_on: Option<Certainty>,
    #[command(flatten)]
    question: Question,
    /// The format of the answer [default: what the name of FILE ends in, else table]
    #[arg(short, long, value_parser = formats(AnswerKind::Rag), help_heading = "Output")]
    format: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl Rag {
    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        let loaded = self.question.load(ui)?;
        let answer = rag(
            &loaded.graph,
            &RagOptions {
                min_certainty: self.question.min_certainty,
                // The exit code must not hang on how many are listed: the surest is the first.
                most: self.most.max(1),
                context: loaded.context,
            },
        );
        output::answer(
            &Answer::Rag(&answer),
            self.format.as_deref(),
            &self.output,
            ui,
        )?;
        let findings = self.fail_on.is_some_and(|level| {
            let sources = answer.indexes.iter().flat_map(|it| &it.sources);
            sources
                .flat_map(|source| &source.leaks)
                .any(|leak| leak.certainty >= level)
        });
        Ok(self.question.exit(&answer.coverage, findings, ui))
    }
}
