//! Every documented way to end.

use std::process::Stdio;

use crate::program::{DEMO, ask, command, file, gaad, run, run_with};

/// The exit code, and that standard error says something when it is not 0.
fn code(arguments: &[&str]) -> i32 {
    let run = run(arguments);
    let code = run.code.unwrap();
    assert!(
        code == 0 || !run.err.is_empty(),
        "{arguments:?} fails without a word"
    );
    code
}

#[test]
fn failed() {
    let (_folder, path) = file("broken.brs", b"not an archive");
    assert_eq!(code(&["rank", "-s", path.to_str().unwrap()]), 1);
    let missing = [
        "rank",
        "-s",
        &DEMO.snapshot,
        "-o",
        "/nonexistent/folder/file",
    ];
    assert_eq!(code(&missing), 1);
    let (_folder, rule) = file("rule.toml", b"id = 'x'");
    assert_eq!(
        run(&["rules", "check", rule.to_str().unwrap()]).code,
        Some(1)
    );
    assert_eq!(
        code(&[
            "rank",
            "-s",
            &DEMO.snapshot,
            "--rule",
            rule.to_str().unwrap()
        ]),
        1
    );
}

#[test]
fn usage() {
    for arguments in [
        &[][..],
        &["no-such-verb"],
        &["reach"],
        &["rank", "--min-certainty", "perhaps"],
        &["rank", "-f", "no-such-format"],
        &["rank", "-f", "mermaid-and-more"],
        &["rank", "-q", "-v"],
        &["authorize"],
        &["authorize", "--cases", "-", "--principal", "x"],
        &["import", "no-such-format", "x"],
        &["completions", "no-such-shell"],
    ] {
        let run = run(arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}");
        assert!(!run.err.is_empty() && run.out.is_empty(), "{arguments:?}");
    }
    let bad = ["rank", "-s", &DEMO.snapshot, "--context", "no-such-profile"];
    assert_eq!(code(&bad), 2);
    let bad = [
        "authorize",
        "-s",
        &DEMO.snapshot,
        "--principal",
        "x",
        "--action",
        "y",
        "--resource",
        "*",
    ];
    assert_eq!(code(&bad), 2);
}

#[test]
fn who_is_asked_of_assets() {
    // An empty answer would read like "nobody".
    for other in ["AKIATERRAFRM2EXAMPLE", "aws:111122223333"] {
        let run = ask(&["who", other]);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{other}");
        assert!(run.err.contains("path FROM TO"), "{}", run.err);
    }
}

#[test]
fn nothing() {
    assert_eq!(code(&["rank", "-s", "/nonexistent/snapshot"]), 3);
    // No store, no snapshot.
    assert_eq!(code(&["rank"]), 3);
    for arguments in [
        &["reach", "no-such-thing-anywhere"][..],
        &["who", "no-such-thing-anywhere"],
        &["path", "no-such-thing-anywhere", "nor-this"],
        &["reach", "arn:aws:iam"],
    ] {
        let run = ask(arguments);
        assert_eq!((run.code, run.out.as_str()), (Some(3), ""), "{arguments:?}");
    }
    assert_eq!(code(&["rules", "show", "no-such-rule"]), 3);
    let scratch = tempfile::tempdir().unwrap();
    let target = scratch.path().join("snap");
    let target = target.to_str().unwrap();
    assert_eq!(
        code(&["import", "aws-gaad", "/nonexistent", "-o", target]),
        3
    );
    assert!(
        !std::path::Path::new(target).exists(),
        "a snapshot of nothing was written"
    );
}

#[test]
fn several_matches_are_listed() {
    let run = ask(&["reach", "arn:aws:iam"]);
    assert_eq!(run.code, Some(3));
    assert!(
        run.err.contains("things") && run.err.contains("and ") && run.err.contains(" more"),
        "{}",
        run.err
    );
}

#[test]
fn incomplete_only_when_asked() {
    let scratch = tempfile::tempdir().unwrap();
    let target = scratch.path().join("snap");
    let target = target.to_str().unwrap();
    // The authorization details alone leave much unseen.
    let gaad = gaad();
    let import = [
        "import",
        "aws-gaad",
        gaad.to_str().unwrap(),
        "-q",
        "-o",
        target,
    ];
    assert_eq!(code(&import), 0);
    assert_eq!(code(&["coverage", "-s", target]), 0);
    assert_eq!(code(&["coverage", "-s", target, "--require-complete"]), 4);
    assert_eq!(code(&["rank", "-s", target, "--require-complete"]), 4);
    let mut again = import.to_vec();
    again.push("--require-complete");
    assert_eq!(code(&again), 4);
}

