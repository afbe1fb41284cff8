//! Training jobs: data in, model out.

use std::borrow::Cow;

use serde::Deserialize;

use super::super::s3::S3Place;
use super::super::wire::{Keep, When, attributes};
use super::super::{Reply, ReplyError};
use super::{execution_role, workload};
use crate::facts::{AssetClass, Fact, LineageKind, Origin, Workload};
use crate::redact::EnvironmentNames;
use crate::snapshot::Sink;

/// A training job as the listing has it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Listed {
    training_job_name: String,
    training_job_arn: String,
    training_job_status: Option<String>,
}

impl Listed {
    pub(super) fn into_workload(self, reply: &Reply<'_>, origin: Origin) -> Workload {
        let mut workload = workload(
            self.training_job_arn,
            "training-job",
            self.training_job_name,
            reply,
            origin,
        );
        workload.attributes = attributes([("state", self.training_job_status.keep())]);
        workload
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Job<'a> {
    training_job_name: String,
    training_job_arn: String,
    training_job_status: Option<String>,
    role_arn: Option<String>,
    creation_time: Option<When>,
    #[serde(borrow)]
    hyper_parameters: Option<HyperParameters<'a>>,
    #[serde(default)]
    environment: EnvironmentNames,
    algorithm_specification: Option<Algorithm>,
    #[serde(default)]
    input_data_config: Vec<Channel>,
    output_data_config: Option<Output>,
    checkpoint_config: Option<Uri>,
    model_artifacts: Option<Artifacts>,
}

/// The one hyperparameter that is wanted: where the SageMaker SDK put the training script, a JSON string.
#[derive(Deserialize)]
struct HyperParameters<'a> {
    #[serde(borrow)]
    sagemaker_submit_directory: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Algorithm {
    training_image: Option<String>,
    algorithm_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Channel {
    data_source: Option<DataSource>,
}

#[derive(Deserialize)]
struct DataSource {
    #[serde(rename = "S3DataSource")]
    s3: Option<Source>,
}

#[derive(Deserialize)]
struct Source {
    #[serde(rename = "S3Uri")]
    uri: String,
    #[serde(rename = "S3DataType")]
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Output {
    #[serde(rename = "S3OutputPath")]
    uri: Option<String>,
    #[serde(rename = "KmsKeyId")]
    key: Option<String>,
}

#[derive(Deserialize)]
struct Uri {
    #[serde(rename = "S3Uri")]
    uri: String,
}

#[derive(Deserialize)]
struct Artifacts {
    #[serde(rename = "S3ModelArtifacts")]
    uri: Option<String>,
}

/// The job as a workload, what it reads and what it writes.
pub(super) fn job(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let job: Job<'_> = reply.parse()?;
    let arn = job.training_job_arn;
    for (index, channel) in job.input_data_config.into_iter().enumerate() {
        let Some(source) = channel.data_source.and_then(|source| source.s3) else {
            continue;
        };
        let input = S3Place {
            uri: &source.uri,
            // A manifest is one object that lists others.
            object: source.kind.is_some_and(|kind| kind != "S3Prefix"),
            class: AssetClass::Data,
            pointer: &format!("/InputDataConfig/{index}"),
        };
        input.flows_to(&arn, LineageKind::Data, reply, sink);
    }
    if let Some(directory) = job
        .hyper_parameters
        .and_then(|parameters| parameters.sagemaker_submit_directory)
    {
        let code = S3Place {
            uri: directory.trim_matches('"'),
            object: true,
            class: AssetClass::Code,
            pointer: "/HyperParameters/sagemaker_submit_directory",
        };
        code.flows_to(&arn, LineageKind::Code, reply, sink);
    }
    let output_key = job
        .output_data_config
        .as_ref()
        .and_then(|it| it.key.clone());
    let written = [
        (
            job.output_data_config.and_then(|output| output.uri),
            false,
            "/OutputDataConfig/S3OutputPath",
        ),
        (
            job.model_artifacts.and_then(|artifacts| artifacts.uri),
            true,
            "/ModelArtifacts/S3ModelArtifacts",
        ),
        (
            job.checkpoint_config.map(|checkpoint| checkpoint.uri),
            false,
            "/CheckpointConfig/S3Uri",
        ),
    ];
    for (uri, object, pointer) in written {
        let Some(uri) = uri else { continue };
        let output = S3Place {
            uri: &uri,
            object,
            class: AssetClass::Model,
            pointer,
        };
        output.flows_from(&arn, LineageKind::Model, reply, sink);
    }
    let mut workload = workload(
        arn,
        "training-job",
        job.training_job_name,
        reply,
        reply.origin(""),
    );
    workload.runs_as = execution_role(job.role_arn);
    workload.environment = job.environment.0;
    let algorithm = job.algorithm_specification;
    workload.attributes = attributes([
        ("state", job.training_job_status.keep()),
        ("created", job.creation_time.keep()),
        ("output_encryption_key", output_key.keep()),
        (
            "image",
            algorithm
                .and_then(|it| it.training_image.or(it.algorithm_name))
                .keep(),
        ),
    ]);
    sink.fact(Fact::Workload(workload));
    Ok(())
}
