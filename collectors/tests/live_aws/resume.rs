//! A collection that was interrupted goes on where it stopped.

use blastradius_collectors::aws::live::collect;
use blastradius_collectors::snapshot::{Journal, MemorySink, Snapshot};
use jiff::Timestamp;

use crate::answers::empty_account;
use crate::stub::{Asked, Behaviour, Stub, json};
use crate::{environment, impatient};

/// An account with one key in KMS: a listing that other questions follow from.
fn answers(asked: &Asked) -> Behaviour {
    match asked.operation.as_str() {
        "ListKeys" => json(
            200,
            r#"{"Keys":[{"KeyId":"k","KeyArn":"arn:aws:kms:us-east-1:111122223333:key/k"}]}"#,
        ),
        "DescribeKey" => json(
            200,
            r#"{"KeyMetadata":{"KeyId":"k","Arn":"arn:aws:kms:us-east-1:111122223333:key/k","KeyManager":"CUSTOMER"}}"#,
        ),
        "GetKeyPolicy" => json(200, r#"{"Policy":"{}"}"#),
        "ListGrants" => json(200, r#"{"Grants":[]}"#),
        "ListResourceTags" => json(200, r#"{"Tags":[]}"#),
        _ => empty_account(asked),
    }
}

/// Collects, with a journal for the snapshot when there is a path.
fn run(stub: &Stub, resume: Option<&std::path::Path>) -> Snapshot {
    let mut options = impatient(&stub.endpoint);
    options.resume = resume.map(std::path::Path::to_owned);
    let mut sink = MemorySink::default();
    collect(&options, &mut sink, &mut |_| {}).unwrap();
    Snapshot::from_parts(sink.facts, sink.coverage, Timestamp::UNIX_EPOCH)
}

#[test]
fn only_what_failed_is_asked_again() {
    if !environment::prepared("resume::only_what_failed_is_asked_again") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snap");
    let whole = run(&Stub::start(|asked, _| answers(asked)), None);

    // The first run is refused the policy of the key and the parameters.
    let first = Stub::start(|asked, _| match asked.operation.as_str() {
        "GetKeyPolicy" | "DescribeParameters" => json(400, r#"{"__type":"AccessDeniedException"}"#),
        _ => answers(asked),
    });
    let interrupted = run(&first, Some(&path));
    assert!(
        interrupted
            .coverage
            .iter()
            .any(|it| !it.outcome.is_complete())
    );
    assert!(!path.exists() && folder.path().join(".snap.journal").exists());

    // The second finds the rest in the journal, and what follows from it.
    let second = Stub::start(|asked, _| answers(asked));
    let resumed = run(&second, Some(&path));
    assert_eq!(second.count("GetKeyPolicy"), 1);
    assert_eq!(second.count("DescribeParameters"), 1);
    for known in [
        "ListKeys",
        "DescribeKey",
        "ListGrants",
        "ListSecrets",
        "ListFunctions",
        "ListUsers",
    ] {
        assert_eq!(second.count(known), 0, "{known}");
    }
    assert!(resumed == whole, "resumed or in one go: the same snapshot");

    // Once it is written, the next collection asks everything.
    Journal::discard(&path).unwrap();
    let third = Stub::start(|asked, _| answers(asked));
    run(&third, Some(&path));
    assert_eq!(third.count("ListKeys"), 1);
}
