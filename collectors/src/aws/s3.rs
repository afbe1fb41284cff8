//! Amazon S3: buckets, who may reach them, what encrypts them.

mod answers;
mod shapes;
mod uri;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use self::shapes::{Acl, Block, Bucket, BucketPolicy, Encryption, Location, Ownership, Tagging};
pub(super) use self::uri::{S3Place, uri_of};
use super::{
    Argument, Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service, Shape,
};
use crate::facts::{Asset, AssetClass, Fact, Provider, Scope, ScopeKind};
use crate::snapshot::Sink;

/// The S3 service.
#[derive(Debug)]
pub struct S3;

// The bucket stands in the path: that works for every name and every endpoint.
static ENDPOINT: Endpoint = Endpoint {
    host: "s3",
    signs_as: "s3",
    protocol: Protocol::RestXml,
};
static CONTROL: Endpoint = Endpoint {
    host: "{account}.s3-control",
    ..ENDPOINT
};

/// A question about a bucket: what is asked is a name in the query.
const fn each_bucket(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
    query: &'static [(&'static str, &'static str)],
    answer: &'static Shape,
) -> Operation {
    Operation::listing(name, ("s3api", command), permissions, Place::Global)
        .each(
            "--bucket",
            "Bucket",
            &[("ListBuckets", "Buckets[].Name")],
            "arn:{partition}:s3:::{argument}",
        )
        .rest("GET", "/{0}", query)
        .answers(answer)
}

// Permissions and error codes: Amazon S3 API Reference, the page of each operation.
static OPERATIONS: [Operation; 9] = [
    Operation::listing(
        "ListBuckets",
        ("s3api", "list-buckets"),
        &["s3:ListAllMyBuckets"],
        Place::Global,
    )
    .rest("GET", "/", &[])
    // With a page size, S3 also tells the region of each bucket.
    .paged(Paging {
        token: ("continuation-token", "ContinuationToken"),
        size: Some(("max-buckets", 1000)),
    })
    .answers(&answers::BUCKETS),
    Operation {
        argument: Argument::Account {
            flag: "--account-id",
            member: "AccountId",
        },
        ..Operation::listing(
            "GetPublicAccessBlock",
            ("s3control", "get-public-access-block"),
            &["s3:GetAccountPublicAccessBlock"],
            Place::Global,
        )
    }
    .at(&CONTROL)
    .rest("GET", "/v20180820/configuration/publicAccessBlock", &[])
    .answers(&answers::BLOCK)
    .absent(&["NoSuchPublicAccessBlockConfiguration"]),
    each_bucket(
        "GetBucketLocation",
        "get-bucket-location",
        &["s3:GetBucketLocation"],
        &[("location", "")],
        &answers::LOCATION,
    ),
    each_bucket(
        "GetBucketPolicy",
        "get-bucket-policy",
        &["s3:GetBucketPolicy"],
        &[("policy", "")],
        &answers::POLICY,
    )
    .absent(&["NoSuchBucketPolicy"]),
    each_bucket(
        "GetPublicAccessBlock",
        "get-public-access-block",
        &["s3:GetBucketPublicAccessBlock"],
        &[("publicAccessBlock", "")],
        &answers::BLOCK,
    )
    .absent(&["NoSuchPublicAccessBlockConfiguration"]),
    each_bucket(
        "GetBucketOwnershipControls",
        "get-bucket-ownership-controls",
        &["s3:GetBucketOwnershipControls"],
        &[("ownershipControls", "")],
        &answers::OWNERSHIP,
    )
    .absent(&["OwnershipControlsNotFoundError"]),
    each_bucket(
        "GetBucketEncryption",
        "get-bucket-encryption",
        &["s3:GetEncryptionConfiguration"],
        &[("encryption", "")],
        &answers::ENCRYPTION,
    )
    .absent(&["ServerSideEncryptionConfigurationNotFoundError"]),
    each_bucket(
        "GetBucketTagging",
        "get-bucket-tagging",
        &["s3:GetBucketTagging"],
        &[("tagging", "")],
        &answers::TAGGING,
    )
    .absent(&["NoSuchTagSet"]),
    each_bucket(
        "GetBucketAcl",
        "get-bucket-acl",
        &["s3:GetBucketAcl"],
        &[("acl", "")],
        &answers::ACL,
    ),
];

