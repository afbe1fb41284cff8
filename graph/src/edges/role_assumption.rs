//! Identity -> role, by `sts:AssumeRole`.

use blastradius_collectors::facts::IdentityKind;

use super::shared::speaks_of;
use super::{EdgeRule, Findings, RuleMeta, Shared, edge_of};
use crate::authorize::aws::ContextValue;
use crate::authorize::aws::sets::Parts;
use crate::estate::{ActorKind, Answer, Lens, Overview, ResourceEntry, account_of, account_scope};
use crate::model::{AccessSet, Certainty, EdgeKind, Node, NodeKind};

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
        // Page "AssumeRole" of the API reference: the root user of an account cannot. A source identity goes along: see
        // the rule source-identity.
        if lens.actor.kind == ActorKind::Root || lens.actor.key.source_identity.is_some() {
            return;
        }
        match lens.overview {
            Some(overview) => together(lens, overview, found),
            None => {
                for role in lens.estate.facts.identities.values() {
                    if role.kind == IdentityKind::Role
                        && let Some(answer) = assumes(lens, &role.id)
                    {
                        draw(lens, &role.id, answer, found);
                    }
                }
            }
        }
        not_collected(lens, found);
    }
}

/// A request without session tags and without a source identity; those with tags need `sts:TagSession` too: see
/// [`session_tags`](super::session_tags) and [`source_identity`](super::source_identity).
fn untagged() -> [(String, ContextValue); 3] {
    ["aws:RequestTag/*", "aws:TagKeys", "sts:SourceIdentity"]
        .map(|key| (key.to_owned(), ContextValue::Absent))
}

/// Whether the actor may assume a role of the snapshot.
fn assumes(lens: &Lens<'_, '_>, role: &str) -> Option<Answer> {
    if role == lens.actor.key.identity {
        return None;
    }
    let entry = lens.estate.resource(role)?;
    // A role always asks its trust policy: where that can name nobody like this, the answer is no.
    let named = entry.policy.as_ref().is_none_or(|trust| {
        trust.mentions.may_name(
            &lens.actor.arn,
            &lens.actor.account,
            lens.actor.unique_id.as_deref(),
        )
    });
    if named && lens.is_particular(entry) {
        lens.may_with(ACTION, entry, role, &untagged())
    } else {
        None
    }
}

fn draw(lens: &Lens<'_, '_>, role: &str, answer: Answer, found: &mut Findings) {
    let (from, kind) = (&lens.actor.id, EdgeKind::Assumes);
    found.become_edge(from, role, kind, Some("sts-001"), answer);
}

/// The same for all roles at once: those whose trust policies say the same are asked about once.
fn together(lens: &Lens<'_, '_>, overview: &Overview<'_, '_>, found: &mut Findings) {
    let mut elements = lens.worth(&[ACTION], &overview.role_elements);
    let of = |element: u32| {
        let at = overview
            .roles
            .binary_search_by_key(&element, |(element, _)| *element);
        let (_, number) = overview.roles.get(at.ok()?)?;
        Some((*number, overview.numbers.id(*number)?))
    };
    let own = lens.estate.resource(&lens.actor.key.identity);
    if let Some(own) = own.and_then(|own| overview.sets.find(own, &own.arn)) {
        elements.remove(own);
    }
    let mut parts = Parts::new(elements);
    lens.take_apart(&[ACTION], &mut parts);
    for part in parts.into_sets() {
        let Some((number, role)) = part.min().and_then(of) else {
            continue;
        };
        let Some(answer) = assumes(lens, role) else {
            continue;
        };
        if part.len() == 1 || speaks_of(&answer, role) {
            draw(lens, role, answer, found);
            for (_, role) in part.iter().skip(1).filter_map(of) {
                if let Some(answer) = assumes(lens, role) {
                    draw(lens, role, answer, found);
                }
            }
        } else {
            let edge = edge_of(EdgeKind::Assumes, Some("sts-001"), AccessSet::EMPTY, answer);
            found.shared.push(Shared {
                from: lens.actor.id.clone(),
                to: part
                    .iter()
                    .filter_map(of)
                    .map(|(number, _)| number)
                    .collect(),
                representative: number,
                edge,
            });
        }
    }
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
