//! Others on the same graph: from a few sources each, and what all sources would take them.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use blastradius_queries::engine::Prepared;
use petgraph::graph::DiGraph;
use petgraph::visit::Bfs;

use super::graphgen::Generated;
use crate::bench::{BenchError, usage};

/// The script that asks the libraries of Python.
const SCRIPT: &str = include_str!("peers.py");

/// What a peer took.
struct Took {
    name: String,
    /// Sources that were asked about.
    sources: usize,
    /// Processor seconds for them.
    seconds: f64,
    /// Targets that were found from them.
    pairs: u64,
}

/// Compares: `ours` are the processor seconds of all sources.
pub(super) fn compare(
    path: &Path,
    generated: &Generated,
    prepared: &Prepared,
    ours: f64,
) -> Result<(), BenchError> {
    let all = generated.question.sources.len();
    let mut took = vec![petgraph(generated, sample(all, 201))];
    for (library, sources) in [("igraph", 41), ("rustworkx", 41), ("networkx", 11)] {
        match python(path, library, sample(all, sources)) {
            Some(it) => took.push(it),
            None => println!("{library}: not there (pip install {library} numpy)"),
        }
    }
    let mut room = prepared.room();
    println!("blastradius: {ours:.3} processor s for all {all} sources");
    for it in took {
        let step = sample(all, it.sources);
        let sources = generated.question.sources.iter().step_by(step);
        let counts = sources.flat_map(|source| prepared.reached(*source, &mut room));
        if counts.map(u64::from).sum::<u64>() != it.pairs {
            return Err(BenchError::Peer(it.name));
        }
        let asked = all.div_ceil(step).max(1);
        let whole = it.seconds * all as f64 / asked as f64;
        println!(
            "{}: {:.1} processor s from {asked} sources, {whole:.0} s for all: {:.0} times ours",
            it.name,
            it.seconds,
            whole / ours.max(0.01),
        );
    }
    Ok(())
}

/// Every which source to take.
fn sample(all: usize, sources: usize) -> usize {
    (all / sources.max(1)).max(1)
}

fn petgraph(generated: &Generated, step: usize) -> Took {
    let vertices = generated.graph.vertices();
    let mut graph: DiGraph<(), ()> =
        DiGraph::with_capacity(vertices as usize, generated.graph.edges() as usize);
    let nodes: Vec<_> = (0..vertices).map(|_| graph.add_node(())).collect();
    for (vertex, node) in (0..vertices).zip(&nodes) {
        for head in generated.graph.row(vertex) {
            if let Some(head) = nodes.get(*head as usize) {
                graph.add_edge(*node, *head, ());
            }
        }
    }
    let began = usage::processor_seconds();
    let (mut pairs, mut sources) = (0, 0);
    for source in generated.question.sources.iter().step_by(step) {
        let Some(root) = nodes.get(*source as usize) else {
            continue;
        };
        sources += 1;
        let mut search = Bfs::new(&graph, *root);
        while let Some(node) = search.next(&graph) {
            let class = generated.question.class.get(node.index()).copied();
            pairs +=
                u64::from(class.is_some_and(|it| usize::from(it) < generated.question.classes));
        }
    }
    Took {
        name: "petgraph".to_owned(),
        sources,
        seconds: usage::processor_seconds() - began,
        pairs,
    }
}

/// Asks a library of Python; `None` if it is not there.
fn python(path: &Path, library: &str, step: usize) -> Option<Took> {
    let mut child = Command::new("python3")
        .args(["-", library])
        .arg(path)
        .arg(step.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(SCRIPT.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut words = text.split_whitespace();
    Some(Took {
        name: library.to_owned(),
        sources: words.next()?.parse().ok()?,
        seconds: words.next()?.parse().ok()?,
        pairs: words.next()?.parse().ok()?,
    })
}
