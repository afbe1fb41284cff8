//! Exports, read back by readers that know nothing of the writers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

mod graphs;
mod places;
mod read;
mod round_trip;
mod schema;
