//! `path`: the best paths between two nodes.

use blastradius_queries::path::{PathOptions, path};
use blastradius_queries::subject::Want;
use blastradius_reports::sanitize::visible;
use blastradius_reports::{Answer, AnswerKind};

use super::exit::Exit;
use super::failure::Failure;
use super::output::{self, Output, formats};
use super::question::Question;
use super::subject;
use super::ui::Ui;

/// The best paths from one thing to another, each hop proved
///
/// Best is the most certain, then the fewest gates, then the fewest hops. Paths that differ in kind
/// come before more of the same kind. Exits with 3 if there is no path.
#[derive(Debug, clap::Args)]
pub(crate) struct Path {
    /// Where to start: a credential, an identity, a workload, a secret
    #[arg(value_name = "FROM")]
    from: String,
    /// Where to get to: an asset, an identity, an account
    #[arg(value_name = "TO")]
    to: String,
    /// How many paths to give
    #[arg(short = 'k', short_alias = 'n', long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=100))]
    count: u16,
    #[command(flatten)]
    question: Question,
    /// The format of the answer [default: what the name of FILE ends in, else table]
    #[arg(short, long, value_parser = formats(AnswerKind::Paths), help_heading = "Output")]
    format: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl Path {
    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        let loaded = self.question.load(ui)?;
        let graph = &loaded.graph;
        let from = subject::node(graph, &self.from, Want::Subject, ui)?;
        let to = subject::node(graph, &self.to, Want::Any, ui)?;
        if from == to {
            let id = visible(graph.node(from).id);
            return Err(Failure::new(
                Exit::Nothing,
                format!("the two ends of the path are the same thing: `{id}`"),
            )
            .help("give another end: `blastradius reach` lists what can be reached from one"));
        }
        let answer = ui.step("looking for paths", |_| {
            path(
                graph,
                from,
                to,
                &PathOptions {
                    count: self.count.into(),
                    min_certainty: self.question.min_certainty,
                    context: loaded.context.clone(),
                },
            )
        });
        output::answer(
            &Answer::Paths(&answer),
            self.format.as_deref(),
            &self.output,
            ui,
        )?;
        if answer.paths.is_empty() {
            return Ok(Exit::Nothing);
        }
        Ok(self.question.exit(&answer.coverage, false, ui))
    }
}
