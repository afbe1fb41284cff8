//! What the touch rules share: which actions are which access, and the key that encrypts an asset.

use std::sync::Arc;

use blastradius_collectors::facts::Asset;
use serde_json::Value;

use super::{Findings, edge_of};
use crate::authorize::aws::ContextValue;
use crate::context::is;
use crate::estate::{Answer, Estate, Lens, ResourceEntry, account_of};
use crate::model::{Access, AccessSet, Certainty, EdgeKind};

/// On which resource an action is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum On {
    /// The asset itself.
    Itself,
    /// Whatever lies in it: the objects of a bucket.
    Content,
    /// The paths that lead to it: those of a parameter.
    Paths,
    /// `*`: a listing, which knows no resource and returns those of the caller's own account.
    Listing,
}

/// What the key that encrypts the asset must be good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyUse {
    /// The key does not matter.
    None,
    /// `kms:Decrypt`.
    Decrypt,
    /// `kms:GenerateDataKey`.
    Encrypt,
    /// `kms:Encrypt` for a small value, `kms:GenerateDataKey` for a large one.
    EncryptItself,
    /// The same, unless the request names the encryption with the keys of S3 itself. The default encryption of a
    /// bucket is for requests that name none (S3 API Reference, "ServerSideEncryptionByDefault"; AWS Knowledge
    /// Center, "s3-aws-kms-default-encryption").
    EncryptByDefault,
}

/// One way to touch an asset.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    /// Which access it is.
    pub(super) access: Access,
    /// Any of these actions.
    pub(super) actions: &'static [&'static str],
    /// On what.
    pub(super) on: On,
    /// With which use of the key.
    pub(super) key: KeyUse,
}

impl Way {
    /// Actions on the asset itself, for which its key does not matter.
    pub(super) const fn on_itself(access: Access, actions: &'static [&'static str]) -> Self {
        Self {
            access,
            actions,
            on: On::Itself,
            key: KeyUse::None,
        }
    }
}

/// The ways of each type of asset, from the tables of the rules beside this file.
pub(super) fn ways(kind: &str) -> &'static [Way] {
    match kind {
        "aws:s3:bucket" => super::touch_s3::BUCKET,
        "aws:s3:prefix" | "aws:s3:object" => super::touch_s3::PART,
        "aws:secretsmanager:secret" => super::touch_secrets::SECRET,
        "aws:ssm:parameter" => super::touch_parameters::PARAMETER,
        "aws:kms:key" => super::touch_kms::KEY,
        "aws:lambda:function-code" => super::touch_lambda::CODE,
        "aws:lambda:function-environment" => super::touch_lambda::ENVIRONMENT,
        "aws:sagemaker:model" => super::touch_sagemaker::MODEL,
        "aws:sagemaker:endpoint" => super::touch_sagemaker::ENDPOINT,
        _ => &[],
    }
}

/// Draws the touch edges of one actor to the assets of these types.
pub(super) fn apply(lens: &Lens<'_, '_>, kinds: &[&str], found: &mut Findings) {
    for asset in lens.estate.facts.assets.values() {
        if kinds.contains(&asset.kind.as_str()) {
            asset_edges(lens, asset, found);
        }
    }
}

/// Draws the touch edges of one actor to one asset.
pub(super) fn asset_edges(lens: &Lens<'_, '_>, asset: &Asset, found: &mut Findings) {
    if !is_particular(lens, asset) {
        return;
    }
    for way in ways(&asset.kind) {
        if let Some(answer) = by(lens, asset, way) {
            found.edge(
                &lens.actor.id,
                &asset.id,
                edge_of(
                    EdgeKind::Touches,
                    None,
                    AccessSet::EMPTY.with(way.access),
                    answer,
                ),
            );
        }
    }
}

/// Whether the actor may touch the asset otherwise than the administrator of its account: a principal that only an
/// escalation made into an administrator touches what that one does.
pub(super) fn is_particular(lens: &Lens<'_, '_>, asset: &Asset) -> bool {
    policy_holder(lens, asset).is_some_and(|entry| lens.is_particular(&entry))
}

/// Whether, and how surely, the actor has this access to the asset.
pub(super) fn way(lens: &Lens<'_, '_>, asset: &Asset, access: Access) -> Option<Answer> {
    ways(&asset.kind)
        .iter()
        .filter(|way| way.access == access)
        .filter_map(|way| by(lens, asset, way))
        .max_by_key(|answer| answer.certainty)
}

