//! `csv`: rows for spreadsheets, as in RFC 4180, safe to open (see [`csv_field`]).

mod answers;
mod chokepoints;
mod diff;
mod pipelines;
mod query;
mod rag;
mod whatif;

use std::fmt::Display;

use super::Format;
use crate::answer::{Answer, AnswerKind};
use crate::error::ReportError;
use crate::options::Options;
use crate::sanitize::csv_field;

pub(super) static FORMAT: Format = Format {
    name: "csv",
    about: "rows for spreadsheets",
    extension: "csv",
    answers: &[
        AnswerKind::Reach,
        AnswerKind::Rank,
        AnswerKind::Who,
        AnswerKind::Paths,
        AnswerKind::Coverage,
        AnswerKind::Rules,
        AnswerKind::Pipelines,
        AnswerKind::Pipeline,
        AnswerKind::Rag,
        AnswerKind::Diff,
        AnswerKind::Query,
        AnswerKind::WhatIf,
        AnswerKind::ChokePoints,
        AnswerKind::Presets,
    ],
    render,
};

fn render(answer: &Answer<'_>, _: &Options) -> Result<String, ReportError> {
    let mut rows = Rows::new();
    match answer {
        Answer::Reach(it) => answers::reach(&mut rows, it),
        Answer::Rank(it) => answers::rank(&mut rows, it),
        Answer::Who(it) => answers::who(&mut rows, it),
        Answer::Paths(it) => answers::paths(&mut rows, it),
        Answer::Coverage(it) => answers::coverage(&mut rows, it),
        Answer::Rules(it) => answers::rules(&mut rows, it),
        Answer::Presets(it) => query::presets(&mut rows, it),
        Answer::Rag(it) => rag::leaks(&mut rows, it),
        Answer::Diff(it) => diff::changes(&mut rows, it),
        Answer::Query(it) => query::rows(&mut rows, it),
        Answer::WhatIf(it) => whatif::whatif(&mut rows, it),
        Answer::ChokePoints(it) => chokepoints::chokepoints(&mut rows, it),
        Answer::Pipelines(it) | Answer::Pipeline(it) => pipelines::stages(&mut rows, it),
        Answer::Rule(_) | Answer::Authorization(_) => {}
    }
    rows.finish()
}

/// Writes rows and keeps the first failure.
struct Rows {
    writer: csv::Writer<Vec<u8>>,
    failed: Option<String>,
}

impl Rows {
    fn new() -> Self {
        Self {
            writer: csv::WriterBuilder::new()
                .terminator(csv::Terminator::CRLF)
                .from_writer(Vec::new()),
            failed: None,
        }
    }

    /// A row of fields that are already [safe](csv_field) or numbers.
    fn row(&mut self, fields: &[String]) {
        if let Err(reason) = self.writer.write_record(fields) {
            self.failed.get_or_insert(reason.to_string());
        }
    }

    fn header(&mut self, names: &[&str]) {
        self.row(
            &names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>(),
        );
    }

    fn finish(self) -> Result<String, ReportError> {
        let error = |reason| ReportError::Serialise {
            format: FORMAT.name,
            reason,
        };
        if let Some(reason) = self.failed {
            return Err(error(reason));
        }
        let bytes = self
            .writer
            .into_inner()
            .map_err(|reason| error(reason.to_string()))?;
        String::from_utf8(bytes).map_err(|reason| error(reason.to_string()))
    }
}

fn text(value: &str) -> String {
    csv_field(value).into_owned()
}

fn list<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> String {
    let values: Vec<T> = values.into_iter().collect();
    let joined: Vec<&str> = values.iter().map(AsRef::as_ref).collect();
    text(&joined.join("; "))
}

fn number(value: impl Display) -> String {
    value.to_string()
}
