//! Actions that are of use only together, and those that a policy of the resource cannot give to another account.

use crate::estate::{Answer, Lens, ResourceEntry};
use crate::model::Certainty;

/// An action, and the further ones on the same resource without which it gives nothing: a read in two calls, an upload
/// in parts. Pages "Actions, resources, and condition keys" and the API reference of each service.
static ALSO: &[(&str, &[&str])] = &[
    // `GetRecords` needs the iterator that `GetShardIterator` returns.
    ("kinesis:GetRecords", &["kinesis:GetShardIterator"]),
    // The manifest names the layers; each is behind a link. `GetAuthorizationToken` is for clients that speak to the
    // registry: the API serves signed requests without it.
    ("ecr:BatchGetImage", &["ecr:GetDownloadUrlForLayer"]),
    (
        "ecr:PutImage",
        &[
            "ecr:InitiateLayerUpload",
            "ecr:UploadLayerPart",
            "ecr:CompleteLayerUpload",
        ],
    ),
    // A block is asked for with the token that the list of blocks gives.
    ("ebs:GetSnapshotBlock", &["ebs:ListSnapshotBlocks"]),
    // Page "Prerequisites for direct ingestion" of the Amazon Bedrock user guide.
    (
        "bedrock:IngestKnowledgeBaseDocuments",
        &["bedrock:StartIngestionJob"],
    ),
    ("cloudtrail:StartQuery", &["cloudtrail:GetQueryResults"]),
];

/// What only principals of the owner's account may do, whatever the policy of the resource says. Pages "Overview of
/// managing access in Amazon SQS" (cross-account permissions), "Allowing users in other accounts to use a KMS key",
/// and `PutBucketPolicy`, `DeleteBucketPolicy` of the Amazon S3 API reference.
static WITHIN_ACCOUNT: &[&str] = &[
    "kms:DisableKey",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "s3:DeleteBucketPolicy",
    "s3:PutBucketPolicy",
    "sqs:AddPermission",
    "sqs:DeleteQueue",
    "sqs:SetQueueAttributes",
];

/// The surest answer among actions of which one suffices, each with those that it needs.
pub(super) fn any(
    lens: &Lens<'_, '_>,
    actions: &[&str],
    entry: &ResourceEntry,
    arn: &str,
) -> Option<Answer> {
    let mut best: Option<Answer> = None;
    for action in actions {
        let Some(answer) = one(lens, action, entry, arn) else {
            continue;
        };
        let certain = answer.certainty == Certainty::Certain;
        if best
            .as_ref()
            .is_none_or(|best| best.certainty < answer.certainty)
        {
            best = Some(answer);
        }
        if certain {
            break;
        }
    }
    best
}

/// Whether an action is allowed, and all without which it gives nothing.
fn one(lens: &Lens<'_, '_>, action: &str, entry: &ResourceEntry, arn: &str) -> Option<Answer> {
    let outside = entry
        .account
        .as_ref()
        .is_some_and(|owner| *owner != lens.actor.account);
    if outside && is_within_account(action) {
        return None;
    }
    let answer = lens.may(action, entry, arn)?;
    also(action).iter().try_fold(answer, |answer, also| {
        Some(answer.and(lens.may(also, entry, arn)?))
    })
}

/// The further actions without which an action gives nothing.
pub(in super::super) fn also(action: &str) -> &'static [&'static str] {
    ALSO.iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(action))
        .map_or(&[], |(_, also)| also)
}

/// Whether only principals of the owner's account may make the call.
pub(in super::super) fn is_within_account(action: &str) -> bool {
    WITHIN_ACCOUNT.contains(&action)
}