fn by(lens: &Lens<'_, '_>, asset: &Asset, way: &Way) -> Option<Answer> {
    let entry = policy_holder(lens, asset)?;
    let own = asset
        .id
        .split_once('#')
        .map_or(asset.id.as_str(), |(own, _)| own);
    let by_default = way.key == KeyUse::EncryptByDefault
        && !matches!(
            super::touch_kms::key_of(lens, asset),
            super::touch_kms::Key::None
        );
    if !by_default {
        return with_key(lens, asset, way, &entry, own);
    }
    let arn = match way.on {
        On::Content => format!("{own}/*"),
        On::Itself | On::Listing | On::Paths => own.to_owned(),
    };
    let named = way
        .actions
        .iter()
        .filter_map(|action| lens.may_with(action, &entry, &arn, &sse_s3()))
        .max_by_key(|answer| answer.certainty);
    // Of two that are as sure, the last: the one that needs no key.
    [with_key(lens, asset, way, &entry, own), named]
        .into_iter()
        .flatten()
        .max_by_key(|answer| answer.certainty)
}

/// A request that asks for encryption with the keys of S3 itself, which needs no key of KMS.
fn sse_s3() -> Vec<(String, ContextValue)> {
    let key = |name: &str| format!("s3:x-amz-server-side-encryption{name}");
    vec![
        (key(""), is("AES256")),
        (key("-aws-kms-key-id"), ContextValue::Absent),
        (key("-customer-algorithm"), ContextValue::Absent),
    ]
}

/// The way as it is, with the key that encrypts the asset.
fn with_key(
    lens: &Lens<'_, '_>,
    asset: &Asset,
    way: &Way,
    entry: &ResourceEntry,
    own: &str,
) -> Option<Answer> {
    let answer = match way.on {
        On::Itself => lens.any(way.actions, entry, own)?,
        On::Content => lens.any(way.actions, entry, &format!("{own}/*"))?,
        On::Paths => super::touch_parameters::paths(own)
            .filter_map(|path| lens.any(way.actions, entry, path))
            .max_by_key(|answer| answer.certainty)?,
        On::Listing if entry.account.as_ref() == Some(&lens.actor.account) => {
            let mut everything = ResourceEntry::named("*");
            everything.account.clone_from(&entry.account);
            everything.region.clone_from(&entry.region);
            lens.any(way.actions, &everything, "*")?
        }
        On::Listing => return None,
    };
    let actions: &[&str] = match way.key {
        KeyUse::None => return Some(answer),
        KeyUse::Decrypt => &["kms:Decrypt"],
        KeyUse::Encrypt | KeyUse::EncryptByDefault => &["kms:GenerateDataKey"],
        KeyUse::EncryptItself => super::touch_parameters::encrypting(asset),
    };
    match super::touch_kms::key_of(lens, asset) {
        super::touch_kms::Key::None => Some(answer),
        super::touch_kms::Key::OfService { account } => {
            // The key that AWS keeps for the service serves the principals of its own account, through the service.
            match account {
                Some(account) if account != lens.actor.account => None,
                _ => Some(answer),
            }
        }
        super::touch_kms::Key::Customer(key) => {
            let through = super::touch_kms::through(asset, &key);
            let by_key = actions
                .iter()
                .filter_map(|action| lens.may_with(action, &key, &key.arn, &through))
                .max_by_key(|answer| answer.certainty)?;
            Some(answer.and(by_key))
        }
        super::touch_kms::Key::Unresolved(name) => Some(answer.unless_proven(
            Certainty::Assumed,
            format!(
                "the policy of the key {name} allows {} (it is not in the snapshot)",
                actions.join(" or ")
            ),
        )),
    }
}

/// The use of a customer's key that a call needs.
pub(crate) struct KeyNeeded {
    /// Any of these actions.
    pub(crate) actions: &'static [&'static str],
    /// On the key.
    pub(crate) key: Arc<ResourceEntry>,
    /// The condition keys of a request that the service makes for the caller.
    pub(crate) through: Vec<(String, ContextValue)>,
}

