//! Where prompts and answers of every invocation in the region are logged. Who reads the logs reads what was asked and
//! answered.

use serde::Deserialize;

use super::super::s3::{S3Place, uri_of};
use super::super::wire::{Keep, attributes, runs_as};
use super::super::{Reply, ReplyError};
use crate::facts::{AssetClass, Fact, LineageKind};
use crate::snapshot::Sink;

#[derive(Deserialize)]
struct Configuration {
    #[serde(rename = "loggingConfig")]
    logging: Option<Logging>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Logging {
    cloud_watch_config: Option<CloudWatch>,
    s3_config: Option<S3>,
    text_data_delivery_enabled: Option<bool>,
    image_data_delivery_enabled: Option<bool>,
    embedding_data_delivery_enabled: Option<bool>,
    video_data_delivery_enabled: Option<bool>,
    audio_data_delivery_enabled: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CloudWatch {
    log_group_name: Option<String>,
    role_arn: Option<String>,
    large_data_delivery_s3_config: Option<S3>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct S3 {
    bucket_name: Option<String>,
    key_prefix: Option<String>,
}

/// The configuration of a region. Nothing when there is none.
pub(super) fn configuration(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let configuration: Configuration = reply.parse()?;
    let Some(logging) = configuration.logging else {
        return Ok(());
    };
    let mut workload = reply.workload(
        "aws:bedrock:invocation-logging",
        reply.arn("bedrock", "logging/modelinvocations"),
        "model invocation logging",
        reply.origin("/loggingConfig"),
    );
    let (group, role, large) = logging.cloud_watch_config.map_or((None, None, None), |it| {
        (
            it.log_group_name,
            it.role_arn,
            it.large_data_delivery_s3_config,
        )
    });
    if let Some(group) = group.filter(|group| !group.is_empty()) {
        let pointer = "/loggingConfig/cloudWatchConfig";
        let arn = reply.arn("logs", &format!("log-group:{group}"));
        let kind = "aws:logs:log-group";
        let log = reply.asset(
            AssetClass::Log,
            kind,
            arn.as_str(),
            group,
            reply.origin(pointer),
        );
        sink.fact(Fact::Asset(log));
        let from = workload.id.as_str();
        reply.flow(LineageKind::Data, from, arn, pointer, sink);
    }
    for (s3, pointer) in [
        (logging.s3_config, "/loggingConfig/s3Config"),
        (
            large,
            "/loggingConfig/cloudWatchConfig/largeDataDeliveryS3Config",
        ),
    ] {
        let Some(s3) = s3 else { continue };
        let Some(bucket) = s3.bucket_name.filter(|bucket| !bucket.is_empty()) else {
            continue;
        };
        let uri = uri_of(&bucket, s3.key_prefix.as_deref());
        let logs = S3Place::prefix(&uri, AssetClass::Log, pointer);
        logs.flows_from(&workload.id, LineageKind::Data, reply, sink);
    }
    workload.runs_as = runs_as(role, "logging-role");
    workload.attributes = attributes([
        ("text", logging.text_data_delivery_enabled.keep()),
        ("images", logging.image_data_delivery_enabled.keep()),
        ("embeddings", logging.embedding_data_delivery_enabled.keep()),
        ("video", logging.video_data_delivery_enabled.keep()),
        ("audio", logging.audio_data_delivery_enabled.keep()),
    ]);
    sink.fact(Fact::Workload(workload));
    Ok(())
}
