//! Edges in any order -> compressed rows, by counting.

use blastradius_graph::csr::Csr;
use rayon::prelude::*;

use super::network::{Label, Network};

/// An edge of the network: tail, head, label, edge of the graph.
pub(super) type Arc = (u32, u32, Label, u32);

/// So many arcs are put in their rows by one thread at a time.
const AT_A_TIME: usize = 1 << 14;

/// The arcs in rows, each row in the order in which its arcs were added. Time: linear; what each arc holds is copied by all threads.
pub(super) fn rows(vertices: u32, arcs: &[Arc]) -> (Network, Vec<u32>) {
    let (offsets, order) = places(vertices, arcs);
    let mut heads = vec![0u32; arcs.len()];
    let mut labels = vec![Label::new(3, 0, false); arcs.len()];
    let mut edges = vec![u32::MAX; arcs.len()];
    let rows = (heads.par_chunks_mut(AT_A_TIME))
        .zip(labels.par_chunks_mut(AT_A_TIME))
        .zip(edges.par_chunks_mut(AT_A_TIME));
    rows.zip(order.par_chunks(AT_A_TIME))
        .for_each(|(((heads, labels), edges), order)| {
            let to = heads.iter_mut().zip(labels).zip(edges);
            for (((head, label), edge), number) in to.zip(order) {
                if let Some(arc) = arcs.get(*number as usize) {
                    (*head, *label, *edge) = (arc.1, arc.2, arc.3);
                }
            }
        });
    // Ends are numbers of states and groups, so there is such a graph.
    let graph = Csr::new(offsets, heads).unwrap_or_default();
    (Network { graph, labels }, edges)
}

/// Where each row begins, and the numbers of the arcs in the order of rows: counted, not compared.
fn places(vertices: u32, arcs: &[Arc]) -> (Vec<u32>, Vec<u32>) {
    let mut offsets = vec![0u32; vertices as usize + 1];
    for (tail, ..) in arcs {
        if let Some(count) = offsets.get_mut(*tail as usize + 1) {
            *count += 1;
        }
    }
    let mut before = 0;
    for offset in &mut offsets {
        before += *offset;
        *offset = before;
    }
    let mut next = offsets.clone();
    let mut order = vec![0u32; arcs.len()];
    for (number, (tail, ..)) in (0u32..).zip(arcs) {
        if let Some(next) = next.get_mut(*tail as usize) {
            if let Some(place) = order.get_mut(*next as usize) {
                *place = number;
            }
            *next += 1;
        }
    }
    (offsets, order)
}
