"""The chain of the credit model, from raw events to who asks the endpoint; and the assistants that answer from documents."""

import json

from export import ML_PROD, REGION
from sagemaker import IMAGE, arn, artifact, role

EVENTS = "s3://tidewater-ml-events/applications/"
TRAINING = "s3://tidewater-ml-training/credit"
SCRIPTS = "s3://tidewater-etl-scripts/credit"


class Writer:
    """Replies of the production account."""

    def __init__(self, estate):
        self.estate = estate

    def __call__(self, service, operation, body, argument=None):
        self.estate.reply(ML_PROD, service, operation, body, argument)


def add(estate):
    write = Writer(estate)

    pipeline(write)
    schedule(write)
    registry(write)
    vectors(estate, write)
    knowledge(write)
    agent(write)


def processing(name, takes, script, inputs, outputs, after=()):
    step = {
        "Name": name,
        "Type": "Processing",
        "Arguments": {
            "ProcessingResources": {
                "ClusterConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 50}
            },
            "AppSpecification": {
                "ImageUri": IMAGE,
                "ContainerEntrypoint": ["python3", f"/opt/ml/processing/input/code/{script}"],
            },
            "RoleArn": role(takes),
            "ProcessingInputs": [
                {
                    "InputName": label,
                    "AppManaged": False,
                    "S3Input": {
                        "S3Uri": uri,
                        "LocalPath": f"/opt/ml/processing/input/{label}",
                        "S3DataType": "S3Prefix",
                        "S3InputMode": "File",
                    },
                }
                for label, uri in {**inputs, "code": f"{SCRIPTS}/{script}"}.items()
            ],
            "ProcessingOutputConfig": {
                "Outputs": [
                    {
                        "OutputName": label,
                        "AppManaged": False,
                        "S3Output": {
                            "S3Uri": uri,
                            "LocalPath": f"/opt/ml/processing/output/{label}",
                            "S3UploadMode": "EndOfJob",
                        },
                    }
                    for label, uri in outputs.items()
                ]
            },
        },
    }
    if after:
        step["DependsOn"] = list(after)
    return step


def definition():
    steps = [
        processing(
            "Ingest", "CreditIngest", "ingest.py", {"events": EVENTS}, {"clean": f"{TRAINING}/clean/"}
        ),
        processing(
            "Features", "CreditFeatures", "features.py",
            {"clean": f"{TRAINING}/clean/"}, {"features": f"{TRAINING}/features/"}, after=["Ingest"],
        ),
        {
            "Name": "Train",
            "Type": "Training",
            "DependsOn": ["Features"],
            "Arguments": {
                "AlgorithmSpecification": {"TrainingImage": IMAGE, "TrainingInputMode": "File"},
                "RoleArn": role("TrainingCredit"),
                "InputDataConfig": [
                    {
                        "ChannelName": "train",
                        "DataSource": {
                            "S3DataSource": {
                                "S3DataType": "S3Prefix",
                                "S3Uri": {"Std:Join": {"On": "/", "Values": [
                                    {"Get": "Parameters.Features"}, "features/",
                                ]}},
                                "S3DataDistributionType": "FullyReplicated",
                            }
                        },
                    }
                ],
                "OutputDataConfig": {"S3OutputPath": "s3://tidewater-ml-models/credit/"},
                "ResourceConfig": {"InstanceType": "ml.m5.4xlarge", "InstanceCount": 1, "VolumeSizeInGB": 100},
                "StoppingCondition": {"MaxRuntimeInSeconds": 14400},
            },
        },
        {
            "Name": "Register",
            "Type": "RegisterModel",
            "Arguments": {
                "ModelPackageGroupName": "credit",
                "ModelApprovalStatus": "PendingManualApproval",
                "InferenceSpecification": {
                    "Containers": [
                        {
                            "Image": IMAGE,
                            "ModelDataUrl": {"Get": "Steps.Train.ModelArtifacts.S3ModelArtifacts"},
                        }
                    ],
                    "SupportedContentTypes": ["text/csv"],
                    "SupportedResponseMIMETypes": ["text/csv"],
                },
            },
        },
    ]
    return {
        "Version": "2020-12-01",
        "Metadata": {},
        "Parameters": [{"Name": "Features", "Type": "String", "DefaultValue": TRAINING}],
        "PipelineExperimentConfig": {
            "ExperimentName": {"Get": "Execution.PipelineName"},
            "TrialName": {"Get": "Execution.PipelineExecutionId"},
        },
        "Steps": steps,
    }


