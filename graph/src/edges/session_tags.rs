//! Identity -> role with session tags of the attacker's choice, by `sts:AssumeRole` with `sts:TagSession`.

use std::collections::BTreeSet;

use blastradius_collectors::facts::{Identity, IdentityKind};

use super::{EdgeRule, Findings, RuleMeta};
use crate::authorize::aws::ContextValue;
use crate::estate::{ActorKey, ActorKind, Answer, Estate, Lens, ResourceEntry};
use crate::model::EdgeKind;

/// See [`META`].
pub(super) struct Rule;

const ASSUME: &str = "sts:AssumeRole";
const TAG: &str = "sts:TagSession";

static META: RuleMeta = RuleMeta {
    id: "session-tags",
    title: "A principal may assume a role with tags of its own choice",
    does: "Whoever may assume a role and `sts:TagSession` on it writes the tags of the session, and they override those \
           of the role. Only keys are tried on which something hangs: those that the policies of the role, of resources \
           or of the organisation ask about (`aws:PrincipalTag/…`), and those that its trust policy asks for. Conditions of the trust policy on \
           `aws:RequestTag/…` and `aws:TagKeys` limit them. A session with such tags may pass them on in the next \
           role of the chain where that role's trust policy allows `sts:TagSession` again.",
    matters: "Where tags decide who may do what, whoever writes the tags decides.",
    permissions: &[ASSUME, TAG],
    references: &[
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/tutorial_attribute-based-access-control.html",
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
        for role in taggable(lens.estate) {
            if role.id == lens.actor.key.identity {
                continue;
            }
            let Some(entry) = lens.estate.resource(&role.id) else {
                continue;
            };
            // A role's trust policy must allow it, whoever asks.
            let named = entry.policy.as_ref().is_some_and(|trust| {
                trust.mentions.may_name(
                    &lens.actor.arn,
                    &lens.actor.account,
                    lens.actor.unique_id.as_deref(),
                )
            });
            if !named || !lens.is_particular(entry) {
                continue;
            }
            let mut keys = lens.estate.tags_that_matter(&role.id);
            if let Some(trust) = &entry.policy {
                keys.extend(trust.mentions.request_tags().iter().cloned());
            }
            for (keys, answer) in choices(lens, entry, keys) {
                let key = ActorKey::recorded(&role.id).tagged(keys);
                found.become_edge(
                    &lens.actor.id,
                    &key.node_id(),
                    EdgeKind::Assumes,
                    Some("sts-001"),
                    answer,
                );
                found.actors.insert(key);
            }
        }
    }
}

/// The roles whose trust policies allow tags at all.
fn taggable<'e, 'a>(estate: &'e Estate<'a>) -> &'e [&'a Identity] {
    estate.gathered.taggable.get_or_init(|| {
        let roles = estate.facts.identities.values();
        let roles = roles.filter(|role| role.kind == IdentityKind::Role);
        roles
            .filter(|role| {
                let trust = estate
                    .resource(&role.id)
                    .and_then(|entry| entry.policy.as_ref());
                trust.is_some_and(|trust| trust.mentions.allows_action("sts:tagsession"))
            })
            .collect()
    })
}

/// The tags that the actor may give a session of the role: all that can be given together where that is allowed, else
/// each on its own.
fn choices(
    lens: &Lens<'_, '_>,
    role: &ResourceEntry,
    keys: BTreeSet<String>,
) -> Vec<(BTreeSet<String>, Answer)> {
    let single: Vec<(BTreeSet<String>, Answer)> = keys
        .into_iter()
        .filter_map(|key| {
            let keys = BTreeSet::from([key]);
            let answer = with_tags(lens, role, &keys)?;
            Some((keys, answer))
        })
        .collect();
    if single.len() < 2 {
        return single;
    }
    let together: BTreeSet<String> = single.iter().flat_map(|(keys, _)| keys.clone()).collect();
    match with_tags(lens, role, &together) {
        Some(answer) => vec![(together, answer)],
        None => single,
    }
}

/// Whether the actor may assume the role with values of its own choice for these tags and with no others.
fn with_tags(lens: &Lens<'_, '_>, role: &ResourceEntry, tags: &BTreeSet<String>) -> Option<Answer> {
    let mut keys = vec![
        ("aws:RequestTag/*".to_owned(), ContextValue::Absent),
        (
            "aws:TagKeys".to_owned(),
            ContextValue::Is(tags.iter().cloned().collect()),
        ),
    ];
    for tag in tags {
        keys.push((format!("aws:RequestTag/{tag}"), ContextValue::Chosen));
    }
    let assumed = lens.may_with(ASSUME, role, &role.arn, &keys)?;
    Some(assumed.and(lens.may_with(TAG, role, &role.arn, &keys)?))
}
