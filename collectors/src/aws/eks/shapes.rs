//! The wanted members of EKS's answers. The configuration of add-ons is not among them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

type Map = BTreeMap<String, String>;

/// An answer about one thing.
#[derive(Deserialize)]
pub(super) struct Of<T> {
    #[serde(
        alias = "cluster",
        alias = "nodegroup",
        alias = "fargateProfile",
        alias = "association",
        alias = "accessEntry",
        alias = "addon"
    )]
    pub(super) it: T,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Cluster {
    pub(super) name: String,
    pub(super) arn: String,
    pub(super) status: Option<String>,
    pub(super) version: Option<String>,
    pub(super) endpoint: Option<String>,
    pub(super) role_arn: Option<String>,
    pub(super) resources_vpc_config: Option<Network>,
    pub(super) identity: Option<Identity>,
    pub(super) access_config: Option<Access>,
    pub(super) encryption_config: Option<Vec<Encryption>>,
    pub(super) compute_config: Option<Compute>,
    pub(super) tags: Option<Map>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Network {
    pub(super) vpc_id: Option<String>,
    pub(super) endpoint_public_access: Option<bool>,
    pub(super) endpoint_private_access: Option<bool>,
    pub(super) public_access_cidrs: Option<Vec<String>>,
}

#[derive(Deserialize)]
pub(super) struct Identity {
    pub(super) oidc: Option<Oidc>,
}

#[derive(Deserialize)]
pub(super) struct Oidc {
    pub(super) issuer: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Access {
    pub(super) authentication_mode: Option<String>,
    pub(super) bootstrap_cluster_creator_admin_permissions: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct Encryption {
    pub(super) provider: Option<Key>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Key {
    pub(super) key_arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Compute {
    pub(super) node_role_arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Nodegroup {
    pub(super) nodegroup_arn: String,
    pub(super) nodegroup_name: String,
    pub(super) cluster_name: Option<String>,
    pub(super) status: Option<String>,
    pub(super) node_role: Option<String>,
    pub(super) remote_access: Option<RemoteAccess>,
    pub(super) launch_template: Option<Template>,
    pub(super) tags: Option<Map>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RemoteAccess {
    pub(super) ec2_ssh_key: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Template {
    pub(super) id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FargateProfile {
    pub(super) fargate_profile_arn: String,
    pub(super) fargate_profile_name: String,
    pub(super) cluster_name: Option<String>,
    pub(super) status: Option<String>,
    pub(super) pod_execution_role_arn: Option<String>,
    pub(super) selectors: Option<Vec<Selector>>,
    pub(super) tags: Option<Map>,
}

#[derive(Deserialize)]
pub(super) struct Selector {
    pub(super) namespace: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Association {
    pub(super) association_arn: String,
    pub(super) cluster_name: Option<String>,
    pub(super) namespace: Option<String>,
    pub(super) service_account: Option<String>,
    pub(super) role_arn: Option<String>,
    pub(super) target_role_arn: Option<String>,
    pub(super) owner_arn: Option<String>,
    pub(super) disable_session_tags: Option<bool>,
    /// Whether there is one that narrows the role.
    pub(super) policy: Option<IgnoredAny>,
    pub(super) tags: Option<Map>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccessEntry {
    pub(super) cluster_name: String,
    pub(super) principal_arn: String,
    pub(super) kubernetes_groups: Option<Vec<String>>,
    pub(super) username: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccessPolicy {
    pub(super) policy_arn: String,
    pub(super) access_scope: Option<AccessScope>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct AccessScope {
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) namespaces: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Addon {
    pub(super) addon_arn: String,
    pub(super) addon_name: String,
    pub(super) cluster_name: Option<String>,
    pub(super) status: Option<String>,
    pub(super) addon_version: Option<String>,
    pub(super) service_account_role_arn: Option<String>,
    pub(super) pod_identity_associations: Option<Vec<String>>,
    pub(super) tags: Option<Map>,
}
