//! Notebook instances, the scripts that run when one starts, and the Git repositories that are cloned into them.

use serde::Deserialize;

use super::super::wire::{FreeText, Keep, attributes};
use super::super::{Reply, ReplyError};
use super::listed::one_or_all;
use super::{arn_of, execution_role, workload};
use crate::facts::{AssetClass, Fact, LineageKind, Origin};
use crate::snapshot::Sink;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Notebook {
    notebook_instance_name: String,
    notebook_instance_arn: String,
    notebook_instance_status: Option<String>,
    role_arn: Option<String>,
    url: Option<String>,
    kms_key_id: Option<String>,
    subnet_id: Option<String>,
    security_groups: Option<Vec<String>>,
    direct_internet_access: Option<String>,
    root_access: Option<String>,
    notebook_instance_lifecycle_config_name: Option<String>,
    default_code_repository: Option<FreeText>,
    additional_code_repositories: Option<Vec<FreeText>>,
    instance_metadata_service_configuration: Option<Metadata>,
}

#[derive(Deserialize)]
struct Metadata {
    #[serde(rename = "MinimumInstanceMetadataServiceVersion")]
    least: Option<String>,
}

/// The instances, and the lifecycle configuration that each runs as root.
pub(super) fn instance(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    one_or_all(
        reply,
        "NotebookInstances",
        sink,
        |notebook: Notebook, origin, sink| {
            notebook.facts(reply, origin, sink);
        },
    )
}

impl Notebook {
    fn facts(self, reply: &Reply<'_>, origin: Origin, sink: &mut dyn Sink) {
        let pointer = origin.pointer.clone();
        let mut workload = workload(
            self.notebook_instance_arn,
            "notebook-instance",
            self.notebook_instance_name,
            reply,
            origin,
        );
        if let Some(name) = self.notebook_instance_lifecycle_config_name.as_deref() {
            let config = arn_of("notebook-instance-lifecycle-config", name, reply);
            let pointer = format!("{pointer}/NotebookInstanceLifecycleConfigName");
            reply.flow(
                LineageKind::Code,
                config,
                workload.id.as_str(),
                &pointer,
                sink,
            );
        }
        // A repository is cloned, not run: that is no flow of code.
        let repositories: Vec<FreeText> = self
            .default_code_repository
            .into_iter()
            .chain(self.additional_code_repositories.unwrap_or_default())
            .collect();
        let metadata = self.instance_metadata_service_configuration;
        workload.runs_as = execution_role(self.role_arn);
        workload.attributes = attributes([
            ("state", self.notebook_instance_status.keep()),
            ("url", self.url.keep()),
            ("encryption_key", self.kms_key_id.keep()),
            ("subnet", self.subnet_id.keep()),
            ("security_groups", self.security_groups.keep()),
            ("direct_internet_access", self.direct_internet_access.keep()),
            ("root_access", self.root_access.keep()),
            (
                "lifecycle_configuration",
                self.notebook_instance_lifecycle_config_name.keep(),
            ),
            ("code_repositories", repositories.keep()),
            (
                "imds_minimum_version",
                metadata.and_then(|it| it.least).keep(),
            ),
        ]);
        sink.fact(Fact::Workload(workload));
    }
}

#[derive(Deserialize)]
struct LifecycleConfig {
    #[serde(
        rename = "NotebookInstanceLifecycleConfigArn",
        alias = "StudioLifecycleConfigArn"
    )]
    arn: String,
    #[serde(
        rename = "NotebookInstanceLifecycleConfigName",
        alias = "StudioLifecycleConfigName"
    )]
    name: String,
    #[serde(rename = "StudioLifecycleConfigAppType")]
    app: Option<String>,
}

/// Lifecycle configurations: code. What the scripts say is not asked for.
pub(super) fn lifecycle_configs(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    // Those of Studio are of a type of their own: they cannot be changed.
    let (list, kind) = match reply.operation.name {
        "ListStudioLifecycleConfigs" => (
            "StudioLifecycleConfigs",
            "aws:sagemaker:studio-lifecycle-config",
        ),
        _ => (
            "NotebookInstanceLifecycleConfigs",
            "aws:sagemaker:lifecycle-config",
        ),
    };
    reply.list(list, sink, |config: LifecycleConfig, origin, sink| {
        let mut asset = reply.asset(AssetClass::Code, kind, config.arn, config.name, origin);
        let of = config.app.unwrap_or_else(|| "notebook-instance".to_owned());
        asset.attributes = attributes([("runs_in", of.keep())]);
        sink.fact(Fact::Asset(asset));
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Repository {
    code_repository_name: String,
    code_repository_arn: String,
    git_config: Option<Git>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Git {
    /// A password in the address is masked.
    repository_url: Option<FreeText>,
    branch: Option<String>,
    secret_arn: Option<String>,
}

/// Git repositories, and the secret that opens each.
pub(super) fn repositories(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list(
        "CodeRepositorySummaryList",
        sink,
        |repository: Repository, origin, sink| {
            let mut asset = reply.asset(
                AssetClass::Code,
                "aws:sagemaker:code-repository",
                repository.code_repository_arn,
                repository.code_repository_name,
                origin,
            );
            if let Some(git) = repository.git_config {
                asset.attributes = attributes([
                    ("url", git.repository_url.keep()),
                    ("branch", git.branch.keep()),
                    ("secret", git.secret_arn.keep()),
                ]);
            }
            sink.fact(Fact::Asset(asset));
        },
    )
}
