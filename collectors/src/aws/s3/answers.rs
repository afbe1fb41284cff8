//! The wanted elements of S3's answers. The root element is the only member of each; where it has a name in JSON, the AWS CLI
//! puts that around the answer.

use crate::aws::{Shape, member, repeated};

pub(super) static BUCKETS: Shape = Shape::Structure(&[member(
    "ListAllMyBucketsResult",
    "",
    Shape::Structure(&[
        member(
            "Buckets",
            "Buckets",
            Shape::List(
                "Bucket",
                &Shape::Structure(&[
                    member("Name", "Name", Shape::Text),
                    member("BucketRegion", "BucketRegion", Shape::Text),
                ]),
            ),
        ),
        member("ContinuationToken", "ContinuationToken", Shape::Text),
    ]),
)]);

/// The answer is the document itself.
pub(super) static POLICY: Shape = Shape::Structure(&[member("", "Policy", Shape::Text)]);

pub(super) static LOCATION: Shape = Shape::Structure(&[member(
    "LocationConstraint",
    "LocationConstraint",
    Shape::Text,
)]);

pub(super) static BLOCK: Shape = Shape::Structure(&[member(
    "PublicAccessBlockConfiguration",
    "PublicAccessBlockConfiguration",
    Shape::Structure(&[
        member("BlockPublicAcls", "BlockPublicAcls", Shape::Bool),
        member("IgnorePublicAcls", "IgnorePublicAcls", Shape::Bool),
        member("BlockPublicPolicy", "BlockPublicPolicy", Shape::Bool),
        member(
            "RestrictPublicBuckets",
            "RestrictPublicBuckets",
            Shape::Bool,
        ),
    ]),
)]);

pub(super) static OWNERSHIP: Shape = Shape::Structure(&[member(
    "OwnershipControls",
    "OwnershipControls",
    Shape::Structure(&[repeated(
        "Rule",
        "Rules",
        Shape::Structure(&[member("ObjectOwnership", "ObjectOwnership", Shape::Text)]),
    )]),
)]);

pub(super) static ENCRYPTION: Shape = Shape::Structure(&[member(
    "ServerSideEncryptionConfiguration",
    "ServerSideEncryptionConfiguration",
    Shape::Structure(&[repeated(
        "Rule",
        "Rules",
        Shape::Structure(&[member(
            "ApplyServerSideEncryptionByDefault",
            "ApplyServerSideEncryptionByDefault",
            Shape::Structure(&[
                member("SSEAlgorithm", "SSEAlgorithm", Shape::Text),
                member("KMSMasterKeyID", "KMSMasterKeyID", Shape::Text),
            ]),
        )]),
    )]),
)]);

pub(super) static TAGGING: Shape = Shape::Structure(&[member(
    "Tagging",
    "",
    Shape::Structure(&[member(
        "TagSet",
        "TagSet",
        Shape::List(
            "Tag",
            &Shape::Structure(&[
                member("Key", "Key", Shape::Text),
                member("Value", "Value", Shape::Text),
            ]),
        ),
    )]),
)]);

pub(super) static ACL: Shape = Shape::Structure(&[member(
    "AccessControlPolicy",
    "",
    Shape::Structure(&[
        member("Owner", "Owner", OWNER),
        member(
            "AccessControlList",
            "Grants",
            Shape::List(
                "Grant",
                &Shape::Structure(&[
                    member("Grantee", "Grantee", OWNER),
                    member("Permission", "Permission", Shape::Text),
                ]),
            ),
        ),
    ]),
)]);

const OWNER: Shape = Shape::Structure(&[
    member("ID", "ID", Shape::Text),
    member("URI", "URI", Shape::Text),
]);
