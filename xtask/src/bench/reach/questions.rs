//! Single questions of a running process, and the share of them that is answered in a time.

use std::time::Instant;

use blastradius_graph::csr::Csr;
use blastradius_queries::engine::{Between, Network, Prepared, Space, search};

use super::graphgen::Generated;
use crate::bench::usage;

/// Times in microseconds, sorted.
pub(super) struct Times(Vec<f64>);

impl Times {
    /// How long each question takes.
    pub(super) fn of<T>(questions: impl Iterator<Item = T>, mut ask: impl FnMut(T)) -> Self {
        let mut times: Vec<f64> = questions
            .map(|question| {
                let started = Instant::now();
                ask(question);
                started.elapsed().as_secs_f64() * 1e6
            })
            .collect();
        times.sort_by(f64::total_cmp);
        Self(times)
    }

    /// The time within which so many per cent are answered.
    fn within(&self, per_cent: usize) -> f64 {
        let at = (self.0.len() * per_cent).div_ceil(100).max(1) - 1;
        self.0.get(at).copied().unwrap_or(0.0)
    }

    pub(super) fn print(&self, what: &str) {
        println!(
            "{what}: half {:.1} us, 90 % {:.1} us, 99 % {:.1} us of {}",
            self.within(50),
            self.within(90),
            self.within(99),
            self.0.len(),
        );
    }
}

/// Asks about `samples` sources and targets, spread evenly.
pub(super) fn ask(generated: Generated, prepared: &Prepared, samples: usize) {
    let Generated { graph, question } = generated;
    let spread = |all: &[u32]| -> Vec<u32> {
        let step = (all.len() / samples.max(1)).max(1);
        all.iter().copied().step_by(step).take(samples).collect()
    };
    let sources = spread(&question.sources);
    let targets = spread(prepared.targets());
    let mut room = prepared.room();
    let mut sum = 0u64;
    Times::of(sources.iter(), |source| {
        let counts = prepared.reached(*source, &mut room);
        sum += counts.iter().map(|it| u64::from(*it)).sum::<u64>();
    })
    .print("one source, counts of all classes");
    Times::of(targets.iter(), |target| {
        sum += u64::from(prepared.reaching(*target, &mut room));
    })
    .print("one target, how many sources reach it");

    // A process that answers for long has no edges to what no question is about.
    let network = Network {
        graph: without_dead_ends(&graph, &question.class),
        labels: Vec::new(),
    };
    drop(graph);
    let mut space = Some(Space::new(network.graph.vertices(), |_| false));
    let mut found = 0u64;
    Times::of(sources.iter(), |source| {
        if let Some(room) = space.take() {
            let tree = search(&network, room, &[*source], 3);
            let class = |vertex: u32| question.class.get(vertex as usize).copied();
            let assets = tree.found().filter(|(vertex, _)| {
                class(*vertex).is_some_and(|class| usize::from(class) < question.classes)
            });
            found += assets
                .map(|(_, cost)| u64::from(cost.hops() > 0))
                .sum::<u64>();
            space = Some(tree.into_space());
        }
    })
    .print("one source, a best path to every asset");
    drop(space);
    let (back, numbers) = network.reversed();
    let mut between = Between::new(&network, &back, &numbers);
    let mut paths = 0u64;
    // Sources and targets of different places: each with one from another part of the list.
    let pairs = sources
        .iter()
        .zip((0..).map(|at: usize| at * 7919 % targets.len().max(1)));
    Times::of(pairs, |(source, at)| {
        if let Some(target) = targets.get(at)
            && let Some((_, edges)) = between.best(&[*source], &[*target], 3)
        {
            paths += edges.len() as u64;
        }
    })
    .print("best path between two");
    println!(
        "pairs counted {sum}, assets with a path {found}, hops of paths {paths}, peak {} MiB",
        usage::peak()
    );
}

/// The graph without the edges to vertices that have none out and are no targets.
fn without_dead_ends(graph: &Csr, class: &[u8]) -> Csr {
    let vertices = graph.vertices();
    let alive: Vec<bool> = (0..vertices)
        .zip(class)
        .map(|(vertex, class)| {
            *class != blastradius_queries::engine::NO_TARGET || !graph.row(vertex).is_empty()
        })
        .collect();
    let mut offsets = Vec::with_capacity(vertices as usize + 1);
    let mut heads = Vec::new();
    offsets.push(0u32);
    for vertex in 0..vertices {
        let row = graph.row(vertex).iter();
        heads.extend(row.filter(|head| alive.get(**head as usize) == Some(&true)));
        // No more heads than the graph had.
        offsets.push(heads.len() as u32);
    }
    // Rows of a graph without some of their heads are a graph.
    Csr::new(offsets, heads).unwrap_or_default()
}
