//! The evaluator for the whole estate at once: the same logic as [`decide`](super::decide), on sets.
//!
//! It never asks pair by pair. Everything that may be asked about is an [`Element`] with a dense number, and what a step
//! of the evaluation says is a [`Plane`]: the elements where it certainly holds and those where it may. Statements become
//! planes once: resource patterns by the order of the ARNs (`patterns`), conditions once for all elements that they do
//! not tell apart (`statements`), the policies of resources once for all that say the same (`own_policies`). For one
//! caller and action the steps of the evaluation are then intersections, unions and differences (`evaluate`).
//!
//! Two things are not done in sets and are put to the evaluator of single requests for just the elements that they
//! concern (`remainder`): values that the caller chooses where a decision hangs on them, and grants of KMS. So the
//! result is exact: a test holds it against [`decide`](super::decide) on random estates.

mod caller;
mod class;
mod evaluate;
mod own_grants;
mod own_policies;
mod parts;
mod patterns;
mod place;
mod plane;
mod remainder;
mod shared_with;
mod statements;
mod universe;

use std::collections::BTreeSet;
use std::sync::Arc;

use roaring::RoaringBitmap;

use super::decision::Outcome;
use super::document::Document;
use super::{Decision, decide};
use crate::estate::{AccountPolicies, Estate, Lens, ResourceEntry};
use caller::Question;
use class::Classes;
use own_policies::OwnPolicies;
use patterns::Patterns;
use place::templates;
use statements::Statements;
use universe::Universe;

pub(crate) use caller::{Caller, may_need_no_policy};
pub(crate) use parts::Parts;
pub use plane::Plane;
pub(crate) use shared_with::SharedWith;
pub use universe::Element;

/// What a caller may do.
#[derive(Debug, Clone, Default)]
pub struct Planes {
    /// Allowed, and allowed if what is not known holds.
    pub allowed: Plane,
    /// Those of `allowed.may` that a policy that is known grants: not only one that was not read.
    pub granted: RoaringBitmap,
    /// How many elements were put to the evaluator of single requests.
    pub asked_singly: u64,
}

/// Decides for one caller and action about all elements at once.
#[derive(Debug)]
pub struct SetEvaluator<'e, 'a> {
    estate: &'e Estate<'a>,
    universe: Universe,
    patterns: Patterns,
    statements: Statements,
    own_policies: OwnPolicies,
    classes: Classes,
    /// The resource control policies by account, with the elements of the account.
    rcps: Vec<(&'e AccountPolicies, RoaringBitmap)>,
    /// Elements that are aliases of keys, and sessions of federated users.
    aliases: RoaringBitmap,
    federated: RoaringBitmap,
}

impl<'e, 'a> SetEvaluator<'e, 'a> {
    /// Makes everything ready that does not depend on who asks. Near linear in the resources and statements.
    #[must_use]
    pub fn new(estate: &'e Estate<'a>) -> Self {
        Self::about(estate, estate.elements())
    }

    /// The same, about these elements.
    pub(crate) fn about(estate: &'e Estate<'a>, elements: Vec<Element>) -> Self {
        let universe = Universe::new(elements, estate.heard_keys());
        let mut rcps: std::collections::BTreeMap<&str, RoaringBitmap> = Default::default();
        let mut aliases = RoaringBitmap::new();
        let mut federated = RoaringBitmap::new();
        for (id, element) in universe.iter() {
            if let Some(account) = &element.entry.account {
                rcps.entry(account).or_default().insert(id);
            }
            let kind = element.arn().splitn(6, ':').nth(5).unwrap_or_default();
            if kind.starts_with("alias/") {
                aliases.insert(id);
            }
            if kind.starts_with("federated-user/") {
                federated.insert(id);
            }
        }
        let rcps = rcps
            .into_iter()
            .filter_map(|(account, set)| Some((estate.account(&format!("aws:{account}"))?, set)))
            .filter(|(account, _)| {
                !account.rcps.levels.is_empty() || !account.rcps.unknown.is_empty()
            })
            .collect();
        let policies = &estate.facts.policies;
        let text = |id: &str| policies.get(id).map(|policy| policy.document.as_str());
        Self {
            patterns: Patterns::new(&universe),
            statements: Statements::new(&universe),
            own_policies: OwnPolicies::new(&universe, text),
            classes: Classes::default(),
            rcps,
            aliases,
            federated,
            universe,
            estate,
        }
    }

    /// Every element, with its number.
    pub fn elements(&self) -> impl Iterator<Item = (u32, &Element)> {
        self.universe.iter()
    }

    /// What the actor of a lens may do, on every element.
    #[must_use]
    pub fn planes(&self, lens: &Lens<'e, 'a>, action: &str) -> Planes {
        let caller = Caller::new(self, lens);
        Question::new(self, lens, &caller, action, self.all()).answer()
    }

    /// What the actor of a lens may do, as far as some policy that is known grants it: see [`Planes::granted`]. Found once
    /// for all actors that nothing about the action tells apart.
    #[must_use]
    pub fn granted(&self, lens: &Lens<'e, 'a>, action: &str) -> Arc<Planes> {
        self.granted_to(lens, &Caller::new(self, lens), action)
    }

