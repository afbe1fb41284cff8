//! The wanted members of CodeBuild's answers.

use serde::Deserialize;

use crate::aws::wire::TagList;
use crate::redact::{EnvironmentList, Redacted, Reference};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Project {
    pub(super) name: String,
    pub(super) arn: String,
    pub(super) source: Option<Source>,
    pub(super) secondary_sources: Option<Vec<Source>>,
    pub(super) artifacts: Option<Artifacts>,
    pub(super) secondary_artifacts: Option<Vec<Artifacts>>,
    pub(super) environment: Option<Environment>,
    pub(super) service_role: Option<String>,
    pub(super) build_batch_config: Option<Batch>,
    pub(super) encryption_key: Option<String>,
    pub(super) tags: Option<TagList>,
    /// That there is one; it holds the webhook's secret.
    pub(super) webhook: Option<Redacted>,
    pub(super) vpc_config: Option<Vpc>,
    pub(super) project_visibility: Option<String>,
    pub(super) resource_access_role: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Source {
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) location: Option<String>,
    /// Where it lies; an inline specification is dropped.
    pub(super) buildspec: Option<Reference>,
    pub(super) auth: Option<Auth>,
}

#[derive(Deserialize)]
pub(super) struct Auth {
    pub(super) resource: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Artifacts {
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) location: Option<String>,
    pub(super) path: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Environment {
    pub(super) image: Option<String>,
    pub(super) environment_variables: EnvironmentList,
    pub(super) privileged_mode: Option<bool>,
    pub(super) registry_credential: Option<RegistryCredential>,
    pub(super) image_pull_credentials_type: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct RegistryCredential {
    pub(super) credential: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Batch {
    pub(super) service_role: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Vpc {
    pub(super) vpc_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SourceCredentials {
    pub(super) arn: String,
    pub(super) server_type: Option<String>,
    pub(super) auth_type: Option<String>,
    pub(super) resource: Option<String>,
}
