//! Somebody of the directory, or an administrator of IAM Identity Center -> the roles of permission sets.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::{Identity, IdentityKind, Provider, ScopeKind};
use serde_json::Value;

use super::touch::may_anywhere;
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::{ActorKey, Answer, Estate, Lens, ResourceEntry, account_of};
use crate::model::{Certainty, EdgeKind, Evidence};

/// See [`META`].
pub(super) struct Rule;

/// What makes a permission set of the attacker's own: sso-001.
const NEW_SET: &[&str] = &[
    "sso:CreatePermissionSet",
    "sso:AttachManagedPolicyToPermissionSet",
    "sso:CreateAccountAssignment",
];

/// What raises a permission set that there is: sso-002 and sso-003.
const RAISED: &[(&str, &str)] = &[
    ("sso-002", "sso:AttachManagedPolicyToPermissionSet"),
    ("sso-003", "sso:PutInlinePolicyToPermissionSet"),
];

static META: RuleMeta = RuleMeta {
    id: "identity-center",
    title: "A user of the directory becomes the roles of its permission sets",
    does: "A user or group that is assigned a permission set in an account may become the role \
           `AWSReservedSSO_<name>_<suffix>` of that account. Who may make and assign a permission set has every \
           account that it can be assigned in (sso-001), and who may attach a policy of AWS to a set (sso-002) or put an \
           inline policy into it (sso-003) raises its roles in every account where it is: conditional, for the \
           attacker must sign in as a user of the directory. All of these calls are made in the account of the instance.",
    matters: "One directory holds the doors of the whole organisation.",
    permissions: &[
        "sso:CreatePermissionSet",
        "sso:AttachManagedPolicyToPermissionSet",
        "sso:PutInlinePolicyToPermissionSet",
        "sso:CreateAccountAssignment",
    ],
    references: &[
        "https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html",
        "https://docs.aws.amazon.com/singlesignon/latest/userguide/using-service-linked-roles.html",
        "Prowler sso-001, sso-002, sso-003",
        "ATT&CK T1098.003",
        "ATT&CK T1078.004",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        for identity in estate.facts.identities.values() {
            match identity.kind {
                IdentityKind::DirectoryUser | IdentityKind::DirectoryGroup => {
                    member(estate, identity, found);
                }
                _ => {}
            }
        }
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        let sso = |action: &&str| action.starts_with("sso:") && lens.actor.mentions(action);
        if lens.is_covered() && !lens.actor.key.is_recorded() || !META.permissions.iter().any(sso) {
            return;
        }
        raise(lens, found);
        assign(lens, found);
    }
}

/// The groups and the provisioned permission sets of a user or group.
fn member(estate: &Estate<'_>, identity: &Identity, found: &mut Findings) {
    for (index, of) in identity.member_of.iter().enumerate() {
        let Some(joined) = estate.facts.identities.get(of) else {
            continue;
        };
        let answer = Answer::certain(vec![Evidence {
            record: format!("identity:{}", identity.id),
            pointer: format!("/member_of/{index}"),
            note: "is assigned".to_owned(),
        }]);
        match joined.kind {
            IdentityKind::DirectoryGroup => {
                found.become_edge(&identity.id, of, EdgeKind::Assumes, None, answer);
            }
            IdentityKind::PermissionSet => {
                for role in roles(estate, joined) {
                    found.become_edge(
                        &identity.id,
                        &role.id,
                        EdgeKind::Assumes,
                        None,
                        answer.clone(),
                    );
                }
            }
            _ => {}
        }
    }
}

/// The roles of a provisioned permission set: those of its account with the name of the set and a suffix of letters and
/// digits. Page "Referencing permission sets in resource policies, Amazon EKS cluster config maps, and AWS KMS key policies".
fn roles<'a>(estate: &Estate<'a>, provisioned: &Identity) -> impl Iterator<Item = &'a Identity> {
    let set = provisioned
        .attributes
        .get("permission_set")
        .and_then(Value::as_str)
        .and_then(|set| estate.facts.identities.get(set));
    let start = set.map(|set| format!("AWSReservedSSO_{}_", set.name));
    let roles: Vec<&Identity> = estate.identities_of(&provisioned.scope).collect();
    roles.into_iter().filter(move |role| {
        role.kind == IdentityKind::Role
            && role.id.contains(":role/aws-reserved/sso.amazonaws.com/")
            && start.as_ref().is_some_and(|start| {
                role.name.strip_prefix(start.as_str()).is_some_and(|rest| {
                    !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
                })
            })
    })
}

