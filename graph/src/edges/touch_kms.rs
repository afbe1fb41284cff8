//! Identity -> key, and the key behind an encrypted asset.

use std::sync::Arc;

use blastradius_collectors::facts::Asset;
use serde_json::Value;

use super::touch::{Way, apply, attribute};
use super::{EdgeRule, Findings, RuleMeta};
use crate::authorize::aws::ContextValue;
use crate::context::is;
use crate::estate::{Estate, Lens, ResourceEntry};
use crate::model::Access;

/// See [`META`].
pub(super) struct Rule;

/// Who may decrypt with a key uses it; who may write its policy, grant it or end it administers it.
pub(super) static KEY: &[Way] = &[
    Way::on_itself(Access::List, &["kms:DescribeKey"]),
    Way::on_itself(Access::Use, &["kms:Decrypt"]),
    Way::on_itself(
        Access::Delete,
        &["kms:ScheduleKeyDeletion", "kms:DisableKey"],
    ),
    Way::on_itself(Access::Administer, &["kms:PutKeyPolicy", "kms:CreateGrant"]),
];

static META: RuleMeta = RuleMeta {
    id: "touch-kms",
    title: "A principal may use or administer a key",
    does: "The key policy must allow, by itself or by handing the decision to the account's policies; grants count \
           too. The same decision is part of every read or write of something that a customer's key encrypts.",
    matters: "A read that cannot be decrypted is no read; a key that can be scheduled for deletion is ransom.",
    permissions: &[
        "kms:Decrypt",
        "kms:GenerateDataKey",
        "kms:PutKeyPolicy",
        "kms:CreateGrant",
        "kms:ScheduleKeyDeletion",
        "kms:DisableKey",
        "kms:DescribeKey",
    ],
    references: &[
        "https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html",
        "https://docs.aws.amazon.com/kms/latest/developerguide/grants.html",
        "ATT&CK T1486",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        apply(lens, &["aws:kms:key"], found);
    }
}

/// The key that encrypts an asset.
pub(super) enum Key {
    /// None, or one that asks nobody (SSE-S3).
    None,
    /// The key that AWS keeps for the service in an account.
    OfService {
        /// The account, where it is known.
        account: Option<String>,
    },
    /// A customer's key.
    Customer(Arc<ResourceEntry>),
    /// A customer's key that the snapshot does not hold.
    Unresolved(String),
}

/// Finds the key that encrypts an asset, by ARN, id, alias or alias ARN.
pub(super) fn key_of(lens: &Lens<'_, '_>, asset: &Asset) -> Key {
    key_in(lens.estate, asset)
}

/// The key whose policy bears on an asset beside its own: the key of a customer that encrypts it, or the asset itself.
pub(crate) fn customer_key(estate: &Estate<'_>, asset: &Asset) -> Option<Arc<ResourceEntry>> {
    match asset.kind.as_str() {
        "aws:kms:key" => estate.resource(&asset.id).cloned(),
        _ => match key_in(estate, asset) {
            Key::Customer(key) => Some(key),
            _ => None,
        },
    }
}

/// The same, whoever asks.
pub(super) fn key_in(estate: &Estate<'_>, asset: &Asset) -> Key {
    let asset = encrypted_as(estate, asset);
    let scope = asset.scope.as_deref();
    let of_service = || Key::OfService {
        account: scope
            .and_then(|scope| scope.strip_prefix("aws:"))
            .map(str::to_owned),
    };
    let Some(name) = &asset.encryption_key else {
        return match uses_key_of_service(asset) {
            true => of_service(),
            false => Key::None,
        };
    };
    if name
        .rsplit_once("alias/")
        .is_some_and(|(_, alias)| alias.starts_with("aws/"))
    {
        return of_service();
    }
    let key = estate.facts.assets.get(name).or_else(|| {
        estate.keys_called(alias_or_id(name)).find(|key| {
            (name.starts_with("arn:")
                || (key.scope.as_deref() == scope && key.region == asset.region))
                && (key.id.rsplit('/').next() == Some(name) || has_alias(key, name))
        })
    });
    match key {
        Some(key) if attribute(key, "key_manager") == Some("AWS") || has_alias_of_aws(key) => {
            Key::OfService {
                account: key
                    .scope
                    .as_deref()
                    .and_then(|scope| scope.strip_prefix("aws:"))
                    .map(str::to_owned),
            }
        }
        Some(key) => match estate.resource(&key.id) {
            Some(entry) => Key::Customer(entry.clone()),
            None => Key::Unresolved(name.clone()),
        },
        None => Key::Unresolved(name.clone()),
    }
}

