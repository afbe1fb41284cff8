"""Builds, stacks, tasks, jobs and workflows of the production account."""

import json

from compute import instance_id
from export import ML_PROD, REGION, hexadecimal, key_id

REGISTRY = f"{ML_PROD}.dkr.ecr.{REGION}.amazonaws.com"
DIGEST = "sha256:" + hexadecimal(64, "score-gateway")


def arn(service, resource):
    return f"arn:aws:{service}:{REGION}:{ML_PROD}:{resource}"


def role(name):
    return f"arn:aws:iam::{ML_PROD}:role/{name}"


def add(estate):
    def write(service, operation, body, argument=None):
        estate.reply(ML_PROD, service, operation, body, argument)

    builds(write)
    stacks(write)
    images(estate, write)
    tasks(write)
    jobs(write)
    workflows(write)
    managed(write)


def builds(write):
    projects = [
        ("docs-preview", "DocsPreview", {"SITE": "docs.tidewater.example"}),
        ("model-image", "BuildModelImage", {"REPOSITORY": f"{REGISTRY}/feature-store"}),
    ]
    write("codebuild", "list-projects", {"projects": [name for name, *_ in projects]})
    for name, takes, environment in projects:
        project = {
            "name": name,
            "arn": arn("codebuild", f"project/{name}"),
            "source": {
                "type": "GITHUB",
                "location": f"https://github.com/tidewater-analytics/{name}.git",
                "gitCloneDepth": 1,
                "buildspec": "",
                "insecureSsl": False,
            },
            "artifacts": {"type": "NO_ARTIFACTS"},
            "cache": {"type": "NO_CACHE"},
            "environment": {
                "type": "LINUX_CONTAINER",
                "image": "aws/codebuild/amazonlinux2-x86_64-standard:5.0",
                "computeType": "BUILD_GENERAL1_SMALL",
                "environmentVariables": [
                    {"name": key, "value": value, "type": "PLAINTEXT"}
                    for key, value in environment.items()
                ],
                "privilegedMode": name == "model-image",
            },
            "serviceRole": role(takes),
            "timeoutInMinutes": 60,
            "created": "2022-03-21T08:10:00+00:00",
            "lastModified": "2025-11-03T10:00:00+00:00",
            "tags": [],
            "projectVisibility": "PRIVATE",
        }
        write("codebuild", "batch-get-projects", {"projects": [project], "projectsNotFound": []}, name)


def stacks(write):
    listed = []
    for name, takes in (("ml-dashboards", None), ("ml-platform-base", "CloudFormationDeploy")):
        stack = {
            "StackId": arn("cloudformation", f"stack/{name}/{key_id('stack', name)}"),
            "StackName": name,
            "CreationTime": "2019-03-05T08:20:00+00:00",
            "LastUpdatedTime": "2026-10-30T08:00:00+00:00",
            "RollbackConfiguration": {},
            "StackStatus": "UPDATE_COMPLETE",
            "DisableRollback": False,
            "NotificationARNs": [],
            "Capabilities": ["CAPABILITY_NAMED_IAM"],
            "Tags": [],
            "EnableTerminationProtection": True,
            "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
        }
        if takes:
            stack["RoleARN"] = role(takes)
        listed.append(stack)
    write("cloudformation", "describe-stacks", {"Stacks": listed})
    for stack in listed:
        write(
            "cloudformation", "get-template-summary",
            {"Parameters": [], "Capabilities": ["CAPABILITY_NAMED_IAM"], "ResourceTypes": ["AWS::IAM::Role"]},
            stack["StackId"],
        )


def images(estate, write):
    names = ["feature-store", "score-gateway"]
    write(
        "ecr", "describe-repositories",
        {
            "repositories": [
                {
                    "repositoryArn": arn("ecr", f"repository/{name}"),
                    "registryId": ML_PROD,
                    "repositoryName": name,
                    "repositoryUri": f"{REGISTRY}/{name}",
                    "createdAt": "2024-01-16T08:00:00+00:00",
                    "imageTagMutability": "MUTABLE",
                    "imageScanningConfiguration": {"scanOnPush": False},
                    "encryptionConfiguration": {"encryptionType": "AES256"},
                }
                for name in names
            ]
        },
    )
    for name in names:
        estate.none(
            ML_PROD, "ecr", "get-repository-policy", "RepositoryPolicyNotFoundException",
            f"Repository policy does not exist for the repository with name '{name}'"
            f" in the registry with id '{ML_PROD}'", name,
        )
        write("ecr", "list-tags-for-resource", {"tags": []}, arn("ecr", f"repository/{name}"))


# Cluster, service, role, image, whether somebody may open a shell in the task.
SERVICES = [
    ("ml-batch", "feature-store", "EcsFeatureStore", f"{REGISTRY}/feature-store:latest", False),
    ("ml-online", "score-gateway", "EcsScoreGateway", f"{REGISTRY}/score-gateway@{DIGEST}", True),
]


