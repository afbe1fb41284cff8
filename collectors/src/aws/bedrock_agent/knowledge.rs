//! Knowledge bases: an index of documents, where it is kept, and the role that reads the documents.
//!
//! The base is an asset, and what fills it is a workload of its own (`#service`) with the role of the base. The store holds
//! what the base holds: who reads either reads the documents, who writes either changes the answers.

use serde::Deserialize;

use super::super::s3::S3Place;
use super::super::wire::{DocumentText, FreeText, Keep, attributes, runs_as};
use super::super::{Reply, ReplyError};
use super::arn_of;
use crate::facts::{Asset, AssetClass, Fact, LineageKind, Origin};
use crate::snapshot::Sink;

pub(super) const BASE: &str = "aws:bedrock:knowledge-base";

fn base(arn: String, name: String, reply: &Reply<'_>, origin: Origin) -> Asset {
    reply.asset(AssetClass::Index, BASE, arn, name, origin)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    knowledge_base_id: String,
    name: String,
    status: Option<String>,
}

/// Knowledge bases by name.
pub(super) fn listed(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list(
        "knowledgeBaseSummaries",
        sink,
        |listed: Listed, origin, sink| {
            let arn = arn_of("knowledge-base", &listed.knowledge_base_id, reply);
            let mut asset = base(arn, listed.name, reply, origin);
            asset.attributes = attributes([("state", listed.status.keep())]);
            sink.fact(Fact::Asset(asset));
        },
    )
}

#[derive(Deserialize)]
struct Policy {
    policy: DocumentText,
}

/// The policy of a knowledge base.
pub(super) fn policy(base: &str, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let policy: Policy = reply.parse()?;
    reply.resource_policy(base, policy.policy.0, "/policy", sink);
    Ok(())
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "knowledgeBase")]
    base: Base,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Base {
    knowledge_base_arn: String,
    name: String,
    description: Option<FreeText>,
    role_arn: Option<String>,
    status: Option<String>,
    knowledge_base_configuration: Option<Configuration>,
    storage_configuration: Option<Storage>,
}

#[derive(Deserialize)]
struct Configuration {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(
        rename = "vectorKnowledgeBaseConfiguration",
        alias = "managedKnowledgeBaseConfiguration"
    )]
    vectors: Option<Vectors>,
    #[serde(rename = "kendraKnowledgeBaseConfiguration")]
    kendra: Option<Kendra>,
    #[serde(rename = "sqlKnowledgeBaseConfiguration")]
    sql: Option<Sql>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vectors {
    embedding_model_arn: Option<String>,
    server_side_encryption_configuration: Option<Encryption>,
    supplemental_data_storage_configuration: Option<Supplement>,
}

/// How something is encrypted.
#[derive(Deserialize)]
pub(super) struct Encryption {
    #[serde(rename = "kmsKeyArn")]
    pub(super) key: Option<String>,
}

#[derive(Deserialize)]
struct Supplement {
    #[serde(default, rename = "storageLocations")]
    locations: Vec<Location>,
}

/// A location in S3.
#[derive(Deserialize)]
pub(super) struct Location {
    #[serde(rename = "s3Location")]
    pub(super) s3: Option<Uri>,
}

#[derive(Deserialize)]
pub(super) struct Uri {
    pub(super) uri: Option<String>,
}

#[derive(Deserialize)]
struct Kendra {
    #[serde(rename = "kendraIndexArn")]
    index: Option<String>,
}

#[derive(Deserialize)]
struct Sql {
    #[serde(rename = "redshiftConfiguration")]
    redshift: Option<Redshift>,
}

#[derive(Deserialize)]
struct Redshift {
    #[serde(rename = "queryEngineConfiguration")]
    engine: Option<Engine>,
}

#[derive(Deserialize)]
struct Engine {
    #[serde(rename = "serverlessConfiguration", alias = "provisionedConfiguration")]
    of: Option<Warehouse>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Warehouse {
    workgroup_arn: Option<String>,
    cluster_identifier: Option<String>,
    auth_configuration: Option<Auth>,
}

#[derive(Deserialize)]
struct Auth {
    #[serde(rename = "usernamePasswordSecretArn")]
    secret: Option<String>,
}

/// Where the index is kept. One of the stores is there.
#[derive(Deserialize)]
struct Storage {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(
        rename = "opensearchServerlessConfiguration",
        alias = "opensearchManagedClusterConfiguration",
        alias = "pineconeConfiguration",
        alias = "redisEnterpriseCloudConfiguration",
        alias = "rdsConfiguration",
        alias = "mongoDbAtlasConfiguration",
        alias = "neptuneAnalyticsConfiguration",
        alias = "s3VectorsConfiguration"
    )]
    store: Option<Store>,
}

