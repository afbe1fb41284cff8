//! Containers, as Amazon ECS and AWS Batch define them.

use serde::Deserialize;
use serde_json::Value;

use super::super::Reply;
use crate::facts::{AssetClass, EnvironmentVariable, LineageKind, Workload};
use crate::redact::EnvironmentList;
use crate::snapshot::Sink;

/// The wanted members of a container's definition. Commands, labels, health checks and log options are not among
/// them: people write secrets there.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Container {
    /// Where Batch writes the roles of a job of one container.
    pub(crate) job_role_arn: Option<String>,
    pub(crate) execution_role_arn: Option<String>,
    pub(crate) enable_execute_command: Option<bool>,
    image: Option<String>,
    /// Pods have another name for it.
    #[serde(alias = "env")]
    environment: EnvironmentList,
    secrets: EnvironmentList,
    environment_files: Option<Vec<EnvironmentFile>>,
    repository_credentials: Option<RepositoryCredentials>,
    log_configuration: Option<LogConfiguration>,
    privileged: Option<bool>,
}

#[derive(Deserialize)]
struct EnvironmentFile {
    value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RepositoryCredentials {
    credentials_parameter: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogConfiguration {
    secret_options: Option<EnvironmentList>,
}

impl Reply<'_> {
    /// Adds what the containers of `workload` bring: variables, images and where they come from. `pointer` is the JSON
    /// pointer of what defines them.
    pub(crate) fn add_containers(
        &self,
        workload: &mut Workload,
        containers: Vec<Container>,
        pointer: &str,
        sink: &mut dyn Sink,
    ) {
        let mut environment: Vec<EnvironmentVariable> = std::mem::take(&mut workload.environment);
        let (mut images, mut files, mut credentials) = (Vec::new(), Vec::new(), Vec::new());
        let mut privileged = false;
        for container in containers {
            environment.extend(self.environment(container.environment));
            environment.extend(self.environment(container.secrets));
            let options = container.log_configuration.and_then(|it| it.secret_options);
            environment.extend(self.environment(options.unwrap_or_default()));
            privileged |= container.privileged == Some(true);
            credentials.extend(
                container
                    .repository_credentials
                    .and_then(|it| it.credentials_parameter),
            );
            for file in container.environment_files.unwrap_or_default() {
                let Some(arn) = file.value else { continue };
                self.reads_s3(
                    &arn,
                    AssetClass::Data,
                    LineageKind::Data,
                    &workload.id,
                    pointer,
                    sink,
                );
                files.push(arn);
            }
            if let Some(image) = container.image {
                self.runs_image(&image, &workload.id, pointer, sink);
                images.push(image);
            }
        }
        environment.sort();
        environment.dedup();
        workload.environment = environment;
        let mut keep = |name: &str, mut values: Vec<String>| {
            values.sort();
            values.dedup();
            // One is a text, several are a list.
            let value: Value = match values.as_slice() {
                [] => return,
                [one] => one.clone().into(),
                _ => values.into(),
            };
            workload.attributes.insert(name.to_owned(), value);
        };
        keep("image", images);
        keep("environment_files", files);
        keep("registry_credentials", credentials);
        if privileged {
            workload
                .attributes
                .insert("privileged".to_owned(), true.into());
        }
    }
}
