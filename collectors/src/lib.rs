//! Collectors: clouds, files and exports of other tools to a snapshot of facts.
//!
//! Data flows one way: collectors, graph, queries, reports, program. This crate is
//! the leftmost; it knows nothing of what the facts mean together.

pub mod aws;
pub mod coverage;
pub mod facts;
#[cfg(feature = "github")]
pub mod github;
pub mod import;
mod model_format;
pub mod permissions;
pub mod pipelines;
pub mod redact;
pub mod snapshot;
pub mod unfinished;
