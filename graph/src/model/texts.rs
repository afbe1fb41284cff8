//! Every text of a graph once, end to end in one string: what a graph keeps of a text is its number.

use hashbrown::{DefaultHashBuilder, HashTable};
use rayon::prelude::*;
use std::hash::BuildHasher;

/// Texts by number. In a built graph they are sorted, so that numbers compare as the texts do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Texts {
    pub(super) all: String,
    /// Where each ends in `all`.
    pub(super) ends: Vec<u64>,
}

impl Texts {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The text of a number that these texts gave out; nothing for any other.
    #[inline]
    pub(super) fn get(&self, id: u32) -> &str {
        let end = |at: usize| self.ends.get(at).and_then(|end| usize::try_from(*end).ok());
        let start = match id {
            0 => Some(0),
            id => end(id as usize - 1),
        };
        let span = start.zip(end(id as usize));
        span.and_then(|(start, end)| self.all.get(start..end))
            .unwrap_or_default()
    }

    /// The text of a number one greater, of which 0 says that there is none.
    #[inline]
    pub(super) fn option(&self, id: u32) -> Option<&str> {
        id.checked_sub(1).map(|id| self.get(id))
    }

    /// The number of a text. The texts must be sorted.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        let (mut low, mut high) = (0, u32::try_from(self.len()).unwrap_or(u32::MAX));
        while low < high {
            let middle = low + (high - low) / 2;
            match self.get(middle).cmp(text) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    fn push(&mut self, text: &str) -> u32 {
        let id = u32::try_from(self.len()).unwrap_or(u32::MAX);
        self.all.push_str(text);
        self.ends.push(self.all.len() as u64);
        id
    }
}

/// Texts that are being collected.
#[derive(Debug, Default)]
pub(super) struct TextPool {
    texts: Texts,
    known: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl TextPool {
    /// The number of a text, which is new or the one that it had.
    pub(super) fn intern(&mut self, text: &str) -> u32 {
        let hash = self.hasher.hash_one(text);
        if let Some(id) = self.known.find(hash, |id| self.texts.get(*id) == text) {
            return *id;
        }
        let id = self.texts.push(text);
        let (texts, hasher) = (&self.texts, &self.hasher);
        self.known
            .insert_unique(hash, id, |id| hasher.hash_one(texts.get(*id)));
        id
    }

    /// The number of a text plus one; 0 for none.
    pub(super) fn option(&mut self, text: Option<&str>) -> u32 {
        text.map_or(0, |text| self.intern(text).saturating_add(1))
    }

    /// The number of a text that was given before.
    pub(super) fn known(&self, text: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(text);
        self.known
            .find(hash, |id| self.texts.get(*id) == text)
            .copied()
    }

    /// The texts in order, and the new number of each old one.
    pub(super) fn sorted(self) -> (Texts, Vec<u32>) {
        let Self { texts, .. } = self;
        let mut order: Vec<u32> = (0..u32::try_from(texts.len()).unwrap_or(u32::MAX)).collect();
        order.par_sort_unstable_by(|a, b| texts.get(*a).cmp(texts.get(*b)));
        let mut sorted = Texts {
            all: String::with_capacity(texts.all.len()),
            ends: Vec::with_capacity(texts.ends.len()),
        };
        let mut ranks = vec![0; order.len()];
        for id in order {
            let new = sorted.push(texts.get(id));
            if let Some(rank) = ranks.get_mut(id as usize) {
                *rank = new;
            }
        }
        (sorted, ranks)
    }
}
