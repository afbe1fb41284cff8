//! The settings that users and spaces of a domain have: roles, scripts, images, places in S3.

use serde::Deserialize;

use super::super::Reply;
use super::super::wire::{FreeText, Keep, attributes};
use super::{S3Place, arn_of};
use crate::facts::{AssetClass, LineageKind, Workload};
use crate::snapshot::Sink;

/// `UserSettings`, `DefaultUserSettings`, `DefaultSpaceSettings` and `SpaceSettings`: what they have in common.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Settings {
    pub(super) execution_role: Option<String>,
    sharing_settings: Option<Sharing>,
    jupyter_server_app_settings: Option<App>,
    kernel_gateway_app_settings: Option<App>,
    tensor_board_app_settings: Option<App>,
    r_session_app_settings: Option<App>,
    code_editor_app_settings: Option<App>,
    jupyter_lab_app_settings: Option<App>,
    canvas_app_settings: Option<Canvas>,
    #[serde(default, alias = "CustomFileSystems")]
    custom_file_system_configs: Vec<FileSystem>,
}

#[derive(Deserialize)]
struct Sharing {
    #[serde(rename = "S3OutputPath")]
    output: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct App {
    default_resource_spec: Option<ResourceSpec>,
    #[serde(default)]
    lifecycle_config_arns: Vec<String>,
    #[serde(default)]
    custom_images: Vec<CustomImage>,
    #[serde(default)]
    code_repositories: Vec<CodeRepository>,
    emr_settings: Option<Emr>,
}

/// What an app starts with.
#[derive(Deserialize)]
pub(super) struct ResourceSpec {
    #[serde(rename = "LifecycleConfigArn")]
    lifecycle: Option<String>,
    #[serde(rename = "SageMakerImageArn")]
    image: Option<String>,
    #[serde(rename = "SageMakerImageVersionArn")]
    version: Option<String>,
}

#[derive(Deserialize)]
struct CustomImage {
    #[serde(rename = "ImageName")]
    name: Option<String>,
}

#[derive(Deserialize)]
struct CodeRepository {
    #[serde(rename = "RepositoryUrl")]
    url: Option<FreeText>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Emr {
    #[serde(default)]
    assumable_role_arns: Vec<String>,
    #[serde(default)]
    execution_role_arns: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Canvas {
    time_series_forecasting_settings: Option<Forecast>,
    model_register_settings: Option<Register>,
    workspace_settings: Option<Workspace>,
    #[serde(default, rename = "IdentityProviderOAuthSettings")]
    identity_providers: Vec<IdentityProvider>,
    generative_ai_settings: Option<GenerativeAi>,
    emr_serverless_settings: Option<EmrServerless>,
}

#[derive(Deserialize)]
struct Forecast {
    #[serde(rename = "AmazonForecastRoleArn")]
    role: Option<String>,
}

#[derive(Deserialize)]
struct Register {
    #[serde(rename = "CrossAccountModelRegisterRoleArn")]
    role: Option<String>,
}

#[derive(Deserialize)]
struct Workspace {
    #[serde(rename = "S3ArtifactPath")]
    artifacts: Option<String>,
}

#[derive(Deserialize)]
struct IdentityProvider {
    #[serde(rename = "SecretArn")]
    secret: Option<String>,
}

#[derive(Deserialize)]
struct GenerativeAi {
    #[serde(rename = "AmazonBedrockRoleArn")]
    role: Option<String>,
}

#[derive(Deserialize)]
struct EmrServerless {
    #[serde(rename = "ExecutionRoleArn")]
    role: Option<String>,
}

#[derive(Deserialize)]
struct FileSystem {
    #[serde(rename = "S3FileSystemConfig", alias = "S3FileSystem")]
    s3: Option<S3>,
}

#[derive(Deserialize)]
struct S3 {
    #[serde(rename = "S3Uri")]
    uri: Option<String>,
}

impl ResourceSpec {
    /// The script and image that an app of `workload` starts with.
    pub(super) fn flows(self, to: &str, pointer: &str, reply: &Reply<'_>, sink: &mut dyn Sink) {
        if let Some(config) = self.lifecycle {
            reply.flow(LineageKind::Code, config, to, pointer, sink);
        }
        if let Some(image) = self.version.or(self.image) {
            reply.flow(LineageKind::Image, image, to, pointer, sink);
        }
    }
}

impl Settings {
    /// Adds what the settings say about the workload: flows of scripts, images and data, and its attributes.
    pub(super) fn describe(
        self,
        workload: &mut Workload,
        pointer: &str,
        reply: &Reply<'_>,
        sink: &mut dyn Sink,
    ) {
        let to = workload.id.clone();
        let (mut offered, mut repositories) = (Vec::new(), Vec::new());
        let (mut emr, mut emr_execution) = (Vec::new(), Vec::new());
        let apps = [
            ("JupyterServerAppSettings", self.jupyter_server_app_settings),
            ("KernelGatewayAppSettings", self.kernel_gateway_app_settings),
            ("TensorBoardAppSettings", self.tensor_board_app_settings),
            ("RSessionAppSettings", self.r_session_app_settings),
            ("CodeEditorAppSettings", self.code_editor_app_settings),
            ("JupyterLabAppSettings", self.jupyter_lab_app_settings),
        ];
        for (name, app) in apps {
            let Some(app) = app else { continue };
            let pointer = format!("{pointer}/{name}");
            if let Some(spec) = app.default_resource_spec {
                spec.flows(&to, &pointer, reply, sink);
            }
            // The scripts that a user may choose do not run by themselves.
            offered.extend(app.lifecycle_config_arns);
            for image in app.custom_images.into_iter().filter_map(|image| image.name) {
                let image = arn_of("image", &image, reply);
                reply.flow(LineageKind::Image, image, to.as_str(), &pointer, sink);
            }
            repositories.extend(app.code_repositories.into_iter().filter_map(|it| it.url));
            if let Some(settings) = app.emr_settings {
                emr.extend(settings.assumable_role_arns);
                emr_execution.extend(settings.execution_role_arns);
            }
        }
        if let Some(uri) = self.sharing_settings.and_then(|sharing| sharing.output) {
            let at = format!("{pointer}/SharingSettings/S3OutputPath");
            let output = S3Place::prefix(&uri, AssetClass::Data, &at);
            output.flows_from(&to, LineageKind::Data, reply, sink);
        }
        for (index, system) in self.custom_file_system_configs.into_iter().enumerate() {
            if let Some(uri) = system.s3.and_then(|s3| s3.uri) {
                let at = format!("{pointer}/CustomFileSystemConfigs/{index}");
                let mounted = S3Place::prefix(&uri, AssetClass::Data, &at);
                mounted.flows_to(&to, LineageKind::Data, reply, sink);
            }
        }
        workload.attributes.extend(attributes([
            ("offered_lifecycle_configurations", offered.keep()),
            ("code_repositories", repositories.keep()),
            ("emr_assumable_roles", emr.keep()),
            ("emr_execution_roles", emr_execution.keep()),
        ]));
        if let Some(canvas) = self.canvas_app_settings {
            canvas.describe(workload, pointer, reply, sink);
        }
    }
}

impl Canvas {
    fn describe(
        self,
        workload: &mut Workload,
        pointer: &str,
        reply: &Reply<'_>,
        sink: &mut dyn Sink,
    ) {
        if let Some(uri) = self.workspace_settings.and_then(|it| it.artifacts) {
            let at = format!("{pointer}/CanvasAppSettings/WorkspaceSettings");
            let artifacts = S3Place::prefix(&uri, AssetClass::Data, &at);
            artifacts.flows_from(&workload.id, LineageKind::Data, reply, sink);
        }
        let secrets: Vec<String> = self
            .identity_providers
            .into_iter()
            .filter_map(|it| it.secret)
            .collect();
        workload.attributes.extend(attributes([
            (
                "canvas_forecast_role",
                self.time_series_forecasting_settings
                    .and_then(|it| it.role)
                    .keep(),
            ),
            (
                "canvas_model_register_role",
                self.model_register_settings.and_then(|it| it.role).keep(),
            ),
            (
                "canvas_bedrock_role",
                self.generative_ai_settings.and_then(|it| it.role).keep(),
            ),
            (
                "canvas_emr_serverless_role",
                self.emr_serverless_settings.and_then(|it| it.role).keep(),
            ),
            ("canvas_secrets", secrets.keep()),
        ]));
    }
}
