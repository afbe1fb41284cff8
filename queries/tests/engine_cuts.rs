//! Dominators, smallest cuts, choices and changes against brute force on random graphs.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;

use blastradius_graph::csr::Csr;
use blastradius_queries::engine::cuts::{
    Dominators, Effort, KEPT, Problem, greedy, minimum, reach,
};
use blastradius_queries::engine::{Change, Counted, Effect, NO_TARGET, Question};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// What some vertices reach over edges that are not gone, themselves too.
fn flood(vertices: u32, edges: &[(u32, u32)], from: &[u32], gone: &[usize]) -> BTreeSet<u32> {
    let mut seen: BTreeSet<u32> = from.iter().copied().collect();
    assert!(seen.iter().all(|it| *it < vertices));
    loop {
        let before = seen.len();
        for (at, (tail, head)) in edges.iter().enumerate() {
            if !gone.contains(&at) && seen.contains(tail) {
                seen.insert(*head);
            }
        }
        if seen.len() == before {
            return seen;
        }
    }
}

#[derive(Debug, Clone)]
struct Random {
    vertices: u32,
    /// In rows, as the graph numbers them.
    edges: Vec<(u32, u32)>,
    question: Question,
    grant: Vec<u32>,
}

const GRANTS: u32 = 5;

fn random(vertices: u32, edges: usize) -> impl Strategy<Value = Random> {
    let edge = (0..vertices, 0..vertices);
    (
        proptest::collection::vec(edge, 0..edges),
        proptest::collection::vec(0u8..4, vertices as usize),
        proptest::collection::btree_set(0..vertices, 1..4),
        proptest::collection::vec(0..GRANTS + 1, edges),
    )
        .prop_map(move |(mut edges, class, sources, grant)| {
            edges.sort_by_key(|edge| edge.0);
            let class = class
                .iter()
                .map(|it| if *it < 2 { *it } else { NO_TARGET })
                .collect();
            Random {
                vertices,
                grant: grant
                    .into_iter()
                    .take(edges.len())
                    .map(|it| if it == GRANTS { KEPT } else { it })
                    .collect(),
                edges,
                question: Question {
                    class,
                    classes: 2,
                    sources: sources.into_iter().collect(),
                },
            }
        })
}

const WORTH: [u64; 2] = [5, 3];

impl Random {
    fn graph(&self) -> Csr {
        Csr::from_edges(self.vertices, &self.edges).unwrap()
    }

    fn total(&self, gone: &[usize]) -> u64 {
        let of = |source: &u32| -> u64 {
            flood(self.vertices, &self.edges, &[*source], gone)
                .iter()
                .map(|it| self.question.class[*it as usize])
                .filter(|class| *class != NO_TARGET)
                .map(|class| WORTH[usize::from(class)])
                .sum()
        };
        self.question.sources.iter().map(of).sum()
    }

    fn of_grants(&self, grants: &[u32]) -> Vec<usize> {
        let edges = self.grant.iter().enumerate();
        edges
            .filter(|(_, it)| grants.contains(it))
            .map(|(at, _)| at)
            .collect()
    }

    fn counts(&self, source: u32, edges: &[(u32, u32)]) -> Vec<u32> {
        let mut counts = vec![0; 2];
        for it in flood(self.vertices, edges, &[source], &[]) {
            let class = self.question.class[it as usize];
            if class != NO_TARGET {
                counts[usize::from(class)] += 1;
            }
        }
        counts
    }
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(20_261_123),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Cuts edges one after the other, and counts without those that are cut.
fn what_is_said_is_true(it: &Random, effort: Effort) -> Result<(), TestCaseError> {
    let graph = it.graph();
    let grant: Vec<u32> = (0..graph.edges()).collect();
    let problem = Problem {
        graph: &graph,
        grant: &grant,
        grants: graph.edges(),
        question: &it.question,
        worth: &WORTH,
    };
    let mut cut: Vec<usize> = Vec::new();
    for choice in greedy(&problem, effort) {
        prop_assert_eq!(choice.before, it.total(&cut));
        cut.push(choice.grant as usize);
        prop_assert_eq!(choice.after, it.total(&cut));
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(3000))]

