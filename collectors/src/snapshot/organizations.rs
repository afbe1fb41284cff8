//! Whether the policies of an account's organisation are in the snapshot.
//!
//! A member account can tell which organisation it is in, and no more: its policies and its tree are
//! read from the management account or from a delegated administrator (Organizations API
//! reference, `ListPolicies`). One account that has answered is enough for all the others.

use std::collections::BTreeSet;

use super::Facts;
use crate::coverage::{Coverage, Outcome};
use crate::facts::{Origin, Scope, ScopeKind};

/// The attribute of an account that names its organisation: `aws:o-exampleorgid`.
pub(crate) const ORGANIZATION: &str = "organization";
/// The source that the records of this module name.
const SOURCE: &str = "snapshot";
const SERVICE: &str = "organizations:";
/// What an account is asked of itself.
const OWN: &str = "organizations:DescribeOrganization";
/// The questions on which what binds an account depends; each other one follows from these.
const QUESTIONS: &[(&str, Option<&str>)] = &[
    ("organizations:ListRoots", None),
    ("organizations:ListPolicies", Some("SERVICE_CONTROL_POLICY")),
    (
        "organizations:ListPolicies",
        Some("RESOURCE_CONTROL_POLICY"),
    ),
];

/// More levels than any chain of scopes has: a root, five levels of units and an account
/// (Organizations, "Quotas").
const DEEPEST: usize = 16;

/// Writes a gap for each account whose organisation's policies were read from no account, and drops the
/// gaps of an account that another one of its organisation has filled.
pub(super) fn settle(facts: &Facts, coverage: &mut Vec<Coverage>) {
    // What was written before is written anew: another account may have filled it.
    coverage.retain(|it| it.origin.source != SOURCE || !it.operation.starts_with(SERVICE));
    let known: Vec<(&Scope, &str)> = facts
        .scopes
        .values()
        .filter(|it| it.kind == ScopeKind::Account)
        .filter_map(|it| Some((it, organization(facts, it)?)))
        .collect();
    let organizations: BTreeSet<&str> = known
        .iter()
        .map(|(_, organization)| *organization)
        .collect();
    for organization in organizations {
        let members: BTreeSet<&str> = known
            .iter()
            .filter(|(_, of)| *of == organization)
            .map(|(account, _)| account.id.as_str())
            .collect();
        let answered = QUESTIONS.iter().all(|question| {
            let mut records = asked(coverage, &members, *question);
            records.any(|it| it.outcome.is_complete())
        });
        if answered {
            // What one that answered could not read stays a gap.
            let answering: BTreeSet<String> =
                asked(coverage, &members, ("organizations:ListRoots", None))
                    .filter(|it| it.outcome.is_complete())
                    .map(|it| it.scope.clone())
                    .collect();
            coverage.retain(|it| {
                let member = members.contains(it.scope.as_str());
                // Which organisation a member is in, the tree tells too.
                let question = it.operation == OWN
                    || (it.operation.starts_with(SERVICE) && !answering.contains(&it.scope));
                let open = matches!(
                    it.outcome,
                    Outcome::Refused | Outcome::NotAsked | Outcome::NotInInput
                );
                !(member && question && open)
            });
            continue;
        }
        let mut gaps = Vec::new();
        for question in QUESTIONS {
            if asked(coverage, &members, *question).next().is_some() {
                continue;
            }
            let own = known
                .iter()
                .filter(|(account, of)| *of == organization && told(account).is_some());
            gaps.extend(
                own.map(|(account, _)| gap(facts, account, organization, *question, coverage)),
            );
        }
        coverage.append(&mut gaps);
    }
}

/// The organisation that an account has named.
fn told(account: &Scope) -> Option<&str> {
    account.attributes.get(ORGANIZATION)?.as_str()
}

/// The organisation of an account: as it says, or as the tree does.
fn organization<'f>(facts: &'f Facts, account: &'f Scope) -> Option<&'f str> {
    if let Some(organization) = told(account) {
        return Some(organization);
    }
    let mut at = account;
    for _ in 0..DEEPEST {
        at = facts.scopes.get(at.parent.as_ref()?)?;
        if at.kind == ScopeKind::Organization {
            return Some(&at.id);
        }
    }
    None
}

/// The management account, where only one can be meant: a member names it without its organisation.
fn management<'f>(facts: &'f Facts, of: &str) -> Option<&'f str> {
    let mut accounts = facts.scopes.values().filter(|it| {
        it.management == Some(true) && organization(facts, it).is_none_or(|it| it == of)
    });
    let first = accounts.next()?;
    accounts.next().is_none().then_some(first.id.as_str())
}

/// The records of a question that one of the accounts was asked.
fn asked<'c>(
    coverage: &'c [Coverage],
    members: &'c BTreeSet<&str>,
    (operation, subject): (&'static str, Option<&'static str>),
) -> impl Iterator<Item = &'c Coverage> {
    coverage.iter().filter(move |it| {
        it.operation == operation
            && members.contains(it.scope.as_str())
            // A listing of both kinds names none.
            && (it.subject.is_none() || it.subject.as_deref() == subject)
    })
}

fn gap(
    facts: &Facts,
    account: &Scope,
    organization: &str,
    (operation, subject): (&str, Option<&str>),
    coverage: &[Coverage],
) -> Coverage {
    let management = management(facts, organization);
    let what = match subject {
        None => "the organisation's tree is",
        Some(_) => "the organisation's policies are",
    };
    let reason = match management {
        Some(id) if id == account.id => format!("{what} read from this account, and were not"),
        Some(id) => {
            let name = id.strip_prefix("aws:").unwrap_or(id);
            let missing = if coverage.iter().any(|it| it.scope == id) {
                "of which this snapshot has no such answer"
            } else {
                "which is not in this snapshot"
            };
            format!("{what} read from its management account {name}, {missing}")
        }
        None => format!("{what} read from its management account, which is not in this snapshot"),
    };
    Coverage {
        scope: account.id.clone(),
        region: None,
        operation: operation.to_owned(),
        subject: subject.map(str::to_owned),
        outcome: Outcome::NotInInput,
        records: 0,
        reason,
        help: "collect or import the management account too".to_owned(),
        origin: Origin::new(SOURCE, ""),
    }
}
