//! Identity -> role, by `sts:AssumeRole`.

use blastradius_collectors::facts::IdentityKind;

use super::{EdgeRule, Findings, RuleMeta};
use crate::authorize::aws::ContextValue;
use crate::estate::{ActorKind, Lens, ResourceEntry, account_of, account_scope};
use crate::model::{Certainty, EdgeKind, Node, NodeKind};

/// See [`META`].
pub(super) struct Rule;

const ACTION: &str = "sts:AssumeRole";

static META: RuleMeta = RuleMeta {
    id: "role-assumption",
    title: "A principal may assume a role",
    does: "The trust policy of the role lets the principal in, and its own policies, boundary and the service \
           control policies of its account do not stand against it: within an account a trust policy that names \
           the principal is enough, otherwise both sides must allow. A trust policy that asks for an `ExternalId` \
           gives a conditional edge with a gate. A role that is named by a policy but was not collected gives an \
           assumed edge. This is the technique sts-001, with its cross-account forms sts-002 and sts-003.",
    matters: "Role chains are how one leaked key reaches the accounts and data that nobody thought it could.",
    permissions: &[ACTION],
    references: &[
        "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html",
        "pathfinding.cloud sts-001",
        "ATT&CK T1078.004",
        "ATT&CK T1548.005",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        // Page "AssumeRole" of the API reference: the root user of an account cannot.
        if lens.actor.kind == ActorKind::Root {
            return;
        }
        for role in lens.estate.facts.identities.values() {
            if role.kind != IdentityKind::Role || role.id == lens.actor.key.identity {
                continue;
            }
            let Some(entry) = lens.estate.resource(&role.id) else {
                continue;
            };
            // A role always asks its trust policy: where that can name nobody like this, the answer is no.
            let named = entry.policy.as_ref().is_none_or(|trust| {
                trust.mentions.may_name(
                    &lens.actor.arn,
                    &lens.actor.account,
                    lens.actor.unique_id.as_deref(),
                )
            });
            if named
                && lens.is_particular(entry)
                && let Some(answer) = lens.may_with(ACTION, entry, &role.id, &untagged())
            {
                found.become_edge(
                    &lens.actor.id,
                    &role.id,
                    EdgeKind::Assumes,
                    Some("sts-001"),
                    answer,
                );
            }
        }
        not_collected(lens, found);
    }
}

/// A request without session tags; those with tags need `sts:TagSession` too: see [`session_tags`](super::session_tags).
fn untagged() -> [(String, ContextValue); 2] {
    ["aws:RequestTag/*", "aws:TagKeys"].map(|key| (key.to_owned(), ContextValue::Absent))
}

/// Roles that a policy of the actor names and that the snapshot does not hold: whether they trust the actor is
/// not known.
fn not_collected(lens: &Lens<'_, '_>, found: &mut Findings) {
    for pattern in lens.actor.patterns(ACTION) {
        let role = pattern.contains(":role/") && !pattern.contains(['*', '?', '$']);
        if !role || lens.estate.resource(&pattern).is_some() {
            continue;
        }
        let Some(account) = account_of(&pattern) else {
            continue;
        };
        let scope = account_scope(account);
        // In an account that was collected, a role that is not there does not exist.
        if lens.estate.is_collected(&scope) {
            continue;
        }
        let mut entry = ResourceEntry::named(&pattern);
        entry.unknown.push(format!(
            "the trust policy of {pattern} allows it (the account {account} was not collected)"
        ));
        if let Some(mut answer) = lens.may(ACTION, &entry, &pattern) {
            answer.certainty = answer.certainty.min(Certainty::Assumed);
            found.nodes.push(Node {
                id: pattern.clone(),
                kind: NodeKind::Identity,
                class: None,
                type_name: "aws:iam:role".to_owned(),
                name: pattern.rsplit('/').next().unwrap_or(&pattern).to_owned(),
                scope: Some(scope),
                part_of: None,
                record: None,
                notes: vec!["not collected".to_owned()],
            });
            found.become_edge(
                &lens.actor.id,
                &pattern,
                EdgeKind::Assumes,
                Some("sts-001"),
                answer,
            );
        }
    }
}
