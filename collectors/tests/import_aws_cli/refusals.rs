use blastradius_collectors::coverage::Outcome;

use super::{answers, import, record};

const PLACE: &str = "111122223333/global/iam/list-access-keys/deployer";

/// The outcome of one call of which the CLI wrote this instead of an answer.
fn of(extension: &str, text: &str) -> (Outcome, String) {
    let path = format!("{PLACE}.{extension}");
    let (_, snapshot) = import(&answers("list-access-keys", &[(&path, text)]));
    let user = Some("arn:aws:iam::111122223333:user/ci/deployer");
    let record = record(&snapshot, "iam:ListAccessKeys", user);
    (record.outcome, record.reason.clone())
}

#[test]
fn what_the_cli_writes_is_understood() {
    let line = |code: &str, message: &str| {
        format!(
            "\nAn error occurred ({code}) when calling the ListAccessKeys operation: {message}\n"
        )
    };
    let cases = [
        (
            line(
                "AccessDenied",
                "User: arn:x is not authorized to perform: iam:ListAccessKeys",
            ),
            Outcome::Refused,
        ),
        (
            line("AccessDeniedException", "not authorized"),
            Outcome::Refused,
        ),
        (
            line("UnauthorizedOperation", "You are not authorized"),
            Outcome::Refused,
        ),
        (
            line(
                "AccessDenied",
                "with an explicit deny in a service control policy",
            ),
            Outcome::RefusedByOrganization,
        ),
        (
            line(
                "AccessDenied",
                "with an explicit deny in a resource control policy",
            ),
            Outcome::RefusedByOrganization,
        ),
        (
            line(
                "NoSuchEntity",
                "The user with name deployer cannot be found.",
            ),
            Outcome::Absent,
        ),
        (line("Throttling", "Rate exceeded"), Outcome::Throttled),
        (
            line("TooManyRequestsException", "Rate exceeded"),
            Outcome::Throttled,
        ),
        (
            line(
                "UnrecognizedClientException",
                "The security token is invalid",
            ),
            Outcome::NotEnabled,
        ),
        (line("OptInRequired", "not subscribed"), Outcome::NotEnabled),
        (line("UnsupportedOperation", "no"), Outcome::Unimplemented),
        (line("ExpiredToken", "expired"), Outcome::Failed),
        (line("InternalFailure", ""), Outcome::Failed),
        (
            "Could not connect to the endpoint URL: \"https://x\"".to_owned(),
            Outcome::Failed,
        ),
        ("aws: command not found".to_owned(), Outcome::Failed),
        (String::new(), Outcome::Failed),
    ];
    for (text, outcome) in cases {
        assert_eq!(of("error", &text).0, outcome, "{text}");
    }
    // In the place of the answer.
    let json = r#"{"Error": {"Code": "AccessDenied", "Message": "no"}}"#;
    assert_eq!(of("json", json).0, Outcome::Refused);
    assert_eq!(of("json", &line("AccessDenied", "no")).0, Outcome::Refused);
}

#[test]
fn a_message_is_not_repeated() {
    let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    let (_, reason) = of(
        "error",
        &format!("An error occurred (AccessDenied) when calling: {secret}"),
    );
    assert_eq!(reason, "the AWS CLI reported `AccessDenied`");
    let (_, reason) = of("error", &format!("something {secret}"));
    assert!(!reason.contains(secret), "{reason}");
}

#[test]
fn answers_that_cannot_be_understood_are_named_with_their_place() {
    let cases = [
        ("", Outcome::Unreadable, "is empty"),
        (
            "{\"AccessKeyMetadata\": [",
            Outcome::CutOff,
            "ends early, at line 1, column 23",
        ),
        ("<html>", Outcome::Unreadable, "at line 1, column 1"),
        ("[]", Outcome::Unreadable, "cannot be understood"),
        (
            "{\n \"Buckets\": []}",
            Outcome::Unreadable,
            "`AccessKeyMetadata`",
        ),
    ];
    for (text, outcome, reason) in cases {
        let (had, why) = of("json", text);
        assert_eq!(had, outcome, "{text}: {why}");
        assert!(why.contains(reason), "{text}: {why}");
    }
}

#[test]
fn an_error_beside_an_answer_makes_it_a_gap() {
    let path = format!("{PLACE}.error");
    let text =
        "An error occurred (Throttling) when calling the ListAccessKeys operation: Rate exceeded";
    let (_, snapshot) = import(&answers("", &[(&path, text)]));
    let user = Some("arn:aws:iam::111122223333:user/ci/deployer");
    assert_eq!(
        record(&snapshot, "iam:ListAccessKeys", user).outcome,
        Outcome::Throttled
    );
    assert_eq!(
        snapshot.facts.credentials.len(),
        1,
        "what was answered is kept"
    );
}

#[test]
fn one_wrong_byte_loses_the_member_that_it_is_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("111122223333/us-east-1/s3api");
    std::fs::create_dir_all(&path).unwrap();
    let mut bytes =
        br#"{"Buckets": [{"Name": "one"}, {"Name": "tw?"}, {"Name": "three"}]}"#.to_vec();
    let at = bytes.iter().position(|it| *it == b'?').unwrap();
    bytes[at] = 0xFF;
    std::fs::write(path.join("list-buckets.json"), &bytes).unwrap();
    let (summary, snapshot) = super::import_folder(folder.path());
    let names: Vec<&String> = snapshot.facts.assets.keys().collect();
    assert_eq!(names, ["arn:aws:s3:::one", "arn:aws:s3:::three"]);
    assert_eq!(summary.problems.len(), 1, "{:?}", summary.problems);
    assert_eq!(summary.problems[0].place(), Some((1, at + 1)));
    let listing = record(&snapshot, "s3:ListBuckets", None);
    assert_eq!(listing.outcome, Outcome::Unreadable);
    // Outside of a list there is no telling what was lost.
    std::fs::create_dir_all(path.join("get-bucket-policy")).unwrap();
    std::fs::write(
        path.join("get-bucket-policy/one.json"),
        b"{\"Policy\": \"{\xff}\"}",
    )
    .unwrap();
    let (_, snapshot) = super::import_folder(folder.path());
    assert!(snapshot.facts.policies.is_empty());
    let policy = record(&snapshot, "s3:GetBucketPolicy", Some("arn:aws:s3:::one"));
    assert_eq!(policy.outcome, Outcome::Unreadable);
}
