//! The snapshot: a folder (or one `.brs` tar of it) of facts and coverage.

mod content;
mod error;
mod facts;
mod record;
mod settle;
mod sink;

pub use content::Snapshot;
pub use error::SnapshotError;
pub use facts::Facts;
pub(crate) use settle::POLICY_ALIAS;
pub use sink::{MemorySink, Sink};
