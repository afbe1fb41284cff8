//! Models: customized, imported, and what serves them.

use serde::Deserialize;

use super::super::wire::{FreeText, Keep, attributes};
use super::super::{Reply, ReplyError};
use super::{is_own, place};
use crate::facts::{Asset, AssetClass, Fact, LineageKind, Origin};
use crate::snapshot::Sink;

pub(super) const CUSTOM: &str = "aws:bedrock:custom-model";
pub(super) const IMPORTED: &str = "aws:bedrock:imported-model";

fn model(arn: &str, kind: &str, name: Option<String>, reply: &Reply<'_>, origin: Origin) -> Asset {
    let name = name.unwrap_or_else(|| {
        let (_, name) = arn.rsplit_once('/').unwrap_or(("", arn));
        name.to_owned()
    });
    reply.asset(AssetClass::Model, kind, arn, name, origin)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    model_arn: String,
    model_name: Option<String>,
    base_model_arn: Option<String>,
    customization_type: Option<String>,
    owner_account_id: Option<String>,
    model_architecture: Option<String>,
}

/// The models of a listing. A model that another account shares has its owner.
pub(super) fn listed(reply: &Reply<'_>, kind: &str, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("modelSummaries", sink, |listed: Listed, origin, sink| {
        let mut asset = model(&listed.model_arn, kind, listed.model_name, reply, origin);
        if let Some(owner) = listed.owner_account_id.filter(|owner| !owner.is_empty()) {
            asset.scope = Some(format!("aws:{owner}"));
        }
        asset.attributes = attributes([
            ("base_model", listed.base_model_arn.keep()),
            ("customization", listed.customization_type.keep()),
            ("architecture", listed.model_architecture.keep()),
        ]);
        sink.fact(Fact::Asset(asset));
    })
}

/// What a model is trained on: files in S3, or the logs of earlier invocations.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TrainingData {
    s3_uri: Option<String>,
    invocation_logs_config: Option<InvocationLogs>,
}

#[derive(Deserialize)]
struct InvocationLogs {
    #[serde(rename = "invocationLogSource")]
    source: Option<LogSource>,
}

#[derive(Deserialize)]
struct LogSource {
    #[serde(rename = "s3Uri")]
    uri: Option<String>,
}

/// What a model is tested on.
#[derive(Deserialize)]
pub(super) struct ValidationData {
    #[serde(default)]
    validators: Vec<Validator>,
}

#[derive(Deserialize)]
struct Validator {
    #[serde(rename = "s3Uri")]
    uri: Option<String>,
}

/// A place in S3.
#[derive(Deserialize)]
pub(super) struct Output {
    #[serde(rename = "s3Uri")]
    pub(super) uri: Option<String>,
}

