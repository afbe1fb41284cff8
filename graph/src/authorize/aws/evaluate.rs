//! The evaluation logic for one request; one function a step.
//!
//! Source: IAM User Guide, `Policy evaluation logic`, `How AWS enforcement code logic evaluates
//! requests to allow or deny access`, `Policy evaluation for requests within a single account`
//! and `Cross-account policy evaluation logic`.

use super::context_keys::resource_account;
use super::decision::{Decided, Decision, Outcome, PolicyRole, Remaining};
use super::matching::Asked;
use super::naming::{Named, Subject};
use super::policies::PolicySet;
use super::request::Request;
use super::service_rules;
use super::verdict::{Verdict, maybe, or_unknown};
use super::who::Who;
use super::{catalogue, choose};

/// Decides one request under the policies that bear on it.
#[must_use]
pub fn decide(request: &Request, policies: &PolicySet) -> Decision {
    if let Some(decision) = service_rules::without_policies(request) {
        return decision;
    }
    let decision = evaluate(request, policies);
    choose::improve(request, policies, decision)
}

/// Decides with keys that the caller chooses taken as unknown.
pub(super) fn evaluate(request: &Request, policies: &PolicySet) -> Decision {
    let evaluation = Evaluation::new(request, policies);
    // An explicit deny in any policy that applies wins.
    let denies = evaluation.denies();
    if !denies.certain.is_empty() {
        return Decision {
            outcome: Outcome::ExplicitlyDenied,
            by: denies.certain,
            ..Decision::implicit_deny()
        };
    }
    match evaluation.allows() {
        Verdict::No { by, lacking } => Decision {
            by,
            lacking,
            ..Decision::implicit_deny()
        },
        Verdict::Yes(by) => Decision::allowed_if(by, denies.possible),
        Verdict::Maybe(by, mut remaining) => {
            remaining.extend(denies.possible);
            Decision::allowed_if(by, remaining)
        }
    }
}

/// One request with what its steps have in common.
pub(super) struct Evaluation<'a> {
    pub(super) request: &'a Request,
    pub(super) policies: &'a PolicySet,
    pub(super) asked: Asked<'a>,
    pub(super) subject: Subject<'a>,
    /// The account that owns the resource.
    pub(super) owner: Option<&'a str>,
    /// Whether SCPs bind the principal.
    pub(super) scps_bind: bool,
    /// Whether RCPs bind the request.
    pub(super) rcps_bind: bool,
}

impl<'a> Evaluation<'a> {
    fn new(request: &'a Request, policies: &'a PolicySet) -> Self {
        let asked = Asked::new(request);
        let subject = Subject::new(
            &request.principal,
            request.context.is_exact(),
            &policies.canonical_users,
            policies.boundaries.is_some(),
        );
        let own_account = subject.who.account();
        let service_linked = service_rules::is_service_linked(request, &asked.keys);
        Self {
            // An action without a resource is on the caller's own account.
            owner: resource_account(request).or_else(|| {
                let none = request.resource.arn == "*" || request.resource.arn.is_empty();
                own_account.filter(|_| none)
            }),
            // SCPs bind users, roles and root users of member accounts.
            scps_bind: own_account.is_some() && !policies.management_account && !service_linked,
            // RCPs bind the resource, whoever asks, for the services that support them.
            rcps_bind: catalogue::is_bound_by_rcps(&asked.action) && !service_linked,
            request,
            policies,
            asked,
            subject,
        }
    }

    /// Everything that must allow: the grant itself, then each guardrail.
    fn allows(&self) -> Verdict {
        self.granted()
            .and(self.service_control())
            .and(self.vpc_endpoint())
    }

    /// SCPs: each level, from the root to the account, must allow.
    ///
    /// RCPs need no such step: `RCPFullAWSAccess` is attached at every level and cannot be
    /// detached, and other RCPs can only deny (Organizations User Guide, `RCP evaluation`).
    fn service_control(&self) -> Verdict {
        if !self.scps_bind {
            return Verdict::yes();
        }
        let unknown = maybe(&self.policies.unknown_scps);
        self.policies
            .scps
            .iter()
            .enumerate()
            .map(|(level, documents)| {
                let label = format!("scp level {level}");
                self.filter(documents, PolicyRole::Scp, Some(level), &label)
            })
            .fold(unknown, Verdict::and)
    }

    /// The policy of the VPC endpoint, when the request goes through one.
    fn vpc_endpoint(&self) -> Verdict {
        match &self.policies.vpc_endpoint {
            None => Verdict::yes(),
            Some(documents) => self.filter(
                documents,
                PolicyRole::VpcEndpoint,
                None,
                "vpc endpoint policy",
            ),
        }
    }

