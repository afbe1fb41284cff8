//! What a task calls (Step Functions Developer Guide, "Integrating services with Step Functions").

use super::super::arguments::Arguments;
use super::super::bedrock;
use super::super::jobs::{self, Found, Job};
use super::super::naming::Naming;
use crate::facts::LineageKind;
use crate::pipelines::{Grain, StageDraft, Value};

/// A call of a service by a task: `arn:aws:states:::sagemaker:createTrainingJob.sync`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Integration<'r> {
    pub(super) service: &'r str,
    pub(super) action: &'r str,
    /// Whether the machine waits until somebody answers with the token of the task.
    pub(super) waits_for_token: bool,
}

impl<'r> Integration<'r> {
    /// By the resource of a task. The partition may be a place to fill in.
    pub(super) fn of(resource: &'r str) -> Option<Self> {
        let (_, rest) = resource.split_once(":states:::")?;
        let rest = rest.strip_prefix("aws-sdk:").unwrap_or(rest);
        let (service, call) = rest.split_once(':')?;
        let (action, pattern) = call.split_once('.').unwrap_or((call, ""));
        Some(Self {
            service,
            action,
            waits_for_token: pattern == "waitForTaskToken",
        })
    }

    /// What it does in a pipeline, in the words of a stage.
    pub(super) fn stage_kind(&self) -> String {
        let action = self.action.to_ascii_lowercase();
        match (self.service, action.as_str()) {
            ("sagemaker", "createtrainingjob" | "createhyperparametertuningjob")
            | ("sagemaker", "createautomljob" | "createautomljobv2")
            | ("bedrock", "createmodelcustomizationjob") => "training",
            ("sagemaker", "createprocessingjob")
            | ("glue" | "elasticmapreduce" | "emr-containers" | "emr-serverless" | "databrew", _) => {
                "preprocessing"
            }
            ("sagemaker", "createtransformjob")
            | ("bedrock" | "bedrockruntime", "invokemodel" | "createmodelinvocationjob")
            | ("sagemakerruntime", _) => "inference",
            ("sagemaker", "createmodelpackage" | "createmodelpackagegroup") => "registration",
            ("sagemaker", "createmodel" | "createendpoint" | "createendpointconfig" | "updateendpoint") => {
                "deployment"
            }
            ("bedrockagent", "startingestionjob") => "ingestion",
            ("lambda", "invoke") => "lambda",
            ("ecs" | "batch" | "eks", _) => "job",
            ("states", "startexecution") | ("sagemaker", "startpipelineexecution") => "pipeline",
            _ => return format!("{}:{}", self.service, self.action),
        }
        .to_owned()
    }

    /// Reads what the call is given. Messages and payloads are not read.
    pub(super) fn describe(
        &self,
        arguments: &Arguments<'_>,
        naming: &Naming,
        stage: &mut StageDraft,
    ) -> Found {
        match self.service {
            "sagemaker" | "elasticmapreduce" | "emr-serverless" | "emrserverless"
            | "emr-containers" => {
                names(stage, arguments, "PipelineName", "starts");
                jobs::describe(arguments, naming, stage)
            }
            "bedrock" | "bedrockruntime" => {
                let found = Found::default();
                let mut job = Job {
                    naming,
                    stage,
                    found,
                };
                bedrock::describe(&mut job, arguments);
                job.found
            }
            service => {
                other(service, self.action, arguments, naming, stage);
                Found::default()
            }
        }
    }
}

/// Services that have no members in common with jobs.
fn other(
    service: &str,
    action: &str,
    arguments: &Arguments<'_>,
    naming: &Naming,
    stage: &mut StageDraft,
) {
    match service {
        "lambda" => names(stage, arguments, "FunctionName", "function"),
        "glue" => {
            names(stage, arguments, "JobName", "glue_job");
            if let Some(job) = arguments.text(&["JobName"]) {
                let id = match job.starts_with("cfn:") {
                    true => job,
                    false => naming.id("glue", &format!("job/{job}")),
                };
                stage.reads_id(LineageKind::Code, &id, None);
            }
        }
        "ecs" | "batch" => {
            names(stage, arguments, "TaskDefinition", "task_definition");
            names(stage, arguments, "JobDefinition", "job_definition");
            let overrides = arguments.at(&["Overrides"]);
            let mut containers =
                overrides.map_or_else(Vec::new, |it| it.items("ContainerOverrides"));
            containers.extend(arguments.within("ContainerOverrides"));
            for variable in containers.iter().flat_map(|it| it.items("Environment")) {
                if let Some(name) = variable.text(&["Name"]) {
                    stage.variable(&name, variable.text(&["Value"]).as_deref());
                }
            }
        }
        "states" => names(stage, arguments, "StateMachineArn", "starts"),
        "http" => names(stage, arguments, "ApiEndpoint", "endpoint"),
        "bedrockagent" => names(stage, arguments, "KnowledgeBaseId", "knowledge_base"),
        "secretsmanager" | "ssm" => {
            let (member, kind, resource) = match service {
                "ssm" => ("Name", "aws:ssm:parameter", "parameter/"),
                _ => ("SecretId", "aws:secretsmanager:secret", "secret:"),
            };
            if let Some(value) = arguments.value(&[member]) {
                match value.known() {
                    Some(name) if name.starts_with("arn:") => {
                        stage.secret("call", "", name, kind, value.assumed());
                    }
                    Some(name) => {
                        let name = name.trim_start_matches('/');
                        let id = naming.id(service, &format!("{resource}{name}"));
                        stage.secret("call", "", &id, kind, value.assumed());
                    }
                    None => {
                        stage.unresolved(member, "secret", &value);
                    }
                }
            }
        }
        "s3" => object(action, arguments, stage),
        _ => {}
    }
}

/// An object in S3 by its bucket and key (`aws-sdk:s3:getObject`, the reader of a distributed map).
pub(super) fn object(action: &str, arguments: &Arguments<'_>, stage: &mut StageDraft) {
    let Some(bucket) = arguments.value(&["Bucket"]) else {
        return;
    };
    let listing = action.starts_with("list");
    let key = match listing {
        true => arguments.value(&["Prefix"]),
        false => arguments
            .value(&["Key"])
            .or_else(|| arguments.value(&["Prefix"])),
    };
    let mut place = Value::literal("s3://");
    let written = bucket.expression().to_owned();
    place.join(bucket, &written);
    if let Some(key) = key {
        let written = key.expression().to_owned();
        place.join(Value::literal("/"), "");
        place.join(key, &written);
    }
    let grain = if listing { Grain::Prefix } else { Grain::Guess };
    match action.starts_with("put") || action.starts_with("copy") {
        true => stage.writes(LineageKind::Data, "Bucket", &place, grain),
        false => stage.reads(LineageKind::Data, "Bucket", &place, grain),
    }
}

/// Keeps what a member names, where it is known.
fn names(stage: &mut StageDraft, arguments: &Arguments<'_>, member: &str, attribute: &str) {
    if let Some(value) = arguments.value(&[member]) {
        match value.known() {
            Some(name) => stage.attribute(attribute, crate::redact::free_text(name).into_owned()),
            None => {
                stage.unresolved(member, "code", &value);
            }
        }
    }
}
