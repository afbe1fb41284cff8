//! The engine against searches without any art, on ten thousand random graphs with all levels of certainty.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "common/random.rs"]
mod random;

use std::collections::BTreeSet;

use blastradius_graph::csr::Csr;
use blastradius_queries::engine::{
    Between, Cost, Label, NO_TARGET, Network, Part, Prepared, Question, Space, search,
};

use random::Random;

/// A random graph: vertices, edges with labels, classes of targets, sources.
struct Case {
    vertices: u32,
    edges: Vec<(u32, u32, Label)>,
    question: Question,
}

impl Case {
    fn random(seed: u64) -> Self {
        let mut random = Random(seed);
        let vertices = 1 + random.below(40);
        // From forests to graphs that are one component.
        let dense = 1 + random.below(4);
        let edges = random.below(1 + vertices * dense);
        let (gated, weak) = (random.below(2) == 0, random.below(3) > 0);
        let edges = (0..edges).map(|_| {
            let level = if weak { random.below(4) as u8 } else { 3 };
            let gates = if gated { random.below(3) as u8 } else { 0 };
            // Edges that are no hop of their own lead upward, so that none of them is a cycle.
            let (from, to) = (random.below(vertices), random.below(vertices));
            let hop = to <= from || random.below(4) > 0;
            (from, to, Label::new(level, gates, hop))
        });
        let edges: Vec<_> = edges.collect();
        let class = (0..vertices).map(|_| match random.below(3) {
            0 => random.below(3) as u8,
            _ => NO_TARGET,
        });
        let class: Vec<u8> = class.collect();
        let sources = (0..vertices).filter(|_| random.below(3) == 0).collect();
        Self {
            vertices,
            edges,
            question: Question {
                class,
                classes: 3,
                sources,
            },
        }
    }

    fn at_least(&self, level: u8) -> Csr {
        let edges = self.edges.iter().filter(|it| it.2.level() >= level);
        let edges: Vec<(u32, u32)> = edges.map(|it| (it.0, it.1)).collect();
        Csr::from_edges(self.vertices, &edges).unwrap()
    }

    fn network(&self) -> Network {
        let mut edges = self.edges.clone();
        edges.sort_by_key(|it| it.0);
        let ends: Vec<(u32, u32)> = edges.iter().map(|it| (it.0, it.1)).collect();
        Network {
            graph: Csr::from_edges(self.vertices, &ends).unwrap(),
            labels: edges.iter().map(|it| it.2).collect(),
        }
    }

    /// Everything that a vertex reaches, itself too.
    fn reached(&self, from: u32, level: u8) -> BTreeSet<u32> {
        let mut reached = BTreeSet::from([from]);
        loop {
            let before = reached.len();
            for (tail, head, label) in &self.edges {
                if label.level() >= level && reached.contains(tail) {
                    reached.insert(*head);
                }
            }
            if reached.len() == before {
                return reached;
            }
        }
    }

    fn counts(&self, from: u32, level: u8) -> Vec<u32> {
        let mut counts = vec![0; 3];
        for vertex in self.reached(from, level) {
            if let Some(count) = counts.get_mut(usize::from(self.question.class[vertex as usize])) {
                *count += 1;
            }
        }
        counts
    }

    /// The cost of the best path to each vertex, by relaxing every edge until nothing changes.
    fn costs(&self, from: u32, level: u8) -> Vec<Cost> {
        let mut costs = vec![Cost::MAX; self.vertices as usize];
        costs[from as usize] = Cost::ZERO;
        loop {
            let before = costs.clone();
            for (tail, head, label) in self.edges.iter().filter(|it| it.2.level() >= level) {
                if costs[*tail as usize] != Cost::MAX {
                    let through = costs[*tail as usize].and(label.cost());
                    let had = &mut costs[*head as usize];
                    *had = through.min(*had);
                }
            }
            if costs == before {
                return costs;
            }
        }
    }
}

#[test]
fn counts_of_all_sources_are_those_of_a_plain_search() {
    for seed in 0..10_000 {
        let case = Case::random(seed);
        for level in 0..4 {
            let graph = case.at_least(level);
            let prepared = Prepared::new(&graph, &case.question);
            let counts = prepared.count(Part::WHOLE);
            let mut room = prepared.room();
            for source in &case.question.sources {
                let plain = case.counts(*source, level);
                let counted = prepared
                    .row(*source)
                    .map_or(vec![0; 3], |row| prepared.counts_of(&counts, row).collect());
                assert_eq!(plain, counted, "seed {seed} level {level} source {source}");
                assert_eq!(plain, prepared.reached(*source, &mut room), "seed {seed}");
                for class in 0..3u8 {
                    let mut listed = prepared.list(*source, class, &mut room);
                    listed.sort_unstable();
                    let of = |it: &u32| case.question.class[*it as usize] == class;
                    let plain: Vec<u32> = case
                        .reached(*source, level)
                        .into_iter()
                        .filter(of)
                        .collect();
                    assert_eq!(plain, listed, "seed {seed} level {level} source {source}");
                }
            }
        }
    }
}

