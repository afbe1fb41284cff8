//! The wanted members of CodePipeline's answers.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::redact::EnvironmentList;

#[derive(Deserialize)]
pub(super) struct Listed {
    pub(super) name: String,
}

#[derive(Deserialize)]
pub(super) struct Answer {
    pub(super) pipeline: Declaration,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Declaration {
    pub(super) name: String,
    pub(super) role_arn: Option<String>,
    pub(super) artifact_store: Option<Store>,
    pub(super) artifact_stores: Option<BTreeMap<String, Store>>,
    #[serde(default)]
    pub(super) stages: Vec<StageDeclaration>,
    pub(super) variables: Option<Vec<Variable>>,
    pub(super) pipeline_type: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Variable {
    pub(super) name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Store {
    location: Option<String>,
    pub(super) encryption_key: Option<Key>,
}

impl Store {
    /// The bucket: artifacts of all pipelines that share it lie in it.
    pub(super) fn uri(&self) -> Option<String> {
        let bucket = self.location.as_deref().filter(|it| !it.is_empty())?;
        Some(format!("s3://{bucket}/"))
    }
}

#[derive(Deserialize)]
pub(super) struct Key {
    pub(super) id: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct StageDeclaration {
    pub(super) name: String,
    #[serde(default)]
    pub(super) actions: Vec<Action>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Action {
    pub(super) name: String,
    action_type_id: Option<ActionType>,
    #[serde(default)]
    pub(super) configuration: Configuration,
    pub(super) role_arn: Option<String>,
    pub(super) region: Option<String>,
    #[serde(default)]
    pub(super) environment_variables: EnvironmentList,
}

#[derive(Deserialize)]
struct ActionType {
    category: Option<String>,
    provider: Option<String>,
}

impl Action {
    /// `Source`, `Build`, `Deploy`, `Test`, `Invoke`, `Approval`.
    pub(super) fn category(&self) -> &str {
        let kind = self.action_type_id.as_ref();
        kind.and_then(|it| it.category.as_deref())
            .unwrap_or_default()
    }

    /// `CodeBuild`, `S3`.
    pub(super) fn provider(&self) -> &str {
        let kind = self.action_type_id.as_ref();
        kind.and_then(|it| it.provider.as_deref())
            .unwrap_or_default()
    }
}

/// What names things in the configuration. Tokens, commands, parameters and variables are not among its members.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Configuration {
    #[serde(alias = "BucketName")]
    pub(super) s3_bucket: Option<String>,
    pub(super) s3_object_key: Option<String>,
    pub(super) repository_name: Option<String>,
    pub(super) branch_name: Option<String>,
    pub(super) full_repository_id: Option<String>,
    pub(super) connection_arn: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) repo: Option<String>,
    pub(super) branch: Option<String>,
    pub(super) project_name: Option<String>,
    pub(super) function_name: Option<String>,
    pub(super) state_machine_arn: Option<String>,
    pub(super) stack_name: Option<String>,
    pub(super) role_arn: Option<String>,
}
