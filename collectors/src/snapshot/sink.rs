//! Where collectors and importers put what they find.

use super::Facts;
use crate::coverage::Coverage;
use crate::facts::Fact;

/// Takes facts and coverage records, in any order.
pub trait Sink {
    /// Takes a fact. A second sighting of the same thing is merged; contradictions become coverage.
    fn fact(&mut self, fact: Fact);
    /// Takes a coverage record.
    fn coverage(&mut self, record: Coverage);
}

/// A sink that keeps everything in memory.
#[derive(Debug, Default)]
pub struct MemorySink {
    /// The facts so far.
    pub facts: Facts,
    /// The coverage records so far.
    pub coverage: Vec<Coverage>,
}

impl Sink for MemorySink {
    fn fact(&mut self, fact: Fact) {
        if let Some(contradiction) = self.facts.add(fact) {
            self.coverage.push(contradiction);
        }
    }

    fn coverage(&mut self, record: Coverage) {
        self.coverage.push(record);
    }
}
