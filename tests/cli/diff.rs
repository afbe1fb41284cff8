//! `diff`: two snapshots of the embedded estate, of which one has an inline policy less.

use std::path::Path;
use std::sync::LazyLock;

use crate::program::{command, run, run_with};

const USERS: &str = "444455556666/global/iam/get-account-authorization-details.json";

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// A folder with `old.brs`, in which a user of the help desk may do nothing, and `new.brs`, in which it may.
static BOTH: LazyLock<(tempfile::TempDir, String, String)> = LazyLock::new(|| {
    let scratch = tempfile::tempdir().unwrap();
    let estate = scratch.path().join("estate");
    copy(Path::new("demo/estate"), &estate);
    let import = |name: &str| {
        let target = scratch.path().join(name);
        let mut command = command();
        command.current_dir(scratch.path());
        command.args(["import", "aws-cli", "estate", "-o", name]);
        let run = run_with(&mut command, "");
        assert_eq!(run.code, Some(0), "{}", run.err);
        target.to_str().unwrap().to_owned()
    };
    let new = import("new.brs");
    let path = estate.join(USERS);
    let text = std::fs::read_to_string(&path).unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    for user in value["UserDetailList"].as_array_mut().unwrap() {
        if user["UserName"] == "helpdesk" {
            user["UserPolicyList"] = serde_json::json!([]);
        }
    }
    std::fs::write(&path, value.to_string()).unwrap();
    let old = import("old.brs");
    (scratch, old, new)
});

#[test]
fn a_policy_that_came_is_told_with_what_it_opens() {
    let (_, old, new) = &*BOTH;
    let json = run(&["diff", old, new, "-f", "json"]).json();
    assert_eq!(json["schema"], "blastradius/diff/1");
    let changes = json["changes"].as_array().unwrap();
    assert!(!changes.is_empty());
    for change in changes {
        assert_eq!(change["change"], "new", "{change}");
        let credentials = change["credentials"].as_array().unwrap();
        assert_eq!(credentials.len(), 1);
        assert!(
            credentials[0]
                .as_str()
                .unwrap()
                .ends_with("HELPDESK3EXAMPLE")
        );
        let facts = change["facts"].to_string();
        assert!(facts.contains("reset-access"), "{change}");
    }
    // The other way round all of it is closed.
    let back = run(&["diff", new, old, "-f", "json"]).json();
    assert_eq!(json["summary"]["new"], back["summary"]["closed"]);
    assert_eq!(back["summary"]["new"], 0);
}

#[test]
fn what_is_newly_reached_is_a_finding_and_what_is_closed_is_none() {
    let (_, old, new) = &*BOTH;
    for (from, to, level, code) in [
        (old, new, "low", 10),
        (old, new, "critical", 10),
        (new, old, "low", 0),
        (new, new, "low", 0),
    ] {
        let run = run(&["diff", from, to, "--fail-on", level]);
        assert_eq!(run.code, Some(code), "{level}: {}", run.err);
    }
    let same = run(&["diff", new, new]);
    assert!(same.out.starts_with("nothing changed"), "{}", same.out);
    for (arguments, code) in [
        (&["diff", old, "nowhere.brs"][..], 3),
        (&["diff", old, new, "-s", new], 2),
        (&["diff"], 2),
        (&["diff", old, new, "--fail-on", "bad"], 2),
        (&["diff", old, "Cargo.toml"], 1),
    ] {
        assert_eq!(run(arguments).code, Some(code), "{arguments:?}");
    }
}

#[test]
fn every_format_carries_differences() {
    let (_, old, new) = &*BOTH;
    for format in ["table", "json", "jsonl", "csv", "md", "html"] {
        let run = run(&["diff", old, new, "-f", format]);
        assert_eq!(run.code, Some(0), "{format}: {}", run.err);
        assert!(run.out.contains("reset-access"), "{format}");
    }
    // `-s` is the later one.
    let named = run(&["diff", old, "-s", new]);
    assert_eq!(named.out, run(&["diff", old, new]).out);
}
