//! Slips of the user: each is named, and nothing is said, written or replaced that should not be.

use crate::program::{DEMO, ask, command, file, run, run_with};

const CREDENTIALS: &str = "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = CANARYwJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLE\n";

#[test]
fn a_file_that_is_no_technique_is_not_quoted() {
    for content in [
        CREDENTIALS,
        "password = 'CANARY'\n",
        "id = ['CANARY']\n",
        "id = 'CANARY`\"x'\ntitle = 'CANARY'\n[CANARY]\nx = 1",
        "'CANARY'\n",
        "token = \"CANARY\ny\"",
        "CANARY = 1\nCANARY = 2",
    ] {
        let (_folder, path) = file("credentials", content.as_bytes());
        let path = path.to_str().unwrap();
        for arguments in [
            &["rules", "check", path][..],
            &["rank", "-s", &DEMO.snapshot, "--rule", path],
        ] {
            let run = run(arguments);
            assert_eq!((run.code, run.out.as_str()), (Some(1), ""), "{}", run.err);
            assert!(
                !run.err.contains("CANARY") && !run.err.contains("AKIA"),
                "{}",
                run.err
            );
            assert!(run.err.contains(path), "{}", run.err);
        }
    }
    let (_folder, path) = file("credentials", CREDENTIALS.as_bytes());
    let checked = run(&["rules", "check", path.to_str().unwrap()]);
    assert!(checked.err.contains("credentials:2:"), "{}", checked.err);
    let (_folder, path) = file("wrong.toml", b"id = 'x'");
    let ranked = ask(&["rank", "--rule", path.to_str().unwrap()]);
    assert!(
        ranked.err.contains("not a technique: 1 error\n"),
        "{}",
        ranked.err
    );
}

#[test]
fn a_technique_is_quoted_where_it_is_wrong() {
    let theirs = std::fs::read_to_string("graph/techniques/aws/iam-003.toml").unwrap();
    let text = theirs.replace("id = \"iam-003\"", "id = \"mine-001\"");
    let (_folder, path) = file("mine.toml", text.as_bytes());
    let checked = run(&["rules", "check", path.to_str().unwrap()]);
    assert_eq!(checked.code, Some(0), "{}", checked.err);
    let twice = run(&[
        "rules",
        "check",
        path.to_str().unwrap(),
        path.to_str().unwrap(),
    ]);
    assert_eq!(twice.code, Some(1), "{}", twice.err);
    let wrong = text.replace("iam:CreateAccessKey", "iam:CreateAccesKey");
    let (_folder, path) = file("mine.toml", wrong.as_bytes());
    let checked = run(&["rules", "check", path.to_str().unwrap()]);
    assert_eq!(checked.code, Some(1));
    assert!(
        checked.err.contains("action = \"iam:CreateAccesKey\""),
        "{}",
        checked.err
    );
    let taken = theirs.replace("id = \"iam-003\"", "id = \"iam-001\"");
    let (_folder, path) = file("mine.toml", taken.as_bytes());
    let checked = run(&["rules", "check", "/nonexistent", path.to_str().unwrap()]);
    assert_eq!(checked.code, Some(1));
    assert!(
        checked.err.contains("/nonexistent") && checked.err.contains("`iam-001` is that of"),
        "{}",
        checked.err
    );
}

#[test]
fn the_case_of_a_rule_does_not_matter() {
    let (lower, upper) = (
        run(&["rules", "show", "iam-001"]),
        run(&["rules", "show", "IAM-001"]),
    );
    assert_eq!((upper.code, upper.out), (Some(0), lower.out));
}

