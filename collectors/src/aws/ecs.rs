//! Amazon ECS: clusters, services, running tasks and the task definitions that they or the next start use.
//!
//! Of container definitions the names of variables are kept and what they refer to; commands, labels, health checks
//! and log options are never parsed.

mod shapes;
mod task_definition;

use self::shapes::{Cluster, ServiceShape, Task};
use super::wire::{Keep, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{Fact, RunsAs};
use crate::snapshot::Sink;

/// The ECS service.
#[derive(Debug)]
pub struct Ecs;

static ENDPOINT: Endpoint = Endpoint {
    host: "ecs",
    signs_as: "ecs",
    protocol: Protocol::Json {
        version: "1.1",
        target: "AmazonEC2ContainerServiceV20141113",
    },
};

const PAGES: Paging = Paging::CAMEL.by("maxResults", 100);

const fn operation(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(name, ("ecs", command), permissions, Place::Regional)
}

// Amazon ECS API Reference: the page of each operation. A family stands for its latest active revision.
static OPERATIONS: [Operation; 8] = [
    operation("ListClusters", "list-clusters", &["ecs:ListClusters"]).paged(PAGES),
    operation(
        "DescribeClusters",
        "describe-clusters",
        &["ecs:DescribeClusters"],
    )
    .each(
        "--clusters",
        "clusters[]",
        &[("ListClusters", "clusterArns[]")],
        "arn:{partition}:ecs:{region}:{account}:cluster/{argument}",
    )
    .fixed(&[("include", "[\"CONFIGURATIONS\",\"TAGS\"]")])
    .options(&[("--include", "[\"CONFIGURATIONS\",\"TAGS\"]")]),
    operation("ListServices", "list-services", &["ecs:ListServices"])
        .each(
            "--cluster",
            "cluster",
            &[("ListClusters", "clusterArns[]")],
            "arn:{partition}:ecs:{region}:{account}:cluster/{argument}",
        )
        .paged(PAGES)
        .absent(&["ClusterNotFoundException"]),
    operation(
        "DescribeServices",
        "describe-services",
        &["ecs:DescribeServices"],
    )
    .under(
        &["--cluster", "--services"],
        &["cluster", "services[]"],
        ("ListServices", "serviceArns[]"),
        "arn:{partition}:ecs:{region}:{account}:service/{argument}",
    )
    .fixed(&[("include", "[\"TAGS\"]")])
    .options(&[("--include", "[\"TAGS\"]")])
    .absent(&["ClusterNotFoundException"]),
    // Tasks that are running, or are meant to: the default of the operation.
    operation("ListTasks", "list-tasks", &["ecs:ListTasks"])
        .each(
            "--cluster",
            "cluster",
            &[("ListClusters", "clusterArns[]")],
            "arn:{partition}:ecs:{region}:{account}:cluster/{argument}",
        )
        .paged(PAGES)
        .absent(&["ClusterNotFoundException"]),
    operation("DescribeTasks", "describe-tasks", &["ecs:DescribeTasks"])
        .under(
            &["--cluster", "--tasks"],
            &["cluster", "tasks[]"],
            ("ListTasks", "taskArns[]"),
            "arn:{partition}:ecs:{region}:{account}:task/{argument}",
        )
        .fixed(&[("include", "[\"TAGS\"]")])
        .options(&[("--include", "[\"TAGS\"]")])
        .absent(&["ClusterNotFoundException"]),
    operation(
        "ListTaskDefinitionFamilies",
        "list-task-definition-families",
        &["ecs:ListTaskDefinitionFamilies"],
    )
    .paged(PAGES)
    .fixed(&[("status", "\"ACTIVE\"")])
    .options(&[("--status", "ACTIVE")]),
    operation(
        "DescribeTaskDefinition",
        "describe-task-definition",
        &["ecs:DescribeTaskDefinition"],
    )
    .each(
        "--task-definition",
        "taskDefinition",
        &[
            ("ListTaskDefinitionFamilies", "families[]"),
            ("DescribeServices", "services[].taskDefinition"),
            (
                "DescribeServices",
                "services[].deployments[].taskDefinition",
            ),
            ("DescribeServices", "services[].taskSets[].taskDefinition"),
            ("DescribeTasks", "tasks[].taskDefinitionArn"),
        ],
        "arn:{partition}:ecs:{region}:{account}:task-definition/{argument}",
    )
    .fixed(&[("include", "[\"TAGS\"]")])
    .options(&[("--include", "[\"TAGS\"]")]),
];

impl Service for Ecs {
    fn name(&self) -> &'static str {
        "ecs"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match reply.operation.name {
            "ListClusters" => named(reply, "clusterArns", "cluster", sink),
            "DescribeClusters" => clusters(reply, sink),
            "ListServices" => named(reply, "serviceArns", "service", sink),
            "DescribeServices" => services(reply, sink),
            "ListTasks" => named(reply, "taskArns", "task", sink),
            "DescribeTasks" => tasks(reply, sink),
            "DescribeTaskDefinition" => task_definition::facts(reply, sink),
            _ => Ok(()),
        }
    }
}

