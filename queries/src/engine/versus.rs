//! What every source reaches in one graph and not in another, of both at once.
//!
//! A block of things goes through both graphs, and then what a source reaches there is held against what it reaches here,
//! bit by bit. Sources of the same rows in both share the work, and only those are looked at that have a bit of their own
//! in the block: what comes from the pivots alone is worked out once for each of the four ways to lead there or not.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use blastradius_graph::csr::Csr;

use super::blocks::BLOCK;
use super::pivot::Pivot;
use super::prepared::Prepared;
use super::spread::{Spread, masks};

/// Something in two graphs: its vertex in the earlier and in the later, where it has one.
pub type InBoth = (Option<u32>, Option<u32>);

/// A target in two graphs, and its class. What is of another class later is two things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thing {
    /// Its vertices.
    pub at: InBoth,
    /// Its class, in both.
    pub class: u8,
}

/// What changed for each source.
#[derive(Debug)]
pub struct Difference {
    classes: usize,
    /// For each source its pair of rows.
    pair: Vec<u32>,
    /// For each pair how many things of each class it gained, and how many of each it lost.
    counts: Vec<u32>,
}

impl Difference {
    /// How many things of each class a source reaches later and did not earlier. Sources are numbered as they were given.
    pub fn gained(&self, source: usize) -> &[u32] {
        let at = self.at(source);
        self.counts.get(at..at + self.classes).unwrap_or_default()
    }

    /// How many things of each class a source reached earlier and does not later.
    pub fn lost(&self, source: usize) -> &[u32] {
        let at = self.at(source) + self.classes;
        self.counts.get(at..at + self.classes).unwrap_or_default()
    }

    fn at(&self, source: usize) -> usize {
        let pair = self.pair.get(source).copied().unwrap_or(u32::MAX);
        pair as usize * 2 * self.classes
    }
}

/// A pair of rows that some source has.
type Rows = (Option<u32>, Option<u32>);

/// The bits of a block.
type Bits = [u64; BLOCK / 64];

/// What both graphs have in common, for all threads.
struct Job<'a> {
    graphs: [&'a Prepared; 2],
    classes: usize,
    pairs: Vec<Rows>,
    /// For each row of either graph its pairs.
    of_row: [Csr; 2],
    /// Which of the four ways each pair has to lead to the pivots or not.
    way: Vec<u8>,
    /// The targets of both graphs, things that the same pivots reach together, with the class.
    things: Vec<([Option<u32>; 2], u8)>,
    /// From where to where things of one block are, and which pivots reach them.
    blocks: Vec<(std::ops::Range<usize>, [bool; 2])>,
}

/// What `sources` gain and lose between two graphs that were made ready with the same classes, in which those of them that
/// are there are sources. Counts are those of one level of certainty: that of the graphs.
///
/// Time: a count of each graph, and the rows that reach something of a block which the pivots do not.
#[must_use]
pub fn versus(old: &Prepared, new: &Prepared, things: &[Thing], sources: &[InBoth]) -> Difference {
    let mut numbers: HashMap<Rows, u32> = HashMap::new();
    let mut pairs = Vec::new();
    let pair = sources.iter().map(|(before, after)| {
        let rows = (
            before.and_then(|it| old.row(it)),
            after.and_then(|it| new.row(it)),
        );
        *numbers.entry(rows).or_insert_with(|| {
            pairs.push(rows);
            pairs.len() as u32 - 1
        })
    });
    let pair: Vec<u32> = pair.collect();
    let job = Job::new([old, new], pairs, things);
    let next = AtomicUsize::new(0);
    let all = rayon::broadcast(|_| job.work(&next));
    let classes = job.classes;
    let mut counts = vec![0u32; job.pairs.len() * 2 * classes];
    for (own, shared) in all {
        for (place, sum) in counts.iter_mut().enumerate() {
            let (pair, nth) = (place / (2 * classes), place % (2 * classes));
            let way = usize::from(job.way.get(pair).copied().unwrap_or(0));
            let more = [
                own.get(place).copied(),
                shared.get(way * 2 * classes + nth).copied(),
            ];
            *sum = more.into_iter().flatten().fold(*sum, u32::wrapping_add);
        }
    }
    Difference {
        classes,
        pair,
        counts,
    }
}

