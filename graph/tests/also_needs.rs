//! What a call needs beside its own permission: the key that encrypts what it reads.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod cases;

use blastradius_graph::AttackerContext;
use blastradius_graph::authorize::aws::Outcome;
use blastradius_graph::estate::Estate;
use cases::{Case, id, snapshot};

const ESTATE: &str = r#"
about = "a secret and a bucket under a key that denies bob"

[principal."user/alice"]
policies = ["allow s3:*, secretsmanager:*, kms:* on *"]

[principal."user/bob"]
policies = ["allow s3:*, secretsmanager:*, kms:* on *"]

[principal."user/carol"]
policies = ["allow s3:*, secretsmanager:* on *"]

[asset."arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf"]
type = "aws:secretsmanager:secret"
encryption_key = "arn:aws:kms:us-east-1:111122223333:key/1"

[asset."arn:aws:s3:::data"]
type = "aws:s3:bucket"
encryption_key = "arn:aws:kms:us-east-1:111122223333:key/1"

[asset."arn:aws:s3:::plain"]
type = "aws:s3:bucket"

[asset."arn:aws:kms:us-east-1:111122223333:key/1"]
type = "aws:kms:key"
policy = ["allow kms:* for 111122223333:root on *", "deny kms:Decrypt for user/bob on *"]
"#;

const SECRET: &str = "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf";

fn outcomes(principal: &str, action: &str, resource: &str) -> Vec<(String, Outcome)> {
    let case: Case = toml::from_str(ESTATE).unwrap();
    let snapshot = snapshot(&case);
    let context = AttackerContext::default();
    Estate::new(&snapshot, &context)
        .also_needs(&id(principal), action, resource)
        .into_iter()
        .map(|needed| (needed.action, needed.decision.outcome))
        .collect()
}

#[test]
fn a_read_needs_the_key_that_encrypts() {
    let decrypt = |outcome| vec![("kms:Decrypt".to_owned(), outcome)];
    for (action, resource) in [
        ("secretsmanager:GetSecretValue", SECRET),
        ("secretsmanager:getsecretvalue", SECRET),
        ("s3:GetObject", "arn:aws:s3:::data/a/b"),
        ("s3:GetObject", "arn:aws:s3:::data/*"),
    ] {
        for (principal, outcome) in [
            ("user/alice", Outcome::Allowed),
            ("user/bob", Outcome::ExplicitlyDenied),
            ("user/carol", Outcome::ImplicitlyDenied),
        ] {
            assert_eq!(
                outcomes(principal, action, resource),
                decrypt(outcome),
                "{principal} {action} {resource}"
            );
        }
    }
}

#[test]
fn what_no_key_guards_needs_nothing_else() {
    for (action, resource) in [
        ("secretsmanager:DescribeSecret", SECRET),
        ("s3:GetObject", "arn:aws:s3:::plain/a"),
        ("s3:PutObject", "arn:aws:s3:::data/a"),
        ("s3:GetObject", "arn:aws:s3:::elsewhere/a"),
        ("iam:ListUsers", "*"),
    ] {
        assert_eq!(outcomes("user/bob", action, resource), [], "{action}");
    }
}
