//! The snapshot: a folder (or one `.brs` tar of it) of facts and coverage.
//!
//! `manifest.json` names every other file with its size and SHA-256; `facts/<kind>-NNNN.jsonl.zst`
//! hold one record a line, sorted by id; `coverage.jsonl` tells what was asked and how it ended.
//! Reading checks all of it before any is used; writing leaves the old snapshot or the new one.

mod archive;
mod content;
mod disk;
mod error;
mod facts;
mod journal;
mod lock;
mod manifest;
mod organizations;
mod reader;
mod record;
mod seal;
mod settle;
mod shard;
mod sink;
mod source;
mod store;
mod verify;
mod writer;

pub use content::Snapshot;
pub use disk::{Disk, LocalDisk};
pub use error::SnapshotError;
pub use facts::Facts;
pub use journal::{Answer, Journal};
pub use manifest::{Manifest, Shard};
pub(crate) use organizations::ORGANIZATION;
pub use seal::{CACHE, Seal};
pub(crate) use settle::POLICY_ALIAS;
pub use sink::{MemorySink, Sink};
pub use store::{Store, Stored};
pub use verify::Verification;
pub use writer::SnapshotWriter;
