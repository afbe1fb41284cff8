//! stub
use super::Format;
use crate::answer::{Answer, AnswerKind};
use crate::error::ReportError;
use crate::options::Options;
pub(super) static FORMAT: Format = Format {
    name: "html",
    about: "one page in one file, no script",
    extension: "html",
    answers: &[
        AnswerKind::Reach,
        AnswerKind::Rank,
        AnswerKind::Who,
        AnswerKind::Paths,
        AnswerKind::Coverage,
    ],
    render,
};
fn render(_: &Answer<'_>, _: &Options) -> Result<String, ReportError> {
    Ok(String::new())
}
