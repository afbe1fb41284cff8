//! Job definitions: one container, several, the same on many nodes, or a pod in a cluster.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::aws::wire::{Container, Keep, attributes, tags_of_map};
use crate::aws::{Reply, ReplyError};
use crate::facts::{Fact, Workload};
use crate::snapshot::Sink;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Definition {
    job_definition_arn: String,
    job_definition_name: String,
    revision: Option<i64>,
    status: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    container_properties: Option<Container>,
    ecs_properties: Option<Tasks>,
    eks_properties: Option<Eks>,
    node_properties: Option<Nodes>,
    platform_capabilities: Option<Vec<String>>,
    tags: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tasks {
    task_properties: Option<Vec<Task>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Task {
    task_role_arn: Option<String>,
    execution_role_arn: Option<String>,
    enable_execute_command: Option<bool>,
    containers: Option<Vec<Container>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Eks {
    pod_properties: Option<Pod>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pod {
    service_account_name: Option<String>,
    containers: Option<Vec<Container>>,
    init_containers: Option<Vec<Container>>,
    metadata: Option<Metadata>,
}

#[derive(Deserialize)]
struct Metadata {
    namespace: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Nodes {
    node_range_properties: Option<Vec<NodeRange>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NodeRange {
    container: Option<Container>,
    ecs_properties: Option<Tasks>,
    eks_properties: Option<Eks>,
}

pub(super) fn facts(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("jobDefinitions", sink, |it: Definition, origin, sink| {
        let pointer = origin.pointer.clone();
        let name = match it.revision {
            Some(revision) => format!("{}:{revision}", it.job_definition_name),
            None => it.job_definition_name,
        };
        let kind = "aws:batch:job-definition";
        let mut workload = reply.workload(kind, it.job_definition_arn, name, origin);
        workload.tags = it.tags.as_ref().map(tags_of_map);
        workload.attributes = attributes([
            ("state", it.status.keep()),
            ("job_type", it.kind.keep()),
            ("platforms", it.platform_capabilities.keep()),
        ]);
        let mut parts = Parts::default();
        parts.add(
            it.container_properties,
            it.ecs_properties,
            it.eks_properties,
        );
        for range in it
            .node_properties
            .into_iter()
            .flat_map(|it| it.node_range_properties.unwrap_or_default())
        {
            parts.add(range.container, range.ecs_properties, range.eks_properties);
        }
        parts.put(&mut workload, &pointer, reply, sink);
        sink.fact(Fact::Workload(workload));
    })
}

/// What the containers of a definition have in common, wherever they are written.
#[derive(Default)]
struct Parts {
    job_roles: Vec<String>,
    execution_roles: Vec<String>,
    containers: Vec<Container>,
    execute_command: bool,
    service_account: Option<String>,
    namespace: Option<String>,
}

impl Parts {
    fn add(&mut self, single: Option<Container>, tasks: Option<Tasks>, eks: Option<Eks>) {
        if let Some(container) = single {
            self.job_roles.extend(container.job_role_arn.clone());
            self.execution_roles
                .extend(container.execution_role_arn.clone());
            self.execute_command |= container.enable_execute_command == Some(true);
            self.containers.push(container);
        }
        for task in tasks
            .into_iter()
            .flat_map(|it| it.task_properties.unwrap_or_default())
        {
            self.job_roles.extend(task.task_role_arn);
            self.execution_roles.extend(task.execution_role_arn);
            self.execute_command |= task.enable_execute_command == Some(true);
            self.containers.extend(task.containers.unwrap_or_default());
        }
        if let Some(pod) = eks.and_then(|it| it.pod_properties) {
            self.containers.extend(pod.containers.unwrap_or_default());
            self.containers
                .extend(pod.init_containers.unwrap_or_default());
            self.service_account = pod.service_account_name.or(self.service_account.take());
            let namespace = pod.metadata.and_then(|it| it.namespace);
            self.namespace = namespace.or(self.namespace.take());
        }
    }

    fn put(self, workload: &mut Workload, pointer: &str, reply: &Reply<'_>, sink: &mut dyn Sink) {
        let job = self.job_roles.iter().map(|role| (role, "job-role"));
        let execution = self
            .execution_roles
            .iter()
            .map(|role| (role, "execution-role"));
        workload.runs_as = job
            .chain(execution)
            .filter_map(|(role, how)| reply.runs_as(Some(role), how))
            .collect();
        workload.runs_as.sort();
        workload.runs_as.dedup();
        workload.attributes.extend(attributes([
            (
                "enable_execute_command",
                self.execute_command.then_some(true).keep(),
            ),
            ("service_account", self.service_account.keep()),
            ("namespace", self.namespace.keep()),
        ]));
        reply.add_containers(workload, self.containers, pointer, sink);
    }
}
