//! Results: to standard output or to a file.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use blastradius_reports::{
    Answer, AnswerKind, FORMATS, Format, ReportError, find, for_answer, render,
};
use clap::builder::PossibleValuesParser;

use super::exit::Exit;
use super::failure::Failure;
use super::ui::Ui;

/// Where the result goes.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// Write to FILE instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// The formats that can carry an answer, for `-f`.
pub(crate) fn formats(kind: AnswerKind) -> PossibleValuesParser {
    PossibleValuesParser::new(for_answer(kind).map(|format| format.name))
}

/// The format that is asked for, else the one that files of this name have, else a table.
pub(crate) fn format(asked: Option<&str>, output: &Output) -> Result<&'static Format, ReportError> {
    if let Some(name) = asked {
        return find(name);
    }
    let extension = output.output.as_deref().and_then(Path::extension);
    let named = FORMATS.iter().copied().find(|format| {
        extension.is_some_and(|extension| extension.eq_ignore_ascii_case(format.extension))
    });
    named.map_or_else(|| find("table"), Ok)
}

/// Renders an answer and writes it.
pub(crate) fn answer(
    answer: &Answer<'_>,
    format: Option<&str>,
    output: &Output,
    ui: &Ui,
) -> Result<(), Failure> {
    first(answer, None, format, output, ui)
}

/// The same, with at most so many rows in a table.
pub(crate) fn first(
    answer: &Answer<'_>,
    rows: Option<usize>,
    format: Option<&str>,
    output: &Output,
    ui: &Ui,
) -> Result<(), Failure> {
    let format = self::format(format, output)?;
    let options = match output.output {
        Some(_) => blastradius_reports::Options::default(),
        None => ui.options(),
    };
    let options = blastradius_reports::Options { rows, ..options };
    let text = render(answer, format, &options)?;
    write(&text, output.output.as_deref())
}

/// Writes a text to standard output or to a file. A file appears whole or not at all. Answers name what can be attacked:
/// only the owner may read it.
pub(crate) fn write(text: &str, file: Option<&Path>) -> Result<(), Failure> {
    match file {
        None => print(text),
        Some(path) => blastradius_reports::write_file(path, text)
            .map_err(|error| Failure::io("write", path, &error)),
    }
}

/// Writes a text to standard output. That the reader has gone away is no failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::new(
            Exit::Failed,
            format!("cannot write to standard output: {error}"),
        )),
        Ok(()) => Ok(()),
    }
}
