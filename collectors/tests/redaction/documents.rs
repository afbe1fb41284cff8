//! Secrets that people wrote into policies.

use std::fs;

use blastradius_collectors::import;
use blastradius_collectors::redact::document;
use blastradius_collectors::snapshot::MemorySink;

use super::{canaries, noise};

#[test]
fn secrets_in_policy_documents_are_masked_and_nothing_else_changes() {
    let role = noise(40);
    for (_, canary, part) in canaries() {
        let value = serde_json::to_string(&canary).unwrap();
        let before =
            r#"{ "Version" : "2012-10-17", "Statement": {"Sid": "Plain", "Effect": "Allow","#;
        let names = format!(
            r#""Action": "sts:AssumeRole", "Resource": ["arn:aws:iam::111122223333:role/{role}"],"#
        );
        let ids = format!(
            r#""Condition": {{"ArnLike": {{"aws:PrincipalArn": "arn:aws:iam::1:role/{role}"}},
            "StringEquals": {{"sts:ExternalId": ["partner-4711", {value}], "aws:UserAgent": {value}}}}}}}}}"#
        );
        let text = format!("{before}{names}{ids}");
        let masked = document(&text);
        let kept = masked.replace(&role, "");
        assert!(part == role || !kept.contains(&part), "{masked}");
        assert!(masked.contains("[redacted "), "{masked}");
        assert!(masked.starts_with(&format!("{before}{names}")), "{masked}");
        assert!(masked.contains("\"partner-4711\""), "{masked}");
        assert!(masked.contains(&format!("arn:aws:iam::1:role/{role}")));
        serde_json::from_str::<serde_json::Value>(&masked).unwrap();
    }
    // An escape does not hide one.
    let hidden = r#"{"Statement": {"Sid": "\u0067hp_012345678901234567890123456789012345"}}"#;
    assert!(document(hidden).contains("[redacted github_pat_classic]"));
    // What is no JSON is masked as text; what is nested without end too.
    let deep = format!("{}\"ghp_{}\"", "[".repeat(100_000), noise(36));
    for broken in [format!("ghp_{}", noise(36)), deep] {
        assert!(document(&broken).contains("[redacted github_pat_classic]"));
    }
    let plain = r#"{"Statement": {"Condition": {"StringEquals": {"sts:ExternalId": "0f8fad5b-d9cb-469f-a165-70867728950e"}}}}"#;
    assert_eq!(document(plain), plain);
}

#[test]
fn a_document_is_stored_without_the_secrets_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("details.json");
    let token = format!("ghp_{}", noise(36));
    let condition = format!(r#"{{"StringEquals": {{"aws:UserAgent": "{token}"}}}}"#);
    let statement = format!(
        r#"{{"Statement": [{{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {condition}}}]}}"#
    );
    let text = format!(
        r#"{{"UserDetailList": [], "GroupDetailList": [], "Policies": [], "RoleDetailList": [{{
        "Arn": "arn:aws:iam::111122223333:role/r", "RoleName": "r", "AssumeRolePolicyDocument": {statement},
        "RolePolicyList": [{{"PolicyName": "p", "PolicyDocument": {statement}}}]}}]}}"#
    );
    fs::write(&path, text).unwrap();
    let mut sink = MemorySink::default();
    import::format("aws-gaad")
        .unwrap()
        .import(&[path], &mut sink)
        .unwrap();
    assert_eq!(sink.facts.policies.len(), 2);
    for policy in sink.facts.policies.values() {
        assert!(!policy.document.contains(&token), "{}", policy.document);
        assert!(policy.document.contains("[redacted github_pat_classic]"));
    }
}
