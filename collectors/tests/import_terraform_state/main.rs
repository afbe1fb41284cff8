//! `import terraform-state`: states, and what `terraform show -json` prints.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod estate;
mod facts;
mod hostile;
mod kinds;
mod plan;

use std::fs;

use blastradius_collectors::coverage::Coverage;
use blastradius_collectors::import::{self, ImportSummary};
use blastradius_collectors::snapshot::{MemorySink, Snapshot};
use jiff::Timestamp;

fn import_bytes(bytes: &[u8]) -> (ImportSummary, Snapshot) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("terraform.tfstate");
    fs::write(&path, bytes).unwrap();
    let mut sink = MemorySink::default();
    let summary = import::format("terraform-state")
        .unwrap()
        .import(&[path], &mut sink)
        .unwrap();
    let snapshot = Snapshot::from_parts(sink.facts, sink.coverage, Timestamp::UNIX_EPOCH);
    (summary, snapshot)
}

fn import_text(text: &str) -> (ImportSummary, Snapshot) {
    import_bytes(text.as_bytes())
}

/// The records of the file itself about a resource.
fn about<'s>(snapshot: &'s Snapshot, address: &str) -> Vec<&'s Coverage> {
    let all = snapshot.coverage.iter();
    all.filter(|it| {
        it.operation == "import:terraform-state" && it.subject.as_deref() == Some(address)
    })
    .collect()
}
