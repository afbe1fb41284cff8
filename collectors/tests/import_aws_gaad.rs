//! `import aws-gaad`: what the authorization details of an account become.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::path::{Path, PathBuf};

use blastradius_collectors::coverage::Outcome;
use blastradius_collectors::facts::{AttachmentKind, PolicyKind};
use blastradius_collectors::import::{self, ImportSummary};
use blastradius_collectors::snapshot::{MemorySink, Snapshot};
use jiff::Timestamp;

fn import(paths: &[PathBuf]) -> (ImportSummary, Snapshot) {
    let mut sink = MemorySink::default();
    let summary = import::format("aws-gaad")
        .unwrap()
        .import(paths, &mut sink)
        .unwrap();
    let snapshot = Snapshot::from_parts(sink.facts, sink.coverage, Timestamp::UNIX_EPOCH);
    (summary, snapshot)
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/gaad/one-account.json")
}

fn temporary(files: &[(&str, String)]) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let paths = files
        .iter()
        .map(|(name, text)| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        })
        .collect();
    (folder, paths)
}

/// The outcome of the listing for an account.
fn outcome(snapshot: &Snapshot, account: &str) -> Option<Outcome> {
    snapshot
        .coverage
        .iter()
        .find(|it| it.scope == account && it.operation == "iam:GetAccountAuthorizationDetails")
        .map(|it| it.outcome)
}

#[test]
fn one_account_becomes_facts() {
    let (summary, snapshot) = import(&[fixture()]);
    let facts = &snapshot.facts;
    assert_eq!((summary.files, summary.records), (1, 4));
    assert!(summary.problems.is_empty());
    assert!(summary.scopes.contains("aws:111122223333"));

    let user = &facts.identities["arn:aws:iam::111122223333:user/ci/deployer"];
    assert_eq!(user.name, "deployer");
    assert_eq!(user.unique_id.as_deref(), Some("AIDAEXAMPLEDEPLOYER01"));
    assert_eq!(
        user.member_of,
        ["arn:aws:iam::111122223333:group/teams/builders"],
        "the group is named with its path"
    );
    let tags = user.tags.as_ref().unwrap();
    assert_eq!(tags["team"], "platform");
    assert_eq!(tags["note"], "token [redacted github_pat_classic] rotate");

    let inline =
        &facts.policies["arn:aws:iam::111122223333:user/ci/deployer#inline/read-artifacts"];
    assert!(
        inline
            .document
            .contains("\"Resource\": \"arn:aws:s3:::artifacts/*\"")
    );
    let encoded = &facts.policies["arn:aws:iam::111122223333:group/teams/builders#inline/list"];
    assert!(
        encoded
            .document
            .contains(r#""Action":"s3:ListAllMyBuckets","Resource":"*""#)
    );

    let managed = &facts.policies["arn:aws:iam::111122223333:policy/Deploy"];
    assert_eq!(managed.version.as_deref(), Some("v2"));
    assert!(
        !managed.document.contains("Allow"),
        "only the version in force"
    );
    let aws = &facts.policies["arn:aws:iam::aws:policy/ReadOnlyAccess"];
    assert!(aws.provider_managed && aws.scope.is_none());
    assert_eq!(
        aws.name, "ReadOnlyAccess",
        "the name is the last part of the ARN"
    );

    let boundary = facts
        .attachments
        .values()
        .find(|it| it.kind == AttachmentKind::Boundary)
        .unwrap();
    assert!(
        !facts.policies.contains_key(&boundary.policy),
        "a boundary that is not in the input is attached all the same"
    );

    let trust = &facts.policies["arn:aws:iam::111122223333:role/train#trust"];
    assert_eq!(trust.kind, PolicyKind::Trust);
    let profile = &facts.workloads["arn:aws:iam::111122223333:instance-profile/train-host"];
    assert_eq!(
        profile.runs_as[0].identity,
        "arn:aws:iam::111122223333:role/train"
    );
    let role = &facts.identities["arn:aws:iam::111122223333:role/train"];
    assert_eq!(role.last_used.unwrap().to_string(), "2026-11-20T00:00:00Z");
    assert_eq!(
        outcome(&snapshot, "aws:111122223333"),
        Some(Outcome::Answered)
    );
}

#[test]
fn what_the_format_cannot_carry_is_a_gap() {
    let (_, snapshot) = import(&[fixture()]);
    for operation in [
        "iam:ListAccessKeys",
        "iam:GetLoginProfile",
        "organizations:DescribeOrganization",
    ] {
        let gap = snapshot
            .coverage
            .iter()
            .find(|it| it.operation == operation)
            .unwrap();
        assert_eq!(gap.outcome, Outcome::NotInInput, "{operation}");
        assert!(gap.reason.contains("do not hold"), "{}", gap.reason);
    }
}

#[test]
fn a_policy_that_is_attached_and_not_there_is_a_gap_until_it_comes() {
    let (_, snapshot) = import(&[fixture()]);
    let fence = "arn:aws:iam::111122223333:policy/OnlyAsBoundary";
    let gaps = |snapshot: &Snapshot| {
        let gaps = snapshot
            .coverage
            .iter()
            .filter(|it| it.subject.as_deref() == Some(fence));
        gaps.filter(|it| it.outcome == Outcome::NotInInput).count()
    };
    assert_eq!(gaps(&snapshot), 1);

    let page = format!(
        r#"{{"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": [{{"Arn": "{fence}",
            "DefaultVersionId": "v1", "PolicyVersionList": [{{"VersionId": "v1", "Document": {{}}}}]}}]}}"#
    );
    let (_folder, paths) = temporary(&[("page.json", page)]);
    let mut sink = MemorySink::default();
    import::format("aws-gaad")
        .unwrap()
        .import(&paths, &mut sink)
        .unwrap();
    let both = snapshot.add(sink.facts, sink.coverage, Timestamp::UNIX_EPOCH);
    assert!(both.facts.policies.contains_key(fence));
    assert_eq!(gaps(&both), 0);
}

