//! Amazon SageMaker AI: who works in Studio and notebooks, which jobs and pipelines run, and how data and models flow
//! between them.
//!
//! Hyperparameters are not kept (they often hold secrets), but for the one that names the training script's
//! place in S3. Of environments only the names are kept, of lifecycle scripts only that they are there.

mod clusters;
mod components;
mod containers;
mod features;
mod images;
mod listed;
mod mlflow;
mod monitoring;
mod notebook;
mod operations;
mod pipeline;
mod processing;
mod registry;
mod serving;
mod settings;
mod studio;
mod tags;
mod training;
mod transform;
mod tuning;

use self::operations::{ENDPOINT, OPERATIONS};
pub(crate) use self::processing::is_code;
use super::s3::S3Place;
use super::wire::runs_as;
use super::{Endpoint, Operation, Reply, ReplyError, Service};
use crate::facts::{Asset, AssetClass, Origin, RunsAs, Workload};
use crate::snapshot::Sink;

/// The SageMaker AI service.
#[derive(Debug)]
pub struct SageMaker;

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
            "ListNotebookInstances" | "DescribeNotebookInstance" => notebook::instance(reply, sink),
            "ListNotebookInstanceLifecycleConfigs" | "ListStudioLifecycleConfigs" => {
                notebook::lifecycle_configs(reply, sink)
            }
            "ListCodeRepositories" => notebook::repositories(reply, sink),
            "ListDomains" | "DescribeDomain" => studio::domain(reply, sink),
            "ListUserProfiles" | "DescribeUserProfile" => studio::profile(reply, sink),
            "ListSpaces" | "DescribeSpace" => studio::space(reply, sink),
            "ListApps" => studio::apps(reply, sink),
            "ListTrainingJobs" => listed::jobs(reply, "TrainingJobSummaries", "training-job", sink),
            "DescribeTrainingJob" => training::job(reply, sink),
            "ListProcessingJobs" => {
                listed::jobs(reply, "ProcessingJobSummaries", "processing-job", sink)
            }
            "DescribeProcessingJob" => processing::job(reply, sink),
            "ListTransformJobs" => {
                listed::jobs(reply, "TransformJobSummaries", "transform-job", sink)
            }
            "DescribeTransformJob" => transform::job(reply, sink),
            "ListHyperParameterTuningJobs" => listed::jobs(
                reply,
                "HyperParameterTuningJobSummaries",
                "tuning-job",
                sink,
            ),
            "DescribeHyperParameterTuningJob" => tuning::job(reply, sink),
            "ListAutoMLJobs" => listed::jobs(reply, "AutoMLJobSummaries", "automl-job", sink),
            "DescribeAutoMLJobV2" => tuning::automl(reply, sink),
            "ListPipelines" | "DescribePipeline" => pipeline::pipeline(reply, sink),
            "ListModelPackageGroups" => registry::groups(reply, sink),
            "GetModelPackageGroupPolicy" => registry::policy(reply, sink),
            "ListModelPackages" | "DescribeModelPackage" => registry::package(reply, sink),
            "ListModels" => serving::models(reply, sink),
            "DescribeModel" => serving::model(reply, sink),
            "ListEndpoints" | "DescribeEndpoint" => serving::endpoint(reply, sink),
            "DescribeEndpointConfig" => serving::config(reply, sink),
            "ListInferenceComponents" | "DescribeInferenceComponent" => {
                components::component(reply, sink)
            }
            "ListFeatureGroups" | "DescribeFeatureGroup" => features::group(reply, sink),
            "ListImages" => images::listed(reply, sink),
            "ListImageVersions" | "DescribeImageVersion" => images::version(reply, sink),
            "ListMonitoringSchedules" | "DescribeMonitoringSchedule" => {
                monitoring::schedule(reply, sink)
            }
            "DescribeDataQualityJobDefinition"
            | "DescribeModelQualityJobDefinition"
            | "DescribeModelBiasJobDefinition"
            | "DescribeModelExplainabilityJobDefinition" => monitoring::definition(reply, sink),
            "ListMlflowTrackingServers" | "DescribeMlflowTrackingServer" => {
                mlflow::server(reply, sink)
            }
            "ListClusters" | "DescribeCluster" => clusters::cluster(reply, sink),
            "ListTags" => tags::list(reply, sink),
            _ => Ok(()),
        }
    }
}

/// A workload of which nothing but its existence is known.
fn workload(arn: String, kind: &str, name: String, reply: &Reply<'_>, origin: Origin) -> Workload {
    reply.workload(&format!("aws:sagemaker:{kind}"), arn, name, origin)
}

/// A model of which nothing but its existence is known.
fn asset(arn: String, kind: &str, name: String, reply: &Reply<'_>, origin: Origin) -> Asset {
    let kind = format!("aws:sagemaker:{kind}");
    reply.asset(AssetClass::Model, &kind, arn, name, origin)
}

/// The ARN of a resource by its kind and name, which is in lower case in ARNs.
fn arn_of(kind: &str, name: &str, reply: &Reply<'_>) -> String {
    reply.arn("sagemaker", &format!("{kind}/{}", name.to_lowercase()))
}

fn execution_role(role: Option<String>) -> Vec<RunsAs> {
    runs_as(role, "execution-role")
}
