//! `who`: which credentials and identities can touch an asset.

use blastradius_graph::model::{Certainty, NodeKind};
use blastradius_queries::subject::Want;
use blastradius_queries::who::{WhoOptions, who};
use blastradius_reports::sanitize::visible;
use blastradius_reports::{Answer, AnswerKind};

use super::exit::Exit;
use super::failure::Failure;
use super::output::{self, Output, formats};
use super::question::{Planes, Question, certainty};
use super::subject;
use super::ui::Ui;

/// Which credentials and identities can touch an asset, by which path, how surely
#[derive(Debug, clap::Args)]
pub(crate) struct Who {
    /// The asset: its id, or a part of its name that only one asset has
    #[arg(value_name = "ASSET")]
    asset: String,
    /// Which radius to list
    #[arg(long, value_enum, default_value_t, value_name = "PLANE")]
    plane: Planes,
    /// Exit with 10 if a credential leads to it at this certainty or above
    #[arg(long, value_name = "LEVEL", value_parser = certainty)]
    fail_on: Option<Certainty>,
    #[command(flatten)]
    question: Question,
    /// The format of the answer [default: what the name of FILE ends in, else table]
    #[arg(short, long, value_parser = formats(AnswerKind::Who), help_heading = "Output")]
    format: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl Who {
    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        let loaded = self.question.load(ui)?;
        let asset = subject::node(&loaded.graph, &self.asset, Want::Asset, ui)?;
        // Nobody *touches* an identity or an account: the empty answer would read like "nobody".
        let node = loaded.graph.node(asset);
        if node.kind != NodeKind::Asset {
            let text = format!(
                "`{}` is no asset: it is of the kind {}",
                visible(node.id),
                node.kind.name()
            );
            return Err(Failure::new(Exit::Usage, text)
                .help("`blastradius path FROM TO` shows how somebody comes to be or control it"));
        }
        let options = WhoOptions {
            min_certainty: self.question.min_certainty,
            planes: self.plane.list(),
            context: loaded.context,
        };
        let answer = ui.step("looking for paths", |_| who(&loaded.graph, asset, &options));
        output::answer(
            &Answer::Who(&answer),
            self.format.as_deref(),
            &self.output,
            ui,
        )?;
        let findings = self.fail_on.is_some_and(|level| {
            let mut credentials = answer.credentials.iter();
            credentials.any(|holder| holder.certainty >= level)
        });
        Ok(self.question.exit(&answer.coverage, findings, ui))
    }
}
