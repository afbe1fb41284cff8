//! Every operation of every service fails in every way: each question ends complete or with a gap that names the reason,
//! and everything else is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use blastradius_collectors::aws::live::collect;
use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::snapshot::MemorySink;

use crate::answers::full_account;
use crate::fault::Fault;
use crate::stub::{Behaviour, Stub};
use crate::wire::{depth, operations};
use crate::{environment, impatient};

/// The ways that say something of an operation; the others are those of a connection, which has none.
const WAYS: [Fault; 7] = [
    Fault::ThrottledTwice,
    Fault::Throttled,
    Fault::ServerError,
    Fault::Denied,
    Fault::Expired,
    Fault::CutShort,
    Fault::NewTokens,
];

type Key = (String, Option<String>, Option<String>);

fn collected(
    answering: impl Fn(&crate::stub::Asked, usize) -> Behaviour + Send + Sync + 'static,
) -> (BTreeMap<Key, Coverage>, MemorySink, Stub) {
    let stub = Stub::start(answering);
    let mut options = impatient(&stub.endpoint);
    options.limits.timeout = Duration::from_secs(20);
    let mut sink = MemorySink::default();
    collect(&options, &mut sink, &mut |_| {}).unwrap();
    // What two sightings of one thing disagree about is no question.
    let records = sink
        .coverage
        .iter()
        .filter(|it| !it.operation.starts_with("merge:"))
        .cloned();
    let records = records
        .map(|it| {
            let key = (it.operation.clone(), it.region.clone(), it.subject.clone());
            (key, it)
        })
        .collect();
    (records, sink, stub)
}

/// Operations that are asked before there is anything to fail, or that the run begins with.
fn first(service: &str, operation: &str) -> bool {
    service == "sts" || (service, operation) == ("ec2", "DescribeRegions")
}

#[test]
fn every_operation_is_asked_of_an_account_that_has_one_of_each() {
    if !environment::prepared(
        "every_operation::every_operation_is_asked_of_an_account_that_has_one_of_each",
    ) {
        return;
    }
    let (_, _, stub) = collected(|asked, _| full_account(asked));
    let never: Vec<String> = operations()
        .map(|((_, it), _)| it)
        .filter(|it| stub.count(it.name) == 0)
        .map(blastradius_collectors::aws::Operation::action)
        .collect();
    assert!(never.is_empty(), "{never:?}");
    let strange = stub.unknown();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn every_operation_fails_alone() {
    if !environment::prepared("every_operation::every_operation_fails_alone") {
        return;
    }
    let (baseline, _, _) = collected(|asked, _| full_account(asked));
    let deepest = operations()
        .map(|((service, it), _)| depth(service, it))
        .max()
        .unwrap();
    let cases: Vec<(Fault, usize)> = WAYS
        .into_iter()
        .flat_map(|fault| (0..=deepest).map(move |level| (fault, level)))
        .collect();
    let half = cases.len().div_ceil(2);
    let seen: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = cases
            .chunks(half)
            .map(|cases| {
                let baseline = &baseline;
                scope.spawn(move || {
                    cases
                        .iter()
                        .map(|(fault, level)| level_fails(*fault, *level, baseline))
                        .sum::<usize>()
                })
            })
            .collect();
        threads.into_iter().map(|it| it.join().unwrap()).sum()
    });
    // Each operation in each way; a few are not reached by name.
    let all = operations().count() * WAYS.len();
    assert!(seen * 10 > all * 8, "{seen} of {all}");
}

