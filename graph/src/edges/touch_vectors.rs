//! Identity -> bucket and index of Amazon S3 Vectors.

use super::touch::{Way, apply};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::Lens;
use crate::model::Access;

/// See [`META`].
pub(super) struct Rule;

/// A query gives keys and distances, and metadata only to who may get vectors too: text that lies in the metadata is read by
/// `GetVectors` alone (Amazon S3 API Reference, `QueryVectors`, "Permissions").
pub(super) static INDEX: &[Way] = &[
    Way::on_itself(
        Access::List,
        &["s3vectors:ListVectors", "s3vectors:GetIndex"],
    ),
    Way::on_itself(Access::Read, &["s3vectors:GetVectors"]),
    Way::on_itself(Access::Use, &["s3vectors:QueryVectors"]),
    Way::on_itself(Access::Write, &["s3vectors:PutVectors"]),
    Way::on_itself(
        Access::Delete,
        &["s3vectors:DeleteVectors", "s3vectors:DeleteIndex"],
    ),
];

pub(super) static BUCKET: &[Way] = &[
    Way::on_itself(
        Access::List,
        &["s3vectors:ListIndexes", "s3vectors:GetVectorBucket"],
    ),
    Way::on_itself(Access::Delete, &["s3vectors:DeleteVectorBucket"]),
    Way::on_itself(
        Access::Administer,
        &[
            "s3vectors:PutVectorBucketPolicy",
            "s3vectors:DeleteVectorBucketPolicy",
        ],
    ),
];

static META: RuleMeta = RuleMeta {
    id: "touch-vectors",
    title: "A principal may touch an index of S3 Vectors",
    does: "List, read, query, write and delete the vectors of an index, by the principal's policies and the policy of the \
           bucket that the index is in; administer the bucket by changing that policy.",
    matters: "An index beside a knowledge base holds the documents in pieces, and knows nothing of who may read them.",
    permissions: &[
        "s3vectors:ListVectors",
        "s3vectors:GetIndex",
        "s3vectors:GetVectors",
        "s3vectors:QueryVectors",
        "s3vectors:PutVectors",
        "s3vectors:DeleteVectors",
        "s3vectors:DeleteIndex",
        "s3vectors:ListIndexes",
        "s3vectors:GetVectorBucket",
        "s3vectors:DeleteVectorBucket",
        "s3vectors:PutVectorBucketPolicy",
        "s3vectors:DeleteVectorBucketPolicy",
    ],
    references: &[
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-vectors-access-management.html",
        "https://docs.aws.amazon.com/AmazonS3/latest/API/API_S3VectorBuckets_QueryVectors.html",
        "ATT&CK T1530",
        "MITRE ATLAS AML.T0085.000",
        "OWASP LLM08:2025 Vector and Embedding Weaknesses",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        apply(
            lens,
            &["aws:s3vectors:index", "aws:s3vectors:bucket"],
            found,
        );
    }
}
