//! All rows against all targets, a block of targets at a time.
//!
//! A block is as many targets as one row of bits has: 512, a line or two of cache. In a block only rows that reach some of
//! its targets are touched: from the rows that hold one, each hands its bits to the rows before it, in the order of the rows,
//! so that a row has all its bits when its turn comes. Blocks do not depend on one another.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::condense::Condensation;
use super::pivot::Pivot;
use super::spread::{Spread, masks};

/// How many targets a block has.
pub const BLOCK: usize = 512;

/// Which blocks are worked on: those whose number leaves `part` when divided by `of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// From zero.
    pub part: u32,
    /// At least one.
    pub of: u32,
}

impl Part {
    /// All blocks.
    pub const WHOLE: Self = Self { part: 0, of: 1 };
}

/// How many threads work, and how many words of bits a row has at a time: what a limit of memory leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Plan {
    threads: usize,
    words: usize,
}

/// The least memory that counting can do with, in bytes, is more than there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("counting needs {needed} bytes of memory for its tables")]
pub struct TooLittleMemory {
    /// How much it needs.
    pub needed: u64,
}

impl Plan {
    fn fastest() -> Self {
        Self {
            threads: rayon::current_num_threads().max(1),
            words: BLOCK / 64,
        }
    }

    /// The fastest plan whose tables take no more than `limit` bytes, if every row has bits in every block.
    fn within(rows: usize, classes: usize, limit: u64) -> Result<Self, TooLittleMemory> {
        let all = Self::fastest().threads;
        let takes = |plan: &Self| {
            // Counts, slots, and marks of rows are kept whatever the width.
            let row = 4 * classes + 4 + 1 + 8 * plan.words;
            (rows as u64 * row as u64 + (1 << 16)) * plan.threads as u64
        };
        let plans = (1..=all).rev().flat_map(|threads| {
            let plan = move |words| Self { threads, words };
            [8, 4, 2, 1].map(plan)
        });
        let slowest = Self {
            threads: 1,
            words: 1,
        };
        plans
            .into_iter()
            .find(|plan| takes(plan) <= limit)
            .ok_or(TooLittleMemory {
                needed: takes(&slowest),
            })
    }
}

/// For each row how many targets of each class it reaches, as far as the blocks that were worked on tell.
#[derive(Debug)]
pub struct Counts {
    classes: usize,
    /// Row after row, `classes` of each.
    own: Vec<u32>,
    /// What all rows reach that lead to the pivot.
    shared: Vec<u32>,
    /// How often the bits of a row were handed on, for measuring.
    pub handed: u64,
}

impl Counts {
    fn new(rows: usize, classes: usize) -> Self {
        Self {
            classes,
            own: vec![0; rows * classes],
            shared: vec![0; classes],
            handed: 0,
        }
    }

    fn add(&mut self, more: &Self) {
        for (sum, more) in self.own.iter_mut().zip(&more.own) {
            *sum += more;
        }
        for (sum, more) in self.shared.iter_mut().zip(&more.shared) {
            *sum += more;
        }
        self.handed += more.handed;
    }

    /// How many targets of each class a row reaches.
    pub fn of(&self, row: u32, pivot: Option<&Pivot>) -> impl Iterator<Item = u32> {
        let at = row as usize * self.classes;
        let own = self.own.get(at..at + self.classes).unwrap_or_default();
        let leads = pivot.is_some_and(|it| it.leads.get(row as usize) == Some(&true));
        own.iter()
            .zip(&self.shared)
            .map(move |(own, shared)| if leads { own + shared } else { *own })
    }
}

/// The targets in the order in which blocks take them: what the pivot reaches first.
struct Order {
    targets: Vec<u32>,
    /// How many of them the pivot reaches.
    shared: usize,
}

/// Counts. `class[t]` is the class of target `t`, below `classes`.
#[must_use]
pub fn count(
    condensation: &Condensation,
    pivot: Option<&Pivot>,
    class: &[u8],
    classes: usize,
    part: Part,
) -> Counts {
    Job::new(condensation, pivot, class, classes, part).planned(Plan::fastest())
}

/// Counts with tables of no more than `limit` bytes. What is counted does not depend on the limit.
///
/// # Errors
/// If the limit is less than the tables of one thread need.
pub fn count_within(
    condensation: &Condensation,
    pivot: Option<&Pivot>,
    class: &[u8],
    classes: usize,
    part: Part,
    limit: u64,
) -> Result<Counts, TooLittleMemory> {
    let plan = Plan::within(condensation.rows() as usize, classes, limit)?;
    Ok(Job::new(condensation, pivot, class, classes, part).planned(plan))
}