def pipeline(write):
    name = "credit-nightly"
    summary = {
        "PipelineArn": arn("pipeline", name),
        "PipelineName": name,
        "PipelineDisplayName": name,
        "RoleArn": role("CreditPipeline"),
        "CreationTime": "2025-06-12T08:00:00+00:00",
        "LastModifiedTime": "2026-10-07T08:00:00+00:00",
        "LastExecutionTime": "2026-11-22T02:00:00+00:00",
    }
    write("sagemaker", "list-pipelines", {"PipelineSummaries": [summary]})
    described = {key: value for key, value in summary.items() if key != "LastExecutionTime"} | {
        "PipelineDefinition": json.dumps(definition()),
        "PipelineStatus": "Active",
        "LastRunTime": "2026-11-22T02:00:00+00:00",
    }
    write("sagemaker", "describe-pipeline", described, name)


def schedule(write):
    name = "credit-nightly"
    common = {
        "Arn": f"arn:aws:scheduler:{REGION}:{ML_PROD}:schedule/default/{name}",
        "GroupName": "default",
        "Name": name,
        "State": "ENABLED",
        "CreationDate": "2025-06-12T08:10:00+00:00",
        "LastModificationDate": "2025-06-12T08:10:00+00:00",
    }
    target = arn("pipeline", name)
    write("scheduler", "list-schedules", {"Schedules": [common | {"Target": {"Arn": target}}]})
    write(
        "scheduler", "get-schedule",
        common
        | {
            "ScheduleExpression": "cron(0 2 * * ? *)",
            "ScheduleExpressionTimezone": "UTC",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": {
                "Arn": target,
                "RoleArn": role("CreditSchedule"),
                "SageMakerPipelineParameters": {"PipelineParameterList": []},
                "RetryPolicy": {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185},
            },
        },
        f"default {name}",
    )


def registry(write):
    group = {
        "ModelPackageGroupName": "credit",
        "ModelPackageGroupArn": arn("model-package-group", "credit"),
        "CreationTime": "2025-06-12T08:05:00+00:00",
        "ModelPackageGroupStatus": "Completed",
    }
    write("sagemaker", "list-model-package-groups", {"ModelPackageGroupSummaryList": [group]})
    write.estate.none(
        ML_PROD, "sagemaker", "get-model-package-group-policy", "ValidationException",
        "Cannot find resource policy", "credit",
    )
    package = arn("model-package", "credit/3")
    common = {
        "ModelPackageGroupName": "credit",
        "ModelPackageVersion": 3,
        "ModelPackageArn": package,
        "CreationTime": "2026-11-19T23:20:00+00:00",
        "ModelPackageStatus": "Completed",
        "ModelApprovalStatus": "Approved",
    }
    write("sagemaker", "list-model-packages", {"ModelPackageSummaryList": [common]})
    write(
        "sagemaker", "describe-model-package",
        common
        | {
            "InferenceSpecification": {
                "Containers": [{"Image": IMAGE, "ModelDataUrl": artifact("credit", "2026-11-19")}],
                "SupportedContentTypes": ["text/csv"],
                "SupportedResponseMIMETypes": ["text/csv"],
            },
        },
        package,
    )


