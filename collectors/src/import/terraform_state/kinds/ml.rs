//! SageMaker and Bedrock.

use crate::aws::translate::{
    Kind, Members,
    Take::{Alone, At, List},
    Translation,
};

const ARN: &str = "item.arn";

const CONTAINER: Members = &[
    ("Image", At("image")),
    ("ModelDataUrl", At("model_data_url")),
    ("ModelPackageName", At("model_package_name")),
    ("Environment", At("environment")),
];

pub(in super::super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_sagemaker_notebook_instance",
        listing: ("sagemaker", "list-notebook-instances"),
        tells: &[Translation::listing(
            ("sagemaker", "list-notebook-instances"),
            "NotebookInstances[]",
            &[
                ("NotebookInstanceName", At("name")),
                ("NotebookInstanceArn", At(ARN)),
                ("RoleArn", At("role_arn")),
                ("Url", At("url")),
                ("KmsKeyId", At("kms_key_id")),
                ("SubnetId", At("subnet_id")),
                ("DirectInternetAccess", At("direct_internet_access")),
                ("RootAccess", At("root_access")),
                (
                    "NotebookInstanceLifecycleConfigName",
                    At("lifecycle_config_name"),
                ),
            ],
        )
        .needs(ARN)],
    },
    Kind {
        name: "aws_sagemaker_model",
        listing: ("sagemaker", "list-models"),
        tells: &[Translation::about(
            ("sagemaker", "describe-model"),
            "{name}",
            "",
            &[
                ("ModelName", At("name")),
                ("ModelArn", At(ARN)),
                ("ExecutionRoleArn", At("execution_role_arn")),
                ("EnableNetworkIsolation", At("enable_network_isolation")),
                ("PrimaryContainer.Image", At("primary_container.image")),
                (
                    "PrimaryContainer.ModelDataUrl",
                    At("primary_container.model_data_url"),
                ),
                (
                    "PrimaryContainer.ModelPackageName",
                    At("primary_container.model_package_name"),
                ),
                (
                    "PrimaryContainer.Environment",
                    At("primary_container.environment"),
                ),
                ("Containers", List("container", CONTAINER)),
            ],
        )
        .needs(ARN)],
    },
    Kind {
        name: "aws_sagemaker_endpoint",
        listing: ("sagemaker", "list-endpoints"),
        tells: &[Translation::about(
            ("sagemaker", "describe-endpoint"),
            "{name}",
            "",
            &[
                ("EndpointName", At("name")),
                ("EndpointArn", At(ARN)),
                ("EndpointConfigName", At("endpoint_config_name")),
            ],
        )
        .needs(ARN)],
    },
    Kind {
        name: "aws_sagemaker_endpoint_configuration",
        listing: ("sagemaker", "list-endpoint-configs"),
        tells: &[Translation::about(
            ("sagemaker", "describe-endpoint-config"),
            "{name}",
            "",
            &[
                ("EndpointConfigName", At("name")),
                ("EndpointConfigArn", At(ARN)),
                ("KmsKeyId", At("kms_key_arn")),
                (
                    "ProductionVariants",
                    List(
                        "production_variants",
                        &[
                            ("VariantName", At("variant_name")),
                            ("ModelName", At("model_name")),
                        ],
                    ),
                ),
                ("ExecutionRoleArn", At("execution_role_arn")),
            ],
        )
        .needs(ARN)],
    },
    Kind {
        name: "aws_sagemaker_domain",
        listing: ("sagemaker", "list-domains"),
        tells: &[Translation::about(
            ("sagemaker", "describe-domain"),
            "{id}",
            "",
            &[
                ("DomainId", At("id")),
                ("DomainArn", At("arn")),
                ("DomainName", At("domain_name")),
                ("AuthMode", At("auth_mode")),
                ("AppNetworkAccessType", At("app_network_access_type")),
                (
                    "DefaultUserSettings.ExecutionRole",
                    At("default_user_settings.execution_role"),
                ),
                (
                    "DefaultSpaceSettings.ExecutionRole",
                    At("default_space_settings.execution_role"),
                ),
                ("KmsKeyId", At("kms_key_id")),
                ("Url", At("url")),
            ],
        )
        .needs("arn")],
    },
    Kind {
        name: "aws_bedrockagent_agent",
        listing: ("bedrock-agent", "list-agents"),
        tells: &[Translation::about(
            ("bedrock-agent", "get-agent"),
            "{agent_id}",
            "agent",
            &[
                ("agentId", At("agent_id")),
                ("agentArn", At("agent_arn")),
                ("agentName", At("agent_name")),
                ("agentResourceRoleArn", At("agent_resource_role_arn")),
                ("foundationModel", At("foundation_model")),
                (
                    "customerEncryptionKeyArn",
                    At("customer_encryption_key_arn"),
                ),
            ],
        )
        .needs("agent_arn")],
    },
    Kind {
        name: "aws_bedrockagent_knowledge_base",
        listing: ("bedrock-agent", "list-knowledge-bases"),
        tells: &[Translation::about(
            ("bedrock-agent", "get-knowledge-base"),
            "{id}",
            "knowledgeBase",
            &[
                ("knowledgeBaseId", At("id")),
                ("knowledgeBaseArn", At("arn")),
                ("name", At("name")),
                ("roleArn", At("role_arn")),
            ],
        )
        .needs("arn")],
    },
    Kind {
        name: "aws_instance",
        listing: ("ec2", "describe-instances"),
        tells: &[Translation::listing(
            ("ec2", "describe-instances"),
            "Reservations[]",
            &[("Instances", Alone(super::code::INSTANCE))],
        )
        .needs("id")],
    },
];
