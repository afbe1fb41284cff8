//! Whether policies allow: the search for an Allow that applies.

use std::sync::Arc;

use super::decision::{Decided, PolicyRole, StatementEffect};
use super::document::Document;
use super::evaluate::Evaluation;
use super::naming::Named;
use super::principal_element::PrincipalElement;
use super::service_rules;
use super::statement::{Listed, Statement};
use super::truth::Truth;
use super::verdict::{Verdict, decided, or_unknown};

impl Evaluation<'_> {
    /// Whether one of the documents allows.
    pub(super) fn filter(
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
    pub(super) fn resource_grants(&self, label: &str, form: impl Fn(Named) -> Truth) -> Verdict {
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
        answer.or(self.key_grants(label, form))
    }

    /// Whether a KMS grant allows a principal that it names in this form.
    pub(super) fn key_grants(&self, label: &str, form: impl Fn(Named) -> Truth) -> Verdict {
        let none = Verdict::no(label);
        self.policies.grants.iter().fold(none, |answer, grant| {
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
            answer.or(Verdict::of(applies, proof, label))
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

    /// Whether a Deny, or a statement of a policy that filters requests, is about the principal.
    pub(super) fn is_about_principal(&self, statement: &Statement, role: PolicyRole) -> Truth {
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
        applies => Verdict::of(applies, decided(document, statement, role, level), label),
    }
}
