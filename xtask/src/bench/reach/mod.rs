//! Questions on graphs of a generator: how long, with how much memory, and a hash of the answers.

mod against;
mod changes;
mod check;
mod graphgen;
mod peers;
mod questions;

use std::path::PathBuf;
use std::time::Instant;

use blastradius_queries::engine::{Network, Part, Prepared, Space, search};
use sha2::{Digest, Sha256};

use self::graphgen::{CLASSES, Generated};
use super::{BenchError, usage};

/// What to ask
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// A file of graphgen
    #[arg(long, value_name = "FILE")]
    graph: PathBuf,
    /// Use so many threads [default: all]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Count with tables of no more than so many MiB
    #[arg(long, value_name = "MIB")]
    memory: Option<u64>,
    /// Ask about the radius of this one vertex, in a process that has just begun
    #[arg(long, value_name = "VERTEX", conflicts_with_all = ["ask", "check", "peers", "against"])]
    from: Option<u32>,
    /// Ask single questions of a running process, about so many sources and targets
    #[arg(long, value_name = "SAMPLES", num_args = 0..=1, default_missing_value = "1000")]
    ask: Option<usize>,
    /// Hold the counts of so many sources against a plain search from each
    #[arg(long, value_name = "SAMPLES", num_args = 0..=1, default_missing_value = "200")]
    check: Option<usize>,
    /// Choose five edges to cut for so many sources
    #[arg(long, value_name = "SOURCES", num_args = 0..=1, default_missing_value = "1000")]
    cut: Option<usize>,
    /// Change edges one at a time and count again
    #[arg(long)]
    change: bool,
    /// Hold another file against this one, or the same graph after a while: what every source gained and lost
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    against: Option<Option<PathBuf>>,
    /// Let others answer too, each from a few sources, and print how much longer they take: petgraph, igraph, rustworkx,
    /// networkx, postgresql [default: all]
    #[arg(long, value_name = "NAMES", num_args = 0..=1, default_missing_value = "all")]
    peers: Option<String>,
    /// The Python that has the libraries
    #[arg(long, value_name = "PROGRAM", default_value = "python3")]
    python: PathBuf,
}

/// Asks and prints.
pub(super) fn run(options: &Options) -> Result<(), BenchError> {
    let mut pool = rayon::ThreadPoolBuilder::new();
    if let Some(threads) = options.threads {
        pool = pool.num_threads(threads);
    }
    let pool = pool.build().map_err(|_| BenchError::Process)?;
    pool.install(|| ask(options))
}

fn ask(options: &Options) -> Result<(), BenchError> {
    let started = Instant::now();
    let generated = graphgen::read(&options.graph)?;
    let read = started.elapsed().as_secs_f64();
    if let Some(from) = options.from {
        return one(generated, from, started);
    }
    let processor = usage::processor_seconds();
    let prepared = Prepared::new(&generated.graph, &generated.question);
    let counts = match options.memory {
        Some(mebibytes) => prepared.count_within(Part::WHOLE, mebibytes << 20)?,
        None => prepared.count(Part::WHOLE),
    };
    let mut totals = [0u64; CLASSES.len()];
    let mut hash = Sha256::new();
    for source in &generated.question.sources {
        let mut of = [0u32; CLASSES.len()];
        if let Some(row) = prepared.row(*source) {
            for (to, count) in of.iter_mut().zip(prepared.counts_of(&counts, row)) {
                *to = count;
            }
        }
        for (total, count) in totals.iter_mut().zip(of) {
            *total += u64::from(count);
            hash.update(count.to_le_bytes());
        }
    }
    let wall = started.elapsed().as_secs_f64();
    let used = usage::processor_seconds();
    println!(
        "vertices {} edges {} sources {} targets {}",
        generated.graph.vertices(),
        generated.graph.edges(),
        generated.question.sources.len(),
        prepared.targets().len(),
    );
    let total: u64 = totals.iter().sum();
    for (class, total) in CLASSES.iter().zip(totals) {
        println!("{class} {total}");
    }
    println!("pairs {total}");
    println!("hash {:x}", hash.finalize());
    println!(
        "rank: wall {wall:.3} s (reading {read:.3} s) processor {used:.2} s peak {} MiB rows {} handed on {}",
        usage::peak(),
        prepared.rows(),
        counts.handed,
    );
    if let Some(samples) = options.check {
        check::check(&generated, &prepared, &counts, samples)?;
    }
    drop(counts);
    if let Some(wanted) = &options.peers {
        let (files, ready) = ((&*options.graph, &*options.python), (&generated, &prepared));
        peers::compare(files, ready, wanted, used - processor)?;
    }
    if let Some(file) = &options.against {
        drop(prepared);
        let other = match file {
            Some(file) => graphgen::read(file)?,
            None => against::later(&generated, 1),
        };
        return against::against(&generated, &other, options.check);
    }
    if let Some(sources) = options.cut {
        changes::cut(&generated, sources);
    }
    if let Some(samples) = options.ask {
        questions::ask(generated, &prepared, samples);
    } else if options.change {
        drop(prepared);
        changes::change(generated);
    }
    Ok(())
}

/// Everything that one vertex reaches, with a path to each.
fn one(generated: Generated, from: u32, started: Instant) -> Result<(), BenchError> {
    let Generated { graph, question } = generated;
    if from >= graph.vertices() {
        return Err(BenchError::Graphgen("it has no such vertex"));
    }
    let network = Network {
        labels: Vec::new(),
        graph,
    };
    let space = Space::new(network.graph.vertices(), |_| false);
    let tree = search(&network, space, &[from], 3);
    let mut counts = [0u32; CLASSES.len()];
    let mut longest = 0;
    for (vertex, cost) in tree.found() {
        let class = question.class.get(vertex as usize).copied();
        if let Some(count) = class.and_then(|class| counts.get_mut(usize::from(class))) {
            *count += 1;
            longest = longest.max(cost.hops());
        }
    }
    for (class, count) in CLASSES.iter().zip(counts) {
        println!("{class} {count}");
    }
    println!("hops to the farthest {longest}");
    println!(
        "one: wall {:.3} s processor {:.2} s peak {} MiB",
        started.elapsed().as_secs_f64(),
        usage::processor_seconds(),
        usage::peak(),
    );
    Ok(())
}
