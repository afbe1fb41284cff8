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
mod support;

use std::collections::BTreeMap;

use blastradius_collectors::facts::IdentityKind;
use blastradius_collectors::snapshot::Snapshot;
use blastradius_graph::AttackerContext;
use blastradius_graph::authorize::aws::Outcome;
use blastradius_graph::authorize::aws::sets::SetEvaluator;
use blastradius_graph::estate::{Actor, ActorKey, Estate, Lens};
use rayon::prelude::*;

const ACTIONS: [&str; 15] = [
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
    "lambda:InvokeFunction",
    "lambda:ListFunctions",
    "ssm:GetParametersByPath",
    "iam:PassRole",
    "iam:PutUserPolicy",
];

const CONTEXTS: [&[&str]; 4] = [
    &[],
    &["insider-network"],
    &["mfa", "aws:PrincipalTag/team=ml"],
    &["aws:ResourceTag/team=*", "aws:RequestedRegion=us-east-1"],
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
    for key in actors.into_iter().take(3) {
        let Some(actor) = Actor::new(&estate, &key) else {
            continue;
        };
        let lens = Lens::new(&estate, &actor);
        let mut actions = ACTIONS;
        random.shuffle(&mut actions);
        for action in actions.into_iter().take(5) {
            let planes = sets.planes(&lens, action);
            *counts.entry("singly".to_owned()).or_default() += planes.asked_singly;
            for (id, element) in sets.elements() {
                let decision = sets.single(&lens, action, id).unwrap();
                let (must, may) = match decision.outcome {
                    Outcome::Allowed => (true, true),
                    Outcome::Conditional => (false, true),
                    _ => (false, false),
                };
                let allowed = &planes.allowed;
                assert_eq!(
                    (must, may),
                    (allowed.must.contains(id), allowed.may.contains(id)),
                    "seed {seed}: {} {action} {}: {decision:#?}",
                    actor.key.node_id(),
                    element.arn(),
                );
                // What rules take for a yes is among what is known to be granted.
                if lens.may(action, &element.entry, element.arn()).is_some() {
                    assert!(
                        planes.granted.contains(id),
                        "seed {seed}: {} {action} {}: {decision:#?}",
                        actor.key.node_id(),
                        element.arn()
                    );
                }
                *counts.entry("all".to_owned()).or_default() += 1;
                *counts.entry(format!("{:?}", decision.outcome)).or_default() += 1;
            }
        }
    }
    counts
}

/// Every principal as recorded, one as it is after escalations, and an administrator.
fn actors(snapshot: &Snapshot) -> Vec<ActorKey> {
    let identities = snapshot.facts.identities.values();
    let mut keys: Vec<ActorKey> = identities
        .filter(|identity| identity.kind != IdentityKind::Group)
        .map(|identity| ActorKey::recorded(&identity.id))
        .collect();
    keys.push(ActorKey::recorded("arn:aws:iam::111122223333:role/worker").unbounded());
    keys.push(ActorKey::recorded("arn:aws:iam::111122223333:user/bob").escalated());
    keys.push(ActorKey::recorded("aws:111122223333"));
    keys
}
