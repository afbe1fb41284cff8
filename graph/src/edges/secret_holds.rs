//! Secret, parameter or environment -> the credential in it.

use std::collections::BTreeMap;

use blastradius_collectors::facts::{
    Asset, AssetClass, Credential, CredentialKind, EnvironmentVariable, IdentityKind,
};
use serde_json::Value;

use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::{Answer, Estate};
use crate::model::{Certainty, EdgeKind, Evidence};

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "secret-holds",
    title: "A secret holds a credential",
    does: "Never a guess, and never from a value: an environment variable that was seen to hold the id of a known key \
           (certain); a secret whose name, description or tag gives the id of a known key (conditional); a tag that \
           gives the ARN of a user, or a name that ends in the name of a user, together with words for a key, or with \
           the user's own rotation function (assumed). Several keys of the user: one edge each.",
    matters: "This is where a read becomes a new identity, often in another account.",
    permissions: &[],
    references: &[
        "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html",
        "ATT&CK T1552",
        "ATT&CK T1555.006",
        "OWASP NHI2:2025 Secret Leakage",
    ],
};

/// Words by which people say that a secret is a key for AWS, without what they put between the words.
const KEY_WORDS: &[&str] = &[
    "accesskey",
    "awskey",
    "awscredential",
    "iamuser",
    "iamkey",
    "iamcredential",
];

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        let keys = Keys::of(estate);
        for asset in estate.facts.assets.values() {
            if asset.class == AssetClass::Secret {
                held_by_secret(asset, &keys, found);
            }
        }
        for workload in estate.facts.workloads.values() {
            let environment = format!("{}#environment", workload.id);
            for (index, variable) in workload.environment.iter().enumerate() {
                let Some(key) = referenced(variable, &keys) else {
                    continue;
                };
                let answer = Answer::certain(vec![Evidence {
                    record: format!("workload:{}", workload.id),
                    pointer: format!("/environment/{index}"),
                    note: "has the id of the key as its value".to_owned(),
                }]);
                found.become_edge(&environment, key, EdgeKind::Holds, None, answer.clone());
                found.become_edge(&workload.id, key, EdgeKind::Holds, None, answer);
            }
        }
    }
}

/// The access keys of the snapshot, by their id and by their user.
struct Keys<'a> {
    by_name: BTreeMap<&'a str, &'a Credential>,
    by_user: BTreeMap<&'a str, Vec<&'a Credential>>,
    users: Vec<(&'a str, &'a str, &'a str)>,
}

impl<'a> Keys<'a> {
    fn of(estate: &Estate<'a>) -> Self {
        let mut keys = Self {
            by_name: BTreeMap::new(),
            by_user: BTreeMap::new(),
            users: Vec::new(),
        };
        for credential in estate.facts.credentials.values() {
            if credential.kind == CredentialKind::AccessKey {
                keys.by_name.insert(&credential.name, credential);
                keys.by_user
                    .entry(&credential.identity)
                    .or_default()
                    .push(credential);
            }
        }
        for identity in estate.facts.identities.values() {
            if identity.kind == IdentityKind::User && keys.by_user.contains_key(&*identity.id) {
                keys.users
                    .push((&identity.id, &identity.name, &identity.scope));
            }
        }
        keys
    }
}

fn referenced<'a>(variable: &EnvironmentVariable, keys: &Keys<'a>) -> Option<&'a str> {
    let reference = variable.reference.as_deref()?;
    let name = reference.rsplit('/').next().unwrap_or(reference);
    keys.by_name.get(name).map(|key| key.id.as_str())
}

fn held_by_secret(asset: &Asset, keys: &Keys<'_>, found: &mut Findings) {
    let mut seen: Vec<&str> = Vec::new();
    let texts = texts(asset);
    for (pointer, text) in &texts {
        for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
            let Some(key) = keys.by_name.get(word) else {
                continue;
            };
            seen.push(&key.id);
            let answer = evidence(asset, pointer, "gives the id of the key").unless_proven(
                Certainty::Conditional,
                format!("the secret holds the key {word} that it names"),
            );
            found.become_edge(&asset.id, &key.id, EdgeKind::Holds, None, answer);
        }
    }
    if !seen.is_empty() {
        return;
    }
    let Some((user, pointer, why)) = named_user(asset, &texts, keys) else {
        return;
    };
    for key in keys.by_user.get(user).into_iter().flatten() {
        let answer = evidence(asset, &pointer, why).unless_proven(
            Certainty::Assumed,
            format!(
                "the secret holds the key {} of the user that it names",
                key.name
            ),
        );
        found.become_edge(&asset.id, &key.id, EdgeKind::Holds, None, answer);
    }
}

/// Who is named by a tag, or by the name of the secret with words for a key, or with a rotation function.
fn named_user<'a>(
    asset: &Asset,
    texts: &[(String, &str)],
    keys: &Keys<'a>,
) -> Option<(&'a str, String, &'static str)> {
    for (pointer, text) in texts {
        if let Some((user, ..)) = keys.users.iter().find(|(id, ..)| id == text) {
            return Some((user, pointer.clone(), "gives the ARN of the user"));
        }
    }
    let rotates = asset.attributes.contains_key("rotation_lambda");
    let says_key = texts.iter().any(|(_, text)| {
        let text: String = text
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        KEY_WORDS.iter().any(|word| text.contains(word))
    });
    if !rotates && !says_key {
        return None;
    }
    let same_account = |scope: &str| asset.scope.as_deref() == Some(scope);
    keys.users
        .iter()
        .filter(|(_, name, scope)| same_account(scope) && has_part(&asset.name, name))
        .max_by_key(|(_, name, _)| name.len())
        .map(|(user, ..)| (*user, "/name".to_owned(), "has the name of the user"))
}

/// Whether one of the parts of a path is the name, whole.
fn has_part(path: &str, name: &str) -> bool {
    path.split('/').any(|part| part == name)
}

fn texts(asset: &Asset) -> Vec<(String, &str)> {
    let mut texts = vec![("/name".to_owned(), asset.name.as_str())];
    if let Some(description) = asset.attributes.get("description").and_then(Value::as_str) {
        texts.push(("/attributes/description".to_owned(), description));
    }
    for (key, value) in asset.tags.iter().flatten() {
        let escaped = key.replace('~', "~0").replace('/', "~1");
        texts.push((format!("/tags/{escaped}"), value.as_str()));
    }
    texts
}

fn evidence(asset: &Asset, pointer: &str, note: &str) -> Answer {
    Answer::certain(vec![Evidence {
        record: format!("asset:{}", asset.id),
        pointer: pointer.to_owned(),
        note: note.to_owned(),
    }])
}
