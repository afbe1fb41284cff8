//! Decisions for one actor, asked once each, and turned into what an edge needs.

use std::cell::{OnceCell, RefCell};

use hashbrown::HashMap;

use super::administration::Administration;
use super::alike::{Asked, Asking, Like};
use super::answer::{gate, remaining_certainty};
use super::overview::Seen;
use super::rewriting::Rewritten;
use super::{Actor, ActorKind, Answer, Estate, Overview, ResourceEntry};
use crate::authorize::aws::{
    ContextValue, Decision, Outcome, PolicyRole, PolicySet, Request, Resource, StatementEffect,
    decide,
};
use crate::context::is;
use crate::model::Certainty;

/// The estate as one actor sees it. Decisions are kept, so that rules may ask freely.
///
/// This is the seam to the evaluator that works on sets: rules ask here and nowhere else.
#[derive(Debug)]
pub struct Lens<'e, 'a> {
    /// The estate.
    pub estate: &'e Estate<'a>,
    /// Who asks.
    pub actor: &'e Actor,
    known: RefCell<HashMap<Asked, Option<Answer>>>,
    /// Resources whose policy the actor would have rewritten.
    pub(super) rewritten: Rewritten,
    pub(super) administers: OnceCell<Option<Administration>>,
    /// The whole estate at once, where it is at hand.
    pub(crate) overview: Option<&'e Overview<'e, 'a>>,
    pub(super) seen: Seen,
}

impl<'e, 'a> Lens<'e, 'a> {
    /// The estate as `actor` sees it.
    #[must_use]
    pub fn new(estate: &'e Estate<'a>, actor: &'e Actor) -> Self {
        Self {
            estate,
            actor,
            known: RefCell::default(),
            rewritten: Rewritten::new(),
            administers: OnceCell::new(),
            overview: None,
            seen: Seen::default(),
        }
    }

    /// The same, with the whole estate at hand: most questions whose answer is no are not asked one by one.
    #[must_use]
    pub(crate) fn with_overview(
        estate: &'e Estate<'a>,
        actor: &'e Actor,
        overview: &'e Overview<'e, 'a>,
    ) -> Self {
        Self {
            overview: Some(overview),
            ..Self::new(estate, actor)
        }
    }

    /// Whether the actor may do `action` on `arn`, which is `entry` or lies in it. `None` is a no.
    #[must_use]
    pub fn may(&self, action: &str, entry: &ResourceEntry, arn: &str) -> Option<Answer> {
        self.may_with(action, entry, arn, &[])
    }

    /// The same, with condition keys of the request.
    #[must_use]
    pub fn may_with(
        &self,
        action: &str,
        entry: &ResourceEntry,
        arn: &str,
        keys: &[(String, ContextValue)],
    ) -> Option<Answer> {
        let entry = self.seen(entry);
        if !self.worth_asking(action, entry, arn) {
            return None;
        }
        let keys = &*self.estate.heard(keys, entry);
        // Further keys are asked for one by one.
        if keys.is_empty() {
            match self.like_another(action, entry, arn) {
                Like::Nobody => {}
                Like::No => return None,
                Like::Answer(answer) => return Some(answer),
            }
        }
        let asking = Asking {
            action,
            resource: &entry.arn,
            arn,
            keys,
        };
        if let Some(known) = self.known.borrow().get(&asking) {
            return known.clone();
        }
        let request = self.request(action, entry, arn, keys);
        let policies = self.policies(action, entry);
        let decision = decide(&request, &policies);
        let decision = self.without_guess(&request, policies, decision);
        let answer = self.answer(action, &decision, entry);
        let mut known = self.known.borrow_mut();
        known.insert(asking.into(), answer.clone());
        answer
    }

