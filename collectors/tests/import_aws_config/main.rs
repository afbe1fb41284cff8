//! `import aws-config`: snapshots, history and query results of AWS Config.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod estate;
mod facts;
mod forms;
mod gaps;
mod hostile;
mod kinds;

use std::fs;
use std::path::PathBuf;

use blastradius_collectors::import::{self, ImportSummary};
use blastradius_collectors::snapshot::{MemorySink, Snapshot};
use jiff::Timestamp;
use serde_json::{Value, json};

/// The account of the items.
const ACCOUNT: &str = "111122223333";

fn import_paths(paths: &[PathBuf]) -> (ImportSummary, Snapshot) {
    let mut sink = MemorySink::default();
    let summary = import::format("aws-config")
        .unwrap()
        .import(paths, &mut sink)
        .unwrap();
    let snapshot = Snapshot::from_parts(sink.facts, sink.coverage, Timestamp::UNIX_EPOCH);
    (summary, snapshot)
}

/// Writes files and imports the folder.
fn import_files(files: &[(&str, Vec<u8>)]) -> (ImportSummary, Snapshot) {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    import_paths(&[folder.path().to_owned()])
}

fn import_text(text: &str) -> (ImportSummary, Snapshot) {
    import_files(&[("items.json", text.as_bytes().to_vec())])
}

/// A snapshot as AWS Config delivers it.
fn delivered(items: &[Value]) -> String {
    json!({"fileVersion": "1.0", "configSnapshotId": "0f1d63cc", "configurationItems": items})
        .to_string()
}

fn import_items(items: &[Value]) -> (ImportSummary, Snapshot) {
    import_text(&delivered(items))
}

/// An item with this configuration.
fn item(kind: &str, id: &str, configuration: Value, supplementary: Value) -> Value {
    json!({
        "configurationItemVersion": "1.3", "configurationItemStatus": "OK",
        "configurationItemCaptureTime": "2026-10-01T00:00:00.000Z",
        "awsAccountId": ACCOUNT, "awsRegion": "eu-west-1", "resourceType": kind, "resourceId": id, "resourceName": id,
        "ARN": format!("arn:aws:x:eu-west-1:{ACCOUNT}:{id}"), "tags": {"team": "ml"},
        "configuration": configuration, "supplementaryConfiguration": supplementary, "relationships": [],
    })
}
