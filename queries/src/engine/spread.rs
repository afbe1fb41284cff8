//! A block of targets, handed as bits from the rows that hold them to all rows before those.

use super::condense::Condensation;
use super::pivot::Pivot;

/// The tables that this takes, kept from one block to the next.
pub(super) struct Spread<'a, const WORDS: usize> {
    condensation: &'a Condensation,
    /// For each row where its bits are in `bits`, plus one; zero: it has none.
    slot: Vec<u32>,
    bits: Vec<[u64; WORDS]>,
    /// Which rows have bits, in words, and which words are not zero.
    active: Vec<u64>,
    summary: Vec<u64>,
}

/// The places of each class that occurs in a block, as bits.
pub(super) fn masks<const WORDS: usize>(
    classes: impl Iterator<Item = u8>,
) -> Vec<(usize, [u64; WORDS])> {
    let mut masks: Vec<(usize, [u64; WORDS])> = Vec::new();
    for (at, class) in classes.map(usize::from).enumerate() {
        let place = masks.iter().position(|(of, _)| *of == class);
        let place = place.unwrap_or(masks.len());
        if place == masks.len() {
            masks.push((class, [0; WORDS]));
        }
        let word = masks
            .get_mut(place)
            .and_then(|(_, mask)| mask.get_mut(at / 64));
        if let Some(word) = word {
            *word |= 1 << (at % 64);
        }
    }
    masks
}

#[expect(
    clippy::indexing_slicing,
    reason = "rows and targets are those of the condensation, and every table has one entry for each"
)]
impl<'a, const WORDS: usize> Spread<'a, WORDS> {
    pub(super) fn new(condensation: &'a Condensation) -> Self {
        let rows = condensation.rows() as usize;
        let words = rows.div_ceil(64);
        Self {
            condensation,
            slot: vec![0; rows],
            bits: Vec::new(),
            active: vec![0; words],
            summary: vec![0; words.div_ceil(64)],
        }
    }

    /// The bits of a row.
    #[inline]
    fn bits(&mut self, row: u32) -> &mut [u64; WORDS] {
        let slot = &mut self.slot[row as usize];
        if *slot == 0 {
            self.bits.push([0; WORDS]);
            *slot = self.bits.len() as u32;
            self.active[row as usize / 64] |= 1 << (row % 64);
            self.summary[row as usize / 4096] |= 1 << (row / 64 % 64);
        }
        &mut self.bits[*slot as usize - 1]
    }

    /// Hands on the bits of some targets, each with its place in the block. `each` is told of every row that reaches some
    /// of them what it reaches, once. If the pivot reaches all of them, rows that lead there are left out.
    ///
    /// Returns how often the bits of a row were handed on.
    pub(super) fn block(
        &mut self,
        targets: impl Iterator<Item = (usize, u32)>,
        shared: Option<&Pivot>,
        mut each: impl FnMut(u32, &[u64; WORDS]),
    ) -> u64 {
        let condensation = self.condensation;
        let mut handed = 0;
        for (at, target) in targets {
            for row in condensation.holders.row(target) {
                if shared.is_none_or(|pivot| !pivot.leads[*row as usize]) {
                    self.bits(*row)[at / 64] |= 1 << (at % 64);
                }
            }
        }
        // Rows before a row have greater numbers: what is handed on is never behind.
        for top in 0..self.summary.len() {
            while self.summary[top] != 0 {
                let word = top * 64 + self.summary[top].trailing_zeros() as usize;
                while self.active[word] != 0 {
                    let row = (word * 64 + self.active[word].trailing_zeros() as usize) as u32;
                    self.active[word] &= self.active[word] - 1;
                    let slot = self.slot[row as usize];
                    self.slot[row as usize] = 0;
                    let bits = self.bits[slot as usize - 1];
                    each(row, &bits);
                    for before in condensation.before.row(row) {
                        if shared.is_some_and(|pivot| pivot.leads[*before as usize]) {
                            continue;
                        }
                        handed += 1;
                        let to = self.bits(*before);
                        for (to, from) in to.iter_mut().zip(bits) {
                            *to |= from;
                        }
                    }
                }
                self.summary[top] &= !(1 << (word % 64));
            }
        }
        self.bits.clear();
        handed
    }
}
