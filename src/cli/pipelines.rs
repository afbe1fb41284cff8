//! `pipelines`: chains of stages, and what each stage may touch beyond what it declares.

use blastradius_graph::model::Graph;
use blastradius_queries::answer::Severity;
use blastradius_queries::pipelines::{PipelinesOptions, find, pipelines};
use blastradius_reports::sanitize::visible;
use blastradius_reports::{Answer, AnswerKind};

use super::exit::Exit;
use super::failure::Failure;
use super::output::{self, Output, formats};
use super::question::Question;
use super::ui::Ui;

/// Pipelines as chains of stages: identity, secrets, inputs, outputs, gates, and what each stage may touch beyond
/// what it declares
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Pipelines {
    #[command(subcommand)]
    show: Option<Verb>,
    /// Pipelines: ids, names or parts of these [default: all]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// How many of the assets that are granted and not declared to list for each stage; all are counted
    #[arg(long, value_name = "N", default_value_t = 5)]
    worst: usize,
    /// Exit with 10 if a stage rule finds something of this severity or above: low, medium, high or critical
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    fail_on: Option<Severity>,
    #[command(flatten)]
    question: Question,
    /// The format of the answer [default: what the name of FILE ends in, else table]
    #[arg(short, long, value_parser = formats(AnswerKind::Pipelines), help_heading = "Output")]
    format: Option<String>,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    Show(Show),
}

/// Draw one pipeline
#[derive(Debug, clap::Args)]
struct Show {
    /// The pipeline: its id, its name, or a part of these that only one pipeline has
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    question: Question,
    /// The format of the drawing [default: what the name of FILE ends in, else table]
    #[arg(short, long, value_parser = formats(AnswerKind::Pipeline), help_heading = "Output")]
    format: Option<String>,
    #[command(flatten)]
    output: Output,
}

/// Reads a severity.
pub(crate) fn severity(text: &str) -> Result<Severity, String> {
    let all = [
        Severity::Low,
        Severity::Medium,
        Severity::High,
        Severity::Critical,
    ];
    all.into_iter()
        .find(|it| it.name() == text)
        .ok_or_else(|| "the severities are low, medium, high and critical".to_owned())
}

impl Pipelines {
    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        if let Some(Verb::Show(show)) = &self.show {
            return show.run(ui);
        }
        let loaded = self.question.load(ui)?;
        for name in &self.names {
            if find(&loaded.graph, name).is_empty() {
                return Err(nothing(&loaded.graph, name));
            }
        }
        let answer = pipelines(
            &loaded.graph,
            &PipelinesOptions {
                names: self.names.clone(),
                worst: self.worst,
                min_certainty: self.question.min_certainty,
                context: loaded.context,
            },
        );
        output::answer(
            &Answer::Pipelines(&answer),
            self.format.as_deref(),
            &self.output,
            ui,
        )?;
        let findings = self
            .fail_on
            .is_some_and(|level| answer.findings.iter().any(|it| it.severity >= level));
        Ok(self.question.exit(&answer.coverage, findings, ui))
    }
}

impl Show {
    fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        let loaded = self.question.load(ui)?;
        let found = find(&loaded.graph, &self.name);
        let [one] = found.as_slice() else {
            if found.is_empty() {
                return Err(nothing(&loaded.graph, &self.name));
            }
            let ids = found.iter().map(|it| it.id.as_str());
            let text = format!(
                "`{}` matches {} pipelines",
                visible(&self.name),
                found.len()
            );
            return Err(Failure::new(Exit::Nothing, text)
                .help(format!("give one of these ids:\n{}", list(ids))));
        };
        let answer = pipelines(
            &loaded.graph,
            &PipelinesOptions {
                names: vec![one.id.clone()],
                min_certainty: self.question.min_certainty,
                context: loaded.context,
                ..PipelinesOptions::default()
            },
        );
        output::answer(
            &Answer::Pipeline(&answer),
            self.format.as_deref(),
            &self.output,
            ui,
        )?;
        Ok(self.question.exit(&answer.coverage, false, ui))
    }
}

fn nothing(graph: &Graph, name: &str) -> Failure {
    let failure = Failure::new(
        Exit::Nothing,
        format!("no pipeline in the snapshot is called `{}`", visible(name)),
    );
    match graph.pipelines() {
        [] => failure.help("`blastradius import pipelines PATH` reads definitions of pipelines"),
        some => failure.help(format!(
            "the pipelines are\n{}",
            list(some.iter().map(|it| it.id.as_str()))
        )),
    }
}

/// At most so many pipelines are named.
const MOST: usize = 20;

fn list<'a>(ids: impl ExactSizeIterator<Item = &'a str>) -> String {
    let more = ids.len().saturating_sub(MOST);
    let mut lines: Vec<String> = ids
        .take(MOST)
        .map(|id| format!("  {}", visible(id)))
        .collect();
    if more > 0 {
        lines.push(format!("  and {more} more"));
    }
    lines.join("\n")
}
