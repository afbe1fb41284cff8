//! Runs the program in a clean environment, on a snapshot of the embedded estate.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

/// What a run left.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// The JSON on standard output.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.err))
    }
}

/// What this process handles, a child has as the system's default; what it was started to ignore (`nohup`, a job in the
/// background of a script), a child would ignore too, and never be interrupted.
#[cfg(unix)]
fn be_interruptible() {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            let ends = Arc::new(AtomicBool::new(true));
            signal_hook::flag::register_conditional_default(signal, ends).unwrap();
        }
    });
}

#[cfg(not(unix))]
fn be_interruptible() {}

/// The program with nothing of the tester's environment: no store, no home, no colour.
pub(crate) fn command() -> Command {
    be_interruptible();
    let mut command = Command::new(env!("CARGO_BIN_EXE_blastradius"));
    command
        .env_clear()
        .env("HOME", "/nonexistent")
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

pub(crate) fn run(arguments: &[&str]) -> Run {
    run_with(command().args(arguments), "")
}

pub(crate) fn run_with(command: &mut Command, input: &str) -> Run {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The program may end before it has read everything.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// What `demo` said and left, once for all tests.
pub(crate) struct Demo {
    _scratch: tempfile::TempDir,
    pub(crate) run: Run,
    pub(crate) folder: PathBuf,
    pub(crate) snapshot: String,
}

pub(crate) static DEMO: LazyLock<Demo> = LazyLock::new(|| {
    let scratch = tempfile::tempdir().unwrap();
    let run = run_with(command().current_dir(scratch.path()).arg("demo"), "");
    let folder = scratch.path().join("blastradius-demo");
    let snapshot = scratch.path().join("blastradius-demo.brs");
    Demo {
        _scratch: scratch,
        run,
        folder,
        snapshot: snapshot.to_str().unwrap().to_owned(),
    }
});

/// Runs a verb on the snapshot of the embedded estate.
pub(crate) fn ask(arguments: &[&str]) -> Run {
    let mut all = arguments.to_vec();
    all.extend(["-s", &DEMO.snapshot]);
    run(&all)
}

/// A folder with one file.
pub(crate) fn file(name: &str, content: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    (folder, path)
}

/// A small export of an account.
pub(crate) fn gaad() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("demo/estate/111122223333/global/iam/get-account-authorization-details.json")
}
