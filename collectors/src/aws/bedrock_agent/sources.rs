//! Data sources: what a knowledge base is made from, and when it last was.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::super::s3::{S3Place, uri_of};
use super::super::wire::{FreeText, Keep, When, attributes};
use super::super::{Reply, ReplyError, words};
use super::knowledge::{Encryption, Location};
use crate::facts::{Asset, AssetClass, Fact, LineageKind, Origin};
use crate::snapshot::Sink;

/// A data source has no ARN: it is a part of its knowledge base.
fn source(base: &str, id: &str, name: &str, reply: &Reply<'_>, origin: Origin) -> Asset {
    let mut asset = reply.asset(
        AssetClass::Index,
        "aws:bedrock:data-source",
        format!("{base}#data-source/{id}"),
        name,
        origin,
    );
    asset.part_of = Some(base.to_owned());
    asset
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "dataSource")]
    source: Source,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Source {
    data_source_id: String,
    name: String,
    status: Option<String>,
    data_deletion_policy: Option<String>,
    data_source_configuration: Option<Configuration>,
    server_side_encryption_configuration: Option<Encryption>,
    vector_ingestion_configuration: Option<Ingestion>,
}

#[derive(Deserialize)]
struct Configuration {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(rename = "s3Configuration")]
    s3: Option<S3>,
    #[serde(
        rename = "confluenceConfiguration",
        alias = "salesforceConfiguration",
        alias = "sharePointConfiguration",
        alias = "webConfiguration"
    )]
    other: Option<Other>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct S3 {
    bucket_arn: Option<String>,
    #[serde(default)]
    inclusion_prefixes: Vec<String>,
    bucket_owner_account_id: Option<String>,
}

#[derive(Deserialize)]
struct Other {
    #[serde(rename = "sourceConfiguration")]
    source: Option<Outside>,
}

/// A source outside of AWS.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outside {
    #[serde(alias = "domain")]
    host_url: Option<FreeText>,
    #[serde(default)]
    site_urls: Vec<FreeText>,
    auth_type: Option<String>,
    credentials_secret_arn: Option<String>,
    url_configuration: Option<Urls>,
}

#[derive(Deserialize)]
struct Urls {
    #[serde(default, rename = "seedUrls")]
    seeds: Vec<Seed>,
}

#[derive(Deserialize)]
struct Seed {
    url: Option<FreeText>,
}

