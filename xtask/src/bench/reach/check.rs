//! The counts of some sources, worked out again by a plain search from each.

use blastradius_queries::engine::{Counts, Prepared};

use super::graphgen::{CLASSES, Generated};
use crate::bench::BenchError;

/// Holds counts against plain searches from about `samples` sources.
pub(super) fn check(
    generated: &Generated,
    prepared: &Prepared,
    counts: &Counts,
    samples: usize,
) -> Result<(), BenchError> {
    let sources = &generated.question.sources;
    let step = (sources.len() / samples.max(1)).max(1);
    let mut room = prepared.room();
    let mut checked = 0;
    for source in sources.iter().step_by(step) {
        let plain = plain(generated, *source);
        let mut counted = vec![0; CLASSES.len()];
        if let Some(row) = prepared.row(*source) {
            counted = prepared.counts_of(counts, row).collect();
        }
        if plain != counted || plain != prepared.reached(*source, &mut room) {
            return Err(BenchError::Wrong(*source));
        }
        checked += 1;
    }
    println!("{checked} sources: a plain search from each gives the same counts");
    Ok(())
}

/// What a search without any art finds from one source, by class.
pub(super) fn plain(generated: &Generated, source: u32) -> Vec<u32> {
    let mut counts = vec![0; CLASSES.len()];
    let seen = plain_set(generated, source);
    let reached = generated.question.class.iter().zip(seen);
    for (class, _) in reached.filter(|(_, seen)| *seen) {
        if let Some(count) = counts.get_mut(usize::from(*class)) {
            *count += 1;
        }
    }
    counts
}

/// For each vertex whether such a search finds it; itself too.
pub(super) fn plain_set(generated: &Generated, source: u32) -> Vec<bool> {
    let mut seen = vec![false; generated.graph.vertices() as usize];
    let mut waiting = vec![source];
    while let Some(vertex) = waiting.pop() {
        match seen.get_mut(vertex as usize) {
            Some(seen @ false) => *seen = true,
            _ => continue,
        }
        waiting.extend(generated.graph.row(vertex));
    }
    seen
}
