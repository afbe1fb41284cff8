//! AWS KMS: keys, key policies, grants, aliases.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::wire::{DocumentText, FreeText, Keep, TagList, When, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{
    Asset, AssetClass, Attachment, AttachmentKind, Fact, Origin, Policy, PolicyKind, Provider,
};
use crate::redact;
use crate::snapshot::Sink;

/// The KMS service.
#[derive(Debug)]
pub struct Kms;

static ENDPOINT: Endpoint = Endpoint {
    host: "kms",
    signs_as: "kms",
    protocol: Protocol::Json {
        version: "1.1",
        target: "TrentService",
    },
};

const fn pages(size: u32) -> Paging {
    Paging {
        token: ("Marker", "NextMarker"),
        size: Some(("Limit", size)),
    }
}

const KEY: &str = "arn:{partition}:kms:{region}:{account}:key/{argument}";

const fn each_key(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(name, ("kms", command), permissions, Place::Regional).each(
        "--key-id",
        "KeyId",
        &[("ListKeys", "Keys[].KeyId")],
        KEY,
    )
}

// AWS KMS API Reference: ListKeys, ListAliases, DescribeKey, GetKeyPolicy, ListGrants, ListResourceTags.
static OPERATIONS: [Operation; 6] = [
    Operation::listing(
        "ListKeys",
        ("kms", "list-keys"),
        &["kms:ListKeys"],
        Place::Regional,
    )
    .paged(pages(1000)),
    Operation::listing(
        "ListAliases",
        ("kms", "list-aliases"),
        &["kms:ListAliases"],
        Place::Regional,
    )
    .paged(pages(100)),
    each_key("DescribeKey", "describe-key", &["kms:DescribeKey"]),
    Operation {
        // The only name that a key policy can have.
        options: &[("--policy-name", "default")],
        ..each_key("GetKeyPolicy", "get-key-policy", &["kms:GetKeyPolicy"])
    }
    .fixed(&[("PolicyName", "\"default\"")]),
    each_key("ListGrants", "list-grants", &["kms:ListGrants"]).paged(pages(100)),
    each_key(
        "ListResourceTags",
        "list-resource-tags",
        &["kms:ListResourceTags"],
    )
    .paged(pages(50)),
];

impl Service for Kms {
    fn name(&self) -> &'static str {
        "kms"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.subject()) {
            ("ListKeys", _) => {
                reply.list("Keys", sink, |key: Key, origin, sink| {
                    sink.fact(Fact::Asset(asset(key.arn, reply, origin)));
                })?;
            }
            ("ListAliases", _) => aliases(reply, sink)?,
            ("DescribeKey", _) => {
                let answer: Description = reply.parse()?;
                sink.fact(Fact::Asset(answer.metadata.into_asset(reply)));
            }
            ("GetKeyPolicy", Some(key)) => {
                let answer: KeyPolicy = reply.parse()?;
                reply.resource_policy(&key, answer.policy.0, "/Policy", sink);
            }
            ("ListGrants", Some(key)) => grants(&key, reply, sink)?,
            ("ListResourceTags", Some(key)) => {
                let answer: ResourceTags = reply.parse()?;
                let mut asset = asset(key, reply, reply.origin("/Tags"));
                asset.tags = Some(answer.tags.tags());
                sink.fact(Fact::Asset(asset));
            }
            _ => {}
        }
        Ok(())
    }
}

fn asset(arn: String, reply: &Reply<'_>, origin: Origin) -> Asset {
    let name = arn.rsplit('/').next().unwrap_or(&arn).to_owned();
    let mut asset = reply.asset(AssetClass::Key, "aws:kms:key", arn, name, origin);
    // A key of another account may be described by its ARN.
    let account = asset.id.split(':').nth(4).unwrap_or(reply.account);
    asset.scope = Some(format!("aws:{account}"));
    asset.region = asset.id.split(':').nth(3).map(str::to_owned);
    asset
}

/// The aliases of a key become one list on the key. An alias without a key (one that AWS keeps ready for a key
/// that was never made) is left out.
fn aliases(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let mut of_key: BTreeMap<String, Vec<String>> = BTreeMap::new();
    reply.list("Aliases", sink, |alias: Alias, _, _| {
        if let Some(key) = alias.key {
            of_key.entry(key).or_default().push(alias.name);
        }
    })?;
    for (key, mut names) in of_key {
        names.sort();
        let arn = reply.arn("kms", &format!("key/{key}"));
        let mut asset = asset(arn, reply, reply.origin("/Aliases"));
        asset.attributes.insert("aliases".to_owned(), names.into());
        sink.fact(Fact::Asset(asset));
    }
    Ok(())
}

/// Each grant is a policy of the key, in the provider's own words.
fn grants(key: &str, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let mut failed = None;
    reply.list("Grants", sink, |grant: Grant, origin: Origin, sink| {
        let document = match serde_json::to_string(&grant) {
            Ok(document) => document,
            Err(error) => {
                failed = Some(ReplyError::from_json(&error));
                return;
            }
        };
        let id = format!("{key}#grant/{}", grant.grant_id);
        sink.fact(Fact::Policy(Policy {
            id: id.clone(),
            provider: Provider::Aws,
            kind: PolicyKind::KmsGrant,
            name: grant
                .name
                .filter(|name| !name.is_empty())
                .unwrap_or(grant.grant_id),
            scope: Some(reply.scope()),
            provider_managed: false,
            version: None,
            document: redact::document(&document).into_owned(),
            origin: origin.clone(),
        }));
        sink.fact(Fact::Attachment(Attachment::new(
            AttachmentKind::Resource,
            id,
            key,
            origin,
        )));
    })?;
    failed.map_or(Ok(()), Err)
}

#[derive(Deserialize)]
struct Key {
    #[serde(rename = "KeyArn")]
    arn: String,
}

#[derive(Deserialize)]
struct Alias {
    #[serde(rename = "AliasName")]
    name: String,
    #[serde(rename = "TargetKeyId")]
    key: Option<String>,
}

#[derive(Deserialize)]
struct Description {
    #[serde(rename = "KeyMetadata")]
    metadata: Metadata,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata {
    arn: String,
    description: Option<FreeText>,
    key_manager: Option<String>,
    key_state: Option<String>,
    key_usage: Option<String>,
    origin: Option<String>,
    multi_region: Option<bool>,
    creation_date: Option<When>,
}

impl Metadata {
    fn into_asset(self, reply: &Reply<'_>) -> Asset {
        let mut asset = asset(self.arn, reply, reply.origin("/KeyMetadata"));
        asset.attributes = attributes([
            ("state", self.key_state.keep()),
            // `CUSTOMER` or `AWS`: the policy of a key that AWS manages cannot be changed.
            ("manager", self.key_manager.keep()),
            ("usage", self.key_usage.keep()),
            ("key_material_origin", self.origin.keep()),
            ("multi_region", self.multi_region.keep()),
            ("created", self.creation_date.keep()),
            ("description", self.description.keep()),
        ]);
        asset
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct KeyPolicy {
    policy: DocumentText,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ResourceTags {
    #[serde(default)]
    tags: TagList,
}

/// AWS KMS API Reference, GrantListEntry: all of it but the dates.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Grant {
    #[serde(skip_serializing_if = "Option::is_none")]
    key_id: Option<String>,
    grant_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grantee_principal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retiring_principal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuing_account: Option<String>,
    #[serde(default)]
    operations: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    constraints: Option<Constraints>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Constraints {
    #[serde(skip_serializing_if = "Option::is_none")]
    encryption_context_subset: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encryption_context_equals: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_arn: Option<String>,
}
