//! A snapshot in memory, and its identity.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::settle::{self, Aliases};
use super::{Facts, organizations, record};
use crate::coverage::Coverage;
use crate::facts::FactKind;

/// A snapshot in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The id: made from the content, so that equal content has an equal id.
    pub id: String,
    /// When it was taken.
    pub taken: Timestamp,
    /// What is known.
    pub facts: Facts,
    /// What was asked and how it ended.
    pub coverage: Vec<Coverage>,
}

impl Snapshot {
    /// Makes a snapshot of facts and coverage: short names become full ones, gaps that another
    /// answer filled are dropped, coverage is sorted. The id is made from the content.
    #[must_use]
    pub fn from_parts(mut facts: Facts, mut coverage: Vec<Coverage>, taken: Timestamp) -> Self {
        let mut aliases = Aliases::default();
        aliases.learn(&facts);
        coverage.extend(aliases.apply(&mut facts));
        aliases.apply_to_coverage(&mut coverage);
        settle::second_factors(&mut facts);
        settle::policies(&facts, &mut coverage);
        organizations::settle(&facts, &mut coverage);
        let coverage = settle::coverage(coverage);
        Self {
            id: identify(&facts, &coverage),
            taken,
            facts,
            coverage,
        }
    }

    /// Adds what a later import or collection found. What contradicts becomes coverage.
    #[must_use]
    pub fn add(mut self, mut facts: Facts, mut coverage: Vec<Coverage>, taken: Timestamp) -> Self {
        // Full names first, on both sides: a short name would look like a contradiction.
        let mut aliases = Aliases::default();
        aliases.learn(&self.facts);
        aliases.learn(&facts);
        coverage.extend(aliases.apply(&mut self.facts));
        coverage.extend(aliases.apply(&mut facts));
        for fact in facts.into_facts() {
            coverage.extend(self.facts.add(fact));
        }
        self.coverage.extend(coverage);
        Self::from_parts(self.facts, self.coverage, self.taken.max(taken))
    }
}

/// The id of a content: the first 128 bits of the SHA-256 of its records, in storage order.
fn identify(facts: &Facts, coverage: &[Coverage]) -> String {
    let mut hash = Sha256::new();
    let mut line = Vec::new();
    for kind in FactKind::ALL {
        record::each(facts, kind, &mut line, |line| hash.update(line));
    }
    for it in coverage {
        record::line(it, &mut line);
        hash.update(&line);
    }
    shorten(hash)
}

/// The id that a finished hash of all records gives.
pub(super) fn shorten(hash: Sha256) -> String {
    let mut id = record::hex(&hash.finalize());
    id.truncate(32);
    id
}