VECTORS = f"arn:aws:s3vectors:{REGION}:{ML_PROD}:bucket/tidewater-vectors"
# Id, name, role, bucket of its documents, id of the source, index of its vectors, when it was last read.
BASES = [
    ("KBPRODUCT1", "product-answers", "ProductKnowledgeBase", "tidewater-ml-public-samples", "DSPRODUCT1", "product"),
    ("KBSTAFF001", "staff-answers", "StaffKnowledgeBase", "tidewater-hr-documents", "DSSTAFF001", "staff"),
]


def bedrock(resource):
    return f"arn:aws:bedrock:{REGION}:{ML_PROD}:{resource}"


def vectors(estate, write):
    write(
        "s3vectors", "list-vector-buckets",
        {
            "vectorBuckets": [
                {
                    "vectorBucketName": "tidewater-vectors",
                    "vectorBucketArn": VECTORS,
                    "creationTime": "2026-02-09T08:30:00+00:00",
                }
            ]
        },
    )
    estate.none(
        ML_PROD, "s3vectors", "get-vector-bucket-policy", "NotFoundException",
        "The vector bucket has no policy", VECTORS,
    )
    indexes = [
        {
            "vectorBucketName": "tidewater-vectors",
            "indexName": index,
            "indexArn": f"{VECTORS}/index/{index}",
            "creationTime": "2026-02-09T08:40:00+00:00",
        }
        for *_, index in BASES
    ]
    write("s3vectors", "list-indexes", {"indexes": indexes}, VECTORS)


def knowledge(write):
    listed = []
    for base, name, takes, documents, source, index in BASES:
        listed.append(
            {
                "knowledgeBaseId": base,
                "name": name,
                "status": "ACTIVE",
                "updatedAt": "2026-02-09T09:10:00+00:00",
            }
        )
        base_arn = bedrock(f"knowledge-base/{base}")
        write(
            "bedrock-agent", "get-knowledge-base",
            {
                "knowledgeBase": {
                    "knowledgeBaseId": base,
                    "name": name,
                    "knowledgeBaseArn": base_arn,
                    "roleArn": role(takes),
                    "knowledgeBaseConfiguration": {
                        "type": "VECTOR",
                        "vectorKnowledgeBaseConfiguration": {
                            "embeddingModelArn":
                                f"arn:aws:bedrock:{REGION}::foundation-model/amazon.titan-embed-text-v2:0"
                        },
                    },
                    "storageConfiguration": {
                        "type": "S3_VECTORS",
                        "s3VectorsConfiguration": {"indexArn": f"{VECTORS}/index/{index}"},
                    },
                    "status": "ACTIVE",
                    "createdAt": "2026-02-09T09:00:00+00:00",
                    "updatedAt": "2026-02-09T09:10:00+00:00",
                }
            },
            base,
        )
        summary = {
            "knowledgeBaseId": base,
            "dataSourceId": source,
            "name": documents,
            "status": "AVAILABLE",
            "updatedAt": "2026-02-09T09:15:00+00:00",
        }
        write("bedrock-agent", "list-data-sources", {"dataSourceSummaries": [summary]}, base)
        write(
            "bedrock-agent", "get-data-source",
            {
                "dataSource": summary
                | {
                    "dataSourceConfiguration": {
                        "type": "S3",
                        "s3Configuration": {"bucketArn": f"arn:aws:s3:::{documents}"},
                    },
                    "dataDeletionPolicy": "DELETE",
                    "createdAt": "2026-02-09T09:12:00+00:00",
                }
            },
            f"{base} {source}",
        )
        write(
            "bedrock-agent", "list-ingestion-jobs",
            {
                "ingestionJobSummaries": [
                    {
                        "knowledgeBaseId": base,
                        "dataSourceId": source,
                        "ingestionJobId": "INGEST0001",
                        "status": "COMPLETE",
                        "startedAt": "2026-11-21T03:00:00+00:00",
                        "updatedAt": "2026-11-21T03:20:00+00:00",
                    }
                ]
            },
            f"{base} {source}",
        )
        no_policy(write, base_arn)
    write("bedrock-agent", "list-knowledge-bases", {"knowledgeBaseSummaries": listed})


