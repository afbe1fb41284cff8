//! The technique files that this program ships.

use std::sync::LazyLock;

use serde::Deserialize;

use super::definition::Technique;
use super::parse::check;

/// Every file in `techniques/aws`. A test holds this list and the folder together.
pub(super) static FILES: &[(&str, &str)] = &[
    (
        "apprunner-001",
        include_str!("../../techniques/aws/apprunner-001.toml"),
    ),
    (
        "apprunner-002",
        include_str!("../../techniques/aws/apprunner-002.toml"),
    ),
    (
        "batch-001",
        include_str!("../../techniques/aws/batch-001.toml"),
    ),
    (
        "batch-002",
        include_str!("../../techniques/aws/batch-002.toml"),
    ),
    (
        "bedrock-001",
        include_str!("../../techniques/aws/bedrock-001.toml"),
    ),
    (
        "bedrock-002",
        include_str!("../../techniques/aws/bedrock-002.toml"),
    ),
    (
        "braket-001",
        include_str!("../../techniques/aws/braket-001.toml"),
    ),
    (
        "cloudformation-001",
        include_str!("../../techniques/aws/cloudformation-001.toml"),
    ),
    (
        "cloudformation-002",
        include_str!("../../techniques/aws/cloudformation-002.toml"),
    ),
    (
        "cloudformation-003",
        include_str!("../../techniques/aws/cloudformation-003.toml"),
    ),
    (
        "cloudformation-004",
        include_str!("../../techniques/aws/cloudformation-004.toml"),
    ),
    (
        "cloudformation-005",
        include_str!("../../techniques/aws/cloudformation-005.toml"),
    ),
    (
        "codebuild-001",
        include_str!("../../techniques/aws/codebuild-001.toml"),
    ),
    (
        "codebuild-002",
        include_str!("../../techniques/aws/codebuild-002.toml"),
    ),
    (
        "codebuild-003",
        include_str!("../../techniques/aws/codebuild-003.toml"),
    ),
    (
        "codebuild-004",
        include_str!("../../techniques/aws/codebuild-004.toml"),
    ),
    (
        "cognitoidentity-001",
        include_str!("../../techniques/aws/cognitoidentity-001.toml"),
    ),
    (
        "datapipeline-001",
        include_str!("../../techniques/aws/datapipeline-001.toml"),
    ),
    ("ec2-001", include_str!("../../techniques/aws/ec2-001.toml")),
    ("ec2-002", include_str!("../../techniques/aws/ec2-002.toml")),
    ("ec2-003", include_str!("../../techniques/aws/ec2-003.toml")),
    ("ec2-004", include_str!("../../techniques/aws/ec2-004.toml")),
    (
        "ec2instanceconnect-003",
        include_str!("../../techniques/aws/ec2instanceconnect-003.toml"),
    ),
    ("ecs-001", include_str!("../../techniques/aws/ecs-001.toml")),
    ("ecs-002", include_str!("../../techniques/aws/ecs-002.toml")),
    ("ecs-003", include_str!("../../techniques/aws/ecs-003.toml")),
    ("ecs-004", include_str!("../../techniques/aws/ecs-004.toml")),
    ("ecs-005", include_str!("../../techniques/aws/ecs-005.toml")),
    ("ecs-006", include_str!("../../techniques/aws/ecs-006.toml")),
    ("ecs-009", include_str!("../../techniques/aws/ecs-009.toml")),
    ("emr-001", include_str!("../../techniques/aws/emr-001.toml")),
    (
        "emrserverless-001",
        include_str!("../../techniques/aws/emrserverless-001.toml"),
    ),
    (
        "gamelift-001",
        include_str!("../../techniques/aws/gamelift-001.toml"),
    ),
    (
        "glue-001",
        include_str!("../../techniques/aws/glue-001.toml"),
    ),
    (
        "glue-002",
        include_str!("../../techniques/aws/glue-002.toml"),
    ),
    (
        "glue-003",
        include_str!("../../techniques/aws/glue-003.toml"),
    ),
    (
        "glue-004",
        include_str!("../../techniques/aws/glue-004.toml"),
    ),
    (
        "glue-005",
        include_str!("../../techniques/aws/glue-005.toml"),
    ),
    (
        "glue-006",
        include_str!("../../techniques/aws/glue-006.toml"),
    ),
    (
        "glue-007",
        include_str!("../../techniques/aws/glue-007.toml"),
    ),
    ("iam-001", include_str!("../../techniques/aws/iam-001.toml")),
    ("iam-002", include_str!("../../techniques/aws/iam-002.toml")),
    ("iam-003", include_str!("../../techniques/aws/iam-003.toml")),
    ("iam-004", include_str!("../../techniques/aws/iam-004.toml")),
    ("iam-005", include_str!("../../techniques/aws/iam-005.toml")),
    ("iam-006", include_str!("../../techniques/aws/iam-006.toml")),
    ("iam-007", include_str!("../../techniques/aws/iam-007.toml")),
    ("iam-008", include_str!("../../techniques/aws/iam-008.toml")),
    ("iam-009", include_str!("../../techniques/aws/iam-009.toml")),
    ("iam-010", include_str!("../../techniques/aws/iam-010.toml")),
    ("iam-011", include_str!("../../techniques/aws/iam-011.toml")),
    ("iam-012", include_str!("../../techniques/aws/iam-012.toml")),
    ("iam-013", include_str!("../../techniques/aws/iam-013.toml")),
    ("iam-014", include_str!("../../techniques/aws/iam-014.toml")),
    ("iam-015", include_str!("../../techniques/aws/iam-015.toml")),
    ("iam-016", include_str!("../../techniques/aws/iam-016.toml")),
    ("iam-017", include_str!("../../techniques/aws/iam-017.toml")),
    ("iam-018", include_str!("../../techniques/aws/iam-018.toml")),
    ("iam-019", include_str!("../../techniques/aws/iam-019.toml")),
    ("iam-020", include_str!("../../techniques/aws/iam-020.toml")),
    ("iam-021", include_str!("../../techniques/aws/iam-021.toml")),
    ("iam-022", include_str!("../../techniques/aws/iam-022.toml")),
    ("iam-023", include_str!("../../techniques/aws/iam-023.toml")),
    (
        "imagebuilder-001",
        include_str!("../../techniques/aws/imagebuilder-001.toml"),
    ),
    (
        "kinesisanalytics-001",
        include_str!("../../techniques/aws/kinesisanalytics-001.toml"),
    ),
    (
        "lambda-001",
        include_str!("../../techniques/aws/lambda-001.toml"),
    ),
    (
        "lambda-002",
        include_str!("../../techniques/aws/lambda-002.toml"),
    ),
    (
        "lambda-004",
        include_str!("../../techniques/aws/lambda-004.toml"),
    ),
    (
        "lambda-005",
        include_str!("../../techniques/aws/lambda-005.toml"),
    ),
    (
        "lambda-006",
        include_str!("../../techniques/aws/lambda-006.toml"),
    ),
    (
        "omics-001",
        include_str!("../../techniques/aws/omics-001.toml"),
    ),
    (
        "sagemaker-001",
        include_str!("../../techniques/aws/sagemaker-001.toml"),
    ),
    (
        "sagemaker-002",
        include_str!("../../techniques/aws/sagemaker-002.toml"),
    ),
    (
        "sagemaker-003",
        include_str!("../../techniques/aws/sagemaker-003.toml"),
    ),
    (
        "sagemaker-005",
        include_str!("../../techniques/aws/sagemaker-005.toml"),
    ),
    (
        "scheduler-001",
        include_str!("../../techniques/aws/scheduler-001.toml"),
    ),
    ("ssm-001", include_str!("../../techniques/aws/ssm-001.toml")),
    ("ssm-002", include_str!("../../techniques/aws/ssm-002.toml")),
    ("ssm-003", include_str!("../../techniques/aws/ssm-003.toml")),
    (
        "stepfunctions-001",
        include_str!("../../techniques/aws/stepfunctions-001.toml"),
    ),
    (
        "stepfunctions-002",
        include_str!("../../techniques/aws/stepfunctions-002.toml"),
    ),
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
