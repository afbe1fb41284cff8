//! What changed: cases as data, and laws over many pairs of snapshots.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

/// The short form of facts of the graph's own cases.
#[path = "../../../graph/tests/cases/mod.rs"]
mod cases;
mod data;
mod laws;
mod pairs;
