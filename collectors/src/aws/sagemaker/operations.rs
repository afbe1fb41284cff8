//! What SageMaker AI is asked (Amazon SageMaker API Reference: the page of each operation).
//!
//! Lifecycle configurations are listed and never described: a description has the text of the script.

use super::super::{Endpoint, Operation, Paging, Place, Protocol};
use super::tags;

/// AWS JSON 1.1 at `api.sagemaker.REGION`.
pub(super) static ENDPOINT: Endpoint = Endpoint {
    host: "api.sagemaker",
    signs_as: "sagemaker",
    protocol: Protocol::Json {
        version: "1.1",
        target: "SageMaker",
    },
};

/// The largest page of every listing.
const PAGES: Paging = Paging::NEXT_TOKEN.by("MaxResults", 100);

const fn describe(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(name, ("sagemaker", command), permissions, Place::Regional)
}

/// A listing, in pages.
macro_rules! list {
    ($name:literal, $command:literal) => {
        describe($name, $command, &[concat!("sagemaker:", $name)]).paged(PAGES)
    };
}

/// What is asked once for each name that a listing has.
macro_rules! each {
    ($name:literal, $command:literal, $flag:literal $member:literal
        => $list:literal, $path:literal, $resource:literal) => {
        describe($name, $command, &[concat!("sagemaker:", $name)]).each(
            $flag,
            $member,
            &[($list, $path)],
            concat!(
                "arn:{partition}:sagemaker:{region}:{account}:",
                $resource,
                "/{argument}"
            ),
        )
    };
}

/// What is asked with the id of a domain and a name in it.
macro_rules! in_domain {
    ($name:literal, $command:literal, $flag:literal $member:literal
        => $list:literal, $path:literal, $resource:literal) => {
        describe($name, $command, &[concat!("sagemaker:", $name)]).pairs(
            ("--domain-id", $flag),
            ("DomainId", $member),
            ($list, $path, ("DomainId", $member)),
            concat!(
                "arn:{partition}:sagemaker:{region}:{account}:",
                $resource,
                "/{0}/{1}"
            ),
        )
    };
}

