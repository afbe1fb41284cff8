//! Jobs that search: hyperparameter tuning and AutoML. Each starts training jobs as one role.

use serde::Deserialize;

use super::super::wire::{Keep, When, attributes};
use super::super::{Reply, ReplyError};
use super::training::{Channel, Training};
use super::{S3Place, execution_role, workload};
use crate::facts::{AssetClass, Fact, LineageKind};
use crate::redact::EnvironmentNames;
use crate::snapshot::Sink;

#[derive(Deserialize)]
struct Tuning<'a> {
    #[serde(rename = "HyperParameterTuningJobName")]
    name: String,
    #[serde(rename = "HyperParameterTuningJobArn")]
    arn: String,
    #[serde(rename = "HyperParameterTuningJobStatus")]
    state: Option<String>,
    #[serde(rename = "CreationTime")]
    created: Option<When>,
    #[serde(borrow, rename = "TrainingJobDefinition")]
    definition: Option<Training<'a>>,
    #[serde(borrow, default, rename = "TrainingJobDefinitions")]
    definitions: Vec<Training<'a>>,
}

/// A tuning job: every definition is a training of its own, perhaps as another role.
pub(super) fn job(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let job: Tuning<'_> = reply.parse()?;
    let mut workload = workload(job.arn, "tuning-job", job.name, reply, reply.origin(""));
    if let Some(definition) = job.definition {
        definition.describe(&mut workload, "/TrainingJobDefinition", reply, sink);
    }
    for (index, definition) in job.definitions.into_iter().enumerate() {
        let pointer = format!("/TrainingJobDefinitions/{index}");
        definition.describe(&mut workload, &pointer, reply, sink);
    }
    workload.runs_as.sort();
    workload.runs_as.dedup();
    workload.environment.sort();
    workload.environment.dedup();
    workload.attributes.extend(attributes([
        ("state", job.state.keep()),
        ("created", job.created.keep()),
    ]));
    sink.fact(Fact::Workload(workload));
    Ok(())
}

#[derive(Deserialize)]
struct AutoMl {
    #[serde(rename = "AutoMLJobName")]
    name: String,
    #[serde(rename = "AutoMLJobArn")]
    arn: String,
    #[serde(rename = "AutoMLJobStatus")]
    state: Option<String>,
    #[serde(rename = "CreationTime")]
    created: Option<When>,
    #[serde(rename = "RoleArn")]
    role: Option<String>,
    #[serde(default, rename = "AutoMLJobInputDataConfig")]
    inputs: Vec<Channel>,
    #[serde(rename = "OutputDataConfig")]
    output: Option<Output>,
    #[serde(rename = "BestCandidate")]
    best: Option<Candidate>,
    #[serde(rename = "AutoMLComputeConfig")]
    compute: Option<Compute>,
    #[serde(rename = "ModelDeployResult")]
    deployed: Option<Deployed>,
}

#[derive(Deserialize)]
struct Output {
    #[serde(rename = "S3OutputPath")]
    uri: Option<String>,
    #[serde(rename = "KmsKeyId")]
    key: Option<String>,
}

#[derive(Deserialize)]
struct Candidate {
    #[serde(default, rename = "InferenceContainers")]
    containers: Vec<Container>,
}

#[derive(Deserialize)]
struct Container {
    #[serde(rename = "ModelDataUrl")]
    artifact: Option<String>,
    #[serde(default, rename = "Environment")]
    environment: EnvironmentNames,
}

#[derive(Deserialize)]
struct Compute {
    #[serde(rename = "EmrServerlessComputeConfig")]
    emr: Option<Emr>,
}

#[derive(Deserialize)]
struct Emr {
    #[serde(rename = "ExecutionRoleARN")]
    role: Option<String>,
}

#[derive(Deserialize)]
struct Deployed {
    #[serde(rename = "EndpointName")]
    endpoint: Option<String>,
}

/// An AutoML job, of the first version of the API or the second.
pub(super) fn automl(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let job: AutoMl = reply.parse()?;
    let mut workload = workload(job.arn, "automl-job", job.name, reply, reply.origin(""));
    let id = workload.id.clone();
    for (index, input) in job.inputs.into_iter().enumerate() {
        let pointer = format!("/AutoMLJobInputDataConfig/{index}");
        input.flows(&id, &pointer, reply, sink);
    }
    let (output, key) = job.output.map_or((None, None), |it| (it.uri, it.key));
    if let Some(uri) = output {
        let output = S3Place::prefix(&uri, AssetClass::Model, "/OutputDataConfig/S3OutputPath");
        output.flows_from(&id, LineageKind::Model, reply, sink);
    }
    let containers = job.best.map(|best| best.containers).unwrap_or_default();
    for (index, container) in containers.into_iter().enumerate() {
        if let Some(uri) = container.artifact {
            let pointer = format!("/BestCandidate/InferenceContainers/{index}/ModelDataUrl");
            let artifact = S3Place::object(&uri, AssetClass::Model, &pointer);
            artifact.flows_from(&id, LineageKind::Model, reply, sink);
        }
        workload.environment.extend(container.environment.0);
    }
    workload.environment.sort();
    workload.environment.dedup();
    workload.runs_as = execution_role(job.role);
    let emr = job.compute.and_then(|it| it.emr).and_then(|it| it.role);
    workload.attributes = attributes([
        ("state", job.state.keep()),
        ("created", job.created.keep()),
        ("output_encryption_key", key.keep()),
        ("emr_serverless_role", emr.keep()),
        (
            "deployed_endpoint",
            job.deployed.and_then(|it| it.endpoint).keep(),
        ),
    ]);
    sink.fact(Fact::Workload(workload));
    Ok(())
}