impl<'a> Job<'a> {
    fn new(graphs: [&'a Prepared; 2], pairs: Vec<Rows>, things: &[Thing]) -> Self {
        let reaches = |graph: &Prepared, target: Option<u32>| {
            let reaches = graph.pivot().map(|it| &it.reaches);
            let target = target.and_then(|target| reaches?.get(target as usize));
            target == Some(&true)
        };
        let [old, new] = graphs;
        let mut sorted: Vec<_> = things
            .iter()
            .map(|thing| {
                let targets = [
                    thing.at.0.and_then(|it| old.target(it)),
                    thing.at.1.and_then(|it| new.target(it)),
                ];
                let [before, after] = targets;
                (
                    [reaches(old, before), reaches(new, after)],
                    targets,
                    thing.class,
                )
            })
            .filter(|(_, targets, _)| targets.iter().any(Option::is_some))
            .collect();
        // Targets of one place lie together, in one of the graphs.
        sorted.sort_unstable();
        let mut blocks: Vec<(std::ops::Range<usize>, [bool; 2])> = Vec::new();
        for (at, (by, ..)) in sorted.iter().enumerate() {
            match blocks.last_mut() {
                Some((range, same)) if same == by && range.len() < BLOCK => range.end = at + 1,
                _ => blocks.push((at..at + 1, *by)),
            }
        }
        let leads = |graph: &Prepared, row: Option<u32>| row.is_some_and(|row| graph.leads(row));
        let way = |rows: &Rows| u8::from(leads(old, rows.0)) | u8::from(leads(new, rows.1)) << 1;
        let of_row = |graph: &Prepared, of: fn(&Rows) -> Option<u32>| {
            let rows = (0u32..).zip(&pairs);
            let edges: Vec<(u32, u32)> = rows
                .filter_map(|(pair, rows)| Some((of(rows)?, pair)))
                .collect();
            let vertices = graph.rows().max(pairs.len() as u32);
            // Rows lead to pairs: both are numbers below the greater count.
            Csr::from_edges(vertices, &edges).unwrap_or_default()
        };
        Self {
            classes: old.classes(),
            way: pairs.iter().map(way).collect(),
            of_row: [of_row(old, |it| it.0), of_row(new, |it| it.1)],
            things: sorted.into_iter().map(|it| (it.1, it.2)).collect(),
            graphs,
            pairs,
            blocks,
        }
    }

    /// Works on one block after another until none is left: what each pair gained and lost beside what its way did, and what
    /// each way did.
    fn work(&self, next: &AtomicUsize) -> (Vec<u32>, Vec<u32>) {
        let mut worker = Worker {
            own: vec![0; self.pairs.len() * 2 * self.classes],
            shared: vec![0; 4 * 2 * self.classes],
            spreads: self.graphs.map(|graph| Spread::new(graph.condensation())),
            has: self.graphs.map(|graph| vec![0; graph.rows() as usize]),
            rows: [Vec::new(), Vec::new()],
            job: self,
        };
        while let Some((range, by)) = self.blocks.get(next.fetch_add(1, Ordering::Relaxed)) {
            worker.block(self.things.get(range.clone()).unwrap_or_default(), *by);
        }
        (worker.own, worker.shared)
    }
}

/// The tables of one thread.
struct Worker<'a> {
    job: &'a Job<'a>,
    own: Vec<u32>,
    shared: Vec<u32>,
    spreads: [Spread<'a, { BLOCK / 64 }>; 2],
    /// For each row of either graph where its bits are in `rows`, plus one; zero: it has none of its own.
    has: [Vec<u32>; 2],
    rows: [Vec<(u32, Bits)>; 2],
}

#[expect(
    clippy::indexing_slicing,
    reason = "rows and pairs are those of the job, and every table has one entry for each"
)]
impl Worker<'_> {
    fn block(&mut self, things: &[([Option<u32>; 2], u8)], by: [bool; 2]) {
        let job = self.job;
        for (side, by) in by.into_iter().enumerate() {
            let pivot: Option<&Pivot> = job.graphs[side].pivot().filter(|_| by);
            let (rows, has) = (&mut self.rows[side], &mut self.has[side]);
            let targets = things.iter().enumerate();
            let targets = targets.filter_map(|(at, thing)| Some((at, thing.0[side]?)));
            self.spreads[side].block(targets, pivot, |row, bits| {
                rows.push((row, *bits));
                has[row as usize] = rows.len() as u32;
            });
        }
        let masks = masks::<{ BLOCK / 64 }>(things.iter().map(|thing| thing.1));
        let mut all = [0u64; BLOCK / 64];
        for (_, mask) in &masks {
            join(&mut all, mask);
        }
        // What each way to lead to the pivots gains and loses, whoever has nothing of its own.
        let base = |way: u8| {
            [0, 1].map(|side| match by[side] && way & (1 << side) != 0 {
                true => all,
                false => [0; BLOCK / 64],
            })
        };
        let bases = [base(0), base(1), base(2), base(3)];
        let width = 2 * job.classes;
        for (way, base) in bases.iter().enumerate() {
            tell(
                base,
                &masks,
                &mut self.shared[way * width..(way + 1) * width],
                u32::wrapping_add,
            );
        }
        for side in 0..2 {
            for (row, _) in &self.rows[side] {
                for pair in job.of_row[side].row(*row) {
                    let rows = job.pairs[*pair as usize];
                    let place = [rows.0, rows.1];
                    let place = [0, 1].map(|of| {
                        let row = place[of].map(|row| self.has[of][row as usize]);
                        row.and_then(|place| place.checked_sub(1))
                    });
                    if side == 1 && place[0].is_some() {
                        continue;
                    }
                    let base = &bases[usize::from(job.way[*pair as usize])];
                    let mut had = *base;
                    for of in 0..2 {
                        if let Some(place) = place[of] {
                            join(&mut had[of], &self.rows[of][place as usize].1);
                        }
                    }
                    let own = *pair as usize * width..(*pair as usize + 1) * width;
                    let own = &mut self.own[own];
                    tell(&had, &masks, own, u32::wrapping_add);
                    tell(base, &masks, own, u32::wrapping_sub);
                }
            }
        }
        for side in 0..2 {
            for (row, _) in self.rows[side].drain(..) {
                self.has[side][row as usize] = 0;
            }
        }
    }
}

fn join(to: &mut Bits, more: &Bits) {
    for (to, more) in to.iter_mut().zip(more) {
        *to |= more;
    }
}

/// Counts by class what the later has and the earlier has not, and then the reverse.
fn tell(
    [before, after]: &[Bits; 2],
    masks: &[(usize, Bits)],
    counts: &mut [u32],
    count: fn(u32, u32) -> u32,
) {
    let classes = counts.len() / 2;
    for (class, mask) in masks {
        let (mut gained, mut lost) = (0, 0);
        for ((before, after), mask) in before.iter().zip(after).zip(mask) {
            gained += (after & !before & mask).count_ones();
            lost += (before & !after & mask).count_ones();
        }
        if let Some(it) = counts.get_mut(*class) {
            *it = count(*it, gained);
        }
        if let Some(it) = counts.get_mut(classes + class) {
            *it = count(*it, lost);
        }
    }
}
