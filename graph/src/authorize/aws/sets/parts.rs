//! Elements that nothing tells apart for a caller and some actions: a decision about one, with its proof, is one about
//! all of them.

use std::collections::{BTreeMap, BTreeSet};

use roaring::RoaringBitmap;

use super::caller::{Caller, Question};
use super::place::templates;
use super::statements::{Asker, Scope};
use super::{Element, SetEvaluator};
use crate::authorize::aws::context_keys::Keys;
use crate::authorize::aws::statement::Statement;
use crate::authorize::aws::template::{Rendered, Template};
use crate::estate::Lens;

/// Elements, taken apart more and more.
#[derive(Debug)]
pub(crate) struct Parts(Vec<RoaringBitmap>);

impl Parts {
    /// All of them together.
    pub(crate) fn new(elements: RoaringBitmap) -> Self {
        Self(vec![elements])
    }

    /// The parts, each with at least one element.
    pub(crate) fn into_sets(self) -> Vec<RoaringBitmap> {
        self.0.into_iter().filter(|part| !part.is_empty()).collect()
    }

    /// Takes those in a set apart from those that are not.
    pub(crate) fn by(&mut self, set: &RoaringBitmap) {
        let mut split = Vec::new();
        for part in &mut self.0 {
            if part.len() > 1 {
                let inside = &*part & set;
                if !inside.is_empty() && inside.len() < part.len() {
                    *part -= &inside;
                    split.push(inside);
                }
            }
        }
        self.0.extend(split);
    }

    /// Takes those with different labels apart. Time: the number of elements.
    pub(crate) fn by_label(&mut self, label: impl Fn(u32) -> u32) {
        let mut split = Vec::new();
        for part in std::mem::take(&mut self.0) {
            let mut labelled: BTreeMap<u32, RoaringBitmap> = BTreeMap::new();
            for id in &part {
                labelled.entry(label(id)).or_default().insert(id);
            }
            split.extend(labelled.into_values());
        }
        self.0 = split;
    }

    /// Takes each of these apart from all others.
    fn singly(&mut self, set: &RoaringBitmap) {
        if !set.is_empty() {
            self.by(set);
            let mut split = Vec::new();
            for part in std::mem::take(&mut self.0) {
                match part.is_disjoint(set) {
                    true => split.push(part),
                    false => split.extend(part.iter().map(|id| RoaringBitmap::from_iter([id]))),
                }
            }
            self.0 = split;
        }
    }
}

impl<'e, 'a> SetEvaluator<'e, 'a> {
    /// Takes elements apart that some policy may tell apart when the caller asks for one of the actions on them.
    pub(crate) fn take_apart(
        &self,
        lens: &Lens<'e, 'a>,
        caller: &Caller,
        actions: &[&str],
        parts: &mut Parts,
    ) {
        let all: RoaringBitmap = parts
            .0
            .iter()
            .fold(RoaringBitmap::new(), |all, part| all | part);
        if all.len() < 2 {
            return;
        }
        for action in actions {
            Question::new(self, lens, caller, action, &all).take_apart(parts);
        }
        self.by_owner(caller, &all, parts);
        parts.by(&self.universe.unassigned);
        parts.by(&self.universe.ownerless);
        parts.by(&self.universe.of_caller);
        parts.by(&self.universe.unknown_policy);
        parts.by(&self.own_policies.shut);
        // Key policies do not decide about aliases, nor trust policies about sessions of federated users.
        parts.by(&self.aliases);
        parts.by(&self.federated);
    }
}

impl SetEvaluator<'_, '_> {
    /// By account: most callers ask about their own alone.
    fn by_owner(&self, caller: &Caller, all: &RoaringBitmap, parts: &mut Parts) {
        let own = caller
            .account()
            .and_then(|own| self.universe.owners.get(own));
        if let Some(own) = own {
            parts.by(own);
        }
        let mut others = match own {
            Some(own) => all - own,
            None => all.clone(),
        };
        while let Some(other) = others.min() {
            others.remove(other);
            let owner = self.universe.get(other).and_then(Element::owner);
            if let Some(owned) = owner.and_then(|owner| self.universe.owners.get(owner)) {
                parts.by(owned);
                others -= owned;
            }
        }
    }
}