    /// Whether the actor may do `action` on some of what the pattern `arn` may stand for: a deny of a part of it does
    /// not count, since what there is in it is not known.
    pub(crate) fn may_some(
        &self,
        action: &str,
        entry: &ResourceEntry,
        arn: &str,
    ) -> Option<Answer> {
        let entry = self.seen(entry);
        if !self.worth_asking(action, entry, arn) {
            return None;
        }
        let request = self.request(action, entry, arn, &[]);
        let policies = self.policies(action, entry);
        let decision = decide(&request, &policies);
        let decision = self.without_guess(&request, policies, decision);
        self.answer_of(action, &decision, entry)
    }

    /// The surest answer among actions of which one suffices.
    #[must_use]
    pub fn any(&self, actions: &[&str], entry: &ResourceEntry, arn: &str) -> Option<Answer> {
        let mut best: Option<Answer> = None;
        for action in actions {
            let answer = self.may(action, entry, arn);
            if let Some(answer) = answer
                && best
                    .as_ref()
                    .is_none_or(|best| best.certainty < answer.certainty)
            {
                let certain = answer.certainty == Certainty::Certain;
                best = Some(answer);
                if certain {
                    break;
                }
            }
        }
        best
    }

    /// The request of a question.
    pub(crate) fn request(
        &self,
        action: &str,
        entry: &ResourceEntry,
        arn: &str,
        keys: &[(String, ContextValue)],
    ) -> Request {
        let mut context = self.actor.context.clone();
        if let Some(region) = &entry.region {
            context.set("aws:RequestedRegion", is(region));
        } else if action.starts_with("iam:") {
            // Page "AWS global condition context keys": global services are asked in us-east-1.
            context.set("aws:RequestedRegion", is("us-east-1"));
        }
        for (key, values) in &entry.keys {
            context.set(key, ContextValue::Is(values.clone()));
        }
        if !self.rewritten.is_empty() && self.actor.kind == ActorKind::Role {
            // The session does not say the path of its role.
            context.set("aws:PrincipalArn", is(&self.actor.arn));
        }
        if let Some(organization) = self.organization_of(entry) {
            context.set("aws:ResourceOrgID", is(&organization));
        }
        for (key, value) in keys {
            context.set(key, value.clone());
        }
        self.estate.context.override_with_hand(&mut context);
        Request {
            principal: self.principal(),
            action: action.to_owned(),
            resource: Resource {
                arn: arn.to_owned(),
                account: entry.account.clone(),
                tags: entry.tags.clone(),
            },
            context,
        }
    }

    fn organization_of(&self, entry: &ResourceEntry) -> Option<String> {
        let account = entry.account.as_ref()?;
        self.estate
            .account(&format!("aws:{account}"))?
            .organization
            .clone()
    }

    /// The policies that bear on a question to this resource.
    pub(crate) fn policies(&self, action: &str, entry: &ResourceEntry) -> PolicySet {
        let actor = self.actor;
        let own = Self::asks_own_policy(action);
        let mut set = PolicySet {
            identity: actor.identity.clone(),
            boundaries: actor.boundaries.clone(),
            unknown_identity: actor.unknown_identity.clone(),
            unknown_boundary: actor.unknown_boundary.clone(),
            resource: entry
                .policy
                .as_ref()
                .filter(|_| own)
                .map(|policy| policy.document.clone()),
            grants: entry.grants.clone(),
            unknown_resource: if own {
                entry.unknown.clone()
            } else {
                Vec::new()
            },
            restrict_public_buckets: entry.restrict_public,
            ..PolicySet::default()
        };
        if let Some(account) = self.estate.account(&actor.scope) {
            set.scps.clone_from(&account.scps.levels);
            set.unknown_scps.clone_from(&account.scps.unknown);
            set.management_account = account.management;
        }
        let owner = entry
            .account
            .as_ref()
            .and_then(|owner| self.estate.account(&format!("aws:{owner}")));
        if let Some(owner) = owner {
            set.rcps.clone_from(&owner.rcps.levels);
            set.unknown_rcps.clone_from(&owner.rcps.unknown);
        }
        set
    }