/// Every operation of one depth fails in one way. Returns how many operations did.
fn level_fails(fault: Fault, level: usize, baseline: &BTreeMap<Key, Coverage>) -> usize {
    let hit = move |service: &str, operation: &str| {
        !first(service, operation)
            && operations()
                .map(|(known, _)| known)
                .any(|(of, it)| of == service && it.name == operation && depth(of, it) == level)
    };
    let (records, _, stub) = collected(move |asked, before| {
        if hit(&asked.service, &asked.operation) {
            return fault.in_full(asked, before);
        }
        full_account(asked)
    });
    let mut failed: BTreeSet<String> = BTreeSet::new();
    let mut failing: BTreeSet<&str> = BTreeSet::new();
    for (service, operation) in operations().map(|(known, _)| known) {
        if hit(service, operation.name) {
            failed.insert(operation.action());
            failing.insert(service);
        }
    }
    for (key, record) in &records {
        let case = format!("{fault:?} at {level}: {record:?}");
        if !failed.contains(&key.0) {
            // Whatever did not fail is as it was, or was not asked because of what failed.
            match record.outcome {
                Outcome::NotAsked if baseline.get(key) != Some(record) => assert!(
                    failed.iter().any(|it| record.reason.contains(it.as_str())),
                    "{case}"
                ),
                _ => assert_eq!(baseline.get(key), Some(record), "{case}"),
            }
            continue;
        }
        let was = baseline.get(key).map(|it| it.outcome);
        match fault {
            // In the end it is answered as ever.
            Fault::ThrottledTwice => assert_eq!(Some(record.outcome), was, "{case}"),
            Fault::NewTokens if Some(record.outcome) == was => {}
            // A member of a list that the answers have too little of is left out on every page.
            Fault::NewTokens if of_next_page(record) => {}
            Fault::CutShort if record.outcome == Outcome::Unreadable => {}
            _ if record.outcome == Outcome::NotAsked => {}
            _ => {
                assert!(
                    fault.expected(true).contains(&record.outcome)
                        || fault.expected(false).contains(&record.outcome),
                    "{case}"
                );
                assert!(!record.reason.is_empty(), "{case}");
            }
        }
    }
    // Nothing of what did not depend on it is missing.
    for (key, record) in baseline {
        let there = records.contains_key(key);
        // Some services ask with the permissions of another.
        let of_failed = services_of(&key.0)
            .iter()
            .any(|service| failing.contains(service));
        assert!(there || of_failed, "{fault:?} at {level}: lost {record:?}");
    }
    // A refusal is final.
    if matches!(fault, Fault::Denied | Fault::Expired) {
        for (service, operation) in operations().map(|(known, _)| known) {
            if failed.contains(&operation.action()) {
                let asked = stub.most_often_asked(service, operation.name);
                // CodeConnections has two endpoints that know the same operations.
                let declared = operations()
                    .filter(|((of, it), _)| *of == service && it.name == operation.name)
                    .count();
                assert!(
                    asked <= declared,
                    "{}: asked {asked} times",
                    operation.action()
                );
            }
        }
    }
    failed.len()
}

/// Whether it says what was left out of a page behind the first one.
fn of_next_page(record: &Coverage) -> bool {
    let subject = record.subject.as_deref().unwrap_or_default();
    record.outcome == Outcome::Unreadable && subject.contains(" page ")
}

/// The services that declare an operation.
fn services_of(action: &str) -> Vec<&'static str> {
    operations()
        .map(|(known, _)| known)
        .filter(|(_, it)| it.action() == action)
        .map(|(service, _)| service)
        .collect()
}

#[test]
fn credentials_that_expire_in_the_middle_leave_what_was_answered() {
    if !environment::prepared(
        "every_operation::credentials_that_expire_in_the_middle_leave_what_was_answered",
    ) {
        return;
    }
    let (baseline, whole, _) = collected(|asked, _| full_account(asked));
    let left = std::sync::atomic::AtomicUsize::new(120);
    let (records, sink, _) = collected(move |asked, before| {
        let spent = left
            .fetch_update(
                std::sync::atomic::Ordering::Relaxed,
                std::sync::atomic::Ordering::Relaxed,
                |it| it.checked_sub(1),
            )
            .is_err();
        if spent {
            return Fault::Expired.in_full(asked, before);
        }
        full_account(asked)
    });
    let (mut kept, mut lost) = (0, 0);
    for (key, record) in &records {
        match record.outcome {
            Outcome::Failed => {
                assert!(record.reason.contains("ExpiredToken"), "{record:?}");
                assert!(record.help.contains("sign in again"), "{record:?}");
                lost += 1;
            }
            Outcome::NotAsked => {}
            _ => {
                assert_eq!(baseline.get(key), Some(record));
                kept += 1;
            }
        }
    }
    assert!(kept > 60 && lost > 60, "{kept} kept, {lost} lost");
    for id in sink.facts.assets.keys() {
        assert!(whole.facts.assets.contains_key(id), "{id}");
    }
}
