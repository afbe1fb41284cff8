//! Everything that may be asked about, each with a dense number, in the order of the ARNs.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use roaring::RoaringBitmap;

use crate::estate::ResourceEntry;

/// What one request is about: a resource, or what lies in it.
#[derive(Debug, Clone)]
pub struct Element {
    /// The resource whose owner, tags and policy bear on it.
    pub entry: Arc<ResourceEntry>,
    /// What is asked about, where that is not the resource itself: `arn:aws:s3:::bucket/*`.
    part: Option<Box<str>>,
}

impl Element {
    /// The element of a resource, or of what `arn` says lies in it.
    pub(crate) fn new(entry: Arc<ResourceEntry>, arn: &str) -> Self {
        let part = (entry.arn != arn).then(|| Box::from(arn));
        Self { entry, part }
    }

    /// The ARN that is asked about.
    #[must_use]
    pub fn arn(&self) -> &str {
        self.part.as_deref().unwrap_or(&self.entry.arn)
    }

    /// Whether it stands for all that match.
    pub(super) fn is_pattern(&self) -> bool {
        self.arn().contains(['*', '?'])
    }

    /// The account that owns it, as the evaluator of single requests reads it.
    pub(super) fn owner(&self) -> Option<&str> {
        self.entry.account.as_deref().or_else(|| {
            let mut segments = self.arn().split(':');
            segments
                .nth(4)
                .filter(|account| !account.is_empty() && !account.contains(['*', '?']))
        })
    }

    /// Whether an action that knows no resource is asked about: it is on the caller's own account.
    pub(super) fn is_none(&self) -> bool {
        matches!(self.arn(), "*" | "")
    }
}

/// The elements, and those that have something in common.
#[derive(Debug, Default)]
pub(super) struct Universe {
    elements: Vec<Element>,
    /// Every element.
    pub(super) all: RoaringBitmap,
    /// By the account that owns them.
    pub(super) owners: BTreeMap<String, RoaringBitmap>,
    /// Those of the account that asks, whichever that is.
    pub(super) of_caller: RoaringBitmap,
    /// Those whose owner is not known.
    pub(super) ownerless: RoaringBitmap,
    /// Those whose own policy is not known.
    pub(super) unknown_policy: RoaringBitmap,
    /// Those whose resource says nothing of an account; its name may.
    pub(super) unassigned: RoaringBitmap,
    /// Those with grants beside a policy, and those with a policy.
    pub(super) with_grants: RoaringBitmap,
    pub(super) with_policy: RoaringBitmap,
    /// By the address of their resource.
    of_entry: HashMap<usize, Vec<u32>>,
    /// One element of each sort that condition keys can tell apart, with all of its sort.
    pub(super) sorts: Vec<(u32, RoaringBitmap)>,
}

impl Universe {
    /// Numbers the elements. `mentioned` are the condition keys of all documents, lower-cased.
    pub(super) fn new(mut elements: Vec<Element>, mentioned: &BTreeSet<String>) -> Self {
        elements.sort_by(|a, b| (a.arn(), &a.entry.arn).cmp(&(b.arn(), &b.entry.arn)));
        elements.dedup_by(|a, b| a.arn() == b.arn() && Arc::ptr_eq(&a.entry, &b.entry));
        // The numbers of more would not fit: far beyond any estate.
        elements.truncate(u32::MAX as usize - 1);
        let tags: BTreeSet<&str> = mentioned
            .iter()
            .filter_map(|key| key.split_once(":resourcetag/"))
            .map(|(_, tag)| tag)
            .collect();
        let mut universe = Self::default();
        let mut sorts: HashMap<Sort, usize> = HashMap::new();
        for (id, element) in (0u32..).zip(&elements) {
            let of_entry = universe.of_entry.entry(Arc::as_ptr(&element.entry).addr());
            of_entry.or_default().push(id);
            match element.owner() {
                Some(owner) => match universe.owners.get_mut(owner) {
                    Some(set) => {
                        set.insert(id);
                    }
                    None => {
                        let set = RoaringBitmap::from_iter([id]);
                        universe.owners.insert(owner.to_owned(), set);
                    }
                },
                None if element.is_none() => {
                    universe.of_caller.insert(id);
                }
                None => {
                    universe.ownerless.insert(id);
                }
            }
            if element.entry.account.is_none() {
                universe.unassigned.insert(id);
            }
            if !element.entry.grants.is_empty() {
                universe.with_grants.insert(id);
            }
            if element.entry.policy.is_some() {
                universe.with_policy.insert(id);
            }
            if !element.entry.unknown.is_empty() {
                universe.unknown_policy.insert(id);
            }
            let sort = sort(element, mentioned, &tags);
            let next = universe.sorts.len();
            match universe.sorts.get_mut(*sorts.entry(sort).or_insert(next)) {
                Some((_, set)) => {
                    set.insert(id);
                }
                None => universe.sorts.push((id, RoaringBitmap::from_iter([id]))),
            }
        }
        drop(sorts);
        let count = u32::try_from(elements.len()).unwrap_or(u32::MAX);
        universe.all.insert_range(0..count);
        universe.elements = elements;
        universe
    }

