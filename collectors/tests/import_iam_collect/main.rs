//! `import iam-collect`: the folder that iam-collect keeps. The files here are written by hand after its documentation.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod estate;
mod facts;
mod gaps;
mod hostile;

use std::fs;

use blastradius_collectors::coverage::Coverage;
use blastradius_collectors::import::{self, ImportSummary};
use blastradius_collectors::snapshot::{MemorySink, Snapshot};
use jiff::Timestamp;

/// Writes the files under a folder and imports it.
fn import(files: &[(String, String)]) -> (ImportSummary, Snapshot) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let mut sink = MemorySink::default();
    let summary = import::format("iam-collect")
        .unwrap()
        .import(&[folder.path().to_owned()], &mut sink)
        .unwrap();
    let snapshot = Snapshot::from_parts(sink.facts, sink.coverage, Timestamp::UNIX_EPOCH);
    (summary, snapshot)
}

fn of<'s>(snapshot: &'s Snapshot, operation: &str, subject: Option<&str>) -> &'s Coverage {
    let mut all = snapshot.coverage.iter();
    all.find(|it| it.operation == operation && it.subject.as_deref() == subject)
        .unwrap_or_else(|| panic!("no record of {operation} about {subject:?}"))
}
