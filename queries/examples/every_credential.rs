//! The five worst credentials of a snapshot, and how the worst of them reaches what it reaches.
//!
//! `cargo run -p blastradius-queries --example every_credential -- SNAPSHOT`

use std::error::Error;
use std::path::PathBuf;

use blastradius_collectors::snapshot::Snapshot;
use blastradius_graph::{BuildOptions, build};
use blastradius_queries::rank::{RankOptions, explain, rank};
use blastradius_queries::reach::{ReachOptions, reach};

fn main() -> Result<(), Box<dyn Error>> {
    let path: PathBuf = std::env::args_os()
        .nth(1)
        .ok_or("which snapshot? give the path of one")?
        .into();
    let snapshot = Snapshot::read(&path)?;
    let graph = build(&snapshot, &BuildOptions::default())?;

    let mut ranking = rank(&graph, &RankOptions::default());
    explain(
        &graph,
        &mut ranking,
        1,
        RankOptions::default().min_certainty,
    );
    for entry in ranking.credentials.iter().take(5) {
        println!(
            "{:>8.1}  {} secrets, {} models, {} data sets  {}",
            entry.score, entry.secrets, entry.models, entry.data, entry.id
        );
    }
    let Some(worst) = ranking.credentials.first() else {
        return Ok(());
    };
    if let Some(best) = &worst.best {
        println!("\n{} reaches {}:", worst.id, best.to);
        for hop in &best.path {
            println!(
                "  {} {} ({})",
                hop.edge.name(),
                hop.to,
                hop.certainty.name()
            );
        }
    }
    if let Some(node) = graph.find(&worst.id) {
        let answer = reach(&graph, &[node], &ReachOptions::default());
        println!("\nwhat to do first:");
        for action in answer.containment.iter().take(3) {
            println!("  {}", action.title);
        }
    }
    // A gap is never a no: what could not be read is part of every answer.
    println!("\neverything could be read: {}", ranking.coverage.complete);
    Ok(())
}
