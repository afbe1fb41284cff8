//! Identity -> role with a source identity of the attacker's choice, by `sts:AssumeRole` with `sts:SetSourceIdentity`.

use std::collections::BTreeSet;

use blastradius_collectors::facts::{Identity, IdentityKind};

use super::session_tags::{UNSPOKEN, trusting};
use super::{EdgeRule, Findings, RuleMeta};
use crate::authorize::aws::ContextValue;
use crate::context::is;
use crate::estate::{ActorKey, ActorKind, Answer, Estate, Lens, ResourceEntry, SourceIdentity};
use crate::model::EdgeKind;

/// See [`META`].
pub(super) struct Rule;

const ASSUME: &str = "sts:AssumeRole";
pub(super) const SET: &str = "sts:SetSourceIdentity";
const KEY: &str = "sts:SourceIdentity";

static META: RuleMeta = RuleMeta {
    id: "source-identity",
    title: "A principal may assume a role under a source identity of its own choice",
    does: "Whoever may assume a role and `sts:SetSourceIdentity` on it says who it is, and policies that ask for \
           `aws:SourceIdentity` believe it. Only tried where something hangs on it: the trust policy of the role, or a \
           policy of the role, of a resource or of the organisation. Conditions on `sts:SourceIdentity` limit what may \
           be said. It stays from role to role and cannot be changed: a session that has one gets only into roles whose \
           trust policies allow `sts:SetSourceIdentity`. A session without one is taken to have none, but where an \
           identity provider may have set it.",
    matters: "It is meant to name the person behind a shared role, and whoever may set it is that person.",
    permissions: &[ASSUME, SET],
    references: &[
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
        "ATT&CK T1548.005",
        "ATT&CK T1656",
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
        for role in settable(lens.estate) {
            let Some(entry) = trusting(lens, role) else {
                continue;
            };
            for (source, answer) in choices(lens, role, entry) {
                let key = ActorKey::recorded(&role.id).sourced(Some(source));
                let (from, to) = (&lens.actor.id, key.node_id());
                found.become_edge(from, &to, EdgeKind::Assumes, Some("sts-001"), answer);
                found.actors.insert(key);
            }
        }
    }
}

/// The roles whose trust policies let somebody set a source identity at all.
fn settable<'e, 'a>(estate: &'e Estate<'a>) -> &'e [&'a Identity] {
    estate.gathered.sourced.get_or_init(|| {
        let roles = estate.facts.identities.values();
        let roles = roles.filter(|role| role.kind == IdentityKind::Role);
        let lets = |role: &&Identity| {
            let trust = estate
                .resource(&role.id)
                .and_then(|entry| entry.policy.as_ref());
            trust.is_some_and(|trust| trust.mentions.allows_action("sts:setsourceidentity"))
        };
        roles.filter(lets).collect()
    })
}

/// The source identities that the actor may have in a session of the role: any, or each of those that policies speak of;
/// the one that it has already, if it has one.
fn choices(
    lens: &Lens<'_, '_>,
    role: &Identity,
    entry: &ResourceEntry,
) -> Vec<(SourceIdentity, Answer)> {
    let had = lens.actor.key.source_identity.as_ref();
    if let Some(SourceIdentity::Is(_)) = had {
        return had
            .and_then(|had| Some((had.clone(), with(lens, entry, had)?)))
            .into_iter()
            .collect();
    }
    let Some(asked) = lens.estate.sources_that_matter(&role.id) else {
        return Vec::new();
    };
    if let Some(answer) = with(lens, entry, &SourceIdentity::Any) {
        return vec![(SourceIdentity::Any, answer)];
    }
    let own = lens
        .actor
        .mentions
        .iter()
        .filter_map(|mentions| mentions.source_identities())
        .flatten();
    // Policies that ask a person to name itself.
    let name = lens.actor.arn.rsplit('/').next().map(str::to_owned);
    let spoken: BTreeSet<String> = asked.iter().chain(own).cloned().chain(name).collect();
    spoken
        .into_iter()
        // A pattern is tried with its wildcards as they are, which they match.
        .filter(|value| !value.contains("${"))
        .map(SourceIdentity::Is)
        .filter_map(|source| Some((source.clone(), with(lens, entry, &source)?)))
        .collect()
}

/// Whether the actor may assume the role under this source identity, and without session tags.
fn with(lens: &Lens<'_, '_>, role: &ResourceEntry, source: &SourceIdentity) -> Option<Answer> {
    let keys = [
        ("aws:RequestTag/*".to_owned(), ContextValue::Absent),
        ("aws:TagKeys".to_owned(), ContextValue::Absent),
        (KEY.to_owned(), said(source)),
    ];
    let assumed = lens.may_with(ASSUME, role, &role.arn, &keys)?;
    Some(assumed.and(lens.may_with(SET, role, &role.arn, &keys)?))
}

fn said(source: &SourceIdentity) -> ContextValue {
    match source {
        SourceIdentity::Any => is(UNSPOKEN),
        SourceIdentity::Is(value) => is(value),
    }
}

/// Adds the source identity that goes along in a request for a role; whether there is one.
pub(super) fn carried(lens: &Lens<'_, '_>, keys: &mut Vec<(String, ContextValue)>) -> bool {
    let had = lens.actor.key.source_identity.as_ref();
    let value = had.map_or(ContextValue::Absent, said);
    keys.push((KEY.to_owned(), value));
    had.is_some()
}