/// What all threads work on.
struct Job<'a> {
    condensation: &'a Condensation,
    pivot: Option<&'a Pivot>,
    class: &'a [u8],
    classes: usize,
    part: Part,
    order: Order,
}

impl<'a> Job<'a> {
    fn new(
        condensation: &'a Condensation,
        pivot: Option<&'a Pivot>,
        class: &'a [u8],
        classes: usize,
        part: Part,
    ) -> Self {
        Self {
            condensation,
            pivot,
            class,
            classes,
            part,
            order: order(class.len() as u32, pivot),
        }
    }

    fn planned(&self, plan: Plan) -> Counts {
        match plan.words {
            8 => self.run::<8>(plan.threads),
            4 => self.run::<4>(plan.threads),
            2 => self.run::<2>(plan.threads),
            _ => self.run::<1>(plan.threads),
        }
    }

    fn run<const WORDS: usize>(&self, threads: usize) -> Counts {
        let next = AtomicUsize::new(0);
        let mut all: Vec<Counts> = rayon::broadcast(|thread| {
            (thread.index() < threads).then(|| self.work::<WORDS>(&next))
        })
        .into_iter()
        .flatten()
        .collect();
        let mut counts = all.pop().unwrap_or_else(|| Counts::new(0, self.classes));
        for it in all {
            counts.add(&it);
        }
        counts
    }

    /// Works on one block after another until none is left.
    fn work<const WORDS: usize>(&self, next: &AtomicUsize) -> Counts {
        let shared_blocks = self.order.shared.div_ceil(BLOCK);
        let all = self.class.len();
        let blocks = shared_blocks + (all - self.order.shared).div_ceil(BLOCK);
        let mut worker = Worker::<WORDS>::new(self.condensation, self.class, self.classes);
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= blocks {
                return worker.counts;
            }
            if number as u32 % self.part.of != self.part.part {
                continue;
            }
            let shared = number < shared_blocks;
            let (from, end) = if shared {
                (number * BLOCK, self.order.shared)
            } else {
                let from = self.order.shared + (number - shared_blocks) * BLOCK;
                (from, all)
            };
            let targets = self.order.targets.get(from..end.min(from + BLOCK));
            let pivot = self.pivot.filter(|_| shared);
            for targets in targets.unwrap_or_default().chunks(WORDS * 64) {
                worker.block(targets, pivot);
            }
        }
    }
}

fn order(targets: u32, pivot: Option<&Pivot>) -> Order {
    let reached =
        |target: &u32| pivot.is_some_and(|it| it.reaches.get(*target as usize) == Some(&true));
    let mut all: Vec<u32> = (0..targets).filter(reached).collect();
    let shared = all.len();
    all.extend((0..targets).filter(|target| !reached(target)));
    Order {
        targets: all,
        shared,
    }
}

/// The tables of one thread.
struct Worker<'a, const WORDS: usize> {
    class: &'a [u8],
    counts: Counts,
    spread: Spread<'a, WORDS>,
}

#[expect(
    clippy::indexing_slicing,
    reason = "rows and targets are those of the condensation, and every table has one entry for each"
)]
impl<'a, const WORDS: usize> Worker<'a, WORDS> {
    fn new(condensation: &'a Condensation, class: &'a [u8], classes: usize) -> Self {
        Self {
            class,
            counts: Counts::new(condensation.rows() as usize, classes),
            spread: Spread::new(condensation),
        }
    }

    fn block(&mut self, targets: &[u32], shared: Option<&Pivot>) {
        let classes = targets.iter().map(|target| self.class[*target as usize]);
        let masks = masks::<WORDS>(classes);
        if shared.is_some() {
            for (class, mask) in &masks {
                let targets = mask.iter().map(|word| word.count_ones());
                self.counts.shared[*class] += targets.sum::<u32>();
            }
        }
        let (own, classes) = (&mut self.counts.own, self.counts.classes);
        let targets = targets.iter().copied().enumerate();
        self.counts.handed += self.spread.block(targets, shared, |row, bits| {
            let counts = row as usize * classes;
            for (class, mask) in &masks {
                let both = bits.iter().zip(mask).map(|(a, b)| (a & b).count_ones());
                own[counts + class] += both.sum::<u32>();
            }
        });
    }
}
