//! What the evaluator of sets once said otherwise than that of single requests, each as a small estate.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod cases;
mod sets;

use blastradius_graph::AttackerContext;
use blastradius_graph::authorize::aws::sets::SetEvaluator;
use blastradius_graph::estate::{Actor, ActorKey, Estate, Lens};

/// Asks for an action as one caller after the other, in this order and the other one.
fn agrees(case: &str, callers: &[ActorKey], action: &str) {
    let case: cases::Case = toml::from_str(case).unwrap();
    let snapshot = cases::snapshot(&case);
    let context = AttackerContext::parse(&case.context).unwrap();
    let estate = Estate::new(&snapshot, &context);
    let mut orders = [callers.to_vec(), callers.to_vec()];
    orders[1].reverse();
    for order in orders {
        let sets = SetEvaluator::new(&estate);
        for key in order {
            let actor = Actor::new(&estate, &key).unwrap();
            let lens = Lens::new(&estate, &actor);
            sets::compare(&sets, &lens, action).unwrap_or_else(|wrong| panic!("{wrong}"));
        }
    }
}

/// Seed 2367 of the first random estates: what a condition on the caller's account came to for the first caller was kept
/// for all.
#[test]
fn the_account_of_the_caller_is_not_that_of_the_one_before() {
    let case = r#"
        about = "a bucket for the callers of one account"
        [principal."444455556666:user/mallory"]
        policies = ["allow s3:PutObject on *"]
        [asset."arn:aws:s3:::other"]
        type = "aws:s3:bucket"
        account = "444455556666"
        policy = ['allow s3:PutObject for * on arn:aws:s3:::other if {"StringEquals": {"kms:CallerAccount": "111122223333"}}']
        [asset."arn:aws:kms:us-east-1:111122223333:key/k"]
        type = "aws:kms:key"
        policy = ['allow * for * on * if {"StringEquals": {"kms:CallerAccount": "111122223333"}}']
    "#;
    let callers = [
        ActorKey::recorded("arn:aws:iam::444455556666:user/mallory"),
        ActorKey::recorded("aws:111122223333"),
    ];
    for action in ["s3:PutObject", "kms:Decrypt"] {
        agrees(case, &callers, action);
    }
}

/// What the caller is known to be is compared with what it chooses.
#[test]
fn a_value_is_chosen_to_be_what_the_caller_is() {
    let case = r##"
        about = "a bucket for who is called what its tag says"
        [principal."444455556666:user/mallory"]
        [asset."arn:aws:s3:::data"]
        type = "aws:s3:bucket"
        policy = ['allow s3:PutObject for * on arn:aws:s3:::data if {"StringEquals": {"aws:username": "${aws:PrincipalTag/owner}"}}']
    "##;
    agrees(
        case,
        &[ActorKey::recorded("aws:111122223333")],
        "s3:PutObject",
    );
}
