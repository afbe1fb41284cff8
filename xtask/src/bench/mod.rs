//! Measurements of the whole machinery: each prints one line of figures, so that anyone can check those of the documentation.

mod build;
mod usage;

use clap::Subcommand;
use miette::Diagnostic;

/// What to measure
#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// From a snapshot to a graph: reading and building a generated estate
    Build(build::Options),
}

impl Bench {
    /// Measures and prints.
    pub(crate) fn run(self) -> Result<(), BenchError> {
        match self {
            Self::Build(options) => build::run(&options),
        }
    }
}

/// Why nothing was measured.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub(crate) enum BenchError {
    /// The snapshot could not be read or written.
    #[error(transparent)]
    Snapshot(#[from] blastradius_collectors::snapshot::SnapshotError),
    /// The graph could not be built.
    #[error(transparent)]
    Graph(#[from] blastradius_graph::BuildError),
    /// The operating system failed.
    #[error("cannot {0}: {1}")]
    Io(&'static str, std::io::Error),
    /// A step that runs as a process of its own, so that its memory is its own, failed.
    #[error("the measured process failed")]
    Process,
    /// Nothing says what to measure.
    #[error("there is neither an estate to generate nor a snapshot to read")]
    #[diagnostic(help("give `--facts N`, or a snapshot with `--snapshot`"))]
    Nothing,
}
