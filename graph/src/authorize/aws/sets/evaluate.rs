//! The evaluation logic for one caller and action, on sets; one function a step, as for single requests.

use std::sync::Arc;

use roaring::RoaringBitmap;

use super::Planes;
use super::caller::{Question, may_need_no_policy};
use super::own_grants::denied_to;
use super::own_policies::Shape;
use super::plane::Plane;
use super::statements::Asker;
use crate::authorize::aws::catalogue;
use crate::authorize::aws::decision::{Decision, Outcome, StatementEffect};
use crate::authorize::aws::document::Document;
use crate::authorize::aws::request::Request;
use crate::authorize::aws::service_rules;
use crate::authorize::aws::statement::Statement;
use crate::authorize::aws::truth::Truth;

impl Question<'_, '_, '_> {
    /// What the caller may do.
    pub(super) fn answer(&self) -> Planes {
        if let Some(decision) = self.without_policies() {
            let allowed = match decision.outcome {
                Outcome::Allowed => Plane::on(self.within.clone()),
                _ => Plane::nowhere(),
            };
            return Planes {
                granted: allowed.may.clone(),
                allowed,
                asked_singly: 0,
            };
        }
        let granted = self
            .sets
            .own_policies
            .granted(&self.lower, &self.caller.names);
        let granted = granted & self.within;
        let (mut allows, mut known) = self.granted();
        allows = self.service_control(allows);
        known |= &granted;
        if allows.is_nowhere() && granted.is_empty() {
            return Planes::default();
        }
        let denies = self.denies(&allows.may);
        let allowed = Plane {
            must: &allows.must - &denies.may,
            may: &allows.may - &denies.must,
        };
        self.with_remainder(allowed, known, &granted)
    }

    /// The decision, where it hangs on no policy.
    fn without_policies(&self) -> Option<Decision> {
        let asked = Request {
            action: self.action.to_owned(),
            ..self.caller.base.clone()
        };
        service_rules::without_policies(&asked)
    }

    /// Whether the decision hangs on no policy: it is the caller's alone, and no class of callers shares it.
    pub(super) fn needs_no_policy(&self) -> bool {
        may_need_no_policy(&self.lower) && self.without_policies().is_some()
    }

    /// Where some policy that is known may grant the action: of an identity, or of a resource.
    pub(super) fn known(&self) -> RoaringBitmap {
        let policies = &self.sets.own_policies;
        let granted = policies.granted(&self.lower, &self.caller.names);
        let (_, by_identity) = self.identity();
        let by_own = self.own_grants().known;
        (granted & self.within) | (by_identity & self.open_to_identity()) | by_own
    }

    /// Where a policy of the caller's may be enough beside one of the resource that is not known: in its own account, and
    /// where the owner is not known. Who becomes a role is asked of the role, wherever it is.
    fn open_to_identity(&self) -> RoaringBitmap {
        let universe = &self.sets.universe;
        if self.lower == "sts:assumerole" {
            return &(&universe.unknown_policy | &self.sets.federated) | &universe.ownerless;
        }
        match self.caller.account() {
            Some(account) if !self.caller.is_root() => {
                universe.owned_by(account, self.within) | &universe.ownerless
            }
            _ => self.within.clone(),
        }
    }

    /// Whether no policy that is known can grant the action on anything, by what the policies name alone.
    pub(super) fn is_granted_nothing(&self) -> bool {
        let policies = &self.caller.policies;
        let mut allows = self.statements(&policies.identity, StatementEffect::Allow);
        !self.caller.is_root()
            && allows.next().is_none()
            && !self.is_concerned()
            && self
                .sets
                .own_policies
                .granted(&self.lower, &self.caller.names)
                .is_empty()
    }

    /// The grant: by identity policies, the resource's policy, or both; and where one that is known grants.
    fn granted(&self) -> (Plane, RoaringBitmap) {
        let grants = self.own_grants();
        let Some(account) = self.caller.account() else {
            return (grants.itself, grants.known);
        };
        let inside = self.sets.universe.owned_by(account, self.within);
        let somewhere = &self.sets.universe.ownerless & self.within;
        let outside = self.within - &inside - &somewhere;
        let boundary = self.boundary();
        let (identity, by_identity) = self.identity();
        let side = identity.and(&boundary);
        let needs = self.needs_own_policy();

        let mut within = side.within(&(self.within - &needs));
        within.or(&grants.account.and(&side).within(&needs));
        within.or(&grants.itself);
        within.or(&grants.role.and(&boundary));

        let mut any = grants.itself;
        any.or(&grants.role);
        any.or(&grants.account);
        let across = any.and(&side);

        let mut all = within.within(&inside);
        all.or(&across.within(&outside));
        all.or(&across.within(&somewhere));
        all.or(&Plane::perhaps(within.may & &somewhere));

        let mut known = grants.known;
        // Across accounts both sides must be known to grant; that the root user needs no policy is known.
        let by_identity_alone = self.lower == "sts:assumerole" || self.caller.is_root();
        known |= match by_identity_alone {
            true => by_identity,
            false => by_identity - outside,
        };
        (all, known)
    }

    /// Identity policies, and where those that are known allow. The root user has full access without.
    fn identity(&self) -> (Plane, RoaringBitmap) {
        if self.caller.is_root() {
            return (Plane::on(self.within.clone()), self.within.clone());
        }
        let policies = &self.caller.policies;
        let mut allows = self.filter(&policies.identity, self.within);
        let known = allows.may.clone();
        if !policies.unknown_identity.is_empty() {
            allows.or(&Plane::perhaps(self.within.clone()));
        }
        (allows, known)
    }

    /// Each boundary must allow.
    fn boundary(&self) -> Plane {
        let policies = &self.caller.policies;
        let mut all = Plane::on(self.within.clone());
        for document in policies.boundaries.iter().flatten() {
            all = all.and(&self.filter(std::slice::from_ref(document), &all.may));
        }
        if policies.unknown_boundary.is_empty() {
            all
        } else {
            Plane::perhaps(all.may)
        }
    }

    /// Each level of service control policies must allow.
    fn service_control(&self, mut allows: Plane) -> Plane {
        let policies = &self.caller.policies;
        if !self.scps_bind() || allows.is_nowhere() {
            return allows;
        }
        for level in &policies.scps {
            allows = allows.and(&self.filter(level, &allows.may));
        }
        if policies.unknown_scps.is_empty() {
            allows
        } else {
            Plane::perhaps(allows.may)
        }
    }

    fn scps_bind(&self) -> bool {
        let management = self.caller.policies.management_account;
        self.caller.account().is_some() && !management && !self.caller.linked
    }

    /// Where one of the documents allows.
    fn filter(&self, documents: &[Arc<Document>], within: &RoaringBitmap) -> Plane {
        let mut found = Plane::nowhere();
        for statement in self.statements(documents, StatementEffect::Allow) {
            found.or(&self.plane(statement, None).within(within));
            if found.must.len() == within.len() {
                break;
            }
        }
        found
    }

    /// The statements of an effect that are about the action.
    fn statements<'d>(
        &self,
        documents: impl IntoIterator<Item = &'d Arc<Document>>,
        effect: StatementEffect,
    ) -> impl Iterator<Item = &'d Statement> {
        documents
            .into_iter()
            .flat_map(|document| document.statements())
            .filter(move |s| s.effect == effect && s.is_about_lower(&self.lower))
    }

    /// Where the resources and conditions of a statement match, its principal apart.
    pub(super) fn plane(&self, statement: &Statement, shape: Option<&Shape>) -> Arc<Plane> {
        let asker = Asker {
            scope: self.scope,
            base: &self.caller.base,
            ask: &|id| self.request(id),
        };
        self.sets.statements.plane(
            &self.sets.universe,
            &self.sets.patterns,
            statement,
            shape.map(Shape::alike),
            &asker,
        )
    }

    /// Where the resource's own policy decides whatever identity policies say.
    fn needs_own_policy(&self) -> RoaringBitmap {
        if service_rules::is_trust(&self.lower, "") {
            return self.within - &self.sets.federated;
        }
        if !service_rules::is_kms_key(&self.lower, "") {
            return RoaringBitmap::new();
        }
        match service_rules::is_kms_key(&self.lower, "arn:aws:kms:::alias/") {
            true => self.within.clone(),
            false => self.within - &self.sets.aliases,
        }
    }

    /// Where a deny of any policy applies. A policy that is not known may deny.
    fn denies(&self, within: &RoaringBitmap) -> Plane {
        let policies = &self.caller.policies;
        let mut found = Plane::nowhere();
        let own = policies.identity.iter();
        let own = own.chain(policies.boundaries.iter().flatten());
        let levels = policies.scps.iter().flatten();
        let binding = levels.filter(|_| self.scps_bind());
        for statement in self.statements(own.chain(binding), StatementEffect::Deny) {
            found.or(&self.plane(statement, None).within(within));
        }
        self.add_denies_of_resources(within, &mut found);
        if catalogue::is_bound_by_rcps(&self.lower) && !self.caller.linked {
            let subject = self.caller.subject();
            for (account, of_account) in &self.sets.rcps {
                let bound = of_account & within;
                if bound.is_empty() {
                    continue;
                }
                if !account.rcps.unknown.is_empty() {
                    found.or(&Plane::perhaps(bound.clone()));
                }
                let documents = account.rcps.levels.iter().flatten();
                for statement in self.statements(documents, StatementEffect::Deny) {
                    let about = match &statement.principal {
                        None => Truth::Yes,
                        Some(_) => denied_to(&subject, statement),
                    };
                    found.or(&self.plane(statement, None).within(&bound).and_truth(&about));
                }
            }
        }
        let unknown = [&policies.unknown_identity, &policies.unknown_boundary];
        let scps_unknown = self.scps_bind() && !policies.unknown_scps.is_empty();
        if scps_unknown || unknown.iter().any(|reasons| !reasons.is_empty()) {
            found.or(&Plane::perhaps(within.clone()));
        }
        found
    }
}
