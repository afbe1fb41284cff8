use blastradius_collectors::coverage::Outcome;
use blastradius_collectors::import::ImportError;

use super::{bytes, fixture, import};

/// Imports the fixture with a change, by itself.
fn changed(from: &str, to: &str) -> (Vec<ImportError>, blastradius_collectors::snapshot::Snapshot) {
    let text = fixture();
    assert!(text.contains(from), "{from}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("changed.json");
    std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
    let (summary, snapshot) = import("aws-gaad", &[path]);
    (summary.problems, snapshot)
}

#[test]
fn truncation_is_named_with_its_place() {
    let text = fixture();
    for end in [1, 20, 300, text.len() / 2, text.trim_end().len() - 1] {
        let (error, _) = bytes(&text.as_bytes()[..end]);
        assert!(
            matches!(error, ImportError::CutOff { .. }),
            "{end}: {error}"
        );
        assert!(error.place().unwrap().0 > 0);
    }
}

#[test]
fn what_is_no_json_or_something_else() {
    for (text, place) in [
        ("{\n  oops }", (2, 3)),
        ("<html>", (1, 1)),
        ("{} oops", (1, 4)),
    ] {
        let (error, _) = bytes(text.as_bytes());
        assert!(
            matches!(error, ImportError::Shape { .. }),
            "{text}: {error}"
        );
        assert_eq!(error.place(), Some(place), "{text}: {error}");
    }
    for text in ["{}", r#"{"Users": []}"#, "[]", "[{}]"] {
        let (error, _) = bytes(text.as_bytes());
        assert!(
            matches!(error, ImportError::NotThisFormat { .. }),
            "{text}: {error}"
        );
    }
    for text in [
        "42",
        "null",
        "\"x\"",
        "[1]",
        r#"{"RoleDetailList": 3}"#,
        r#"{"Policies": {"a": 1}}"#,
    ] {
        let (error, _) = bytes(text.as_bytes());
        assert!(
            matches!(error, ImportError::Shape { .. }),
            "{text}: {error}"
        );
        assert!(!error.to_string().contains("struct"), "{error}");
    }
}

#[test]
fn deep_nesting_is_an_error_and_no_crash() {
    let deep = "[".repeat(100_000);
    bytes(deep.as_bytes());
    bytes(format!("{{\"RoleDetailList\": {deep}").as_bytes());
    bytes(format!("{{\"Ignored\": {deep}").as_bytes());
    // Closed properly, in a place that is skipped: no harm.
    let closed = format!("{deep}{}", "]".repeat(100_000));
    let (problems, _) = changed(
        "\"UserDetailList\"",
        &format!("\"Extra\": {closed}, \"UserDetailList\""),
    );
    assert!(problems.is_empty(), "{problems:?}");
    // In the place of a document it is kept as it is: that it says nothing is for the evaluator to tell.
    let (problems, snapshot) = changed(
        "\"PolicyDocument\": {",
        &format!("\"PolicyDocument\": {closed}, \"x\": {{"),
    );
    assert!(problems.is_empty(), "{problems:?}");
    let inline = "arn:aws:iam::111122223333:user/ci/deployer#inline/read-artifacts";
    assert_eq!(snapshot.facts.policies[inline].document, closed);
    // In the place of a member it loses that member.
    let (problems, snapshot) = changed("\"Tags\": [", &format!("\"Tags\": {closed}, \"x\": ["));
    assert!(problems.is_empty(), "{problems:?}");
    assert!(
        snapshot
            .coverage
            .iter()
            .any(|it| it.outcome == Outcome::Unreadable)
    );
    assert!(
        snapshot
            .facts
            .identities
            .contains_key("arn:aws:iam::111122223333:role/train")
    );
}

#[test]
fn a_policy_that_is_no_object_is_kept_and_told() {
    for document in [
        "42",
        "null",
        "[]",
        "\"\"",
        "\"%7B%22Version%22\"",
        "\"not json\"",
    ] {
        let (problems, snapshot) = changed(
            "\"AssumeRolePolicyDocument\": {",
            &format!("\"AssumeRolePolicyDocument\": {document}, \"x\": {{"),
        );
        assert!(problems.is_empty(), "{problems:?}");
        let trust = "arn:aws:iam::111122223333:role/train#trust";
        let told = snapshot
            .coverage
            .iter()
            .find(|it| it.outcome == Outcome::Unreadable && it.subject.as_deref() == Some(trust));
        assert!(told.is_some(), "{document}");
        let attached = snapshot
            .facts
            .attachments
            .values()
            .any(|it| it.policy == trust);
        assert!(attached, "{document}: what it says is unknown, not empty");
    }
}

#[test]
fn a_document_with_a_bad_encoding_loses_its_owner_and_says_so() {
    for document in ["\"%7B%2\"", "\"%zz\"", "\"%ff%fe\""] {
        let (_, snapshot) = changed(
            "\"AssumeRolePolicyDocument\": {",
            &format!("\"AssumeRolePolicyDocument\": {document}, \"x\": {{"),
        );
        let told = snapshot
            .coverage
            .iter()
            .find(|it| it.outcome == Outcome::Unreadable)
            .unwrap();
        assert_eq!(told.origin.pointer, "/RoleDetailList/0", "{document}");
    }
}

#[test]
fn duplicate_keys_are_not_settled_in_silence() {
    let (_, snapshot) = changed(
        "\"RoleId\":",
        "\"Arn\": \"arn:aws:iam::111122223333:role/other\", \"RoleId\":",
    );
    let told = snapshot
        .coverage
        .iter()
        .find(|it| it.outcome == Outcome::Unreadable)
        .unwrap();
    assert!(
        told.reason.contains("duplicate field `Arn`"),
        "{}",
        told.reason
    );
    assert!(
        snapshot
            .facts
            .identities
            .contains_key("arn:aws:iam::111122223333:user/ci/deployer")
    );
}

#[test]
fn an_empty_account_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.json");
    let text = r#"{"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": [], "IsTruncated": false}"#;
    std::fs::write(&path, text).unwrap();
    let (summary, snapshot) = import("aws-gaad", &[path]);
    assert!(summary.is_empty() && snapshot.facts.is_empty());
    let [problem] = &summary.problems[..] else {
        panic!("{:?}", summary.problems)
    };
    assert!(problem.to_string().contains("empty.json"), "{problem}");
    let [told] = &snapshot.coverage[..] else {
        panic!("{:?}", snapshot.coverage)
    };
    assert_eq!(told.outcome, Outcome::NotInInput);
    assert!(
        told.reason.contains("its account is not known"),
        "{}",
        told.reason
    );
}

