//! Others on the same graph: from a few sources each, and what all sources would take them.

mod petgraph;
mod postgresql;
mod python;

use std::path::Path;

use blastradius_queries::engine::Prepared;

use super::graphgen::Generated;
use crate::bench::BenchError;

/// What a peer took.
struct Took {
    /// Processor seconds for the sources that it was asked about.
    seconds: f64,
    /// Targets that were found from them.
    pairs: u64,
}

/// Why a peer did not answer.
enum Absent {
    /// It is not installed: what to do.
    Install(String),
    /// It did not come to an end: what it said last.
    Failed(String),
}

/// The peers by name, and from how many sources each is asked: those that take longer from fewer.
const PEERS: [(&str, usize); 5] = [
    ("petgraph", 201),
    ("igraph", 41),
    ("rustworkx", 41),
    ("networkx", 11),
    ("postgresql", 21),
];

/// Compares with the peers of `wanted`, names and commas, or `all`: `ours` are the processor seconds of all sources.
pub(super) fn compare(
    (path, python): (&Path, &Path),
    (generated, prepared): (&Generated, &Prepared),
    wanted: &str,
    ours: f64,
) -> Result<(), BenchError> {
    let all = generated.question.sources.len();
    let wanted: Vec<&str> = wanted.split(',').map(str::trim).collect();
    let known = |name: &&str| *name == "all" || PEERS.iter().any(|peer| peer.0 == *name);
    if let Some(name) = wanted.iter().find(|name| !known(name)) {
        return Err(BenchError::NoPeer((*name).to_owned()));
    }
    let mut room = prepared.room();
    println!("blastradius: {ours:.3} processor s for all {all} sources");
    for (name, sources) in PEERS {
        if !wanted.contains(&name) && !wanted.contains(&"all") {
            continue;
        }
        let step = (all / sources).max(1);
        let answered = match name {
            "petgraph" => Ok(petgraph::ask(generated, step)),
            "postgresql" => postgresql::ask(generated, step),
            library => python::ask((python, path), library, step),
        };
        let took = match answered {
            Ok(took) => took,
            Err(Absent::Install(how)) => {
                println!("{name}: not there: {how}");
                continue;
            }
            Err(Absent::Failed(said)) => {
                println!("{name}: did not answer: {said}");
                continue;
            }
        };
        let sources = generated.question.sources.iter().step_by(step);
        let asked = sources.len();
        let counts = sources.flat_map(|source| prepared.reached(*source, &mut room));
        if counts.map(u64::from).sum::<u64>() != took.pairs {
            return Err(BenchError::Peer(name.to_owned()));
        }
        let whole = took.seconds * all as f64 / asked.max(1) as f64;
        println!(
            "{name}: the same {} pairs, {:.2} processor s from {asked} sources, {whole:.0} s for all: {:.0} times ours",
            took.pairs,
            took.seconds,
            whole / ours.max(0.01),
        );
    }
    Ok(())
}
