//! Jobs: customization, import, evaluation, batch inference. Each has a role, reads from S3 and writes there.

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _};
use serde_json::value::RawValue;

use super::super::wire::{Keep, When, attributes, reason, runs_as};
use super::super::{Reply, ReplyError};
use super::models::{ModelSource, Output, TrainingData, ValidationData, training};
use super::{is_own, place};
use crate::facts::{AssetClass, Fact, LineageKind, Origin, Workload};
use crate::snapshot::Sink;

/// Hands on each member of the list, or the whole answer where it is a description of one job.
fn one_or_all<T: DeserializeOwned>(
    reply: &Reply<'_>,
    name: &str,
    sink: &mut dyn Sink,
    mut take: impl FnMut(T, Origin, &mut dyn Sink),
) -> Result<(), ReplyError> {
    if reply.operation.name.starts_with("List") {
        return reply.list(name, sink, take);
    }
    take(reply.parse()?, reply.origin(""), sink);
    Ok(())
}

/// What every kind of job has.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Job {
    job_arn: String,
    job_name: String,
    role_arn: Option<String>,
    status: Option<String>,
    #[serde(alias = "submitTime")]
    creation_time: Option<When>,
}

/// A job, and what its kind has besides: the same object, read twice, so that nothing else of it is.
struct With<T>(Job, T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for With<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        let wrong = |error| D::Error::custom(reason(&error));
        let job = serde_json::from_str(raw).map_err(wrong)?;
        Ok(Self(job, serde_json::from_str(raw).map_err(wrong)?))
    }
}

