//! `reach`: the blast radius of credentials or identities.

use std::io::BufRead as _;

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{Certainty, NodeId};
use blastradius_queries::reach::{ReachOptions, reach};
use blastradius_queries::subject::Want;
use blastradius_reports::{Answer, AnswerKind};

use super::exit::Exit;
use super::failure::Failure;
use super::output::{self, Output, formats};
use super::question::{Planes, Question, certainty};
use super::subject;
use super::ui::Ui;

/// What can be reached with this credential, by which path, how surely, and what to do first
///
/// SUBJECT is what you have in hand: an access key id, an ARN (also of a session), an e-mail, the id
/// of a node, or a part of a name that only one thing has. Several subjects are answered together. `-` reads
/// them from standard input, one a line, which keeps them out of the shell's history. Never give a
/// secret value; if you do, only what identifies it is used.
#[derive(Debug, clap::Args)]
pub(crate) struct Reach {
    /// What leaked, or `-`
    #[arg(required = true, value_name = "SUBJECT")]
    subjects: Vec<String>,
    /// Which radius to list
    #[arg(long, value_enum, default_value_t, value_name = "PLANE")]
    plane: Planes,
    /// List these classes only, separated by commas: data, model, secret, index, code, image, log, key
    #[arg(long, value_name = "CLASS", value_delimiter = ',', value_parser = class)]
    class: Vec<AssetClass>,
    /// Exit with 10 if an asset is reached at this certainty or above
    #[arg(long, value_name = "LEVEL", value_parser = certainty)]
    fail_on: Option<Certainty>,
    #[command(flatten)]
    question: Question,
    /// The format of the answer [default: what the name of FILE ends in, else table]
    #[arg(short, long, value_parser = formats(AnswerKind::Reach), help_heading = "Output")]
    format: Option<String>,
    #[command(flatten)]
    output: Output,
}

fn class(text: &str) -> Result<AssetClass, String> {
    AssetClass::ALL
        .into_iter()
        .find(|class| class.name() == text)
        .ok_or_else(|| {
            "the classes are data, model, secret, index, code, image, log and key".to_owned()
        })
}

impl Reach {
    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        let texts = self.texts()?;
        let loaded = self.question.load(ui)?;
        let graph = &loaded.graph;
        let nodes = texts
            .iter()
            .map(|text| subject::node(graph, text, Want::Subject, ui))
            .collect::<Result<Vec<NodeId>, Failure>>()?;
        let options = ReachOptions {
            min_certainty: self.question.min_certainty,
            planes: self.plane.list(),
            classes: self.class.clone(),
            context: loaded.context,
        };
        let answer = ui.step("looking for paths", |_| reach(graph, &nodes, &options));
        output::answer(
            &Answer::Reach(&answer),
            self.format.as_deref(),
            &self.output,
            ui,
        )?;
        let findings = self
            .fail_on
            .is_some_and(|level| answer.assets.iter().any(|asset| asset.certainty >= level));
        Ok(self.question.exit(&answer.coverage, findings, ui))
    }

    /// The subjects, those from standard input in place of `-`.
    fn texts(&self) -> Result<Vec<String>, Failure> {
        let mut texts = Vec::new();
        for subject in &self.subjects {
            if subject != "-" {
                texts.push(subject.clone());
                continue;
            }
            for line in std::io::stdin().lock().lines() {
                let line = line.map_err(|error| {
                    Failure::new(Exit::Failed, format!("cannot read standard input: {error}"))
                })?;
                if !line.trim().is_empty() {
                    texts.push(line);
                }
            }
        }
        if texts.is_empty() {
            return Err(Failure::new(
                Exit::Nothing,
                "standard input names no subject",
            ));
        }
        Ok(texts)
    }
}
