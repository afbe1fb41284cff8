//! What may be asked about a resource: its owner, tags, policy and grants, and what of these is not known.

use std::collections::BTreeMap;
use std::sync::Arc;

use blastradius_collectors::facts::{
    Asset, AttachmentKind, Identity, IdentityKind, Policy, PolicyKind, Provider, Tags,
};
use serde_json::Value;

use super::Estate;
use super::arn::{account_of, region_of};
use super::documents::Parsed;
use crate::authorize::aws::ResourceGrant;

/// A resource and what bears on requests to it.
#[derive(Debug, Clone, Default)]
pub struct ResourceEntry {
    /// Its ARN.
    pub arn: String,
    /// The account that owns it: twelve digits. `None` where that is not known.
    pub account: Option<String>,
    /// Its region, when it has one.
    pub region: Option<String>,
    /// Its tags; `None` where they are not known.
    pub tags: Option<Tags>,
    pub(crate) policy: Option<Parsed>,
    pub(crate) grants: Vec<ResourceGrant>,
    pub(crate) unknown: Vec<String>,
    pub(crate) restrict_public: bool,
    /// Keys of the service that follow from the resource: (key, values).
    pub(crate) keys: Vec<(String, Vec<String>)>,
}

impl ResourceEntry {
    /// A resource of which nothing but its name is known, and which cannot have a policy.
    #[must_use]
    pub fn named(arn: &str) -> Self {
        Self {
            arn: arn.to_owned(),
            account: account_of(arn).map(str::to_owned),
            region: region_of(arn).map(str::to_owned),
            ..Self::default()
        }
    }
}

/// How each type of asset names its policy: the type, the question that reads it, and the resource it is on.
/// Types that are not here cannot have a policy that this program reads.
static POLICIES: &[(&str, &str)] = &[
    ("aws:s3:bucket", "s3:GetBucketPolicy"),
    (
        "aws:secretsmanager:secret",
        "secretsmanager:GetResourcePolicy",
    ),
    ("aws:kms:key", "kms:GetKeyPolicy"),
    ("aws:lambda:function", "lambda:GetPolicy"),
];

/// Every role, asset and function by its ARN.
pub(super) fn index(estate: &Estate<'_>) -> BTreeMap<String, Arc<ResourceEntry>> {
    let mut entries = BTreeMap::new();
    for identity in estate.facts.identities.values() {
        if identity.provider == Provider::Aws {
            entries.insert(identity.id.clone(), principal(estate, identity));
        }
    }
    for asset in estate.facts.assets.values() {
        if asset.provider == Provider::Aws {
            entries.insert(asset.id.clone(), self::asset(estate, asset));
        }
    }
    for workload in estate.facts.workloads.values() {
        if workload.provider == Provider::Aws && !entries.contains_key(&workload.id) {
            let mut entry = ResourceEntry::named(&workload.id);
            entry.account = account_of(&workload.id)
                .or_else(|| workload.scope.strip_prefix("aws:"))
                .map(str::to_owned);
            entry.tags.clone_from(&workload.tags);
            read_policy(estate, &mut entry, &workload.kind);
            entries.insert(workload.id.clone(), entry);
        }
    }
    for policy in estate.facts.policies.values() {
        if policy.kind == PolicyKind::KmsGrant
            && let Some(grant) = grant(policy)
            && let Some(key) = policy.id.split_once("#grant/")
            && let Some(entry) = entries.get_mut(key.0)
        {
            entry.grants.push(grant);
        }
    }
    entries
        .into_iter()
        .map(|(arn, entry)| (arn, Arc::new(entry)))
        .collect()
}

/// A role has a trust policy; users and groups have none.
fn principal(estate: &Estate<'_>, identity: &Identity) -> ResourceEntry {
    let mut entry = ResourceEntry::named(&identity.id);
    entry.account = identity.scope.strip_prefix("aws:").map(str::to_owned);
    entry.tags.clone_from(&identity.tags);
    if let Some(tags) = &identity.tags {
        for (key, value) in tags {
            entry
                .keys
                .push((format!("iam:ResourceTag/{key}"), vec![value.clone()]));
        }
    }
    if identity.kind == IdentityKind::Role {
        match estate.attached(AttachmentKind::Trust, &identity.id).first() {
            Some(attachment) => match estate.document(&attachment.policy) {
                Ok(parsed) => entry.policy = Some(parsed.clone()),
                Err(reason) => entry.unknown.push(format!(
                    "the trust policy of {} allows it ({reason})",
                    identity.id
                )),
            },
            None => entry.unknown.push(format!(
                "the trust policy of {} allows it (it is not in the snapshot)",
                identity.id
            )),
        }
    }
    entry
}

