//! Files that other tools wrote, to facts.
//!
//! One file a format and one line in [`FORMATS`]. A file that cannot be used never stops the others:
//! it is a problem in the summary, for the user to read, and a coverage record, so that no answer
//! hides it.

mod aws_cli;
mod aws_config;
mod aws_gaad;
mod error;
mod iam_collect;
mod input;
mod not_carried;
mod pipelines;
mod summary;
mod terraform_state;
mod tree;

pub use error::ImportError;
pub use summary::ImportSummary;

use std::path::PathBuf;

use crate::snapshot::Sink;

/// A format that another tool writes.
pub trait Format: Sync {
    /// The name on the command line: `aws-gaad`.
    fn name(&self) -> &'static str;
    /// What it is and how to get it, in one line.
    fn description(&self) -> &'static str;
    /// The file name extensions that it has, without the dot. Empty when a folder is given.
    fn extensions(&self) -> &'static [&'static str];
    /// Reads the files and puts facts and coverage into the sink. The order of the paths does not
    /// matter. `-` is the standard input where the format is a single file.
    ///
    /// # Errors
    /// When there is nothing to read at all. A file that cannot be used is a problem in the summary.
    fn import(&self, paths: &[PathBuf], sink: &mut dyn Sink) -> Result<ImportSummary, ImportError>;
}

/// Every format. A test proves that each file beside this one is here.
pub static FORMATS: &[&dyn Format] = &[
    &aws_gaad::AwsGaad,
    &aws_cli::AwsCli,
    &aws_config::AwsConfig,
    &iam_collect::IamCollect,
    &terraform_state::TerraformState,
    &pipelines::Pipelines,
];

/// The format of that name.
#[must_use]
pub fn format(name: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|it| it.name() == name)
}
