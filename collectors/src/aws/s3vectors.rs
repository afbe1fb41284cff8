//! Amazon S3 Vectors: vector buckets, their policies, and the indexes in them. No vector is read.

use serde::Deserialize;

use super::wire::DocumentText;
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{AssetClass, Fact};
use crate::snapshot::Sink;

/// The S3 Vectors service.
#[derive(Debug)]
pub struct S3Vectors;

static ENDPOINT: Endpoint = Endpoint {
    host: "s3vectors.{region}.api.aws",
    signs_as: "s3vectors",
    protocol: Protocol::RestJson,
};

const BUCKETS: (&str, &str) = ("ListVectorBuckets", "vectorBuckets[].vectorBucketArn");

// Amazon S3 API Reference, Amazon S3 Vectors: ListVectorBuckets, GetVectorBucketPolicy, ListIndexes.
static OPERATIONS: [Operation; 3] = [
    Operation::listing(
        "ListVectorBuckets",
        ("s3vectors", "list-vector-buckets"),
        &["s3vectors:ListVectorBuckets"],
        Place::Regional,
    )
    .rest("POST", "/ListVectorBuckets", &[])
    .paged(Paging::CAMEL.by("maxResults", 500)),
    Operation::listing(
        "GetVectorBucketPolicy",
        ("s3vectors", "get-vector-bucket-policy"),
        &["s3vectors:GetVectorBucketPolicy"],
        Place::Regional,
    )
    .each(
        "--vector-bucket-arn",
        "vectorBucketArn",
        &[BUCKETS],
        "{argument}",
    )
    .rest("POST", "/GetVectorBucketPolicy", &[])
    .absent(&["NotFoundException"]),
    Operation::listing(
        "ListIndexes",
        ("s3vectors", "list-indexes"),
        &["s3vectors:ListIndexes"],
        Place::Regional,
    )
    .each(
        "--vector-bucket-arn",
        "vectorBucketArn",
        &[BUCKETS],
        "{argument}",
    )
    .rest("POST", "/ListIndexes", &[])
    .absent(&["NotFoundException"])
    .paged(Paging::CAMEL.by("maxResults", 500)),
];

impl Service for S3Vectors {
    fn name(&self) -> &'static str {
        "s3vectors"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.subject()) {
            ("ListVectorBuckets", _) => {
                reply.list("vectorBuckets", sink, |it: Bucket, origin, sink| {
                    let (kind, class) = ("aws:s3vectors:bucket", AssetClass::Index);
                    let asset = reply.asset(class, kind, it.arn, it.name, origin);
                    sink.fact(Fact::Asset(asset));
                })
            }
            ("GetVectorBucketPolicy", Some(bucket)) => {
                if let Some(policy) = reply.parse::<BucketPolicy>()?.policy {
                    reply.resource_policy(&bucket, policy.0, "/policy", sink);
                }
                Ok(())
            }
            ("ListIndexes", bucket) => reply.list("indexes", sink, |it: Index, origin, sink| {
                let (kind, class) = ("aws:s3vectors:index", AssetClass::Index);
                let mut asset = reply.asset(class, kind, it.arn, it.name, origin);
                asset.part_of.clone_from(&bucket);
                sink.fact(Fact::Asset(asset));
            }),
            _ => Ok(()),
        }
    }
}

#[derive(Deserialize)]
struct Bucket {
    #[serde(rename = "vectorBucketName")]
    name: String,
    #[serde(rename = "vectorBucketArn")]
    arn: String,
}

#[derive(Deserialize)]
struct BucketPolicy {
    policy: Option<DocumentText>,
}

#[derive(Deserialize)]
struct Index {
    #[serde(rename = "indexName")]
    name: String,
    #[serde(rename = "indexArn")]
    arn: String,
}
