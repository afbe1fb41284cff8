//! `collect aws`, killed at random moments: the snapshot is absent or complete, and the next run makes it whole.

#![cfg(all(feature = "aws", unix))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    dead_code,
    reason = "a test fails by panicking; the helpers are those of the collectors' tests"
)]

#[path = "../collectors/tests/live_aws/answers.rs"]
mod answers;
#[path = "../collectors/tests/live_aws/fault.rs"]
mod fault;
#[path = "../collectors/tests/live_aws/stub.rs"]
mod stub;
#[path = "../collectors/tests/live_aws/wire.rs"]
mod wire;

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use blastradius_collectors::snapshot::Snapshot;

use stub::Stub;

fn start(folder: &Path, endpoint: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_blastradius"))
        .args(["collect", "aws", "--max-rps", "10000", "-q", "-o"])
        .arg(folder.join("snap"))
        .env_clear()
        .env("HOME", folder)
        .env("AWS_ENDPOINT_URL", endpoint)
        .env("AWS_REGION", "us-east-1")
        .env("AWS_ACCESS_KEY_ID", "testing")
        .env("AWS_SECRET_ACCESS_KEY", "CANARY-secret-access-key")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn finish(child: Child) {
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

/// The facts and the coverage; the times of a run are its own.
fn content(folder: &Path) -> (String, String) {
    let snapshot = Snapshot::read(&folder.join("snap")).unwrap();
    (
        format!("{:?}", snapshot.facts),
        format!("{:?}", snapshot.coverage),
    )
}

/// The numbers of a linear congruential generator (Knuth, MMIX), so that a failure can be repeated.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }
}

/// A stub of its own for each collection: what it remembers of the others would only slow it down.
fn account() -> Stub {
    Stub::start(|asked, _| answers::full_account(asked))
}

/// How many kills; every run of the tests does some, `BLASTRADIUS_KILLS=100` does more.
fn wanted() -> usize {
    std::env::var("BLASTRADIUS_KILLS").map_or(25, |it| it.parse().unwrap())
}

#[test]
fn kills_lose_nothing() {
    let whole = tempfile::tempdir().unwrap();
    let stub = account();
    // The first run makes the answers, too.
    finish(start(whole.path(), &stub.endpoint));
    let all = stub.total();
    let again = tempfile::tempdir().unwrap();
    let started = Instant::now();
    finish(start(again.path(), &stub.endpoint));
    let took = started.elapsed();
    let expected = content(whole.path());
    assert_eq!(content(again.path()), expected);

    let mut seeded = Seeded(20_261_123);
    let (mut kills, mut absent, mut resumed) = (0, 0, 0);
    while kills < wanted() {
        let folder = tempfile::tempdir().unwrap();
        let snapshot = folder.path().join("snap");
        let stub = account();
        // Several kills of one collection, one after the other, as long as it has not ended; then it may.
        for _ in 0..5 {
            let permille = u32::try_from(seeded.next() % 1000).unwrap();
            let mut child = start(folder.path(), &stub.endpoint);
            std::thread::sleep(took * permille / 1000);
            // SIGKILL: nothing can be tidied up.
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
            if snapshot.exists() {
                assert_eq!(content(folder.path()), expected, "after kill {kills}");
                break;
            }
            absent += 1;
        }
        let before = stub.total();
        finish(start(folder.path(), &stub.endpoint));
        resumed += usize::from(stub.total() - before < all);
        assert_eq!(content(folder.path()), expected, "after {kills} kills");
        let left: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| {
                name.contains("journal") || name.contains(".new") || name.contains(".old")
            })
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
    // The moments were of all kinds: before anything was written, and in the middle.
    // How many go on hangs on the machine; that a collection goes on is the subject of `live_aws/resume.rs`.
    assert!(absent > 0, "{absent} absent, {resumed} resumed");
    println!(
        "{kills} kills: {absent} without a snapshot, {resumed} collections went on; one takes {took:?}"
    );
}