/// The use of a customer's key that an action on an asset, or on an object of a bucket, needs. Writing to a bucket needs
/// none of necessity: see [`KeyUse::EncryptByDefault`].
pub(crate) fn key_needed(lens: &Lens<'_, '_>, action: &str, arn: &str) -> Option<KeyNeeded> {
    let assets = &lens.estate.facts.assets;
    let asset = assets.get(arn).or_else(|| {
        let (bucket, _) = arn.split_once('/')?;
        assets
            .get(bucket)
            .filter(|asset| asset.kind == "aws:s3:bucket")
    })?;
    let way = ways(&asset.kind).iter().find(|way| {
        way.actions
            .iter()
            .any(|known| known.eq_ignore_ascii_case(action))
    })?;
    let actions: &[&str] = match way.key {
        KeyUse::None | KeyUse::EncryptByDefault => return None,
        KeyUse::Decrypt => &["kms:Decrypt"],
        KeyUse::Encrypt => &["kms:GenerateDataKey"],
        KeyUse::EncryptItself => super::touch_parameters::encrypting(asset),
    };
    let key = match super::touch_kms::key_of(lens, asset) {
        super::touch_kms::Key::None | super::touch_kms::Key::OfService { .. } => return None,
        super::touch_kms::Key::Customer(key) => key,
        super::touch_kms::Key::Unresolved(name) => {
            let mut key = ResourceEntry::named(&name);
            key.unknown.push(format!(
                "the policy of the key {name} allows it (it is not in the snapshot)"
            ));
            Arc::new(key)
        }
    };
    let through = super::touch_kms::through(asset, &key);
    Some(KeyNeeded {
        actions,
        key,
        through,
    })
}

/// The resource whose policy bears on the asset: of an object the bucket, of code and settings the function.
fn policy_holder(lens: &Lens<'_, '_>, asset: &Asset) -> Option<Arc<ResourceEntry>> {
    policy_holder_of(lens.estate, asset)
}

/// The same, whoever asks.
pub(super) fn policy_holder_of(estate: &Estate<'_>, asset: &Asset) -> Option<Arc<ResourceEntry>> {
    if let Some((function, _)) = asset.id.split_once('#') {
        return estate.resource(function).cloned();
    }
    let own = estate.resource(&asset.id);
    if !matches!(asset.kind.as_str(), "aws:s3:prefix" | "aws:s3:object") {
        return own.cloned();
    }
    let bucket = asset.part_of.as_deref().and_then(|of| estate.resource(of));
    match (bucket, own) {
        (Some(bucket), _) => Some(bucket.clone()),
        (None, own) => {
            let mut entry = own.map_or_else(
                || ResourceEntry::named(&asset.id),
                |own| ResourceEntry::clone(own),
            );
            entry.unknown.push(format!(
                "the policy of the bucket of {} allows it (it is not in the snapshot)",
                asset.id
            ));
            entry.account = entry
                .account
                .or_else(|| account_of(&asset.id).map(str::to_owned));
            Some(Arc::new(entry))
        }
    }
}

/// What a request without a principal must name to be served; `None` where none can be. A KMS key, of a customer or
/// of AWS, needs a principal. The keys that S3 keeps itself (`AES256`) do not, and who writes may name them. A bucket
/// whose encryption was not read is taken to use those: that is the default of S3 (S3 User Guide, "Setting default
/// server-side encryption behavior").
pub(super) fn stranger_names(
    estate: &Estate<'_>,
    asset: &Asset,
    way: &Way,
) -> Option<Vec<(String, ContextValue)>> {
    let asset = super::touch_kms::encrypted_as(estate, asset);
    let by_s3 = asset.kind.starts_with("aws:s3:")
        && asset.encryption_key.is_none()
        && attribute(asset, "encryption").is_none_or(|algorithm| algorithm == "AES256");
    match way.key {
        KeyUse::None => Some(Vec::new()),
        _ if by_s3 => Some(Vec::new()),
        KeyUse::EncryptByDefault => Some(sse_s3()),
        KeyUse::Decrypt | KeyUse::Encrypt | KeyUse::EncryptItself => None,
    }
}

/// A text attribute of an asset.
pub(super) fn attribute<'s>(asset: &'s Asset, name: &str) -> Option<&'s str> {
    asset.attributes.get(name).and_then(Value::as_str)
}
