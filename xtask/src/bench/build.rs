//! From a snapshot to a graph: how long, with how much memory.

mod estate;
mod random;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use blastradius_collectors::snapshot::Snapshot;
use blastradius_graph::{BuildOptions, build};

use super::{BenchError, usage};

/// What to build
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Generate an organisation of about so many facts
    #[arg(long, value_name = "N")]
    facts: Option<usize>,
    /// Another seed gives another organisation
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The snapshot to read; with --facts, where to write it [default there: a temporary folder]
    #[arg(long, value_name = "SNAP")]
    snapshot: Option<PathBuf>,
}

/// Generates the snapshot if one is asked for, then reads it and builds the graph in a process of its own, so that what the
/// generating takes is not in the figures.
pub(super) fn run(options: &Options) -> Result<(), BenchError> {
    match (options.facts, &options.snapshot) {
        (None, None) => Err(BenchError::Nothing),
        (None, Some(snapshot)) => measure(snapshot),
        (Some(facts), Some(snapshot)) => generate(facts, options.seed, snapshot),
        (Some(facts), None) => {
            let folder =
                tempfile::tempdir().map_err(|error| BenchError::Io("make a folder", error))?;
            generate(facts, options.seed, &folder.path().join("snapshot"))
        }
    }
}

fn generate(facts: usize, seed: u64, path: &Path) -> Result<(), BenchError> {
    estate::snapshot(facts, seed).write(path)?;
    let program = std::env::current_exe().map_err(|error| BenchError::Io("find myself", error))?;
    let status = Command::new(program)
        .args(["bench", "build", "--snapshot"])
        .arg(path)
        .status()
        .map_err(|error| BenchError::Io("start the measured process", error))?;
    match status.success() {
        true => Ok(()),
        false => Err(BenchError::Process),
    }
}

fn measure(path: &Path) -> Result<(), BenchError> {
    let started = Instant::now();
    let snapshot = Snapshot::read(path)?;
    let facts = estate::count(&snapshot);
    let (read, read_memory) = (started.elapsed().as_secs_f64(), usage::resident());
    let coverage = snapshot.coverage.len();
    let graph = build(&snapshot, &BuildOptions::default())?;
    println!(
        "facts {facts} coverage {coverage} read {read:.1} s ({read_memory} MiB) wall {:.1} s cpu {:.1} s peak {} MiB \
         nodes {} edges {} hops {}",
        started.elapsed().as_secs_f64(),
        usage::processor_seconds(),
        usage::peak(),
        graph.node_count(),
        graph.edge_count(),
        graph.hop_count(),
    );
    drop(snapshot);
    println!("graph alone about {} MiB", usage::resident());
    Ok(())
}
