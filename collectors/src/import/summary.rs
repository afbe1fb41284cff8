//! How an import went.

use std::collections::BTreeSet;

use super::ImportError;
use crate::snapshot::Sink;

/// How an import went.
#[derive(Debug, Default)]
pub struct ImportSummary {
    /// How many files were read, in full or in part.
    pub files: u64,
    /// How many records the files held.
    pub records: u64,
    /// The ids of the scopes that the files are about: `aws:111122223333`.
    pub scopes: BTreeSet<String>,
    /// What could not be used, in the order of the files. Each is in the coverage too.
    pub problems: Vec<ImportError>,
}

impl ImportSummary {
    /// Whether nothing could be used.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records == 0
    }

    /// Notes a problem, here and in the coverage.
    pub(super) fn problem(&mut self, format: &str, problem: ImportError, sink: &mut dyn Sink) {
        sink.coverage(problem.coverage(format));
        self.problems.push(problem);
    }
}
