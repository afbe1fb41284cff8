//! The wanted members of App Runner's answers. Commands are not among them.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::aws::wire::TagList;
use crate::redact::EnvironmentNames;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Listed {
    pub(super) service_arn: String,
    pub(super) service_name: String,
}

#[derive(Deserialize)]
pub(super) struct Tags {
    #[serde(rename = "Tags", default)]
    pub(super) tags: TagList,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Answer {
    pub(super) service: ServiceShape,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ServiceShape {
    pub(super) service_arn: String,
    pub(super) service_name: String,
    pub(super) service_url: Option<String>,
    pub(super) status: Option<String>,
    pub(super) source_configuration: Option<Source>,
    pub(super) instance_configuration: Option<Instance>,
    pub(super) encryption_configuration: Option<Encryption>,
    pub(super) network_configuration: Option<Network>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Source {
    pub(super) code_repository: Option<CodeRepository>,
    pub(super) image_repository: Option<ImageRepository>,
    pub(super) auto_deployments_enabled: Option<bool>,
    pub(super) authentication_configuration: Option<Authentication>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CodeRepository {
    pub(super) repository_url: Option<String>,
    pub(super) code_configuration: Option<CodeConfiguration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CodeConfiguration {
    pub(super) code_configuration_values: Option<Values>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ImageRepository {
    pub(super) image_identifier: Option<String>,
    pub(super) image_configuration: Option<Values>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Values {
    pub(super) runtime_environment_variables: EnvironmentNames,
    /// Names of secrets, not secrets.
    pub(super) runtime_environment_secrets: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Authentication {
    pub(super) connection_arn: Option<String>,
    pub(super) access_role_arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Instance {
    pub(super) instance_role_arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Encryption {
    pub(super) kms_key: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Network {
    pub(super) ingress_configuration: Option<Ingress>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Ingress {
    pub(super) is_publicly_accessible: Option<bool>,
}