    /// Whether the policy of the resource bears on an action: the trust policy of a role does on becoming it, and not on
    /// changing it.
    pub(crate) fn asks_own_policy(action: &str) -> bool {
        !action.starts_with("iam:")
    }

    /// Whether any policy could say yes. A policy that was not read is a gap in the coverage and on its own
    /// no reason to draw an edge from everybody to everything.
    fn worth_asking(&self, action: &str, entry: &ResourceEntry, arn: &str) -> bool {
        let actor = self.actor;
        if actor.mentions_on(action, arn) {
            return true;
        }
        !entry.grants.is_empty()
            || entry.policy.as_ref().is_some_and(|policy| {
                policy.mentions.allows_action(&action.to_ascii_lowercase())
                    && policy.mentions.may_name(
                        &actor.arn,
                        &actor.account,
                        actor.unique_id.as_deref(),
                    )
            })
    }

    /// A decision as an edge needs it; `None` for a no.
    pub(crate) fn answer(
        &self,
        action: &str,
        decision: &Decision,
        entry: &ResourceEntry,
    ) -> Option<Answer> {
        // Some of what was asked about (a prefix of a bucket) is not all of it; the part is asked on its own.
        if decision.remaining.iter().any(|remaining| remaining.part) {
            return None;
        }
        self.answer_of(action, decision, entry)
    }

    /// The same where some of what was asked about is enough.
    fn answer_of(
        &self,
        action: &str,
        decision: &Decision,
        entry: &ResourceEntry,
    ) -> Option<Answer> {
        match decision.outcome {
            Outcome::Allowed | Outcome::Conditional => {}
            Outcome::ExplicitlyDenied | Outcome::ImplicitlyDenied => return None,
        }
        if !self.is_granted(action, decision, entry) {
            return None;
        }
        let mut answer = Answer::certain(self.evidence(action, decision));
        for remaining in &decision.remaining {
            answer = answer.unless_proven(remaining_certainty(remaining), remaining.text.clone());
            answer
                .gates
                .extend(gate(remaining.key.as_deref(), &remaining.text));
        }
        if decision.outcome == Outcome::Conditional && answer.certainty == Certainty::Certain {
            answer.certainty = Certainty::Conditional;
        }
        Some(answer)
    }

    /// A yes that only a policy of the actor's that was not read could give is a no: what such policies may allow is
    /// a gap in the coverage. What they may deny stays a condition.
    fn without_guess(
        &self,
        request: &Request,
        mut policies: PolicySet,
        decision: Decision,
    ) -> Decision {
        let by_identity = decision.by.iter().any(|by| by.role == PolicyRole::Identity);
        if decision.outcome != Outcome::Conditional
            || policies.unknown_identity.is_empty()
            || by_identity
        {
            return decision;
        }
        policies.unknown_identity = Vec::new();
        let known = decide(request, &policies);
        match known.outcome {
            Outcome::Allowed | Outcome::Conditional => decision,
            Outcome::ExplicitlyDenied | Outcome::ImplicitlyDenied => known,
        }
    }

    /// Whether something that is known grants it, and not only a policy that was not read. Across accounts both
    /// sides must be known to grant: nobody is let in by default. The exception is a role of an account that was not
    /// collected, which a policy of the actor names.
    fn is_granted(&self, action: &str, decision: &Decision, entry: &ResourceEntry) -> bool {
        let by = |roles: &[PolicyRole]| {
            decision
                .by
                .iter()
                .any(|by| by.effect == StatementEffect::Allow && roles.contains(&by.role))
        };
        let by_resource = by(&[PolicyRole::Resource, PolicyRole::Grant, PolicyRole::Service]);
        let across = entry
            .account
            .as_ref()
            .is_some_and(|owner| *owner != self.actor.account);
        if across && action != "sts:AssumeRole" {
            return by_resource;
        }
        by_resource || by(&[PolicyRole::Identity]) || self.actor.kind == ActorKind::Root
    }
}
