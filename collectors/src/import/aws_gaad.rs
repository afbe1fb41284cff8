//! `aws-gaad`: the output of `aws iam get-account-authorization-details`.
//!
//! One or many accounts, whole or in pages, in one file or several. Files of Cloudsplaining and other
//! tools that keep the unchanged answer are the same.

mod pages;

use std::path::{Path, PathBuf};

use super::{Format, ImportError, ImportSummary, input};
use crate::aws::iam::AuthorizationDetails;
use crate::snapshot::Sink;
use pages::Pages;

/// The format.
#[derive(Debug)]
pub(super) struct AwsGaad;

const NAME: &str = "aws-gaad";

impl Format for AwsGaad {
    fn name(&self) -> &'static str {
        NAME
    }

    fn description(&self) -> &'static str {
        "the output of `aws iam get-account-authorization-details`: one or many accounts, also paged"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn import(&self, paths: &[PathBuf], sink: &mut dyn Sink) -> Result<ImportSummary, ImportError> {
        let paths = input::given(paths)?;
        let mut summary = ImportSummary::default();
        let mut pages = Pages::default();
        for path in &paths {
            match input::read_damaged(path) {
                Ok((text, problem)) => {
                    let seen = read(path, &text, problem.is_some(), sink);
                    if let Some(problem) = problem {
                        summary.problem(NAME, problem, sink);
                    }
                    one(path, seen, &mut pages, &mut summary, sink);
                }
                Err(problem) => summary.problem(NAME, problem, sink),
            }
        }
        pages.coverage(&mut summary, sink);
        Ok(summary)
    }
}

/// What was seen in a file, and whether it was read to its end.
type Seen = (AuthorizationDetails, Result<(), serde_json::Error>);

fn read(path: &Path, text: &str, damaged: bool, sink: &mut dyn Sink) -> Seen {
    let source = path.display().to_string();
    if damaged {
        AuthorizationDetails::read_damaged(text, &source, sink)
    } else {
        AuthorizationDetails::read(text, &source, sink)
    }
}

fn one(
    path: &Path,
    (seen, result): Seen,
    pages: &mut Pages,
    summary: &mut ImportSummary,
    sink: &mut dyn Sink,
) {
    let source = path.display().to_string();
    let whole = result.is_ok();
    if let Err(error) = result {
        summary.problem(NAME, ImportError::json(path, &error), sink);
    } else if !seen.recognised {
        let problem = ImportError::NotThisFormat {
            path: path.to_owned(),
            expected: "the output of `aws iam get-account-authorization-details`",
        };
        summary.problem(NAME, problem, sink);
        return;
    }
    if seen.recognised {
        summary.files += 1;
        pages.add(&source, seen, whole);
    }
}
