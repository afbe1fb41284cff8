//! Rules of single services, and keys that follow from the request: each with its opposite.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use blastradius_graph::authorize::aws::{Case, CaseDecision};
use serde_json::{Value, json};

const ALICE: &str = "arn:aws:iam::111122223333:user/alice";
const ROOT: &str = "arn:aws:iam::111122223333:root";
const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/1";

/// A case of this principal, action and resource, with further members.
fn decide(principal: &str, action: &str, resource: &str, more: Value) -> CaseDecision {
    let mut case = json!({
        "principal": {"arn": principal}, "action": action,
        "resource": {"arn": resource, "account": "111122223333"},
    });
    for (name, value) in more.as_object().expect("members") {
        case[name] = value.clone();
    }
    let answer = Case::from_json(&case.to_string()).expect("a case").decide();
    assert!(answer.problems.is_empty(), "{:?}", answer.problems);
    answer.decision
}

/// A policy of one statement on everything.
fn policy(effect: &str, action: &str, resource: &str, condition: Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": {
        "Effect": effect, "Action": action, "Resource": resource, "Condition": condition
    }})
}

/// S3 API Reference, `PutBucketPolicy`: the owner's root user can always repair the policy.
#[test]
fn the_root_user_outranks_a_bucket_policy_that_shuts_it_out() {
    let deny_all = json!({"resource_policy": {"Version": "2012-10-17", "Statement": {
        "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"
    }}});
    let ask = |principal, action| decide(principal, action, "arn:aws:s3:::b", deny_all.clone());
    assert_eq!(ask(ROOT, "s3:DeleteBucketPolicy"), CaseDecision::Allowed);
    assert_eq!(ask(ROOT, "s3:ListBucket"), CaseDecision::ExplicitlyDenied);
    assert_eq!(
        ask(ALICE, "s3:DeleteBucketPolicy"),
        CaseDecision::ExplicitlyDenied
    );
    let foreign = "arn:aws:iam::444455556666:root";
    assert_eq!(
        ask(foreign, "s3:DeleteBucketPolicy"),
        CaseDecision::ExplicitlyDenied
    );
}

/// KMS Developer Guide, `Grants in AWS KMS`: constraints bind cryptographic operations.
#[test]
fn a_grant_constraint_does_not_bind_describe_key() {
    let grants = json!({"kms_grants": [{
        "grantee": ALICE, "operations": ["Decrypt", "DescribeKey"],
        "constraints": {"EncryptionContextSubset": {"dept": "ml"}}
    }]});
    assert_eq!(
        decide(ALICE, "kms:DescribeKey", KEY, grants.clone()),
        CaseDecision::Allowed
    );
    assert_eq!(
        decide(ALICE, "kms:Decrypt", KEY, grants),
        CaseDecision::ImplicitlyDenied
    );
}

/// S3 User Guide, `Controlling access to a bucket with user policies`.
#[test]
fn all_buckets_are_listed_on_every_bucket_of_the_account() {
    let on = |resource| {
        let policies = json!({"identity_policies": [policy("Allow", "s3:ListAllMyBuckets", resource, json!({}))]});
        decide(ALICE, "s3:ListAllMyBuckets", "*", policies)
    };
    assert_eq!(on("*"), CaseDecision::Allowed);
    assert_eq!(on("arn:aws:s3:::*"), CaseDecision::Allowed);
    assert_eq!(on("arn:aws:s3:::b"), CaseDecision::ImplicitlyDenied);
}

/// Whether a grant to everyone under this condition allows the principal.
fn holds(principal: &str, action: &str, resource: &str, condition: Value, context: Value) -> bool {
    let resource_policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": "*", "Action": action, "Resource": "*", "Condition": condition
    }});
    let more = json!({"resource_policy": resource_policy, "context": context});
    decide(principal, action, resource, more) == CaseDecision::Allowed
}

/// IAM User Guide, `AWS global condition context keys`, aws:RequestedRegion.
#[test]
fn calls_to_iam_are_made_to_us_east_1() {
    let role = "arn:aws:iam::111122223333:role/r";
    let region = |region: &str| json!({"StringEquals": {"aws:RequestedRegion": region}});
    assert!(holds(
        ALICE,
        "iam:GetRole",
        role,
        region("us-east-1"),
        json!({})
    ));
    assert!(!holds(
        ALICE,
        "iam:GetRole",
        role,
        region("eu-west-1"),
        json!({})
    ));
}

/// IAM User Guide, `IAM policy elements: Variables and tags`, principal key values.
#[test]
fn user_ids_have_the_form_of_their_principal() {
    let bob = "arn:aws:sts::111122223333:federated-user/bob";
    let is = |id: &str| json!({"StringEquals": {"aws:userid": id}});
    let object = "arn:aws:s3:::b/k";
    assert!(holds(
        bob,
        "s3:GetObject",
        object,
        is("111122223333:bob"),
        json!({})
    ));
    assert!(!holds(bob, "s3:GetObject", object, is("bob"), json!({})));
    let denied = |id| {
        let policies = json!({"identity_policies": [policy("Deny", "*", "*", is(id))]});
        decide(ROOT, "s3:GetObject", object, policies)
    };
    assert_eq!(denied("111122223333"), CaseDecision::ExplicitlyDenied);
    assert_eq!(denied("444455556666"), CaseDecision::Allowed);
}

