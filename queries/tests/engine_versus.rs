//! What each source gains and loses between two graphs, against a plain search in both.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;

use blastradius_graph::csr::Csr;
use blastradius_queries::engine::{
    Difference, InBoth, NO_TARGET, Prepared, Question, Thing, versus,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, RngSeed, TestRng, TestRunner};

const CLASSES: usize = 2;

/// An estate: edges between things by name, which of them are there at all, and the class of each.
#[derive(Debug, Clone)]
struct Estate {
    edges: Vec<(u32, u32)>,
    class: Vec<u8>,
    there: Vec<bool>,
    /// In which order its vertices are numbered.
    order: Vec<u32>,
}

/// An estate in numbers.
struct Numbered {
    graph: Csr,
    question: Question,
    /// For each name its vertex.
    at: Vec<Option<u32>>,
}

impl Estate {
    fn numbered(&self, sources: &BTreeSet<u32>) -> Numbered {
        let mut at = vec![None; self.class.len()];
        let mut class = Vec::new();
        for name in &self.order {
            if self.there[*name as usize] {
                at[*name as usize] = Some(class.len() as u32);
                class.push(self.class[*name as usize]);
            }
        }
        let ends = |(a, b): &(u32, u32)| Some((at[*a as usize]?, at[*b as usize]?));
        let edges: Vec<(u32, u32)> = self.edges.iter().filter_map(ends).collect();
        Numbered {
            graph: Csr::from_edges(class.len() as u32, &edges).unwrap(),
            question: Question {
                class,
                classes: CLASSES,
                sources: sources.iter().filter_map(|it| at[*it as usize]).collect(),
            },
            at,
        }
    }

    /// The names that one reaches.
    fn reached(&self, source: u32) -> BTreeSet<u32> {
        let there = |name: u32| self.there[name as usize];
        let mut seen = BTreeSet::new();
        let mut open = vec![source];
        while let Some(name) = open.pop() {
            if there(name) && seen.insert(name) {
                let out = self.edges.iter().filter(|edge| edge.0 == name);
                open.extend(out.map(|edge| edge.1));
            }
        }
        seen
    }
}

fn estate(names: u32, edges: usize) -> impl Strategy<Value = Estate> {
    (
        proptest::collection::vec((0..names, 0..names), 0..edges),
        proptest::collection::vec(0u8..4, names as usize),
        proptest::collection::vec(prop::bool::weighted(0.9), names as usize),
        Just((0..names).collect::<Vec<u32>>()).prop_shuffle(),
    )
        .prop_map(|(edges, class, there, order)| Estate {
            edges,
            class: class
                .into_iter()
                .map(|it| if it < CLASSES as u8 { it } else { NO_TARGET })
                .collect(),
            there,
            order,
        })
}

/// Both estates have most of their edges in common, or they would have little to compare.
fn two(names: u32, edges: usize) -> impl Strategy<Value = (Estate, Estate)> {
    let changes = proptest::collection::vec((0..names, 0..names), 0..4);
    (estate(names, edges), estate(names, 3), changes, 0usize..4).prop_map(
        |(old, mut new, add, remove)| {
            new.class.clone_from(&old.class);
            new.edges = old.edges.iter().copied().skip(remove).chain(add).collect();
            (old, new)
        },
    )
}

/// Everything that one is in both: a target of one class, or of two.
fn things(old: &Estate, new: &Estate, at: [&[Option<u32>]; 2]) -> Vec<Thing> {
    let names = 0..old.class.len();
    let thing = |at, class| Thing { at, class };
    names
        .flat_map(|name| {
            let (before, after) = (old.class[name], new.class[name]);
            let (a, b) = (at[0][name], at[1][name]);
            match before == after {
                true => vec![thing((a, b), before)],
                false => vec![thing((a, None), before), thing((None, b), after)],
            }
        })
        .filter(|thing| thing.class != NO_TARGET)
        .collect()
}

fn asked(old: &Estate, new: &Estate, sources: &BTreeSet<u32>) -> Difference {
    let (a, b) = (old.numbered(sources), new.numbered(sources));
    let things = things(old, new, [&a.at, &b.at]);
    let both: Vec<InBoth> = sources
        .iter()
        .map(|it| (a.at[*it as usize], b.at[*it as usize]))
        .collect();
    let prepared = [&a, &b].map(|it| Prepared::new(&it.graph, &it.question));
    versus(&prepared[0], &prepared[1], &things, &both)
}

fn by_class(of: &Estate, names: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut counts = vec![0; CLASSES];
    for name in names {
        if let Some(count) = counts.get_mut(usize::from(of.class[name as usize])) {
            *count += 1;
        }
    }
    counts
}

fn expect(old: &Estate, new: &Estate, sources: &BTreeSet<u32>, found: &Difference) {
    for (nth, source) in sources.iter().enumerate() {
        let (before, after) = (old.reached(*source), new.reached(*source));
        let is = |of: &Estate, name: u32| of.class[name as usize];
        // What is of another class now is lost as one and gained as the other.
        let gained = after
            .iter()
            .filter(|it| !before.contains(it) || is(old, **it) != is(new, **it));
        let lost = before
            .iter()
            .filter(|it| !after.contains(it) || is(old, **it) != is(new, **it));
        assert_eq!(found.gained(nth), by_class(new, gained.copied()));
        assert_eq!(found.lost(nth), by_class(old, lost.copied()));
    }
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(20_261_124),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn each_gains_and_loses_what_two_searches_say(
        (old, new) in two(10, 24),
        sources in proptest::collection::btree_set(0u32..10, 1..6),
    ) {
        expect(&old, &new, &sources, &asked(&old, &new, &sources));
    }

    /// Nothing in common but the names.
    #[test]
    fn two_estates_that_have_nothing_to_do_with_one_another(
        old in estate(9, 20),
        new in estate(9, 20),
        sources in proptest::collection::btree_set(0u32..9, 1..5),
    ) {
        expect(&old, &new, &sources, &asked(&old, &new, &sources));
    }
}

/// Several blocks, and whatever the number of threads the same.
#[test]
fn many_things_and_any_number_of_threads() {
    let mut runner = TestRunner::new_with_rng(
        ProptestConfig::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let (old, new) = two(4000, 9000).new_tree(&mut runner).unwrap().current();
    let sources: BTreeSet<u32> = (0..4000).step_by(40).collect();
    let counts = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let found = pool
            .build()
            .unwrap()
            .install(|| asked(&old, &new, &sources));
        expect(&old, &new, &sources, &found);
        (0..sources.len())
            .map(|nth| (found.gained(nth).to_vec(), found.lost(nth).to_vec()))
            .collect::<Vec<_>>()
    };
    let one = counts(1);
    assert_eq!(one, counts(2));
    assert_eq!(one, counts(8));
    assert!(one.iter().any(|(gained, lost)| gained != lost));
}