#[derive(Deserialize)]
struct Ingestion {
    #[serde(rename = "customTransformationConfiguration")]
    transformation: Option<Transformation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Transformation {
    intermediate_storage: Option<Location>,
    #[serde(default)]
    transformations: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    #[serde(rename = "transformationFunction")]
    function: Option<StepFunction>,
}

#[derive(Deserialize)]
struct StepFunction {
    #[serde(rename = "transformationLambdaConfiguration")]
    lambda: Option<Lambda>,
}

#[derive(Deserialize)]
struct Lambda {
    #[serde(rename = "lambdaArn")]
    arn: Option<String>,
}

/// A source: the documents flow into the index.
pub(super) fn described(
    base: &str,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) -> Result<(), ReplyError> {
    let Answer { source: described } = reply.parse()?;
    let pointer = "/dataSource";
    let mut asset = source(
        base,
        &described.data_source_id,
        &described.name,
        reply,
        reply.origin(pointer),
    );
    let (mut kind, mut about) = (None, BTreeMap::new());
    if let Some(configuration) = described.data_source_configuration {
        kind = configuration.kind;
        if let Some(s3) = configuration.s3 {
            about.extend(documents(s3, base, reply, sink));
        }
        if let Some(outside) = configuration.other.and_then(|it| it.source) {
            let index = LineageKind::Index;
            reply.flow(index, asset.id.as_str(), base, pointer, sink);
            about.extend(outside.attributes());
        }
    }
    let mut functions = Vec::new();
    let transformation = described
        .vector_ingestion_configuration
        .and_then(|it| it.transformation);
    if let Some(transformation) = transformation {
        let storage = transformation.intermediate_storage;
        if let Some(uri) = storage.and_then(|it| it.s3?.uri) {
            let at = "/dataSource/vectorIngestionConfiguration";
            let storage = S3Place::prefix(&uri, AssetClass::Data, at);
            storage.flows_to(base, LineageKind::Index, reply, sink);
        }
        let steps = transformation.transformations.into_iter();
        functions.extend(steps.filter_map(|it| it.function?.lambda?.arn));
    }
    asset.encryption_key = described
        .server_side_encryption_configuration
        .and_then(|it| it.key);
    asset.attributes = attributes([
        ("kind", kind.keep()),
        ("state", described.status.keep()),
        ("deletion_policy", described.data_deletion_policy.keep()),
        ("transformation_functions", functions.keep()),
    ]);
    asset.attributes.extend(about);
    sink.fact(Fact::Asset(asset));
    Ok(())
}

/// The documents of a source in S3.
fn documents(
    s3: S3,
    base: &str,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) -> BTreeMap<String, Value> {
    let bucket = s3.bucket_arn.unwrap_or_default();
    let prefixes = if s3.inclusion_prefixes.is_empty() {
        vec![String::new()]
    } else {
        s3.inclusion_prefixes
    };
    for prefix in prefixes.iter().filter(|_| !bucket.is_empty()) {
        let uri = uri_of(&bucket, Some(prefix));
        let at = "/dataSource/dataSourceConfiguration/s3Configuration";
        let documents = S3Place::prefix(&uri, AssetClass::Data, at);
        documents.flows_to(base, LineageKind::Index, reply, sink);
    }
    attributes([
        ("bucket", bucket.keep()),
        ("bucket_owner", s3.bucket_owner_account_id.keep()),
    ])
}

impl Outside {
    fn attributes(self) -> BTreeMap<String, Value> {
        let seeds = self.url_configuration.map(|it| it.seeds);
        let seeds = seeds.unwrap_or_default().into_iter();
        let sites: Vec<FreeText> = self
            .site_urls
            .into_iter()
            .chain(seeds.filter_map(|seed| seed.url))
            .collect();
        attributes([
            ("host", self.host_url.keep()),
            ("sites", sites.keep()),
            ("authentication", self.auth_type.keep()),
            ("secret", self.credentials_secret_arn.keep()),
        ])
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Job {
    status: Option<String>,
    started_at: Option<When>,
    statistics: Option<Statistics>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Statistics {
    number_of_documents_failed: Option<i64>,
}

/// When a source was last ingested whole, how many documents failed then, and whether it was tried in vain since. What was
/// removed since it was whole is still in the index. Statuses of `IngestionJobSummary`, Agents for Amazon Bedrock API Reference.
pub(super) fn ingested(
    base: &str,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) -> Result<(), ReplyError> {
    let (mut last, mut failed, mut documents) = (None, None, None);
    reply.list("ingestionJobSummaries", sink, |job: Job, _, _| {
        let at = job.started_at.and_then(|it| it.0);
        match job.status.as_deref() {
            Some("COMPLETE") if at > last => {
                last = at;
                documents = job.statistics.and_then(|it| it.number_of_documents_failed);
            }
            Some("FAILED" | "STOPPED") if at > failed => failed = at,
            _ => {}
        }
    })?;
    let failed = failed.filter(|_| failed > last);
    let id = reply.argument.map(|it| words(it, 2));
    let Some(id) = id.as_ref().and_then(|it| it.get(1)) else {
        return Ok(());
    };
    if last.is_some() || failed.is_some() {
        let origin = reply.origin("/ingestionJobSummaries");
        let mut asset = source(base, id, id, reply, origin);
        let time = |it: Option<_>| it.map(|it| When(Some(it)));
        asset.attributes = attributes([
            ("last_ingestion", time(last).keep()),
            ("failed_ingestion", time(failed).keep()),
            ("failed_documents", documents.filter(|it| *it > 0).keep()),
        ]);
        sink.fact(Fact::Asset(asset));
    }
    Ok(())
}
