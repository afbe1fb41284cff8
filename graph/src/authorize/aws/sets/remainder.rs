//! What is not decided in sets: elements that are put to the evaluator of single requests, one of all that nothing tells
//! apart.

use std::collections::BTreeSet;

use roaring::RoaringBitmap;

use super::caller::Question;
use super::own_policies::Shape;
use super::parts::Parts;
use super::plane::Plane;
use super::{Planes, yes_or_maybe};
use crate::authorize::aws::condition::Test;
use crate::authorize::aws::document::Document;
use crate::authorize::aws::statement::Statement;

impl Question<'_, '_, '_> {
    /// Decides what is left: where a grant of KMS counts, and where a decision hangs on a value that the caller chooses.
    pub(super) fn with_remainder(
        &self,
        mut allowed: Plane,
        known: RoaringBitmap,
        granted: &RoaringBitmap,
    ) -> Planes {
        let conditional = &allowed.may - &allowed.must;
        let mut left = self.hangs_on_choice(&conditional);
        left |= granted;
        let mut asked_singly = 0;
        let mut parts = Parts::new(left);
        self.sets
            .take_apart(self.lens, self.caller, &[self.action], &mut parts);
        for part in parts.into_sets() {
            let one = part.min();
            let Some(decision) = one.and_then(|id| self.sets.single(self.lens, self.action, id))
            else {
                continue;
            };
            asked_singly += 1;
            let (yes, maybe) = yes_or_maybe(decision.outcome);
            for (set, holds) in [(&mut allowed.must, yes), (&mut allowed.may, maybe)] {
                match holds {
                    true => *set |= &part,
                    false => *set -= &part,
                }
            }
        }
        Planes {
            granted: &allowed.may & known,
            asked_singly,
            allowed,
        }
    }

    /// Of elements for which the decision is conditional, those for which some condition is on a key that the caller
    /// chooses: a value may be found that makes it a yes.
    fn hangs_on_choice(&self, conditional: &RoaringBitmap) -> RoaringBitmap {
        if conditional.is_empty() {
            return RoaringBitmap::new();
        }
        let policies = &self.caller.policies;
        let own = policies.identity.iter();
        let own = own.chain(policies.boundaries.iter().flatten());
        let own = own.chain(policies.scps.iter().flatten());
        if own.clone().any(|document| self.is_choosing(document)) {
            return conditional.clone();
        }
        let mut found = RoaringBitmap::new();
        if self.own {
            for (_, shape) in self.choosing(conditional) {
                found |= &shape.all & conditional;
            }
        }
        for (account, of_account) in &self.sets.rcps {
            let mut documents = account.rcps.levels.iter().flatten();
            if documents.any(|document| self.is_choosing(document)) {
                found |= of_account & conditional;
            }
        }
        found
    }

    /// The shapes of policies of some of these elements that ask about what the caller may choose: see
    /// [`is_choosing`](Self::is_choosing).
    pub(super) fn choosing<'s>(&'s self, elements: &RoaringBitmap) -> Vec<(u32, &'s Shape)> {
        let policies = &self.sets.own_policies;
        let about = policies.about(&self.lower);
        let with = elements & &self.sets.universe.with_policy;
        // Whichever are fewer.
        let numbers: BTreeSet<u32> = match (about.len() as u64) < with.len() {
            true => about.keys().copied().collect(),
            false => {
                let shapes = with.iter().filter_map(|id| policies.shape_of(id));
                shapes.filter(|number| about.contains_key(number)).collect()
            }
        };
        let shapes = numbers
            .into_iter()
            .filter_map(|number| Some((number, policies.shape(number)?)));
        shapes
            .filter(|(_, shape)| {
                !shape.all.is_disjoint(elements) && self.is_choosing(&shape.document)
            })
            .collect()
    }

    /// Whether a document asks, for this action, about a key that the caller may choose, or compares one with what the
    /// caller may choose.
    pub(super) fn is_choosing(&self, document: &Document) -> bool {
        let about = |statement: &&Statement| statement.is_about_lower(&self.lower);
        document.statements().iter().filter(about).any(|statement| {
            statement.conditions.iter().any(|test: &Test| {
                let key = test.lower();
                let mut variables = test.wanted().iter().flat_map(|wanted| wanted.variables());
                self.sets.statements.is_of_element(key)
                    || self.caller.chooses(key)
                    || variables.any(|key| self.caller.chooses(key))
            })
        })
    }
}