    /// An edge stands on every way to something if that is not reached without it; and it is said where it leads.
    #[test]
    fn dominators_are_what_removing_each_edge_shows(it in random(9, 22)) {
        let graph = it.graph();
        let (backward, numbers) = graph.reversed_numbered();
        let roots = &it.question.sources;
        let tree = Dominators::new(&graph, &backward, roots);
        let all = flood(it.vertices, &it.edges, roots, &[]);
        for vertex in 0..it.vertices {
            prop_assert_eq!(tree.reached(vertex), all.contains(&vertex));
        }
        let found: BTreeSet<(u32, u32)> = tree.edges(&graph, &backward, &numbers).collect();
        let mut expected = BTreeSet::new();
        let sums = tree.sums(&vec![1; it.vertices as usize]);
        for (at, (_, head)) in it.edges.iter().enumerate() {
            let left = flood(it.vertices, &it.edges, roots, &[at]);
            if all.contains(head) && !left.contains(head) {
                expected.insert((at as u32, *head));
                prop_assert_eq!(sums[*head as usize], (all.len() - left.len()) as u64);
                for lost in all.difference(&left) {
                    prop_assert!(tree.dominates(*head, *lost));
                }
            }
        }
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_choice_is_the_best_there_is_and_says_what_is_left(it in random(8, 18)) {
        let graph = it.graph();
        let problem = Problem {
            graph: &graph,
            grant: &it.grant,
            grants: GRANTS,
            question: &it.question,
            worth: &WORTH,
        };
        prop_assert_eq!(reach(&problem, &[]), it.total(&[]));
        let chosen = greedy(&problem, Effort { choose: 3, exact: 50 });
        let mut cut: Vec<u32> = Vec::new();
        for choice in &chosen {
            let after = |grant: u32| {
                let grants: Vec<u32> = cut.iter().copied().chain([grant]).collect();
                it.total(&it.of_grants(&grants))
            };
            prop_assert_eq!(choice.before, it.total(&it.of_grants(&cut)));
            prop_assert_eq!(choice.after, after(choice.grant));
            prop_assert!(choice.after < choice.before);
            let best = (0..GRANTS).map(after).min().unwrap();
            prop_assert_eq!(choice.after, best);
            cut.push(choice.grant);
        }
        if chosen.len() < 3 {
            // There was nothing left to cut.
            let left = it.total(&it.of_grants(&cut));
            for grant in 0..GRANTS {
                let grants: Vec<u32> = cut.iter().copied().chain([grant]).collect();
                prop_assert_eq!(it.total(&it.of_grants(&grants)), left);
            }
        }
    }

    /// Few candidates are counted: what is chosen may not be the best, but what is said of it is true.
    #[test]
    fn a_hasty_choice_is_true_too(it in random(8, 18)) {
        what_is_said_is_true(&it, Effort { choose: 2, exact: 2 })?;
    }

    /// What is worked out from what one edge touches, in graphs in which that is a part of it.
    #[test]
    fn what_is_said_of_a_cut_in_a_larger_graph_is_true(it in random(40, 90)) {
        what_is_said_is_true(&it, Effort { choose: 3, exact: 8 })?;
    }

    #[test]
    fn one_edge_that_comes_or_goes_shifts_what_it_touches(
        it in random(40, 90),
        remove in 0u32..90,
        add in (0u32..40, 0u32..40),
    ) {
        let counted = Counted::new(&it.graph(), &it.question);
        let changes = [
            Change { remove: vec![remove], add: Vec::new() },
            Change { remove: Vec::new(), add: vec![add] },
        ];
        for change in changes {
            let kept = (0u32..).zip(&it.edges).filter(|(at, _)| !change.remove.contains(at));
            let mut edges: Vec<(u32, u32)> = kept.map(|(_, edge)| *edge).collect();
            edges.extend(&change.add);
            // Enough to look at everything, and hardly anything for ways round.
            let effect = counted.after(&change, 20);
            for source in &it.question.sources {
                let expected = it.counts(*source, &edges);
                prop_assert_eq!(counted.after_it(&effect, *source), expected);
            }
        }
    }

    #[test]
    fn a_smallest_cut_parts_and_no_smaller_one_does(it in random(6, 12)) {
        let graph = it.graph();
        let problem = Problem {
            graph: &graph,
            grant: &it.grant,
            grants: GRANTS,
            question: &it.question,
            worth: &WORTH,
        };
        let parts = |gone: &[usize]| {
            let reached = flood(it.vertices, &it.edges, &it.question.sources, gone);
            reached.iter().all(|at| it.question.class[*at as usize] == NO_TARGET)
        };
        let can: Vec<usize> = (0..it.edges.len()).filter(|at| it.grant[*at] != KEPT).collect();
        let smallest = (0u32..1 << can.len())
            .filter(|set| {
                let gone: Vec<usize> =
                    (0..can.len()).filter(|bit| set & (1 << bit) != 0).map(|bit| can[bit]).collect();
                parts(&gone)
            })
            .map(u32::count_ones)
            .min();
        let found = minimum(&problem, &[]);
        prop_assert_eq!(found.as_ref().map(|it| it.len() as u32), smallest);
        if let Some(found) = found {
            let gone: Vec<usize> = found.iter().map(|edge| *edge as usize).collect();
            prop_assert!(gone.iter().all(|edge| can.contains(edge)));
            prop_assert!(parts(&gone));
        }
    }

    /// After any change the counts are those of the changed graph, however little was looked at.
    #[test]
    fn a_change_comes_to_what_counting_anew_says(
        it in random(9, 22),
        remove in proptest::collection::vec(0u32..24, 0..3),
        add in proptest::collection::vec((0u32..9, 0u32..9), 0..3),
        budget in 0usize..12,
    ) {
        let counted = Counted::new(&it.graph(), &it.question);
        let change = Change { remove, add };
        let mut edges: Vec<(u32, u32)> = (0u32..)
            .zip(&it.edges)
            .filter(|(at, _)| !change.remove.contains(at))
            .map(|(_, edge)| *edge)
            .collect();
        edges.extend(&change.add);
        let effect = counted.after(&change, budget);
        for source in &it.question.sources {
            let expected = it.counts(*source, &edges);
            prop_assert_eq!(counted.after_it(&effect, *source), expected);
        }
    }
}

/// What is removed is not noticed where there is another way, and nothing is counted.
#[test]
fn nothing_is_counted_where_another_way_is_near() {
    let question = Question {
        class: vec![NO_TARGET, NO_TARGET, 0],
        classes: 1,
        sources: vec![0],
    };
    let graph = Csr::from_edges(3, &[(0, 1), (0, 2), (1, 2)]).unwrap();
    let counted = Counted::new(&graph, &question);
    let without = |edge| Change {
        remove: vec![edge],
        add: Vec::new(),
    };
    assert!(matches!(counted.after(&without(1), 10), Effect::Same));
    // The source still reaches the target.
    assert!(matches!(counted.after(&without(0), 10), Effect::Same));
    assert!(matches!(
        counted.after(&without(0), 0),
        Effect::Recounted(_)
    ));
    let new = Change {
        remove: Vec::new(),
        add: vec![(0, 2)],
    };
    assert!(matches!(counted.after(&new, 10), Effect::Same));
}

/// Only what a change touches is worked out: the other sources are not looked at.
#[test]
fn what_a_change_does_not_touch_is_not_counted() {
    // A ring in the middle that leads to a target, a source before it, and one beside it.
    let edges = [(0, 1), (1, 2), (2, 1), (2, 3), (4, 5)];
    let question = Question {
        class: vec![NO_TARGET, NO_TARGET, NO_TARGET, 0, NO_TARGET, 0],
        classes: 1,
        sources: vec![0, 4],
    };
    let counted = Counted::new(&Csr::from_edges(6, &edges).unwrap(), &question);
    let change = |remove: &[u32], add: &[(u32, u32)]| Change {
        remove: remove.to_vec(),
        add: add.to_vec(),
    };
    for (change, first, second) in [
        (change(&[0], &[]), 0, 1),
        (change(&[3], &[]), 0, 1),
        (change(&[4], &[]), 1, 0),
        (change(&[], &[(4, 2)]), 1, 2),
        (change(&[], &[(1, 5)]), 2, 1),
    ] {
        let effect = counted.after(&change, 100);
        assert!(matches!(effect, Effect::Shifted(_)), "{change:?}");
        assert_eq!(counted.after_it(&effect, 0), [first], "{change:?}");
        assert_eq!(counted.after_it(&effect, 4), [second], "{change:?}");
    }
}
