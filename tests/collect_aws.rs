//! `collect aws`, run as a user runs it, against a moto server; then questions about what it found.

#![cfg(feature = "aws")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "../collectors/tests/live_aws/moto_server.rs"]
mod moto_server;

use std::path::Path;
use std::process::{Command, Output};

use moto_server::Moto;
use serde_json::Value;

fn blastradius(folder: &Path, endpoint: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_blastradius"))
        .args(arguments)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder)
        .env("BLASTRADIUS_STORE", folder.join("store"))
        .env("AWS_ENDPOINT_URL", endpoint)
        .env("AWS_REGION", "us-east-1")
        .env("AWS_ACCESS_KEY_ID", "testing")
        .env("AWS_SECRET_ACCESS_KEY", "CANARY-secret-access-key")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .output()
        .unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn an_account_is_collected_and_asked_about() {
    let moto = Moto::start();
    moto.populate();
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| blastradius(folder.path(), &moto.endpoint, arguments);

    let collected = run(&["collect", "aws", "--region", "us-east-1"]);
    let said = String::from_utf8_lossy(&collected.stderr);
    assert_eq!(collected.status.code(), Some(0), "{said}");
    assert!(said.contains("in the account 123456789012"), "{said}");
    let snapshot = String::from_utf8(collected.stdout).unwrap();
    assert!(Path::new(snapshot.trim()).exists(), "{snapshot}");

    // The newest snapshot of the store is the default; what moto does not have is a gap, not a no.
    let ranking = json(&run(&["rank", "-f", "json"]));
    let credentials = ranking["credentials"].as_array().unwrap();
    assert!(!credentials.is_empty());
    assert_eq!(ranking["coverage"]["complete"], false);
    let gaps = json(&run(&["coverage", "-f", "json"])).to_string();
    assert!(
        gaps.contains("iam:ListServiceSpecificCredentials"),
        "{gaps}"
    );

    // Every credential of the ranking can be asked about, and reaches what the ranking says.
    for credential in credentials {
        let id = credential["id"].as_str().unwrap();
        let reach = json(&run(&["reach", id, "-f", "json"]));
        for class in ["data", "models", "secrets"] {
            assert_eq!(reach["summary"][class], credential[class], "{id} {class}");
        }
    }
    let incomplete = run(&["rank", "--require-complete"]);
    assert_eq!(incomplete.status.code(), Some(4));
}

#[test]
fn nobody_answers() {
    let folder = tempfile::tempdir().unwrap();
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let endpoint = format!("http://127.0.0.1:{port}");
    let run = blastradius(folder.path(), &endpoint, &["collect", "aws"]);
    let said = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(3), "{said}");
    assert!(said.contains("help:"), "{said}");
    assert!(!said.contains("CANARY"), "{said}");
}
