//! `authorize`: one decision explained, or many cases.

mod cases;
mod snapshot;

use std::path::PathBuf;

use blastradius_reports::AnswerKind;

use super::exit::Exit;
use super::failure::Failure;
use super::output::{Output, formats};
use super::question::Source;
use super::ui::Ui;

/// Decide one request by the policies of the snapshot and explain it, or decide cases from a file
///
/// With --principal, --action and --resource the policies come from the snapshot, and keys of the
/// request that are not known leave the answer conditional. With --cases nothing is read but the file:
/// one request with its policies a line, as JSON, and one line of answer each, in order; a condition key
/// that is absent is absent. Exits with 1 if a case is not valid JSON of the form.
#[derive(Debug, clap::Args)]
pub(crate) struct Authorize {
    /// Who asks: the ARN, name or access key of a user or role of the snapshot
    #[arg(long, value_name = "PRINCIPAL", required_unless_present = "cases")]
    principal: Option<String>,
    /// What is asked: service:Action
    #[arg(long, value_name = "ACTION", required_unless_present = "cases")]
    action: Option<String>,
    /// On what: an ARN, or `*`
    #[arg(long, value_name = "RESOURCE", required_unless_present = "cases")]
    resource: Option<String>,
    /// What the request carries: leaked-key, insider-network, mfa, or a condition key as KEY=VALUE; may be repeated
    #[arg(long, value_name = "CONTEXT", conflicts_with = "cases")]
    context: Vec<String>,
    /// Decide the cases of a file, `-` for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["principal", "action", "resource", "snapshot"])]
    cases: Option<PathBuf>,
    /// For cases: take this condition key to be unknown; may be repeated
    #[arg(long, value_name = "KEY", requires = "cases")]
    unknown: Vec<String>,
    #[command(flatten)]
    source: Source,
    /// The format of the answer [default: what the name of FILE ends in, else table]
    #[arg(short, long, value_parser = formats(AnswerKind::Authorization), help_heading = "Output")]
    format: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl Authorize {
    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        match &self.cases {
            Some(file) => {
                if let Some(format) = self.format.as_deref().filter(|it| *it != "jsonl") {
                    let message = format!("cases are answered as `jsonl`, not as `{format}`");
                    return Err(Failure::new(Exit::Usage, message).help("leave out -f"));
                }
                cases::run(file, &self.unknown, &self.output, ui)
            }
            None => self.one(ui),
        }
    }
}
