//! The wanted members of ECS's answers.

use serde::Deserialize;

use crate::aws::wire::TagList;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Cluster {
    pub(super) cluster_arn: String,
    pub(super) status: Option<String>,
    pub(super) registered_container_instances_count: Option<i64>,
    pub(super) configuration: Option<Configuration>,
    pub(super) tags: Option<TagList>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Configuration {
    pub(super) execute_command_configuration: Option<ExecuteCommand>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExecuteCommand {
    pub(super) kms_key_id: Option<String>,
    pub(super) logging: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ServiceShape {
    pub(super) service_arn: String,
    pub(super) cluster_arn: Option<String>,
    pub(super) status: Option<String>,
    pub(super) task_definition: Option<String>,
    pub(super) desired_count: Option<i64>,
    pub(super) launch_type: Option<String>,
    pub(super) enable_execute_command: Option<bool>,
    pub(super) network_configuration: Option<NetworkConfiguration>,
    pub(super) tags: Option<TagList>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NetworkConfiguration {
    awsvpc_configuration: Option<AwsVpc>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AwsVpc {
    assign_public_ip: Option<String>,
}

impl NetworkConfiguration {
    /// Whether tasks get a public address; `None` where that is not said.
    pub(super) fn public(self) -> Option<bool> {
        let assign = self.awsvpc_configuration?.assign_public_ip?;
        Some(assign == "ENABLED")
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Task {
    pub(super) task_arn: String,
    pub(super) cluster_arn: Option<String>,
    pub(super) task_definition_arn: Option<String>,
    pub(super) container_instance_arn: Option<String>,
    pub(super) group: Option<String>,
    pub(super) last_status: Option<String>,
    pub(super) launch_type: Option<String>,
    pub(super) enable_execute_command: Option<bool>,
    pub(super) overrides: Option<Overrides>,
    pub(super) containers: Option<Vec<Container>>,
    pub(super) tags: Option<TagList>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct Overrides {
    pub(super) task_role_arn: Option<String>,
    pub(super) execution_role_arn: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Container {
    pub(super) image: Option<String>,
}
