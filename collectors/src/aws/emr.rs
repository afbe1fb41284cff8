//! Amazon EMR and EMR Serverless: clusters with their roles and instance profile, applications and their job runs.
//!
//! Configurations, steps and Kerberos attributes often hold passwords, and are not read.

use serde::Deserialize;

use super::s3::S3Place;
use super::wire::{Keep, TagList, attributes, runs_as};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{AssetClass, Fact, LineageKind};
use crate::snapshot::Sink;

/// The EMR services.
#[derive(Debug)]
pub struct Emr;

static ENDPOINT: Endpoint = Endpoint {
    host: "elasticmapreduce",
    signs_as: "elasticmapreduce",
    protocol: Protocol::Json {
        version: "1.1",
        target: "ElasticMapReduce",
    },
};

static SERVERLESS: Endpoint = Endpoint {
    host: "emr-serverless",
    signs_as: "emr-serverless",
    protocol: Protocol::RestJson,
};

// Amazon EMR API Reference: ListClusters, DescribeCluster. Amazon EMR Serverless API Reference: ListApplications,
// ListJobRuns.
static OPERATIONS: [Operation; 4] = [
    Operation::listing(
        "ListClusters",
        ("emr", "list-clusters"),
        &["elasticmapreduce:ListClusters"],
        Place::Regional,
    )
    // The AWS CLI has no option for this with one value; it lists those of the last two months.
    .fixed(&[(
        "ClusterStates",
        r#"["STARTING","BOOTSTRAPPING","RUNNING","WAITING"]"#,
    )])
    .paged(Paging::MARKER),
    Operation::listing(
        "DescribeCluster",
        ("emr", "describe-cluster"),
        &["elasticmapreduce:DescribeCluster"],
        Place::Regional,
    )
    .each(
        "--cluster-id",
        "ClusterId",
        &[("ListClusters", "Clusters[].Id")],
        "arn:{partition}:elasticmapreduce:{region}:{account}:cluster/{argument}",
    ),
    Operation::listing(
        "ListApplications",
        ("emr-serverless", "list-applications"),
        &["emr-serverless:ListApplications"],
        Place::Regional,
    )
    .at(&SERVERLESS)
    .rest("GET", "/applications", &[])
    .paged(Paging::CAMEL.by("maxResults", 50)),
    Operation::listing(
        "ListJobRuns",
        ("emr-serverless", "list-job-runs"),
        &["emr-serverless:ListJobRuns"],
        Place::Regional,
    )
    .each(
        "--application-id",
        "applicationId",
        &[("ListApplications", "applications[].id")],
        "arn:{partition}:emr-serverless:{region}:{account}:/applications/{argument}",
    )
    .at(&SERVERLESS)
    .rest("GET", "/applications/{0}/jobruns", &[])
    .absent(&["ResourceNotFoundException"])
    .paged(Paging::CAMEL.by("maxResults", 50)),
];

impl Service for Emr {
    fn name(&self) -> &'static str {
        "emr"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match reply.operation.name {
            "DescribeCluster" => cluster(reply, sink),
            "ListApplications" => {
                reply.list("applications", sink, |it: Application, origin, sink| {
                    let name = it.name.unwrap_or(it.id);
                    let kind = "aws:emr-serverless:application";
                    let mut workload = reply.workload(kind, it.arn, name, origin);
                    workload.attributes = attributes([
                        ("state", it.state.keep()),
                        ("application_type", it.kind.keep()),
                    ]);
                    sink.fact(Fact::Workload(workload));
                })
            }
            "ListJobRuns" => reply.list("jobRuns", sink, |it: JobRun, origin, sink| {
                let name = it.name.unwrap_or(it.id);
                let kind = "aws:emr-serverless:job-run";
                let mut workload = reply.workload(kind, it.arn, name, origin);
                workload.runs_as = runs_as(it.execution_role, "execution-role");
                workload.attributes = attributes([
                    ("state", it.state.keep()),
                    ("started_by", it.created_by.keep()),
                    ("application", reply.subject().keep()),
                ]);
                sink.fact(Fact::Workload(workload));
            }),
            _ => Ok(()),
        }
    }
}

fn cluster(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let cluster = reply.parse::<Described>()?.cluster;
    let state = cluster.status.and_then(|status| status.state);
    // What is terminated stays in the list for two months.
    if state
        .as_deref()
        .is_some_and(|it| it.starts_with("TERMINATED"))
    {
        return Ok(());
    }
    let id = cluster
        .cluster_arn
        .unwrap_or_else(|| reply.arn("elasticmapreduce", &format!("cluster/{}", cluster.id)));
    let mut workload = reply.workload(
        "aws:emr:cluster",
        id,
        cluster.name,
        reply.origin("/Cluster"),
    );
    let role = |role: Option<String>| role.map(|role| reply.role_arn(&role));
    let machines = cluster.ec2_instance_attributes.unwrap_or_default();
    let profile = machines.iam_instance_profile.map(|profile| {
        if profile.starts_with("arn:") {
            return profile;
        }
        let (partition, account) = (reply.partition, reply.account);
        format!("arn:{partition}:iam::{account}:instance-profile/{profile}")
    });
    workload.runs_as = runs_as(profile, "instance-profile");
    workload
        .runs_as
        .extend(runs_as(role(cluster.service_role), "service-role"));
    workload
        .runs_as
        .extend(runs_as(role(cluster.auto_scaling_role), "autoscaling-role"));
    workload.tags = cluster.tags.map(TagList::tags);
    workload.attributes = attributes([
        ("state", state.keep()),
        ("release", cluster.release_label.keep()),
        (
            "security_configuration",
            cluster.security_configuration.keep(),
        ),
        ("key_name", machines.ec2_key_name.keep()),
        ("subnet", machines.ec2_subnet_id.keep()),
    ]);
    if let Some(uri) = cluster.log_uri {
        let logs = S3Place {
            uri: &uri,
            object: false,
            class: AssetClass::Log,
            pointer: "/Cluster/LogUri",
        };
        logs.flows_from(&workload.id, LineageKind::Data, reply, sink);
    }
    sink.fact(Fact::Workload(workload));
    Ok(())
}

#[derive(Deserialize)]
struct Described {
    #[serde(rename = "Cluster")]
    cluster: Cluster,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Cluster {
    id: String,
    name: String,
    cluster_arn: Option<String>,
    status: Option<Status>,
    ec2_instance_attributes: Option<Machines>,
    log_uri: Option<String>,
    service_role: Option<String>,
    auto_scaling_role: Option<String>,
    release_label: Option<String>,
    security_configuration: Option<String>,
    tags: Option<TagList>,
}

#[derive(Deserialize)]
struct Status {
    #[serde(rename = "State")]
    state: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Machines {
    iam_instance_profile: Option<String>,
    ec2_key_name: Option<String>,
    ec2_subnet_id: Option<String>,
}

#[derive(Deserialize)]
struct Application {
    id: String,
    name: Option<String>,
    arn: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    state: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct JobRun {
    id: String,
    name: Option<String>,
    arn: String,
    created_by: Option<String>,
    execution_role: Option<String>,
    state: Option<String>,
}