/// What is listed exists, whether or not it can be described.
fn named(reply: &Reply<'_>, list: &str, kind: &str, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list(list, sink, |arn: String, origin, sink| {
        let name = last(&arn).to_owned();
        sink.fact(Fact::Workload(reply.workload(
            &format!("aws:ecs:{kind}"),
            arn,
            name,
            origin,
        )));
    })
}

/// The name at the end of an ARN.
fn last(arn: &str) -> &str {
    arn.rsplit_once('/').map_or(arn, |(_, name)| name)
}

fn clusters(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("clusters", sink, |cluster: Cluster, origin, sink| {
        let name = last(&cluster.cluster_arn).to_owned();
        let mut workload = reply.workload("aws:ecs:cluster", cluster.cluster_arn, name, origin);
        workload.tags = cluster.tags.map(super::wire::TagList::tags);
        let exec = cluster
            .configuration
            .and_then(|it| it.execute_command_configuration);
        let (logging, key) = exec.map_or((None, None), |it| (it.logging, it.kms_key_id));
        workload.attributes = attributes([
            ("state", cluster.status.keep()),
            (
                "container_instances",
                cluster.registered_container_instances_count.keep(),
            ),
            ("execute_command_logging", logging.keep()),
            ("execute_command_key", key.keep()),
        ]);
        sink.fact(Fact::Workload(workload));
    })
}

fn services(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("services", sink, |service: ServiceShape, origin, sink| {
        let name = last(&service.service_arn).to_owned();
        let mut workload = reply.workload("aws:ecs:service", service.service_arn, name, origin);
        workload.tags = service.tags.map(super::wire::TagList::tags);
        workload.runs_as = as_defined(service.task_definition.as_deref());
        workload.attributes = attributes([
            ("state", service.status.keep()),
            ("cluster", service.cluster_arn.keep()),
            ("task_definition", service.task_definition.keep()),
            ("desired_count", service.desired_count.keep()),
            ("launch_type", service.launch_type.keep()),
            (
                "enable_execute_command",
                service.enable_execute_command.keep(),
            ),
            (
                "public_address",
                service
                    .network_configuration
                    .and_then(|it| it.public())
                    .keep(),
            ),
        ]);
        sink.fact(Fact::Workload(workload));
    })
}

/// What runs a task definition has the roles that it names.
fn as_defined(definition: Option<&str>) -> Vec<RunsAs> {
    definition
        .map(|definition| RunsAs {
            identity: definition.to_owned(),
            how: "task-definition".to_owned(),
            assumed: None,
        })
        .into_iter()
        .collect()
}

fn tasks(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("tasks", sink, |task: Task, origin, sink| {
        let name = last(&task.task_arn).to_owned();
        let mut workload = reply.workload("aws:ecs:task", task.task_arn, name, origin);
        workload.tags = task.tags.map(super::wire::TagList::tags);
        let overrides = task.overrides.unwrap_or_default();
        // Whoever started the task may have put other roles in place of those of its definition.
        let roles = [
            reply.runs_as(overrides.task_role_arn.as_deref(), "task-role"),
            reply.runs_as(overrides.execution_role_arn.as_deref(), "execution-role"),
        ];
        workload.runs_as = roles.into_iter().flatten().collect();
        if overrides.task_role_arn.is_none() {
            let definition = as_defined(task.task_definition_arn.as_deref());
            workload.runs_as.extend(definition);
        }
        let containers = task.containers.unwrap_or_default();
        let images: Vec<String> = containers
            .iter()
            .filter_map(|it| it.image.clone())
            .collect();
        for (index, image) in images.iter().enumerate() {
            let pointer = format!("{}/containers/{index}/image", workload.origin.pointer);
            reply.runs_image(image, &workload.id, &pointer, sink);
        }
        workload.attributes = attributes([
            ("state", task.last_status.keep()),
            ("cluster", task.cluster_arn.keep()),
            ("task_definition", task.task_definition_arn.keep()),
            ("group", task.group.keep()),
            ("launch_type", task.launch_type.keep()),
            ("container_instance", task.container_instance_arn.keep()),
            ("enable_execute_command", task.enable_execute_command.keep()),
            ("image", images.keep()),
        ]);
        sink.fact(Fact::Workload(workload));
    })
}