def tasks(write):
    clusters = {name: arn("ecs", f"cluster/{name}") for name, *_ in SERVICES}
    write("ecs", "list-clusters", {"clusterArns": list(clusters.values())})
    families = [service for _, service, *_ in SERVICES]
    write("ecs", "list-task-definition-families", {"families": families})
    for cluster, service, takes, image, shell in SERVICES:
        at = clusters[cluster]
        service_arn = arn("ecs", f"service/{cluster}/{service}")
        task = arn("ecs", f"task/{cluster}/{hexadecimal(32, 'task', service)}")
        definition = arn("ecs", f"task-definition/{service}:7")
        write(
            "ecs", "describe-clusters",
            {
                "clusters": [
                    {
                        "clusterArn": at,
                        "clusterName": cluster,
                        "status": "ACTIVE",
                        "registeredContainerInstancesCount": 0,
                        "runningTasksCount": 1,
                        "pendingTasksCount": 0,
                        "activeServicesCount": 1,
                        "statistics": [],
                        "tags": [],
                        "settings": [],
                        "capacityProviders": ["FARGATE"],
                    }
                ],
                "failures": [],
            },
            at,
        )
        write("ecs", "list-services", {"serviceArns": [service_arn]}, at)
        write("ecs", "list-tasks", {"taskArns": [task]}, at)
        write(
            "ecs", "describe-services",
            {
                "services": [
                    {
                        "serviceArn": service_arn,
                        "serviceName": service,
                        "clusterArn": at,
                        "status": "ACTIVE",
                        "desiredCount": 1,
                        "runningCount": 1,
                        "launchType": "FARGATE",
                        "taskDefinition": definition,
                        "enableExecuteCommand": shell,
                        "tags": [],
                    }
                ],
                "failures": [],
            },
            f"{at} {service_arn}",
        )
        write(
            "ecs", "describe-tasks",
            {
                "tasks": [
                    {
                        "taskArn": task,
                        "clusterArn": at,
                        "taskDefinitionArn": definition,
                        "group": f"service:{service}",
                        "lastStatus": "RUNNING",
                        "desiredStatus": "RUNNING",
                        "launchType": "FARGATE",
                        "enableExecuteCommand": shell,
                        "overrides": {"containerOverrides": [], "inferenceAcceleratorOverrides": []},
                        "tags": [],
                    }
                ],
                "failures": [],
            },
            f"{at} {task}",
        )
        describe(write, service, definition, takes, image)


def describe(write, service, definition, takes, image):
    described = {
        "taskDefinition": {
            "taskDefinitionArn": definition,
            "containerDefinitions": [
                {
                    "name": service,
                    "image": image,
                    "cpu": 512,
                    "memory": 1024,
                    "essential": True,
                    "environment": [{"name": "LOG_LEVEL", "value": "info"}],
                    "mountPoints": [],
                    "volumesFrom": [],
                }
            ],
            "family": service,
            "taskRoleArn": role(takes),
            "executionRoleArn": role("EcsStart"),
            "networkMode": "awsvpc",
            "revision": 7,
            "volumes": [],
            "status": "ACTIVE",
            "requiresCompatibilities": ["FARGATE"],
        },
        "tags": [],
    }
    # Asked by the family, which stands for its last revision, and by what runs.
    for asked in (service, definition):
        write("ecs", "describe-task-definition", described, asked)


def jobs(write):
    listed = [
        {
            "Name": name,
            "Role": role(takes),
            "CreatedOn": "2022-11-04T06:10:00+00:00",
            "LastModifiedOn": "2026-02-01T06:10:00+00:00",
            "ExecutionProperty": {"MaxConcurrentRuns": 1},
            "Command": {"Name": "glueetl", "ScriptLocation": script, "PythonVersion": "3"},
            "DefaultArguments": {"--job-language": "python", "--TempDir": "s3://tidewater-ml-logs/glue/"},
            "MaxRetries": 0,
            "GlueVersion": "5.0",
            "WorkerType": "G.1X",
            "NumberOfWorkers": 4,
        }
        for name, takes, script in (
            ("fraud-features", "FraudFeatureJob", "s3://tidewater-etl-scripts/fraud_features.py"),
            ("hr-forecast", "HrForecast", "s3://tidewater-ml-hr-forecast/glue/forecast.py"),
        )
    ]
    write("glue", "get-jobs", {"Jobs": listed})


def workflows(write):
    machines = [("retrain", "RetrainSchedule")]
    listed = [
        {
            "stateMachineArn": arn("states", f"stateMachine:{name}"),
            "name": name,
            "type": "STANDARD",
            "creationDate": "2023-05-05T09:10:00+00:00",
        }
        for name, _ in machines
    ]
    write("stepfunctions", "list-state-machines", {"stateMachines": listed})
    for (_, takes), machine in zip(machines, listed):
        definition = {
            "StartAt": "Train",
            "States": {
                "Train": {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync",
                    "End": True,
                }
            },
        }
        described = machine | {
            "status": "ACTIVE",
            "definition": json.dumps(definition),
            "roleArn": role(takes),
            "loggingConfiguration": {"level": "OFF", "includeExecutionData": False},
            "tracingConfiguration": {"enabled": False},
        }
        write("stepfunctions", "describe-state-machine", described, machine["stateMachineArn"])
        write("stepfunctions", "list-tags-for-resource", {"tags": []}, machine["stateMachineArn"])


def managed(write):
    """The instances on which the agent of Systems Manager answers."""
    write(
        "ssm", "describe-instance-information",
        {
            "InstanceInformationList": [
                {
                    "InstanceId": instance_id(ML_PROD, name),
                    "PingStatus": "Online",
                    "LastPingDateTime": "2026-11-22T05:55:00+00:00",
                    "AgentVersion": "3.3.1957.0",
                    "IsLatestVersion": False,
                    "PlatformType": "Linux",
                    "PlatformName": "Amazon Linux",
                    "PlatformVersion": "2023",
                    "ResourceType": "EC2Instance",
                    "ComputerName": f"{name}.tidewater.example",
                }
                for name in ("bastion", "batch-worker")
            ]
        },
    )
