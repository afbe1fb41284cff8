//! Training: data in, model out. A tuning job has definitions of the same shape.

use std::borrow::Cow;

use serde::Deserialize;

use super::super::wire::{Keep, When, attributes};
use super::super::{Reply, ReplyError};
use super::{S3Place, execution_role, workload};
use crate::facts::{AssetClass, Fact, LineageKind, Workload};
use crate::redact::EnvironmentNames;
use crate::snapshot::Sink;

/// What is trained, on what, by whom: a training job, or a definition of a tuning job.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Training<'a> {
    role_arn: Option<String>,
    #[serde(borrow, alias = "StaticHyperParameters")]
    hyper_parameters: Option<HyperParameters<'a>>,
    #[serde(default)]
    environment: EnvironmentNames,
    algorithm_specification: Option<Algorithm>,
    #[serde(default)]
    input_data_config: Vec<Channel>,
    output_data_config: Option<Output>,
    checkpoint_config: Option<Uri>,
    enable_network_isolation: Option<bool>,
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
    training_image_config: Option<ImageConfig>,
}

#[derive(Deserialize)]
struct ImageConfig {
    #[serde(rename = "TrainingRepositoryAuthConfig")]
    auth: Option<ImageAuth>,
}

#[derive(Deserialize)]
struct ImageAuth {
    #[serde(rename = "TrainingRepositoryCredentialsProviderArn")]
    lambda: Option<String>,
}

/// An input of a job.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Channel {
    data_source: Option<DataSource>,
}

#[derive(Deserialize)]
struct DataSource {
    #[serde(rename = "S3DataSource")]
    s3: Option<Source>,
    #[serde(rename = "FileSystemDataSource")]
    file_system: Option<FileSystem>,
}

#[derive(Deserialize)]
struct Source {
    #[serde(rename = "S3Uri")]
    uri: String,
    #[serde(rename = "S3DataType")]
    kind: Option<String>,
}

#[derive(Deserialize)]
struct FileSystem {
    #[serde(rename = "FileSystemId")]
    id: Option<String>,
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

impl Channel {
    /// The data that the job at `to` reads. The id of a file system, when the data lies in one.
    pub(super) fn flows(
        self,
        to: &str,
        pointer: &str,
        reply: &Reply<'_>,
        sink: &mut dyn Sink,
    ) -> Option<String> {
        let source = self.data_source?;
        if let Some(s3) = source.s3 {
            let input = S3Place {
                uri: &s3.uri,
                // A manifest is one object that lists others.
                object: s3.kind.is_some_and(|kind| kind != "S3Prefix"),
                class: AssetClass::Data,
                pointer,
            };
            input.flows_to(to, LineageKind::Data, reply, sink);
        }
        source.file_system.and_then(|system| system.id)
    }
}

impl Training<'_> {
    /// Adds what the job reads, runs and writes, and its role, environment and image.
    pub(super) fn describe(
        self,
        workload: &mut Workload,
        at: &str,
        reply: &Reply<'_>,
        sink: &mut dyn Sink,
    ) {
        let id = workload.id.clone();
        let mut file_systems = Vec::new();
        for (index, channel) in self.input_data_config.into_iter().enumerate() {
            let pointer = format!("{at}/InputDataConfig/{index}");
            file_systems.extend(channel.flows(&id, &pointer, reply, sink));
        }
        if let Some(directory) = self
            .hyper_parameters
            .and_then(|parameters| parameters.sagemaker_submit_directory)
        {
            let pointer = format!("{at}/HyperParameters/sagemaker_submit_directory");
            let code = S3Place::object(directory.trim_matches('"'), AssetClass::Code, &pointer);
            code.flows_to(&id, LineageKind::Code, reply, sink);
        }
        let (output, key) = self
            .output_data_config
            .map_or((None, None), |it| (it.uri, it.key));
        let written = [
            (output, "OutputDataConfig/S3OutputPath"),
            (
                self.checkpoint_config.map(|checkpoint| checkpoint.uri),
                "CheckpointConfig/S3Uri",
            ),
        ];
        for (uri, member) in written {
            let Some(uri) = uri else { continue };
            let pointer = format!("{at}/{member}");
            let output = S3Place::prefix(&uri, AssetClass::Model, &pointer);
            output.flows_from(&id, LineageKind::Model, reply, sink);
        }
        let (image, provider) = match self.algorithm_specification {
            Some(algorithm) => (
                algorithm.training_image.or(algorithm.algorithm_name),
                algorithm
                    .training_image_config
                    .and_then(|config| config.auth)
                    .and_then(|auth| auth.lambda),
            ),
            None => (None, None),
        };
        if let Some(image) = &image {
            let pointer = format!("{at}/AlgorithmSpecification/TrainingImage");
            reply.runs_image(image, &id, &pointer, sink);
        }
        workload.runs_as.extend(execution_role(self.role_arn));
        workload.environment.extend(self.environment.0);
        workload.attributes.extend(attributes([
            ("output_encryption_key", key.keep()),
            ("image", image.keep()),
            ("image_credentials_provider", provider.keep()),
            ("network_isolation", self.enable_network_isolation.keep()),
            ("file_systems", file_systems.keep()),
        ]));
    }
}