/// Permission sets, each with what of it is provisioned in accounts.
fn provisioned<'a>(estate: &Estate<'a>) -> BTreeMap<&'a str, Vec<&'a Identity>> {
    let mut found: BTreeMap<&str, Vec<&Identity>> = BTreeMap::new();
    for identity in estate.facts.identities.values() {
        let of = identity.attributes.get("permission_set");
        if let Some(set) = of.and_then(Value::as_str) {
            found.entry(set).or_default().push(identity);
        }
    }
    found
}

/// Permission sets whose roles the actor raises in every account.
fn raise(lens: &Lens<'_, '_>, found: &mut Findings) {
    let estate = lens.estate;
    let gathered = &estate.gathered.provisioned;
    for set in estate.identities_of(&lens.actor.scope) {
        if set.kind != IdentityKind::PermissionSet || set.id.contains('#') {
            continue;
        }
        let provisioned = gathered.get_or_init(|| self::provisioned(estate));
        let provisioned = provisioned.get(set.id.as_str());
        for (technique, action) in RAISED {
            let Some(answer) = asked(lens, action, &set.id) else {
                continue;
            };
            let answer = signs_in(answer, &format!("to whom {} is assigned", set.name));
            let provisioned = provisioned.into_iter().flatten();
            for role in provisioned.flat_map(|provisioned| roles(estate, provisioned)) {
                let key = ActorKey::recorded(&role.id).escalated();
                found.become_edge(
                    &lens.actor.id,
                    &key.node_id(),
                    EdgeKind::Escalates,
                    Some(technique),
                    answer.clone(),
                );
                found.actors.insert(key);
            }
        }
    }
}

/// Accounts that the actor gives itself by a permission set of its own.
fn assign(lens: &Lens<'_, '_>, found: &mut Findings) {
    if !NEW_SET.iter().all(|action| may_anywhere(lens, &[action])) {
        return;
    }
    let mut identities = lens.estate.identities_of(&lens.actor.scope);
    let has_instance = identities
        .any(|identity| identity.kind == IdentityKind::PermissionSet && !identity.id.contains('#'));
    if !has_instance {
        return;
    }
    let mut accounts: BTreeSet<&str> = BTreeSet::new();
    for scope in lens.estate.facts.scopes.values() {
        // A delegated administrator does not assign in the management account.
        if scope.provider == Provider::Aws
            && scope.kind == ScopeKind::Account
            && scope.management != Some(true)
        {
            accounts.insert(&scope.id);
        }
    }
    let mut all: Option<Answer> = None;
    for action in NEW_SET {
        // A set that does not exist yet has any name.
        let Some(answer) = asked(lens, action, "arn:aws:sso:::permissionSet/*/*") else {
            return;
        };
        all = Some(match all {
            Some(before) => before.and(answer),
            None => answer,
        });
    }
    let Some(answer) = all else { return };
    let answer = signs_in(answer, "of its own");
    for account in accounts {
        if account == lens.actor.scope {
            // Its own account is reached only where the instance may assign in it.
            continue;
        }
        found.become_edge(
            &lens.actor.id,
            account,
            EdgeKind::Administers,
            Some("sso-001"),
            answer.clone(),
        );
        found.actors.insert(ActorKey::recorded(account));
    }
}

/// A permission set is in no account by its ARN: it belongs to that of the instance.
fn asked(lens: &Lens<'_, '_>, action: &str, set: &str) -> Option<Answer> {
    let mut entry = ResourceEntry::named(set);
    entry.account = account_of(&lens.actor.arn).map(str::to_owned);
    lens.may(action, &entry, set)
}

fn signs_in(answer: Answer, which: &str) -> Answer {
    answer.unless_proven(
        Certainty::Conditional,
        format!("the attacker signs in as a user of the directory {which}"),
    )
}
