//! Batch transform jobs: a model answers a data set. A job has no role of its own but that of its model.

use serde::Deserialize;

use super::super::wire::{Keep, When, attributes};
use super::super::{Reply, ReplyError};
use super::serving::container;
use super::training::Channel;
use super::{S3Place, arn_of, runs_as, workload};
use crate::facts::{AssetClass, Fact, LineageKind};
use crate::redact::EnvironmentNames;
use crate::snapshot::Sink;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Job {
    transform_job_name: String,
    transform_job_arn: String,
    transform_job_status: Option<String>,
    creation_time: Option<When>,
    model_name: Option<String>,
    #[serde(default)]
    environment: EnvironmentNames,
    transform_input: Option<Channel>,
    transform_output: Option<Output>,
    data_capture_config: Option<Capture>,
}

#[derive(Deserialize)]
struct Output {
    #[serde(rename = "S3OutputPath")]
    uri: Option<String>,
    #[serde(rename = "KmsKeyId")]
    key: Option<String>,
}

#[derive(Deserialize)]
struct Capture {
    #[serde(rename = "DestinationS3Uri")]
    uri: Option<String>,
}

/// The job as a workload, what it reads and what it writes.
pub(super) fn job(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let job: Job = reply.parse()?;
    let arn = job.transform_job_arn;
    if let Some(input) = job.transform_input {
        input.flows(&arn, "/TransformInput", reply, sink);
    }
    let (output, key) = job
        .transform_output
        .map_or((None, None), |it| (it.uri, it.key));
    let captured = job.data_capture_config.and_then(|it| it.uri);
    for (uri, pointer) in [
        (output, "/TransformOutput/S3OutputPath"),
        (captured, "/DataCaptureConfig/DestinationS3Uri"),
    ] {
        if let Some(uri) = uri {
            let place = S3Place::prefix(&uri, AssetClass::Data, pointer);
            place.flows_from(&arn, LineageKind::Data, reply, sink);
        }
    }
    let mut workload = workload(
        arn,
        "transform-job",
        job.transform_job_name,
        reply,
        reply.origin(""),
    );
    if let Some(name) = job.model_name {
        let model = arn_of("model", &name, reply);
        workload.runs_as = runs_as(Some(container(&model)), "model");
        let to = workload.id.as_str();
        reply.flow(LineageKind::Model, model, to, "/ModelName", sink);
    }
    workload.environment = job.environment.0;
    workload.attributes = attributes([
        ("state", job.transform_job_status.keep()),
        ("created", job.creation_time.keep()),
        ("output_encryption_key", key.keep()),
    ]);
    sink.fact(Fact::Workload(workload));
    Ok(())
}
