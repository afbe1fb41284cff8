//! Feature groups: the online store that endpoints read, and the offline store in S3 that jobs train on.

use serde::Deserialize;

use super::super::wire::{Keep, attributes};
use super::super::{Reply, ReplyError};
use super::S3Place;
use super::listed::one_or_all;
use crate::facts::{AssetClass, Fact, LineageKind};
use crate::snapshot::Sink;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Group {
    feature_group_name: String,
    feature_group_arn: String,
    feature_group_status: Option<String>,
    role_arn: Option<String>,
    online_store_config: Option<Online>,
    offline_store_config: Option<Offline>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Online {
    enable_online_store: Option<bool>,
    security_config: Option<Security>,
}

#[derive(Deserialize)]
struct Security {
    #[serde(rename = "KmsKeyId")]
    key: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Offline {
    #[serde(rename = "S3StorageConfig")]
    s3: Option<S3>,
    data_catalog_config: Option<Catalog>,
}

#[derive(Deserialize)]
struct S3 {
    #[serde(rename = "S3Uri")]
    uri: Option<String>,
    /// Where in it the records lie.
    #[serde(rename = "ResolvedOutputS3Uri")]
    resolved: Option<String>,
    #[serde(rename = "KmsKeyId")]
    key: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Catalog {
    table_name: Option<String>,
    database: Option<String>,
}

/// Feature groups.
pub(super) fn group(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    one_or_all(
        reply,
        "FeatureGroupSummaries",
        sink,
        |group: Group, origin, sink| {
            let mut asset = reply.asset(
                AssetClass::Data,
                "aws:sagemaker:feature-group",
                group.feature_group_arn,
                group.feature_group_name,
                origin,
            );
            let mut offline_key = None;
            if let Some(offline) = group.offline_store_config {
                if let Some(s3) = offline.s3 {
                    offline_key = s3.key;
                    if let Some(uri) = s3.resolved.or(s3.uri) {
                        let place = S3Place::prefix(
                            &uri,
                            AssetClass::Data,
                            "/OfflineStoreConfig/S3StorageConfig",
                        );
                        place.flows_from(&asset.id, LineageKind::Data, reply, sink);
                    }
                }
                let catalog = offline.data_catalog_config;
                if let Some((Some(database), Some(table))) =
                    catalog.map(|it| (it.database, it.table_name))
                {
                    let table = reply.arn("glue", &format!("table/{database}/{table}"));
                    let pointer = "/OfflineStoreConfig/DataCatalogConfig";
                    reply.flow(LineageKind::Data, asset.id.as_str(), table, pointer, sink);
                }
            }
            let (online, key) = group.online_store_config.map_or((None, None), |it| {
                (it.enable_online_store, it.security_config)
            });
            asset.encryption_key = key.and_then(|it| it.key);
            asset.attributes = attributes([
                ("state", group.feature_group_status.keep()),
                ("online_store", online.keep()),
                ("offline_encryption_key", offline_key.keep()),
                ("role", group.role_arn.keep()),
            ]);
            sink.fact(Fact::Asset(asset));
        },
    )
}
