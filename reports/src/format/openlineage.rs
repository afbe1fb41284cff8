//! `openlineage`: a JobEvent a stage and line, for catalogues that read OpenLineage.
//!
//! Source: "OpenLineage.json" of the specification, version 2-0-2: a `JobEvent` has `eventTime`, `producer`, `schemaURL` and `job`,
//! and datasets as `inputs` and `outputs`; "Naming Conventions" of its documentation. Lineage tools know no identities: as
//! whom a stage runs is a facet of our own, `nhi_identityJobFacet`.

use blastradius_collectors::facts::{Provider, UNRESOLVED};
use blastradius_queries::answer::{DescribedPipeline, DescribedStage, Pipelines, StageAsset};
use serde_json::{Value, json};

use super::Format;
use crate::answer::{Answer, AnswerKind};
use crate::error::ReportError;
use crate::options::Options;
use crate::sanitize::json::to_line;

pub(super) static FORMAT: Format = Format {
    name: "openlineage",
    about: "OpenLineage job events, one a line, with the identity of each stage",
    extension: "ndjson",
    answers: &[AnswerKind::Pipelines, AnswerKind::Pipeline],
    render,
};

const PRODUCER: &str = env!("CARGO_PKG_REPOSITORY");
const EVENT: &str = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/JobEvent";
const JOB_TYPE: &str =
    "https://openlineage.io/spec/facets/2-0-3/JobTypeJobFacet.json#/$defs/JobTypeJobFacet";

fn render(answer: &Answer<'_>, _: &Options) -> Result<String, ReportError> {
    let (Answer::Pipelines(it) | Answer::Pipeline(it)) = answer else {
        return Ok(String::new());
    };
    let mut out = String::new();
    for pipeline in &it.pipelines {
        for stage in &pipeline.stages {
            let line =
                to_line(&event(it, pipeline, stage)).map_err(|reason| ReportError::Serialise {
                    format: FORMAT.name,
                    reason: reason.to_string(),
                })?;
            out.push_str(&line);
            out.push('\n');
        }
    }
    Ok(out)
}

fn event(answer: &Pipelines, pipeline: &DescribedPipeline, stage: &DescribedStage) -> Value {
    // The results of other stages are jobs and no data sets.
    let is_stage = |it: &&StageAsset| !pipeline.stages.iter().any(|other| other.id == it.id);
    let datasets = |assets: &[StageAsset]| -> Vec<Value> {
        assets
            .iter()
            .filter(is_stage)
            .map(|it| dataset(&it.id))
            .collect()
    };
    let mut inputs = datasets(&stage.inputs);
    inputs.extend(datasets(&stage.code));
    json!({
        "eventTime": answer.snapshot.taken,
        "producer": PRODUCER,
        "schemaURL": EVENT,
        "job": {
            "namespace": pipeline.scope,
            "name": stage.id,
            "facets": {
                "jobType": {
                    "_producer": PRODUCER,
                    "_schemaURL": JOB_TYPE,
                    "processingType": "BATCH",
                    "integration": pipeline.type_name,
                    "jobType": stage.kind,
                },
                "nhi_identityJobFacet": {
                    "_producer": PRODUCER,
                    "_schemaURL": format!("{PRODUCER}/blob/main/docs/machine-formats.md"),
                    "identities": stage.identities.iter().map(|it| json!({
                        "provider": provider(&it.id, pipeline.provider),
                        "id": it.id,
                        "kind": answer.nodes.get(&it.id).map(|brief| brief.type_name.as_str()).unwrap_or("identity"),
                        "certainty": it.certainty,
                    })).collect::<Vec<_>>(),
                },
            },
        },
        "inputs": inputs,
        "outputs": datasets(&stage.outputs),
    })
}

/// The platform of an identity, which need not be that of its pipeline.
fn provider(id: &str, of_pipeline: Provider) -> &'static str {
    let ways = [
        ("arn:", "aws"),
        ("//iam.googleapis.com/", "gcp"),
        ("/subscriptions/", "azure"),
        ("k8s:", "kubernetes"),
        (UNRESOLVED, "unknown"),
    ];
    let named = ways.iter().find(|(begin, _)| id.starts_with(begin));
    match (named, of_pipeline) {
        (Some((_, name)), _) => name,
        (None, Provider::Aws) => "aws",
        (None, Provider::Gcp) => "gcp",
        (None, Provider::Azure) => "azure",
        (None, Provider::Kubernetes) => "kubernetes",
        (None, Provider::Github) => "github",
        (None, Provider::Gitlab) => "gitlab",
        _ => "other",
    }
}

/// A data set by the naming conventions: a bucket is the namespace, and the path in it the name.
fn dataset(id: &str) -> Value {
    let path = |path: &str| match path.trim_end_matches('*').trim_end_matches('/') {
        "" => "/".to_owned(),
        path => path.to_owned(),
    };
    let s3 = id
        .strip_prefix("arn:")
        .and_then(|rest| rest.split_once(":s3:::"));
    let gcs = id
        .strip_prefix("gs://")
        .or_else(|| id.strip_prefix("//storage.googleapis.com/"));
    if let Some(name) = table(id) {
        return json!({"namespace": "bigquery", "name": name});
    }
    if let Some((account, container, blob)) = blob(id) {
        let namespace = format!("wasbs://{container}@{account}.blob.core.windows.net");
        return json!({"namespace": namespace, "name": path(blob)});
    }
    let (scheme, rest) = match (s3, gcs) {
        (Some((_, rest)), _) => ("s3", rest),
        (None, Some(rest)) => ("gs", rest),
        (None, None) => {
            let (namespace, name) = id.split_once(':').unwrap_or(("unknown", id));
            return json!({"namespace": namespace, "name": name});
        }
    };
    let (bucket, rest) = rest.split_once('/').unwrap_or((rest, ""));
    json!({"namespace": format!("{scheme}://{bucket}"), "name": path(rest)})
}

/// `PROJECT.DATASET.TABLE` of a table of BigQuery.
fn table(id: &str) -> Option<String> {
    let rest = id.strip_prefix("//bigquery.googleapis.com/projects/")?;
    let (project, rest) = rest.split_once("/datasets/")?;
    let (dataset, table) = rest.split_once("/tables/")?;
    Some(format!("{project}.{dataset}.{table}"))
}

/// The account, the container and the path of a blob.
fn blob(id: &str) -> Option<(&str, &str, &str)> {
    let rest = id.strip_prefix("https://")?;
    let (account, rest) = rest.split_once(".blob.core.windows.net/")?;
    let (container, path) = rest.split_once('/').unwrap_or((rest, ""));
    Some((account, container, path))
}
