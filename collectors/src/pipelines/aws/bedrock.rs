//! The calls of Amazon Bedrock that pipelines make (Amazon Bedrock API Reference: CreateModelCustomizationJob,
//! CreateModelImportJob, CreateModelInvocationJob, InvokeModel).

use super::arguments::Arguments;
use super::jobs::{Job, STEP_ROLE};
use crate::facts::LineageKind;
use crate::model_format::{self, Loading};
use crate::pipelines::Value;

/// Reads the members of these calls that are there. Prompts are not read.
pub(super) fn describe(job: &mut Job<'_>, arguments: &Arguments<'_>) {
    job.role(arguments, &["RoleArn"], STEP_ROLE);
    let data = LineageKind::Data;
    let training: [&[&str]; 4] = [
        &["TrainingDataConfig", "S3Uri"],
        // What models were asked and answered before: whoever asks them writes training data.
        &[
            "TrainingDataConfig",
            "InvocationLogsConfig",
            "InvocationLogSource",
            "S3Uri",
        ],
        &["InputDataConfig", "S3InputDataConfig", "S3Uri"],
        &["Input", "S3Uri"],
    ];
    for path in training {
        job.reads(data, arguments, path, &path.join("/"));
    }
    let validators = arguments.within("ValidationDataConfig");
    let validators = validators.map_or_else(Vec::new, |it| it.items("Validators"));
    for (index, validator) in validators.iter().enumerate() {
        let member = format!("ValidationDataConfig/Validators/{index}");
        job.reads(data, validator, &["S3Uri"], &member);
    }
    let path = ["ModelDataSource", "S3DataSource", "S3Uri"];
    job.reads(LineageKind::Model, arguments, &path, &path.join("/"));
    if arguments.value(&path).is_some() {
        // "Import a customized model into Amazon Bedrock": the weights are safetensors.
        let loading = Loading::ReadsData.attribute();
        job.stage.attribute(model_format::ATTRIBUTE, loading);
    }
    for path in [
        &["OutputDataConfig", "S3Uri"][..],
        &["OutputDataConfig", "S3OutputDataConfig", "S3Uri"],
        &["Output", "S3Uri"],
    ] {
        job.writes(data, arguments, path, &path.join("/"));
    }
    for member in ["BaseModelIdentifier", "ModelId", "ModelIdentifier"] {
        if let Some(model) = job.value(arguments, &[member], "model") {
            base(job, &model);
        }
    }
    for (member, kind) in [
        ("CustomModelName", "custom-model"),
        ("ImportedModelName", "imported-model"),
    ] {
        if let Some(model) = job.value(arguments, &[member], "model") {
            made(job, kind, &model);
        }
    }
}

/// A model that is asked or trained further. One of a provider has an ARN without an account.
fn base(job: &mut Job<'_>, model: &Value) {
    let Some(name) = model.known() else {
        job.stage.reads(
            LineageKind::Model,
            "model",
            model,
            crate::pipelines::Grain::Object,
        );
        return;
    };
    let id = match name.starts_with("arn:") {
        true => name.to_owned(),
        false => job.naming.foundation_model(name),
    };
    job.stage.attribute("model", id.as_str());
    // A model of one's own is what somebody may have poisoned; those of providers are not of the estate.
    if !id.contains("::foundation-model/") {
        let assumed = model.assumed();
        job.stage
            .reads_asset(LineageKind::Model, "aws:bedrock:custom-model", &id, assumed);
    }
}

fn made(job: &mut Job<'_>, kind: &str, model: &Value) {
    match model.known() {
        Some(name) => {
            let id = job.naming.id("bedrock", &format!("{kind}/{name}"));
            let type_name = format!("aws:bedrock:{kind}");
            let assumed = model.assumed();
            job.stage
                .writes_asset(LineageKind::Model, &type_name, &id, assumed);
        }
        None => {
            job.stage.unresolved("model", "model", model);
        }
    }
}