    /// The grant: by identity policies, the resource's policy, or both.
    fn granted(&self) -> Verdict {
        let Some(own) = self.subject.who.account() else {
            // Services, subjects of identity providers and unsigned requests have no policies of
            // their own.
            return self.resource_grants("resource policy", |named| named.itself);
        };
        match self.owner {
            Some(owner) if owner == own => self.granted_within(),
            Some(_) => self.granted_across(),
            None => self.granted_somewhere(own),
        }
    }

    /// Within one account either side is enough, but key and trust policies are always needed.
    fn granted_within(&self) -> Verdict {
        let arn = &self.request.resource.arn;
        let needs_resource = service_rules::needs_resource_policy(&self.asked.action, arn);
        let label = match (needs_resource, &self.policies.resource) {
            (true, _) => resource_label(&self.asked.action),
            (false, Some(_)) => "identity or resource policy",
            (false, None) => "identity policy",
        };
        // A user's or session's ARN, or everyone: no implicit deny of the principal's own
        // policies takes it away.
        let itself = self.resource_grants(label, |named| named.itself);
        // A role's ARN: under the role's boundary and the session's policies.
        let role = self
            .resource_grants(label, |named| named.role)
            .and(self.boundary())
            .and(self.session());
        if needs_resource {
            // The account: its identity policies decide.
            let delegated = self
                .resource_grants(label, |named| named.account)
                .and(self.identity_side("identity policy"));
            itself.or(role).or(delegated)
        } else {
            self.identity_side(label).or(itself).or(role)
        }
    }

    /// Across accounts both sides must allow.
    ///
    /// A KMS grant names its grantee itself and needs no other permission: EC2 Auto Scaling User
    /// Guide, `Required AWS KMS key policy for use with encrypted volumes`, gives the
    /// service-linked role of another account the use of a key by a grant alone.
    fn granted_across(&self) -> Verdict {
        let label = resource_label(&self.asked.action);
        let resource = self.resource_grants(label, Named::in_any_form);
        let by_role = self
            .key_grants(label, |named| named.role)
            .and(self.boundary())
            .and(self.session());
        self.identity_side("identity policy")
            .and(resource)
            .or(self.key_grants(label, |named| named.itself))
            .or(by_role)
    }

    /// The owner of the resource is not known: a yes under both readings is a yes. Whatever is
    /// allowed across accounts is allowed within one.
    fn granted_somewhere(&self, own: &str) -> Verdict {
        let across = self.granted_across();
        if matches!(across, Verdict::Yes(_)) {
            return across;
        }
        let condition = Remaining {
            policy: None,
            statement: None,
            key: Some("aws:ResourceAccount".to_owned()),
            text: format!("{} belongs to the account {own}", self.request.resource.arn),
            part: false,
        };
        let within = match self.granted_within() {
            Verdict::Yes(by) => Verdict::Maybe(by, vec![condition]),
            Verdict::Maybe(by, mut remaining) => {
                remaining.push(condition);
                Verdict::Maybe(by, remaining)
            }
            no @ Verdict::No { .. } => no,
        };
        across.or(within)
    }

    /// Identity policies, under boundary and session policies.
    fn identity_side(&self, label: &str) -> Verdict {
        self.identity(label)
            .and(self.boundary())
            .and(self.session())
    }

    /// The root user has full access without policies.
    fn identity(&self, label: &str) -> Verdict {
        if matches!(self.subject.who, Who::Root { .. }) {
            return Verdict::Yes(vec![Decided::service_rule("the root user has full access")]);
        }
        let documents = &self.policies.identity;
        or_unknown(
            self.filter(documents, PolicyRole::Identity, None, label),
            &self.policies.unknown_identity,
        )
    }

    fn boundary(&self) -> Verdict {
        let unknown = maybe(&self.policies.unknown_boundary);
        self.policies
            .boundaries
            .iter()
            .flatten()
            .map(|document| {
                let one = std::slice::from_ref(document);
                self.filter(one, PolicyRole::Boundary, None, "boundary")
            })
            .fold(unknown, Verdict::and)
    }

    fn session(&self) -> Verdict {
        match &self.policies.session {
            None => Verdict::yes(),
            Some(documents) => self.filter(documents, PolicyRole::Session, None, "session policy"),
        }
    }
}

/// What the resource's own policy is called.
fn resource_label(action: &str) -> &'static str {
    if action.starts_with("sts:") {
        "trust policy"
    } else if action.starts_with("kms:") {
        "key policy"
    } else {
        "resource policy"
    }
}
