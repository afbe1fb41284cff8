//! The same facts give the same graph: whatever their order, whatever the number of threads.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod cases;

use std::sync::LazyLock;

use blastradius_collectors::facts::Fact;
use blastradius_collectors::snapshot::{MemorySink, Sink, Snapshot};
use blastradius_graph::model::Graph;
use blastradius_graph::{BuildOptions, build};
use cases::{all, snapshot};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn bytes(graph: &Graph) -> String {
    let nodes: Vec<_> = graph.nodes().map(|(_, node)| node).collect();
    let edges: Vec<_> = graph
        .edges()
        .map(|(id, from, to, edge)| {
            let evidence = graph.evidence(id, from, to);
            (graph.node(from).id, graph.node(to).id, edge, evidence)
        })
        .collect();
    let coverage: Vec<_> = graph.coverage().map(|it| it.to_coverage()).collect();
    serde_json::to_string(&(nodes, edges, coverage, graph.snapshot())).unwrap()
}

fn facts(snapshot: &Snapshot) -> Vec<Fact> {
    let facts = snapshot.facts.clone();
    let mut all = Vec::new();
    all.extend(facts.scopes.into_values().map(Fact::Scope));
    all.extend(facts.identities.into_values().map(Fact::Identity));
    all.extend(facts.credentials.into_values().map(Fact::Credential));
    all.extend(facts.policies.into_values().map(Fact::Policy));
    all.extend(facts.attachments.into_values().map(Fact::Attachment));
    all.extend(facts.workloads.into_values().map(Fact::Workload));
    all.extend(facts.assets.into_values().map(Fact::Asset));
    all.extend(facts.lineage.into_values().map(Fact::Lineage));
    all
}

/// Every case in one estate of many principals. Where two cases name the same thing they say the same kind of thing,
/// and which of them wins does not matter here.
fn everything() -> Snapshot {
    let mut sink = MemorySink::default();
    let mut last = None;
    for (_, _, case) in all() {
        let one = snapshot(&case);
        for fact in facts(&one) {
            let taken = match &fact {
                Fact::Identity(fact) => sink.facts.identities.contains_key(&fact.id),
                Fact::Policy(fact) => sink.facts.policies.contains_key(&fact.id),
                Fact::Scope(fact) => sink.facts.scopes.contains_key(&fact.id),
                Fact::Asset(fact) => sink.facts.assets.contains_key(&fact.id),
                _ => false,
            };
            if !taken {
                sink.fact(fact);
            }
        }
        sink.coverage.extend(one.coverage.iter().cloned());
        last = Some(one);
    }
    Snapshot {
        facts: sink.facts,
        coverage: sink.coverage,
        ..last.unwrap()
    }
}

#[test]
fn threads_do_not_matter() {
    let (snapshot, expected) = &*ORIGINAL;
    assert!(snapshot.facts.identities.len() > 20);
    let with = |threads: usize| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
            .install(|| bytes(&build(snapshot, &BuildOptions::default()).unwrap()))
    };
    let one = with(1);
    assert!(one.contains("escalates"));
    assert_eq!(&one, expected);
    assert_eq!(one, with(3));
}

static ORIGINAL: LazyLock<(Snapshot, String)> = LazyLock::new(|| {
    let snapshot = everything();
    let graph = bytes(&build(&snapshot, &BuildOptions::default()).unwrap());
    (snapshot, graph)
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]
    #[test]
    fn order_does_not_matter(seed in any::<u64>()) {
        let (original, expected) = &*ORIGINAL;
        let mut shuffled = facts(original);
        // A fixed permutation of the seed: Fisher and Yates with a linear congruential generator.
        let mut state = seed | 1;
        for index in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            shuffled.swap(index, (state >> 33) as usize % (index + 1));
        }
        let mut sink = MemorySink::default();
        for fact in shuffled {
            sink.fact(fact);
        }
        let mut coverage = original.coverage.clone();
        coverage.reverse();
        let again = Snapshot { facts: sink.facts, coverage, ..original.clone() };
        prop_assert_eq!(expected, &bytes(&build(&again, &BuildOptions::default()).unwrap()));
    }
}
