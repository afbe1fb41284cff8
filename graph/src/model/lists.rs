//! Lists of numbers, each once, end to end: what a graph keeps of a list is its number.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// Lists by number. The list 0 is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lists {
    pub(super) items: Vec<u32>,
    /// Where each ends in `items`.
    pub(super) ends: Vec<u32>,
}

impl Default for Lists {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            ends: vec![0],
        }
    }
}

impl Lists {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The list of a number that these lists gave out; nothing for any other.
    #[inline]
    pub(super) fn get(&self, id: u32) -> &[u32] {
        let end = |at: usize| self.ends.get(at).map(|end| *end as usize);
        let start = match id {
            0 => Some(0),
            id => end(id as usize - 1),
        };
        let span = start.zip(end(id as usize));
        span.and_then(|(start, end)| self.items.get(start..end))
            .unwrap_or_default()
    }

    fn push(&mut self, list: &[u32]) -> u32 {
        let id = u32::try_from(self.len()).unwrap_or(u32::MAX);
        self.items.extend_from_slice(list);
        self.ends
            .push(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
        id
    }
}

/// Lists that are being collected.
#[derive(Debug, Default)]
pub(super) struct ListPool {
    lists: Lists,
    known: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl ListPool {
    /// The number of a list, which is new or the one that it had.
    pub(super) fn intern(&mut self, list: &[u32]) -> u32 {
        if list.is_empty() {
            return 0;
        }
        let hash = self.hasher.hash_one(list);
        if let Some(id) = self.known.find(hash, |id| self.lists.get(*id) == list) {
            return *id;
        }
        let id = self.lists.push(list);
        let (lists, hasher) = (&self.lists, &self.hasher);
        self.known
            .insert_unique(hash, id, |id| hasher.hash_one(lists.get(*id)));
        id
    }

    pub(super) fn get(&self, id: u32) -> &[u32] {
        self.lists.get(id)
    }

    /// The lists as they were collected.
    pub(super) fn finish(self) -> Lists {
        self.lists
    }

    /// The lists with other items, in order, and the new number of each old one.
    pub(super) fn sorted(self, item: impl Fn(u32) -> u32) -> (Lists, Vec<u32>) {
        let mut lists = self.lists;
        for it in &mut lists.items {
            *it = item(*it);
        }
        let mut order: Vec<u32> = (0..u32::try_from(lists.len()).unwrap_or(u32::MAX)).collect();
        order.sort_by(|a, b| lists.get(*a).cmp(lists.get(*b)));
        let mut sorted = Lists {
            items: Vec::with_capacity(lists.items.len()),
            ends: Vec::with_capacity(lists.ends.len()),
        };
        let mut ranks = vec![0; order.len()];
        for id in order {
            let new = sorted.push(lists.get(id));
            if let Some(rank) = ranks.get_mut(id as usize) {
                *rank = new;
            }
        }
        (sorted, ranks)
    }
}
