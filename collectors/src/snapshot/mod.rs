//! The snapshot: a folder (or one `.brs` tar of it) of facts and coverage.

mod facts;
mod sink;

pub use facts::Facts;
pub use sink::{MemorySink, Sink};

use jiff::Timestamp;

use crate::coverage::Coverage;

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
