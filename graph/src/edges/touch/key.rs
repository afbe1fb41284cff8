//! The use of a key that touching an encrypted asset needs.

use std::sync::Arc;

use blastradius_collectors::facts::Asset;

use super::super::{touch_kms, touch_parameters};
use super::{KeyUse, ways};
use crate::authorize::aws::ContextValue;
use crate::estate::{Answer, Lens, ResourceEntry};
use crate::model::Certainty;

/// The answer, if the key that encrypts the asset may be used as well; `None` if it may not.
pub(in super::super) fn with(
    lens: &Lens<'_, '_>,
    asset: &Asset,
    key_use: KeyUse,
    answer: Answer,
) -> Option<Answer> {
    let needed = needed(asset, key_use);
    if needed.is_empty() {
        return Some(answer);
    }
    match touch_kms::key_of(lens, asset) {
        touch_kms::Key::None => Some(answer),
        touch_kms::Key::OfService { account } => {
            // The key that AWS keeps for the service serves the principals of its own account, through the service.
            match account {
                Some(account) if account != lens.actor.account => None,
                _ => Some(answer),
            }
        }
        touch_kms::Key::Customer(key) => {
            let through = touch_kms::through(asset, &key);
            needed.iter().try_fold(answer, |answer, actions| {
                let by_key = actions
                    .iter()
                    .filter_map(|action| lens.may_with(action, &key, &key.arn, &through))
                    .max_by_key(|answer| answer.certainty)?;
                Some(answer.and(by_key))
            })
        }
        touch_kms::Key::Unresolved(name) => {
            let actions: Vec<String> = needed.iter().map(|any| any.join(" or ")).collect();
            Some(answer.unless_proven(
                Certainty::Assumed,
                format!(
                    "the policy of the key {name} allows {} (it is not in the snapshot)",
                    actions.join(" and ")
                ),
            ))
        }
    }
}

/// The uses of the key that are needed: all of these, of each any of its actions.
pub(in super::super) fn needed(
    asset: &Asset,
    key_use: KeyUse,
) -> &'static [&'static [&'static str]] {
    match key_use {
        KeyUse::None => &[],
        KeyUse::Decrypt => &[&["kms:Decrypt"]],
        KeyUse::Encrypt | KeyUse::EncryptByDefault => &[&["kms:GenerateDataKey"]],
        KeyUse::EncryptAndDecrypt => &[&["kms:GenerateDataKey"], &["kms:Decrypt"]],
        KeyUse::EncryptItself => touch_parameters::encrypting(asset),
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
    if way.key == KeyUse::EncryptByDefault {
        return None;
    }
    let actions = needed(asset, way.key).first()?;
    let key = match touch_kms::key_of(lens, asset) {
        touch_kms::Key::None | touch_kms::Key::OfService { .. } => return None,
        touch_kms::Key::Customer(key) => key,
        touch_kms::Key::Unresolved(name) => {
            let mut key = ResourceEntry::named(&name);
            key.unknown.push(format!(
                "the policy of the key {name} allows it (it is not in the snapshot)"
            ));
            Arc::new(key)
        }
    };
    let through = touch_kms::through(asset, &key);
    Some(KeyNeeded {
        actions,
        key,
        through,
    })
}
