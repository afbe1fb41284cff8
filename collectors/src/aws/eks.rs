//! Amazon EKS: clusters, the roles of their nodes and pods, and who is let in.

mod operations;
mod shapes;

use self::shapes::{
    AccessEntry, AccessPolicy, Addon, Association, Cluster, FargateProfile, Nodegroup, Of,
};
use super::wire::{Keep, attributes, tags_of_map};
use super::{Endpoint, Operation, Protocol, Reply, ReplyError, Service, words};
use crate::facts::{Fact, Origin, Workload};
use crate::snapshot::Sink;

/// The EKS service.
#[derive(Debug)]
pub struct Eks;

static ENDPOINT: Endpoint = Endpoint {
    host: "eks",
    signs_as: "eks",
    protocol: Protocol::RestJson,
};

impl Service for Eks {
    fn name(&self) -> &'static str {
        "eks"
    }

    fn operations(&self) -> &'static [Operation] {
        &operations::OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match reply.operation.name {
            "ListClusters" => reply.list("clusters", sink, |name: String, origin, sink| {
                let workload = cluster(&name, reply, origin);
                sink.fact(Fact::Workload(workload));
            }),
            "DescribeCluster" => described_cluster(reply, sink),
            "DescribeNodegroup" => nodegroup(reply, sink),
            "DescribeFargateProfile" => fargate_profile(reply, sink),
            "DescribePodIdentityAssociation" => association(reply, sink),
            "DescribeAccessEntry" => access_entry(reply, sink),
            "ListAssociatedAccessPolicies" => access_policies(reply, sink),
            "DescribeAddon" => addon(reply, sink),
            _ => Ok(()),
        }
    }
}

fn cluster(name: &str, reply: &Reply<'_>, origin: Origin) -> Workload {
    let id = reply.arn("eks", &format!("cluster/{name}"));
    reply.workload("aws:eks:cluster", id, name, origin)
}

fn described_cluster(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let Of::<Cluster> { it } = reply.parse()?;
    let origin = reply.origin("/cluster");
    let mut workload = reply.workload("aws:eks:cluster", it.arn, it.name, origin);
    let automatic = it.compute_config.and_then(|it| it.node_role_arn);
    let roles = [
        reply.runs_as(it.role_arn.as_deref(), "cluster-role"),
        // Nodes that EKS Auto Mode starts by itself.
        reply.runs_as(automatic.as_deref(), "node-role"),
    ];
    workload.runs_as = roles.into_iter().flatten().collect();
    workload.tags = it.tags.as_ref().map(tags_of_map);
    let network = it.resources_vpc_config.unwrap_or_default();
    let access = it.access_config.unwrap_or_default();
    let encryption = it.encryption_config.unwrap_or_default().into_iter();
    let keys: Vec<String> = encryption.filter_map(|it| it.provider?.key_arn).collect();
    let issuer = it.identity.and_then(|it| it.oidc?.issuer);
    workload.attributes = attributes([
        ("state", it.status.keep()),
        ("version", it.version.keep()),
        ("endpoint", it.endpoint.keep()),
        ("oidc_issuer", issuer.keep()),
        ("authentication_mode", access.authentication_mode.keep()),
        (
            "creator_is_admin",
            access.bootstrap_cluster_creator_admin_permissions.keep(),
        ),
        ("public_endpoint", network.endpoint_public_access.keep()),
        ("private_endpoint", network.endpoint_private_access.keep()),
        ("public_access_cidrs", network.public_access_cidrs.keep()),
        ("vpc", network.vpc_id.keep()),
        ("secrets_key", keys.keep()),
    ]);
    sink.fact(Fact::Workload(workload));
    Ok(())
}

fn nodegroup(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let Of::<Nodegroup> { it } = reply.parse()?;
    let origin = reply.origin("/nodegroup");
    let (id, name) = (it.nodegroup_arn, it.nodegroup_name);
    let mut workload = reply.workload("aws:eks:nodegroup", id, name, origin);
    let role = reply.runs_as(it.node_role.as_deref(), "node-role");
    workload.runs_as = role.into_iter().collect();
    workload.tags = it.tags.as_ref().map(tags_of_map);
    workload.attributes = attributes([
        ("state", it.status.keep()),
        (
            "cluster",
            it.cluster_name
                .map(|it| reply.arn("eks", &format!("cluster/{it}")))
                .keep(),
        ),
        (
            "ssh_key",
            it.remote_access.and_then(|it| it.ec2_ssh_key).keep(),
        ),
        (
            "launch_template",
            it.launch_template.and_then(|it| it.id).keep(),
        ),
    ]);
    sink.fact(Fact::Workload(workload));
    Ok(())
}

