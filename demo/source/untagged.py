"""Tags of what SageMaker AI has: nobody at the company tags any of it.

Writes the answer for each thing that an answer of the other parts names by its ARN.
"""

import json

from export import ML_PROD, PLATFORM

# Of each answer, the list in it and the member that holds the ARN.
NAMED = {
    "list-notebook-instance-lifecycle-configs": (
        "NotebookInstanceLifecycleConfigs", "NotebookInstanceLifecycleConfigArn"
    ),
    "list-studio-lifecycle-configs": ("StudioLifecycleConfigs", "StudioLifecycleConfigArn"),
    "list-code-repositories": ("CodeRepositorySummaryList", "CodeRepositoryArn"),
    "list-notebook-instances": ("NotebookInstances", "NotebookInstanceArn"),
    "list-domains": ("Domains", "DomainArn"),
    "list-training-jobs": ("TrainingJobSummaries", "TrainingJobArn"),
    "list-processing-jobs": ("ProcessingJobSummaries", "ProcessingJobArn"),
    "list-transform-jobs": ("TransformJobSummaries", "TransformJobArn"),
    "list-hyper-parameter-tuning-jobs": (
        "HyperParameterTuningJobSummaries", "HyperParameterTuningJobArn"
    ),
    "list-auto-ml-jobs": ("AutoMLJobSummaries", "AutoMLJobArn"),
    "list-pipelines": ("PipelineSummaries", "PipelineArn"),
    "list-model-package-groups": ("ModelPackageGroupSummaryList", "ModelPackageGroupArn"),
    "list-models": ("Models", "ModelArn"),
    "list-endpoints": ("Endpoints", "EndpointArn"),
    "list-endpoint-configs": ("EndpointConfigs", "EndpointConfigArn"),
    "list-inference-components": ("InferenceComponents", "InferenceComponentArn"),
    "list-feature-groups": ("FeatureGroupSummaries", "FeatureGroupArn"),
    "list-images": ("Images", "ImageArn"),
    "list-monitoring-schedules": ("MonitoringScheduleSummaries", "MonitoringScheduleArn"),
    "list-data-quality-job-definitions": ("JobDefinitionSummaries", "MonitoringJobDefinitionArn"),
    "list-model-quality-job-definitions": ("JobDefinitionSummaries", "MonitoringJobDefinitionArn"),
    "list-model-bias-job-definitions": ("JobDefinitionSummaries", "MonitoringJobDefinitionArn"),
    "list-model-explainability-job-definitions": (
        "JobDefinitionSummaries", "MonitoringJobDefinitionArn"
    ),
    "list-mlflow-tracking-servers": ("TrackingServerSummaries", "TrackingServerArn"),
    "list-clusters": ("ClusterSummaries", "ClusterArn"),
}

# Of each description, the member that holds the ARN.
DESCRIBED = {"describe-user-profile": "UserProfileArn", "describe-space": "SpaceArn"}


def arns(place, answer):
    operation = place[3].removesuffix(".json")
    if operation in NAMED:
        of, member = NAMED[operation]
        return [it[member] for it in answer[of]]
    if operation in DESCRIBED:
        return [answer[DESCRIBED[operation]]]
    return []


def add(estate):
    for name, content in sorted(estate.files.items()):
        place = name.split("/")
        if place[0] not in (ML_PROD, PLATFORM) or place[2] != "sagemaker":
            continue
        if not name.endswith(".json"):
            continue
        for arn in arns(place, json.loads(content)):
            if estate.is_open(place[0], "sagemaker", "list-tags", arn, place[1]):
                estate.reply(place[0], "sagemaker", "list-tags", {"Tags": []}, arn, place[1])
