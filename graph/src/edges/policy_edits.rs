//! Identity -> itself or a role, with less in its way: another boundary, a policy that denies taken off, an older version.

use std::collections::BTreeSet;

use blastradius_collectors::facts::{Identity, IdentityKind};

use super::{EdgeRule, Findings, RuleMeta};
use crate::authorize::aws::ContextValue;
use crate::context::is;
use crate::estate::{ActorKey, ActorKind, Answer, Lens, ResourceEntry};
use crate::model::{Certainty, EdgeKind};

/// See [`META`].
pub(super) struct Rule;

/// What the attacker would put in the place of a boundary: page "AWS managed policies for job functions".
const ADMINISTRATOR: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

static META: RuleMeta = RuleMeta {
    id: "policy-edits",
    title: "A principal may change the policies that hold it back",
    does: "On itself, or on a role that it may assume: `iam-boundary-001` puts another permissions boundary, \
           `iam-boundary-002` writes a new version of the policy that is the boundary, `iam-boundary-003` sets an \
           older version of it (conditional: older versions are not kept). On itself: `iam-deny-001` detaches or \
           deletes, from itself or its groups, every policy with a deny that it may take off; `iam-version-001` sets an \
           older version of a policy that it has (conditional). Service control policies still hold.",
    matters: "A boundary that its bearer can rewrite bounds nothing, and neither does a deny that it can detach.",
    permissions: &[
        "iam:PutUserPermissionsBoundary",
        "iam:PutRolePermissionsBoundary",
        "iam:CreatePolicyVersion",
        "iam:SetDefaultPolicyVersion",
        "iam:DetachUserPolicy",
        "iam:DetachRolePolicy",
        "iam:DetachGroupPolicy",
        "iam:DeleteUserPolicy",
        "iam:DeleteRolePolicy",
        "iam:DeleteGroupPolicy",
        "sts:AssumeRole",
    ],
    references: &[
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html",
        "ATT&CK T1098.003",
        "ATT&CK T1548.005",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        let changes = META
            .permissions
            .iter()
            .any(|action| action.starts_with("iam:") && lens.actor.mentions(action));
        if !changes || lens.is_covered() {
            return;
        }
        let facts = lens.estate.facts;
        if let Some(own) = facts.identities.get(&lens.actor.key.identity) {
            if lens.actor.boundary.is_some() {
                for (technique, answer) in boundary(lens, own) {
                    arrive(lens, technique, lens.actor.key.unbounded(), answer, found);
                }
            }
            undenied(lens, own, found);
            older(lens, own, found);
        }
        for role in lens.estate.identities_of(&lens.actor.scope) {
            let other = role.kind == IdentityKind::Role
                && role.id != lens.actor.key.identity
                && lens.estate.boundary_of(&role.id).is_some();
            if !other {
                continue;
            }
            let (Some(entry), changes) = (lens.estate.resource(&role.id), boundary(lens, role))
            else {
                continue;
            };
            if changes.is_empty() {
                continue;
            }
            let Some(assumed) = lens.may("sts:AssumeRole", entry, &role.id) else {
                continue;
            };
            for (technique, answer) in changes {
                let key = ActorKey::recorded(&role.id).unbounded();
                arrive(lens, technique, key, answer.and(assumed.clone()), found);
            }
        }
    }
}

fn arrive(
    lens: &Lens<'_, '_>,
    technique: &str,
    becomes: ActorKey,
    answer: Answer,
    found: &mut Findings,
) {
    if becomes == lens.actor.key {
        return;
    }
    let (from, to) = (&lens.actor.id, becomes.node_id());
    found.become_edge(from, &to, EdgeKind::Escalates, Some(technique), answer);
    found.actors.insert(becomes);
}