impl Job {
    fn workload(self, kind: &str, reply: &Reply<'_>, origin: Origin) -> Workload {
        let mut workload = reply.workload(kind, self.job_arn, self.job_name, origin);
        workload.runs_as = runs_as(self.role_arn, "service-role");
        workload.attributes = attributes([
            ("state", self.status.keep()),
            ("created", self.creation_time.keep()),
        ]);
        workload
    }
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Customization {
    base_model_arn: Option<String>,
    #[serde(alias = "customModelArn")]
    output_model_arn: Option<String>,
    customization_type: Option<String>,
    training_data_config: Option<TrainingData>,
    validation_data_config: Option<ValidationData>,
    output_data_config: Option<Output>,
    customization_config: Option<Config>,
}

#[derive(serde::Deserialize)]
struct Config {
    #[serde(rename = "rftConfig")]
    reinforcement: Option<Reinforcement>,
}

#[derive(serde::Deserialize)]
struct Reinforcement {
    #[serde(rename = "graderConfig")]
    grader: Option<Grader>,
}

#[derive(serde::Deserialize)]
struct Grader {
    #[serde(rename = "lambdaGrader")]
    lambda: Option<Lambda>,
}

#[derive(serde::Deserialize)]
struct Lambda {
    #[serde(rename = "lambdaArn")]
    arn: Option<String>,
}

/// Customization: data in, a model out. Hyperparameters are not read.
pub(super) fn customization(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    one_or_all(
        reply,
        "modelCustomizationJobSummaries",
        sink,
        |With(job, it): With<Customization>, origin, sink| {
            let pointer = origin.pointer.clone();
            let mut workload = job.workload("aws:bedrock:model-customization-job", reply, origin);
            let id = workload.id.clone();
            training(
                &id,
                it.training_data_config,
                it.validation_data_config,
                it.output_data_config,
                reply,
                sink,
            );
            if let Some(base) = it.base_model_arn.as_deref().filter(|base| is_own(base)) {
                reply.flow(LineageKind::Model, base, id.as_str(), &pointer, sink);
            }
            if let Some(model) = it.output_model_arn.filter(|model| !model.is_empty()) {
                reply.flow(LineageKind::Model, id, model, &pointer, sink);
            }
            let grader = it.customization_config.and_then(|it| it.reinforcement);
            let grader = grader.and_then(|it| it.grader).and_then(|it| it.lambda);
            workload.attributes.extend(attributes([
                ("base_model", it.base_model_arn.keep()),
                ("customization", it.customization_type.keep()),
                ("grader", grader.and_then(|it| it.arn).keep()),
            ]));
            sink.fact(Fact::Workload(workload));
        },
    )
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Import {
    imported_model_arn: Option<String>,
    model_data_source: Option<ModelSource>,
}

/// Imports: weights in, a model out.
pub(super) fn import(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    one_or_all(
        reply,
        "modelImportJobSummaries",
        sink,
        |With(job, it): With<Import>, origin, sink| {
            let pointer = origin.pointer.clone();
            let workload = job.workload("aws:bedrock:model-import-job", reply, origin);
            if let Some(source) = it.model_data_source {
                source.flows_to(&workload.id, reply, sink);
            }
            if let Some(model) = it.imported_model_arn.filter(|model| !model.is_empty()) {
                let id = workload.id.as_str();
                reply.flow(LineageKind::Model, id, model, &pointer, sink);
            }
            sink.fact(Fact::Workload(workload));
        },
    )
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Evaluation {
    customer_encryption_key_id: Option<String>,
    evaluation_config: Option<EvaluationConfig>,
    output_data_config: Option<Output>,
}

#[derive(serde::Deserialize)]
struct EvaluationConfig {
    automated: Option<DataSets>,
    human: Option<DataSets>,
}

#[derive(serde::Deserialize)]
struct DataSets {
    #[serde(default, rename = "datasetMetricConfigs")]
    metrics: Vec<Metric>,
}

#[derive(serde::Deserialize)]
struct Metric {
    dataset: Option<DataSet>,
}

#[derive(serde::Deserialize)]
struct DataSet {
    #[serde(rename = "datasetLocation")]
    location: Option<Output>,
}

/// Evaluations: prompts in, answers and scores out. Instructions are not read.
pub(super) fn evaluation(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    one_or_all(
        reply,
        "jobSummaries",
        sink,
        |With(job, it): With<Evaluation>, origin, sink| {
            let mut workload = job.workload("aws:bedrock:evaluation-job", reply, origin);
            let config = it.evaluation_config;
            let (automated, human) = config.map_or((None, None), |it| (it.automated, it.human));
            let sets = automated.into_iter().chain(human).flat_map(|it| it.metrics);
            for uri in sets
                .filter_map(|it| it.dataset)
                .filter_map(|it| it.location.and_then(|it| it.uri))
            {
                let prompts = place(&uri, AssetClass::Data, "/evaluationConfig");
                prompts.flows_to(&workload.id, LineageKind::Data, reply, sink);
            }
            if let Some(uri) = it.output_data_config.and_then(|it| it.uri) {
                let answers = place(&uri, AssetClass::Data, "/outputDataConfig");
                answers.flows_from(&workload.id, LineageKind::Data, reply, sink);
            }
            workload.attributes.extend(attributes([(
                "encryption_key",
                it.customer_encryption_key_id.keep(),
            )]));
            sink.fact(Fact::Workload(workload));
        },
    )
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Batch {
    model_id: Option<String>,
    input_data_config: Option<BatchInput>,
    output_data_config: Option<BatchOutput>,
}

#[derive(serde::Deserialize)]
struct BatchInput {
    #[serde(rename = "s3InputDataConfig")]
    s3: Option<Output>,
}

#[derive(serde::Deserialize)]
struct BatchOutput {
    #[serde(rename = "s3OutputDataConfig")]
    s3: Option<BatchS3>,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct BatchS3 {
    s3_uri: Option<String>,
    s3_encryption_key_id: Option<String>,
}

/// Batch inference: prompts in, answers out. The listing tells everything.
pub(super) fn batch(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    one_or_all(
        reply,
        "invocationJobSummaries",
        sink,
        |With(job, it): With<Batch>, origin, sink| {
            let pointer = origin.pointer.clone();
            let mut workload = job.workload("aws:bedrock:model-invocation-job", reply, origin);
            let input = it.input_data_config.and_then(|it| it.s3);
            if let Some(uri) = input.and_then(|it| it.uri) {
                let prompts = place(&uri, AssetClass::Data, &pointer);
                prompts.flows_to(&workload.id, LineageKind::Data, reply, sink);
            }
            let output = it.output_data_config.and_then(|it| it.s3);
            let (uri, key) = output.map_or((None, None), |it| (it.s3_uri, it.s3_encryption_key_id));
            if let Some(uri) = uri {
                let answers = place(&uri, AssetClass::Data, &pointer);
                answers.flows_from(&workload.id, LineageKind::Data, reply, sink);
            }
            if let Some(model) = it.model_id.as_deref().filter(|model| is_own(model)) {
                let to = workload.id.as_str();
                reply.flow(LineageKind::Model, model, to, &pointer, sink);
            }
            workload.attributes.extend(attributes([
                ("model", it.model_id.keep()),
                ("output_encryption_key", key.keep()),
            ]));
            sink.fact(Fact::Workload(workload));
        },
    )
}
