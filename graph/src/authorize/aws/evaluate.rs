//! The evaluation logic for one request; one function a step.
//!
//! Source: IAM User Guide, `Policy evaluation logic`, `How AWS enforcement code logic evaluates
//! requests to allow or deny access`, `Policy evaluation for requests within a single account`
//! and `Cross-account policy evaluation logic`.

use std::sync::Arc;

use super::context_keys::resource_account;
use super::decision::{Decided, Decision, Outcome, PolicyRole, Remaining, StatementEffect};
use super::document::Document;
use super::matching::Asked;
use super::naming::{Named, Subject};
use super::policies::PolicySet;
use super::principal_element::PrincipalElement;
use super::request::Request;
use super::service_rules;
use super::statement::{Listed, Statement};
use super::truth::{Truth, Unknown};
use super::verdict::{Denies, Verdict};
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
struct Evaluation<'a> {
    request: &'a Request,
    policies: &'a PolicySet,
    asked: Asked<'a>,
    subject: Subject<'a>,
    /// The account that owns the resource.
    owner: Option<&'a str>,
    scps_bind: bool,
    rcps_bind: bool,
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

    // ---- explicit denies ----

    /// Every deny of every policy that applies. A policy that is not known may deny.
    fn denies(&self) -> Denies {
        let p = self.policies;
        let mut denies = Denies::default();
        for document in &p.identity {
            self.add_denies(document, PolicyRole::Identity, None, &mut denies);
        }
        for document in p.boundaries.iter().flatten() {
            self.add_denies(document, PolicyRole::Boundary, None, &mut denies);
        }
        for document in p.session.iter().flatten() {
            self.add_denies(document, PolicyRole::Session, None, &mut denies);
        }
        let outranked =
            service_rules::outranks_bucket_policy(&self.asked.action, self.subject.who, self.owner);
        for document in p.resource.iter().filter(|_| !outranked) {
            self.add_denies(document, PolicyRole::Resource, None, &mut denies);
        }
        if self.scps_bind {
            for (level, document) in levels(&p.scps) {
                self.add_denies(document, PolicyRole::Scp, Some(level), &mut denies);
            }
            denies.possible.extend(reasons(&p.unknown_scps));
        }
        if self.rcps_bind {
            for (level, document) in levels(&p.rcps) {
                self.add_denies(document, PolicyRole::Rcp, Some(level), &mut denies);
            }
            denies.possible.extend(reasons(&p.unknown_rcps));
        }
        for document in p.vpc_endpoint.iter().flatten() {
            self.add_denies(document, PolicyRole::VpcEndpoint, None, &mut denies);
        }
        for unknown in [
            &p.unknown_identity,
            &p.unknown_boundary,
            &p.unknown_resource,
        ] {
            denies.possible.extend(reasons(unknown));
        }
        denies
    }

    fn add_denies(
        &self,
        document: &Document,
        role: PolicyRole,
        level: Option<usize>,
        denies: &mut Denies,
    ) {
        for statement in document.statements() {
            if statement.effect != StatementEffect::Deny {
                continue;
            }
            let applies = self
                .asked
                .matches(statement)
                .and(|| self.is_about_principal(statement, role));
            match applies {
                Truth::No => {}
                Truth::Yes => denies
                    .certain
                    .push(decided(document, statement, role, level)),
                Truth::Unknown(reasons) => {
                    denies.possible.push(avoided(document, statement, &reasons));
                }
            }
        }
    }

    /// Whether a Deny, or a statement of a policy that filters requests, is about the principal.
    fn is_about_principal(&self, statement: &Statement, role: PolicyRole) -> Truth {
        match (&statement.principal, role) {
            (
                _,
                PolicyRole::Identity | PolicyRole::Boundary | PolicyRole::Session | PolicyRole::Scp,
            ) => Truth::Yes,
            // A resource policy that names nobody is about nobody; the others need not name.
            (None, PolicyRole::Resource) => Truth::No,
            (None, _) => Truth::Yes,
            (Some(Listed::In(elements)), _) => any(elements, |element| {
                self.subject.named_by(element).in_any_form()
            }),
            (Some(Listed::NotIn(elements)), _) => any(elements, |element| match statement.effect {
                StatementEffect::Deny => self.subject.is_denied_by_exception(element),
                StatementEffect::Allow => self.subject.is_allowed_by_exception(element),
            }),
        }
    }

    // ---- allows ----

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
    fn granted_across(&self) -> Verdict {
        let resource = self.resource_grants(resource_label(&self.asked.action), Named::in_any_form);
        self.identity_side("identity policy").and(resource)
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
            return Verdict::yes();
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

    /// Whether one of the documents allows.
    fn filter(
        &self,
        documents: &[Arc<Document>],
        role: PolicyRole,
        level: Option<usize>,
        label: &str,
    ) -> Verdict {
        let mut answer = Verdict::no(label);
        for document in documents {
            for statement in allow_statements(document) {
                let applies = self
                    .asked
                    .matches(statement)
                    .and(|| self.is_about_principal(statement, role));
                answer = answer.or(verdict(applies, document, statement, role, level, label));
                if matches!(answer, Verdict::Yes(_)) {
                    return answer;
                }
            }
        }
        answer
    }

    /// Whether the resource's policy, or a grant on it, allows a principal that it names in this
    /// form.
    fn resource_grants(&self, label: &str, form: impl Fn(Named) -> Truth) -> Verdict {
        let mut answer = or_unknown(Verdict::no(label), &self.policies.unknown_resource);
        if self.is_shut() {
            return Verdict::no("resource policy: Block Public Access restricts public buckets");
        }
        if let Some(document) = &self.policies.resource {
            for statement in allow_statements(document) {
                let applies = self
                    .asked
                    .matches(statement)
                    .and(|| match &statement.principal {
                        None => Truth::No,
                        Some(Listed::In(elements)) => {
                            any(elements, |element| form(self.subject.named_by(element)))
                        }
                        Some(Listed::NotIn(elements)) => any(elements, |element| {
                            form(Named {
                                itself: self.subject.is_allowed_by_exception(element),
                                role: Truth::No,
                                account: Truth::No,
                            })
                        }),
                    });
                let role = PolicyRole::Resource;
                answer = answer.or(verdict(applies, document, statement, role, None, label));
            }
        }
        self.policies.grants.iter().fold(answer, |answer, grant| {
            let is_key = service_rules::is_kms_key(&self.asked.action, &self.request.resource.arn);
            let element = PrincipalElement::of_grantee(&grant.grantee);
            let applies = Truth::from(is_key)
                .and(|| form(self.subject.named_by(&element)))
                .and(|| service_rules::grant_allows(grant, &self.asked.action, &self.asked.keys));
            let proof = Decided {
                policy: grant.id.clone(),
                statement: None,
                sid: None,
                role: PolicyRole::Grant,
                effect: StatementEffect::Allow,
                level: None,
            };
            answer.or(verdict_with(applies, proof, label))
        })
    }

    /// Whether Block Public Access shuts the bucket's policy for this principal.
    fn is_shut(&self) -> bool {
        self.policies.restrict_public_buckets
            && service_rules::is_public_access_blocked(
                self.request,
                &self.asked.action,
                self.subject.who,
                self.owner,
                self.policies.resource.as_deref(),
            )
    }
}

