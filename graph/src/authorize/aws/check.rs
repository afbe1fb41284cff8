//! What a type of policy asks of a document beyond the common grammar.
//!
//! Sources: IAM User Guide, `AWS JSON policy elements: Principal` and `IAM Access Analyzer
//! policy check reference`; Organizations User Guide, `SCP syntax` and `RCP syntax`.

use std::collections::BTreeSet;

use super::compare::Wanted;
use super::decision::{PolicyRole, StatementEffect};
use super::document::{Document, Problem};
use super::statement::{Listed, Statement};

impl Document {
    /// What makes AWS refuse the document as a policy in this role.
    #[must_use]
    pub fn check(&self, role: PolicyRole) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut sids = BTreeSet::new();
        for statement in self.statements() {
            let pointer = format!("/Statement/{}", statement.index());
            let mut complain = |message: String| problems.push(Problem::new(&pointer, message));
            values(statement, &mut complain);
            actions(statement, &mut complain);
            match role {
                PolicyRole::Identity
                | PolicyRole::Boundary
                | PolicyRole::Session
                | PolicyRole::Scp => {
                    without_principal(statement, &mut complain);
                    sid_characters(statement, &mut complain);
                    if let Some(sid) = statement.sid().filter(|sid| !sid.is_empty())
                        && !sids.insert(sid)
                    {
                        complain(format!("the Sid `{sid}` comes twice"));
                    }
                }
                PolicyRole::Rcp => resource_control(statement, &mut complain),
                PolicyRole::Resource | PolicyRole::VpcEndpoint => {
                    if statement.principal.is_none() {
                        complain("a statement of this policy type needs a Principal".to_owned());
                    }
                }
                PolicyRole::Grant | PolicyRole::Service => {}
            }
        }
        problems
    }

    /// What makes AWS refuse the document as the trust policy of a role.
    #[must_use]
    pub fn check_trust(&self) -> Vec<Problem> {
        let mut problems = self.check(PolicyRole::Resource);
        for statement in self.statements() {
            let pointer = format!("/Statement/{}", statement.index());
            if statement.resources.is_some() {
                problems.push(Problem::new(&pointer, "a trust policy has no Resource"));
            }
            if matches!(statement.principal, Some(Listed::NotIn(_))) {
                problems.push(Problem::new(&pointer, "a trust policy has no NotPrincipal"));
            }
        }
        problems
    }
}

fn values(statement: &Statement, complain: &mut impl FnMut(String)) {
    for test in &statement.conditions {
        for wanted in test.wanted() {
            if let Wanted::Invalid(raw) = wanted {
                let key = test.key();
                complain(format!(
                    "`{raw}` is no value that the operator of `{key}` takes"
                ));
            }
        }
    }
}

fn without_principal(statement: &Statement, complain: &mut impl FnMut(String)) {
    if statement.principal.is_some() {
        complain("a statement of this policy type has no Principal".to_owned());
    }
    if statement.resources.is_none() {
        complain("a statement needs a Resource or a NotResource".to_owned());
    }
    for resource in statement.resources() {
        if !is_arn_pattern(resource) {
            complain(format!("the resource `{resource}` must be an ARN or `*`"));
        }
    }
}

/// Six segments; a wildcard at the end stands for those that lack.
fn is_arn_pattern(resource: &str) -> bool {
    let segments = resource.split(':').count();
    resource == "*"
        || resource.starts_with("${")
        || (resource.starts_with("arn:") && (segments >= 6 || resource.ends_with('*')))
}

/// White space and commas are no part of an action.
fn actions(statement: &Statement, complain: &mut impl FnMut(String)) {
    let (Listed::In(patterns) | Listed::NotIn(patterns)) = &statement.actions;
    for pattern in patterns {
        let text = pattern.text();
        if text.contains(|c: char| c.is_whitespace() || c == ',') {
            complain(format!("`{text}` is no action: write several as a list"));
        }
    }
}

fn sid_characters(statement: &Statement, complain: &mut impl FnMut(String)) {
    if let Some(sid) = statement.sid()
        && !sid.bytes().all(|b| b.is_ascii_alphanumeric())
    {
        complain(format!("the Sid `{sid}` must have letters and digits only"));
    }
}

fn resource_control(statement: &Statement, complain: &mut impl FnMut(String)) {
    let everyone = match &statement.principal {
        Some(Listed::In(elements)) => elements.iter().all(|element| element.everyone),
        Some(Listed::NotIn(_)) | None => false,
    };
    if !everyone {
        complain("a resource control policy has the Principal `*`".to_owned());
    }
    if matches!(statement.actions, Listed::NotIn(_)) {
        complain("a resource control policy has no NotAction".to_owned());
    }
    let every_action = match &statement.actions {
        Listed::In(patterns) => patterns.iter().any(|pattern| pattern.is_everything()),
        Listed::NotIn(_) => false,
    };
    if statement.effect == StatementEffect::Allow && !every_action {
        complain("a resource control policy can only deny: allow all or nothing".to_owned());
    }
}
