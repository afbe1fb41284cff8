//! Amazon S3 Tables: table buckets, their policies, and the tables in them.

use serde::Deserialize;

use super::wire::{DocumentText, Keep, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{AssetClass, Fact};
use crate::snapshot::Sink;

/// The S3 Tables service.
#[derive(Debug)]
pub struct S3Tables;

static ENDPOINT: Endpoint = Endpoint {
    host: "s3tables",
    signs_as: "s3tables",
    protocol: Protocol::RestJson,
};

const fn pages(size: &'static str) -> Paging {
    Paging {
        token: ("continuationToken", "continuationToken"),
        size: Some((size, 1000)),
    }
}

const BUCKETS: (&str, &str) = ("ListTableBuckets", "tableBuckets[].arn");

// Amazon S3 API Reference, Amazon S3 Tables: ListTableBuckets, GetTableBucketPolicy, ListTables.
static OPERATIONS: [Operation; 3] = [
    Operation::listing(
        "ListTableBuckets",
        ("s3tables", "list-table-buckets"),
        &["s3tables:ListTableBuckets"],
        Place::Regional,
    )
    .rest("GET", "/buckets", &[])
    .paged(pages("maxBuckets")),
    Operation::listing(
        "GetTableBucketPolicy",
        ("s3tables", "get-table-bucket-policy"),
        &["s3tables:GetTableBucketPolicy"],
        Place::Regional,
    )
    .each(
        "--table-bucket-arn",
        "tableBucketARN",
        &[BUCKETS],
        "{argument}",
    )
    .rest("GET", "/buckets/{0}/policy", &[])
    .absent(&["NotFoundException"]),
    Operation::listing(
        "ListTables",
        ("s3tables", "list-tables"),
        &["s3tables:ListTables"],
        Place::Regional,
    )
    .each(
        "--table-bucket-arn",
        "tableBucketARN",
        &[BUCKETS],
        "{argument}",
    )
    .rest("GET", "/tables/{0}", &[])
    .absent(&["NotFoundException"])
    .paged(pages("maxTables")),
];

impl Service for S3Tables {
    fn name(&self) -> &'static str {
        "s3tables"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.subject()) {
            ("ListTableBuckets", _) => {
                reply.list("tableBuckets", sink, |it: Bucket, origin, sink| {
                    let (kind, class) = ("aws:s3tables:bucket", AssetClass::Data);
                    let mut asset = reply.asset(class, kind, it.arn, it.name, origin);
                    asset.attributes = attributes([("bucket_type", it.kind.keep())]);
                    sink.fact(Fact::Asset(asset));
                })
            }
            ("GetTableBucketPolicy", Some(bucket)) => {
                if let Some(policy) = reply.parse::<BucketPolicy>()?.policy {
                    reply.resource_policy(&bucket, policy.0, "/resourcePolicy", sink);
                }
                Ok(())
            }
            ("ListTables", bucket) => reply.list("tables", sink, |it: Table, origin, sink| {
                let (kind, class) = ("aws:s3tables:table", AssetClass::Data);
                let space = it.namespace.unwrap_or_default().join(".");
                let name = format!("{space}.{}", it.name);
                let mut asset = reply.asset(class, kind, it.arn, name, origin);
                asset.part_of.clone_from(&bucket);
                sink.fact(Fact::Asset(asset));
            }),
            _ => Ok(()),
        }
    }
}

#[derive(Deserialize)]
struct Bucket {
    arn: String,
    name: String,
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Deserialize)]
struct BucketPolicy {
    #[serde(rename = "resourcePolicy")]
    policy: Option<DocumentText>,
}

#[derive(Deserialize)]
struct Table {
    #[serde(rename = "tableARN")]
    arn: String,
    name: String,
    namespace: Option<Vec<String>>,
}
