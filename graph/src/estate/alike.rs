//! Questions of one actor that have the same answer: asked once for all elements that nothing tells apart.

use std::rc::Rc;

use hashbrown::Equivalent;
use roaring::RoaringBitmap;

use super::{Answer, Lens, ResourceEntry};
use crate::authorize::aws::ContextValue;
use crate::authorize::aws::sets::{Parts, may_need_no_policy};
use crate::edges::speaks_of;

/// A question, as answers are kept.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Asked {
    action: String,
    resource: String,
    /// What is asked about in it.
    arn: String,
    /// The further keys of the request.
    keys: Vec<(String, ContextValue)>,
}

/// The same, to look up.
#[derive(Debug, Clone, Copy, Hash)]
pub(super) struct Asking<'q> {
    pub(super) action: &'q str,
    pub(super) resource: &'q str,
    pub(super) arn: &'q str,
    pub(super) keys: &'q [(String, ContextValue)],
}

impl Equivalent<Asked> for Asking<'_> {
    fn equivalent(&self, asked: &Asked) -> bool {
        // What differs most often comes first.
        self.arn == asked.arn
            && self.action == asked.action
            && self.resource == asked.resource
            && self.keys == asked.keys
    }
}

impl From<Asking<'_>> for Asked {
    fn from(asking: Asking<'_>) -> Self {
        Self {
            action: asking.action.to_owned(),
            resource: asking.resource.to_owned(),
            arn: asking.arn.to_owned(),
            keys: asking.keys.to_vec(),
        }
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
        let Some(element) = overview.sets.find(entry, arn) else {
            let nobody_is_let_in = overview.sets.is_elsewhere(entry) && !may_need_no_policy(action);
            return match nobody_is_let_in {
                true => Like::No,
                false => Like::Nobody,
            };
        };
        let Some(planes) = self.planes(action) else {
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
            // What names the other one otherwise than as one of these is no answer for this one.
            Some(answer)
                if !one.arn().starts_with(&one.entry.arn) && speaks_of(&answer, one.arn()) =>
            {
                Like::Nobody
            }
            Some(answer) => match answer.about_another(&one.entry, entry) {
                Some(answer) => Like::Answer(answer),
                None => Like::Nobody,
            },
        }
    }
}
