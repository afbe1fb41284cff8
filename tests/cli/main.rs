//! The program, run as a user runs it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod answers;
mod authorize;
mod canaries;
mod changes;
mod diff;
mod exit_codes;
mod export;
mod help;
mod hostile;
mod imports;
mod interrupts;
mod kept;
mod program;
mod proof;
mod query;
mod rank_parts;
mod secrets;
mod slips;
mod unresolved;