fn fargate_profile(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let Of::<FargateProfile> { it } = reply.parse()?;
    let origin = reply.origin("/fargateProfile");
    let (id, name) = (it.fargate_profile_arn, it.fargate_profile_name);
    let mut workload = reply.workload("aws:eks:fargate-profile", id, name, origin);
    let role = reply.runs_as(it.pod_execution_role_arn.as_deref(), "execution-role");
    workload.runs_as = role.into_iter().collect();
    workload.tags = it.tags.as_ref().map(tags_of_map);
    let selectors = it.selectors.unwrap_or_default().into_iter();
    let namespaces: Vec<String> = selectors.filter_map(|it| it.namespace).collect();
    workload.attributes = attributes([
        ("state", it.status.keep()),
        (
            "cluster",
            it.cluster_name
                .map(|it| reply.arn("eks", &format!("cluster/{it}")))
                .keep(),
        ),
        ("namespaces", namespaces.keep()),
    ]);
    sink.fact(Fact::Workload(workload));
    Ok(())
}

/// Pods of a service account have the role.
fn association(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let Of::<Association> { it } = reply.parse()?;
    let account = format!(
        "{}/{}",
        it.namespace.as_deref().unwrap_or_default(),
        it.service_account.as_deref().unwrap_or_default()
    );
    let kind = "aws:eks:pod-identity-association";
    let origin = reply.origin("/association");
    let mut workload = reply.workload(kind, it.association_arn, account, origin);
    let roles = [
        reply.runs_as(it.role_arn.as_deref(), "pod-identity"),
        // The role of another account that the first role is exchanged for.
        reply.runs_as(it.target_role_arn.as_deref(), "pod-identity"),
    ];
    workload.runs_as = roles.into_iter().flatten().collect();
    workload.tags = it.tags.as_ref().map(tags_of_map);
    workload.attributes = attributes([
        ("namespace", it.namespace.keep()),
        ("service_account", it.service_account.keep()),
        (
            "cluster",
            it.cluster_name
                .map(|it| reply.arn("eks", &format!("cluster/{it}")))
                .keep(),
        ),
        ("owner", it.owner_arn.keep()),
        ("session_tags", it.disable_session_tags.map(|it| !it).keep()),
        ("session_policy", it.policy.map(|_| true).keep()),
    ]);
    sink.fact(Fact::Workload(workload));
    Ok(())
}

/// Access entries become attributes of their cluster, one for each principal, so that answers about several do not
/// contradict each other: `access_entry/<principal ARN>`.
fn access_entry(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let Of::<AccessEntry> { it } = reply.parse()?;
    let mut workload = cluster(&it.cluster_name, reply, reply.origin("/accessEntry"));
    let entry = attributes([
        ("type", it.kind.keep()),
        ("username", it.username.keep()),
        ("groups", it.kubernetes_groups.keep()),
    ]);
    let name = format!("access_entry/{}", it.principal_arn);
    workload
        .attributes
        .insert(name, entry.into_iter().collect());
    sink.fact(Fact::Workload(workload));
    Ok(())
}

/// `access_policies/<principal ARN>`: a list of `{policy, scope, namespaces}`.
fn access_policies(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let argument = reply.argument.unwrap_or_default();
    let [name, principal] = words(argument, 2)[..] else {
        return Ok(());
    };
    let mut policies: Vec<serde_json::Value> = Vec::new();
    reply.list(
        "associatedAccessPolicies",
        sink,
        |it: AccessPolicy, _, _| {
            let scope = it.access_scope.unwrap_or_default();
            let policy = attributes([
                ("policy", it.policy_arn.keep()),
                ("scope", scope.kind.keep()),
                ("namespaces", scope.namespaces.keep()),
            ]);
            policies.push(policy.into_iter().collect());
        },
    )?;
    if policies.is_empty() {
        return Ok(());
    }
    let mut workload = cluster(name, reply, reply.origin("/associatedAccessPolicies"));
    let name = format!("access_policies/{principal}");
    workload.attributes.insert(name, policies.into());
    sink.fact(Fact::Workload(workload));
    Ok(())
}

/// An add-on whose service account has a role through the OIDC provider of the cluster.
fn addon(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let Of::<Addon> { it } = reply.parse()?;
    let origin = reply.origin("/addon");
    let mut workload = reply.workload("aws:eks:addon", it.addon_arn, it.addon_name, origin);
    let role = reply.runs_as(
        it.service_account_role_arn.as_deref(),
        "service-account-role",
    );
    workload.runs_as = role.into_iter().collect();
    workload.tags = it.tags.as_ref().map(tags_of_map);
    workload.attributes = attributes([
        ("state", it.status.keep()),
        (
            "cluster",
            it.cluster_name
                .map(|it| reply.arn("eks", &format!("cluster/{it}")))
                .keep(),
        ),
        ("version", it.addon_version.keep()),
        (
            "pod_identity_associations",
            it.pod_identity_associations.keep(),
        ),
    ]);
    sink.fact(Fact::Workload(workload));
    Ok(())
}
