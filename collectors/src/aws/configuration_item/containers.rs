//! Items of containers, in the shape of CloudFormation.

use crate::aws::translate::{
    Kind, Members,
    Take::{At, List, Lower, Tags},
    Translation,
};

const ENVIRONMENT: Members = &[("name", At("Name")), ("value", At("Value"))];

const CONTAINER: Members = &[
    ("name", At("Name")),
    ("image", At("Image")),
    ("privileged", At("Privileged")),
    ("user", At("User")),
    ("readonlyRootFilesystem", At("ReadonlyRootFilesystem")),
    ("environment", List("Environment", ENVIRONMENT)),
    (
        "secrets",
        List(
            "Secrets",
            &[("name", At("Name")), ("valueFrom", At("ValueFrom"))],
        ),
    ),
    (
        "environmentFiles",
        List(
            "EnvironmentFiles",
            &[("type", At("Type")), ("value", At("Value"))],
        ),
    ),
    (
        "repositoryCredentials.credentialsParameter",
        At("RepositoryCredentials.CredentialsParameter"),
    ),
];

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "AWS::ECS::TaskDefinition",
        listing: ("ecs", "list-task-definition-families"),
        tells: &[Translation::about(
            ("ecs", "describe-task-definition"),
            "{TaskDefinitionArn|item.ARN|item.arn}",
            "",
            &[
                (
                    "taskDefinition.taskDefinitionArn",
                    At("TaskDefinitionArn|item.ARN|item.arn"),
                ),
                ("taskDefinition.family", At("Family")),
                ("taskDefinition.status", At("Status")),
                ("taskDefinition.taskRoleArn", At("TaskRoleArn")),
                ("taskDefinition.executionRoleArn", At("ExecutionRoleArn")),
                ("taskDefinition.networkMode", At("NetworkMode")),
                ("taskDefinition.pidMode", At("PidMode")),
                (
                    "taskDefinition.requiresCompatibilities",
                    At("RequiresCompatibilities"),
                ),
                (
                    "taskDefinition.containerDefinitions",
                    List("ContainerDefinitions", CONTAINER),
                ),
                ("tags", Tags("item.tags")),
            ],
        )],
    },
    Kind {
        name: "AWS::ECS::Service",
        listing: ("ecs", "list-services"),
        tells: &[Translation::about(
            ("ecs", "describe-services"),
            "{Cluster} {ServiceArn|item.ARN|item.arn}",
            "services[]",
            &[
                ("serviceArn", At("ServiceArn|item.ARN|item.arn")),
                ("clusterArn", At("Cluster")),
                ("taskDefinition", At("TaskDefinition")),
                ("desiredCount", At("DesiredCount")),
                ("launchType", At("LaunchType")),
                ("enableExecuteCommand", At("EnableExecuteCommand")),
                ("tags", Tags("item.tags")),
            ],
        )],
    },
    Kind {
        name: "AWS::ECS::Cluster",
        listing: ("ecs", "list-clusters"),
        tells: &[Translation::about(
            ("ecs", "describe-clusters"),
            "{Arn|item.ARN|item.arn}",
            "clusters[]",
            &[
                ("clusterArn", At("Arn|item.ARN|item.arn")),
                ("tags", Tags("item.tags")),
            ],
        )],
    },
    Kind {
        name: "AWS::EKS::Cluster",
        listing: ("eks", "list-clusters"),
        tells: &[Translation::about(
            ("eks", "describe-cluster"),
            "{Name|item.resourceName}",
            "cluster",
            &[
                ("name", At("Name|item.resourceName")),
                ("arn", At("Arn|item.ARN|item.arn")),
                ("roleArn", At("RoleArn")),
                ("endpoint", At("Endpoint")),
                ("identity.oidc.issuer", At("OpenIdConnectIssuerUrl")),
                ("resourcesVpcConfig", Lower("ResourcesVpcConfig")),
            ],
        )],
    },
];
