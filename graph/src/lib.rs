//! A snapshot of facts to a graph: who may become whom, who may touch what.
//!
//! [`authorize`] answers single requests by the provider's own rules. [`edges`] and
//! the technique files use it to make the edges of the [`model::Graph`].

mod actions;
mod also_needs;
pub mod authorize;
mod build;
mod cache;
pub mod catalogue;
mod chains;
pub mod context;
pub mod csr;
pub mod edges;
mod ends;
pub mod estate;
pub mod federation;
mod indexes;
pub mod model;
mod nodes;
mod starts;
pub mod techniques;

pub use also_needs::AlsoNeeded;
pub use build::{BuildError, BuildOptions, Progress, build};
pub use cache::{CacheError, GraphCache};
pub use context::AttackerContext;
