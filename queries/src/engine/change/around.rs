//! Whether there is a way from one vertex to another, searched from both ends and not for long.

use blastradius_graph::csr::Csr;

/// One end of a search: marks and what is still to be looked at.
struct End {
    seen: std::collections::HashSet<u32>,
    open: Vec<u32>,
}

impl End {
    fn at(vertex: u32) -> Self {
        Self {
            seen: std::iter::once(vertex).collect(),
            open: vec![vertex],
        }
    }
}

/// Whether one vertex reaches another without the edges of `gone`, which is sorted. `None`: not known after `budget` edges.
///
/// Both ends go on in turn, a row at a time, the one with less to look at first.
pub(in crate::engine) fn reaches(
    (graph, backward, numbers): (&Csr, &Csr, &[u32]),
    (from, to): (u32, u32),
    gone: &[u32],
    budget: usize,
) -> Option<bool> {
    if from == to {
        return Some(true);
    }
    let (mut ahead, mut behind) = (End::at(from), End::at(to));
    let mut looked = 0;
    loop {
        let forward = ahead.open.len() <= behind.open.len();
        let (rows, end, other) = match forward {
            true => (graph, &mut ahead, &behind),
            false => (backward, &mut behind, &ahead),
        };
        let Some(vertex) = end.open.pop() else {
            // One end has no way on that was not looked at.
            return Some(false);
        };
        for (place, head) in rows.range(vertex).zip(rows.row(vertex)) {
            looked += 1;
            let number = match forward {
                true => Some(place as u32),
                false => numbers.get(place).copied(),
            };
            if number.is_none_or(|number| gone.binary_search(&number).is_ok()) {
                continue;
            }
            if other.seen.contains(head) {
                return Some(true);
            }
            if end.seen.insert(*head) {
                end.open.push(*head);
            }
        }
        if looked > budget {
            return None;
        }
    }
}
