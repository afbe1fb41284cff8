//! Tests that need credentials in the environment run again as a child process that has them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The shared configuration file of the test; there is none but where it writes one.
pub(crate) fn configuration() -> PathBuf {
    PathBuf::from(std::env::var_os("AWS_CONFIG_FILE").unwrap())
}

/// Whether the test runs with the credentials of the tests and nothing else of AWS in its environment. If not, it
/// is run again, as a child that does, and must succeed there.
pub(crate) fn prepared(test: &str) -> bool {
    const MARK: &str = "BLASTRADIUS_TEST_CHILD";
    if std::env::var_os(MARK).is_some() {
        return true;
    }
    let configuration = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test.replace("::", "-"));
    let _ = std::fs::remove_file(&configuration);
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args([test, "--exact", "--nocapture"]).env(MARK, "1");
    for (name, _) in std::env::vars_os() {
        let upper = name.to_string_lossy().to_uppercase();
        if upper.starts_with("AWS_") || upper.ends_with("_PROXY") {
            child.env_remove(&name);
        }
    }
    child
        .env("AWS_ACCESS_KEY_ID", "testing")
        .env("AWS_SECRET_ACCESS_KEY", "CANARY-secret-access-key")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_CONFIG_FILE", configuration)
        .env("AWS_SHARED_CREDENTIALS_FILE", "does-not-exist");
    let status = child.status().unwrap();
    assert!(status.success(), "{test} failed in its own environment");
    false
}
