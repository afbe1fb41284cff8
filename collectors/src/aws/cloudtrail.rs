//! AWS CloudTrail: trails and where they write, event data stores and who may query them. No event is read.

use serde::Deserialize;

use super::s3::S3Place;
use super::wire::{DocumentText, Keep, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{AssetClass, Fact, Lineage, LineageKind, Origin};
use crate::snapshot::Sink;

/// The CloudTrail service.
#[derive(Debug)]
pub struct CloudTrail;

static ENDPOINT: Endpoint = Endpoint {
    host: "cloudtrail",
    signs_as: "cloudtrail",
    protocol: Protocol::Json {
        version: "1.1",
        target: "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101",
    },
};

const fn ask(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(name, ("cloudtrail", command), permissions, Place::Regional)
}

const STORES: (&str, &str) = ("ListEventDataStores", "EventDataStores[].EventDataStoreArn");

// AWS CloudTrail API Reference: the page of each operation.
static OPERATIONS: [Operation; 4] = [
    // Each trail in its home region alone.
    ask(
        "DescribeTrails",
        "describe-trails",
        &["cloudtrail:DescribeTrails"],
    )
    .fixed(&[("includeShadowTrails", "false")])
    .options(&[("--cli-input-json", r#"{"includeShadowTrails": false}"#)]),
    ask(
        "ListEventDataStores",
        "list-event-data-stores",
        &["cloudtrail:ListEventDataStores"],
    )
    .paged(Paging::NEXT_TOKEN.by("MaxResults", 1000)),
    ask(
        "GetEventDataStore",
        "get-event-data-store",
        &["cloudtrail:GetEventDataStore"],
    )
    .each(
        "--event-data-store",
        "EventDataStore",
        &[STORES],
        "{argument}",
    )
    .absent(&["EventDataStoreNotFoundException"]),
    ask(
        "GetResourcePolicy",
        "get-resource-policy",
        &["cloudtrail:GetResourcePolicy"],
    )
    .each("--resource-arn", "ResourceArn", &[STORES], "{argument}")
    .absent(&[
        "ResourcePolicyNotFoundException",
        "ResourceNotFoundException",
    ]),
];

impl Service for CloudTrail {
    fn name(&self) -> &'static str {
        "cloudtrail"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.subject()) {
            ("DescribeTrails", _) => reply.list("trailList", sink, |it: Trail, origin, sink| {
                it.facts(reply, origin, sink);
            }),
            ("GetEventDataStore", _) => store(reply, sink),
            ("GetResourcePolicy", Some(arn)) => {
                if let Some(policy) = reply.parse::<ResourcePolicy>()?.policy {
                    reply.resource_policy(&arn, policy.0, "/ResourcePolicy", sink);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn store(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let store: EventDataStore = reply.parse()?;
    let mut asset = reply.asset(
        AssetClass::Log,
        "aws:cloudtrail:event-data-store",
        store.event_data_store_arn,
        store.name,
        reply.origin(""),
    );
    asset.encryption_key = store.kms_key_id.filter(|key| !key.is_empty());
    asset.attributes = attributes([
        ("state", store.status.keep()),
        ("organization", store.organization_enabled.keep()),
        ("multi_region", store.multi_region_enabled.keep()),
        ("federation_role", store.federation_role_arn.keep()),
    ]);
    sink.fact(Fact::Asset(asset));
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Trail {
    name: String,
    #[serde(rename = "TrailARN")]
    arn: String,
    s3_bucket_name: Option<String>,
    s3_key_prefix: Option<String>,
    #[serde(rename = "SnsTopicARN")]
    topic: Option<String>,
    home_region: Option<String>,
    is_multi_region_trail: Option<bool>,
    is_organization_trail: Option<bool>,
    log_file_validation_enabled: Option<bool>,
    cloud_watch_logs_log_group_arn: Option<String>,
    cloud_watch_logs_role_arn: Option<String>,
    kms_key_id: Option<String>,
}

impl Trail {
    /// The trail, and the flows to the bucket and the log group that it writes to.
    fn facts(self, reply: &Reply<'_>, origin: Origin, sink: &mut dyn Sink) {
        let pointer = origin.pointer.clone();
        let mut asset = reply.asset(
            AssetClass::Log,
            "aws:cloudtrail:trail",
            self.arn,
            self.name,
            origin.clone(),
        );
        asset.region = self.home_region.or(asset.region);
        // A member account is shown the trail of its organisation, which the management account owns.
        if let Some(owner) = asset.id.split(':').nth(4).filter(|it| !it.is_empty()) {
            asset.scope = Some(format!("aws:{owner}"));
        }
        asset.encryption_key = self.kms_key_id.filter(|key| !key.is_empty());
        asset.attributes = attributes([
            ("bucket", self.s3_bucket_name.clone().keep()),
            ("topic", self.topic.keep()),
            ("multi_region", self.is_multi_region_trail.keep()),
            ("organization", self.is_organization_trail.keep()),
            ("validation", self.log_file_validation_enabled.keep()),
            ("role", self.cloud_watch_logs_role_arn.keep()),
        ]);
        let id = asset.id.clone();
        sink.fact(Fact::Asset(asset));
        if let Some(bucket) = self.s3_bucket_name {
            let prefix = self.s3_key_prefix.unwrap_or_default();
            let logs = S3Place {
                uri: &format!("s3://{bucket}/{prefix}"),
                object: false,
                class: AssetClass::Log,
                pointer: &pointer,
            };
            logs.flows_from(&id, LineageKind::Data, reply, sink);
        }
        if let Some(group) = self.cloud_watch_logs_log_group_arn {
            let group = group.trim_end_matches(":*");
            let flow = Lineage::new(LineageKind::Data, id, group, origin);
            sink.fact(Fact::Lineage(flow));
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EventDataStore {
    event_data_store_arn: String,
    name: String,
    status: Option<String>,
    organization_enabled: Option<bool>,
    multi_region_enabled: Option<bool>,
    kms_key_id: Option<String>,
    federation_role_arn: Option<String>,
}

#[derive(Deserialize)]
struct ResourcePolicy {
    #[serde(rename = "ResourcePolicy")]
    policy: Option<DocumentText>,
}