impl Service for S3 {
    fn name(&self) -> &'static str {
        "s3"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.cli, reply.argument) {
            ((_, "list-buckets"), _) => list_buckets(reply, sink),
            (("s3control", "get-public-access-block"), _) => account_block(reply, sink),
            ((_, command), Some(bucket)) => about_bucket(command, bucket, reply, sink),
            // Without a name there is no telling which bucket was answered about.
            _ => Ok(()),
        }
    }
}

fn about_bucket(
    command: &str,
    bucket: &str,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) -> Result<(), ReplyError> {
    let mut asset = bucket_asset(bucket, reply, "");
    match command {
        "get-bucket-policy" => {
            let answer: BucketPolicy = reply.parse()?;
            reply.resource_policy(&asset.id, answer.policy, "/Policy", sink);
        }
        "get-bucket-location" => {
            let answer: Location = reply.parse()?;
            asset.region = Some(region_of_constraint(answer.location_constraint));
        }
        "get-public-access-block" => {
            let answer: Block = reply.parse()?;
            attribute(&mut asset, "public_access_block", answer.configuration)?;
        }
        "get-bucket-ownership-controls" => {
            let answer: Ownership = reply.parse()?;
            for rule in answer.ownership_controls.rules {
                attribute(&mut asset, "ownership", rule.object_ownership)?;
            }
        }
        "get-bucket-encryption" => {
            let answer: Encryption = reply.parse()?;
            for rule in answer.configuration.rules {
                if let Some(default) = rule.default {
                    attribute(&mut asset, "encryption", default.algorithm)?;
                    asset.encryption_key = default.key;
                }
            }
        }
        "get-bucket-tagging" => {
            let answer: Tagging = reply.parse()?;
            asset.tags = Some(answer.tags.tags());
        }
        "get-bucket-acl" => {
            let answer: Acl = reply.parse()?;
            attribute(&mut asset, "acl", answer.foreign_grants())?;
        }
        _ => return Ok(()),
    }
    sink.fact(Fact::Asset(asset));
    Ok(())
}

fn list_buckets(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("Buckets", sink, |bucket: Bucket, origin, sink| {
        let mut asset = bucket_asset(&bucket.name, reply, &origin.pointer);
        asset.region = bucket.region;
        sink.fact(Fact::Asset(asset));
    })
}

fn account_block(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: Block = reply.parse()?;
    let mut scope = Scope::new(
        reply.scope(),
        Provider::Aws,
        ScopeKind::Account,
        reply.origin("/PublicAccessBlockConfiguration"),
    );
    scope.attributes.insert(
        "s3_public_access_block".to_owned(),
        to_value(answer.configuration)?,
    );
    sink.fact(Fact::Scope(scope));
    Ok(())
}

/// A bucket of the account that was asked.
fn bucket_asset(bucket: &str, reply: &Reply<'_>, pointer: &str) -> Asset {
    let name = bucket.rsplit(':').next().unwrap_or(bucket);
    Asset {
        id: format!("arn:{}:s3:::{name}", reply.partition),
        provider: Provider::Aws,
        class: AssetClass::Data,
        kind: "aws:s3:bucket".to_owned(),
        name: name.to_owned(),
        scope: Some(reply.scope()),
        region: None,
        part_of: None,
        encryption_key: None,
        tags: None,
        attributes: BTreeMap::new(),
        origin: reply.origin(pointer),
    }
}

fn attribute(asset: &mut Asset, name: &str, value: impl Serialize) -> Result<(), ReplyError> {
    asset.attributes.insert(name.to_owned(), to_value(value)?);
    Ok(())
}

fn to_value(value: impl Serialize) -> Result<Value, ReplyError> {
    serde_json::to_value(value).map_err(|error| ReplyError::from_json(&error))
}

/// `null` and the empty constraint mean `us-east-1`, `EU` means `eu-west-1`.
/// Source: Amazon S3 API Reference, GetBucketLocation.
fn region_of_constraint(constraint: Option<String>) -> String {
    match constraint.as_deref() {
        None | Some("" | "null") => "us-east-1".to_owned(),
        Some("EU") => "eu-west-1".to_owned(),
        Some(region) => region.to_owned(),
    }
}
