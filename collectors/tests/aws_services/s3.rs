use blastradius_collectors::facts::AssetClass;
use serde_json::json;

use crate::{answer, answers};

const BUCKET: &str = "arn:aws:s3:::training-data";

#[test]
fn a_bucket_is_one_asset_from_many_answers() {
    let sink = answers(
        "s3",
        &[
            (
                "list-buckets",
                "",
                json!({"Buckets": [{"Name": "training-data", "CreationDate": "2026-01-02T03:04:05+00:00"}],
                       "Owner": {"ID": "abc"}}),
            ),
            (
                "get-bucket-location",
                "training-data",
                json!({"LocationConstraint": "eu-west-1"}),
            ),
            (
                "s3api get-public-access-block",
                "training-data",
                json!({"PublicAccessBlockConfiguration": {"BlockPublicAcls": true, "IgnorePublicAcls": true,
                       "BlockPublicPolicy": false, "RestrictPublicBuckets": false}}),
            ),
            (
                "get-bucket-ownership-controls",
                "training-data",
                json!({"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}}),
            ),
            (
                "get-bucket-encryption",
                "training-data",
                json!({"ServerSideEncryptionConfiguration": {"Rules": [{"ApplyServerSideEncryptionByDefault":
                       {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "arn:aws:kms:eu-west-1:111122223333:key/k"},
                       "BucketKeyEnabled": true}]}}),
            ),
            (
                "get-bucket-tagging",
                "training-data",
                json!({"TagSet": [{"Key": "team", "Value": "ml"}]}),
            ),
            (
                "get-bucket-acl",
                "training-data",
                json!({"Owner": {"ID": "abc"}, "Grants": [
                    {"Grantee": {"ID": "abc", "Type": "CanonicalUser"}, "Permission": "FULL_CONTROL"},
                    {"Grantee": {"URI": "http://acs.amazonaws.com/groups/global/AllUsers", "Type": "Group"},
                     "Permission": "READ"}]}),
            ),
        ],
    );
    assert_eq!(sink.facts.assets.len(), 1);
    let bucket = &sink.facts.assets[BUCKET];
    assert_eq!(bucket.class, AssetClass::Data);
    assert_eq!(bucket.kind, "aws:s3:bucket");
    assert_eq!(bucket.scope.as_deref(), Some("aws:111122223333"));
    assert_eq!(bucket.region.as_deref(), Some("eu-west-1"));
    assert_eq!(
        bucket.encryption_key.as_deref(),
        Some("arn:aws:kms:eu-west-1:111122223333:key/k")
    );
    assert_eq!(bucket.tags.as_ref().unwrap()["team"], "ml");
    assert_eq!(bucket.attributes["ownership"], "BucketOwnerEnforced");
    assert_eq!(bucket.attributes["encryption"], "aws:kms");
    assert_eq!(
        bucket.attributes["public_access_block"],
        json!({"BlockPublicAcls": true, "IgnorePublicAcls": true,
               "BlockPublicPolicy": false, "RestrictPublicBuckets": false})
    );
    assert_eq!(
        bucket.attributes["acl"],
        json!([{"grantee": "http://acs.amazonaws.com/groups/global/AllUsers", "permission": "READ"}])
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}

#[test]
fn the_policy_is_kept_verbatim_and_attached() {
    let document = r#"{"Version":"2012-10-17","Statement":[]}"#;
    let sink = answers(
        "s3",
        &[(
            "get-bucket-policy",
            "training-data",
            json!({"Policy": document}),
        )],
    );
    let policy = &sink.facts.policies[&format!("{BUCKET}#resource")];
    assert_eq!(policy.document, document);
    let attachment = sink.facts.attachments.values().next().unwrap();
    assert_eq!(attachment.target, BUCKET);
    assert_eq!(attachment.policy, policy.id);
}

#[test]
fn no_constraint_is_the_first_region_and_eu_the_second() {
    for (constraint, region) in [(json!(null), "us-east-1"), (json!("EU"), "eu-west-1")] {
        let sink = answers(
            "s3",
            &[(
                "get-bucket-location",
                "b",
                json!({"LocationConstraint": constraint}),
            )],
        );
        assert_eq!(
            sink.facts.assets["arn:aws:s3:::b"].region.as_deref(),
            Some(region)
        );
    }
}

#[test]
fn the_block_of_the_account_is_an_attribute_of_the_account() {
    let sink = answers(
        "s3",
        &[(
            "s3control get-public-access-block",
            "",
            json!({"PublicAccessBlockConfiguration": {"BlockPublicAcls": true, "IgnorePublicAcls": true,
                   "BlockPublicPolicy": true, "RestrictPublicBuckets": true}}),
        )],
    );
    let scope = &sink.facts.scopes["aws:111122223333"];
    assert_eq!(
        scope.attributes["s3_public_access_block"]["RestrictPublicBuckets"],
        true
    );
}

#[test]
fn the_answer_to_another_question_is_an_error_not_an_empty_list() {
    let mut sink = blastradius_collectors::snapshot::MemorySink::default();
    for body in [
        r#"{"Functions": []}"#,
        "[]",
        "",
        "{\"Buckets\": 3}",
        "<html>",
    ] {
        let error = answer("s3", "list-buckets", "", body, &mut sink);
        assert!(error.is_err(), "{body}");
    }
    // One bucket that makes no sense is a gap; the other is there.
    answer(
        "s3",
        "list-buckets",
        "",
        r#"{"Buckets": [{"Name": 7}, {"Name": "b"}]}"#,
        &mut sink,
    )
    .unwrap();
    assert_eq!(sink.facts.assets.len(), 1);
    assert_eq!(sink.coverage.len(), 1);
}
