//! A snapshot of facts to a graph: who may become whom, who may touch what.
//!
//! [`authorize`] answers single requests by the provider's own rules. [`edges`] and
//! the technique files use it to make the edges of the [`model::Graph`].

pub mod authorize;
pub mod model;
