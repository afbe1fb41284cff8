//! Where a statement applies, its principal apart: its resources and conditions as sets.
//!
//! A condition hangs on the caller and context alone, which is one answer for all elements, or on the element too, which
//! is one answer for each sort of element. What hangs on neither is the same for every caller and is kept for all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use hashbrown::HashMap;
use roaring::RoaringBitmap;

use super::patterns::Patterns;
use super::place::{Alike, Place, templates};
use super::plane::Plane;
use super::universe::Universe;
use crate::authorize::aws::catalogue;
use crate::authorize::aws::condition::Test;
use crate::authorize::aws::context_keys::Keys;
use crate::authorize::aws::request::{ContextValue, Request};
use crate::authorize::aws::statement::Statement;
use crate::authorize::aws::truth::Truth;

/// Keys whose value follows from the element, beside tags and what the element says itself.
///
/// None of them says anything about the caller: what is worked out for one caller is kept for all.
const OF_ELEMENT: [&str; 4] = [
    "aws:requestedregion",
    "aws:resourceaccount",
    "aws:resourceorgid",
    "s3:resourceaccount",
];

/// Who asks for what, as far as statements see.
pub(super) struct Asker<'q> {
    pub(super) scope: Scope,
    /// A request of the caller's about nothing in particular.
    pub(super) base: &'q Request,
    /// The request about an element.
    pub(super) ask: &'q dyn Fn(u32) -> Request,
}

/// On what an action is, as far as statements see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Scope {
    /// On an element; whether it is an action of IAM, which is asked in one region.
    Element(bool),
    /// On no resource, or on a fixed one, whatever the caller names.
    Fixed(&'static str, bool),
}

impl Scope {
    /// The scope of an action, lower-cased.
    pub(super) fn of(action: &str) -> Self {
        let iam = action.starts_with("iam:");
        catalogue::only_resource(action).map_or(Self::Element(iam), |fixed| Self::Fixed(fixed, iam))
    }
}

/// What the tests and variables of a statement hang on.
#[derive(Debug, Default)]
pub(super) struct Hangs {
    /// The tests that hang on no element, by index.
    caller_tests: Vec<usize>,
    /// The others.
    element_tests: Vec<usize>,
    /// What the others, and the resource patterns, hang on: keys of elements, and further keys.
    element_keys: Vec<String>,
    further_keys: Vec<String>,
}

impl Hangs {
    /// The tests that hang on no element.
    pub(super) fn of_caller<'s>(&self, statement: &'s Statement) -> impl Iterator<Item = &'s Test> {
        let tests = self.caller_tests.iter();
        tests.filter_map(|index| statement.conditions.get(*index))
    }

    /// The keys beside those of elements on which the other tests and the resource patterns hang, lower-cased.
    pub(super) fn further_keys(&self) -> &[String] {
        &self.further_keys
    }
}

type Known = (usize, Option<u32>, Scope, Vec<ContextValue>);

/// Statements as sets, each once.
#[derive(Debug, Default)]
pub(super) struct Statements {
    /// Keys that some element says itself, lower-cased.
    of_elements: BTreeSet<String>,
    hangs: RwLock<HashMap<usize, Arc<Hangs>>>,
    known: RwLock<HashMap<Known, Arc<Plane>>>,
    groups: RwLock<BTreeMap<OfKeys, Arc<Groups>>>,
}

/// Keys, and whether an action of IAM is asked.
type OfKeys = (Vec<String>, bool);

/// Elements that some keys do not tell apart: one, and all.
type Groups = Vec<(u32, RoaringBitmap)>;

impl Statements {
    pub(super) fn new(universe: &Universe) -> Self {
        Self {
            of_elements: universe
                .iter()
                .flat_map(|(_, element)| &element.entry.keys)
                .map(|(key, _)| key.to_ascii_lowercase())
                .collect(),
            ..Self::default()
        }
    }

    /// Whether the value of a key, lower-cased, may differ from element to element.
    pub(super) fn is_of_element(&self, key: &str) -> bool {
        OF_ELEMENT.contains(&key) || key.contains(":resourcetag/") || self.of_elements.contains(key)
    }

