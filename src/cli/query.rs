//! `query`: a question in Cypher, or one that has a name.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use blastradius_queries::cypher::presets::{Preset, preset};
use blastradius_queries::cypher::{ErrorKind, Limits, QueryError, QueryOptions, check, query};
use blastradius_reports::answer::Presets;
use blastradius_reports::sanitize::visible;
use blastradius_reports::{Answer, AnswerKind};
use serde_json::Value as Json;

use super::exit::Exit;
use super::failure::Failure;
use super::measured::{bytes, measured};
use super::output::{self, Output, formats};
use super::question::Question;
use super::ui::Ui;

/// Ask the graph in Cypher, or a question that has a name (`--list`)
///
/// A read-only subset of openCypher. Labels are kinds of nodes (Credential, Identity, …), classes of assets (Secret, Data, …)
/// and names of types that other tools have (AWSRole, S3Bucket, …); -[:REACHES]-> is a whole attack path.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("asked").required(true).args(["query", "preset", "list"]))]
pub(crate) struct Query {
    /// The query, a file that ends in .cypher, or - for standard input
    #[arg(value_name = "QUERY")]
    query: Option<String>,
    /// Ask the preset of this name
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
    /// List the presets with their parameters
    #[arg(long)]
    list: bool,
    /// The value of $NAME: JSON, else it is a text; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = parameter)]
    param: Vec<(String, Json)>,
    /// Stop after so long and say so: 30s, 5m, 500ms
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "30s")]
    timeout: Duration,
    /// Give at most so many rows and say so
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    max_rows: usize,
    /// Keep at most about so much for groups, sorting and the answer, and say so: 512MiB, 2GiB
    #[arg(long, value_name = "SIZE", value_parser = bytes, default_value = "1GiB")]
    memory: u64,
    #[command(flatten)]
    question: Question,
    /// The format of the answer [default: what the name of FILE ends in, else table]
    #[arg(short, long, value_parser = formats(AnswerKind::Query), help_heading = "Output")]
    format: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl Query {
    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        if self.list {
            let presets = Presets::all();
            let answer = Answer::Presets(&presets);
            output::answer(&answer, self.format.as_deref(), &self.output, ui)?;
            return Ok(Exit::Done);
        }
        let given: BTreeMap<String, Json> = self.param.iter().cloned().collect();
        let named = self.preset.as_deref().map(find).transpose()?;
        let (text, parameters) = match &named {
            Some(preset) => {
                known(preset, &given)?;
                (preset.text.to_owned(), preset.with(&given))
            }
            None => (self.text()?, given),
        };
        // Before the snapshot is read: what is wrong with the text is told at once.
        check(&text, &parameters).map_err(failure)?;
        let loaded = self.question.load(ui)?;
        let options = QueryOptions {
            parameters,
            min_certainty: self.question.min_certainty,
            limits: Limits {
                time: self.timeout,
                rows: self.max_rows,
                memory: usize::try_from(self.memory).unwrap_or(usize::MAX),
            },
            preset: named.map(|it| it.name.to_owned()),
            context: loaded.context,
        };
        let answer = ui
            .step("asking", |_| query(&loaded.graph, &text, &options))
            .map_err(failure)?;
        output::answer(
            &Answer::Query(&answer),
            self.format.as_deref(),
            &self.output,
            ui,
        )?;
        Ok(self.question.exit(&answer.coverage, false, ui))
    }

    /// The text of the query: as it stands, from a file, or from standard input.
    fn text(&self) -> Result<String, Failure> {
        let query = self.query.as_deref().unwrap_or_default();
        if query == "-" {
            let mut text = String::new();
            let mut input = std::io::stdin().lock().take(LONGEST);
            return match input.read_to_string(&mut text) {
                Ok(_) => Ok(text),
                Err(error) => {
                    let message = format!("cannot read standard input: {error}");
                    Err(Failure::new(Exit::Failed, message))
                }
            };
        }
        let path = Path::new(query);
        let is_file = path
            .extension()
            .is_some_and(|it| it == "cypher" || it == "cql");
        if is_file && !query.contains('\n') {
            return std::fs::read_to_string(path)
                .map_err(|error| Failure::io("read", path, &error));
        }
        Ok(query.to_owned())
    }
}

/// A query is at most a mebibyte; one byte more is enough to see that it is too long.
const LONGEST: u64 = (1 << 20) + 1;

fn find(name: &str) -> Result<Preset, Failure> {
    preset(name).map_err(|near| {
        let failure = Failure::new(Exit::Usage, format!("`{}` is no preset", visible(name)));
        match near {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help("`blastradius query --list` lists them"),
        }
    })
}

/// A parameter that a preset does not have would do nothing.
fn known(preset: &Preset, given: &BTreeMap<String, Json>) -> Result<(), Failure> {
    let names: Vec<&str> = preset.parameters.iter().map(|it| it.name).collect();
    match given.keys().find(|name| !names.contains(&name.as_str())) {
        None => Ok(()),
        Some(other) => {
            let message = format!("`{}` has no parameter `{}`", preset.name, visible(other));
            let failure = Failure::new(Exit::Usage, message);
            Err(match names.is_empty() {
                true => failure.help("it has none"),
                false => failure.help(format!("it has {}", names.join(", "))),
            })
        }
    }
}

/// The place of an error is shown under its message, with a caret.
fn failure(error: Box<QueryError>) -> Failure {
    let exit = match error.kind {
        ErrorKind::Evaluation => Exit::Failed,
        _ => Exit::Usage,
    };
    let mut message = visible(&error.to_string()).into_owned();
    for line in error.marked().lines() {
        message.push_str("\n  ");
        message.push_str(&visible(line));
    }
    let failure = Failure::new(exit, message);
    match &error.help {
        Some(help) => failure.help(visible(help)),
        None => failure,
    }
}

/// `name=value`: the value is JSON if it can be read as that, else a text.
fn parameter(text: &str) -> Result<(String, Json), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => {
            let name = name.strip_prefix('$').unwrap_or(name);
            let value = serde_json::from_str(value).unwrap_or_else(|_| Json::from(value));
            Ok((name.to_owned(), value))
        }
        _ => Err("it is written NAME=VALUE".to_owned()),
    }
}

fn duration(text: &str) -> Result<Duration, String> {
    let units = [
        ("ms", 1),
        ("s", 1000),
        ("", 1000),
        ("m", 60_000),
        ("h", 3_600_000),
    ];
    let measured = measured(text, &units).map(Duration::from_millis);
    measured.ok_or_else(|| "a time is written 500ms, 30s or 5m".to_owned())
}