impl Question<'_, '_, '_> {
    fn take_apart(&self, parts: &mut Parts) {
        let policies = &self.caller.policies;
        let mut keys: BTreeSet<String> = BTreeSet::new();
        let own = policies.identity.iter();
        let own = own.chain(policies.boundaries.iter().flatten());
        let own = own.chain(policies.scps.iter().flatten());
        let rcps = self
            .sets
            .rcps
            .iter()
            .filter(|(_, of)| !of.is_disjoint(self.within));
        let rcps = rcps.flat_map(|(account, _)| account.rcps.levels.iter().flatten());
        for document in own.chain(rcps) {
            for statement in document.statements() {
                if statement.is_about_lower(&self.lower) {
                    self.by_statement(statement, |_| true, &mut keys, parts);
                }
            }
        }
        if self.own {
            self.by_own_policies(&mut keys, parts);
        }
        parts.singly(
            &(self
                .sets
                .own_policies
                .granted(&self.lower, &self.caller.names)
                & self.within),
        );
        if !keys.is_empty() {
            let keys: Vec<String> = keys.into_iter().collect();
            let asker = Asker {
                scope: self.scope,
                base: &self.caller.base,
                ask: &|id| self.request(id),
            };
            let groups = self
                .sets
                .statements
                .groups(&self.sets.universe, &keys, &asker);
            for (_, group) in &*groups {
                parts.by(group);
            }
        }
    }

    /// By whose own policy may be about the caller and action, or may change what it chooses.
    fn by_own_policies(&self, keys: &mut BTreeSet<String>, parts: &mut Parts) {
        let policies = &self.sets.own_policies;
        let concerned = self.concerned();
        let mut numbers: BTreeSet<u32> = BTreeSet::new();
        for (shape, statements) in concerned {
            numbers.extend(shape.all.min().and_then(|id| policies.shape_of(id)));
            for statement in statements {
                // Patterns that begin with the name of the resource say the same of all alike.
                let own = shape.alike().own;
                self.by_statement(statement, |t| !t.raw().starts_with(own), keys, parts);
            }
        }
        for (number, shape) in self.choosing(self.within) {
            numbers.insert(number);
            for statement in shape.document.statements() {
                keys.extend(self.sets.statements.keys_of_elements(statement));
            }
        }
        match numbers.len() > 64 {
            true => parts.by_label(|id| match policies.shape_of(id) {
                Some(number) if numbers.contains(&number) => number,
                _ => u32::MAX,
            }),
            false => {
                for shape in numbers.iter().filter_map(|number| policies.shape(*number)) {
                    parts.by(&shape.all);
                }
            }
        }
    }

    fn by_statement(
        &self,
        statement: &Statement,
        is_asked: impl Fn(&Template) -> bool,
        keys: &mut BTreeSet<String>,
        parts: &mut Parts,
    ) {
        keys.extend(self.sets.statements.keys_of_elements(statement));
        if matches!(self.scope, Scope::Fixed(..)) {
            return;
        }
        let base = Keys::of(&self.caller.base);
        for template in templates(statement).iter().filter(|t| is_asked(t)) {
            if template
                .variables()
                .any(|key| self.sets.statements.is_of_element(key))
            {
                // What such a pattern is hangs on the element.
                parts.singly(self.within);
            }
            let rendered = match template.fixed() {
                Some(pattern) => Some(pattern.clone()),
                None => match template.pattern(&base) {
                    Rendered::Known(pattern) | Rendered::Unknown(pattern, _) => Some(pattern),
                    Rendered::Nothing => None,
                },
            };
            if let Some(pattern) = rendered {
                let plane = self.sets.patterns.plane(&self.sets.universe, &pattern);
                parts.by(&plane.must);
                parts.by(&plane.may);
            }
        }
    }
}