#[test]
fn the_case_files_of_the_project_are_answered() {
    for file in ["abac_tags", "kms", "three_valued"] {
        let path = format!("tests/cases/authorize/{file}.jsonl");
        let run = run(&["authorize", "--cases", &path, "-f", "jsonl"]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        let lines = std::fs::read_to_string(&path).unwrap();
        for (case, answer) in lines.lines().zip(run.out.lines()) {
            let read = |text| serde_json::from_str::<serde_json::Value>(text).unwrap();
            let (case, answer) = (read(case), read(answer));
            assert_eq!(case["id"], answer["id"]);
            let expect = &case["expect"];
            let expect = expect.get("decision").unwrap_or(expect);
            assert_eq!(*expect, answer["decision"], "{case}");
        }
    }
    assert_eq!(
        run(&["authorize", "--cases", "-", "-f", "json"]).code,
        Some(2)
    );
}

#[test]
fn an_invalid_case_keeps_its_id() {
    let input = "{\"id\":\"one\",\"acton\":\"s3:GetObject\"}\n{\"id\":2}\n{\"id\":\"three\",\"action\":\n[]\n";
    let run = run_with(command().args(["authorize", "--cases", "-"]), input);
    assert_eq!(run.code, Some(1));
    let ids: Vec<serde_json::Value> = run
        .out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].clone())
        .collect();
    assert_eq!(
        serde_json::json!(ids),
        serde_json::json!(["one", "2", "three", null])
    );
    assert!(
        run.err
            .contains("unknown field `acton`; see docs/machine-formats.md"),
        "{}",
        run.err
    );
}