/// Each way to be rid of the boundary of an identity.
fn boundary(lens: &Lens<'_, '_>, target: &Identity) -> Vec<(&'static str, Answer)> {
    let mut ways = Vec::new();
    let Some(bounding) = lens.estate.boundary_of(&target.id) else {
        return ways;
    };
    // Page "Service-linked roles"; page "Referencing permission sets": neither is the account's to change.
    let kept =
        target.id.contains(":role/aws-service-role/") || target.id.contains(":role/aws-reserved/");
    let put = match target.kind {
        IdentityKind::User => "iam:PutUserPermissionsBoundary",
        _ => "iam:PutRolePermissionsBoundary",
    };
    if let Some(entry) = lens.estate.resource(&target.id)
        && !kept
    {
        let keys = [("iam:PermissionsBoundary".to_owned(), is(ADMINISTRATOR))];
        let answer = lens.may_with(put, entry, &target.id, &keys);
        ways.extend(answer.map(|answer| ("iam-boundary-001", answer)));
    }
    ways.extend(
        rewritten(lens, "iam:CreatePolicyVersion", bounding)
            .map(|answer| ("iam-boundary-002", answer)),
    );
    ways.extend(
        rewritten(lens, "iam:SetDefaultPolicyVersion", bounding)
            .map(|answer| ("iam-boundary-003", unless_older(answer, bounding))),
    );
    ways
}

/// Whether the actor may change a policy that the account keeps itself.
fn rewritten(lens: &Lens<'_, '_>, action: &str, policy: &str) -> Option<Answer> {
    let customer = !policy.contains("::aws:policy/") && !policy.contains('#');
    let entry = customer.then(|| ResourceEntry::named(policy))?;
    lens.may(action, &entry, policy)
}

fn unless_older(answer: Answer, policy: &str) -> Answer {
    answer.unless_proven(
        Certainty::Conditional,
        format!("an older version of {policy} allows more (older versions are not kept)"),
    )
}

/// Policies with a deny that the actor may take off itself or its groups.
fn undenied(lens: &Lens<'_, '_>, own: &Identity, found: &mut Findings) {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut all: Option<Answer> = None;
    let holders = std::iter::once(own.id.clone()).chain(lens.actor.groups.iter().cloned());
    for holder in holders {
        for policy in lens.estate.identity_policies(&holder) {
            let denies = lens
                .estate
                .document(policy)
                .is_ok_and(|parsed| parsed.mentions.denies());
            if !denies || lens.actor.key.without.contains(policy) {
                continue;
            }
            if let Some(answer) = taken_off(lens, &holder, policy) {
                taken.insert(policy.to_owned());
                all = Some(match all {
                    Some(before) => before.and(answer),
                    None => answer,
                });
            }
        }
    }
    if let Some(answer) = all {
        let key = lens.actor.key.without(taken);
        arrive(lens, "iam-deny-001", key, answer, found);
    }
}

/// Whether the actor may take one policy off its holder: an inline one is deleted, a managed one detached.
fn taken_off(lens: &Lens<'_, '_>, holder: &str, policy: &str) -> Option<Answer> {
    let inline = policy.contains('#');
    let kind = holder.splitn(6, ':').nth(5)?.split('/').next()?;
    let action = match (kind, inline) {
        ("user", true) => "iam:DeleteUserPolicy",
        ("user", false) => "iam:DetachUserPolicy",
        ("role", true) => "iam:DeleteRolePolicy",
        ("role", false) => "iam:DetachRolePolicy",
        ("group", true) => "iam:DeleteGroupPolicy",
        ("group", false) => "iam:DetachGroupPolicy",
        _ => return None,
    };
    let entry = lens.estate.resource(holder).map_or_else(
        || ResourceEntry::named(holder),
        |it| ResourceEntry::clone(it),
    );
    let mut keys: Vec<(String, ContextValue)> = Vec::new();
    if !inline {
        keys.push(("iam:PolicyARN".to_owned(), is(policy)));
    }
    let bounded = match lens.estate.boundary_of(holder) {
        Some(boundary) => is(boundary),
        None => ContextValue::Absent,
    };
    keys.push(("iam:PermissionsBoundary".to_owned(), bounded));
    lens.may_with(action, &entry, holder, &keys)
}

/// Older versions of the policies that the actor has.
fn older(lens: &Lens<'_, '_>, own: &Identity, found: &mut Findings) {
    if lens.actor.key.escalated || lens.actor.kind == ActorKind::Root {
        return;
    }
    let holders = std::iter::once(own.id.clone()).chain(lens.actor.groups.iter().cloned());
    for holder in holders {
        for policy in lens.estate.identity_policies(&holder) {
            if let Some(answer) = rewritten(lens, "iam:SetDefaultPolicyVersion", policy) {
                let key = lens.actor.key.escalated();
                arrive(
                    lens,
                    "iam-version-001",
                    key,
                    unless_older(answer, policy),
                    found,
                );
            }
        }
    }
}