#[test]
fn a_page_whose_next_page_is_missing_is_cut_off() {
    let text = std::fs::read_to_string(fixture()).unwrap();
    let open = text.replace(
        "\"IsTruncated\": false",
        "\"IsTruncated\": true, \"Marker\": \"m\"",
    );
    let (_folder, paths) = temporary(&[("1.json", open.clone())]);
    assert_eq!(
        outcome(&import(&paths).1, "aws:111122223333"),
        Some(Outcome::CutOff)
    );

    let last = r#"{"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [],
        "Policies": [], "IsTruncated": false}"#;
    let (_folder, paths) = temporary(&[("1.json", open.clone()), ("2.json", last.to_owned())]);
    assert_eq!(
        outcome(&import(&paths).1, "aws:111122223333"),
        Some(Outcome::Answered)
    );

    for joined in [format!("{open}\n{last}"), format!("[{open},{last}]")] {
        let (_folder, paths) = temporary(&[("all.json", joined)]);
        let (summary, snapshot) = import(&paths);
        assert!(summary.problems.is_empty(), "{:?}", summary.problems);
        assert_eq!(
            outcome(&snapshot, "aws:111122223333"),
            Some(Outcome::Answered)
        );
    }
}

#[test]
fn accounts_do_not_mix() {
    let text = std::fs::read_to_string(fixture()).unwrap();
    let other = text.replace("111122223333", "444455556666");
    let open = other.replace("\"IsTruncated\": false", "\"IsTruncated\": true");
    let (_folder, paths) = temporary(&[("a.json", text), ("b.json", open)]);
    let (summary, snapshot) = import(&paths);
    assert_eq!(summary.scopes.len(), 2);
    assert_eq!(
        outcome(&snapshot, "aws:111122223333"),
        Some(Outcome::Answered)
    );
    assert_eq!(
        outcome(&snapshot, "aws:444455556666"),
        Some(Outcome::CutOff)
    );
}

#[test]
fn the_order_of_files_does_not_matter() {
    let text = std::fs::read_to_string(fixture()).unwrap();
    let other = text
        .replace("train-host", "other-host")
        .replace("v178", "v179");
    let (_folder, paths) = temporary(&[("a.json", text), ("b.json", other)]);
    let there = import(&paths).1;
    let back: Vec<PathBuf> = paths.into_iter().rev().collect();
    assert_eq!(there, import(&back).1);
}

#[test]
fn a_file_that_breaks_off_keeps_what_stood_before() {
    let text = std::fs::read_to_string(fixture()).unwrap();
    let cut = text.find("\"RoleDetailList\"").unwrap();
    let (_folder, paths) = temporary(&[("a.json", text[..cut].to_owned())]);
    let (summary, snapshot) = import(&paths);
    assert_eq!(summary.problems.len(), 1);
    assert!(summary.problems[0].to_string().contains("ends early"));
    assert!(
        snapshot
            .facts
            .identities
            .contains_key("arn:aws:iam::111122223333:user/ci/deployer")
    );
    assert_eq!(
        outcome(&snapshot, "aws:111122223333"),
        Some(Outcome::CutOff)
    );
}

#[test]
fn one_bad_member_does_not_lose_the_others() {
    let text = std::fs::read_to_string(fixture())
        .unwrap()
        .replace("\"RoleDetailList\": [", "\"RoleDetailList\": [\n42,");
    let (_folder, paths) = temporary(&[("a.json", text)]);
    let (summary, snapshot) = import(&paths);
    assert!(summary.problems.is_empty());
    assert!(
        snapshot
            .facts
            .identities
            .contains_key("arn:aws:iam::111122223333:role/train")
    );
    let gap = snapshot
        .coverage
        .iter()
        .find(|it| it.outcome == Outcome::Unreadable)
        .unwrap();
    assert_eq!(gap.origin.pointer, "/RoleDetailList/0");
    assert!(
        gap.reason
            .contains("found integer, expected an object at line 49, column"),
        "{}",
        gap.reason
    );
}