    /// An element.
    pub(super) fn get(&self, id: u32) -> Option<&Element> {
        self.elements.get(id as usize)
    }

    /// Every element, in the order of their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &Element)> {
        (0u32..).zip(&self.elements)
    }

    /// Those of a set that an account owns, if it is the one that asks.
    pub(super) fn owned_by(&self, account: &str, within: &RoaringBitmap) -> RoaringBitmap {
        let of_caller = &self.of_caller & within;
        match self.owners.get(account) {
            Some(owned) => (owned & within) | of_caller,
            None => of_caller,
        }
    }

    /// Whether something of a resource is among the elements.
    pub(super) fn is_about(&self, entry: &ResourceEntry) -> bool {
        self.of_entry
            .contains_key(&std::ptr::from_ref(entry).addr())
    }

    /// The number of an element.
    pub(super) fn find(&self, entry: &ResourceEntry, arn: &str) -> Option<u32> {
        let of_entry = self.of_entry.get(&std::ptr::from_ref(entry).addr())?;
        let mut ids = of_entry.iter().copied();
        ids.find(|id| self.get(*id).is_some_and(|element| element.arn() == arn))
    }

    /// The numbers of the elements whose ARN begins so.
    pub(super) fn beginning_with(&self, prefix: &str) -> std::ops::Range<u32> {
        self.between(
            |arn| arn < prefix,
            |arn| arn < prefix || arn.starts_with(prefix),
        )
    }

    /// The numbers of the elements of an ARN.
    pub(super) fn called(&self, arn: &str) -> std::ops::Range<u32> {
        self.between(|other| other < arn, |other| other <= arn)
    }

    fn between(
        &self,
        before: impl Fn(&str) -> bool,
        until: impl Fn(&str) -> bool,
    ) -> std::ops::Range<u32> {
        let start = self.elements.partition_point(|e| before(e.arn()));
        let end = self.elements.partition_point(|e| until(e.arn()));
        let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        number(start)..number(end)
    }
}

/// All that condition keys can say about an element: its owner, region, and those tags and keys that some document
/// asks about.
type Sort<'a> = (
    Option<&'a str>,
    Option<&'a str>,
    Option<&'a str>,
    bool,
    Option<BTreeMap<String, &'a str>>,
    Vec<(String, &'a [String])>,
);

fn sort<'a>(element: &'a Element, mentioned: &BTreeSet<String>, tags: &BTreeSet<&str>) -> Sort<'a> {
    let entry = &*element.entry;
    let known = entry.tags.as_ref().map(|all| {
        let mut told = BTreeMap::new();
        for (key, value) in all {
            let lower = key.to_ascii_lowercase();
            if tags.contains(lower.as_str()) {
                // Of two keys that differ in case only, conditions see the first.
                told.entry(lower).or_insert(value.as_str());
            }
        }
        told
    });
    let keys = entry
        .keys
        .iter()
        .map(|(key, values)| (key.to_ascii_lowercase(), values.as_slice()))
        .filter(|(key, _)| mentioned.contains(key))
        .collect();
    (
        entry.account.as_deref(),
        element.owner(),
        entry.region.as_deref(),
        element.arn() == "*",
        known,
        keys,
    )
}
