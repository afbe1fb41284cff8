//! `html`: one page in one file, without script.
//!
//! The page carries a content security policy that allows its one style sheet, by hash, and nothing
//! else: no script, no image, no request. Names are escaped by askama, after they were made visible.

mod chokepoints;
mod diff;
mod index;
mod pages;
mod pipelines;
mod rag;
mod reach_view;
mod view;
mod whatif;

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::Format;
use crate::answer::{Answer, AnswerKind};
use crate::charts::THEME;
use crate::error::ReportError;
use crate::options::Options;
pub(crate) use index::{Pictures, index};

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
        AnswerKind::Pipelines,
        AnswerKind::Pipeline,
        AnswerKind::Rag,
        AnswerKind::Diff,
        AnswerKind::WhatIf,
        AnswerKind::ChokePoints,
    ],
    render,
};

/// A table of a page has at most this many rows unless the options say otherwise: a page of many
/// thousands is not read and hardly opened.
const ROWS: usize = 300;

fn render(answer: &Answer<'_>, options: &Options) -> Result<String, ReportError> {
    let rows = options.rows.unwrap_or(ROWS);
    match answer {
        Answer::Reach(it) => pages::reach(it, rows),
        Answer::Rank(it) => pages::rank(it, rows),
        Answer::Who(it) => pages::who(it, rows),
        Answer::Paths(it) => pages::paths(it),
        Answer::Coverage(it) => pages::coverage(it),
        Answer::Rag(it) => rag::page(it, rows),
        Answer::Diff(it) => diff::page(it, rows),
        Answer::WhatIf(it) => whatif::page(it, rows),
        Answer::ChokePoints(it) => chokepoints::page(it, rows),
        Answer::Pipelines(it) | Answer::Pipeline(it) => pipelines::page(it, rows),
        Answer::Rules(_)
        | Answer::Rule(_)
        | Answer::Authorization(_)
        | Answer::Query(_)
        | Answer::Presets(_) => Ok(String::new()),
    }
}

/// What every page has.
pub(crate) struct Shell {
    title: String,
    /// The style sheet, exactly as it stands between the tags: its hash is in the policy.
    css: String,
    policy: String,
}

impl Shell {
    fn new(title: String) -> Self {
        Self::with(title, "")
    }

    /// A page that needs more than the one style sheet.
    fn with(title: String, more: &str) -> Self {
        let css = format!(
            "{}{THEME}{more}",
            include_str!("../../../templates/style.css")
        );
        let hash = STANDARD.encode(Sha256::digest(css.as_bytes()));
        Self {
            title,
            policy: format!(
                "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"
            ),
            css,
        }
    }
}

/// Fills a template in.
fn fill<T: Template>(page: &T) -> Result<String, ReportError> {
    match page.render() {
        Ok(text) => Ok(text.trim_end().to_owned() + "\n"),
        Err(reason) => Err(ReportError::Serialise {
            format: FORMAT.name,
            reason: reason.to_string(),
        }),
    }
}
