//! Models and endpoints: artifact to model to endpoint configuration to endpoint.
//!
//! An answer knows only its own link of the chain: a model its artifacts and role, a configuration its models, an
//! endpoint its configuration. So the container of an endpoint runs as its configuration, that as the containers
//! of its models, and those as their execution roles.

use serde::Deserialize;

use super::super::s3::S3Place;
use super::super::wire::{Keep, attributes};
use super::super::{Reply, ReplyError};
use super::{asset, execution_role, workload};
use crate::facts::{
    Asset, AssetClass, EnvironmentVariable, Fact, Lineage, LineageKind, Origin, RunsAs,
};
use crate::redact::EnvironmentNames;
use crate::snapshot::Sink;

/// The id of the workload that runs in the containers of a model or an endpoint.
fn container(arn: &str) -> String {
    format!("{arn}#container")
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListedModel {
    model_name: String,
    model_arn: String,
}

impl ListedModel {
    pub(super) fn into_asset(self, reply: &Reply<'_>, origin: Origin) -> Asset {
        asset(self.model_arn, "model", self.model_name, reply, origin)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Model {
    model_name: String,
    model_arn: String,
    execution_role_arn: Option<String>,
    primary_container: Option<Container>,
    containers: Option<Vec<Container>>,
    enable_network_isolation: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Container {
    image: Option<String>,
    model_data_url: Option<String>,
    model_data_source: Option<ModelDataSource>,
    model_package_name: Option<String>,
    #[serde(default)]
    environment: EnvironmentNames,
}

#[derive(Deserialize)]
struct ModelDataSource {
    #[serde(rename = "S3DataSource")]
    s3: Option<ModelData>,
}

#[derive(Deserialize)]
struct ModelData {
    #[serde(rename = "S3Uri")]
    uri: String,
    #[serde(rename = "S3DataType")]
    kind: Option<String>,
}

/// The model, its artifacts, and its containers as a workload.
pub(super) fn model(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let model: Model = reply.parse()?;
    let arn = model.model_arn;
    let mut environment: Vec<EnvironmentVariable> = Vec::new();
    let (mut images, mut packages) = (Vec::new(), Vec::new());
    let primary = model
        .primary_container
        .map(|it| ("/PrimaryContainer".to_owned(), it));
    let others = model.containers.unwrap_or_default().into_iter().enumerate();
    let others = others.map(|(index, it)| (format!("/Containers/{index}"), it));
    for (pointer, container) in primary.into_iter().chain(others) {
        environment.extend(container.environment.0);
        images.extend(container.image);
        packages.extend(container.model_package_name);
        let source = container.model_data_source.and_then(|source| source.s3);
        let uris = container
            .model_data_url
            .map(|uri| (uri, true))
            .into_iter()
            .chain(source.map(|it| (it.uri, it.kind.is_some_and(|kind| kind != "S3Prefix"))));
        for (uri, object) in uris {
            let artifact = S3Place {
                uri: &uri,
                object,
                class: AssetClass::Model,
                pointer: &pointer,
            };
            artifact.flows_to(&arn, LineageKind::Model, reply, sink);
        }
    }
    environment.sort();
    environment.dedup();

    let mut runtime = workload(
        container(&arn),
        "model-container",
        format!("containers of {}", model.model_name),
        reply,
        reply.origin(""),
    );
    runtime.runs_as = execution_role(model.execution_role_arn);
    runtime.environment = environment;
    runtime.attributes = attributes([
        ("images", images.keep()),
        ("network_isolation", model.enable_network_isolation.keep()),
    ]);
    sink.fact(Fact::Workload(runtime));

    let mut asset = asset(arn, "model", model.model_name, reply, reply.origin(""));
    asset.attributes = attributes([("model_packages", packages.keep())]);
    sink.fact(Fact::Asset(asset));
    Ok(())
}

/// An endpoint, as the listing or its description has it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Endpoint {
    endpoint_name: String,
    endpoint_arn: String,
    endpoint_status: Option<String>,
    endpoint_config_name: Option<String>,
}

impl Endpoint {
    /// The endpoint as an asset, and what runs behind it as a workload.
    pub(super) fn facts(self, reply: &Reply<'_>, origin: &Origin, sink: &mut dyn Sink) {
        let arn = self.endpoint_arn;
        let mut runtime = workload(
            container(&arn),
            "endpoint",
            format!("containers of {}", self.endpoint_name),
            reply,
            origin.clone(),
        );
        if let Some(config) = self.endpoint_config_name {
            let config = config_arn(&config, reply);
            runtime.runs_as.push(RunsAs {
                identity: config.clone(),
                how: "endpoint-configuration".to_owned(),
            });
            let flow = Lineage::new(LineageKind::Model, config, arn.as_str(), origin.clone());
            sink.fact(Fact::Lineage(flow));
        }
        sink.fact(Fact::Workload(runtime));
        let mut asset = asset(arn, "endpoint", self.endpoint_name, reply, origin.clone());
        asset.attributes = attributes([("state", self.endpoint_status.keep())]);
        sink.fact(Fact::Asset(asset));
    }
}

fn config_arn(name: &str, reply: &Reply<'_>) -> String {
    reply.arn(
        "sagemaker",
        &format!("endpoint-config/{}", name.to_lowercase()),
    )
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Config {
    endpoint_config_name: String,
    endpoint_config_arn: String,
    /// The role of inference components, which need no model in the configuration.
    execution_role_arn: Option<String>,
    #[serde(default)]
    production_variants: Vec<Variant>,
    #[serde(default)]
    shadow_production_variants: Vec<Variant>,
    data_capture_config: Option<DataCapture>,
    kms_key_id: Option<String>,
}

#[derive(Deserialize)]
struct Variant {
    #[serde(rename = "ModelName")]
    model: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DataCapture {
    enable_capture: Option<bool>,
    destination_s3_uri: Option<String>,
}

/// The configuration: which models it serves, and where it writes the requests that it captures.
pub(super) fn config(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let config: Config = reply.parse()?;
    let mut workload = workload(
        config.endpoint_config_arn,
        "endpoint-config",
        config.endpoint_config_name,
        reply,
        reply.origin(""),
    );
    workload.runs_as = execution_role(config.execution_role_arn);
    let variants = config.production_variants.into_iter();
    for variant in variants.chain(config.shadow_production_variants) {
        let Some(name) = variant.model else { continue };
        let model = reply.arn("sagemaker", &format!("model/{}", name.to_lowercase()));
        workload.runs_as.push(RunsAs {
            identity: container(&model),
            how: "model".to_owned(),
        });
        let origin = reply.origin("/ProductionVariants");
        let flow = Lineage::new(LineageKind::Model, model, workload.id.as_str(), origin);
        sink.fact(Fact::Lineage(flow));
    }
    workload.runs_as.sort();
    workload.runs_as.dedup();
    let capture = config.data_capture_config;
    if let Some(uri) = capture
        .filter(|capture| capture.enable_capture == Some(true))
        .and_then(|capture| capture.destination_s3_uri)
    {
        let captured = S3Place {
            uri: &uri,
            object: false,
            class: AssetClass::Data,
            pointer: "/DataCaptureConfig/DestinationS3Uri",
        };
        captured.flows_from(&workload.id, LineageKind::Data, reply, sink);
    }
    workload.attributes = attributes([("encryption_key", config.kms_key_id.keep())]);
    sink.fact(Fact::Workload(workload));
    Ok(())
}