/// What tells assets with the same policies apart: the key, and what a service says to it. `pairs`: whether some policy
/// asks for the encryption context, which names the asset.
pub(super) fn label(estate: &Estate<'_>, asset: &Asset, pairs: bool) -> String {
    let tier = attribute(asset, "tier");
    match key_in(estate, asset) {
        Key::None => String::new(),
        Key::OfService { account } => format!("service {account:?}"),
        Key::Unresolved(name) => format!("unresolved {name} {tier:?}"),
        Key::Customer(key) => {
            let mut through = through(asset, &key);
            through.retain(|(name, _)| pairs || !name.starts_with("kms:EncryptionContext:"));
            format!("key {} {tier:?} {through:?}", key.arn)
        }
    }
}

/// What says how an asset is encrypted: of a part of a bucket that says nothing itself, the bucket.
pub(super) fn encrypted_as<'e, 'a: 'e>(estate: &Estate<'a>, asset: &'e Asset) -> &'e Asset {
    let silent = asset.encryption_key.is_none() && attribute(asset, "encryption").is_none();
    asset
        .part_of
        .as_ref()
        .filter(|_| silent && asset.kind.starts_with("aws:s3:"))
        .and_then(|bucket| estate.facts.assets.get(bucket))
        .unwrap_or(asset)
}

/// Whether an asset without the name of a key is under the key that AWS keeps for the service. Pages "Secret encryption
/// and decryption" (a secret always is) and "Using server-side encryption with AWS KMS keys" (a bucket with `aws:kms`).
fn uses_key_of_service(asset: &Asset) -> bool {
    asset.kind == "aws:secretsmanager:secret"
        || (asset.kind.starts_with("aws:s3:")
            && attribute(asset, "encryption")
                .is_some_and(|algorithm| algorithm.starts_with("aws:kms")))
}

/// An alias without what stands before it, or the id of a key.
fn alias_or_id(name: &str) -> &str {
    name.rsplit_once("alias/").map_or(name, |(_, alias)| alias)
}

/// By which names a key may be called: its id, and its aliases.
pub(crate) fn names(key: &Asset) -> impl Iterator<Item = &str> {
    let id = key.id.rsplit('/').next();
    id.into_iter().chain(aliases(key).map(alias_or_id))
}

fn aliases(key: &Asset) -> impl Iterator<Item = &str> {
    key.attributes
        .get("aliases")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

fn has_alias(key: &Asset, name: &str) -> bool {
    let wanted = alias_or_id(name);
    let own_account = !name.starts_with("arn:")
        || crate::estate::account_of(name) == crate::estate::account_of(&key.id);
    own_account && aliases(key).any(|alias| alias_or_id(alias) == wanted)
}

fn has_alias_of_aws(key: &Asset) -> bool {
    aliases(key).any(|alias| alias.contains("alias/aws/"))
}

/// The condition keys of a request that a service makes to the key for the caller.
/// Page "AWS KMS condition keys": `kms:ViaService` names the service in the key's region.
pub(super) fn through(asset: &Asset, key: &ResourceEntry) -> Vec<(String, ContextValue)> {
    let service = match asset.kind.split(':').nth(1) {
        Some("s3") => "s3",
        Some("secretsmanager") => "secretsmanager",
        Some("ssm") => "ssm",
        Some("lambda") => "lambda",
        Some("dynamodb") => "dynamodb",
        Some("sqs") => "sqs",
        Some("sns") => "sns",
        Some("kinesis") => "kinesis",
        Some("codecommit") => "codecommit",
        Some("ec2") => "ec2",
        _ => return Vec::new(),
    };
    // Page "Forward access sessions": the service asks with the caller's identity, and says that it does.
    let mut keys = vec![("aws:ViaAWSService".to_owned(), is("true"))];
    if let Some(region) = key.region.as_ref().or(asset.region.as_ref()) {
        keys.push((
            "kms:ViaService".to_owned(),
            is(&format!("{service}.{region}.amazonaws.com")),
        ));
    }
    match service {
        "secretsmanager" => {
            keys.push(("kms:EncryptionContext:SecretARN".to_owned(), is(&asset.id)))
        }
        "ssm" => keys.push((
            "kms:EncryptionContext:PARAMETER_ARN".to_owned(),
            is(&asset.id),
        )),
        "sqs" => keys.push((
            "kms:EncryptionContext:aws:sqs:arn".to_owned(),
            is(&asset.id),
        )),
        "sns" => keys.push((
            "kms:EncryptionContext:aws:sns:topicArn".to_owned(),
            is(&asset.id),
        )),
        "kinesis" => keys.push((
            "kms:EncryptionContext:aws:kinesis:arn".to_owned(),
            is(&asset.id),
        )),
        "dynamodb" => keys.push((
            "kms:EncryptionContext:aws:dynamodb:tableName".to_owned(),
            is(asset.id.rsplit('/').next().unwrap_or_default()),
        )),
        _ => {}
    }
    keys
}
