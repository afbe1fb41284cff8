//! Measurements of the whole machinery: each prints one line of figures, so that anyone can check those of the documentation.

mod build;
mod reach;
mod usage;

use clap::Subcommand;
use miette::Diagnostic;

/// What to measure
#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// From a snapshot to a graph: reading and building a generated estate
    Build(build::Options),
    /// Who reaches what in a generated graph: all sources at once, single questions, and others beside us
    Reach(reach::Options),
}

impl Bench {
    /// Measures and prints.
    pub(crate) fn run(self) -> Result<(), BenchError> {
        match self {
            Self::Build(options) => build::run(&options),
            Self::Reach(options) => reach::run(&options),
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
    /// There is too little memory.
    #[error(transparent)]
    Memory(#[from] blastradius_queries::engine::TooLittleMemory),
    /// The file is not one of graphgen's.
    #[error("the file is no graph of graphgen: {0}")]
    #[diagnostic(help("`nhigen --preset M --out NAME` writes one"))]
    Graphgen(&'static str),
    /// Two ways of counting differ.
    #[error("the counts of source {0} are not those of a plain search")]
    Wrong(u32),
    /// A peer counts otherwise.
    #[error("{0} finds other targets than we do")]
    Peer(String),
    /// A peer that is asked for is none of ours.
    #[error("there is no peer called `{0}`")]
    NoPeer(String),
    /// A step that runs as a process of its own, so that its memory is its own, failed.
    #[error("the measured process failed")]
    Process,
    /// Nothing says what to measure.
    #[error("there is neither an estate to generate nor a snapshot to read")]
    #[diagnostic(help("give `--facts N`, or a snapshot with `--snapshot`"))]
    Nothing,
}
