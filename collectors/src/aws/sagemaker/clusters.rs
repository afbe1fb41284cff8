//! HyperPod clusters: each group of instances has a role, and scripts in S3 that run as root when an instance starts.

use serde::Deserialize;

use super::super::wire::{Keep, attributes, runs_as};
use super::super::{Reply, ReplyError};
use super::listed::one_or_all;
use super::{S3Place, workload};
use crate::facts::{AssetClass, Fact, LineageKind};
use crate::snapshot::Sink;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Cluster {
    cluster_name: Option<String>,
    cluster_arn: String,
    cluster_status: Option<String>,
    cluster_role: Option<String>,
    #[serde(default)]
    instance_groups: Vec<Group>,
    #[serde(default)]
    restricted_instance_groups: Vec<Group>,
    orchestrator: Option<Orchestrator>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Group {
    execution_role: Option<String>,
    life_cycle_config: Option<LifeCycle>,
    environment_config: Option<Environment>,
}

#[derive(Deserialize)]
struct LifeCycle {
    #[serde(rename = "SourceS3Uri")]
    uri: Option<String>,
}

#[derive(Deserialize)]
struct Environment {
    #[serde(rename = "S3OutputPath")]
    output: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Orchestrator {
    eks: Option<Eks>,
    slurm: Option<Slurm>,
}

#[derive(Deserialize)]
struct Eks {
    #[serde(rename = "ClusterArn")]
    cluster: Option<String>,
}

#[derive(Deserialize)]
struct Slurm {
    #[serde(rename = "AccountingDatabase")]
    database: Option<Database>,
}

#[derive(Deserialize)]
struct Database {
    #[serde(rename = "SecretArn")]
    secret: Option<String>,
}

/// Clusters.
pub(super) fn cluster(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    one_or_all(
        reply,
        "ClusterSummaries",
        sink,
        |cluster: Cluster, origin, sink| {
            let arn = cluster.cluster_arn;
            let name = cluster.cluster_name.unwrap_or_else(|| arn.clone());
            let mut workload = workload(arn, "cluster", name, reply, origin);
            workload.runs_as = runs_as(cluster.cluster_role, "cluster-role");
            let groups = cluster.instance_groups.into_iter().enumerate();
            let groups = groups.map(|(index, it)| (format!("/InstanceGroups/{index}"), it));
            let restricted = cluster.restricted_instance_groups.into_iter().enumerate();
            let restricted =
                restricted.map(|(index, it)| (format!("/RestrictedInstanceGroups/{index}"), it));
            for (pointer, group) in groups.chain(restricted) {
                let role = runs_as(group.execution_role, "instance-group-role");
                workload.runs_as.extend(role);
                if let Some(uri) = group.life_cycle_config.and_then(|it| it.uri) {
                    let pointer = format!("{pointer}/LifeCycleConfig/SourceS3Uri");
                    let scripts = S3Place::prefix(&uri, AssetClass::Code, &pointer);
                    scripts.flows_to(&workload.id, LineageKind::Code, reply, sink);
                }
                if let Some(uri) = group.environment_config.and_then(|it| it.output) {
                    let pointer = format!("{pointer}/EnvironmentConfig/S3OutputPath");
                    let output = S3Place::prefix(&uri, AssetClass::Model, &pointer);
                    output.flows_from(&workload.id, LineageKind::Model, reply, sink);
                }
            }
            workload.runs_as.sort();
            workload.runs_as.dedup();
            let (eks, slurm) = cluster
                .orchestrator
                .map_or((None, None), |it| (it.eks, it.slurm));
            let secret = slurm
                .and_then(|it| it.database)
                .and_then(|database| database.secret);
            workload.attributes = attributes([
                ("state", cluster.cluster_status.keep()),
                ("eks_cluster", eks.and_then(|it| it.cluster).keep()),
                ("accounting_secret", secret.keep()),
            ]);
            sink.fact(Fact::Workload(workload));
        },
    )
}
