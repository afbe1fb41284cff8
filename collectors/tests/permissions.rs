//! What the AWS collector needs: the generated policy, and the script that works without this program.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use blastradius_collectors::aws::SERVICES;
use blastradius_collectors::permissions::{
    ManagedPolicy, aws_policies, aws_policy, aws_policy_beside, aws_script,
};

/// Reads of data, of secrets, and of what holds them. None may ever be asked for.
const NEVER: &[&str] = &[
    "secretsmanager:GetSecretValue",
    "secretsmanager:BatchGetSecretValue",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
    "ssm:GetParameterHistory",
    "ssm:StartSession",
    "kms:Decrypt",
    "kms:ReEncryptFrom",
    "kms:GenerateDataKey",
    "kms:GetParametersForImport",
    "kms:Sign",
    "s3:GetObject",
    "s3:GetObjectVersion",
    "s3:GetObjectAttributes",
    "s3:GetObjectTorrent",
    "lambda:GetFunction",
    "lambda:GetLayerVersion",
    "lambda:InvokeFunction",
    "dynamodb:GetItem",
    "dynamodb:BatchGetItem",
    "dynamodb:Scan",
    "dynamodb:Query",
    "dynamodb:PartiQLSelect",
    "logs:GetLogEvents",
    "logs:FilterLogEvents",
    "logs:GetQueryResults",
    "logs:StartQuery",
    "logs:Unmask",
    "ec2:GetPasswordData",
    "ec2:GetConsoleOutput",
    "ec2:GetConsoleScreenshot",
    "ebs:GetSnapshotBlock",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
    "ecr:GetAuthorizationToken",
    "codebuild:BatchGetBuilds",
    "codepipeline:GetThirdPartyJobDetails",
    "codepipeline:PollForJobs",
    "eks:AccessKubernetesApi",
    "ecs:ExecuteCommand",
    "datapipeline:EvaluateExpression",
    "states:GetExecutionHistory",
    "states:DescribeExecution",
    "codecommit:GitPull",
    "codecommit:GetFile",
    "athena:GetQueryResults",
    "redshift:GetClusterCredentials",
    "rds:DownloadDBLogFilePortion",
    "rds-data:ExecuteStatement",
    "sqs:ReceiveMessage",
    "kinesis:GetRecords",
    "sagemaker:CreatePresignedNotebookInstanceUrl",
    "sagemaker:InvokeEndpoint",
    "sagemaker-featurestore:GetRecord",
    "sts:AssumeRole",
    "sts:GetSessionToken",
    "sts:GetFederationToken",
    "appconfig:GetLatestConfiguration",
    "cloudformation:GetTemplate",
];

fn generated() -> String {
    aws_policy(SERVICES)
}

fn actions() -> BTreeSet<String> {
    let document: serde_json::Value = serde_json::from_str(&generated()).unwrap();
    document["Statement"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|it| it["Action"].as_array().unwrap())
        .map(|it| it.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn the_policy_in_the_repository_is_the_generated_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("permissions/aws.json");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, generated()).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == generated(),
        "run this test with UPDATE=1 and look at what changed"
    );
}

#[test]
fn nothing_reads_data_or_secrets() {
    let actions = actions();
    assert!(NEVER.len() >= 40);
    for never in NEVER {
        assert!(!actions.contains(*never), "{never}");
    }
    for action in &actions {
        let (_, name) = action.split_once(':').unwrap();
        assert!(
            !action.contains('*'),
            "{action}: every action by its full name"
        );
        let reads = [
            "Get",
            "List",
            "Describe",
            "BatchGetProjects",
            "GET",
            "SelectAggregateResourceConfig",
            "GenerateCredentialReport",
        ];
        assert!(
            reads.iter().any(|start| name.starts_with(start)),
            "{action} does not read"
        );
    }
}

#[test]
fn the_policy_fits_the_managed_policies_of_one_role() {
    let parts = aws_policies(SERVICES);
    // IAM and STS quotas: a managed policy has at most 6,144 characters without white space, a role ten policies.
    assert!(parts.len() <= 10, "{}", parts.len());
    let mut statements: Vec<serde_json::Value> = Vec::new();
    for part in &parts {
        let size = part.chars().filter(|it| !it.is_whitespace()).count();
        assert!(size <= 6144, "{size}");
        let document: serde_json::Value = serde_json::from_str(part).unwrap();
        statements.extend(document["Statement"].as_array().unwrap().iter().cloned());
    }
    let whole: serde_json::Value = serde_json::from_str(&generated()).unwrap();
    assert_eq!(whole["Statement"].as_array().unwrap(), &statements);
}

#[test]
fn every_operation_is_in_the_script() {
    let script = aws_script(SERVICES);
    for service in SERVICES {
        for operation in service.operations() {
            let (service, command) = operation.cli;
            let asked = ["alone", "each"]
                .iter()
                .any(|how| script.contains(&format!("  {how} {service} {command}")));
            assert!(asked, "aws {service} {command}");
        }
    }
}

#[test]
fn what_stands_beside_a_managed_policy_is_what_that_one_lacks() {
    assert!(ManagedPolicy::SecurityAudit.allows("s3:GetBucketPolicy"));
    assert!(ManagedPolicy::SecurityAudit.allows("S3:getbucketpolicy"));
    assert!(!ManagedPolicy::SecurityAudit.allows("s3:GetObject"));
    assert!(!ManagedPolicy::ViewOnlyAccess.allows("secretsmanager:GetSecretValue"));
    for managed in [ManagedPolicy::SecurityAudit, ManagedPolicy::ViewOnlyAccess] {
        assert!(managed.version().starts_with('v'), "{}", managed.version());
        let text = aws_policy_beside(SERVICES, managed);
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        let lacking: BTreeSet<String> = document["Statement"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|it| it["Action"].as_array().unwrap())
            .map(|it| it.as_str().unwrap().to_owned())
            .collect();
        assert!(!lacking.is_empty() && lacking.is_subset(&actions()));
        for action in actions() {
            assert_eq!(
                lacking.contains(&action),
                !managed.allows(&action),
                "{action}"
            );
        }
    }
}
