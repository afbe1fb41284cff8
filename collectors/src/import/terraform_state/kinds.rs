//! The types of resources of the AWS provider that are read, by the answers that they stand for.
//!
//! Source of the attributes: the AWS provider's documentation, the page of each resource.

mod code;
mod containers;
mod data;
mod iam;
mod ml;
mod organization;
mod stores;

use crate::aws::translate::Kinds;

pub(super) static KINDS: Kinds = Kinds {
    all: &[
        iam::KINDS,
        data::KINDS,
        stores::KINDS,
        containers::KINDS,
        code::KINDS,
        ml::KINDS,
        organization::KINDS,
    ],
    each: false,
    items: "resources of the state",
    partial: "a Terraform state holds only what Terraform manages",
    help: "import or collect the account itself too",
};

/// The ARNs that resources will have before they are there. Those with a part that AWS chooses have none.
const ARNS: &[(&str, &str)] = &[
    (
        "aws_iam_role",
        "arn:{partition}:iam::{account}:role{path}{name}",
    ),
    (
        "aws_iam_user",
        "arn:{partition}:iam::{account}:user{path}{name}",
    ),
    (
        "aws_iam_group",
        "arn:{partition}:iam::{account}:group{path}{name}",
    ),
    (
        "aws_iam_policy",
        "arn:{partition}:iam::{account}:policy{path}{name}",
    ),
    (
        "aws_iam_instance_profile",
        "arn:{partition}:iam::{account}:instance-profile{path}{name}",
    ),
    ("aws_s3_bucket", "arn:{partition}:s3:::{bucket}"),
    (
        "aws_lambda_function",
        "arn:{partition}:lambda:{region}:{account}:function:{function_name}",
    ),
    (
        "aws_sqs_queue",
        "arn:{partition}:sqs:{region}:{account}:{name}",
    ),
    (
        "aws_sns_topic",
        "arn:{partition}:sns:{region}:{account}:{name}",
    ),
    (
        "aws_dynamodb_table",
        "arn:{partition}:dynamodb:{region}:{account}:table/{name}",
    ),
    (
        "aws_ecr_repository",
        "arn:{partition}:ecr:{region}:{account}:repository/{name}",
    ),
    (
        "aws_sfn_state_machine",
        "arn:{partition}:states:{region}:{account}:stateMachine:{name}",
    ),
    (
        "aws_ecs_cluster",
        "arn:{partition}:ecs:{region}:{account}:cluster/{name}",
    ),
    (
        "aws_eks_cluster",
        "arn:{partition}:eks:{region}:{account}:cluster/{name}",
    ),
    (
        "aws_codebuild_project",
        "arn:{partition}:codebuild:{region}:{account}:project/{name}",
    ),
    (
        "aws_sagemaker_notebook_instance",
        "arn:{partition}:sagemaker:{region}:{account}:notebook-instance/{name}",
    ),
    (
        "aws_sagemaker_model",
        "arn:{partition}:sagemaker:{region}:{account}:model/{name}",
    ),
    (
        "aws_sagemaker_endpoint",
        "arn:{partition}:sagemaker:{region}:{account}:endpoint/{name}",
    ),
    (
        "aws_sagemaker_endpoint_configuration",
        "arn:{partition}:sagemaker:{region}:{account}:endpoint-config/{name}",
    ),
];

/// The template of the ARN of a type.
pub(super) fn arn_of(kind: &str) -> Option<&'static str> {
    let found = ARNS.iter().find(|(name, _)| *name == kind);
    found.map(|(_, template)| *template)
}

/// Whether it matters that an attribute is not known: it says who may do what, or what runs as whom.
pub(super) fn matters(attribute: &str) -> bool {
    const PARTS: &[&str] = &[
        "policy",
        "policies",
        "role",
        "roles",
        "user",
        "users",
        "group",
        "groups",
        "principal",
        "content",
        "definition",
        "profile",
        "boundary",
    ];
    attribute.split('_').any(|part| PARTS.contains(&part))
}