#[test]
fn how_many_reach_a_target_is_what_plain_searches_say() {
    for seed in 0..2_000 {
        let case = Case::random(seed);
        let prepared = Prepared::new(&case.at_least(0), &case.question);
        let mut room = prepared.room();
        for target in 0..case.vertices {
            if case.question.class[target as usize] != NO_TARGET {
                let sources = case.question.sources.iter();
                let plain = sources.filter(|source| case.reached(**source, 0).contains(&target));
                let found = prepared.reaching(target, &mut room);
                assert_eq!(plain.count(), found as usize, "seed {seed} target {target}");
            }
        }
    }
}

#[test]
fn parts_add_up_to_the_whole_and_threads_do_not_matter() {
    // More targets than one block has, most of them reached by what leads to the largest component.
    let mut random = Random(7);
    let vertices = 6_000;
    let edges: Vec<(u32, u32)> = (0..14_000)
        .map(|_| (random.below(2_000), random.below(vertices)))
        .collect();
    let graph = Csr::from_edges(vertices, &edges).unwrap();
    let question = Question {
        class: (0..vertices)
            .map(|it| {
                if it < 1_000 {
                    NO_TARGET
                } else {
                    (it % 3) as u8
                }
            })
            .collect(),
        classes: 3,
        sources: (0..1_000).collect(),
    };
    let of = |part: Part, limit: Option<u64>| {
        let prepared = Prepared::new(&graph, &question);
        let counts = match limit {
            Some(limit) => prepared.count_within(part, limit).unwrap(),
            None => prepared.count(part),
        };
        let rows = question.sources.iter().map(|source| {
            let row = prepared.row(*source);
            row.map_or(vec![0; 3], |row| prepared.counts_of(&counts, row).collect())
        });
        rows.collect::<Vec<Vec<u32>>>()
    };
    let pool = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
    };
    let whole = pool(1).install(|| of(Part::WHOLE, None));
    assert!(whole.iter().flatten().any(|it| *it > 1_000));
    for threads in [2, 8] {
        assert_eq!(
            whole,
            pool(threads).install(|| of(Part::WHOLE, None)),
            "{threads} threads"
        );
    }
    let prepared = Prepared::new(&graph, &question);
    let least = prepared.count_within(Part::WHOLE, 1).unwrap_err().needed;
    for limit in [least, least * 2, least * 5, 1 << 40] {
        let within = pool(2).install(|| of(Part::WHOLE, Some(limit)));
        assert_eq!(whole, within, "within {limit} bytes");
    }
    for parts in [2, 3, 7, 50] {
        let mut sum = vec![vec![0; 3]; whole.len()];
        for part in 0..parts {
            for (sum, counts) in sum.iter_mut().zip(of(Part { part, of: parts }, None)) {
                sum.iter_mut()
                    .zip(counts)
                    .for_each(|(sum, count)| *sum += count);
            }
        }
        assert_eq!(whole, sum, "{parts} parts");
    }
}

#[test]
fn best_paths_cost_what_relaxing_every_edge_says() {
    for seed in 0..3_000 {
        let case = Case::random(seed);
        let network = case.network();
        let (back, numbers) = network.reversed();
        let mut between = Between::new(&network, &back, &numbers);
        let mut space = Some(Space::new(case.vertices, |_| false));
        for level in [0, 2, 3] {
            for source in case.question.sources.iter().take(3) {
                let plain = case.costs(*source, level);
                let tree = search(&network, space.take().unwrap(), &[*source], level);
                assert_eq!(
                    plain,
                    tree.table(),
                    "seed {seed} level {level} source {source}"
                );
                for target in 0..case.vertices {
                    let found = between.best(&[*source], &[target], level);
                    let cost = plain[target as usize];
                    assert_eq!(found.is_some(), cost != Cost::MAX, "seed {seed}");
                    let Some((best, edges)) = found else { continue };
                    assert_eq!(best, cost, "seed {seed} {source} to {target}");
                    for path in [edges, tree.path(target)] {
                        let mut at = *source;
                        let mut sum = Cost::ZERO;
                        for edge in path {
                            assert_eq!(network.graph.tail(edge), at, "seed {seed}");
                            assert!(network.label(edge as usize).level() >= level);
                            sum = sum.and(network.label(edge as usize).cost());
                            at = network.graph.heads()[edge as usize];
                        }
                        assert_eq!((at, sum), (target, cost), "seed {seed}");
                    }
                }
                space = Some(tree.into_space());
            }
        }
    }
}

#[test]
fn arrays_that_are_no_graph_are_refused() {
    assert!(Csr::new(vec![], vec![]).is_err());
    assert!(Csr::new(vec![1], vec![]).is_err());
    assert!(Csr::new(vec![0, 2, 1], vec![0, 0]).is_err());
    assert!(Csr::new(vec![0, 1], vec![0, 0]).is_err());
    assert!(Csr::new(vec![0, 1], vec![1]).is_err());
    assert!(Csr::from_edges(2, &[(0, 2)]).is_err());
    assert!(Csr::from_edges(2, &[(2, 0)]).is_err());
    assert_eq!(Csr::new(vec![0], vec![]).unwrap().vertices(), 0);
}
