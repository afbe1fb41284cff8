//! Amazon SQS: queues, and who may send to them and receive from them. No message is read.

use serde::Deserialize;

use super::wire::{Arn, DocumentText, Keep, attributes, tags_of_map};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{Asset, AssetClass, Fact, Origin, Tags};
use crate::snapshot::Sink;

/// The SQS service.
#[derive(Debug)]
pub struct Sqs;

static ENDPOINT: Endpoint = Endpoint {
    host: "sqs",
    signs_as: "sqs",
    protocol: Protocol::Json {
        version: "1.0",
        target: "AmazonSQS",
    },
};

// A call is asked with the URL of the queue; its ARN is in the answer.
const QUEUE: &str = "{argument}";

// Amazon SQS API Reference: ListQueues, GetQueueAttributes, ListQueueTags.
static OPERATIONS: [Operation; 3] = [
    Operation::listing(
        "ListQueues",
        ("sqs", "list-queues"),
        &["sqs:ListQueues"],
        Place::Regional,
    )
    // Without a page size there is one page of at most 1,000, and no token.
    .paged(Paging::NEXT_TOKEN.by("MaxResults", 1000)),
    Operation::listing(
        "GetQueueAttributes",
        ("sqs", "get-queue-attributes"),
        &["sqs:GetQueueAttributes"],
        Place::Regional,
    )
    .each(
        "--queue-url",
        "QueueUrl",
        &[("ListQueues", "QueueUrls[]")],
        QUEUE,
    )
    .fixed(&[(
        "AttributeNames",
        r#"["QueueArn","Policy","KmsMasterKeyId","SqsManagedSseEnabled","RedrivePolicy"]"#,
    )])
    .options(&[(
        "--attribute-names",
        r#"["QueueArn","Policy","KmsMasterKeyId","SqsManagedSseEnabled","RedrivePolicy"]"#,
    )])
    .absent(GONE),
    Operation::listing(
        "ListQueueTags",
        ("sqs", "list-queue-tags"),
        &["sqs:ListQueueTags"],
        Place::Regional,
    )
    .each(
        "--queue-url",
        "QueueUrl",
        &[("ListQueues", "QueueUrls[]")],
        QUEUE,
    )
    .absent(GONE),
];

/// The queue was deleted since it was listed.
const GONE: &[&str] = &[
    "QueueDoesNotExist",
    "AWS.SimpleQueueService.NonExistentQueue",
];

impl Service for Sqs {
    fn name(&self) -> &'static str {
        "sqs"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.argument) {
            ("ListQueues", _) => {
                let answer: Queues = reply.parse()?;
                for (index, url) in answer.urls.unwrap_or_default().iter().enumerate() {
                    let origin = reply.origin(format!("/QueueUrls/{index}"));
                    sink.fact(Fact::Asset(queue(url, reply, origin)));
                }
                Ok(())
            }
            ("GetQueueAttributes", Some(url)) => described(url, reply, sink),
            ("ListQueueTags", Some(url)) => {
                let answer: QueueTags = reply.parse()?;
                let mut asset = queue(url, reply, reply.origin("/Tags"));
                asset.tags = Some(tags_of_map(&answer.tags.unwrap_or_default()));
                sink.fact(Fact::Asset(asset));
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// The queue of a URL: `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`.
fn queue(url: &str, reply: &Reply<'_>, origin: Origin) -> Asset {
    let name = url.rsplit('/').next().unwrap_or(url);
    let arn = reply.arn("sqs", name);
    let mut asset = reply.asset(AssetClass::Data, "aws:sqs:queue", arn, name, origin);
    asset.attributes = attributes([("url", url.to_owned().keep())]);
    asset
}

fn described(url: &str, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: Attributes = reply.parse()?;
    // A queue without any of the attributes has no `Attributes`.
    let kept = answer.attributes.unwrap_or_default();
    let mut asset = queue(url, reply, reply.origin("/Attributes"));
    if let Some(arn) = kept.queue_arn.filter(|arn| Arn::parse(arn).is_some()) {
        asset.id = arn;
    }
    asset.encryption_key = kept.kms_master_key_id.filter(|key| !key.is_empty());
    let managed = kept.sqs_managed_sse_enabled.as_deref() == Some("true");
    let encryption = match (&asset.encryption_key, managed) {
        (Some(_), _) => Some("aws:kms".to_owned()),
        (None, true) => Some("SQS".to_owned()),
        (None, false) => None,
    };
    asset.attributes.extend(attributes([
        ("encryption", encryption.keep()),
        (
            "dead_letter_queue",
            kept.redrive_policy.and_then(|it| dead_letters(&it)).keep(),
        ),
    ]));
    if let Some(policy) = kept.policy {
        reply.resource_policy(&asset.id, policy.0, "/Attributes/Policy", sink);
    }
    sink.fact(Fact::Asset(asset));
    Ok(())
}

/// The queue that gets what could not be worked off.
fn dead_letters(redrive_policy: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Redrive {
        #[serde(rename = "deadLetterTargetArn")]
        target: String,
    }
    let redrive: Redrive = serde_json::from_str(redrive_policy).ok()?;
    Some(redrive.target)
}

#[derive(Deserialize)]
struct Queues {
    #[serde(rename = "QueueUrls")]
    urls: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Attributes {
    #[serde(rename = "Attributes")]
    attributes: Option<Wanted>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase")]
struct Wanted {
    queue_arn: Option<String>,
    policy: Option<DocumentText>,
    kms_master_key_id: Option<String>,
    sqs_managed_sse_enabled: Option<String>,
    redrive_policy: Option<String>,
}

#[derive(Deserialize)]
struct QueueTags {
    #[serde(rename = "Tags")]
    tags: Option<Tags>,
}
