//! Laws that hold for every policy set: 10,000 random ones, the same on every run.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::BTreeMap;

use blastradius_graph::authorize::aws::{
    Context, Decision, Outcome, PolicyRole, PolicySet, Request, decide,
};
use support::{Policies, Random, concrete, policies, request, statement, statements};

/// In two halves, so that two processors share them.
const HALF: u64 = 5_000;

/// How much an outcome gives.
fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::ExplicitlyDenied | Outcome::ImplicitlyDenied => 0,
        Outcome::Conditional => 1,
        Outcome::Allowed => 2,
    }
}

/// Audits and exact requests, by turns.
fn any_request(random: &mut Random) -> Request {
    let context = if random.chance(2) {
        Context::audit()
    } else {
        concrete(random)
    };
    request(random, context)
}

/// Adds a statement to one of the policies at random.
fn add_statement(random: &mut Random, policies: &mut Policies, effect: &str) {
    let with_principal = |index: usize, policies: &Policies| {
        let before = policies.identity.len()
            + policies.boundaries.iter().flatten().count()
            + policies.session.iter().flatten().count();
        let resource = before + usize::from(policies.resource.is_some());
        let scps = resource + policies.scps.iter().flatten().count();
        (before..resource).contains(&index) || index >= scps
    };
    let count = policies.clone().all_mut().len();
    let index = random.below(count);
    let added = statement(random, effect, with_principal(index, policies));
    let mut all = policies.all_mut();
    let list = statements(all[index]);
    let at = random.below(list.len() + 1);
    list.insert(at, added);
}

#[test]
fn laws_hold_for_the_first_half() {
    laws_hold_for(0..HALF);
}

#[test]
fn laws_hold_for_the_second_half() {
    laws_hold_for(HALF..2 * HALF);
}

fn laws_hold_for(seeds: std::ops::Range<u64>) {
    let count = seeds.clone().count();
    let mut seen = BTreeMap::new();
    for seed in seeds {
        let mut random = Random::new(seed);
        let request = any_request(&mut random);
        let set = policies(&mut random);
        let parsed = set.parse();
        let decided = decide(&request, &parsed);
        *seen.entry(decided.outcome).or_insert(0) += 1;
        a_proof_fits_its_outcome(seed, &decided);
        a_deny_never_adds(seed, &mut random, &request, &set, &decided);
        an_allow_never_removes(seed, &mut random, &request, &set);
        order_does_not_matter(seed, &mut random, &request, &set, &decided);
        names_do_not_matter(seed, &request, &set, &decided);
        exact_answers_refine_audits(seed, &mut random, &request, &parsed);
    }
    // The laws say little where an outcome hardly occurs.
    assert!(
        seen.len() == 4 && seen.values().all(|n| n * 20 > count),
        "{seen:?}"
    );
}

/// Every outcome comes with its proof, and only a conditional one with something that remains.
fn a_proof_fits_its_outcome(seed: u64, decided: &Decision) {
    let has_proof = match decided.outcome {
        Outcome::Allowed | Outcome::ExplicitlyDenied => !decided.by.is_empty(),
        Outcome::ImplicitlyDenied => !decided.lacking.is_empty(),
        Outcome::Conditional => !decided.by.is_empty(),
    };
    let remains = decided.outcome == Outcome::Conditional;
    assert!(has_proof, "seed {seed}: {decided:?}");
    assert_eq!(remains, !decided.remaining.is_empty(), "seed {seed}");
}

fn a_deny_never_adds(
    seed: u64,
    random: &mut Random,
    request: &Request,
    set: &Policies,
    before: &Decision,
) {
    let mut set = set.clone();
    add_statement(random, &mut set, "Deny");
    let after = decide(request, &set.parse()).outcome;
    assert!(
        rank(after) <= rank(before.outcome),
        "seed {seed}: became {after:?}"
    );
}

fn an_allow_never_removes(seed: u64, random: &mut Random, request: &Request, set: &Policies) {
    let mut set = set.clone();
    // An allow that makes a bucket policy public shuts it under Block Public Access.
    set.restrict_public_buckets = false;
    let before = decide(request, &set.parse()).outcome;
    add_statement(random, &mut set, "Allow");
    let after = decide(request, &set.parse()).outcome;
    assert!(
        rank(after) >= rank(before),
        "seed {seed}: {before:?} became {after:?}"
    );
}

fn order_does_not_matter(
    seed: u64,
    random: &mut Random,
    request: &Request,
    set: &Policies,
    before: &Decision,
) {
    let mut set = set.clone();
    for policy in set.all_mut() {
        random.shuffle(statements(policy));
    }
    random.shuffle(&mut set.identity);
    set.session.iter_mut().for_each(|list| random.shuffle(list));
    set.boundaries
        .iter_mut()
        .for_each(|list| random.shuffle(list));
    set.scps.iter_mut().for_each(|level| random.shuffle(level));
    random.shuffle(&mut set.scps);
    let after = decide(request, &set.parse()).outcome;
    assert_eq!(before.outcome, after, "seed {seed}");
}

fn names_do_not_matter(seed: u64, request: &Request, set: &Policies, before: &Decision) {
    let renamed = |place: String| format!("renamed {place}");
    let after = decide(request, &set.parse_as(renamed));
    assert_eq!(before.outcome, after.outcome, "seed {seed}");
    let expected: Vec<String> = (before.by.iter())
        .map(|decided| match decided.role {
            PolicyRole::Service => decided.policy.clone(),
            _ => renamed(decided.policy.clone()),
        })
        .collect();
    let names: Vec<String> = after.by.iter().map(|d| d.policy.clone()).collect();
    assert_eq!(expected, names, "seed {seed}");
}

/// What an audit is sure of holds in every concrete context.
fn exact_answers_refine_audits(
    seed: u64,
    random: &mut Random,
    request: &Request,
    policies: &PolicySet,
) {
    let audit = Request {
        context: Context::audit(),
        ..request.clone()
    };
    let audited = decide(&audit, policies).outcome;
    if audited == Outcome::Conditional {
        return;
    }
    for _ in 0..3 {
        let exact = Request {
            context: concrete(random),
            ..request.clone()
        };
        let decided = decide(&exact, policies).outcome;
        assert_eq!(
            rank(audited),
            rank(decided),
            "seed {seed}: {:?}",
            exact.context
        );
    }
}
