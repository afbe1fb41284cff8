//! Keys whose value the caller chooses: one choice has to satisfy every policy at once.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use blastradius_graph::authorize::aws::{
    Context, ContextValue, Decision, Document, Outcome, PolicySet, Principal, Request, Resource,
    decide,
};
use serde_json::{Value, json};

fn document(statements: Value) -> Arc<Document> {
    let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    Arc::new(Document::parse("p", &text).unwrap())
}

fn allow(condition: Value) -> Value {
    json!({"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*", "Condition": condition})
}

fn deny(condition: Value) -> Value {
    json!({"Effect": "Deny", "Action": "s3:ListBucket", "Resource": "*", "Condition": condition})
}

/// Identity policy and boundary against a request in which the caller chooses the key.
fn chosen(key: &str, identity: Value, boundary: Value) -> Decision {
    let mut context = Context::exact();
    context.set(key, ContextValue::Chosen);
    let request = Request {
        principal: Principal::Arn {
            arn: "arn:aws:iam::111122223333:user/alice".to_owned(),
            tags: None,
            unique_id: None,
        },
        action: "s3:ListBucket".to_owned(),
        resource: Resource {
            arn: "arn:aws:s3:::b".to_owned(),
            account: Some("111122223333".to_owned()),
            tags: None,
        },
        context,
    };
    let set = PolicySet {
        identity: vec![document(identity)],
        boundaries: Some(vec![document(boundary)]),
        ..PolicySet::default()
    };
    decide(&request, &set)
}

#[test]
fn two_policies_that_ask_for_different_values_are_not_both_satisfied() {
    let decision = chosen(
        "s3:prefix",
        allow(json!({"StringEquals": {"s3:prefix": "a"}})),
        allow(json!({"StringEquals": {"s3:prefix": "b"}})),
    );
    assert_ne!(decision.outcome, Outcome::Allowed, "{decision:?}");
}

#[test]
fn a_value_that_satisfies_both_is_the_witness() {
    let decision = chosen(
        "s3:prefix",
        allow(json!({"StringEquals": {"s3:prefix": ["a", "c"]}})),
        allow(json!({"StringLike": {"s3:prefix": ["b*", "c*"]}})),
    );
    assert_eq!(decision.outcome, Outcome::Allowed, "{decision:?}");
    assert_eq!(
        decision.chosen.get("s3:prefix"),
        Some(&vec!["c".to_owned()])
    );
}

#[test]
fn a_deny_is_avoided_by_another_value() {
    let statements = json!([
        allow(json!({})),
        deny(json!({"StringLike": {"s3:prefix": "secret/*"}}))
    ]);
    let decision = chosen("s3:prefix", statements, allow(json!({})));
    assert_eq!(decision.outcome, Outcome::Allowed, "{decision:?}");
}

#[test]
fn a_deny_of_every_other_value_is_not_avoided() {
    let statements = json!([
        allow(json!({"StringEquals": {"s3:prefix": "a"}})),
        deny(json!({"StringNotEquals": {"s3:prefix": "b"}}))
    ]);
    let decision = chosen("s3:prefix", statements, allow(json!({})));
    assert_ne!(decision.outcome, Outcome::Allowed, "{decision:?}");
}

#[test]
fn a_key_of_several_values_may_have_both() {
    let decision = chosen(
        "aws:TagKeys",
        allow(json!({"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}})),
        allow(json!({"ForAnyValue:StringEquals": {"aws:TagKeys": "b"}})),
    );
    assert_eq!(decision.outcome, Outcome::Allowed, "{decision:?}");
}