pub(super) static OPERATIONS: [Operation; 56] = [
    list!(
        "ListNotebookInstanceLifecycleConfigs",
        "list-notebook-instance-lifecycle-configs"
    ),
    list!(
        "ListStudioLifecycleConfigs",
        "list-studio-lifecycle-configs"
    ),
    list!("ListCodeRepositories", "list-code-repositories"),
    list!("ListNotebookInstances", "list-notebook-instances"),
    each!("DescribeNotebookInstance", "describe-notebook-instance", "--notebook-instance-name" "NotebookInstanceName"
        => "ListNotebookInstances", "NotebookInstances[].NotebookInstanceName", "notebook-instance"),
    list!("ListDomains", "list-domains"),
    each!("DescribeDomain", "describe-domain", "--domain-id" "DomainId"
        => "ListDomains", "Domains[].DomainId", "domain"),
    list!("ListUserProfiles", "list-user-profiles"),
    in_domain!("DescribeUserProfile", "describe-user-profile", "--user-profile-name" "UserProfileName"
        => "ListUserProfiles", "UserProfiles[]", "user-profile"),
    list!("ListSpaces", "list-spaces"),
    in_domain!("DescribeSpace", "describe-space", "--space-name" "SpaceName"
        => "ListSpaces", "Spaces[]", "space"),
    list!("ListApps", "list-apps"),
    list!("ListTrainingJobs", "list-training-jobs"),
    each!("DescribeTrainingJob", "describe-training-job", "--training-job-name" "TrainingJobName"
        => "ListTrainingJobs", "TrainingJobSummaries[].TrainingJobName", "training-job"),
    list!("ListProcessingJobs", "list-processing-jobs"),
    each!("DescribeProcessingJob", "describe-processing-job", "--processing-job-name" "ProcessingJobName"
        => "ListProcessingJobs", "ProcessingJobSummaries[].ProcessingJobName", "processing-job"),
    list!("ListTransformJobs", "list-transform-jobs"),
    each!("DescribeTransformJob", "describe-transform-job", "--transform-job-name" "TransformJobName"
        => "ListTransformJobs", "TransformJobSummaries[].TransformJobName", "transform-job"),
    list!(
        "ListHyperParameterTuningJobs",
        "list-hyper-parameter-tuning-jobs"
    ),
    each!("DescribeHyperParameterTuningJob", "describe-hyper-parameter-tuning-job", "--hyper-parameter-tuning-job-name" "HyperParameterTuningJobName"
        => "ListHyperParameterTuningJobs", "HyperParameterTuningJobSummaries[].HyperParameterTuningJobName", "hyper-parameter-tuning-job"),
    list!("ListAutoMLJobs", "list-auto-ml-jobs"),
    each!("DescribeAutoMLJobV2", "describe-auto-ml-job-v2", "--auto-ml-job-name" "AutoMLJobName"
        => "ListAutoMLJobs", "AutoMLJobSummaries[].AutoMLJobName", "automl-job"),
    list!("ListPipelines", "list-pipelines"),
    each!("DescribePipeline", "describe-pipeline", "--pipeline-name" "PipelineName"
        => "ListPipelines", "PipelineSummaries[].PipelineName", "pipeline"),
    list!("ListModelPackageGroups", "list-model-package-groups"),
    // A group without a policy answers with this code ("Cannot find resource policy"); its name is one of the list.
    describe(
        "GetModelPackageGroupPolicy",
        "get-model-package-group-policy",
        &["sagemaker:GetModelPackageGroupPolicy"],
    )
    .each(
        "--model-package-group-name",
        "ModelPackageGroupName",
        &[(
            "ListModelPackageGroups",
            "ModelPackageGroupSummaryList[].ModelPackageGroupName",
        )],
        "arn:{partition}:sagemaker:{region}:{account}:model-package-group/{argument-in-lower-case}",
    )
    .absent(&["ValidationException"]),
    list!("ListModelPackages", "list-model-packages")
        .fixed(&[("ModelPackageType", "\"Both\"")])
        .options(&[("--model-package-type", "Both")]),
    describe(
        "DescribeModelPackage",
        "describe-model-package",
        &["sagemaker:DescribeModelPackage"],
    )
    .each(
        "--model-package-name",
        "ModelPackageName",
        &[(
            "ListModelPackages",
            "ModelPackageSummaryList[].ModelPackageArn",
        )],
        "{argument}",
    ),
    list!("ListModels", "list-models"),
    each!("DescribeModel", "describe-model", "--model-name" "ModelName"
        => "ListModels", "Models[].ModelName", "model"),
    list!("ListEndpoints", "list-endpoints"),
    each!("DescribeEndpoint", "describe-endpoint", "--endpoint-name" "EndpointName"
        => "ListEndpoints", "Endpoints[].EndpointName", "endpoint"),
    list!("ListEndpointConfigs", "list-endpoint-configs"),
    describe(
        "DescribeEndpointConfig",
        "describe-endpoint-config",
        &["sagemaker:DescribeEndpointConfig"],
    )
    .each(
        "--endpoint-config-name",
        "EndpointConfigName",
        &[
            ("DescribeEndpoint", "EndpointConfigName"),
            (
                "ListEndpointConfigs",
                "EndpointConfigs[].EndpointConfigName",
            ),
        ],
        "arn:{partition}:sagemaker:{region}:{account}:endpoint-config/{argument}",
    ),
    list!("ListInferenceComponents", "list-inference-components"),
    each!("DescribeInferenceComponent", "describe-inference-component", "--inference-component-name" "InferenceComponentName"
        => "ListInferenceComponents", "InferenceComponents[].InferenceComponentName", "inference-component"),
    list!("ListFeatureGroups", "list-feature-groups"),
    each!("DescribeFeatureGroup", "describe-feature-group", "--feature-group-name" "FeatureGroupName"
        => "ListFeatureGroups", "FeatureGroupSummaries[].FeatureGroupName", "feature-group"),
    list!("ListImages", "list-images"),
    each!("ListImageVersions", "list-image-versions", "--image-name" "ImageName"
        => "ListImages", "Images[].ImageName", "image")
    .paged(PAGES),
    // Without a version: the latest.
    each!("DescribeImageVersion", "describe-image-version", "--image-name" "ImageName"
        => "ListImages", "Images[].ImageName", "image")
    .absent(&["ResourceNotFound"]),
    list!("ListMonitoringSchedules", "list-monitoring-schedules"),
    each!("DescribeMonitoringSchedule", "describe-monitoring-schedule", "--monitoring-schedule-name" "MonitoringScheduleName"
        => "ListMonitoringSchedules", "MonitoringScheduleSummaries[].MonitoringScheduleName", "monitoring-schedule"),
    list!(
        "ListDataQualityJobDefinitions",
        "list-data-quality-job-definitions"
    ),
    each!("DescribeDataQualityJobDefinition", "describe-data-quality-job-definition", "--job-definition-name" "JobDefinitionName"
        => "ListDataQualityJobDefinitions", "JobDefinitionSummaries[].MonitoringJobDefinitionName", "data-quality-job-definition"),
    list!(
        "ListModelQualityJobDefinitions",
        "list-model-quality-job-definitions"
    ),
    each!("DescribeModelQualityJobDefinition", "describe-model-quality-job-definition", "--job-definition-name" "JobDefinitionName"
        => "ListModelQualityJobDefinitions", "JobDefinitionSummaries[].MonitoringJobDefinitionName", "model-quality-job-definition"),
    list!(
        "ListModelBiasJobDefinitions",
        "list-model-bias-job-definitions"
    ),
    each!("DescribeModelBiasJobDefinition", "describe-model-bias-job-definition", "--job-definition-name" "JobDefinitionName"
        => "ListModelBiasJobDefinitions", "JobDefinitionSummaries[].MonitoringJobDefinitionName", "model-bias-job-definition"),
    list!(
        "ListModelExplainabilityJobDefinitions",
        "list-model-explainability-job-definitions"
    ),
    each!("DescribeModelExplainabilityJobDefinition", "describe-model-explainability-job-definition", "--job-definition-name" "JobDefinitionName"
        => "ListModelExplainabilityJobDefinitions", "JobDefinitionSummaries[].MonitoringJobDefinitionName", "model-explainability-job-definition"),
    list!("ListMlflowTrackingServers", "list-mlflow-tracking-servers"),
    each!("DescribeMlflowTrackingServer", "describe-mlflow-tracking-server", "--tracking-server-name" "TrackingServerName"
        => "ListMlflowTrackingServers", "TrackingServerSummaries[].TrackingServerName", "mlflow-tracking-server"),
    list!("ListClusters", "list-clusters"),
    each!("DescribeCluster", "describe-cluster", "--cluster-name" "ClusterName"
        => "ListClusters", "ClusterSummaries[].ClusterName", "cluster"),
    tags::LIST,
];
