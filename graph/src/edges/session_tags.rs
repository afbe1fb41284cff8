//! Identity -> role with session tags of the attacker's choice, by `sts:AssumeRole` with `sts:TagSession`.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::{Identity, IdentityKind};

use super::source_identity::{SET, carried};
use super::{EdgeRule, Findings, RuleMeta};
use crate::authorize::aws::ContextValue;
use crate::context::is;
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

/// Another role than the actor's own whose trust policy may name the actor, as a resource: it must allow whatever is said
/// at the door, whoever asks.
pub(super) fn trusting<'e>(lens: &Lens<'e, '_>, role: &Identity) -> Option<&'e ResourceEntry> {
    if role.id == lens.actor.key.identity {
        return None;
    }
    let entry = lens.estate.resource(&role.id)?;
    let named = entry.policy.as_ref().is_some_and(|trust| {
        trust.mentions.may_name(
            &lens.actor.arn,
            &lens.actor.account,
            lens.actor.unique_id.as_deref(),
        )
    });
    (named && lens.is_particular(entry)).then_some(&**entry)
}

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
            let Some(entry) = trusting(lens, role) else {
                continue;
            };
            let mut keys = lens.estate.tags_that_matter(&role.id);
            if let Some(trust) = &entry.policy {
                keys.extend(trust.mentions.request_tags().keys().cloned());
            }
            for (tags, answer) in choices(lens, entry, keys) {
                let key = ActorKey::recorded(&role.id)
                    .tagged(tags)
                    .sourced(lens.actor.key.source_identity.clone());
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

/// Tags of a session: any value, or this one.
type Tags = BTreeMap<String, Option<String>>;

/// A value that no policy speaks of: what allows it allows any.
pub(super) const UNSPOKEN: &str = "a value that no policy speaks of";

/// The tags that the actor may give a session of the role: all that can be given together where that is allowed, else
/// each on its own.
fn choices(
    lens: &Lens<'_, '_>,
    role: &ResourceEntry,
    keys: BTreeSet<String>,
) -> Vec<(Tags, Answer)> {
    let single: Vec<(Tags, Answer)> = keys
        .iter()
        .flat_map(|key| values(lens, role, key))
        .collect();
    // Of a key with several values each needs a session of its own.
    let keys: BTreeSet<&String> = single.iter().flat_map(|(tags, _)| tags.keys()).collect();
    if single.len() < 2 || keys.len() < single.len() {
        return single;
    }
    let together: Tags = single.iter().flat_map(|(tags, _)| tags.clone()).collect();
    match with_tags(lens, role, &together) {
        Some(answer) => vec![(together, answer)],
        None => single,
    }
}

/// The values that a session of the role may be given for one tag: any, or each of those that policies ask for.
fn values(lens: &Lens<'_, '_>, role: &ResourceEntry, key: &str) -> Vec<(Tags, Answer)> {
    let one = |value: Option<&str>| Tags::from([(key.to_owned(), value.map(str::to_owned))]);
    if let Some(answer) = with_tags(lens, role, &one(None)) {
        return vec![(one(None), answer)];
    }
    let own = lens.actor.tags.as_ref().and_then(|tags| tags.get(key));
    let spoken: BTreeSet<&String> = role
        .policy
        .iter()
        .map(|trust| &trust.mentions)
        .chain(&lens.actor.mentions)
        .filter_map(|mentions| mentions.request_tags().get(key))
        .flatten()
        // A pattern is tried with its wildcards as they are, which they match.
        .chain(own)
        .collect();
    spoken
        .into_iter()
        .filter_map(|value| Some((one(Some(value)), with_tags(lens, role, &one(Some(value)))?)))
        .collect()
}

/// Whether the actor may assume the role with these tags and with no others.
fn with_tags(lens: &Lens<'_, '_>, role: &ResourceEntry, tags: &Tags) -> Option<Answer> {
    let mut keys = vec![
        ("aws:RequestTag/*".to_owned(), ContextValue::Absent),
        (
            "aws:TagKeys".to_owned(),
            ContextValue::Is(tags.keys().cloned().collect()),
        ),
    ];
    for (tag, value) in tags {
        let value = value.as_deref().unwrap_or(UNSPOKEN);
        keys.push((format!("aws:RequestTag/{tag}"), is(value)));
    }
    let carried = carried(lens, &mut keys);
    let assumed = lens.may_with(ASSUME, role, &role.arn, &keys)?;
    let assumed = assumed.and(lens.may_with(TAG, role, &role.arn, &keys)?);
    Some(match carried {
        true => assumed.and(lens.may_with(SET, role, &role.arn, &keys)?),
        false => assumed,
    })
}
