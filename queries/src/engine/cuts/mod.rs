//! Which grants to take away so that sources reach the least: exact dominators, smallest cuts, and a greedy choice.
//!
//! A grant is what a person can change, and may be several edges. What one grant cuts at least is known for all of them
//! at once from two trees of dominators: targets that every way from any source leads through one of its edges to, and
//! sources whose every way to any target leads through it. What it cuts at most is the number of sources before it times
//! the worth of the targets behind. What the best by both cut is worked out exactly ([`gain`]), and the best of those is
//! taken; then again, without it. What is said of a cut is always exact, never estimated.

mod dominators;
mod estimate;
mod gain;
mod minimum;
mod narrow;

use blastradius_graph::csr::Csr;

pub use dominators::Dominators;
use estimate::{Estimates, total};
use gain::Gains;
use narrow::Narrow;

use super::prepared::Question;

/// In [`Problem::grant`]: an edge that may not be cut.
pub const KEPT: u32 = u32::MAX;

/// A graph, where attackers start, what they are after, and which edges can be cut.
#[derive(Debug, Clone, Copy)]
pub struct Problem<'a> {
    /// The edges.
    pub graph: &'a Csr,
    /// For each edge the grant that makes it, below `grants`, or [`KEPT`].
    pub grant: &'a [u32],
    /// How many grants there are.
    pub grants: u32,
    /// The sources, and the class of each target.
    pub question: &'a Question,
    /// What a target of each class is worth.
    pub worth: &'a [u64],
}

/// A grant and what cutting it comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// The grant.
    pub grant: u32,
    /// What all sources reach together before it is cut: the sum of the worth of what each reaches.
    pub before: u64,
    /// And after.
    pub after: u64,
}

/// How hard to look.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// How many grants to choose.
    pub choose: usize,
    /// How many candidates are counted exactly for each choice.
    pub exact: usize,
}

/// A greedy choice of grants, in order; each with what is left after it and those before it.
///
/// A grant that cuts nothing is never chosen, so there may be fewer than asked for. Where there are no more candidates
/// than `exact`, each choice is the best there is. Ties go to the smaller number.
///
/// What a grant cuts may grow when another is cut (two ways side by side), so nothing that was counted for one choice is
/// used for the next; only the part of the graph that matters is kept, and gets smaller.
///
/// Time: for each choice two counts, two searches for dominators, and a count for each candidate of which that does not
/// tell all.
#[must_use]
pub fn greedy(problem: &Problem<'_>, effort: Effort) -> Vec<Cut> {
    let mut narrow = Narrow::new(problem, &[]);
    let mut chosen = Vec::new();
    while chosen.len() < effort.choose {
        let Some(best) = best_of(problem, &narrow, effort.exact, &[])
            .into_iter()
            .next()
        else {
            break;
        };
        chosen.push(best);
        if chosen.len() < effort.choose
            && let Ok(place) = narrow.grants.binary_search(&best.grant)
        {
            narrow = narrow.without(place as u32);
        }
    }
    chosen
}

/// The grants that cut the most beside those that are `cut` already, the best first: `exact` candidates are counted.
/// Those of `not` are no candidates.
#[must_use]
pub fn best(problem: &Problem<'_>, cut: &[bool], exact: usize, not: &[u32]) -> Vec<Cut> {
    best_of(problem, &Narrow::new(problem, cut), exact, not)
}

fn best_of(problem: &Problem<'_>, narrow: &Narrow, exact: usize, not: &[u32]) -> Vec<Cut> {
    let estimates = Estimates::new(problem, narrow);
    let candidates = candidates(&estimates, exact, |place| {
        let grant = narrow.grants.get(place as usize);
        grant.is_some_and(|grant| !not.contains(grant))
    });
    let gains = Gains::new(problem, narrow, &estimates, &candidates);
    let mut found: Vec<Cut> = Vec::new();
    for (nth, place) in candidates.into_iter().enumerate() {
        // Whatever the candidate cuts, there are enough better ones.
        let most = estimates.most.get(place as usize).copied().unwrap_or(0);
        if found.iter().any(|it| it.before - it.after >= most) && found.len() >= exact.div_ceil(2) {
            continue;
        }
        let gain = gains.of(nth, place);
        if gain > 0
            && let Some(grant) = narrow.grants.get(place as usize)
        {
            found.push(Cut {
                grant: *grant,
                before: estimates.total,
                after: estimates.total.saturating_sub(gain),
            });
        }
    }
    found.sort_by_key(|cut| (cut.after, cut.grant));
    found
}

/// The grants that are worth a count: first the best by what they cut for sure, then by what they may. Grants of which
/// `may` is false are none.
fn candidates(estimates: &Estimates, exact: usize, may: impl Fn(u32) -> bool) -> Vec<u32> {
    let all: Vec<u32> = (0u32..)
        .zip(&estimates.most)
        .filter(|(grant, most)| **most > 0 && may(*grant))
        .map(|(grant, _)| grant)
        .collect();
    let at = |table: &[u64], grant: u32| table.get(grant as usize).copied().unwrap_or(0);
    let sure = |grant: &u32| {
        (
            std::cmp::Reverse(at(&estimates.sure, *grant)),
            std::cmp::Reverse(at(&estimates.most, *grant)),
            *grant,
        )
    };
    if all.len() <= exact {
        return first(all, exact, sure);
    }
    // Enough of them, even if all that are chosen are among them.
    let most = first(all.clone(), exact, |grant| {
        (std::cmp::Reverse(at(&estimates.most, *grant)), *grant)
    });
    let mut chosen = first(all, exact - exact / 4, sure);
    for grant in most {
        if chosen.len() >= exact {
            break;
        }
        if !chosen.contains(&grant) {
            chosen.push(grant);
        }
    }
    chosen
}

/// The `count` with the smallest keys, sorted.
fn first<K: Ord>(mut all: Vec<u32>, count: usize, key: impl Fn(&u32) -> K) -> Vec<u32> {
    if count < all.len() {
        all.select_nth_unstable_by_key(count, &key);
        all.truncate(count);
    }
    all.sort_unstable_by_key(key);
    all
}

/// What all sources reach together: the sum of the worth of what each reaches, without the grants that are `cut`.
#[must_use]
pub fn reach(problem: &Problem<'_>, cut: &[bool]) -> u64 {
    total(problem.graph, problem.question, problem.worth, |edge| {
        let grant = problem.grant.get(edge).copied().unwrap_or(KEPT);
        cut.get(grant as usize) == Some(&true)
    })
}

/// The fewest edges that part every source from every target, by their number. `None`: they cannot be parted, because what
/// may not be cut joins them.
///
/// Edges are counted, not grants: a grant that makes several of them is counted for each. Time: that of a flow; few
/// rounds over the edges between sources and targets for each step by which the ways are longer.
#[must_use]
pub fn minimum(problem: &Problem<'_>, cut: &[bool]) -> Option<Vec<u32>> {
    minimum::minimum(&Narrow::new(problem, cut))
}
