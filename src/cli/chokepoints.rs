//! `chokepoints`: the grants whose removal cuts the most.

use std::path::PathBuf;

use blastradius_collectors::facts::FactKind;
use blastradius_collectors::snapshot::{Facts, Snapshot};
use blastradius_queries::chokepoints::{ChokeOptions, chokepoints};
use blastradius_queries::subject::Want;
use blastradius_reports::sanitize::visible;
use blastradius_reports::{Answer, AnswerKind};

use super::builder::Loaded;
use super::change_file::{self, Entry};
use super::exit::Exit;
use super::failure::Failure;
use super::output::{self, Output, formats};
use super::question::Question;
use super::ui::Ui;
use super::{subject, whatif};

/// The grants whose removal cuts the most reach: what to change first
///
/// A grant is what a person can change: a statement, an attachment, a membership, a trust, a key, the
/// identity of a workload. Each is proved: the graph is built again without it. What another statement
/// allows too is no choke point and is said; what must be kept or is required is never proposed.
#[derive(Debug, clap::Args)]
pub(crate) struct ChokePoints {
    /// Where attackers start; may be repeated [default: every credential]
    #[arg(long, value_name = "SUBJECT")]
    from: Vec<String>,
    /// What they are after; may be repeated [default: all secrets, models and data, by weight]
    #[arg(long, value_name = "ASSET")]
    to: Vec<String>,
    /// How many grants to choose, one after the other
    #[arg(short = 'k', short_alias = 'n', long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=50))]
    count: u16,
    /// Never propose this: a record, its id, or SUBJECT=ASSET that must go on working; may be repeated
    #[arg(long, value_name = "RECORD|SUBJECT=ASSET")]
    keep: Vec<String>,
    /// Take what must go on working from FILE, TOML or JSON: `require = ["role/app=prod/db"]`
    #[arg(long, value_name = "FILE")]
    keep_file: Option<PathBuf>,
    #[command(flatten)]
    question: Question,
    /// The format of the answer [default: what the name of FILE ends in, else table]
    #[arg(short, long, value_parser = formats(AnswerKind::ChokePoints), help_heading = "Output")]
    format: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl ChokePoints {
    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        let builder = self.question.builder(ui)?;
        let facts = builder.read(&self.question.source.path(ui)?)?;
        let Loaded { graph, context } = builder.graph_of(&facts)?;
        let snapshot = &facts.snapshot;
        let ids = |texts: &[String], want: Want| {
            let id = |text: &String| {
                let node = subject::node(&graph, text, want, ui)?;
                Ok(graph.node(node).id.to_owned())
            };
            texts.iter().map(id).collect::<Result<Vec<_>, Failure>>()
        };
        let mut require = match &self.keep_file {
            Some(path) => change_file::read(path)?.require,
            None => Vec::new(),
        };
        // A record of the snapshot may have `=` in it.
        let is_pair = |text: &&String| text.contains('=') && !text.contains("#inline/");
        require.extend(self.keep.iter().filter(is_pair).map(Entry::from));
        let keep: Vec<String> = self
            .keep
            .iter()
            .filter(|it| !is_pair(it))
            .cloned()
            .collect();
        for record in &keep {
            known(snapshot, record)?;
        }
        let options = ChokeOptions {
            choose: self.count.into(),
            from: ids(&self.from, Want::Subject)?,
            to: ids(&self.to, Want::Asset)?,
            keep,
            require: whatif::pairs(&graph, &require, ui)?,
            min_certainty: self.question.min_certainty,
            context,
        };
        let build = |changed: &_| Ok::<_, Failure>(builder.build(changed)?.graph);
        let answer = ui.step("looking for choke points", |_| {
            chokepoints(snapshot, graph, &options, &build)
        })?;
        output::answer(
            &Answer::ChokePoints(&answer),
            self.format.as_deref(),
            &self.output,
            ui,
        )?;
        Ok(self.question.exit(&answer.coverage, false, ui))
    }
}

/// What is to be kept is a record of the snapshot: another name would keep nothing.
fn known(snapshot: &Snapshot, text: &str) -> Result<(), Failure> {
    let id = match text.split_once(':') {
        Some((kind, id)) if FactKind::ALL.iter().any(|it| it.name() == kind) => id,
        _ => text,
    };
    // Behind an id, which may have slashes itself, may stand a place: `/Statement/0`.
    let ends = id.match_indices('/').map(|(at, _)| at);
    let mut names = ends.chain([id.len()]).filter_map(|end| id.get(..end));
    match names.any(|name| is_record(&snapshot.facts, name)) {
        true => Ok(()),
        false => {
            let message = format!("no record of the snapshot is called `{}`", visible(text));
            Err(Failure::new(Exit::Nothing, message).help(
                "give what `chokepoints` prints after `at`: `policy:arn:…`, with `/Statement/0` or without",
            ))
        }
    }
}

fn is_record(facts: &Facts, id: &str) -> bool {
    facts.policies.contains_key(id)
        || facts.attachments.contains_key(id)
        || facts.identities.contains_key(id)
        || facts.credentials.contains_key(id)
        || facts.workloads.contains_key(id)
        || facts.pipelines.contains_key(id)
        || facts.assets.contains_key(id)
        || facts.federations.contains_key(id)
        || facts.lineage.contains_key(id)
        || facts.scopes.contains_key(id)
}
