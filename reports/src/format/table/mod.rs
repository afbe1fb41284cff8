//! `table`: for people, on a terminal or in a pipe.

mod authorize;
mod blocks;
mod chain;
mod chokepoints;
mod coverage;
mod diff;
mod grid;
mod out;
mod path;
mod pipelines;
mod plan;
mod query;
mod rag;
mod rank;
mod reach;
mod reach_details;
mod rules;
mod whatif;
mod who;

use super::Format;
use crate::answer::{Answer, AnswerKind};
use crate::error::ReportError;
use crate::options::Options;
use out::Out;

pub(super) static FORMAT: Format = Format {
    name: "table",
    about: "for people: the answer on the first screen",
    extension: "txt",
    answers: &AnswerKind::ALL,
    render,
};

fn render(answer: &Answer<'_>, options: &Options) -> Result<String, ReportError> {
    let mut out = Out::new(*options);
    match answer {
        Answer::Reach(it) => {
            reach::first_screen(&mut out, it);
            if options.details {
                reach_details::details(&mut out, it);
            }
        }
        Answer::Rank(it) => rank::rank(&mut out, it),
        Answer::Who(it) => who::who(&mut out, it),
        Answer::Paths(it) => path::paths(&mut out, it),
        Answer::Coverage(it) => coverage::coverage(&mut out, it),
        Answer::Rules(it) => rules::list(&mut out, it),
        Answer::Rule(it) => rules::one(&mut out, it),
        Answer::Authorization(it) => authorize::authorize(&mut out, it),
        Answer::Rag(it) => rag::rag(&mut out, it),
        Answer::Diff(it) => diff::diff(&mut out, it),
        Answer::Query(it) => query::query(&mut out, it),
        Answer::Presets(it) => query::presets(&mut out, it),
        Answer::WhatIf(it) => whatif::whatif(&mut out, it),
        Answer::ChokePoints(it) => chokepoints::chokepoints(&mut out, it),
        Answer::Pipelines(it) => pipelines::pipelines(&mut out, it),
        Answer::Pipeline(it) => chain::chain(&mut out, it),
    }
    Ok(out.finish())
}
