//! What somebody who is not in the snapshot may do, on the word of the resource alone.

use serde_json::Value;

use super::answer::{gate, remaining_certainty};
use super::documents::synthetic;
use super::rewriting::REWRITTEN;
use super::{Answer, Estate, ResourceEntry};
use crate::authorize::aws::{
    Context, Outcome, PolicySet, Principal, Request, Resource, StatementEffect, decide,
};
use crate::model::{Certainty, Evidence};

/// The id of the document that stands for what the stranger's own side allows.
const OWN_SIDE: &str = "stranger";

/// Whether the policies of the resource let a stranger in, whose own side allows `own` (an identity policy).
/// `None` is a no.
pub(crate) fn may(
    estate: &Estate<'_>,
    principal: Principal,
    context: Context,
    action: &str,
    entry: &ResourceEntry,
    own: &Value,
) -> Option<Answer> {
    let request = Request {
        principal,
        action: action.to_owned(),
        resource: Resource {
            arn: entry.arn.clone(),
            account: entry.account.clone(),
            tags: entry.tags.clone(),
        },
        context,
    };
    let mut set = PolicySet {
        identity: synthetic(OWN_SIDE, own)
            .map(|parsed| parsed.document)
            .into_iter()
            .collect(),
        resource: entry.policy.as_ref().map(|policy| policy.document.clone()),
        grants: entry.grants.clone(),
        unknown_resource: entry.unknown.clone(),
        restrict_public_buckets: entry.restrict_public,
        ..PolicySet::default()
    };
    let owner = entry
        .account
        .as_ref()
        .and_then(|owner| estate.account(&format!("aws:{owner}")));
    if let Some(owner) = owner {
        set.rcps.clone_from(&owner.rcps.levels);
        set.unknown_rcps.clone_from(&owner.rcps.unknown);
    }
    let decision = decide(&request, &set);
    if !matches!(decision.outcome, Outcome::Allowed | Outcome::Conditional) {
        return None;
    }
    // Some of what was asked about is not all of it.
    if decision.remaining.iter().any(|remaining| remaining.part) {
        return None;
    }
    let allowing: Vec<_> = decision
        .by
        .iter()
        .filter(|by| by.effect == StatementEffect::Allow && by.policy != OWN_SIDE)
        .collect();
    if allowing.is_empty() {
        // Nothing that the resource says lets the stranger in.
        return None;
    }
    // What the attacker writes is no evidence.
    let evidence: Vec<Evidence> = allowing
        .iter()
        .filter(|by| by.policy != REWRITTEN)
        .map(|by| Evidence {
            record: format!("policy:{}", by.policy),
            pointer: estate.pointer(&by.policy, by.statement),
            note: format!("allows {action}"),
        })
        .collect();
    let mut answer = Answer::certain(evidence);
    for remaining in &decision.remaining {
        answer = answer.unless_proven(remaining_certainty(remaining), remaining.text.clone());
        answer
            .gates
            .extend(gate(remaining.key.as_deref(), &remaining.text));
    }
    if decision.outcome == Outcome::Conditional {
        answer.certainty = answer.certainty.min(Certainty::Conditional);
    }
    Some(answer)
}
