//! `json`: the whole answer, the stable machine format. Names are exact.

use serde::Serialize;

use super::Format;
use crate::answer::{Answer, AnswerKind};
use crate::error::ReportError;
use crate::options::Options;
use crate::sanitize::json::to_pretty;

pub(super) static FORMAT: Format = Format {
    name: "json",
    about: "one document with everything, stable",
    extension: "json",
    answers: &AnswerKind::ALL,
    render,
};

/// A document whose structure is also a line of a list, with its schema in front.
#[derive(Serialize)]
struct Titled<'a, T: Serialize> {
    schema: &'static str,
    #[serde(flatten)]
    value: &'a T,
}

fn render(answer: &Answer<'_>, _: &Options) -> Result<String, ReportError> {
    let text = match answer {
        Answer::Reach(it) => to_pretty(it),
        Answer::Rank(it) => to_pretty(it),
        Answer::Who(it) => to_pretty(it),
        Answer::Paths(it) => to_pretty(it),
        Answer::Rag(it) => to_pretty(it),
        Answer::Diff(it) => to_pretty(it),
        Answer::Query(it) => to_pretty(it),
        Answer::WhatIf(it) => to_pretty(it),
        Answer::ChokePoints(it) => to_pretty(it),
        Answer::Presets(it) => to_pretty(it),
        Answer::Pipelines(it) | Answer::Pipeline(it) => to_pretty(it),
        Answer::Coverage(it) => to_pretty(it),
        Answer::Rules(it) => to_pretty(it),
        Answer::Rule(it) => to_pretty(&Titled {
            schema: "blastradius/rule/1",
            value: it,
        }),
        Answer::Authorization(it) => to_pretty(&Titled {
            schema: "blastradius/authorize/1",
            value: it,
        }),
    };
    match text {
        Ok(text) => Ok(text + "\n"),
        Err(reason) => Err(ReportError::Serialise {
            format: FORMAT.name,
            reason: reason.to_string(),
        }),
    }
}
