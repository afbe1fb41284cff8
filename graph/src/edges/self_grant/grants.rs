//! Which call changes the policy of which type of resource, and how.

use crate::estate::Edit;

/// One way to give oneself access.
#[derive(Debug)]
pub(super) struct Grant {
    /// The technique; the ids are this program's own.
    pub(super) id: &'static str,
    /// The types of asset whose policy it is.
    pub(super) kinds: &'static [&'static str],
    /// The call.
    pub(super) action: &'static str,
    /// What it does to the policy.
    pub(super) edit: Edit,
    /// Whether a principal of another account can be allowed to make it.
    pub(super) across: bool,
}

const BUCKET: &[&str] = &["aws:s3:bucket", "aws:s3:prefix", "aws:s3:object"];
const KEY: &[&str] = &["aws:kms:key"];

/// Source: the API reference of each service, page of the call: whether it writes the whole policy or adds to it, and
/// whether it can be used across accounts.
pub(super) static GRANTS: &[Grant] = &[
    own("s3-policy-001", BUCKET, "s3:PutBucketPolicy", Edit::Replace),
    own(
        "s3-policy-002",
        BUCKET,
        "s3:DeleteBucketPolicy",
        Edit::Remove,
    ),
    own("kms-policy-001", KEY, "kms:PutKeyPolicy", Edit::Replace),
    any("kms-policy-002", KEY, "kms:CreateGrant", Edit::Grant),
    any(
        "secretsmanager-policy-001",
        &["aws:secretsmanager:secret"],
        "secretsmanager:PutResourcePolicy",
        Edit::Replace,
    ),
    any(
        "dynamodb-policy-001",
        &["aws:dynamodb:table"],
        "dynamodb:PutResourcePolicy",
        Edit::Replace,
    ),
    any(
        "ecr-policy-001",
        &["aws:ecr:repository"],
        "ecr:SetRepositoryPolicy",
        Edit::Replace,
    ),
    own(
        "es-policy-001",
        &["aws:opensearch:domain"],
        "es:UpdateDomainConfig",
        Edit::Replace,
    ),
    own(
        "glue-policy-001",
        &["aws:glue:database", "aws:glue:table"],
        "glue:PutResourcePolicy",
        Edit::Replace,
    ),
    any(
        "kinesis-policy-001",
        &["aws:kinesis:stream"],
        "kinesis:PutResourcePolicy",
        Edit::Replace,
    ),
    own(
        "cloudtrail-policy-001",
        &["aws:cloudtrail:event-data-store"],
        "cloudtrail:PutResourcePolicy",
        Edit::Replace,
    ),
    own(
        "sqs-policy-001",
        &["aws:sqs:queue"],
        "sqs:SetQueueAttributes",
        Edit::Replace,
    ),
    own(
        "sqs-policy-002",
        &["aws:sqs:queue"],
        "sqs:AddPermission",
        Edit::Add,
    ),
    any(
        "sns-policy-001",
        &["aws:sns:topic"],
        "sns:SetTopicAttributes",
        Edit::Replace,
    ),
    any(
        "sns-policy-002",
        &["aws:sns:topic"],
        "sns:AddPermission",
        Edit::Add,
    ),
    any(
        "lambda-policy-001",
        &["aws:lambda:function-code"],
        "lambda:AddPermission",
        Edit::Add,
    ),
    any(
        "lambda-policy-002",
        &["aws:lambda:layer-version"],
        "lambda:AddLayerVersionPermission",
        Edit::Add,
    ),
];

/// A call that only principals of the owner's account make.
const fn own(
    id: &'static str,
    kinds: &'static [&'static str],
    action: &'static str,
    edit: Edit,
) -> Grant {
    Grant {
        id,
        kinds,
        action,
        edit,
        across: false,
    }
}

/// A call that the policy of the resource can hand to another account.
const fn any(
    id: &'static str,
    kinds: &'static [&'static str],
    action: &'static str,
    edit: Edit,
) -> Grant {
    Grant {
        id,
        kinds,
        action,
        edit,
        across: true,
    }
}

/// Whether it is about a key, and so about all that the key encrypts.
pub(super) fn of_key(grant: &Grant) -> bool {
    grant.kinds == KEY
}
