//! The pivot: the one row that much of the graph leads to and that leads to much of the rest.
//!
//! Estates have such a thing: the administrators who may become one another. Whoever reaches the pivot reaches all that it
//! reaches, so for those rows only the rest is worked out, and for what the pivot reaches only the other rows are.

use super::condense::Condensation;

/// The pivot of a condensation.
#[derive(Debug)]
pub struct Pivot {
    /// Its row.
    pub row: u32,
    /// Which rows lead to it; itself too.
    pub leads: Vec<bool>,
    /// Which rows it leads to; itself too.
    pub led: Vec<bool>,
    /// Which targets it reaches.
    pub reaches: Vec<bool>,
}

/// The pivot, if any row is worth it: the one of the largest component.
#[must_use]
#[expect(
    clippy::indexing_slicing,
    reason = "rows and targets are those of the condensation"
)]
pub fn pivot(condensation: &Condensation, starts: &[u32]) -> Option<Pivot> {
    let size = |row: usize| {
        let component = condensation.made_of[row] as usize;
        starts[component + 1] - starts[component]
    };
    let rows = condensation.rows() as usize;
    let row = (0..rows).max_by_key(|row| (size(*row), std::cmp::Reverse(*row)))? as u32;
    let mut leads = vec![false; rows];
    let mut led = vec![false; rows];
    let mut reaches = vec![false; condensation.holders.vertices() as usize];
    leads[row as usize] = true;
    for before in row..rows as u32 {
        if leads[before as usize] {
            for it in condensation.before.row(before) {
                leads[*it as usize] = true;
            }
        }
    }
    led[row as usize] = true;
    for after in (0..=row).rev() {
        if led[after as usize] {
            for it in condensation.after.row(after) {
                led[*it as usize] = true;
            }
            for target in condensation.holds.row(after) {
                reaches[*target as usize] = true;
            }
        }
    }
    Some(Pivot {
        row,
        leads,
        led,
        reaches,
    })
}
