//! Two graphs of the same vertices against one another: what every source gained and lost.

use std::time::Instant;

use blastradius_graph::csr::Csr;
use blastradius_queries::engine::{InBoth, NO_TARGET, Prepared, Thing, versus};
use sha2::{Digest, Sha256};

use super::check::plain_set;
use super::graphgen::{CLASSES, Generated};
use crate::bench::{BenchError, usage};

/// One edge in so many goes, and as many come.
const SHARE: u64 = 1000;

/// The next of a row of numbers that look random: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut it = *state;
    it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    it ^ (it >> 31)
}

/// The same graph a while later: one edge in a thousand is gone, and as many lead elsewhere than before.
pub(super) fn later(generated: &Generated, seed: u64) -> Generated {
    let graph = &generated.graph;
    let mut state = seed;
    let mut offsets = Vec::with_capacity(graph.offsets().len());
    let mut heads = Vec::with_capacity(graph.edges() as usize);
    offsets.push(0u32);
    for tail in 0..graph.vertices() {
        for head in graph.row(tail) {
            let number = next(&mut state);
            match number % SHARE {
                0 => {}
                1 => {
                    // To where another edge leads: so each kind of vertex stays as likely as it is.
                    let other = (number / SHARE) % u64::from(graph.edges().max(1));
                    heads.extend(graph.heads().get(other as usize));
                }
                _ => heads.push(*head),
            }
        }
        offsets.push(heads.len() as u32);
    }
    Generated {
        // No more edges than there were, to vertices that are there.
        graph: Csr::new(offsets, heads).unwrap_or_default(),
        question: generated.question.clone(),
    }
}

/// Compares, and holds `samples` sources against a plain search in both.
pub(super) fn against(
    old: &Generated,
    new: &Generated,
    samples: Option<usize>,
) -> Result<(), BenchError> {
    let (began, before) = (Instant::now(), usage::processor_seconds());
    let prepared = [old, new].map(|it| Prepared::new(&it.graph, &it.question));
    let class = |of: &Generated, vertex: u32| {
        let class = of.question.class.get(vertex as usize).copied();
        class.filter(|class| *class != NO_TARGET)
    };
    let vertices = old.graph.vertices().max(new.graph.vertices());
    let mut things = Vec::new();
    for vertex in 0..vertices {
        let mut add = |at: InBoth, class| things.push(Thing { at, class });
        match (class(old, vertex), class(new, vertex)) {
            (Some(a), Some(b)) if a == b => add((Some(vertex), Some(vertex)), a),
            (a, b) => {
                a.into_iter().for_each(|it| add((Some(vertex), None), it));
                b.into_iter().for_each(|it| add((None, Some(vertex)), it));
            }
        }
    }
    let there = |of: &Generated, source: u32| Some(source).filter(|it| *it < of.graph.vertices());
    let mut all: Vec<u32> = old.question.sources.clone();
    all.extend(&new.question.sources);
    all.sort_unstable();
    all.dedup();
    let sources: Vec<InBoth> = all
        .iter()
        .map(|source| (there(old, *source), there(new, *source)))
        .collect();
    let [a, b] = &prepared;
    let found = versus(a, b, &things, &sources);
    let wall = began.elapsed().as_secs_f64();
    let used = usage::processor_seconds() - before;
    let mut hash = Sha256::new();
    let mut totals = [[0u64; 2]; CLASSES.len()];
    let mut changed = 0usize;
    for nth in 0..sources.len() {
        let (gained, lost) = (found.gained(nth), found.lost(nth));
        changed += usize::from(gained.iter().chain(lost).any(|count| *count > 0));
        for ((total, gained), lost) in totals.iter_mut().zip(gained).zip(lost) {
            let [more, less] = total;
            *more += u64::from(*gained);
            *less += u64::from(*lost);
        }
        for count in gained.iter().chain(lost) {
            hash.update(count.to_le_bytes());
        }
    }
    for (class, [gained, lost]) in CLASSES.iter().zip(totals) {
        println!("{class}: {gained} gained, {lost} lost");
    }
    println!(
        "{changed} of {} sources differ, hash {:x}",
        sources.len(),
        hash.finalize()
    );
    println!(
        "difference: wall {wall:.2} s processor {used:.2} s, without reading; peak {} MiB",
        usage::peak()
    );
    let Some(samples) = samples else {
        return Ok(());
    };
    let step = (all.len() / samples.max(1)).max(1);
    let mut checked = 0;
    for (nth, source) in all.iter().enumerate().step_by(step) {
        let sets = [old, new].map(|it| plain_set(it, *source));
        let [before, after] = &sets;
        let mut gained = vec![0; CLASSES.len()];
        let mut lost = vec![0; CLASSES.len()];
        for thing in &things {
            let is = |set: &[bool], at: Option<u32>| {
                at.is_some_and(|at| set.get(at as usize) == Some(&true))
            };
            let (was, has) = (is(before, thing.at.0), is(after, thing.at.1));
            let counts = match (was, has) {
                (false, true) => &mut gained,
                (true, false) => &mut lost,
                _ => continue,
            };
            if let Some(count) = counts.get_mut(usize::from(thing.class)) {
                *count += 1;
            }
        }
        if found.gained(nth) != gained || found.lost(nth) != lost {
            return Err(BenchError::Wrong(*source));
        }
        checked += 1;
    }
    println!("{checked} sources: two plain searches from each give the same difference");
    Ok(())
}