#[test]
fn findings_only_when_asked() {
    assert_eq!(ask(&["rank"]).code, Some(0));
    assert_eq!(ask(&["rank", "--fail-on", "1000"]).code, Some(10));
    assert_eq!(ask(&["rank", "--fail-on", "1000000000"]).code, Some(0));
    // Findings outweigh gaps.
    assert_eq!(
        ask(&["rank", "--fail-on", "1000", "--require-complete"]).code,
        Some(10)
    );
    let rank = ask(&["rank", "-f", "json"]).json();
    let worst = rank["credentials"][0]["id"].as_str().unwrap();
    assert_eq!(
        ask(&["reach", worst, "--fail-on", "certain"]).code,
        Some(10)
    );
}

#[test]
fn the_store_is_found_where_it_is_documented() {
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path().to_str().unwrap();
    let gaad = gaad();
    for (name, value, folder) in [
        ("BLASTRADIUS_STORE", format!("{root}/a"), "a"),
        ("XDG_DATA_HOME", format!("{root}/b"), "b/blastradius"),
        ("HOME", format!("{root}/c"), "c/.local/share/blastradius"),
    ] {
        let import = run_with(
            command()
                .env(name, &value)
                .args(["import", "aws-gaad", gaad.to_str().unwrap()]),
            "",
        );
        assert_eq!(import.code, Some(0), "{}", import.err);
        let path = import.out.trim_end();
        assert!(path.starts_with(&format!("{root}/{folder}/")), "{path}");
        let rank = run_with(
            command()
                .env(name, &value)
                .args(["rank", "--of", "identities"]),
            "",
        );
        assert_eq!(rank.code, Some(0), "{}", rank.err);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = command()
        .args([
            "reach",
            "-s",
            &DEMO.snapshot,
            "-f",
            "json",
            "arn:aws:iam::111122223333:role/no-such-role",
        ])
        .args(["-q"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(3));
    for arguments in [
        &["rank", "-f", "json", "-s", &DEMO.snapshot][..],
        &["completions", "bash"],
        &["--help"],
    ] {
        let mut child = command()
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(output.stderr.is_empty(), "{arguments:?}");
    }
}

/// A shell reports 130 for it.
#[cfg(unix)]
#[test]
fn an_interrupt_ends_it() {
    use std::os::unix::process::ExitStatusExt as _;
    let mut child = command()
        .args(["authorize", "--cases", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    // It waits for cases as long as there may be some.
    let _cases = child.stdin.take();
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(2));
}

#[test]
fn a_member_account_without_its_organisations_policies_is_not_complete() {
    let folder = tempfile::tempdir().unwrap();
    let snapshot = folder.path().join("member").display().to_string();
    let member = "demo/estate/111122223333";
    let imported = run(&["import", "aws-cli", member, "-o", &snapshot]);
    assert_eq!(imported.code, Some(0), "{}", imported.err);
    let told = run(&["coverage", "-s", &snapshot]);
    assert!(
        told.out.contains("management account 444455556666"),
        "{}{}",
        told.out,
        told.err
    );
    let complete = ["rank", "--require-complete", "-s", &snapshot];
    assert_eq!(run(&complete).code, Some(4));
    // With the management account there is nothing left to ask.
    let management = "demo/estate/444455556666";
    let added = run(&["import", "aws-cli", management, "-o", &snapshot]);
    assert_eq!(added.code, Some(0), "{}", added.err);
    let told = run(&["coverage", "-s", &snapshot]);
    assert!(!told.out.contains("management account 444455556666"));
}

#[test]
fn a_change_that_cannot_be_made_says_why() {
    let none = run(&["whatif", "detatch", "user/ci", "X"]);
    assert_eq!(none.code, Some(2), "{}", none.err);
    assert!(none.err.contains("detach PRINCIPAL POLICY"), "{}", none.err);
    assert_eq!(run(&["whatif"]).code, Some(2));
    let nobody = ask(&["whatif", "revoke", "nobody-of-this-name"]);
    assert_eq!(nobody.code, Some(3), "{}", nobody.err);
    let (_folder, path) = file("changes.toml", b"change = 1");
    let wrong = run(&["whatif", "--file", path.to_str().unwrap()]);
    assert_eq!(wrong.code, Some(1), "{}", wrong.err);
    assert!(
        wrong.err.contains("line 1: a file of changes has"),
        "{}",
        wrong.err
    );
}