def no_policy(write, base):
    """Nobody shared a base."""
    write.estate.none(
        ML_PROD, "bedrock-agent", "get-resource-policy", "ResourceNotFoundException",
        "There is no resource policy", base,
    )
    write("bedrock-agent", "list-tags-for-resource", {"tags": {}}, base)


AGENT, ALIAS = "AGSTAFF001", "ALSTAFF001"


def agent(write):
    summary = {
        "agentId": AGENT,
        "agentName": "staff-assistant",
        "agentStatus": "PREPARED",
        "updatedAt": "2026-02-10T09:00:00+00:00",
        "latestAgentVersion": "1",
    }
    described = {
        "agentId": AGENT,
        "agentName": "staff-assistant",
        "agentArn": bedrock(f"agent/{AGENT}"),
        "agentStatus": "PREPARED",
        "foundationModel": "amazon.nova-pro-v1:0",
        "agentResourceRoleArn": role("StaffAssistant"),
        "idleSessionTTLInSeconds": 600,
        "createdAt": "2026-02-10T08:50:00+00:00",
        "updatedAt": "2026-02-10T09:00:00+00:00",
    }
    write("bedrock-agent", "list-agents", {"agentSummaries": [summary]})
    write("bedrock-agent", "get-agent", {"agent": described | {"agentVersion": "DRAFT"}}, AGENT)
    versions = [
        {"agentVersion": version, "agentName": "staff-assistant", "agentStatus": "PREPARED",
         "createdAt": "2026-02-10T09:00:00+00:00", "updatedAt": "2026-02-10T09:00:00+00:00"}
        for version in ("DRAFT", "1")
    ]
    write("bedrock-agent", "list-agent-versions", {"agentVersionSummaries": versions}, AGENT)
    write("bedrock-agent", "get-agent-version", {"agentVersion": described | {"version": "1"}}, f"{AGENT} 1")
    write.estate.none(
        ML_PROD, "bedrock-agent", "get-agent-version", "ValidationException",
        "The draft is no version by number", f"{AGENT} DRAFT",
    )
    for version in ("DRAFT", "1"):
        of = f"{AGENT} {version}"
        write("bedrock-agent", "list-agent-action-groups", {"actionGroupSummaries": []}, of)
        base = {"knowledgeBaseId": "KBSTAFF001", "knowledgeBaseState": "ENABLED",
                "updatedAt": "2026-02-10T09:00:00+00:00"}
        write("bedrock-agent", "list-agent-knowledge-bases", {"agentKnowledgeBaseSummaries": [base]}, of)
        write("bedrock-agent", "list-agent-collaborators", {"agentCollaboratorSummaries": []}, of)
    alias = {
        "agentAliasId": ALIAS,
        "agentAliasName": "live",
        "agentAliasStatus": "PREPARED",
        "aliasInvocationState": "ACCEPT_INVOCATIONS",
        "routingConfiguration": [{"agentVersion": "1"}],
        "createdAt": "2026-02-10T09:05:00+00:00",
        "updatedAt": "2026-02-10T09:05:00+00:00",
    }
    alias_arn = bedrock(f"agent-alias/{AGENT}/{ALIAS}")
    write("bedrock-agent", "list-agent-aliases", {"agentAliasSummaries": [alias]}, AGENT)
    write(
        "bedrock-agent", "get-agent-alias",
        {"agentAlias": alias | {"agentId": AGENT, "agentAliasArn": alias_arn}},
        f"{AGENT} {ALIAS}",
    )
    for tagged in (bedrock(f"agent/{AGENT}"), alias_arn):
        write("bedrock-agent", "list-tags-for-resource", {"tags": {}}, tagged)
