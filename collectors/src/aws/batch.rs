//! AWS Batch: job definitions, queues, and the compute environments that they run in.

mod definitions;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::wire::{Keep, attributes, tags_of_map};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{Fact, RunsAs};
use crate::snapshot::Sink;

/// The Batch service.
#[derive(Debug)]
pub struct Batch;

static ENDPOINT: Endpoint = Endpoint {
    host: "batch",
    signs_as: "batch",
    protocol: Protocol::RestJson,
};

const PAGES: Paging = Paging::CAMEL.by("maxResults", 100);

// AWS Batch API Reference: the page of each operation. Inactive job definitions cannot be started.
static OPERATIONS: [Operation; 3] = [
    Operation::listing(
        "DescribeJobDefinitions",
        ("batch", "describe-job-definitions"),
        &["batch:DescribeJobDefinitions"],
        Place::Regional,
    )
    .rest("POST", "/v1/describejobdefinitions", &[])
    .paged(PAGES)
    .fixed(&[("status", "\"ACTIVE\"")])
    .options(&[("--status", "ACTIVE")]),
    Operation::listing(
        "DescribeJobQueues",
        ("batch", "describe-job-queues"),
        &["batch:DescribeJobQueues"],
        Place::Regional,
    )
    .rest("POST", "/v1/describejobqueues", &[])
    .paged(PAGES),
    Operation::listing(
        "DescribeComputeEnvironments",
        ("batch", "describe-compute-environments"),
        &["batch:DescribeComputeEnvironments"],
        Place::Regional,
    )
    .rest("POST", "/v1/describecomputeenvironments", &[])
    .paged(PAGES),
];

impl Service for Batch {
    fn name(&self) -> &'static str {
        "batch"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match reply.operation.name {
            "DescribeJobDefinitions" => definitions::facts(reply, sink),
            "DescribeJobQueues" => queues(reply, sink),
            "DescribeComputeEnvironments" => environments(reply, sink),
            _ => Ok(()),
        }
    }
}

fn queues(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("jobQueues", sink, |queue: Queue, origin, sink| {
        let (id, name) = (queue.job_queue_arn, queue.job_queue_name);
        let mut workload = reply.workload("aws:batch:job-queue", id, name, origin);
        workload.tags = queue.tags.as_ref().map(tags_of_map);
        let order = queue.compute_environment_order.into_iter().flatten();
        let environments: Vec<String> = order.filter_map(|it| it.compute_environment).collect();
        workload.attributes = attributes([
            ("state", queue.state.keep()),
            ("compute_environments", environments.keep()),
        ]);
        sink.fact(Fact::Workload(workload));
    })
}

fn environments(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let list = "computeEnvironments";
    reply.list(list, sink, |environment: Environment, origin, sink| {
        let (id, name) = (
            environment.compute_environment_arn,
            environment.compute_environment_name,
        );
        let mut workload = reply.workload("aws:batch:compute-environment", id, name, origin);
        workload.tags = environment.tags.as_ref().map(tags_of_map);
        let resources = environment.compute_resources.unwrap_or_default();
        let roles = [
            reply.runs_as(environment.service_role.as_deref(), "service-role"),
            reply.runs_as(resources.spot_iam_fleet_role.as_deref(), "spot-fleet-role"),
            instance_profile(resources.instance_role, reply),
        ];
        workload.runs_as = roles.into_iter().flatten().collect();
        let template = resources
            .launch_template
            .map(|it| (it.launch_template_id, it.launch_template_name));
        let (template, template_name) = template.unwrap_or_default();
        workload.attributes = attributes([
            ("state", environment.state.keep()),
            ("management", environment.kind.keep()),
            ("compute", resources.kind.keep()),
            ("ecs_cluster", environment.ecs_cluster_arn.keep()),
            (
                "eks_cluster",
                environment
                    .eks_configuration
                    .and_then(|it| it.eks_cluster_arn)
                    .keep(),
            ),
            ("launch_template", template.or(template_name).keep()),
            ("ssh_key", resources.ec2_key_pair.keep()),
            ("image", resources.image_id.keep()),
        ]);
        sink.fact(Fact::Workload(workload));
    })
}

/// `instanceRole` names an instance profile, by its ARN or its name (AWS Batch API Reference, "ComputeResource").
fn instance_profile(name: Option<String>, reply: &Reply<'_>) -> Option<RunsAs> {
    let name = name.filter(|name| !name.is_empty())?;
    let identity = if name.starts_with("arn:") {
        name
    } else {
        let (partition, account) = (reply.partition, reply.account);
        format!("arn:{partition}:iam::{account}:instance-profile/{name}")
    };
    Some(RunsAs {
        identity,
        how: "instance-profile".to_owned(),
        assumed: None,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Queue {
    job_queue_arn: String,
    job_queue_name: String,
    state: Option<String>,
    compute_environment_order: Option<Vec<Order>>,
    tags: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Order {
    compute_environment: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Environment {
    compute_environment_arn: String,
    compute_environment_name: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    state: Option<String>,
    service_role: Option<String>,
    ecs_cluster_arn: Option<String>,
    compute_resources: Option<Resources>,
    eks_configuration: Option<Eks>,
    tags: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Resources {
    #[serde(rename = "type")]
    kind: Option<String>,
    instance_role: Option<String>,
    spot_iam_fleet_role: Option<String>,
    launch_template: Option<Template>,
    ec2_key_pair: Option<String>,
    image_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Template {
    launch_template_id: Option<String>,
    launch_template_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Eks {
    eks_cluster_arn: Option<String>,
}
