//! `rules check`: what is wrong with technique files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use blastradius_graph::techniques::{CheckError, Technique, check};
use blastradius_reports::sanitize::visible;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource};

use super::every_rule;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::ui::Ui;

/// Check technique files of your own: words, actions, combinations
///
/// Exits with 1 if a file cannot be read or is not well formed; the other files are checked all the same.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Check {
    pub(super) fn run(&self, ui: &Ui) -> Exit {
        let mut exit = Exit::Done;
        // Which rule has an id: a graph is built with one of each only.
        let mut taken: BTreeMap<String, String> = every_rule()
            .map(|rule| (rule.id, "a rule of the program".to_owned()))
            .collect();
        for path in &self.files {
            let name = visible(&path.display().to_string()).into_owned();
            let technique = match technique(path, &name) {
                Ok(technique) => technique,
                Err(said) => {
                    ui.error(&said);
                    exit = Exit::Failed;
                    continue;
                }
            };
            if let Some(other) = taken.get(&technique.id) {
                ui.error(&format!(
                    "{name}: the id `{}` is that of {other}",
                    technique.id
                ));
                ui.error("  help: give it an id of its own; `blastradius rules list` names those there are");
                exit = Exit::Failed;
                continue;
            }
            ui.note(&format!("{name}: {} is well formed", technique.id));
            taken.insert(technique.id, format!("`{name}`"));
        }
        exit
    }
}

/// The technique in a file, or what to say of it.
fn technique(path: &Path, name: &str) -> Result<Technique, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::io("read", path, &error).render(false))?;
    check(&text).map_err(|errors| {
        let said = errors.into_iter().map(|error| {
            if looks_like_a_technique(&text) {
                with_source(error, name, &text)
            } else {
                without_source(&error, name, &text)
            }
        });
        said.collect::<Vec<_>>().join("\n")
    })
}

/// The tables and keys that a technique has and hardly any other file. A file without them was given by mistake, and may
/// hold secrets: its lines are not shown.
const MARKS: [&str; 4] = ["permissions", "effect", "target", "matters"];

fn looks_like_a_technique(text: &str) -> bool {
    toml::from_str::<toml::Table>(text).is_ok_and(|table| {
        MARKS
            .iter()
            .filter(|mark| table.contains_key(**mark))
            .count()
            >= 2
    })
}

fn with_source(error: CheckError, name: &str, text: &str) -> String {
    let mut diagnostic =
        MietteDiagnostic::new(error.message.clone()).with_label(LabeledSpan::underline(error.span));
    if !error.help.is_empty() {
        diagnostic = diagnostic.with_help(error.help);
    }
    let source = NamedSource::new(name, text.to_owned());
    let report = miette::Report::new(diagnostic).with_source_code(source);
    let mut said = String::new();
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor());
    match handler.render_report(&mut said, report.as_ref()) {
        Ok(()) => said,
        Err(_) => format!("{name}: {}", error.message),
    }
}

/// The place and what is wrong there, without a word of the file.
fn without_source(error: &CheckError, name: &str, text: &str) -> String {
    let before = text.get(..error.span.start).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    format!(
        "{name}:{line}:{column}: {}\n  help: this does not look like a technique file, so its lines are not shown; `blastradius rules show iam-002` shows what one says",
        unquoted(&error.message)
    )
}

/// A message up to its first quotation, which is from the file, except for single signs such as `=`.
fn unquoted(message: &str) -> String {
    let mut said = String::new();
    let mut rest = message.chars();
    while let Some(c) = rest.next() {
        if c != '`' && c != '"' {
            said.push(c);
            continue;
        }
        let mut ahead = rest.clone();
        match (ahead.next(), ahead.next()) {
            (Some(sign), Some(end)) if end == c => {
                said.extend([c, sign, c]);
                rest = ahead;
            }
            _ => {
                said.push('…');
                break;
            }
        }
    }
    said
}