fn levels(levels: &[Vec<Arc<Document>>]) -> impl Iterator<Item = (usize, &Arc<Document>)> {
    let numbered = levels.iter().enumerate();
    numbered.flat_map(|(level, documents)| documents.iter().map(move |d| (level, d)))
}

fn allow_statements(document: &Document) -> impl Iterator<Item = &Statement> {
    let statements = document.statements().iter();
    statements.filter(|statement| statement.effect == StatementEffect::Allow)
}

fn any<T>(items: &[T], holds: impl Fn(&T) -> Truth) -> Truth {
    items
        .iter()
        .fold(Truth::No, |any, item| any.or(|| holds(item)))
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

fn verdict(
    applies: Truth,
    document: &Document,
    statement: &Statement,
    role: PolicyRole,
    level: Option<usize>,
    label: &str,
) -> Verdict {
    match applies {
        Truth::No => Verdict::no(label),
        applies => verdict_with(applies, decided(document, statement, role, level), label),
    }
}

fn verdict_with(applies: Truth, proof: Decided, label: &str) -> Verdict {
    match applies {
        Truth::No => Verdict::no(label),
        Truth::Yes => Verdict::Yes(vec![proof]),
        Truth::Unknown(reasons) => {
            let remaining = reasons
                .into_iter()
                .map(|Unknown { key, text }| Remaining {
                    policy: Some(proof.policy.clone()),
                    statement: proof.statement,
                    key,
                    text,
                })
                .collect();
            Verdict::Maybe(vec![proof], remaining)
        }
    }
}

fn decided(
    document: &Document,
    statement: &Statement,
    role: PolicyRole,
    level: Option<usize>,
) -> Decided {
    Decided {
        policy: document.id.clone(),
        statement: Some(statement.index),
        sid: statement.sid.clone(),
        role,
        effect: statement.effect,
        level,
    }
}

/// What must hold so that a deny that may apply does not: one of its reasons fails.
fn avoided(document: &Document, statement: &Statement, reasons: &[Unknown]) -> Remaining {
    let texts: Vec<&str> = reasons.iter().map(|reason| reason.text.as_str()).collect();
    Remaining {
        policy: Some(document.id.clone()),
        statement: Some(statement.index),
        key: match reasons {
            [only] => only.key.clone(),
            _ => None,
        },
        text: format!("not: {}", texts.join(" and ")),
    }
}

/// Reasons why policies are not known, as what remains.
fn reasons(unknown: &[String]) -> impl Iterator<Item = Remaining> + '_ {
    unknown.iter().map(|text| Remaining {
        policy: None,
        statement: None,
        key: None,
        text: text.clone(),
    })
}

/// Yes, unless policies are not known.
fn maybe(unknown: &[String]) -> Verdict {
    if unknown.is_empty() {
        Verdict::yes()
    } else {
        Verdict::Maybe(Vec::new(), reasons(unknown).collect())
    }
}

/// Where the known policies do not allow, the unknown ones may.
fn or_unknown(known: Verdict, unknown: &[String]) -> Verdict {
    if unknown.is_empty() {
        known
    } else {
        known.or(maybe(unknown))
    }
}
