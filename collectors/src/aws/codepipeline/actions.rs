//! What the actions of a pipeline read, run and call.

use std::collections::BTreeSet;

use super::shapes::Action;
use crate::aws::Reply;
use crate::facts::{AssetClass, LineageKind, RunsAs};
use crate::redact::free_text;
use crate::snapshot::Sink;

/// What the actions of a pipeline name.
#[derive(Default)]
pub(super) struct Found {
    /// `GitHub:acme/app@main`: provider, repository, branch.
    pub(super) sources: Vec<String>,
    /// Connections to code hosts.
    pub(super) connections: BTreeSet<String>,
    /// The names of manual approvals.
    pub(super) approvals: Vec<String>,
    /// Projects, functions, stacks and state machines that actions start.
    pub(super) invokes: BTreeSet<String>,
    /// Secrets that variables of actions are taken from.
    pub(super) secrets: BTreeSet<String>,
}

/// The roles of an action: its own, and the one that CloudFormation deploys with.
pub(super) fn roles(action: &Action, reply: &Reply<'_>) -> impl Iterator<Item = RunsAs> {
    let roles = [
        reply.runs_as(action.role_arn.as_deref(), "action-role"),
        reply.runs_as(action.configuration.role_arn.as_deref(), "deploy-role"),
    ];
    roles.into_iter().flatten()
}

// AWS CodePipeline User Guide, "Action structure reference": the members of each provider's configuration.
pub(super) fn add(
    action: &Action,
    pipeline: &str,
    stores: &BTreeSet<String>,
    pointer: &str,
    reply: &Reply<'_>,
    found: &mut Found,
    sink: &mut dyn Sink,
) {
    let it = &action.configuration;
    let region = action
        .region
        .as_deref()
        .or(reply.region)
        .unwrap_or_default();
    let arn = |service: &str, resource: String| {
        let (partition, account) = (reply.partition, reply.account);
        format!("arn:{partition}:{service}:{region}:{account}:{resource}")
    };
    let pointer = &format!("{pointer}/configuration");
    let source = match (action.category(), action.provider()) {
        ("Source", "S3") => it.s3_bucket.as_ref().map(|bucket| {
            let key = it.s3_object_key.as_deref().unwrap_or_default();
            let place = format!("s3://{bucket}/{key}");
            reply.reads_s3(
                &place,
                AssetClass::Code,
                LineageKind::Code,
                pipeline,
                pointer,
                sink,
            );
            format!("{bucket}/{key}")
        }),
        ("Source", "CodeCommit") => it.repository_name.as_ref().map(|name| {
            let repository = arn("codecommit", name.clone());
            reply.flow(LineageKind::Code, repository, pipeline, pointer, sink);
            name.clone()
        }),
        ("Source", "ECR") => it.repository_name.as_ref().map(|name| {
            let image = format!("{}.dkr.ecr.{region}.amazonaws.com/{name}", reply.account);
            reply.runs_image(&image, pipeline, pointer, sink);
            name.clone()
        }),
        ("Source", _) => it
            .full_repository_id
            .clone()
            .or_else(|| Some(format!("{}/{}", it.owner.as_ref()?, it.repo.as_ref()?))),
        ("Approval", _) => {
            found.approvals.push(free_text(&action.name).into_owned());
            None
        }
        (_, "CodeBuild") => {
            if let Some(name) = &it.project_name {
                let project = arn("codebuild", format!("project/{name}"));
                // A build in a pipeline takes its code from the artifact store.
                for store in stores {
                    reply.reads_s3(
                        store,
                        AssetClass::Data,
                        LineageKind::Code,
                        &project,
                        pointer,
                        sink,
                    );
                }
                found.invokes.insert(project);
            }
            None
        }
        (_, "Lambda") => {
            found.invokes.extend(it.function_name.as_ref().map(|name| {
                if name.starts_with("arn:") {
                    name.clone()
                } else {
                    arn("lambda", format!("function:{name}"))
                }
            }));
            None
        }
        (_, "StepFunctions") => {
            found.invokes.extend(it.state_machine_arn.clone());
            None
        }
        (_, "CloudFormation") => {
            let stack = it.stack_name.as_ref();
            found
                .invokes
                .extend(stack.map(|name| arn("cloudformation", format!("stack/{name}"))));
            None
        }
        _ => None,
    };
    if let Some(source) = source {
        let branch = it.branch_name.as_ref().or(it.branch.as_ref());
        let branch = branch.map_or_else(String::new, |it| format!("@{it}"));
        let source = format!("{}:{source}{branch}", action.provider());
        found.sources.push(free_text(&source).into_owned());
    }
    found.connections.extend(it.connection_arn.clone());
    let variables = reply.environment(action.environment_variables.clone());
    found
        .secrets
        .extend(variables.into_iter().filter_map(|it| it.reference));
}