#[test]
fn a_value_of_the_file_is_in_no_error() {
    let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    for (from, to) in [
        (
            "\"UserName\": \"deployer\"",
            format!("\"GroupList\": \"{secret}\", \"x\": 1"),
        ),
        (
            "\"GroupList\": [",
            format!("\"UserPolicyList\": [\"{secret}\"], \"x\": ["),
        ),
        ("\"Tags\": [", format!("\"Tags\": \"{secret}\", \"x\": [")),
        (
            "\"IsTruncated\": false",
            format!("\"IsTruncated\": \"{secret}\""),
        ),
    ] {
        let (problems, snapshot) = changed(from, &to);
        let said = format!("{problems:?} {:?}", snapshot.coverage);
        assert!(!said.contains(secret), "{said}");
    }
}

#[test]
fn an_empty_account_is_told_beside_a_good_one() {
    let folder = tempfile::tempdir().unwrap();
    let (empty, good) = (
        folder.path().join("empty.json"),
        folder.path().join("good.json"),
    );
    let text =
        r#"{"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": []}"#;
    std::fs::write(&empty, text).unwrap();
    std::fs::write(&good, fixture()).unwrap();
    let (summary, snapshot) = import("aws-gaad", &[good, empty.clone()]);
    assert_eq!(summary.problems.len(), 1, "{:?}", summary.problems);
    assert_eq!(summary.problems[0].path(), Some(empty.as_path()));
    assert!(snapshot.coverage.iter().any(|it| {
        it.outcome == Outcome::NotInInput && it.reason.contains("empty.json` holds no user")
    }));
}

#[test]
fn one_wrong_byte_loses_one_member() {
    let mut bytes = fixture().into_bytes();
    let name = b"user/ci/deployer";
    let at = bytes.windows(name.len()).position(|it| it == name).unwrap();
    bytes[at + 9] = 0xff;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("details.json");
    std::fs::write(&path, bytes).unwrap();
    let (summary, snapshot) = import("aws-gaad", &[path]);
    assert!(matches!(
        summary.problems[..],
        [blastradius_collectors::import::ImportError::NotText { .. }]
    ));
    let identities = &snapshot.facts.identities;
    assert!(identities.contains_key("arn:aws:iam::111122223333:role/train"));
    assert!(
        !identities
            .keys()
            .any(|id| id.contains(char::REPLACEMENT_CHARACTER))
    );
    let left_out = snapshot
        .coverage
        .iter()
        .find(|it| it.reason.starts_with("`/UserDetailList/0` was left out"));
    assert_eq!(left_out.unwrap().outcome, Outcome::Unreadable);
    assert!(
        snapshot
            .coverage
            .iter()
            .any(|it| it.reason.contains("is not UTF-8 text at line"))
    );
}
