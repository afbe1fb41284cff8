//! Changes of a graph, and which edges to cut.

use std::time::Instant;

use blastradius_queries::engine::cuts::{Effort, Problem, greedy};
use blastradius_queries::engine::{Change, Counted, Effect, Question};

use super::graphgen::Generated;
use super::questions::Times;
use crate::bench::usage;

/// A search for another way looks at no more than so many edges before everything is counted.
const BUDGET: usize = 20_000;
/// So many changes are asked about.
const CHANGES: u32 = 200;

/// Takes edges away and adds some, one at a time, and counts what every source reaches then.
pub(super) fn change(generated: Generated) {
    let Generated { graph, question } = generated;
    let (vertices, edges) = (graph.vertices(), graph.edges());
    let counted = Counted::new(&graph, &question);
    drop(graph);
    // The first is asked twice: what is made once is not the price of a change.
    let change = |number: u32| {
        let spread =
            |all: u32, step: u64| (u64::from(number) * step % u64::from(all.max(1))) as u32;
        match number % 2 {
            0 => Change {
                remove: vec![spread(edges, 982_451_653)],
                add: Vec::new(),
            },
            _ => Change {
                remove: Vec::new(),
                add: vec![(spread(vertices, 982_451_653), spread(vertices, 961_748_941))],
            },
        }
    };
    drop(counted.after(&change(0), BUDGET));
    let (mut shifted, mut recounted) = (0, 0);
    let times = Times::of(0..CHANGES, |number| {
        match counted.after(&change(number), BUDGET) {
            Effect::Same => {}
            Effect::Shifted(_) => shifted += 1,
            Effect::Recounted(_) => recounted += 1,
        }
    });
    times.print("a change, counts of all sources after it");
    println!(
        "of {CHANGES} changes {shifted} changed counts of what they touch, for {recounted} everything was counted, peak {} MiB",
        usage::peak()
    );
}

/// Chooses five edges whose removal takes most from so many sources.
pub(super) fn cut(generated: &Generated, sources: usize) {
    let all = &generated.question.sources;
    let step = (all.len() / sources.max(1)).max(1);
    let question = Question {
        sources: all.iter().copied().step_by(step).take(sources).collect(),
        class: generated.question.class.clone(),
        classes: generated.question.classes,
    };
    let edges = generated.graph.edges();
    let grant: Vec<u32> = (0..edges).collect();
    let problem = Problem {
        graph: &generated.graph,
        grant: &grant,
        grants: edges,
        question: &question,
        worth: &[3, 5, 5],
    };
    let began = Instant::now();
    let cuts = greedy(
        &problem,
        Effort {
            choose: 5,
            exact: 8,
        },
    );
    for cut in &cuts {
        println!(
            "edge {} from {}: {} before, {} after",
            cut.grant,
            generated.graph.tail(cut.grant),
            cut.before,
            cut.after
        );
    }
    println!(
        "{} cuts for {} sources: wall {:.1} s, peak {} MiB",
        cuts.len(),
        question.sources.len(),
        began.elapsed().as_secs_f64(),
        usage::peak()
    );
}
