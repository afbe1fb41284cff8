//! The formats, one file each, and their registry.

mod csv;
mod dot;
mod html;
mod json;
mod jsonl;
mod markdown;
mod mermaid;
mod openlineage;
mod svg;
mod table;

use crate::answer::{Answer, AnswerKind};
use crate::error::ReportError;
use crate::options::Options;
use crate::sanitize::visible;
pub(crate) use html::{Pictures, index as index_page};

/// A format.
#[derive(Debug)]
pub struct Format {
    /// The name that `-f` takes.
    pub name: &'static str,
    /// What it is for, in a few words.
    pub about: &'static str,
    /// The extension of its files, without the dot.
    pub extension: &'static str,
    /// What it can carry.
    pub answers: &'static [AnswerKind],
    /// Renders an answer of one of these kinds.
    render: fn(&Answer<'_>, &Options) -> Result<String, ReportError>,
}

/// Every format, in the order of help texts. A new format is a file beside this one and a line here.
pub static FORMATS: &[&Format] = &[
    &table::FORMAT,
    &json::FORMAT,
    &jsonl::FORMAT,
    &csv::FORMAT,
    &markdown::FORMAT,
    &html::FORMAT,
    &dot::FORMAT,
    &mermaid::FORMAT,
    &svg::FORMAT,
    &openlineage::FORMAT,
];

/// The format of a name.
///
/// # Errors
/// When there is none, naming those there are.
pub fn find(name: &str) -> Result<&'static Format, ReportError> {
    FORMATS
        .iter()
        .find(|format| format.name == name)
        .copied()
        .ok_or_else(|| ReportError::UnknownFormat {
            name: visible(name).into_owned(),
            known: list(FORMATS.iter().map(|format| format.name)),
        })
}

/// The formats that can carry a kind of answer.
pub fn for_answer(kind: AnswerKind) -> impl Iterator<Item = &'static Format> {
    FORMATS
        .iter()
        .copied()
        .filter(move |format| format.answers.contains(&kind))
}

/// Renders an answer. The result ends with a newline and is the same for the same answer and options.
///
/// # Errors
/// When the format cannot carry the answer, naming those that can; when it cannot be written.
pub fn render(
    answer: &Answer<'_>,
    format: &Format,
    options: &Options,
) -> Result<String, ReportError> {
    let kind = answer.kind();
    if !format.answers.contains(&kind) {
        return Err(ReportError::Unsupported {
            verb: kind.verb(),
            format: format.name,
            known: list(for_answer(kind).map(|format| format.name)),
        });
    }
    (format.render)(answer, options)
}

/// A list in words: `a`, `b` or `c`, each in backticks.
fn list(names: impl Iterator<Item = &'static str>) -> String {
    let mut names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.pop() {
        Some(last) if !names.is_empty() => format!("{} or {last}", names.join(", ")),
        Some(last) => last,
        None => String::new(),
    }
}
