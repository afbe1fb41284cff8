//! Amazon Kinesis Data Streams: streams, their consumers, and who may read and write them. No record is read.

use serde::Deserialize;

use super::wire::{DocumentText, Keep, TagList, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{AssetClass, Fact};
use crate::snapshot::Sink;

/// The Kinesis service.
#[derive(Debug)]
pub struct Kinesis;

static ENDPOINT: Endpoint = Endpoint {
    host: "kinesis",
    signs_as: "kinesis",
    protocol: Protocol::Json {
        version: "1.1",
        target: "Kinesis_20131202",
    },
};

const STREAM: &str = "arn:{partition}:kinesis:{region}:{account}:stream/{argument}";

const fn ask(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(name, ("kinesis", command), permissions, Place::Regional)
}

const GONE: &[&str] = &["ResourceNotFoundException"];

// Amazon Kinesis Data Streams API Reference: the page of each operation.
static OPERATIONS: [Operation; 4] = [
    ask("ListStreams", "list-streams", &["kinesis:ListStreams"])
        .paged(Paging::NEXT_TOKEN.by("Limit", 1000)),
    ask(
        "DescribeStreamSummary",
        "describe-stream-summary",
        &["kinesis:DescribeStreamSummary"],
    )
    .each(
        "--stream-name",
        "StreamName",
        &[("ListStreams", "StreamNames[]")],
        STREAM,
    )
    .absent(GONE),
    ask(
        "GetResourcePolicy",
        "get-resource-policy",
        &["kinesis:GetResourcePolicy"],
    )
    .each(
        "--resource-arn",
        "ResourceARN",
        &[(
            "DescribeStreamSummary",
            "StreamDescriptionSummary.StreamARN",
        )],
        "{argument}",
    )
    .absent(GONE),
    ask(
        "ListTagsForStream",
        "list-tags-for-stream",
        &["kinesis:ListTagsForStream"],
    )
    .each(
        "--stream-name",
        "StreamName",
        // A stream has at most 50 tags: one page.
        &[("ListStreams", "StreamNames[]")],
        STREAM,
    )
    .absent(GONE),
];

impl Service for Kinesis {
    fn name(&self) -> &'static str {
        "kinesis"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        let Some(subject) = reply.subject() else {
            return Ok(());
        };
        match reply.operation.name {
            "DescribeStreamSummary" => {
                let stream = reply.parse::<Described>()?.stream;
                let mut asset = reply.asset(
                    AssetClass::Data,
                    "aws:kinesis:stream",
                    stream.stream_arn,
                    stream.stream_name,
                    reply.origin("/StreamDescriptionSummary"),
                );
                asset.encryption_key = stream.key_id.filter(|key| !key.is_empty());
                asset.attributes = attributes([
                    ("state", stream.stream_status.keep()),
                    ("encryption", stream.encryption_type.keep()),
                ]);
                sink.fact(Fact::Asset(asset));
            }
            "GetResourcePolicy" => {
                let answer: ResourcePolicy = reply.parse()?;
                // A stream without a policy has an empty one.
                if answer.policy.0.trim() != "{}" {
                    reply.resource_policy(&subject, answer.policy.0, "/Policy", sink);
                }
            }
            "ListTagsForStream" => {
                let answer: StreamTags = reply.parse()?;
                let name = subject.rsplit('/').next().unwrap_or(&subject).to_owned();
                let mut asset = reply.asset(
                    AssetClass::Data,
                    "aws:kinesis:stream",
                    subject,
                    name,
                    reply.origin("/Tags"),
                );
                asset.tags = Some(answer.tags.tags());
                sink.fact(Fact::Asset(asset));
            }
            _ => {}
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Described {
    #[serde(rename = "StreamDescriptionSummary")]
    stream: Stream,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stream {
    stream_name: String,
    #[serde(rename = "StreamARN")]
    stream_arn: String,
    stream_status: Option<String>,
    encryption_type: Option<String>,
    key_id: Option<String>,
}

#[derive(Deserialize)]
struct ResourcePolicy {
    #[serde(rename = "Policy")]
    policy: DocumentText,
}

#[derive(Deserialize)]
struct StreamTags {
    #[serde(rename = "Tags", default)]
    tags: TagList,
}
