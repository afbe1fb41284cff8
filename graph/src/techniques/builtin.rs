//! The technique files that this program ships.

use std::sync::LazyLock;

use serde::Deserialize;

use super::definition::Technique;
use super::parse::check;

macro_rules! files {
    ($($id:literal,)*) => {
        &[$(($id, include_str!(concat!("../../techniques/aws/", $id, ".toml")))),*]
    };
}

/// Every file in `techniques/aws`. A test holds this list and the folder together.
pub(super) static FILES: &[(&str, &str)] = files![
    "apprunner-001",
    "apprunner-002",
    "batch-001",
    "batch-002",
    "bedrock-001",
    "bedrock-002",
    "bedrock-agentcore-command-001",
    "bedrock-agentcore-update-001",
    "braket-001",
    "cloudformation-001",
    "cloudformation-002",
    "cloudformation-003",
    "cloudformation-004",
    "cloudformation-005",
    "codebuild-001",
    "codebuild-002",
    "codebuild-003",
    "codebuild-004",
    "codebuild-update-001",
    "cognitoidentity-001",
    "datapipeline-001",
    "ec2-001",
    "ec2-002",
    "ec2-003",
    "ec2-004",
    "ec2-profile-001",
    "ec2-serial-001",
    "ec2instanceconnect-003",
    "ecs-001",
    "ecs-002",
    "ecs-003",
    "ecs-004",
    "ecs-005",
    "ecs-006",
    "ecs-009",
    "emr-001",
    "emr-step-001",
    "emrserverless-001",
    "events-target-001",
    "gamelift-001",
    "glue-001",
    "glue-002",
    "glue-003",
    "glue-004",
    "glue-005",
    "glue-006",
    "glue-007",
    "iam-001",
    "iam-002",
    "iam-003",
    "iam-004",
    "iam-005",
    "iam-006",
    "iam-007",
    "iam-008",
    "iam-009",
    "iam-010",
    "iam-011",
    "iam-012",
    "iam-013",
    "iam-014",
    "iam-015",
    "iam-016",
    "iam-017",
    "iam-018",
    "iam-019",
    "iam-020",
    "iam-021",
    "iam-022",
    "iam-023",
    "imagebuilder-001",
    "kinesisanalytics-001",
    "lambda-001",
    "lambda-002",
    "lambda-004",
    "lambda-005",
    "lambda-006",
    "lambda-layer-001",
    "omics-001",
    "pipes-001",
    "pipes-update-001",
    "sagemaker-001",
    "sagemaker-002",
    "sagemaker-003",
    "sagemaker-005",
    "sagemaker-domain-001",
    "sagemaker-endpoint-update-001",
    "sagemaker-model-001",
    "scheduler-001",
    "scheduler-update-001",
    "ssm-001",
    "ssm-002",
    "ssm-003",
    "ssm-association-001",
    "ssm-automation-001",
    "stepfunctions-001",
    "stepfunctions-002",
    "stepfunctions-input-001",
    "stepfunctions-test-001",
];

static TECHNIQUES: LazyLock<Vec<Technique>> = LazyLock::new(|| {
    FILES
        .iter()
        .filter_map(|(_, text)| check(text).ok())
        .collect()
});

/// The techniques that this program ships, in the order of their ids.
#[must_use]
pub fn builtin() -> &'static [Technique] {
    &TECHNIQUES
}

/// The text of the list of published techniques that have no file.
pub static NOT_MODELLED: &str = include_str!("../../techniques/aws/not-modelled.toml");

/// A published technique that has no file here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotModelled {
    /// Its published id.
    pub id: String,
    /// `modelled`: by a rule in code. `later`: not yet.
    pub status: String,
    /// By which rule, or why not.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    technique: Vec<NotModelled>,
}

/// The published techniques that have no file here.
#[must_use]
pub fn not_modelled() -> Vec<NotModelled> {
    toml::from_str::<List>(NOT_MODELLED)
        .map(|list| list.technique)
        .unwrap_or_default()
}
