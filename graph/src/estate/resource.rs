//! What may be asked about a resource: its owner, tags, policy and grants, and what of these is not known.

use std::collections::BTreeMap;
use std::sync::Arc;

use blastradius_collectors::coverage::Coverage;
use blastradius_collectors::facts::{
    Asset, Attachment, AttachmentKind, Identity, IdentityKind, PolicyKind, Provider, Tags,
};
use serde_json::{Value, json};

use super::Estate;
use super::arn::{account_of, account_scope, region_of};
use super::documents::{Parsed, synthetic};
use super::{kms_grant, resource_keys};
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

/// How each type of resource names its policy: the type, and the questions of which one reads it. Types that are not here
/// cannot have a policy that this program asks for.
static POLICIES: &[(&str, &[&str])] = &[
    (
        "aws:bedrock-agentcore:runtime-endpoint",
        &["bedrock-agentcore:GetResourcePolicy"],
    ),
    ("aws:bedrock:knowledge-base", &["bedrock:GetResourcePolicy"]),
    (
        "aws:cloudtrail:event-data-store",
        &["cloudtrail:GetResourcePolicy"],
    ),
    ("aws:dynamodb:table", &["dynamodb:GetResourcePolicy"]),
    ("aws:ecr:repository", &["ecr:GetRepositoryPolicy"]),
    ("aws:glue:catalog", GLUE),
    ("aws:glue:database", GLUE),
    ("aws:glue:table", GLUE),
    ("aws:kinesis:stream", &["kinesis:GetResourcePolicy"]),
    ("aws:kms:key", &["kms:GetKeyPolicy"]),
    ("aws:lambda:function", &["lambda:GetPolicy"]),
    (
        "aws:lambda:layer-version",
        &["lambda:GetLayerVersionPolicy"],
    ),
    (
        "aws:opensearch:domain",
        &[
            "es:DescribeDomain",
            "es:DescribeDomains",
            "es:DescribeDomainConfig",
        ],
    ),
    ("aws:s3:access-point", &["s3:GetAccessPointPolicy"]),
    ("aws:s3:bucket", &["s3:GetBucketPolicy"]),
    (
        "aws:s3:multi-region-access-point",
        &["s3:GetMultiRegionAccessPointPolicy"],
    ),
    (
        "aws:sagemaker:model-package-group",
        &["sagemaker:GetModelPackageGroupPolicy"],
    ),
    (
        "aws:secretsmanager:secret",
        &["secretsmanager:GetResourcePolicy"],
    ),
    ("aws:sns:topic", &["sns:GetTopicAttributes"]),
    ("aws:sqs:queue", &["sqs:GetQueueAttributes"]),
];

const GLUE: &[&str] = &["glue:GetResourcePolicy", "glue:GetResourcePolicies"];

/// The resource that the policy is on: of databases and tables the catalogue. Page "Resource-based policy examples for
/// AWS Glue": a catalogue has one policy, for all that is in it.
fn policy_on(kind: &str, arn: &str) -> String {
    let root = match kind {
        "aws:glue:database" => arn.split_once(":database/"),
        "aws:glue:table" => arn.split_once(":table/"),
        _ => None,
    };
    root.map_or_else(|| arn.to_owned(), |(root, _)| format!("{root}:catalog"))
}

/// Every role, asset, workload and pipeline by its ARN.
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
            entry.keys = resource_keys::of_tags(&workload.kind, workload.tags.as_ref());
            read_policy(estate, &mut entry, &workload.kind);
            entries.insert(workload.id.clone(), entry);
        }
    }
    for pipeline in estate.facts.pipelines.values() {
        if pipeline.provider == Provider::Aws && !entries.contains_key(&pipeline.id) {
            let mut entry = ResourceEntry::named(&pipeline.id);
            entry.tags.clone_from(&pipeline.tags);
            entry.keys = resource_keys::of_tags(&pipeline.kind, pipeline.tags.as_ref());
            entries.insert(pipeline.id.clone(), entry);
        }
    }
    for policy in estate.facts.policies.values() {
        if policy.kind == PolicyKind::KmsGrant
            && let Some(grant) = kms_grant::of(policy)
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
    entry.keys = resource_keys::of_asset(asset);
    if asset.kind == "aws:s3:bucket" {
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
    // A multi-Region access point is named by its alias, its policy by its name.
    match asset.attributes.get("policy_of").and_then(Value::as_str) {
        Some(on) => read_policy_on(estate, &mut entry, &asset.kind, on),
        None => read_policy(estate, &mut entry, &asset.kind),
    }
    entry
}

/// A part of a resource that has a policy of its own beside it: a version or an alias of a function.
pub(crate) fn part(
    estate: &Estate<'_>,
    of: &ResourceEntry,
    arn: &str,
    kind: &str,
) -> ResourceEntry {
    let mut entry = ResourceEntry {
        arn: arn.to_owned(),
        policy: None,
        grants: Vec::new(),
        unknown: Vec::new(),
        ..of.clone()
    };
    read_policy(estate, &mut entry, kind);
    entry
}

/// The policy of a resource: the one that is attached; none where the provider said so; else unknown.
fn read_policy(estate: &Estate<'_>, entry: &mut ResourceEntry, kind: &str) {
    let on = policy_on(kind, &entry.arn);
    read_policy_on(estate, entry, kind, &on);
}

/// The same, where the policy is on something of this ARN.
fn read_policy_on(estate: &Estate<'_>, entry: &mut ResourceEntry, kind: &str, on: &str) {
    match estate.attached(AttachmentKind::Resource, on) {
        [] => {}
        attached => {
            match policy_of(estate, on, attached) {
                Ok(parsed) => entry.policy = Some(parsed),
                Err(reason) => entry
                    .unknown
                    .push(format!("the policy of {on} allows it ({reason})")),
            }
            return;
        }
    }
    let Some((_, operations)) = POLICIES.iter().find(|(of, _)| *of == kind) else {
        return;
    };
    let records: Vec<&Coverage> = operations
        .iter()
        .filter_map(|operation| {
            let of_account = || {
                let account = account_of(on)?;
                // A listing answers for every policy of the account: the catalogues of Glue.
                let listed = kind.starts_with("aws:glue:");
                listed.then(|| estate.listing(operation, &account_scope(account)))?
            };
            estate.outcome(operation, on).or_else(of_account)
        })
        .collect();
    if records.iter().any(|record| record.outcome.is_complete()) {
        return;
    }
    let why = records.first().map_or_else(
        || "it was not asked for".to_owned(),
        |record| format!("it was not read: {}", record.outcome.name()),
    );
    entry
        .unknown
        .push(format!("the policy of {on} allows it ({why})"));
}

/// The policies of one resource as one: most have one, a catalogue has one more for each share of AWS RAM.
fn policy_of(estate: &Estate<'_>, on: &str, attached: &[&Attachment]) -> Result<Parsed, String> {
    if let [only] = attached {
        return estate.document(&only.policy).cloned();
    }
    let mut statements = Vec::new();
    for attachment in attached {
        estate.document(&attachment.policy)?;
        let text = estate.facts.policies.get(&attachment.policy);
        let document = text.and_then(|policy| serde_json::from_str::<Value>(&policy.document).ok());
        match document.and_then(|mut document| document.get_mut("Statement").map(Value::take)) {
            Some(Value::Array(list)) => statements.extend(list),
            Some(one) => statements.push(one),
            None => {}
        }
    }
    let together = json!({"Version": "2012-10-17", "Statement": statements});
    synthetic(&format!("{on}#resources"), &together)
        .ok_or_else(|| "its parts could not be put together".to_owned())
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