/// Where data of training goes in and metrics come out: what a job and the model that it made have in common.
pub(super) fn training(
    to: &str,
    data: Option<TrainingData>,
    validation: Option<ValidationData>,
    output: Option<Output>,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) {
    if let Some(data) = data {
        let logs = data.invocation_logs_config.and_then(|it| it.source);
        // Whoever may invoke the model whose answers are logged has a say in what this one learns.
        if let Some(uri) = logs.and_then(|it| it.uri) {
            let pointer = "/trainingDataConfig/invocationLogsConfig";
            let logs = place(&uri, AssetClass::Log, pointer);
            logs.flows_to(to, LineageKind::Data, reply, sink);
        }
        if let Some(uri) = data.s3_uri {
            let data = place(&uri, AssetClass::Data, "/trainingDataConfig/s3Uri");
            data.flows_to(to, LineageKind::Data, reply, sink);
        }
    }
    let validators = validation.map(|it| it.validators).unwrap_or_default();
    for uri in validators.into_iter().filter_map(|it| it.uri) {
        let data = place(&uri, AssetClass::Data, "/validationDataConfig");
        data.flows_to(to, LineageKind::Data, reply, sink);
    }
    if let Some(uri) = output.and_then(|it| it.uri) {
        let metrics = place(&uri, AssetClass::Data, "/outputDataConfig/s3Uri");
        metrics.flows_from(to, LineageKind::Data, reply, sink);
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Custom {
    model_arn: String,
    model_name: Option<String>,
    job_arn: Option<String>,
    base_model_arn: Option<String>,
    customization_type: Option<String>,
    model_kms_key_arn: Option<String>,
    model_status: Option<String>,
    training_data_config: Option<TrainingData>,
    validation_data_config: Option<ValidationData>,
    output_data_config: Option<Output>,
}

/// A customized model, and what it was made from. Hyperparameters are not read.
pub(super) fn custom(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let custom: Custom = reply.parse()?;
    let arn = custom.model_arn;
    // The job may have left the listing; what it read has not changed.
    let to = custom.job_arn.as_deref().filter(|job| !job.is_empty());
    let to = to.unwrap_or(&arn).to_owned();
    training(
        &to,
        custom.training_data_config,
        custom.validation_data_config,
        custom.output_data_config,
        reply,
        sink,
    );
    if to != arn {
        let pointer = "/jobArn";
        reply.flow(LineageKind::Model, to.as_str(), arn.as_str(), pointer, sink);
    }
    if let Some(base) = custom.base_model_arn.as_deref().filter(|base| is_own(base)) {
        reply.flow(LineageKind::Model, base, to, "/baseModelArn", sink);
    }
    let mut asset = model(&arn, CUSTOM, custom.model_name, reply, reply.origin(""));
    asset.encryption_key = custom.model_kms_key_arn;
    asset.attributes = attributes([
        ("state", custom.model_status.keep()),
        ("base_model", custom.base_model_arn.keep()),
        ("customization", custom.customization_type.keep()),
    ]);
    sink.fact(Fact::Asset(asset));
    Ok(())
}

/// Where an imported model came from.
#[derive(Deserialize)]
pub(super) struct ModelSource {
    #[serde(rename = "s3DataSource")]
    s3: Option<Output>,
}

impl ModelSource {
    pub(super) fn flows_to(self, to: &str, reply: &Reply<'_>, sink: &mut dyn Sink) {
        if let Some(uri) = self.s3.and_then(|s3| s3.uri) {
            let weights = place(&uri, AssetClass::Model, "/modelDataSource/s3DataSource");
            weights.flows_to(to, LineageKind::Model, reply, sink);
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Imported {
    model_arn: String,
    model_name: Option<String>,
    job_arn: Option<String>,
    model_data_source: Option<ModelSource>,
    model_architecture: Option<String>,
    model_kms_key_arn: Option<String>,
}

/// An imported model.
pub(super) fn imported(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let imported: Imported = reply.parse()?;
    let arn = imported.model_arn;
    let to = imported.job_arn.filter(|job| !job.is_empty());
    if let Some(job) = &to {
        let pointer = "/jobArn";
        reply.flow(
            LineageKind::Model,
            job.as_str(),
            arn.as_str(),
            pointer,
            sink,
        );
    }
    if let Some(source) = imported.model_data_source {
        source.flows_to(to.as_deref().unwrap_or(&arn), reply, sink);
    }
    let mut asset = model(&arn, IMPORTED, imported.model_name, reply, reply.origin(""));
    asset.encryption_key = imported.model_kms_key_arn;
    asset.attributes = attributes([("architecture", imported.model_architecture.keep())]);
    sink.fact(Fact::Asset(asset));
    Ok(())
}

/// Something that serves a model.
#[derive(Deserialize)]
struct Serving {
    #[serde(
        rename = "provisionedModelArn",
        alias = "customModelDeploymentArn",
        alias = "endpointArn"
    )]
    arn: String,
    #[serde(rename = "provisionedModelName", alias = "customModelDeploymentName")]
    name: Option<String>,
    #[serde(rename = "modelArn", alias = "modelSourceIdentifier")]
    model: Option<String>,
    status: Option<String>,
}

impl Serving {
    fn facts(self, kind: &str, reply: &Reply<'_>, origin: Origin, sink: &mut dyn Sink) {
        let pointer = origin.pointer.clone();
        if let Some(of) = self.model.as_deref().filter(|of| is_own(of)) {
            reply.flow(LineageKind::Model, of, self.arn.as_str(), &pointer, sink);
        }
        let mut asset = model(&self.arn, kind, self.name, reply, origin);
        asset.attributes =
            attributes([("state", self.status.keep()), ("model", self.model.keep())]);
        sink.fact(Fact::Asset(asset));
    }
}

/// Provisioned throughput: a model of the account's own that is invoked by an ARN of its own.
pub(super) fn provisioned(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list(
        "provisionedModelSummaries",
        sink,
        |it: Serving, origin, sink| {
            it.facts("aws:bedrock:provisioned-model", reply, origin, sink);
        },
    )
}

/// Deployments of customized models that are invoked on demand.
pub(super) fn deployed(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list(
        "modelDeploymentSummaries",
        sink,
        |it: Serving, origin, sink| {
            it.facts("aws:bedrock:custom-model-deployment", reply, origin, sink);
        },
    )
}

/// Models of the marketplace: endpoints of SageMaker AI that Bedrock invokes too.
pub(super) fn marketplace(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list(
        "marketplaceModelEndpoints",
        sink,
        |it: Serving, origin, sink| {
            let mut asset = model(&it.arn, "aws:sagemaker:endpoint", None, reply, origin);
            asset.attributes = attributes([("marketplace_model", it.model.keep())]);
            sink.fact(Fact::Asset(asset));
        },
    )
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Profile {
    inference_profile_arn: String,
    inference_profile_name: Option<String>,
    description: Option<FreeText>,
    status: Option<String>,
    #[serde(default)]
    models: Vec<ProfileModel>,
}

#[derive(Deserialize)]
struct ProfileModel {
    #[serde(rename = "modelArn")]
    arn: Option<String>,
}

/// Inference profiles: names for models, with tags.
pub(super) fn profiles(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list(
        "inferenceProfileSummaries",
        sink,
        |profile: Profile, origin, sink| {
            let arn = profile.inference_profile_arn;
            let models: Vec<String> = profile.models.into_iter().filter_map(|it| it.arn).collect();
            let pointer = origin.pointer.clone();
            for of in models.iter().filter(|of| is_own(of)) {
                reply.flow(
                    LineageKind::Model,
                    of.as_str(),
                    arn.as_str(),
                    &pointer,
                    sink,
                );
            }
            let name = profile.inference_profile_name;
            let mut asset = model(&arn, "aws:bedrock:inference-profile", name, reply, origin);
            asset.attributes = attributes([
                ("state", profile.status.keep()),
                ("description", profile.description.keep()),
                ("models", models.keep()),
            ]);
            sink.fact(Fact::Asset(asset));
        },
    )
}
