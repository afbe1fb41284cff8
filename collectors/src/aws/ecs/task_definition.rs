//! Task definitions: the roles, images and variables of their containers.

use serde::Deserialize;

use crate::aws::wire::{Container, Keep, TagList, attributes};
use crate::aws::{Reply, ReplyError};
use crate::facts::Fact;
use crate::snapshot::Sink;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    task_definition: Definition,
    tags: Option<TagList>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Definition {
    task_definition_arn: String,
    family: Option<String>,
    status: Option<String>,
    task_role_arn: Option<String>,
    execution_role_arn: Option<String>,
    network_mode: Option<String>,
    pid_mode: Option<String>,
    requires_compatibilities: Option<Vec<String>>,
    registered_by: Option<String>,
    #[serde(default)]
    container_definitions: Vec<Container>,
    volumes: Option<Vec<Volume>>,
}

#[derive(Deserialize)]
struct Volume {
    host: Option<Host>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Host {
    source_path: Option<String>,
}

pub(super) fn facts(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: Answer = reply.parse()?;
    let definition = answer.task_definition;
    let arn = definition.task_definition_arn;
    let name = super::last(&arn).to_owned();
    let origin = reply.origin("/taskDefinition");
    let mut workload = reply.workload("aws:ecs:task-definition", arn, name, origin);
    workload.tags = answer.tags.map(TagList::tags);
    let roles = [
        reply.runs_as(definition.task_role_arn.as_deref(), "task-role"),
        reply.runs_as(definition.execution_role_arn.as_deref(), "execution-role"),
    ];
    workload.runs_as = roles.into_iter().flatten().collect();
    let volumes = definition.volumes.unwrap_or_default().into_iter();
    let paths: Vec<String> = volumes.filter_map(|it| it.host?.source_path).collect();
    workload.attributes = attributes([
        ("family", definition.family.keep()),
        ("state", definition.status.keep()),
        ("network_mode", definition.network_mode.keep()),
        ("pid_mode", definition.pid_mode.keep()),
        ("requires", definition.requires_compatibilities.keep()),
        ("registered_by", definition.registered_by.keep()),
        ("host_paths", paths.keep()),
    ]);
    let list = "/taskDefinition/containerDefinitions";
    reply.add_containers(&mut workload, definition.container_definitions, list, sink);
    sink.fact(Fact::Workload(workload));
    Ok(())
}
