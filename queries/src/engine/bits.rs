//! A set of vertices as bits: small enough for the nearer caches where a table of words is not.

/// A set of dense ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bits(Vec<u64>);

#[expect(
    clippy::indexing_slicing,
    reason = "a set is made for the ids that it is asked about"
)]
impl Bits {
    /// The empty set of ids below `ids`.
    #[must_use]
    pub fn new(ids: u32) -> Self {
        Self(vec![0; (ids as usize).div_ceil(64)])
    }

    /// Whether the id is in the set.
    #[must_use]
    #[inline]
    pub fn has(&self, id: u32) -> bool {
        self.0[id as usize / 64] & (1 << (id % 64)) != 0
    }

    /// Adds the id; whether it is new.
    #[inline]
    pub fn add(&mut self, id: u32) -> bool {
        let word = &mut self.0[id as usize / 64];
        let bit = 1 << (id % 64);
        if *word & bit != 0 {
            return false;
        }
        *word |= bit;
        true
    }

    /// Removes the id.
    #[inline]
    pub fn remove(&mut self, id: u32) {
        self.0[id as usize / 64] &= !(1 << (id % 64));
    }

    /// Makes this set the same as another of the same ids.
    pub fn copy_from(&mut self, other: &Self) {
        self.0.clone_from(&other.0);
    }

    /// Removes every id and hands them over, in order.
    pub fn drain(&mut self, mut each: impl FnMut(u32)) {
        for (at, word) in self.0.iter_mut().enumerate() {
            let mut left = std::mem::take(word);
            while left != 0 {
                each(at as u32 * 64 + left.trailing_zeros());
                left &= left - 1;
            }
        }
    }
}