#[test]
fn values_of_condition_keys_have_a_type() {
    for wrong in [
        "aws:SourceIp=banana",
        "aws:sourceip=10.0.0.0/33",
        "aws:SecureTransport=yes",
        "aws:CurrentTime=tomorrow",
        "aws:MultiFactorAuthAge=old",
        "aws:PrincipalArn=alice",
    ] {
        let run = ask(&["rank", "--context", wrong]);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{wrong}");
        assert!(
            run.err.contains("is no value of") && run.err.contains("help:"),
            "{}",
            run.err
        );
    }
    for right in [
        "aws:SourceIp=10.0.0.0/8",
        "aws:SourceIp=2001:db8::1",
        "aws:SourceIp=?",
        "aws:SecureTransport=",
        "aws:CurrentTime=2026-01-31T12:00:00Z",
        "aws:PrincipalTag/team=x",
        "s3:prefix=x",
        "token.actions.githubusercontent.com:sub=x",
    ] {
        let run = ask(&["rank", "-n", "1", "--context", right]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{right}");
    }
    for unknown in ["aws:nosuchkey=1", "nosuchservice:key=1"] {
        let run = ask(&["rank", "-n", "1", "--context", unknown]);
        assert_eq!(run.code, Some(0));
        assert!(run.err.contains("warning: "), "{}", run.err);
    }
}

#[test]
fn a_misspelt_action_is_named_and_decided() {
    let user = "arn:aws:iam::111122223333:user/ci-legacy-deploy";
    let decide = |action| {
        let question = ["authorize", "--principal", user, "--action", action];
        let resource = ["--resource", "arn:aws:s3:::b/k"];
        ask(&[&question[..], &resource[..]].concat())
    };
    let wrong = decide("s3:Getobjekt");
    assert_eq!(wrong.code, Some(0), "{}", wrong.err);
    assert_eq!(
        wrong.err,
        "warning: `s3:Getobjekt` is not an action that is known; did you mean `s3:GetObject`?\n"
    );
    assert!(!wrong.out.is_empty());
    assert_eq!(decide("S3:getobject").err, "");
    assert!(decide("zzz:qqq").err.ends_with("that is known\n"));
}

#[test]
fn a_demo_that_refuses_writes_nothing() {
    let scratch = tempfile::tempdir().unwrap();
    let demo = |folder: &str| {
        let run = run_with(
            command()
                .current_dir(scratch.path())
                .args(["demo", "-o", folder]),
            "",
        );
        assert_eq!((run.code, run.out.as_str()), (Some(1), ""), "{}", run.err);
    };
    let foreign = scratch.path().join("foreign");
    std::fs::create_dir(&foreign).unwrap();
    std::fs::write(foreign.join("thesis.txt"), "years of work").unwrap();
    demo("foreign");
    assert!(!scratch.path().join("foreign.brs").exists());

    // A snapshot of the user's own, and a file that is none.
    let own = scratch.path().join("own.brs");
    let gaad = crate::program::gaad();
    let own_path = own.to_str().unwrap();
    let import = run(&["import", "aws-gaad", gaad.to_str().unwrap(), "-o", own_path]);
    assert_eq!(import.code, Some(0), "{}", import.err);
    let before = std::fs::read(&own).unwrap();
    demo("own");
    assert_eq!(std::fs::read(&own).unwrap(), before);
    assert!(!scratch.path().join("own").exists());
    std::fs::write(scratch.path().join("text.brs"), "text").unwrap();
    demo("text");
    assert!(!scratch.path().join("text").exists());
}

#[test]
fn the_next_step_of_the_demo_works() {
    let step = DEMO
        .run
        .err
        .lines()
        .find_map(|line| line.trim().strip_prefix("blastradius reach "));
    let words: Vec<&str> = step.unwrap().split(' ').collect();
    let folder = DEMO.folder.parent().unwrap();
    let run = run_with(command().current_dir(folder).arg("reach").args(words), "");
    assert_eq!(run.code, Some(0), "{}", run.err);
}

#[test]
fn the_name_of_a_file_says_its_format() {
    let folder = tempfile::tempdir().unwrap();
    let written = |name: &str, more: &[&str]| {
        let path = folder.path().join(name);
        let mut arguments = vec![
            "reach",
            "AKIACILEGACY2EXAMPLE",
            "-o",
            path.to_str().unwrap(),
        ];
        arguments.extend(more);
        let run = ask(&arguments);
        assert_eq!(run.code, Some(0), "{name}: {}", run.err);
        std::fs::read_to_string(path).unwrap()
    };
    assert!(written("out.json", &[]).starts_with("{\n"));
    assert!(written("out.HTML", &[]).starts_with("<!"));
    assert!(
        written("out.csv", &[])
            .lines()
            .next()
            .unwrap()
            .contains(',')
    );
    assert!(written("out.md", &[]).starts_with('#'));
    assert!(written("out.dot", &[]).starts_with("digraph"));
    let table = written("out", &[]);
    assert_eq!(written("out.txt", &[]), table);
    assert_eq!(written("table.json", &["-f", "table"]), table);
    assert_ne!(written("out.mmd", &[]), table);
    // The coverage is no graph.
    let path = folder.path().join("coverage.dot");
    assert_eq!(
        ask(&["coverage", "-o", path.to_str().unwrap()]).code,
        Some(2)
    );
}

#[test]
fn ends_of_a_path() {
    let key = "AKIACILEGACY2EXAMPLE";
    let same = ask(&["path", key, "aws:access-key/AKIACILEGACY2EXAMPLE"]);
    assert_eq!((same.code, same.out.as_str()), (Some(3), ""));
    assert!(same.err.contains("same thing"), "{}", same.err);
    for flag in ["-k", "-n"] {
        let paths = ask(&["path", key, "aws:111122223333", flag, "2", "-f", "json"]).json();
        assert_eq!(paths["paths"].as_array().unwrap().len(), 2);
    }
    let pattern = ask(&["reach", "svc-*"]);
    assert_eq!(pattern.code, Some(3));
    assert!(
        pattern.err.contains("patterns are not expanded"),
        "{}",
        pattern.err
    );
}

#[test]
fn manual_pages_name_values_and_leave_out_help() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(&["man", folder.path().to_str().unwrap()]).code, Some(0));
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(!name.contains("help"), "{name}");
    }
    let page = std::fs::read_to_string(folder.path().join("blastradius-path.1")).unwrap();
    assert!(
        page.contains("format FORMAT]") && page.contains("FROM TO"),
        "{page}"
    );
    let page = std::fs::read_to_string(folder.path().join("blastradius-rules-show.1")).unwrap();
    assert!(page.contains("blastradius rules show"), "{page}");
}
