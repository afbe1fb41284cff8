//! `svg`: a drawing in one file, light and dark, without script.

use super::Format;
use crate::answer::{Answer, AnswerKind};
use crate::chain;
use crate::error::ReportError;
use crate::options::Options;

pub(super) static FORMAT: Format = Format {
    name: "svg",
    about: "a drawing in one file, light and dark",
    extension: "svg",
    answers: &[AnswerKind::Pipeline],
    render,
};

fn render(answer: &Answer<'_>, _: &Options) -> Result<String, ReportError> {
    let Answer::Pipeline(it) = answer else {
        return Ok(String::new());
    };
    let drawn = it
        .pipelines
        .first()
        .map(|one| chain::svg(&chain::of(it, one), true));
    Ok(drawn.unwrap_or_default())
}
