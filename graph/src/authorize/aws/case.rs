//! One request with its policies as a line of JSON: the input and output of
//! `authorize --cases`.
//!
//! A case is exact: a condition key that it does not name is absent. `unknown` names keys that
//! are not known; the name `*` stands for every key that is not set. A resource without
//! `account` belongs to the account in its ARN, else to the principal's; `null` says that its
//! owner is not known. Tags that are not given are none; `null` says that they are not known.

mod fields;
mod id;
mod policies;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::decision::{Decided, Decision, Outcome, PolicyRole, Remaining};
use super::document::Document;
use super::evaluate::decide;
use super::policies::PolicySet;
use super::request::{Context, ContextValue, Principal, Request, Resource};
use super::service_rules;
use super::who::Who;
use fields::Fields;
use policies::Policies;

/// A request with its policies.
#[derive(Debug)]
pub struct Case {
    id: Option<String>,
    request: Request,
    policies: PolicySet,
    problems: Vec<CaseProblem>,
}

/// Why a line is no case.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaseError {
    /// Not JSON, or not of the form.
    #[error("not a case: {}", told(.0))]
    Json(#[from] serde_json::Error),
    /// A field has a value that does not fit.
    #[error("`{field}` {message}")]
    Field {
        /// The field.
        field: String,
        /// What is wrong with it.
        message: String,
    },
}

/// What is wrong with the JSON. A list of every field there is would hide the one that is wrong.
fn told(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.split_once(", expected one of ") {
        Some((wrong, _)) if wrong.starts_with("unknown field") => {
            format!("{wrong}; see docs/machine-formats.md")
        }
        _ => text,
    }
}

impl CaseError {
    fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Field {
            field: field.to_owned(),
            message: message.into(),
        }
    }
}

/// What is wrong with a policy of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseProblem {
    /// The policy: `identity_policies/0`, `resource_policy`.
    pub policy: String,
    /// A JSON pointer into the policy.
    pub pointer: String,
    /// What is wrong, in words.
    pub message: String,
}

/// What a case comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseDecision {
    /// See [`Outcome::Allowed`].
    Allowed,
    /// See [`Outcome::ExplicitlyDenied`].
    ExplicitlyDenied,
    /// See [`Outcome::ImplicitlyDenied`].
    ImplicitlyDenied,
    /// See [`Outcome::Conditional`].
    Conditional,
    /// A policy is not valid, or the line is no case.
    Invalid,
}

/// The answer to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseAnswer {
    /// The id of the case; `None` where it has none.
    pub id: Option<String>,
    /// What was decided.
    pub decision: CaseDecision,
    /// The statements that decided.
    pub by: Vec<Decided>,
    /// What remains to be known.
    pub remaining: Vec<Remaining>,
    /// For an implicit deny: who did not allow.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacking: Vec<String>,
    /// For an invalid case: why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<CaseProblem>,
}

impl CaseAnswer {
    /// The answer to a line that is no case, with its id if that can be read.
    #[must_use]
    pub fn not_a_case(line: &str, error: &CaseError) -> Self {
        Self::invalid(
            id::of_line(line),
            vec![CaseProblem {
                policy: String::new(),
                pointer: String::new(),
                message: error.to_string(),
            }],
        )
    }

    fn invalid(id: Option<String>, problems: Vec<CaseProblem>) -> Self {
        Self {
            id,
            decision: CaseDecision::Invalid,
            by: Vec::new(),
            remaining: Vec::new(),
            lacking: Vec::new(),
            problems,
        }
    }
}

