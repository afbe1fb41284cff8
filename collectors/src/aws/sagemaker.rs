//! Amazon SageMaker AI: notebooks, training jobs, models, endpoints, and how data and models flow between them.
//!
//! Hyperparameters are not kept (they often hold secrets), but for the one that names the training script's
//! place in S3. Of environments only the names are kept.

mod serving;
mod training;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::wire::{Keep, attributes, runs_as};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{Asset, AssetClass, Fact, Origin, Provider, RunsAs, Workload};
use crate::snapshot::Sink;

/// The SageMaker AI service.
#[derive(Debug)]
pub struct SageMaker;

static ENDPOINT: Endpoint = Endpoint {
    host: "api.sagemaker",
    signs_as: "sagemaker",
    protocol: Protocol::Json {
        version: "1.1",
        target: "SageMaker",
    },
};

const PAGES: Paging = Paging::NEXT_TOKEN.by("MaxResults", 100);

const fn listing(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(name, ("sagemaker", command), permissions, Place::Regional)
}

// Amazon SageMaker API Reference: the page of each operation. ARNs have the names in lower case.
static OPERATIONS: [Operation; 9] = [
    listing(
        "ListNotebookInstances",
        "list-notebook-instances",
        &["sagemaker:ListNotebookInstances"],
    )
    .paged(PAGES),
    listing(
        "DescribeNotebookInstance",
        "describe-notebook-instance",
        &["sagemaker:DescribeNotebookInstance"],
    )
    .each(
        "--notebook-instance-name",
        "NotebookInstanceName",
        &[(
            "ListNotebookInstances",
            "NotebookInstances[].NotebookInstanceName",
        )],
        "arn:{partition}:sagemaker:{region}:{account}:notebook-instance/{argument}",
    ),
    listing(
        "ListTrainingJobs",
        "list-training-jobs",
        &["sagemaker:ListTrainingJobs"],
    )
    .paged(PAGES),
    listing(
        "DescribeTrainingJob",
        "describe-training-job",
        &["sagemaker:DescribeTrainingJob"],
    )
    .each(
        "--training-job-name",
        "TrainingJobName",
        &[("ListTrainingJobs", "TrainingJobSummaries[].TrainingJobName")],
        "arn:{partition}:sagemaker:{region}:{account}:training-job/{argument}",
    ),
    listing("ListModels", "list-models", &["sagemaker:ListModels"]).paged(PAGES),
    listing(
        "DescribeModel",
        "describe-model",
        &["sagemaker:DescribeModel"],
    )
    .each(
        "--model-name",
        "ModelName",
        &[("ListModels", "Models[].ModelName")],
        "arn:{partition}:sagemaker:{region}:{account}:model/{argument}",
    ),
    listing(
        "ListEndpoints",
        "list-endpoints",
        &["sagemaker:ListEndpoints"],
    )
    .paged(PAGES),
    listing(
        "DescribeEndpoint",
        "describe-endpoint",
        &["sagemaker:DescribeEndpoint"],
    )
    .each(
        "--endpoint-name",
        "EndpointName",
        &[("ListEndpoints", "Endpoints[].EndpointName")],
        "arn:{partition}:sagemaker:{region}:{account}:endpoint/{argument}",
    ),
    listing(
        "DescribeEndpointConfig",
        "describe-endpoint-config",
        &["sagemaker:DescribeEndpointConfig"],
    )
    .each(
        "--endpoint-config-name",
        "EndpointConfigName",
        &[("DescribeEndpoint", "EndpointConfigName")],
        "arn:{partition}:sagemaker:{region}:{account}:endpoint-config/{argument}",
    ),
];

impl Service for SageMaker {
    fn name(&self) -> &'static str {
        "sagemaker"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match reply.operation.name {
            "ListNotebookInstances" => reply.list(
                "NotebookInstances",
                sink,
                |notebook: Notebook, origin, sink| {
                    sink.fact(Fact::Workload(notebook.into_workload(reply, origin)));
                },
            ),
            "DescribeNotebookInstance" => {
                let notebook: Notebook = reply.parse()?;
                let workload = notebook.into_workload(reply, reply.origin(""));
                sink.fact(Fact::Workload(workload));
                Ok(())
            }
            "ListTrainingJobs" => reply.list(
                "TrainingJobSummaries",
                sink,
                |job: training::Listed, origin, sink| {
                    sink.fact(Fact::Workload(job.into_workload(reply, origin)));
                },
            ),
            "DescribeTrainingJob" => training::job(reply, sink),
            "ListModels" => reply.list(
                "Models",
                sink,
                |model: serving::ListedModel, origin, sink| {
                    sink.fact(Fact::Asset(model.into_asset(reply, origin)));
                },
            ),
            "DescribeModel" => serving::model(reply, sink),
            "ListEndpoints" => reply.list(
                "Endpoints",
                sink,
                |endpoint: serving::Endpoint, origin, sink| {
                    endpoint.facts(reply, &origin, sink);
                },
            ),
            "DescribeEndpoint" => {
                let endpoint: serving::Endpoint = reply.parse()?;
                endpoint.facts(reply, &reply.origin(""), sink);
                Ok(())
            }
            "DescribeEndpointConfig" => serving::config(reply, sink),
            _ => Ok(()),
        }
    }
}

/// A workload of which nothing but its existence is known.
fn workload(arn: String, kind: &str, name: String, reply: &Reply<'_>, origin: Origin) -> Workload {
    Workload {
        id: arn,
        provider: Provider::Aws,
        kind: format!("aws:sagemaker:{kind}"),
        name,
        scope: reply.scope(),
        region: reply.region.map(str::to_owned),
        runs_as: Vec::new(),
        environment: Vec::new(),
        tags: None,
        attributes: BTreeMap::new(),
        origin,
    }
}

/// An asset of which nothing but its existence is known.
fn asset(arn: String, kind: &str, name: String, reply: &Reply<'_>, origin: Origin) -> Asset {
    Asset {
        id: arn,
        provider: Provider::Aws,
        class: AssetClass::Model,
        kind: format!("aws:sagemaker:{kind}"),
        name,
        scope: Some(reply.scope()),
        region: reply.region.map(str::to_owned),
        part_of: None,
        encryption_key: None,
        tags: None,
        attributes: BTreeMap::new(),
        origin,
    }
}

fn execution_role(role: Option<String>) -> Vec<RunsAs> {
    runs_as(role, "execution-role")
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Notebook {
    notebook_instance_name: String,
    notebook_instance_arn: String,
    notebook_instance_status: Option<String>,
    role_arn: Option<String>,
    url: Option<String>,
    kms_key_id: Option<String>,
    subnet_id: Option<String>,
    direct_internet_access: Option<String>,
    root_access: Option<String>,
    notebook_instance_lifecycle_config_name: Option<String>,
}

impl Notebook {
    fn into_workload(self, reply: &Reply<'_>, origin: Origin) -> Workload {
        let mut workload = workload(
            self.notebook_instance_arn,
            "notebook-instance",
            self.notebook_instance_name,
            reply,
            origin,
        );
        workload.runs_as = execution_role(self.role_arn);
        workload.attributes = attributes([
            ("state", self.notebook_instance_status.keep()),
            ("url", self.url.keep()),
            ("encryption_key", self.kms_key_id.keep()),
            ("subnet", self.subnet_id.keep()),
            ("direct_internet_access", self.direct_internet_access.keep()),
            ("root_access", self.root_access.keep()),
            (
                "lifecycle_configuration",
                self.notebook_instance_lifecycle_config_name.keep(),
            ),
        ]);
        workload
    }
}