/// What a training job has besides.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Job {
    training_job_name: String,
    training_job_arn: String,
    training_job_status: Option<String>,
    creation_time: Option<When>,
    model_artifacts: Option<Artifacts>,
    debug_hook_config: Option<Output>,
    tensor_board_output_config: Option<Output>,
    profiler_config: Option<Output>,
    remote_debug_config: Option<RemoteDebug>,
    model_package_config: Option<ModelPackage>,
    output_model_package_arn: Option<String>,
}

#[derive(Deserialize)]
struct Artifacts {
    #[serde(rename = "S3ModelArtifacts")]
    uri: Option<String>,
}

#[derive(Deserialize)]
struct RemoteDebug {
    #[serde(rename = "EnableRemoteDebug")]
    enabled: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ModelPackage {
    source_model_package_arn: Option<String>,
}

/// The job as a workload, what it reads and what it writes.
pub(super) fn job(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let training: Training<'_> = reply.parse()?;
    let job: Job = reply.parse()?;
    let mut workload = workload(
        job.training_job_arn,
        "training-job",
        job.training_job_name,
        reply,
        reply.origin(""),
    );
    training.describe(&mut workload, "", reply, sink);
    let id = workload.id.clone();
    if let Some(uri) = job.model_artifacts.and_then(|artifacts| artifacts.uri) {
        let artifact = S3Place::object(&uri, AssetClass::Model, "/ModelArtifacts/S3ModelArtifacts");
        artifact.flows_from(&id, LineageKind::Model, reply, sink);
    }
    for (output, pointer) in [
        (job.debug_hook_config, "/DebugHookConfig/S3OutputPath"),
        (
            job.tensor_board_output_config,
            "/TensorBoardOutputConfig/S3OutputPath",
        ),
        (job.profiler_config, "/ProfilerConfig/S3OutputPath"),
    ] {
        if let Some(uri) = output.and_then(|output| output.uri) {
            let output = S3Place::prefix(&uri, AssetClass::Data, pointer);
            output.flows_from(&id, LineageKind::Data, reply, sink);
        }
    }
    if let Some(package) = job.output_model_package_arn {
        let pointer = "/OutputModelPackageArn";
        reply.flow(LineageKind::Model, id.as_str(), package, pointer, sink);
    }
    if let Some(package) = job
        .model_package_config
        .and_then(|config| config.source_model_package_arn)
    {
        let pointer = "/ModelPackageConfig/SourceModelPackageArn";
        reply.flow(LineageKind::Model, package, id.as_str(), pointer, sink);
    }
    let debug = job.remote_debug_config.and_then(|it| it.enabled);
    workload.attributes.extend(attributes([
        ("state", job.training_job_status.keep()),
        ("created", job.creation_time.keep()),
        ("remote_debug", debug.keep()),
    ]));
    sink.fact(Fact::Workload(workload));
    Ok(())
}
