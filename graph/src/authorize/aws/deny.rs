//! The first step: explicit denies.

use std::sync::Arc;

use super::decision::Decided;
use super::decision::{PolicyRole, Remaining, StatementEffect};
use super::document::Document;
use super::evaluate::Evaluation;
use super::service_rules;
use super::statement::Statement;
use super::truth::{Truth, Unknown};
use super::verdict::{decided, reasons};

/// The denies that were found.
#[derive(Debug, Default)]
pub(super) struct Denies {
    /// Those that apply.
    pub(super) certain: Vec<Decided>,
    /// What must hold so that those that may apply do not.
    pub(super) possible: Vec<Remaining>,
}

impl Evaluation<'_> {
    /// Every deny of every policy that applies. A policy that is not known may deny.
    pub(super) fn denies(&self) -> Denies {
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
}

fn levels(levels: &[Vec<Arc<Document>>]) -> impl Iterator<Item = (usize, &Arc<Document>)> {
    let numbered = levels.iter().enumerate();
    numbered.flat_map(|(level, documents)| documents.iter().map(move |d| (level, d)))
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
        part: false,
    }
}