#[derive(Deserialize)]
struct Store {
    /// What an ARN names.
    #[serde(
        rename = "collectionArn",
        alias = "domainArn",
        alias = "resourceArn",
        alias = "graphArn",
        alias = "indexArn"
    )]
    arn: Option<String>,
    #[serde(rename = "vectorBucketArn")]
    bucket: Option<String>,
    /// What an address names, outside of AWS.
    #[serde(
        rename = "endpoint",
        alias = "connectionString",
        alias = "domainEndpoint"
    )]
    address: Option<FreeText>,
    #[serde(rename = "credentialsSecretArn")]
    secret: Option<String>,
    #[serde(rename = "vectorIndexName", alias = "indexName", alias = "tableName")]
    index: Option<String>,
}

/// A knowledge base, its role and its store.
pub(super) fn described(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let Answer { base: described } = reply.parse()?;
    let arn = described.knowledge_base_arn;
    let pointer = "/knowledgeBase";
    let service = format!("{arn}#service");
    let (mut kind, mut model, mut key) = (None, None, None);
    let (mut stores, mut secrets) = (Vec::new(), Vec::new());
    if let Some(configuration) = described.knowledge_base_configuration {
        kind = configuration.kind;
        if let Some(vectors) = configuration.vectors {
            model = vectors.embedding_model_arn;
            key = vectors
                .server_side_encryption_configuration
                .and_then(|it| it.key);
            let supplement = vectors.supplemental_data_storage_configuration;
            let locations = supplement.map(|it| it.locations).unwrap_or_default();
            for uri in locations.into_iter().filter_map(|it| it.s3?.uri) {
                // Images and other parts of the documents.
                let copies = S3Place::prefix(&uri, AssetClass::Data, pointer);
                copies.flows_from(&service, LineageKind::Data, reply, sink);
            }
        }
        stores.extend(configuration.kendra.and_then(|it| it.index));
        let engine = configuration.sql.and_then(|it| it.redshift?.engine?.of);
        if let Some(warehouse) = engine {
            stores.extend(warehouse.workgroup_arn);
            let cluster = warehouse.cluster_identifier;
            stores.extend(cluster.map(|id| reply.arn("redshift", &format!("cluster:{id}"))));
            secrets.extend(warehouse.auth_configuration.and_then(|it| it.secret));
        }
    }
    let (mut storage, mut address, mut index) = (None, None, None);
    if let Some(configuration) = described.storage_configuration {
        storage = configuration.kind;
        if let Some(store) = configuration.store {
            stores.extend(store.arn.or(store.bucket));
            secrets.extend(store.secret);
            (address, index) = (store.address, store.index);
        }
    }
    for store in &stores {
        let kind = LineageKind::Index;
        reply.flow(kind, arn.as_str(), store.as_str(), pointer, sink);
        reply.flow(kind, store.as_str(), arn.as_str(), pointer, sink);
    }
    let mut workload = reply.workload(
        BASE,
        service,
        format!("service of {}", described.name),
        reply.origin(pointer),
    );
    workload.runs_as = runs_as(described.role_arn, "service-role");
    workload.attributes = attributes([("secrets", secrets.clone().keep())]);
    sink.fact(Fact::Workload(workload));

    let mut asset = base(arn, described.name, reply, reply.origin(pointer));
    asset.encryption_key = key;
    asset.attributes = attributes([
        ("state", described.status.keep()),
        ("description", described.description.keep()),
        ("kind", kind.keep()),
        ("embedding_model", model.keep()),
        ("storage", storage.keep()),
        ("stores", stores.keep()),
        ("address", address.keep()),
        ("index", index.keep()),
        ("secrets", secrets.keep()),
    ]);
    sink.fact(Fact::Asset(asset));
    Ok(())
}
