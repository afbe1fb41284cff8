//! What some vertices reach, and in what order a depth-first search comes there.

use blastradius_graph::csr::Csr;

use super::bits::Bits;

/// Those of `left` that are reached from `sources` over others of `left` and edges of which `gone` is false, in the order of
/// a depth-first search. They are taken out of `left`.
pub(crate) fn depth_first(
    graph: &Csr,
    sources: &[u32],
    left: &mut Bits,
    gone: impl Fn(usize) -> bool,
) -> Vec<u32> {
    let mut order = Vec::new();
    // A vertex's edges that are still to be followed.
    let mut open: Vec<std::ops::Range<usize>> = Vec::new();
    for source in sources {
        let mut meet = Some(*source).filter(|it| *it < graph.vertices());
        loop {
            if let Some(vertex) = meet.take().filter(|vertex| left.has(*vertex)) {
                left.remove(vertex);
                order.push(vertex);
                open.push(graph.range(vertex));
            }
            let Some(range) = open.last_mut() else {
                break;
            };
            match range.find(|edge| !gone(*edge)) {
                Some(edge) => meet = graph.heads().get(edge).copied(),
                None => drop(open.pop()),
            }
        }
    }
    order
}

/// Everything that some vertices reach over edges of which `gone` is false, themselves too.
pub(crate) fn reached(
    graph: &Csr,
    from: impl Iterator<Item = u32>,
    gone: impl Fn(usize) -> bool,
) -> Bits {
    let mut seen = Bits::new(graph.vertices());
    let mut open: Vec<u32> = from.filter(|vertex| seen.add(*vertex)).collect();
    while let Some(vertex) = open.pop() {
        for (place, head) in graph.range(vertex).zip(graph.row(vertex)) {
            if !gone(place) && seen.add(*head) {
                open.push(*head);
            }
        }
    }
    seen
}