impl Case {
    /// Reads a case. Policies that are not valid make no error: the answer is `invalid`.
    ///
    /// # Errors
    /// When the text is no JSON of the form, has a field that is not known, or leaves out who,
    /// what or on what.
    pub fn from_json(text: &str) -> Result<Self, CaseError> {
        let fields: Fields = serde_json::from_str(text)?;
        if let Some(provider) = fields.provider.as_deref().filter(|p| *p != "aws") {
            return Err(CaseError::field(
                "provider",
                format!("must be `aws`, found `{provider}`"),
            ));
        }
        let principal = fields.principal.principal()?;
        let mut context = if fields.unknown.iter().any(|key| key == "*") {
            Context::audit()
        } else {
            Context::exact()
        };
        for key in fields.unknown.iter().filter(|key| *key != "*") {
            context.set(key, ContextValue::Unknown);
        }
        for (key, values) in fields.context {
            context.set(&key, ContextValue::Is(values.texts(&key)?));
        }
        let mut resource = Resource {
            account: fields.resource.account.clone().flatten(),
            tags: fields
                .resource
                .tags
                .unwrap_or_else(|| Some(BTreeMap::new())),
            arn: fields.resource.arn,
        };
        if fields.resource.account.is_none() {
            default_owner(&mut resource, &principal, &mut context);
        }
        let mut policies = Policies {
            problems: Vec::new(),
            is_trust: service_rules::is_trust(&fields.action.to_ascii_lowercase(), &resource.arn),
        };
        let set = PolicySet {
            identity: policies.list(
                "identity_policies",
                PolicyRole::Identity,
                fields.identity_policies,
            ),
            boundaries: some(policies.list(
                "permissions_boundaries",
                PolicyRole::Boundary,
                fields.permissions_boundaries,
            )),
            session: some(policies.list(
                "session_policies",
                PolicyRole::Session,
                fields.session_policies,
            )),
            resource: fields.resource_policy.and_then(|raw| {
                policies.one("resource_policy".to_owned(), PolicyRole::Resource, &raw)
            }),
            scps: policies.levels(
                "service_control_policies",
                PolicyRole::Scp,
                fields.service_control_policies,
            ),
            rcps: policies.levels(
                "resource_control_policies",
                PolicyRole::Rcp,
                fields.resource_control_policies,
            ),
            vpc_endpoint: some(policies.list(
                "vpc_endpoint_policies",
                PolicyRole::VpcEndpoint,
                fields.vpc_endpoint_policies,
            )),
            grants: fields
                .kms_grants
                .into_iter()
                .enumerate()
                .map(fields::Grant::into_grant)
                .collect(),
            restrict_public_buckets: fields.block_public_access.restrict_public_buckets,
            management_account: fields.management_account,
            canonical_users: fields.canonical_users,
            ..PolicySet::default()
        };
        let request = Request {
            principal,
            action: fields.action,
            resource,
            context,
        };
        Ok(Self {
            id: fields.id,
            request,
            policies: set,
            problems: policies.problems,
        })
    }

    /// Takes a condition key to be not known unless the case gives it a value.
    pub fn set_unknown(&mut self, key: &str) {
        self.request.context.set_default(key, ContextValue::Unknown);
    }

    /// The id that the case gives itself.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The request.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// The policies.
    #[must_use]
    pub fn policies(&self) -> &PolicySet {
        &self.policies
    }

    /// What is wrong with the policies.
    #[must_use]
    pub fn problems(&self) -> &[CaseProblem] {
        &self.problems
    }

    /// Decides the case.
    #[must_use]
    pub fn decide(&self) -> CaseAnswer {
        if !self.problems.is_empty() {
            return CaseAnswer::invalid(self.id.clone(), self.problems.clone());
        }
        let Decision {
            outcome,
            by,
            remaining,
            lacking,
            chosen: _,
        } = decide(&self.request, &self.policies);
        CaseAnswer {
            id: self.id.clone(),
            decision: match outcome {
                Outcome::Allowed => CaseDecision::Allowed,
                Outcome::ExplicitlyDenied => CaseDecision::ExplicitlyDenied,
                Outcome::ImplicitlyDenied => CaseDecision::ImplicitlyDenied,
                Outcome::Conditional => CaseDecision::Conditional,
            },
            by,
            remaining,
            lacking,
            problems: Vec::new(),
        }
    }
}

/// The owner of a resource that the case does not name: none in the ARN means the principal's
/// own account; without one the key is absent.
fn default_owner(resource: &mut Resource, principal: &Principal, context: &mut Context) {
    let in_arn = resource.arn.split(':').nth(4).unwrap_or_default();
    if !in_arn.is_empty() && !in_arn.contains(['*', '?']) {
        return;
    }
    match Who::of(principal).account() {
        Some(account) => resource.account = Some(account.to_owned()),
        None => context.set_default("aws:ResourceAccount", ContextValue::Absent),
    }
}

fn some(documents: Vec<Arc<Document>>) -> Option<Vec<Arc<Document>>> {
    Some(documents).filter(|documents| !documents.is_empty())
}
