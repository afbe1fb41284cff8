//! The condensation: one row for each component that tells something of its own, and the rows before it.
//!
//! A component that has no targets of its own and only one other component after it reaches what that one reaches: it
//! gets its row. What reaches nothing gets none. Edges to leaf targets are no edges of the condensation: they are kept
//! by target, as the rows that hold it.

use blastradius_graph::csr::Csr;
use rayon::prelude::*;

use super::components::{Components, LEAF, NOWHERE};

/// The directed acyclic graph of the rows. Every edge goes from a greater number to a smaller one.
#[derive(Debug)]
pub struct Condensation {
    /// For each component its row, or [`NOWHERE`] if it reaches no target.
    pub row_of: Vec<u32>,
    /// For each row the component that it was made of.
    pub made_of: Vec<u32>,
    /// From each row to the rows after it.
    pub after: Csr,
    /// From each row to the rows before it.
    pub before: Csr,
    /// From each row to the targets that it holds itself.
    pub holds: Csr,
    /// From each target to the rows that hold it themselves.
    pub holders: Csr,
}

impl Condensation {
    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> u32 {
        self.made_of.len() as u32
    }
}

/// What a run of components leads to: how many components and targets for each of them, and which.
#[derive(Default)]
struct Run {
    lengths: Vec<(u32, u32)>,
    components: Vec<u32>,
    targets: Vec<u32>,
}

/// Condenses a graph.
#[must_use]
#[expect(
    clippy::indexing_slicing,
    reason = "components, rows and targets are numbered densely from zero where they are found"
)]
pub fn condense(graph: &Csr, found: &Components) -> Condensation {
    let count = found.count();
    let runs = runs(graph, found);
    let mut row_of = vec![NOWHERE; count as usize];
    let mut made_of: Vec<u32> = Vec::new();
    let (mut after, mut holds) = (vec![0u32], vec![0u32]);
    let (mut after_heads, mut holds_heads) = (Vec::new(), Vec::new());
    let mut own = found.own.iter().peekable();
    // The component whose row was the last to be noted in a row: rows of several components are noted once.
    let mut seen: Vec<u32> = Vec::new();
    let mut component = 0u32;
    for run in runs {
        let (mut components, mut targets) = (&run.components[..], &run.targets[..]);
        for (successors, leaves) in &run.lengths {
            let (mine, rest) = components.split_at(*successors as usize);
            components = rest;
            let (leaf, rest) = targets.split_at(*leaves as usize);
            targets = rest;
            let (rows, held) = (after_heads.len(), holds_heads.len());
            for successor in mine {
                let row = row_of[*successor as usize];
                if row != NOWHERE && seen[row as usize] != component {
                    seen[row as usize] = component;
                    after_heads.push(row);
                }
            }
            holds_heads.extend_from_slice(leaf);
            while let Some((_, target)) = own.next_if(|(of, _)| *of == component) {
                holds_heads.push(*target);
            }
            row_of[component as usize] = match (after_heads.len() - rows, holds_heads.len() - held)
            {
                (0, 0) => NOWHERE,
                (1, 0) => after_heads.pop().unwrap_or(NOWHERE),
                _ => {
                    let row = made_of.len() as u32;
                    made_of.push(component);
                    seen.push(NOWHERE);
                    after.push(after_heads.len() as u32);
                    holds.push(holds_heads.len() as u32);
                    row
                }
            };
            component += 1;
        }
    }
    let after = Csr::new(after, after_heads).unwrap_or_default();
    let before = after.reversed();
    let holds = Csr::between(holds, holds_heads, found.targets.len() as u32).unwrap_or_default();
    let holders = holds.reversed();
    Condensation {
        row_of,
        made_of,
        after,
        before,
        holds,
        holders,
    }
}

/// What each component leads to, each successor and each leaf once, in runs of components that follow one another.
#[expect(
    clippy::indexing_slicing,
    reason = "components and vertices are those of the graph"
)]
fn runs(graph: &Csr, found: &Components) -> Vec<Run> {
    let count = found.count();
    // Components are of very different sizes: the runs are cut by members.
    let parts = rayon::current_num_threads() * 4;
    let cut = |part: usize| {
        let member = (found.members.len() * part / parts) as u32;
        found.starts.partition_point(|start| *start < member) as u32
    };
    let mut cuts: Vec<u32> = (0..parts).map(cut).map(|at| at.min(count)).collect();
    cuts.push(count);
    let new = || {
        (
            vec![NOWHERE; count as usize],
            vec![NOWHERE; found.targets.len()],
        )
    };
    (0..parts)
        .into_par_iter()
        .map_init(new, |(seen, seen_target), part| {
            let mut run = Run::default();
            for component in cuts[part]..cuts[part + 1] {
                let members =
                    found.starts[component as usize]..found.starts[component as usize + 1];
                let before = (run.components.len(), run.targets.len());
                for member in &found.members[members.start as usize..members.end as usize] {
                    for head in graph.row(*member) {
                        let place = found.place[*head as usize];
                        if place == NOWHERE || place == component {
                            continue;
                        }
                        if place >= LEAF {
                            let target = place - LEAF;
                            if seen_target[target as usize] != component {
                                seen_target[target as usize] = component;
                                run.targets.push(target);
                            }
                        } else if seen[place as usize] != component {
                            seen[place as usize] = component;
                            run.components.push(place);
                        }
                    }
                }
                run.lengths.push((
                    (run.components.len() - before.0) as u32,
                    (run.targets.len() - before.1) as u32,
                ));
            }
            run
        })
        .collect()
}
