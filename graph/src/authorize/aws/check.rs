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
            match role {
                PolicyRole::Identity
                | PolicyRole::Boundary
                | PolicyRole::Session
                | PolicyRole::Scp => {
                    without_principal(statement, &mut complain);
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
        if !resource.contains([':', '*', '$']) {
            complain(format!("the resource `{resource}` must be an ARN or `*`"));
        }
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
