//! Hostile and broken input is normal input: one clear error or coverage record each, and the rest is
//! imported.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod details;
mod files;
mod mutations;
mod registration;

use std::fs;
use std::path::{Path, PathBuf};

use blastradius_collectors::import::{self, ImportError, ImportSummary};
use blastradius_collectors::snapshot::{MemorySink, Snapshot};
use jiff::Timestamp;

fn fixture() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/gaad/one-account.json");
    fs::read_to_string(path).unwrap()
}

fn import(format: &str, paths: &[PathBuf]) -> (ImportSummary, Snapshot) {
    let mut sink = MemorySink::default();
    let summary = import::format(format)
        .unwrap()
        .import(paths, &mut sink)
        .unwrap();
    let snapshot = Snapshot::from_parts(sink.facts, sink.coverage, Timestamp::UNIX_EPOCH);
    (summary, snapshot)
}

/// Imports a file beside a good one of another account: exactly one problem, and the good one is whole.
fn beside_a_good_one(bad: &Path) -> (ImportError, Snapshot) {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.json");
    fs::write(&good, fixture().replace("111122223333", "999988887777")).unwrap();
    let (mut summary, snapshot) = import("aws-gaad", &[bad.to_owned(), good]);
    assert_eq!(
        summary.problems.len(),
        1,
        "{}: {:?}",
        bad.display(),
        summary.problems
    );
    let problem = summary.problems.remove(0);
    let role = "arn:aws:iam::999988887777:role/train";
    assert!(
        snapshot.facts.identities.contains_key(role),
        "the rest is imported"
    );
    let text = problem.to_string();
    assert!(
        !text.ends_with('.') && !text.starts_with(char::is_uppercase),
        "{text}"
    );
    assert!(!problem.help().is_empty());
    assert_eq!(problem.path(), Some(bad));
    let records = snapshot
        .coverage
        .iter()
        .filter(|it| it.reason == text)
        .count();
    assert_eq!(records, 1, "{text}: one coverage record");
    (problem, snapshot)
}

/// The same for a file of these bytes.
fn bytes(bytes: &[u8]) -> (ImportError, Snapshot) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bad.json");
    fs::write(&path, bytes).unwrap();
    beside_a_good_one(&path)
}
