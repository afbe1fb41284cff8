//! Amazon DynamoDB: tables, their streams, and who may use them.

use serde::Deserialize;

use super::wire::{DocumentText, Keep, TagList, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{AssetClass, Fact, Lineage, LineageKind};
use crate::snapshot::Sink;

/// The DynamoDB service.
#[derive(Debug)]
pub struct DynamoDb;

static ENDPOINT: Endpoint = Endpoint {
    host: "dynamodb",
    signs_as: "dynamodb",
    protocol: Protocol::Json {
        version: "1.0",
        target: "DynamoDB_20120810",
    },
};

const TABLE: &str = "arn:{partition}:dynamodb:{region}:{account}:table/{argument}";

const fn ask(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(name, ("dynamodb", command), permissions, Place::Regional)
}

// Amazon DynamoDB API Reference: ListTables, DescribeTable, GetResourcePolicy, ListTagsOfResource.
static OPERATIONS: [Operation; 4] = [
    ask("ListTables", "list-tables", &["dynamodb:ListTables"]).paged(
        Paging {
            token: ("ExclusiveStartTableName", "LastEvaluatedTableName"),
            size: None,
        }
        .by("Limit", 100),
    ),
    ask(
        "DescribeTable",
        "describe-table",
        &["dynamodb:DescribeTable"],
    )
    .each(
        "--table-name",
        "TableName",
        &[("ListTables", "TableNames[]")],
        TABLE,
    )
    .absent(&["ResourceNotFoundException"]),
    // Tables and their streams have policies of their own.
    ask(
        "GetResourcePolicy",
        "get-resource-policy",
        &["dynamodb:GetResourcePolicy"],
    )
    .each(
        "--resource-arn",
        "ResourceArn",
        &[
            ("DescribeTable", "Table.TableArn"),
            ("DescribeTable", "Table.LatestStreamArn"),
        ],
        "{argument}",
    )
    .absent(&["PolicyNotFoundException", "ResourceNotFoundException"]),
    ask(
        "ListTagsOfResource",
        "list-tags-of-resource",
        &["dynamodb:ListTagsOfResource"],
    )
    .each(
        "--resource-arn",
        "ResourceArn",
        &[("DescribeTable", "Table.TableArn")],
        "{argument}",
    )
    .absent(&["ResourceNotFoundException"])
    .paged(Paging::NEXT_TOKEN),
];

impl Service for DynamoDb {
    fn name(&self) -> &'static str {
        "dynamodb"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.subject()) {
            ("DescribeTable", _) => table(reply, sink),
            ("GetResourcePolicy", Some(resource)) => {
                let answer: ResourcePolicy = reply.parse()?;
                reply.resource_policy(&resource, answer.policy.0, "/Policy", sink);
                Ok(())
            }
            ("ListTagsOfResource", Some(table)) => {
                let answer: ResourceTags = reply.parse()?;
                let name = name_of(&table).to_owned();
                let mut asset = reply.asset(
                    AssetClass::Data,
                    "aws:dynamodb:table",
                    table,
                    name,
                    reply.origin("/Tags"),
                );
                asset.tags = Some(answer.tags.tags());
                sink.fact(Fact::Asset(asset));
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// `arn:aws:dynamodb:us-east-1:111122223333:table/orders/stream/2026…` is about `orders`.
fn name_of(arn: &str) -> &str {
    arn.split('/').nth(1).unwrap_or(arn)
}

/// A table, and its stream: whoever reads the stream reads what is written to the table.
fn table(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let table = reply.parse::<Described>()?.table;
    let mut asset = reply.asset(
        AssetClass::Data,
        "aws:dynamodb:table",
        table.table_arn.as_str(),
        table.table_name.as_str(),
        reply.origin("/Table"),
    );
    let replicas = table.replicas.unwrap_or_default();
    let regions: Vec<String> = replicas.into_iter().filter_map(|it| it.region).collect();
    let encryption = table.sse_description.unwrap_or_default();
    asset.encryption_key = encryption.key;
    asset.attributes = attributes([
        ("state", table.table_status.keep()),
        ("encryption", encryption.kind.keep()),
        ("stream", table.latest_stream_arn.clone().keep()),
        (
            "deletion_protection",
            table.deletion_protection_enabled.keep(),
        ),
        ("replica_regions", regions.keep()),
    ]);
    sink.fact(Fact::Asset(asset));
    let enabled = table.stream_specification.is_some_and(|it| it.enabled);
    let Some(stream) = table.latest_stream_arn.filter(|_| enabled) else {
        return Ok(());
    };
    let origin = reply.origin("/Table/LatestStreamArn");
    let mut asset = reply.asset(
        AssetClass::Data,
        "aws:dynamodb:stream",
        stream.as_str(),
        format!("stream of {}", table.table_name),
        origin.clone(),
    );
    asset.part_of = Some(table.table_arn.clone());
    sink.fact(Fact::Asset(asset));
    let flow = Lineage::new(LineageKind::Data, table.table_arn, stream, origin);
    sink.fact(Fact::Lineage(flow));
    Ok(())
}

#[derive(Deserialize)]
struct Described {
    #[serde(rename = "Table")]
    table: Table,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Table {
    table_name: String,
    table_arn: String,
    table_status: Option<String>,
    latest_stream_arn: Option<String>,
    stream_specification: Option<Stream>,
    #[serde(rename = "SSEDescription")]
    sse_description: Option<Encryption>,
    deletion_protection_enabled: Option<bool>,
    replicas: Option<Vec<Replica>>,
}

#[derive(Deserialize)]
struct Stream {
    #[serde(rename = "StreamEnabled", default)]
    enabled: bool,
}

#[derive(Deserialize, Default)]
struct Encryption {
    #[serde(rename = "SSEType")]
    kind: Option<String>,
    #[serde(rename = "KMSMasterKeyArn")]
    key: Option<String>,
}

#[derive(Deserialize)]
struct Replica {
    #[serde(rename = "RegionName")]
    region: Option<String>,
}

#[derive(Deserialize)]
struct ResourcePolicy {
    #[serde(rename = "Policy")]
    policy: DocumentText,
}

#[derive(Deserialize)]
struct ResourceTags {
    #[serde(rename = "Tags", default)]
    tags: TagList,
}
