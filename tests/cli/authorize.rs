//! `authorize`: one request of the snapshot, and cases.

use crate::program::{ask, command, file, gaad, run, run_with};

#[test]
fn a_request_is_explained() {
    let text = std::fs::read_to_string(gaad()).unwrap();
    let details: serde_json::Value = serde_json::from_str(&text).unwrap();
    let user = details["UserDetailList"][0]["Arn"]
        .as_str()
        .unwrap()
        .to_owned();
    let question = [
        "authorize",
        "--principal",
        &user,
        "--action",
        "s3:GetObject",
        "--resource",
        "arn:aws:s3:::no-such-bucket/key",
    ];
    let answer = ask(&question);
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    assert!(answer.out.contains("s3:GetObject"), "{}", answer.out);
    let mut json = question.to_vec();
    json.extend(["-f", "json"]);
    let answer = ask(&json).json();
    assert!(answer["decision"].is_string(), "{answer}");
    // Anyone may ask who they are: an action that needs no permission.
    let whoami = ask(&[
        "authorize",
        "--principal",
        &user,
        "--action",
        "sts:GetCallerIdentity",
        "--resource",
        "*",
        "-f",
        "json",
    ]);
    assert_eq!(whoami.json()["decision"], "allowed");
}

const ALLOWED: &str = r#"{"id":"a","provider":"aws","principal":{"arn":"arn:aws:iam::111122223333:user/u"},"action":"s3:GetObject","resource":{"arn":"arn:aws:s3:::b/k","account":"111122223333"},"context":{},"identity_policies":[{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1"}}}}]}"#;

#[test]
fn cases_are_answered_line_by_line() {
    let input = format!(
        "{ALLOWED}\n\nnot json\n{}\n",
        ALLOWED.replace("vpce-1\"", "vpce-1\",\"x:y\":\"z\"")
    );
    let run = run_with(command().args(["authorize", "--cases", "-"]), &input);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("-:3: "), "{}", run.err);
    let answers: Vec<serde_json::Value> = run
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let decisions: Vec<_> = answers
        .iter()
        .map(|answer| answer["decision"].as_str().unwrap())
        .collect();
    assert_eq!(
        decisions,
        ["implicitly_denied", "invalid", "implicitly_denied"]
    );
    assert!(
        run.out
            .starts_with(r#"{"id":"a","decision":"implicitly_denied","by":[],"remaining":[]"#)
    );
}

#[test]
fn an_unknown_key_makes_a_case_conditional() {
    let (_folder, path) = file("cases.jsonl", ALLOWED.as_bytes());
    let path = path.to_str().unwrap();
    let decision = |more: &[&str]| {
        let mut arguments = vec!["authorize", "--cases", path];
        arguments.extend(more);
        run(&arguments).json()["decision"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(decision(&[]), "implicitly_denied");
    assert_eq!(decision(&["--unknown", "aws:SourceVpce"]), "conditional");
}
