//! `rank`: every credential, the worst first.

use blastradius_graph::model::NodeKind;
use blastradius_queries::rank::{RankOptions, rank};
use blastradius_reports::{Answer, AnswerKind};

use super::exit::Exit;
use super::failure::Failure;
use super::output::{self, Output, formats};
use super::question::Question;
use super::ui::Ui;

/// Every credential by the size of its blast radius, the worst first
///
/// The score adds 1000 for each scope that can be administered, 5 for a secret or model, 3 for a data
/// set, index or key, and 1 for anything else that can be read, with half of that again if it can be
/// changed. A conditional path counts half, an assumed one a fifth, an influence a tenth.
#[derive(Debug, clap::Args)]
pub(crate) struct Rank {
    /// What to rank
    #[arg(long, value_enum, default_value_t, value_name = "KIND")]
    of: Of,
    /// Print the first N only
    #[arg(short = 'n', long, value_name = "N")]
    top: Option<usize>,
    /// Exit with 10 if a score is at or above this
    #[arg(long, value_name = "SCORE")]
    fail_on: Option<f64>,
    #[command(flatten)]
    question: Question,
    /// The format of the answer [default: what the name of FILE ends in, else table]
    #[arg(short, long, value_parser = formats(AnswerKind::Rank), help_heading = "Output")]
    format: Option<String>,
    #[command(flatten)]
    output: Output,
}

/// What to rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Of {
    /// What can leak: keys, passwords, tokens.
    #[default]
    Credentials,
    /// Users, roles, service accounts: where no credential is known.
    Identities,
    /// Functions, instances, notebooks, jobs.
    Workloads,
}

impl Rank {
    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        let loaded = self.question.load(ui)?;
        let kind = match self.of {
            Of::Credentials => NodeKind::Credential,
            Of::Identities => NodeKind::Identity,
            Of::Workloads => NodeKind::Workload,
        };
        let mut answer = ui.step("ranking", |_| {
            rank(
                &loaded.graph,
                &RankOptions {
                    min_certainty: self.question.min_certainty,
                    kind,
                    context: loaded.context.clone(),
                },
            )
        });
        let findings = self
            .fail_on
            .is_some_and(|least| answer.credentials.iter().any(|entry| entry.score >= least));
        let nothing = answer.credentials.is_empty();
        // A table says how many more there are; what programs read is cut.
        let format = output::format(self.format.as_deref(), &self.output)?;
        if let Some(top) = self.top.filter(|_| format.name != "table") {
            answer.credentials.truncate(top);
        }
        output::first(
            &Answer::Rank(&answer),
            self.top,
            self.format.as_deref(),
            &self.output,
            ui,
        )?;
        if nothing && self.of == Of::Credentials {
            ui.note("the snapshot holds no credential: `--of identities` ranks the identities");
        }
        Ok(self.question.exit(&answer.coverage, findings, ui))
    }
}
