//! The AWS service files: what they make of answers in the shape that the AWS CLI prints.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the helpers of tests fail the test by panicking"
)]

mod accessanalyzer;
mod apigateway;
mod apprunner;
mod appsync;
mod athena;
mod batch;
mod bedrock;
mod bedrock_agent;
mod bedrock_agentcore;
mod cloudformation;
mod cloudtrail;
mod codebuild;
mod codecommit;
mod codepipeline;
mod cognito_identity;
mod config;
mod datapipeline;
mod dynamodb;
mod ec2;
mod ecr;
mod ecs;
mod eks;
mod emr;
mod events;
mod glue;
mod kinesis;
mod kms;
mod lambda;
mod logs;
mod opensearch;
mod ram;
mod rds;
mod redshift;
mod registration;
mod rolesanywhere;
mod s3;
mod s3control;
mod s3tables;
mod s3vectors;
mod sagemaker;
mod sagemaker_jobs;
mod sagemaker_models;
mod sagemaker_pipeline;
mod sagemaker_studio;
mod secretsmanager;
mod sns;
mod sqs;
mod ssm;
mod sso;
mod states;

use blastradius_collectors::aws::{Operation, Reply, SERVICES, Service};
use blastradius_collectors::facts::LineageKind;
use blastradius_collectors::snapshot::{MemorySink, Sink};
use serde_json::Value;

/// Hands answers to a service: each is the command of the CLI, an argument or `""`, and the answer.
fn answers(service: &str, all: &[(&str, &str, Value)]) -> MemorySink {
    let mut sink = MemorySink::default();
    for (command, argument, body) in all {
        answer(service, command, argument, &body.to_string(), &mut sink)
            .unwrap_or_else(|error| panic!("{command}: {error}"));
    }
    sink
}

/// The same, of a region that may be in another partition.
fn answers_in(region: &str, service: &str, all: &[(&str, &str, Value)]) -> MemorySink {
    let mut sink = MemorySink::default();
    for (command, argument, body) in all {
        answer_in(
            region,
            service,
            command,
            argument,
            &body.to_string(),
            &mut sink,
        )
        .unwrap_or_else(|error| panic!("{command}: {error}"));
    }
    sink
}

fn answer(
    service: &str,
    command: &str,
    argument: &str,
    body: &str,
    sink: &mut dyn Sink,
) -> Result<(), blastradius_collectors::aws::ReplyError> {
    answer_in("us-east-1", service, command, argument, body, sink)
}

fn answer_in(
    region: &str,
    service: &str,
    command: &str,
    argument: &str,
    body: &str,
    sink: &mut dyn Sink,
) -> Result<(), blastradius_collectors::aws::ReplyError> {
    let (cli, command) = command.split_once(' ').unwrap_or(("", command));
    let (service, operation) = find(service, cli, command);
    service.facts(
        &Reply {
            account: "111122223333",
            partition: blastradius_collectors::aws::partition(region),
            region: Some(region),
            operation,
            argument: (!argument.is_empty()).then_some(argument),
            body,
            source: "test",
        },
        sink,
    )
}

fn find(service: &str, cli: &str, command: &str) -> (&'static dyn Service, &'static Operation) {
    let service = *SERVICES.iter().find(|it| it.name() == service).unwrap();
    let operation = service
        .operations()
        .iter()
        .find(|it| it.cli.1 == command && (cli.is_empty() || it.cli.0 == cli))
        .unwrap_or_else(|| panic!("no `{command}`"));
    (service, operation)
}

/// Everything that was kept, as text: what must not be kept is not in it.
fn everything(sink: &MemorySink) -> String {
    format!("{:?} {:?}", sink.facts, sink.coverage)
}

/// Every flow: from, to, what.
fn flows(sink: &MemorySink) -> Vec<(String, String, LineageKind)> {
    let flows = sink.facts.lineage.values();
    flows
        .map(|it| (it.from.clone(), it.to.clone(), it.kind))
        .collect()
}
