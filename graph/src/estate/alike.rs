//! Questions of one actor that have the same answer: asked once for all elements that nothing tells apart.

use std::rc::Rc;

use roaring::RoaringBitmap;

use super::{Answer, Lens, ResourceEntry};
use crate::authorize::aws::ContextValue;
use crate::authorize::aws::sets::Parts;
use crate::edges::speaks_of;

/// Action, resource, what is asked about in it, and the further keys of the request in their debug form.
pub(super) type Asked = (String, String, String, String);

/// The further keys of a request as they are told apart: mostly there are none.
pub(super) fn told(keys: &[(String, ContextValue)]) -> String {
    match keys {
        [] => String::new(),
        keys => format!("{keys:?}"),
    }
}

/// Fewer elements are asked about one by one: that costs less than to take them apart.
const FEW: u64 = 8;

/// As many sets are looked through for an element, the largest first.
const MANY: usize = 64;

/// Sets of elements that nothing tells apart.
#[derive(Debug, Default)]
pub(super) struct Alike(Vec<RoaringBitmap>);

impl Alike {
    fn new(parts: Parts) -> Self {
        let mut sets = parts.into_sets();
        sets.retain(|set| set.len() > 1);
        sets.sort_by_key(|set| (std::cmp::Reverse(set.len()), set.min()));
        sets.truncate(MANY);
        Self(sets)
    }

    /// The element that stands for this one, where that is another.
    fn one(&self, element: u32) -> Option<u32> {
        let set = self.0.iter().find(|set| set.contains(element))?;
        set.min().filter(|one| *one != element)
    }
}

/// What is known about a question from another one.
pub(super) enum Like {
    /// It must be asked.
    Nobody,
    /// The answer is no.
    No,
    /// The answer is that to the other one.
    Answer(Answer),
}

impl Lens<'_, '_> {
    /// The answer to a question without further keys, as far as the whole estate was looked at: a no, or that about an
    /// element that nothing tells apart from this one.
    pub(super) fn like_another(&self, action: &str, entry: &ResourceEntry, arn: &str) -> Like {
        let Some(overview) = self.overview else {
            return Like::Nobody;
        };
        // Who differs from the administrator of its account on a few things only is asked about those.
        if self.administers.get().is_some() && self.particular().is_some() {
            return Like::Nobody;
        }
        let Some((element, planes)) = overview.sets.find(entry, arn).zip(self.planes(action))
        else {
            return Like::Nobody;
        };
        if !planes.granted.contains(element) {
            return Like::No;
        }
        if planes.granted.len() < FEW {
            return Like::Nobody;
        }
        let known = self.seen.alike.borrow().get(action).cloned();
        let alike = known.unwrap_or_else(|| {
            let mut parts = Parts::new(planes.granted.clone());
            self.take_apart(&[action], &mut parts);
            let alike = Rc::new(Alike::new(parts));
            let mut known = self.seen.alike.borrow_mut();
            known.insert(action.to_owned(), alike.clone());
            alike
        });
        let one = alike.one(element);
        let Some(one) = one.and_then(|one| overview.sets.element(one)) else {
            return Like::Nobody;
        };
        match self.may(action, &one.entry, one.arn()) {
            None => Like::No,
            // What names the other one is no answer for this one.
            Some(answer) if speaks_of(&answer, one.arn()) => Like::Nobody,
            Some(answer) if speaks_of(&answer, &one.entry.arn) => Like::Nobody,
            Some(answer) => Like::Answer(answer.of_another(&one.entry.arn, &entry.arn)),
        }
    }
}
