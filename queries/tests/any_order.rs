//! Choke points and differences of snapshots: the same bytes whatever the order of the facts or the number of threads.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

/// The short form of facts of the graph's own cases.
#[path = "../../graph/tests/cases/mod.rs"]
mod cases;
#[path = "common/random.rs"]
mod random;

use std::convert::Infallible;

use blastradius_collectors::snapshot::{Facts, Snapshot};
use blastradius_graph::model::Graph;
use blastradius_graph::{BuildOptions, build};
use blastradius_queries::chokepoints::{ChokeOptions, chokepoints};
use blastradius_queries::diff::{DiffOptions, Side, diff};
use random::Random;

fn graph(snapshot: &Snapshot) -> Graph {
    build(snapshot, &BuildOptions::default()).unwrap()
}

fn shuffle<T>(all: &mut [T], random: &mut Random) {
    for at in (1..all.len()).rev() {
        all.swap(at, random.below(at as u32 + 1) as usize);
    }
}

/// The same snapshot, as if its facts had come in another order.
fn shuffled(snapshot: &Snapshot, random: &mut Random) -> Snapshot {
    let mut all: Vec<_> = snapshot.facts.clone().into_facts().collect();
    shuffle(&mut all, random);
    let mut coverage = snapshot.coverage.clone();
    shuffle(&mut coverage, random);
    let mut facts = Facts::default();
    for fact in all {
        assert!(facts.add(fact).is_none());
    }
    Snapshot::from_parts(facts, coverage, snapshot.taken)
}

/// A case in which every user has a key: without one nothing leaks.
fn with_keys(mut case: cases::Case) -> cases::Case {
    for (number, (name, principal)) in case.principal.iter_mut().enumerate() {
        if name.contains("user/") && principal.keys.is_none() {
            principal.keys = Some(vec![format!("AKIA{number:0>16}")]);
        }
    }
    case
}

/// What differs, and the choke points of the earlier, as bytes.
fn everything(old: &Snapshot, new: &Snapshot) -> String {
    let graphs = [old, new].map(graph);
    let side = |snapshot, at: usize| Side {
        snapshot,
        graph: &graphs[at],
    };
    let difference = diff(side(old, 0), side(new, 1), &DiffOptions::default());
    let again = |snapshot: &Snapshot| Ok::<_, Infallible>(graph(snapshot));
    let options = ChokeOptions {
        choose: 2,
        ..ChokeOptions::default()
    };
    let points = chokepoints(old, graph(old), &options, &again).unwrap();
    serde_json::to_string(&(difference, points)).unwrap()
}

#[test]
fn twenty_orders_and_one_two_and_eight_threads_give_the_same_bytes() {
    let pools = [1, 2, 8].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap()
    });
    let mut random = Random(20_261_123);
    let (mut estates, mut changed) = (0, 0);
    for (_, file, case) in cases::all().into_iter().step_by(17) {
        let Some(mutation) = case.mutation.first() else {
            continue;
        };
        if mutation.context.is_some() || !case.context.is_empty() {
            continue;
        }
        let whole = |case: &cases::Case| {
            let snapshot = cases::snapshot(case);
            Snapshot::from_parts(snapshot.facts, snapshot.coverage, snapshot.taken)
        };
        let case = with_keys(case);
        let mutation = &case.mutation[0];
        let (old, new) = (whole(&case), whole(&case.mutated(mutation)));
        let first = pools[0].install(|| everything(&old, &new));
        for turn in 0..20 {
            let (old, new) = (shuffled(&old, &mut random), shuffled(&new, &mut random));
            let same = pools[turn % pools.len()].install(|| everything(&old, &new));
            assert_eq!(first, same, "{file}");
        }
        estates += 1;
        changed += usize::from(
            ["closed", "new"]
                .iter()
                .any(|it| first.contains(&format!("\"change\":\"{it}\""))),
        );
    }
    assert!(
        estates >= 8 && changed >= 3,
        "{estates} estates, {changed} of them differ"
    );
}