    /// What a statement hangs on.
    pub(super) fn hangs(&self, statement: &Statement) -> Arc<Hangs> {
        let address = std::ptr::from_ref(statement).addr();
        let known = self.hangs.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(hangs) = known.get(&address) {
            return hangs.clone();
        }
        drop(known);
        let mut hangs = Hangs::default();
        let mut keys: BTreeSet<&str> = BTreeSet::new();
        for (index, test) in statement.conditions.iter().enumerate() {
            let variables = test.wanted().iter().flat_map(|wanted| wanted.variables());
            let all: Vec<&str> = variables.chain([test.lower()]).collect();
            if all.iter().any(|key| self.is_of_element(key)) {
                hangs.element_tests.push(index);
                keys.extend(all);
            } else {
                hangs.caller_tests.push(index);
            }
        }
        for template in templates(statement) {
            keys.extend(template.variables());
        }
        for key in keys {
            if self.is_of_element(key) {
                hangs.element_keys.push(key.to_owned());
            } else {
                hangs.further_keys.push(key.to_owned());
            }
        }
        let mut known = self.hangs.write().unwrap_or_else(PoisonError::into_inner);
        known.entry(address).or_insert(Arc::new(hangs)).clone()
    }

    /// The keys of elements on which a statement hangs, lower-cased.
    pub(super) fn keys_of_elements(&self, statement: &Statement) -> Vec<String> {
        self.hangs(statement).element_keys.clone()
    }

    /// Where the resources and conditions of a statement match, for the caller whose requests `ask` makes. The
    /// statement must be about the action, and its document must outlive this.
    pub(super) fn plane(
        &self,
        universe: &Universe,
        patterns: &Patterns,
        statement: &Statement,
        alike: Option<Alike<'_>>,
        asker: &Asker<'_>,
    ) -> Arc<Plane> {
        let hangs = self.hangs(statement);
        let keys = Keys::of(asker.base);
        let of_caller = hangs
            .of_caller(statement)
            .fold(Truth::Yes, |all, test| all.and(|| test.holds(&keys)));
        if of_caller == Truth::No {
            return Arc::default();
        }
        let further = hangs.further_keys.iter();
        let further: Vec<ContextValue> = further.map(|key| keys.get(key).into_owned()).collect();
        let known: Known = (
            std::ptr::from_ref(statement).addr(),
            alike.map(|alike| alike.one),
            asker.scope,
            further,
        );
        let had = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(plane) = had.get(&known) {
            return given(plane, &of_caller);
        }
        drop(had);
        let place = Place {
            universe,
            patterns,
            alike,
            scope: asker.scope,
        };
        let plane = Arc::new(self.find(&place, statement, &hangs, asker));
        let mut had = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let plane = had.entry(known).or_insert(plane).clone();
        drop(had);
        given(&plane, &of_caller)
    }

    fn find(
        &self,
        place: &Place<'_>,
        statement: &Statement,
        hangs: &Hangs,
        asker: &Asker<'_>,
    ) -> Plane {
        if hangs.element_keys.is_empty() {
            return place.matches(statement, &[], &Keys::of(asker.base), place.everything());
        }
        let groups = self.groups(place.universe, &hangs.element_keys, asker);
        let mut found = Plane::nowhere();
        for (one, all) in &*groups {
            let all = all & place.everything();
            if let Some(own) = all.min() {
                // Of elements with a policy of their own, one of those.
                let request = (asker.ask)(if place.alike.is_some() { own } else { *one });
                let keys = Keys::of(&request);
                found.or(&place.matches(statement, &hangs.element_tests, &keys, &all));
            }
        }
        found
    }

    /// Groups of elements that these keys do not tell apart. The keys are those of elements, in order.
    pub(super) fn groups(
        &self,
        universe: &Universe,
        keys: &[String],
        asker: &Asker<'_>,
    ) -> Arc<Groups> {
        let (Scope::Element(iam) | Scope::Fixed(_, iam)) = asker.scope;
        let asked = (keys.to_vec(), iam);
        let known = self.groups.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(groups) = known.get(&asked) {
            return groups.clone();
        }
        drop(known);
        let mut groups: Groups = Vec::new();
        let mut places: HashMap<Vec<ContextValue>, usize> = HashMap::new();
        for (one, all) in &universe.sorts {
            let request = (asker.ask)(*one);
            let found = Keys::of(&request);
            let values = keys.iter().map(|key| found.get(key).into_owned()).collect();
            let next = groups.len();
            match groups.get_mut(*places.entry(values).or_insert(next)) {
                Some((_, set)) => *set |= all,
                None => groups.push((*one, all.clone())),
            }
        }
        let mut known = self.groups.write().unwrap_or_else(PoisonError::into_inner);
        known.entry(asked).or_insert(Arc::new(groups)).clone()
    }
}

fn given(plane: &Arc<Plane>, truth: &Truth) -> Arc<Plane> {
    match truth {
        Truth::Yes => plane.clone(),
        truth => Arc::new(Plane::clone(plane).and_truth(truth)),
    }
}
