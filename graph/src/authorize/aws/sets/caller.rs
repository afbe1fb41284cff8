//! One caller, with what the steps of its evaluation have in common.

use roaring::RoaringBitmap;

use super::own_policies::names_of;
use super::statements::Scope;
use super::{Element, SetEvaluator};
use crate::authorize::aws::context_keys::Keys;
use crate::authorize::aws::naming::Subject;
use crate::authorize::aws::policies::PolicySet;
use crate::authorize::aws::request::{ContextValue, Principal, Request};
use crate::authorize::aws::service_rules;
use crate::authorize::aws::who::Who;
use crate::estate::{ActionServices, ActorKind, Lens};

/// A principal as the evaluator of sets asks for it: its policies, and the policies of resources that may concern it.
#[derive(Debug)]
pub(crate) struct Caller {
    /// A request of the caller's about nothing in particular.
    pub(super) base: Request,
    /// What bears on everything that it does: identity policies, boundaries, service control policies.
    pub(super) policies: PolicySet,
    /// The names that policies may call it by.
    pub(super) names: Vec<String>,
    /// The shapes of resource policies that may be about it.
    pub(super) concerned: Vec<u32>,
    /// The services of the actions that those of them allow that let in more than its account, and of grants beside policies.
    services: ActionServices,
    /// The elements on which the caller may be granted anything: those of its own account, and those of others whose
    /// policies, or grants beside them, name it or are not known.
    within: RoaringBitmap,
    /// Of these, those that are not the same for all of its account.
    further: RoaringBitmap,
    /// Whether it is a service-linked role, which control policies do not bind.
    pub(super) linked: bool,
}

impl Caller {
    /// The caller that a lens looks through.
    pub(crate) fn new(sets: &SetEvaluator<'_, '_>, lens: &Lens<'_, '_>) -> Self {
        let nothing = crate::estate::ResourceEntry::named("");
        let base = lens.request("sts:GetCallerIdentity", &nothing, "", &[]);
        let policies = lens.policies("sts:GetCallerIdentity", &nothing);
        let (arn, id) = match &base.principal {
            Principal::Arn { arn, unique_id, .. } => (arn.as_str(), unique_id.as_deref()),
            _ => ("", None),
        };
        let names = names_of(arn, id);
        let concerned = sets.own_policies.concerning(&names);
        // Who is let in with its account alone needs a policy of its own beside: if all of those are known, they tell.
        let services = if policies.unknown_identity.is_empty() {
            let account = Who::of(&base.principal).account();
            let mut own = names.clone();
            own.retain(|name| Some(name.as_str()) != account);
            sets.own_policies
                .services(&sets.own_policies.concerning(&own))
        } else {
            sets.own_policies.services(&concerned)
        };
        let further = sets.own_policies.open_to(&concerned, &names);
        let mut within = match Who::of(&base.principal).account() {
            Some(account) => sets.within_account(account),
            None => sets.all().clone(),
        };
        within |= &further;
        Self {
            linked: service_rules::is_service_linked(&base, &Keys::of(&base)),
            services,
            concerned,
            within,
            further,
            names,
            policies,
            base,
        }
    }

    /// The principal, as elements compare it.
    pub(super) fn subject(&self) -> Subject<'_> {
        Subject::new(
            &self.base.principal,
            self.base.context.is_exact(),
            &self.policies.canonical_users,
            self.policies.boundaries.is_some(),
        )
    }

    /// Its account, if it has one.
    pub(super) fn account(&self) -> Option<&str> {
        Who::of(&self.base.principal).account()
    }

    /// The elements on which the caller may be granted anything.
    pub(crate) fn within(&self) -> &RoaringBitmap {
        &self.within
    }

    /// Of these, those that are not the same for all of its account.
    pub(crate) fn further(&self) -> &RoaringBitmap {
        &self.further
    }

    /// Whether the caller of a lens may be granted an action on anything, by the service of the action alone: where it may
    /// not, nothing more need be looked at.
    pub(crate) fn is_thinkable(&self, lens: &Lens<'_, '_>, action: &str) -> bool {
        lens.actor.kind == ActorKind::Root
            || lens.actor.allows_service_of(action)
            || self.services.has(action)
            || may_need_no_policy(action)
    }

    pub(super) fn is_root(&self) -> bool {
        matches!(Who::of(&self.base.principal), Who::Root { .. })
    }

    /// Whether the caller chooses the value of a key, lower-cased, that follows from no element.
    pub(super) fn chooses(&self, key: &str) -> bool {
        matches!(Keys::of(&self.base).get(key).as_ref(), ContextValue::Chosen)
    }
}

/// Whether the decision about an action may hang on no policy.
pub(crate) fn may_need_no_policy(action: &str) -> bool {
    let start = action.get(..7);
    start.is_some_and(|start| start.eq_ignore_ascii_case("sts:get"))
}

/// One question about many elements.
pub(super) struct Question<'q, 'e, 'a> {
    pub(super) sets: &'q SetEvaluator<'e, 'a>,
    pub(super) lens: &'q Lens<'e, 'a>,
    pub(super) caller: &'q Caller,
    /// The action, as asked and lower-cased.
    pub(super) action: &'q str,
    pub(super) lower: String,
    pub(super) scope: Scope,
    /// The elements that are asked about.
    pub(super) within: &'q RoaringBitmap,
    /// Whether the policies of resources bear on the action.
    pub(super) own: bool,
}

impl<'q, 'e, 'a> Question<'q, 'e, 'a> {
    pub(super) fn new(
        sets: &'q SetEvaluator<'e, 'a>,
        lens: &'q Lens<'e, 'a>,
        caller: &'q Caller,
        action: &'q str,
        within: &'q RoaringBitmap,
    ) -> Self {
        let lower = action.to_ascii_lowercase();
        Self {
            scope: Scope::of(&lower),
            own: Lens::asks_own_policy(action),
            sets,
            lens,
            caller,
            action,
            lower,
            within,
        }
    }

    /// The request about an element.
    pub(super) fn request(&self, id: u32) -> Request {
        match self.sets.universe.get(id) {
            Some(Element { entry, .. }) => {
                let arn = self
                    .sets
                    .universe
                    .get(id)
                    .map(Element::arn)
                    .unwrap_or_default();
                self.lens.request(self.action, entry, arn, &[])
            }
            None => self.caller.base.clone(),
        }
    }
}