fn asset(estate: &Estate<'_>, asset: &Asset) -> ResourceEntry {
    let mut entry = ResourceEntry::named(&asset.id);
    entry.account = asset
        .scope
        .as_deref()
        .and_then(|scope| scope.strip_prefix("aws:"))
        .or_else(|| account_of(&asset.id))
        .map(str::to_owned);
    if asset.region.is_some() {
        entry.region.clone_from(&asset.region);
    }
    entry.tags.clone_from(&asset.tags);
    match asset.kind.as_str() {
        "aws:s3:bucket" => {
            // Page "Blocking public access to your Amazon S3 storage": the stricter of bucket and account counts.
            let of_account = asset
                .scope
                .as_ref()
                .and_then(|scope| estate.facts.scopes.get(scope))
                .and_then(|scope| scope.attributes.get("s3_public_access_block"));
            entry.restrict_public = [asset.attributes.get("public_access_block"), of_account]
                .into_iter()
                .flatten()
                .any(restricts_public);
        }
        "aws:kms:key" => {
            let aliases: Vec<String> = asset
                .attributes
                .get("aliases")
                .and_then(Value::as_array)
                .map(|aliases| {
                    aliases
                        .iter()
                        .filter_map(Value::as_str)
                        .map(str::to_owned)
                        .collect()
                })
                .unwrap_or_default();
            entry.keys.push(("kms:ResourceAliases".to_owned(), aliases));
        }
        "aws:secretsmanager:secret" => {
            entry
                .keys
                .push(("secretsmanager:SecretId".to_owned(), vec![asset.id.clone()]));
            for (key, value) in asset.tags.iter().flatten() {
                entry.keys.push((
                    format!("secretsmanager:ResourceTag/{key}"),
                    vec![value.clone()],
                ));
            }
        }
        "aws:ssm:parameter" => {
            for (key, value) in asset.tags.iter().flatten() {
                entry
                    .keys
                    .push((format!("ssm:resourceTag/{key}"), vec![value.clone()]));
            }
        }
        _ => {}
    }
    read_policy(estate, &mut entry, &asset.kind);
    entry
}

/// The policy of a resource: the one that is attached; none where the provider said so; else unknown.
fn read_policy(estate: &Estate<'_>, entry: &mut ResourceEntry, kind: &str) {
    if let Some(attachment) = estate
        .attached(AttachmentKind::Resource, &entry.arn)
        .first()
    {
        match estate.document(&attachment.policy) {
            Ok(parsed) => entry.policy = Some(parsed.clone()),
            Err(reason) => entry
                .unknown
                .push(format!("the policy of {} allows it ({reason})", entry.arn)),
        }
        return;
    }
    let Some((_, operation)) = POLICIES.iter().find(|(of, _)| *of == kind) else {
        return;
    };
    match estate.outcome(operation, &entry.arn) {
        Some(record) if record.outcome.is_complete() => {}
        Some(record) => entry.unknown.push(format!(
            "the policy of {} allows it (it was not read: {})",
            entry.arn,
            record.outcome.name()
        )),
        None => entry.unknown.push(format!(
            "the policy of {} allows it (it was not asked for)",
            entry.arn
        )),
    }
}

/// Whether the bucket ignores policies that are public. The setting may stand at the top or one level down,
/// as `GetPublicAccessBlock` returns it.
fn restricts_public(setting: &Value) -> bool {
    let setting = setting
        .get("PublicAccessBlockConfiguration")
        .unwrap_or(setting);
    ["RestrictPublicBuckets", "restrict_public_buckets"]
        .iter()
        .any(|name| setting.get(name).and_then(Value::as_bool) == Some(true))
}

/// A KMS grant as `ListGrants` returns it.
fn grant(policy: &Policy) -> Option<ResourceGrant> {
    let value: Value = serde_json::from_str(&policy.document).ok()?;
    let grantee = value.get("GranteePrincipal")?.as_str()?.to_owned();
    let actions = value
        .get("Operations")?
        .as_array()?
        .iter()
        .filter_map(Value::as_str)
        .map(|operation| format!("kms:{operation}"))
        .collect();
    let mut constraints = Vec::new();
    for (member, equals) in [
        ("EncryptionContextEquals", true),
        ("EncryptionContextSubset", false),
    ] {
        let pairs = value
            .get("Constraints")
            .and_then(|constraints| constraints.get(member))
            .and_then(Value::as_object);
        for (key, value) in pairs.into_iter().flatten() {
            constraints.push((
                key.clone(),
                value.as_str().unwrap_or_default().to_owned(),
                equals,
            ));
        }
    }
    Some(ResourceGrant {
        id: policy.id.clone(),
        grantee,
        actions,
        constraints,
    })
}
