//! Tags of everything that has an ARN in an answer. Versions of model packages have the tags of their group, and apps of
//! Studio are listed without an ARN: neither is asked for its own.

use serde::Deserialize;

use super::super::wire::{TagList, Thing};
use super::super::{Operation, Place, Reply, ReplyError};
use crate::facts::AssetClass;
use crate::snapshot::Sink;

/// Amazon SageMaker API Reference: `ListTags`.
pub(super) const LIST: Operation = Operation::listing(
    "ListTags",
    ("sagemaker", "list-tags"),
    &["sagemaker:ListTags"],
    Place::Regional,
)
.each("--resource-arn", "ResourceArn", OF, "{argument}")
// A resource has at most 50 tags: one page.
.fixed(&[("MaxResults", "100")]);

const OF: &[(&str, &str)] = &[
    (
        "ListNotebookInstanceLifecycleConfigs",
        "NotebookInstanceLifecycleConfigs[].NotebookInstanceLifecycleConfigArn",
    ),
    (
        "ListStudioLifecycleConfigs",
        "StudioLifecycleConfigs[].StudioLifecycleConfigArn",
    ),
    (
        "ListCodeRepositories",
        "CodeRepositorySummaryList[].CodeRepositoryArn",
    ),
    (
        "ListNotebookInstances",
        "NotebookInstances[].NotebookInstanceArn",
    ),
    ("ListDomains", "Domains[].DomainArn"),
    ("DescribeUserProfile", "UserProfileArn"),
    ("DescribeSpace", "SpaceArn"),
    ("ListTrainingJobs", "TrainingJobSummaries[].TrainingJobArn"),
    (
        "ListProcessingJobs",
        "ProcessingJobSummaries[].ProcessingJobArn",
    ),
    (
        "ListTransformJobs",
        "TransformJobSummaries[].TransformJobArn",
    ),
    (
        "ListHyperParameterTuningJobs",
        "HyperParameterTuningJobSummaries[].HyperParameterTuningJobArn",
    ),
    ("ListAutoMLJobs", "AutoMLJobSummaries[].AutoMLJobArn"),
    ("ListPipelines", "PipelineSummaries[].PipelineArn"),
    (
        "ListModelPackageGroups",
        "ModelPackageGroupSummaryList[].ModelPackageGroupArn",
    ),
    ("ListModels", "Models[].ModelArn"),
    ("ListEndpoints", "Endpoints[].EndpointArn"),
    ("ListEndpointConfigs", "EndpointConfigs[].EndpointConfigArn"),
    (
        "ListInferenceComponents",
        "InferenceComponents[].InferenceComponentArn",
    ),
    (
        "ListFeatureGroups",
        "FeatureGroupSummaries[].FeatureGroupArn",
    ),
    ("ListImages", "Images[].ImageArn"),
    (
        "ListMonitoringSchedules",
        "MonitoringScheduleSummaries[].MonitoringScheduleArn",
    ),
    (
        "ListDataQualityJobDefinitions",
        "JobDefinitionSummaries[].MonitoringJobDefinitionArn",
    ),
    (
        "ListModelQualityJobDefinitions",
        "JobDefinitionSummaries[].MonitoringJobDefinitionArn",
    ),
    (
        "ListModelBiasJobDefinitions",
        "JobDefinitionSummaries[].MonitoringJobDefinitionArn",
    ),
    (
        "ListModelExplainabilityJobDefinitions",
        "JobDefinitionSummaries[].MonitoringJobDefinitionArn",
    ),
    (
        "ListMlflowTrackingServers",
        "TrackingServerSummaries[].TrackingServerArn",
    ),
    ("ListClusters", "ClusterSummaries[].ClusterArn"),
];

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "Tags", default)]
    tags: TagList,
}

/// What the first part of an ARN's resource names (Service Authorization Reference, "Resource types defined by Amazon
/// SageMaker").
fn thing(resource: &str) -> Option<Thing> {
    use AssetClass::{Code, Data, Image, Model};
    let (of, _) = resource.split_once('/')?;
    Some(match of {
        "notebook-instance-lifecycle-config" => {
            Thing::Asset(Code, "aws:sagemaker:lifecycle-config")
        }
        "studio-lifecycle-config" => Thing::Asset(Code, "aws:sagemaker:studio-lifecycle-config"),
        "code-repository" => Thing::Asset(Code, "aws:sagemaker:code-repository"),
        "notebook-instance" => Thing::Workload("aws:sagemaker:notebook-instance"),
        "domain" => Thing::Workload("aws:sagemaker:domain"),
        "user-profile" => Thing::Workload("aws:sagemaker:user-profile"),
        "space" => Thing::Workload("aws:sagemaker:space"),
        "training-job" => Thing::Workload("aws:sagemaker:training-job"),
        "processing-job" => Thing::Workload("aws:sagemaker:processing-job"),
        "transform-job" => Thing::Workload("aws:sagemaker:transform-job"),
        "hyper-parameter-tuning-job" => Thing::Workload("aws:sagemaker:tuning-job"),
        "automl-job" => Thing::Workload("aws:sagemaker:automl-job"),
        "pipeline" => Thing::Pipeline("aws:sagemaker:pipeline"),
        "model-package-group" => Thing::Asset(Model, "aws:sagemaker:model-package-group"),
        "model" => Thing::Asset(Model, "aws:sagemaker:model"),
        "endpoint" => Thing::Asset(Model, "aws:sagemaker:endpoint"),
        "endpoint-config" => Thing::Workload("aws:sagemaker:endpoint-config"),
        "inference-component" => Thing::Workload("aws:sagemaker:inference-component"),
        "feature-group" => Thing::Asset(Data, "aws:sagemaker:feature-group"),
        "image" => Thing::Asset(Image, "aws:sagemaker:image"),
        "monitoring-schedule" => Thing::Workload("aws:sagemaker:monitoring-schedule"),
        "data-quality-job-definition"
        | "model-quality-job-definition"
        | "model-bias-job-definition"
        | "model-explainability-job-definition" => {
            Thing::Workload("aws:sagemaker:monitoring-definition")
        }
        "mlflow-tracking-server" => Thing::Workload("aws:sagemaker:mlflow-tracking-server"),
        "cluster" => Thing::Workload("aws:sagemaker:cluster"),
        _ => return None,
    })
}

/// The tags of what was asked about.
pub(super) fn list(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: Answer = reply.parse()?;
    reply.tagged_subject(thing, answer.tags.tags(), sink);
    Ok(())
}
