//! The snapshot on disk: what is written is what is read, and nothing else is ever read.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod damage;
mod faults;
mod journal;
mod round_trip;
mod store;

use std::path::{Path, PathBuf};

use blastradius_collectors::aws::iam::AuthorizationDetails;
use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::facts::Origin;
use blastradius_collectors::snapshot::{MemorySink, Sink, Snapshot};
use jiff::Timestamp;

/// A snapshot of the fixture account; `account` takes its place.
fn sample(account: &str) -> Snapshot {
    let sink = found(account);
    Snapshot::from_parts(sink.facts, sink.coverage, Timestamp::UNIX_EPOCH)
}

fn found(account: &str) -> MemorySink {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/gaad/one-account.json");
    let text = std::fs::read_to_string(fixture)
        .unwrap()
        .replace("111122223333", account);
    let mut sink = MemorySink::default();
    let (seen, result) = AuthorizationDetails::read(&text, "details.json", &mut sink);
    result.unwrap();
    for (id, counts) in seen.accounts {
        sink.coverage(Coverage {
            scope: format!("aws:{id}"),
            region: None,
            operation: "iam:GetAccountAuthorizationDetails".to_owned(),
            subject: None,
            outcome: Outcome::Answered,
            records: counts.total(),
            reason: String::new(),
            help: String::new(),
            origin: Origin::new("details.json", ""),
        });
    }
    sink
}

/// Both forms of a snapshot.
fn forms(folder: &Path) -> [PathBuf; 2] {
    [folder.join("snap"), folder.join("snap.brs")]
}
