//! How long the graph of a large account takes: `cargo run -p blastradius-graph --release --example estate_scale --
//! PRINCIPALS RESOURCES`.
//!
//! Prints one line: what the account holds, wall and processor time of the build, the most memory that the process had,
//! and how large the graph is. Figures and how to read them: `docs/performance.md`.

mod account;

use std::process::ExitCode;
use std::time::Instant;

use blastradius_graph::{BuildOptions, build};

fn main() -> ExitCode {
    let numbers: Vec<usize> = std::env::args()
        .skip(1)
        .filter_map(|word| word.parse().ok())
        .collect();
    let [principals, resources] = numbers.as_slice() else {
        eprintln!("usage: estate_scale PRINCIPALS RESOURCES");
        return ExitCode::from(2);
    };
    let snapshot = account::snapshot(*principals, *resources);
    let grants = snapshot.facts.attachments.len();
    let before = memory();
    let (started, processor) = (Instant::now(), processor_seconds());
    let graph = match build(&snapshot, &BuildOptions::default()) {
        Ok(graph) => graph,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    println!(
        "principals {principals} resources {resources} attachments {grants} wall {:.1} s cpu {:.1} s \
         snapshot {before} MiB peak {} MiB nodes {} edges {} hops {}",
        started.elapsed().as_secs_f64(),
        processor_seconds() - processor,
        memory(),
        graph.node_count(),
        graph.edge_count(),
        graph.hop_count(),
    );
    ExitCode::SUCCESS
}

/// The most memory that the process had so far, in MiB; 0 where the system does not say (it is Linux that does).
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kibibytes.unwrap_or(0) / 1024
}

/// The time that the process spent on processors so far, in seconds, at the hundred ticks a second of Linux.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    ticks
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}