    /// The same. What only a policy that was not read may grant is left out, and so is all that nobody grants: most
    /// principals may do an action on few things, and everything that follows costs what those are.
    pub(crate) fn granted_to(
        &self,
        lens: &Lens<'e, 'a>,
        caller: &Caller,
        action: &str,
    ) -> Arc<Planes> {
        let question = Question::new(self, lens, caller, action, self.all());
        if question.needs_no_policy() {
            return Arc::new(question.answer());
        }
        let question = Question::new(self, lens, caller, action, caller.within());
        if question.is_granted_nothing() {
            return Arc::default();
        }
        let known = question.known();
        let question = Question::new(self, lens, caller, action, &known);
        self.classes.answer(&question)
    }

    /// The same on these elements alone, which are the caller's: no other shares the answer.
    pub(crate) fn granted_on(
        &self,
        lens: &Lens<'e, 'a>,
        caller: &Caller,
        action: &str,
        elements: &RoaringBitmap,
    ) -> Arc<Planes> {
        let within = caller.within() & elements;
        let question = Question::new(self, lens, caller, action, &within);
        if question.needs_no_policy() {
            return Arc::new(question.answer());
        }
        if question.is_granted_nothing() {
            return Arc::default();
        }
        let known = question.known();
        let question = Question::new(self, lens, caller, action, &known);
        Arc::new(question.answer())
    }

    /// The elements in sets of which nothing tells apart what is in one, when the actor of a lens asks for these actions:
    /// a decision about one is one about all of its set.
    #[must_use]
    pub fn alike(&self, lens: &Lens<'e, 'a>, actions: &[&str]) -> Vec<RoaringBitmap> {
        let mut parts = Parts::new(self.all().clone());
        self.take_apart(lens, &Caller::new(self, lens), actions, &mut parts);
        parts.into_sets()
    }

    /// The element of a number.
    pub(crate) fn element(&self, number: u32) -> Option<&Element> {
        self.universe.get(number)
    }

    /// The elements on which principals of an account may be granted something without being named: its own, and those of
    /// which too little is known.
    pub(crate) fn within_account(&self, account: &str) -> RoaringBitmap {
        let universe = &self.universe;
        let owned = universe.owned_by(account, &universe.all);
        owned | &universe.ownerless | &universe.unknown_policy
    }

    /// Whether this is a resource of the estate of which nothing is among the elements.
    pub(crate) fn is_elsewhere(&self, entry: &ResourceEntry) -> bool {
        let known = self.estate.resource(&entry.arn);
        known.is_some_and(|known| std::ptr::eq(&**known, entry)) && !self.universe.is_about(entry)
    }

    /// The number of what is asked about in a resource.
    pub(crate) fn find(&self, entry: &ResourceEntry, arn: &str) -> Option<u32> {
        self.universe.find(entry, arn)
    }

    /// The same, for a resource that may have been put together anew.
    pub(crate) fn find_like(&self, entry: &ResourceEntry, arn: &str) -> Option<u32> {
        let found = self.universe.find(entry, arn);
        found.or_else(|| {
            self.universe.called(arn).find(|id| {
                let element = self.universe.get(*id);
                element.is_some_and(|element| {
                    let other = &element.entry;
                    other.arn == entry.arn && other.unknown == entry.unknown
                })
            })
        })
    }

    /// Every element.
    pub(crate) fn all(&self) -> &RoaringBitmap {
        &self.universe.all
    }

    /// Takes elements apart whose own policies differ in whatever.
    pub(crate) fn by_own_policy(&self, parts: &mut Parts) {
        parts.by(&self.universe.with_policy);
        parts.by(&self.universe.with_grants);
        parts.by_label(|id| self.own_policies.shape_of(id).unwrap_or(u32::MAX));
    }

    /// The elements with grants beside a policy, and those whose own policy may treat this principal unlike others of its
    /// account: see [`Lens::is_particular`].
    pub(crate) fn particular(&self, arn: &str, unique_id: Option<&str>) -> RoaringBitmap {
        &self.universe.with_grants | self.own_policies.particular(arn, unique_id)
    }

    /// The same for one element, as the evaluator of single requests says.
    #[must_use]
    pub fn single(&self, lens: &Lens<'e, 'a>, action: &str, element: u32) -> Option<Decision> {
        let element = self.universe.get(element)?;
        let request = lens.request(action, &element.entry, element.arn(), &[]);
        Some(decide(&request, &lens.policies(action, &element.entry)))
    }

    /// The estate that is decided about.
    #[must_use]
    pub fn estate(&self) -> &'e Estate<'a> {
        self.estate
    }
}

/// Whether an outcome is a yes, and whether it may be one.
fn yes_or_maybe(outcome: Outcome) -> (bool, bool) {
    match outcome {
        Outcome::Allowed => (true, true),
        Outcome::Conditional => (false, true),
        Outcome::ExplicitlyDenied | Outcome::ImplicitlyDenied => (false, false),
    }
}

/// The condition keys of a document, those of variables too, lower-cased.
pub(crate) fn mentioned(document: &Document) -> BTreeSet<String> {
    let mut keys = document.condition_keys();
    for statement in document.statements() {
        let wanted = statement.conditions.iter().flat_map(|test| test.wanted());
        keys.extend(
            wanted
                .flat_map(|wanted| wanted.variables())
                .map(str::to_owned),
        );
        let variables = templates(statement).iter().flat_map(|t| t.variables());
        keys.extend(variables.map(str::to_owned));
    }
    keys
}
