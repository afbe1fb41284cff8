//! What AWS Config does not tell is a gap.

use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::snapshot::Snapshot;
use serde_json::json;

use super::estate::{items, role};
use super::{import_items, import_text, item};

fn of<'s>(snapshot: &'s Snapshot, operation: &str) -> Vec<&'s Coverage> {
    let all = snapshot.coverage.iter();
    all.filter(|it| it.operation == operation).collect()
}

#[test]
fn what_it_never_holds_is_a_gap() {
    let (_, snapshot) = import_items(&items());
    for operation in [
        "iam:ListAccessKeys",
        "iam:GetLoginProfile",
        "organizations:DescribeOrganization",
        "ssm:DescribeParameters",
        "sagemaker:ListTrainingJobs",
    ] {
        let records = of(&snapshot, operation);
        assert_eq!(records.len(), 1, "{operation}");
        assert_eq!(records[0].outcome, Outcome::NotInInput, "{operation}");
        assert!(
            records[0]
                .reason
                .contains("configuration items do not hold")
        );
    }
    for operation in [
        "iam:GetAccountAuthorizationDetails",
        "s3:ListBuckets",
        "kms:ListKeys",
    ] {
        let records = of(&snapshot, operation);
        assert_eq!(records[0].outcome, Outcome::Answered, "{operation}");
    }
}

#[test]
fn a_type_without_items_may_not_be_recorded() {
    let (_, snapshot) = import_items(&[role()]);
    let details = of(&snapshot, "iam:GetAccountAuthorizationDetails");
    assert_eq!(details[0].outcome, Outcome::NotInInput);
    assert!(
        details[0].reason.contains("`AWS::IAM::User`"),
        "{}",
        details[0].reason
    );
    assert!(!details[0].reason.contains("`AWS::IAM::Role`"));
    assert_eq!(
        of(&snapshot, "s3:ListBuckets")[0].outcome,
        Outcome::NotInInput
    );
}

#[test]
fn a_policy_that_an_item_does_not_hold_is_unknown_and_one_that_is_null_is_none() {
    let silent = item(
        "AWS::S3::Bucket",
        "silent",
        json!({"name": "silent"}),
        json!({}),
    );
    let none = json!({"BucketPolicy": {"policyText": null}});
    let none = item("AWS::S3::Bucket", "none", json!({"name": "none"}), none);
    let (_, snapshot) = import_items(&[silent, none]);
    let records = of(&snapshot, "s3:GetBucketPolicy");
    let absent = records
        .iter()
        .find(|it| it.outcome == Outcome::Absent)
        .unwrap();
    assert_eq!(absent.subject.as_deref(), Some("arn:aws:s3:::none"));
    let gap = records
        .iter()
        .find(|it| it.outcome == Outcome::NotInInput)
        .unwrap();
    assert_eq!(gap.reason, "1 of the configuration items do not hold it");
}

#[test]
fn the_result_of_a_query_is_not_all_there_is() {
    let results: Vec<String> = items().iter().map(ToString::to_string).collect();
    let (_, snapshot) = import_text(&json!({"Results": results}).to_string());
    let listing = of(&snapshot, "s3:ListBuckets");
    assert_eq!(listing[0].outcome, Outcome::NotInInput);
    assert!(listing[0].reason.contains("a query"));
    assert_eq!(
        snapshot.facts.assets.len(),
        import_items(&items()).1.facts.assets.len()
    );
}
