//! Amazon CloudWatch Logs: log groups, and the policies that let others write to them. No log event is read.
//!
//! A policy of the account's applies to every log group that its statements name as resources, so it is attached to
//! `arn:…:logs:REGION:ACCOUNT:log-group:*`; one of a single log group to that one.

use serde::Deserialize;

use super::wire::{DocumentText, Keep, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{AssetClass, Fact};
use crate::snapshot::Sink;

/// The CloudWatch Logs service.
#[derive(Debug)]
pub struct Logs;

static ENDPOINT: Endpoint = Endpoint {
    host: "logs",
    signs_as: "logs",
    protocol: Protocol::Json {
        version: "1.1",
        target: "Logs_20140328",
    },
};

const fn listing(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(name, ("logs", command), permissions, Place::Regional)
        .paged(Paging::CAMEL.by("limit", 50))
}

// Amazon CloudWatch Logs API Reference: DescribeLogGroups, DescribeResourcePolicies.
static OPERATIONS: [Operation; 2] = [
    listing(
        "DescribeLogGroups",
        "describe-log-groups",
        &["logs:DescribeLogGroups"],
    ),
    listing(
        "DescribeResourcePolicies",
        "describe-resource-policies",
        &["logs:DescribeResourcePolicies"],
    ),
];

impl Service for Logs {
    fn name(&self) -> &'static str {
        "logs"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match reply.operation.name {
            "DescribeLogGroups" => reply.list("logGroups", sink, |it: LogGroup, origin, sink| {
                // The older of the two members ends in `:*`.
                let arn = it.log_group_arn.or(it.arn);
                let arn = arn.as_deref().map_or_else(
                    || reply.arn("logs", &format!("log-group:{}", it.log_group_name)),
                    |arn| arn.trim_end_matches(":*").to_owned(),
                );
                let name = it.log_group_name;
                let mut asset =
                    reply.asset(AssetClass::Log, "aws:logs:log-group", arn, name, origin);
                asset.encryption_key = it.kms_key_id;
                asset.attributes = attributes([
                    ("data_protection", it.data_protection_status.keep()),
                    ("retention_days", it.retention_in_days.keep()),
                ]);
                sink.fact(Fact::Asset(asset));
            }),
            "DescribeResourcePolicies" => {
                reply.list("resourcePolicies", sink, |it: Policy, origin, sink| {
                    let target = it.resource_arn.filter(|arn| !arn.is_empty()).map_or_else(
                        || reply.arn("logs", "log-group:*"),
                        |arn| arn.trim_end_matches(":*").to_owned(),
                    );
                    let name = it.policy_name.unwrap_or_default();
                    let id = format!("{target}#resource/{name}");
                    let pointer = format!("{}/policyDocument", origin.pointer);
                    let document = it.policy_document.unwrap_or_default().0;
                    reply.resource_policy_as(id, &target, document, &pointer, sink);
                })
            }
            _ => Ok(()),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogGroup {
    log_group_name: String,
    arn: Option<String>,
    log_group_arn: Option<String>,
    kms_key_id: Option<String>,
    data_protection_status: Option<String>,
    retention_in_days: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Policy {
    policy_name: Option<String>,
    policy_document: Option<DocumentText>,
    resource_arn: Option<String>,
}
