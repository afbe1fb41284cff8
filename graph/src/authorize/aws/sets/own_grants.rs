//! The policies of resources, as they concern one caller.

use roaring::RoaringBitmap;

use super::caller::Question;
use super::own_policies::Shape;
use super::plane::Plane;
use crate::authorize::aws::decision::StatementEffect;
use crate::authorize::aws::naming::{Named, Subject};
use crate::authorize::aws::service_rules;
use crate::authorize::aws::statement::{Listed, Statement};
use crate::authorize::aws::truth::Truth;
use crate::authorize::aws::who::Who;

/// What the policies of resources grant, by the form in which they name the caller.
#[derive(Debug, Default)]
pub(super) struct OwnGrants {
    pub(super) itself: Plane,
    pub(super) role: Plane,
    pub(super) account: Plane,
    /// Where some policy that is known grants in some form.
    pub(super) known: RoaringBitmap,
}

impl Question<'_, '_, '_> {
    /// Whether a policy of some resource that is about the action may be about the caller and allow something.
    pub(super) fn is_concerned(&self) -> bool {
        if !self.own {
            return false;
        }
        let policies = &self.sets.own_policies;
        let about = policies.about(&self.lower);
        let concerned = &self.caller.concerned;
        let mut both: Box<dyn Iterator<Item = u32>> = match about.len() < concerned.len() {
            true => Box::new(
                about
                    .keys()
                    .copied()
                    .filter(|n| concerned.binary_search(n).is_ok()),
            ),
            false => Box::new(concerned.iter().copied().filter(|n| about.contains_key(n))),
        };
        both.any(|number| {
            let statements = policies
                .shape(number)
                .map(|shape| shape.document.statements());
            statements.into_iter().flatten().any(|statement| {
                statement.effect == StatementEffect::Allow && statement.is_about_lower(&self.lower)
            })
        })
    }

    /// The shapes of resource policies that may concern the caller and this action, with their statements about it.
    pub(super) fn concerned(&self) -> Vec<(&Shape, Vec<&Statement>)> {
        if !self.own {
            return Vec::new();
        }
        let policies = &self.sets.own_policies;
        let about = policies.about(&self.lower);
        let numbers: Vec<u32> = match about.len() < self.caller.concerned.len() {
            true => {
                let concerned = &self.caller.concerned;
                let about = about.keys().copied();
                about
                    .filter(|number| concerned.binary_search(number).is_ok())
                    .collect()
            }
            false => self.caller.concerned.clone(),
        };
        numbers
            .into_iter()
            .filter_map(|number| {
                let shape = policies.shape(number)?;
                let statements = shape.document.statements();
                let about = about.get(&number)?.iter();
                Some((
                    shape,
                    about.filter_map(|index| statements.get(*index)).collect(),
                ))
            })
            .filter(|(shape, _)| !shape.all.is_disjoint(self.within))
            .collect()
    }

    /// What the policies of resources grant.
    pub(super) fn own_grants(&self) -> OwnGrants {
        let mut grants = OwnGrants::default();
        let subject = self.caller.subject();
        let mut shut = RoaringBitmap::new();
        if self.lower.starts_with("s3:") {
            shut = &self.sets.own_policies.shut & self.within;
            if let Some(account) = self.caller.account() {
                shut -= self.sets.universe.owned_by(account, &shut);
            }
        }
        for (shape, statements) in self.concerned() {
            for statement in statements {
                if statement.effect != StatementEffect::Allow {
                    continue;
                }
                let named = granted_to(&subject, statement);
                if let [Truth::No, Truth::No, Truth::No] =
                    [&named.itself, &named.role, &named.account]
                {
                    continue;
                }
                let plane = self.plane(statement, Some(shape));
                let plane = plane.within(self.within).without(&shut);
                for (to, truth) in [
                    (&mut grants.itself, &named.itself),
                    (&mut grants.role, &named.role),
                    (&mut grants.account, &named.account),
                ] {
                    to.or(&plane.clone().and_truth(truth));
                }
                grants.known |= plane.may;
            }
        }
        if self.own {
            // A policy that is not known may grant; if it is public, it is shut too.
            let unknown = Plane::perhaps((&self.sets.universe.unknown_policy & self.within) - shut);
            grants.itself.or(&unknown);
            grants.role.or(&unknown);
            grants.account.or(&unknown);
        }
        grants
    }

    /// Adds where the policies of resources deny. One that is not known may deny.
    pub(super) fn add_denies_of_resources(&self, within: &RoaringBitmap, found: &mut Plane) {
        if !self.own {
            return;
        }
        let account = self.caller.account();
        let who = Who::of(&self.caller.base.principal);
        let outranked = match account {
            Some(own) if service_rules::outranks_bucket_policy(&self.lower, who, account) => {
                self.sets.universe.owned_by(own, within)
            }
            _ => RoaringBitmap::new(),
        };
        let subject = self.caller.subject();
        for (shape, statements) in self.concerned() {
            if shape.all.is_disjoint(within) {
                continue;
            }
            for statement in statements {
                if statement.effect != StatementEffect::Deny || statement.principal.is_none() {
                    continue;
                }
                let about = denied_to(&subject, statement);
                if about != Truth::No {
                    let plane = self.plane(statement, Some(shape));
                    found.or(&plane.within(within).without(&outranked).and_truth(&about));
                }
            }
        }
        found.or(&Plane::perhaps(&self.sets.universe.unknown_policy & within));
    }
}

/// How an Allow of a resource policy names the caller.
pub(super) fn granted_to(subject: &Subject<'_>, statement: &Statement) -> Named {
    let mut all = Named {
        itself: Truth::No,
        role: Truth::No,
        account: Truth::No,
    };
    match &statement.principal {
        None => {}
        Some(Listed::In(elements)) => {
            for element in elements {
                let named = subject.named_by(element);
                all.itself = all.itself.or(|| named.itself);
                all.role = all.role.or(|| named.role);
                all.account = all.account.or(|| named.account);
            }
        }
        Some(Listed::NotIn(elements)) => {
            for element in elements {
                all.itself = all.itself.or(|| subject.is_allowed_by_exception(element));
            }
        }
    }
    all
}

/// Whether a Deny is about the caller.
pub(super) fn denied_to(subject: &Subject<'_>, statement: &Statement) -> Truth {
    match &statement.principal {
        None => Truth::No,
        Some(Listed::In(elements)) => elements.iter().fold(Truth::No, |any, element| {
            any.or(|| subject.named_by(element).in_any_form())
        }),
        Some(Listed::NotIn(elements)) => elements.iter().fold(Truth::No, |any, element| {
            any.or(|| subject.is_denied_by_exception(element))
        }),
    }
}
