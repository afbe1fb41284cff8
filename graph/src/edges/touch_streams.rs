//! Identity -> queue, topic, stream.

use super::touch::{KeyUse, On, Way, apply};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::Lens;
use crate::model::Access;

/// See [`META`].
pub(super) struct Rule;

/// Page "Key management" of the Amazon SQS developer guide: producers need `kms:GenerateDataKey` and `kms:Decrypt`,
/// consumers `kms:Decrypt`.
pub(super) static QUEUE: &[Way] = &[
    Way::on_itself(Access::List, &["sqs:GetQueueAttributes"]),
    Way {
        access: Access::Read,
        actions: &["sqs:ReceiveMessage"],
        on: On::Itself,
        key: KeyUse::Decrypt,
    },
    Way {
        access: Access::Write,
        actions: &["sqs:SendMessage"],
        on: On::Itself,
        key: KeyUse::EncryptAndDecrypt,
    },
    Way::on_itself(Access::Delete, &["sqs:PurgeQueue", "sqs:DeleteQueue"]),
    Way::on_itself(
        Access::Administer,
        &["sqs:SetQueueAttributes", "sqs:AddPermission"],
    ),
];

/// A subscription delivers what comes later, and decrypts it for the subscriber. Page "Managing Amazon SNS encryption
/// keys and costs": publishers need `kms:GenerateDataKey` and `kms:Decrypt`.
pub(super) static TOPIC: &[Way] = &[
    Way::on_itself(Access::List, &["sns:GetTopicAttributes"]),
    Way::on_itself(Access::Read, &["sns:Subscribe"]),
    Way {
        access: Access::Write,
        actions: &["sns:Publish"],
        on: On::Itself,
        key: KeyUse::EncryptAndDecrypt,
    },
    Way::on_itself(Access::Delete, &["sns:DeleteTopic"]),
    Way::on_itself(
        Access::Administer,
        &["sns:SetTopicAttributes", "sns:AddPermission"],
    ),
];

/// Page "Permissions to use user-generated KMS keys" of the Kinesis developer guide: producers need
/// `kms:GenerateDataKey`, consumers `kms:Decrypt`.
pub(super) static STREAM: &[Way] = &[
    Way::on_itself(
        Access::List,
        &["kinesis:DescribeStreamSummary", "kinesis:DescribeStream"],
    ),
    Way {
        access: Access::Read,
        actions: &["kinesis:GetRecords"],
        on: On::Itself,
        key: KeyUse::Decrypt,
    },
    Way {
        access: Access::Write,
        actions: &["kinesis:PutRecord", "kinesis:PutRecords"],
        on: On::Itself,
        key: KeyUse::Encrypt,
    },
    Way::on_itself(Access::Delete, &["kinesis:DeleteStream"]),
    Way::on_itself(Access::Administer, &["kinesis:PutResourcePolicy"]),
];

static META: RuleMeta = RuleMeta {
    id: "touch-streams",
    title: "A principal may touch a queue, topic or stream",
    does: "Receive, send, purge and administer, by the principal's policies and the policy of the queue, topic or \
           stream. What a customer's key encrypts needs the key too. The policy of a queue cannot hand its \
           administration to another account.",
    matters: "Whoever sends to a queue feeds the pipeline behind it; whoever receives takes messages out of it.",
    permissions: &[
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage",
        "sqs:SendMessage",
        "sqs:PurgeQueue",
        "sqs:DeleteQueue",
        "sqs:SetQueueAttributes",
        "sqs:AddPermission",
        "sns:GetTopicAttributes",
        "sns:Subscribe",
        "sns:Publish",
        "sns:DeleteTopic",
        "sns:SetTopicAttributes",
        "sns:AddPermission",
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetShardIterator",
        "kinesis:GetRecords",
        "kinesis:PutRecord",
        "kinesis:PutRecords",
        "kinesis:DeleteStream",
        "kinesis:PutResourcePolicy",
    ],
    references: &[
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-overview-of-managing-access.html",
        "https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html",
        "https://docs.aws.amazon.com/streams/latest/dev/resource-based-policy-examples.html",
        "ATT&CK T1530",
        "ATT&CK T1565.002",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        apply(
            lens,
            &["aws:sqs:queue", "aws:sns:topic", "aws:kinesis:stream"],
            found,
        );
    }
}