/// IAM User Guide, `Set operators for multivalued context keys`.
#[test]
fn empty_values_are_no_values_to_set_operators() {
    let object = "arn:aws:s3:::b/k";
    let test = |operator: &str, context| {
        let condition = json!({operator: {"aws:TagKeys": "team"}});
        holds(ALICE, "s3:GetObject", object, condition, context)
    };
    assert!(test(
        "ForAllValues:StringEquals",
        json!({"aws:TagKeys": [""]})
    ));
    assert!(!test(
        "ForAnyValue:StringNotEquals",
        json!({"aws:TagKeys": [""]})
    ));
    assert!(!test("ForAnyValue:StringNotEquals", json!({})));
    assert!(test(
        "ForAnyValue:StringNotEquals",
        json!({"aws:TagKeys": ["cost"]})
    ));
}

/// IAM User Guide, `IAM policy elements: Variables and tags`: only keys with one value.
#[test]
fn a_key_with_several_values_is_no_variable() {
    let condition = json!({"StringEquals": {"s3:prefix": "${aws:TagKeys}"}});
    let test = |keys: Value| {
        let context = json!({"s3:prefix": "ab", "aws:TagKeys": keys});
        holds(
            ALICE,
            "s3:ListBucket",
            "arn:aws:s3:::b",
            condition.clone(),
            context,
        )
    };
    assert!(test(json!(["ab"])));
    assert!(!test(json!(["a", "b"])));
}

/// Tag keys in condition keys: IAM User Guide, `Tags for IAM resources`, case sensitivity.
#[test]
fn tag_keys_are_compared_without_regard_to_case() {
    let allowed = |tag: &str| {
        let condition = json!({"StringEquals": {format!("aws:ResourceTag/{tag}"): "ml"}});
        let more = json!({
            "resource": {"arn": "arn:aws:s3:::b/k", "account": "111122223333", "tags": {"Team": "ml"}},
            "identity_policies": [policy("Allow", "s3:*", "*", condition)],
        });
        decide(ALICE, "s3:GetObject", "arn:aws:s3:::b/k", more) == CaseDecision::Allowed
    };
    assert!(allowed("team"));
    assert!(allowed("TEAM"));
    assert!(!allowed("stage"));
}

/// STS API Reference, `AssumeRole`: root user credentials cannot call it.
#[test]
fn the_root_user_assumes_no_role() {
    let trust = json!({"resource_policy": {"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "sts:AssumeRole"
    }}, "identity_policies": [policy("Allow", "sts:*", "*", json!({}))]});
    let role = "arn:aws:iam::111122223333:role/r";
    assert_eq!(
        decide(ROOT, "sts:AssumeRole", role, trust.clone()),
        CaseDecision::ImplicitlyDenied
    );
    assert_eq!(
        decide(ALICE, "sts:AssumeRole", role, trust),
        CaseDecision::Allowed
    );
}

/// S3 User Guide, `Restricting access to an Amazon S3 origin`: an origin access identity of
/// CloudFront has no account of its own, so the bucket policy decides alone.
#[test]
fn an_origin_access_identity_needs_the_bucket_policy_only() {
    let identity = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE";
    let more = json!({"resource_policy": {"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"AWS": identity}, "Action": "s3:GetObject", "Resource": "*"
    }}});
    assert_eq!(
        decide(identity, "s3:GetObject", "arn:aws:s3:::b/k", more),
        CaseDecision::Allowed
    );
    let without = decide(identity, "s3:GetObject", "arn:aws:s3:::b/k", json!({}));
    assert_eq!(without, CaseDecision::ImplicitlyDenied);
}

/// IAM User Guide, `IAM JSON policy elements: Condition operators`, ARN operators: six segments.
#[test]
fn an_arn_pattern_of_fewer_segments_matches_none() {
    let test = |pattern: &str| {
        let condition = json!({"ArnLike": {"aws:SourceArn": pattern}});
        let context = json!({"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:topic"});
        holds(
            ALICE,
            "s3:GetObject",
            "arn:aws:s3:::b/k",
            condition,
            context,
        )
    };
    assert!(test("arn:aws:sns:*:*:*"));
    assert!(!test("arn:aws:sns:*"));
    assert!(!test("arn:aws:sns:*:*"));
}

/// A session's principal ARN is that of its role, in the same partition.
#[test]
fn the_principal_arn_of_a_session_is_its_role() {
    for partition in ["aws", "aws-cn"] {
        let session = format!("arn:{partition}:sts::111122223333:assumed-role/worker/one");
        let role = format!("arn:{partition}:iam::111122223333:role/worker");
        let is = |arn: &str| json!({"ArnEquals": {"aws:PrincipalArn": arn}});
        let object = format!("arn:{partition}:s3:::b/k");
        assert!(holds(
            &session,
            "s3:GetObject",
            &object,
            is(&role),
            json!({})
        ));
        assert!(!holds(
            &session,
            "s3:GetObject",
            &object,
            is(&session),
            json!({})
        ));
    }
}
