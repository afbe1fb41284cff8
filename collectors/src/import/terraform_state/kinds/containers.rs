//! Containers: ECS and EKS. Values of variables are never kept.

use crate::aws::translate::{
    Kind,
    Take::{At, Is, Json, Tags},
    Translation,
};

const ARN: &str = "item.arn";
const TAGS: &str = "tags_all|tags";

pub(in super::super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_ecs_task_definition",
        listing: ("ecs", "list-task-definition-families"),
        tells: &[Translation::about(
            ("ecs", "describe-task-definition"),
            "{arn}",
            "",
            &[
                ("taskDefinition.taskDefinitionArn", At("arn")),
                ("taskDefinition.family", At("family")),
                ("taskDefinition.status", Is("\"ACTIVE\"")),
                ("taskDefinition.taskRoleArn", At("task_role_arn")),
                ("taskDefinition.executionRoleArn", At("execution_role_arn")),
                ("taskDefinition.networkMode", At("network_mode")),
                (
                    "taskDefinition.requiresCompatibilities",
                    At("requires_compatibilities"),
                ),
                (
                    "taskDefinition.containerDefinitions",
                    Json("container_definitions"),
                ),
                ("tags", Tags(TAGS)),
            ],
        )
        .needs("arn")],
    },
    Kind {
        name: "aws_ecs_service",
        listing: ("ecs", "list-services"),
        tells: &[Translation::about(
            ("ecs", "describe-services"),
            "{cluster} {id}",
            "services[]",
            &[
                ("serviceArn", At("id")),
                ("clusterArn", At("cluster")),
                ("taskDefinition", At("task_definition")),
                ("desiredCount", At("desired_count")),
                ("launchType", At("launch_type")),
                ("enableExecuteCommand", At("enable_execute_command")),
            ],
        )
        .needs("id")],
    },
    Kind {
        name: "aws_ecs_cluster",
        listing: ("ecs", "list-clusters"),
        tells: &[Translation::about(
            ("ecs", "describe-clusters"),
            "{item.arn}",
            "clusters[]",
            &[("clusterArn", At(ARN)), ("tags", Tags(TAGS))],
        )],
    },
    Kind {
        name: "aws_eks_cluster",
        listing: ("eks", "list-clusters"),
        tells: &[Translation::about(
            ("eks", "describe-cluster"),
            "{name}",
            "cluster",
            &[
                ("name", At("name")),
                ("arn", At(ARN)),
                ("roleArn", At("role_arn")),
                ("endpoint", At("endpoint")),
                ("identity.oidc.issuer", At("identity.oidc.issuer")),
                (
                    "resourcesVpcConfig.endpointPublicAccess",
                    At("vpc_config.endpoint_public_access"),
                ),
            ],
        )
        .needs(ARN)],
    },
    Kind {
        name: "aws_eks_node_group",
        listing: ("eks", "list-nodegroups"),
        tells: &[Translation::about(
            ("eks", "describe-nodegroup"),
            "{cluster_name} {node_group_name}",
            "nodegroup",
            &[
                ("nodegroupName", At("node_group_name")),
                ("nodegroupArn", At("arn")),
                ("clusterName", At("cluster_name")),
                ("nodeRole", At("node_role_arn")),
            ],
        )
        .needs("arn")],
    },
    Kind {
        name: "aws_eks_pod_identity_association",
        listing: ("eks", "list-pod-identity-associations"),
        tells: &[Translation::about(
            ("eks", "describe-pod-identity-association"),
            "{cluster_name} {association_id}",
            "association",
            &[
                ("clusterName", At("cluster_name")),
                ("namespace", At("namespace")),
                ("serviceAccount", At("service_account")),
                ("roleArn", At("role_arn")),
                ("associationArn", At("association_arn")),
                ("associationId", At("association_id")),
            ],
        )
        .needs("association_arn")],
    },
];
