//! The evaluator of sets against that of single requests, on random estates: some of the principals, as recorded and as
//! escalations make them, some actions, everything that can be asked about.
//!
//! `BLASTRADIUS_ESTATES` says how many estates (default 150), `BLASTRADIUS_ESTATES_FROM` with which seed to begin.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod estates;
mod sets;
mod support;

use std::collections::BTreeMap;
use std::sync::Arc;

use blastradius_collectors::facts::IdentityKind;
use blastradius_collectors::snapshot::Snapshot;
use blastradius_graph::AttackerContext;
use blastradius_graph::authorize::aws::sets::{Planes, SetEvaluator};
use blastradius_graph::estate::{Actor, ActorKey, Estate, Lens};
use rayon::prelude::*;
use roaring::RoaringBitmap;
use sets::compare;

const ACTIONS: [&str; 25] = [
    "s3:GetObject",
    "s3:PutObject",
    "s3:ListBucket",
    "s3:PutBucketPolicy",
    "s3:ListAllMyBuckets",
    "kms:Decrypt",
    "kms:CreateAlias",
    "secretsmanager:GetSecretValue",
    "sts:AssumeRole",
    "sts:GetCallerIdentity",
    "sts:GetSessionToken",
    "lambda:InvokeFunction",
    "lambda:ListFunctions",
    "ssm:GetParametersByPath",
    "iam:PassRole",
    "iam:PutUserPolicy",
    "s3:GetBucketPolicy",
    "s3:DeleteObject",
    "kms:GenerateDataKey",
    "kms:CreateGrant",
    "sqs:ReceiveMessage",
    "sns:Subscribe",
    "dynamodb:GetItem",
    "glue:GetTable",
    "ecr:BatchGetImage",
];

const CONTEXTS: [&[&str]; 7] = [
    &[],
    &[],
    &["insider-network"],
    &["mfa", "aws:PrincipalTag/team=ml"],
    &["aws:ResourceTag/team=*", "aws:RequestedRegion=us-east-1"],
    &[
        "aws:PrincipalTag/team=*",
        "aws:ResourceOrgID=?",
        "sts:ExternalId=x",
    ],
    &[
        "aws:username=?",
        "kms:ViaService=*",
        "aws:PrincipalOrgID=o-1",
    ],
];

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

#[test]
fn sets_say_what_single_requests_say() {
    let from = number("BLASTRADIUS_ESTATES_FROM", 0);
    let seeds = from..from + number("BLASTRADIUS_ESTATES", 150);
    let counts = seeds
        .into_par_iter()
        .map(agrees)
        .reduce(BTreeMap::new, |mut all, one| {
            for (what, count) in one {
                *all.entry(what).or_default() += count;
            }
            all
        });
    eprintln!("{counts:?}");
    let of = |what: &str| counts.get(what).copied().unwrap_or_default();
    assert!(of("Allowed") > 1000, "{counts:?}");
    assert!(of("Conditional") > 500, "{counts:?}");
    assert!(of("ExplicitlyDenied") > 200, "{counts:?}");
    assert!(of("singly") * 4 < of("all"), "{counts:?}");
}

fn agrees(seed: u64) -> BTreeMap<String, u64> {
    let snapshot = estates::estate(seed);
    let words = CONTEXTS[usize::try_from(seed).unwrap() % CONTEXTS.len()];
    let context = AttackerContext::parse(words).unwrap();
    let estate = Estate::new(&snapshot, &context);
    let sets = SetEvaluator::new(&estate);
    let mut counts = BTreeMap::new();
    let mut random = support::Random::new(seed + 1);
    let mut actors = actors(&snapshot);
    random.shuffle(&mut actors);
    // Several callers ask for the same, since what is worked out for one is kept for the next.
    let mut actions = ACTIONS;
    random.shuffle(&mut actions);
    for key in actors.into_iter().take(4) {
        let Some(actor) = Actor::new(&estate, &key) else {
            continue;
        };
        let lens = Lens::new(&estate, &actor);
        for action in actions.into_iter().take(3) {
            let found = compare(&sets, &lens, action)
                .unwrap_or_else(|wrong| panic!("seed {seed}: {wrong}"));
            for (what, count) in found {
                *counts.entry(what).or_default() += count;
            }
        }
    }
    counts
}

#[test]
fn callers_of_a_class_have_the_same_answers() {
    let from = number("BLASTRADIUS_ESTATES_FROM", 0);
    let seeds = from..from + number("BLASTRADIUS_ESTATES", 150);
    let shared: usize = seeds.into_par_iter().map(shares).sum();
    eprintln!("shared: {shared}");
    assert!(shared > 100, "{shared}");
}

/// Holds what is found once for a class of callers against what is found for each. How many answers were shared.
fn shares(seed: u64) -> usize {
    let snapshot = estates::estate(seed);
    let words = CONTEXTS[usize::try_from(seed).unwrap() % CONTEXTS.len()];
    let context = AttackerContext::parse(words).unwrap();
    let estate = Estate::new(&snapshot, &context);
    let sets = SetEvaluator::new(&estate);
    let mut random = support::Random::new(seed + 1);
    let mut actions = ACTIONS.to_vec();
    random.shuffle(&mut actions);
    let mut actors = actors(&snapshot);
    random.shuffle(&mut actors);
    let mut answers: Vec<Arc<Planes>> = Vec::new();
    for key in actors {
        let Some(actor) = Actor::new(&estate, &key) else {
            continue;
        };
        let lens = Lens::new(&estate, &actor);
        for action in &actions[..3] {
            let planes = sets.planes(&lens, action);
            let granted = sets.granted(&lens, action);
            let who = actor.key.node_id();
            assert_eq!(
                granted.granted, planes.granted,
                "seed {seed}: {who} {action}"
            );
            for (known, all) in [
                (&granted.allowed.must, &planes.allowed.must),
                (&granted.allowed.may, &planes.allowed.may),
            ] {
                let of_granted = |set: &RoaringBitmap| set & &planes.granted;
                assert_eq!(
                    of_granted(known),
                    of_granted(all),
                    "seed {seed}: {who} {action}"
                );
            }
            answers.push(granted);
        }
    }
    let mut places: Vec<_> = answers.iter().map(Arc::as_ptr).collect();
    places.sort_unstable();
    places.dedup();
    answers.len() - places.len()
}

/// Every principal as recorded, some as they are after escalations, and administrators.
fn actors(snapshot: &Snapshot) -> Vec<ActorKey> {
    let identities = snapshot.facts.identities.values();
    let mut keys: Vec<ActorKey> = identities
        .filter(|identity| identity.kind != IdentityKind::Group)
        .map(|identity| ActorKey::recorded(&identity.id))
        .collect();
    let worker = ActorKey::recorded("arn:aws:iam::111122223333:role/worker");
    let bob = ActorKey::recorded("arn:aws:iam::111122223333:user/bob");
    let tag = |key: &str, value: Option<&str>| {
        BTreeMap::from([(key.to_owned(), value.map(str::to_owned))])
    };
    keys.push(worker.unbounded());
    keys.push(worker.tagged(tag("team", None)));
    keys.push(worker.tagged(tag("team", Some("ml"))).escalated());
    keys.push(bob.escalated());
    keys.push(bob.escalated().unbounded());
    keys.push(bob.joining(["arn:aws:iam::111122223333:group/g".to_owned()]));
    keys.push(bob.without(["arn:aws:iam::111122223333:policy/shared".to_owned()]));
    keys.push(ActorKey::recorded("aws:111122223333"));
    keys.push(ActorKey::recorded("aws:444455556666"));
    keys
}
