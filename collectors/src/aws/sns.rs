//! Amazon SNS: topics, and who may publish to them and subscribe to them.

use serde::Deserialize;

use super::wire::{Arn, DocumentText, Keep, TagList, attributes};
use super::{
    Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service, Shape, member,
};
use crate::facts::{Asset, AssetClass, Fact, Lineage, LineageKind, Origin};
use crate::snapshot::Sink;

/// The SNS service.
#[derive(Debug)]
pub struct Sns;

static ENDPOINT: Endpoint = Endpoint {
    host: "sns",
    signs_as: "sns",
    protocol: Protocol::Query {
        version: "2010-03-31",
    },
};

static TOPICS: Shape = Shape::Structure(&[
    member(
        "Topics",
        "Topics",
        Shape::List(
            "member",
            &Shape::Structure(&[member("TopicArn", "TopicArn", Shape::Text)]),
        ),
    ),
    member("NextToken", "NextToken", Shape::Text),
]);

static ATTRIBUTES: Shape =
    Shape::Structure(&[member("Attributes", "Attributes", Shape::Map("entry"))]);

static TAGS: Shape = Shape::Structure(&[member(
    "Tags",
    "Tags",
    Shape::List(
        "member",
        &Shape::Structure(&[
            member("Key", "Key", Shape::Text),
            member("Value", "Value", Shape::Text),
        ]),
    ),
)]);

static SUBSCRIPTIONS: Shape = Shape::Structure(&[
    member(
        "Subscriptions",
        "Subscriptions",
        Shape::List(
            "member",
            &Shape::Structure(&[
                member("TopicArn", "TopicArn", Shape::Text),
                member("Protocol", "Protocol", Shape::Text),
                member("Endpoint", "Endpoint", Shape::Text),
            ]),
        ),
    ),
    member("NextToken", "NextToken", Shape::Text),
]);

const fn each_topic(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
    (flag, member): (&'static str, &'static str),
) -> Operation {
    Operation::listing(name, ("sns", command), permissions, Place::Regional)
        .each(
            flag,
            member,
            &[("ListTopics", "Topics[].TopicArn")],
            "{argument}",
        )
        .absent(&["NotFound", "ResourceNotFound"])
}

// Amazon SNS API Reference: ListTopics, GetTopicAttributes, ListTagsForResource, ListSubscriptions.
static OPERATIONS: [Operation; 4] = [
    Operation::listing(
        "ListTopics",
        ("sns", "list-topics"),
        &["sns:ListTopics"],
        Place::Regional,
    )
    .answers(&TOPICS)
    .paged(Paging::NEXT_TOKEN),
    each_topic(
        "GetTopicAttributes",
        "get-topic-attributes",
        &["sns:GetTopicAttributes"],
        ("--topic-arn", "TopicArn"),
    )
    .answers(&ATTRIBUTES),
    each_topic(
        "ListTagsForResource",
        "list-tags-for-resource",
        &["sns:ListTagsForResource"],
        ("--resource-arn", "ResourceArn"),
    )
    .answers(&TAGS),
    Operation::listing(
        "ListSubscriptions",
        ("sns", "list-subscriptions"),
        &["sns:ListSubscriptions"],
        Place::Regional,
    )
    .answers(&SUBSCRIPTIONS)
    .paged(Paging::NEXT_TOKEN),
];

impl Service for Sns {
    fn name(&self) -> &'static str {
        "sns"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.subject()) {
            ("ListTopics", _) => reply.list("Topics", sink, |it: Listed, origin, sink| {
                sink.fact(Fact::Asset(topic(it.arn, reply, origin)));
            }),
            ("GetTopicAttributes", Some(arn)) => {
                let kept = reply.parse::<Attributes>()?.attributes;
                let mut asset = topic(arn, reply, reply.origin("/Attributes"));
                asset.encryption_key = kept.kms_master_key_id.filter(|key| !key.is_empty());
                if asset.encryption_key.is_some() {
                    asset.attributes = attributes([("encryption", "aws:kms".to_owned().keep())]);
                }
                if let Some(policy) = kept.policy {
                    reply.resource_policy(&asset.id, policy.0, "/Attributes/Policy", sink);
                }
                sink.fact(Fact::Asset(asset));
                Ok(())
            }
            ("ListTagsForResource", Some(arn)) => {
                let answer: TopicTags = reply.parse()?;
                let mut asset = topic(arn, reply, reply.origin("/Tags"));
                asset.tags = Some(answer.tags.tags());
                sink.fact(Fact::Asset(asset));
                Ok(())
            }
            ("ListSubscriptions", _) => {
                reply.list("Subscriptions", sink, |it: Subscription, origin, sink| {
                    subscribed(it, origin, sink);
                })
            }
            _ => Ok(()),
        }
    }
}

fn topic(arn: String, reply: &Reply<'_>, origin: Origin) -> Asset {
    let name = arn.rsplit(':').next().unwrap_or(&arn).to_owned();
    reply.asset(AssetClass::Data, "aws:sns:topic", arn, name, origin)
}

/// What is published to a topic flows to the queues and functions that subscribed to it. Addresses of people and of
/// web hooks are not kept: a URL may carry a secret.
fn subscribed(it: Subscription, origin: Origin, sink: &mut dyn Sink) {
    let known = ["sqs", "lambda", "firehose"].contains(&it.protocol.as_str());
    if known && Arn::parse(&it.endpoint).is_some() {
        let flow = Lineage::new(LineageKind::Data, it.topic_arn, it.endpoint, origin);
        sink.fact(Fact::Lineage(flow));
    }
}

#[derive(Deserialize)]
struct Listed {
    #[serde(rename = "TopicArn")]
    arn: String,
}

#[derive(Deserialize)]
struct Attributes {
    #[serde(rename = "Attributes", default)]
    attributes: Wanted,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase")]
struct Wanted {
    policy: Option<DocumentText>,
    kms_master_key_id: Option<String>,
}

#[derive(Deserialize)]
struct TopicTags {
    #[serde(rename = "Tags", default)]
    tags: TagList,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Subscription {
    topic_arn: String,
    protocol: String,
    #[serde(default)]
    endpoint: String,
}
