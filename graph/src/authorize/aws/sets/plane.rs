//! A three-valued answer for every element of the universe at once.

use roaring::RoaringBitmap;

use crate::authorize::aws::truth::Truth;

/// Where something certainly holds, and where it holds or may hold. `must` is a part of `may`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plane {
    /// It holds.
    pub must: RoaringBitmap,
    /// It holds, or that is not known.
    pub may: RoaringBitmap,
}

impl Plane {
    /// It holds nowhere.
    pub(super) fn nowhere() -> Self {
        Self::default()
    }

    /// It certainly holds on these, and nowhere else.
    pub(super) fn on(set: RoaringBitmap) -> Self {
        Self {
            must: set.clone(),
            may: set,
        }
    }

    /// It may hold on these, and nowhere else.
    pub(super) fn perhaps(set: RoaringBitmap) -> Self {
        Self {
            must: RoaringBitmap::new(),
            may: set,
        }
    }

    /// Whether it is a no everywhere.
    pub(super) fn is_nowhere(&self) -> bool {
        self.may.is_empty()
    }

    /// Both hold.
    pub(super) fn and(&self, other: &Self) -> Self {
        Self {
            must: &self.must & &other.must,
            may: &self.may & &other.may,
        }
    }

    /// One of them holds.
    pub(super) fn or(&mut self, other: &Self) {
        self.must |= &other.must;
        self.may |= &other.may;
    }

    /// It does not hold, on these; no elsewhere.
    pub(super) fn not(&self, within: &RoaringBitmap) -> Self {
        Self {
            must: within - &self.may,
            may: within - &self.must,
        }
    }

    /// The same on these; no elsewhere.
    pub(super) fn within(&self, set: &RoaringBitmap) -> Self {
        Self {
            must: &self.must & set,
            may: &self.may & set,
        }
    }

    /// The same on all but these; no on them.
    pub(super) fn without(mut self, set: &RoaringBitmap) -> Self {
        if !set.is_empty() {
            self.must -= set;
            self.may -= set;
        }
        self
    }

    /// This, and a single answer for all.
    pub(super) fn and_truth(self, truth: &Truth) -> Self {
        match truth {
            Truth::Yes => self,
            Truth::No => Self::nowhere(),
            Truth::Unknown(_) => Self::perhaps(self.may),
        }
    }
}
