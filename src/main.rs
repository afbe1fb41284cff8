//! What can be reached with this credential: data, models and secrets, by which path, how surely,
//! and what to do first.
//!
//! The program only parses the command line, calls the crates below it in the order
//! collectors, graph, queries, reports, and turns what comes back into bytes and an exit code.

mod cli;
mod embedded;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
