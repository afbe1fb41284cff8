//! Models and endpoints: artifact to model to endpoint configuration to endpoint.
//!
//! An answer knows only its own link of the chain: a model its artifacts and role, a configuration its models, an
//! endpoint its configuration. So the container of an endpoint runs as its configuration, that as the containers
//! of its models, and those as their execution roles.

use serde::Deserialize;

use super::super::wire::{Keep, attributes};
use super::super::{Reply, ReplyError};
use super::containers::Container;
use super::listed::one_or_all;
use super::{S3Place, arn_of, asset, execution_role, workload};
use crate::facts::{AssetClass, EnvironmentVariable, Fact, LineageKind, Origin, RunsAs};
use crate::model_format::{self, Loading};
use crate::snapshot::Sink;

/// The id of the workload that runs in the containers of a model or an endpoint.
pub(super) fn container(arn: &str) -> String {
    format!("{arn}#container")
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListedModel {
    model_name: String,
    model_arn: String,
}

/// Models by name.
pub(super) fn models(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("Models", sink, |model: ListedModel, origin, sink| {
        let asset = asset(model.model_arn, "model", model.model_name, reply, origin);
        sink.fact(Fact::Asset(asset));
    })
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

/// The model, its artifacts, and its containers as a workload.
pub(super) fn model(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let model: Model = reply.parse()?;
    let arn = model.model_arn;
    let runtime_id = container(&arn);
    let mut environment: Vec<EnvironmentVariable> = Vec::new();
    let (mut images, mut packages, mut providers) = (Vec::new(), Vec::new(), Vec::new());
    let mut loading: Option<Loading> = None;
    let primary = model
        .primary_container
        .map(|it| ("/PrimaryContainer".to_owned(), it));
    let others = model.containers.unwrap_or_default().into_iter().enumerate();
    let others = others.map(|(index, it)| (format!("/Containers/{index}"), it));
    for (pointer, mut container) in primary.into_iter().chain(others) {
        if let Some(own) = container.loading() {
            loading = Some(loading.map_or(own, |it| it.or(own)));
        }
        packages.extend(container.flows(&arn, &pointer, reply, sink));
        if let Some(image) = &container.image {
            reply.runs_image(image, &runtime_id, &pointer, sink);
        }
        environment.extend(std::mem::take(&mut container.environment).0);
        let auth = container.image_config.take().and_then(|it| it.auth);
        providers.extend(auth.and_then(|it| it.lambda));
        images.extend(container.image);
    }
    environment.sort();
    environment.dedup();

    let mut runtime = workload(
        runtime_id,
        "model-container",
        format!("containers of {}", model.model_name),
        reply,
        reply.origin(""),
    );
    runtime.runs_as = execution_role(model.execution_role_arn);
    runtime.environment = environment;
    runtime.attributes = attributes([
        ("images", images.keep()),
        ("image_credentials_providers", providers.keep()),
        ("network_isolation", model.enable_network_isolation.keep()),
    ]);
    sink.fact(Fact::Workload(runtime));

    let mut asset = asset(arn, "model", model.model_name, reply, reply.origin(""));
    asset.attributes = attributes([
        ("model_packages", packages.keep()),
        (model_format::ATTRIBUTE, loading.map(Loading::attribute)),
    ]);
    sink.fact(Fact::Asset(asset));
    Ok(())
}

/// An endpoint, as the listing or its description has it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Endpoint {
    endpoint_name: String,
    endpoint_arn: String,
    endpoint_status: Option<String>,
    endpoint_config_name: Option<String>,
}

/// Endpoints as assets, and what runs behind each as a workload.
pub(super) fn endpoint(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    one_or_all(
        reply,
        "Endpoints",
        sink,
        |endpoint: Endpoint, origin, sink| {
            endpoint.facts(reply, &origin, sink);
        },
    )
}

impl Endpoint {
    fn facts(self, reply: &Reply<'_>, origin: &Origin, sink: &mut dyn Sink) {
        let arn = self.endpoint_arn;
        let mut runtime = workload(
            container(&arn),
            "endpoint",
            format!("containers of {}", self.endpoint_name),
            reply,
            origin.clone(),
        );
        if let Some(config) = self.endpoint_config_name {
            let config = arn_of("endpoint-config", &config, reply);
            runtime.runs_as.push(RunsAs {
                identity: config.clone(),
                how: "endpoint-configuration".to_owned(),
                assumed: None,
            });
            let pointer = &origin.pointer;
            reply.flow(LineageKind::Model, config, arn.as_str(), pointer, sink);
        }
        sink.fact(Fact::Workload(runtime));
        let mut asset = asset(arn, "endpoint", self.endpoint_name, reply, origin.clone());
        asset.attributes = attributes([("state", self.endpoint_status.keep())]);
        sink.fact(Fact::Asset(asset));
    }
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
    async_inference_config: Option<Asynchronous>,
    kms_key_id: Option<String>,
}

#[derive(Deserialize)]
struct Variant {
    #[serde(rename = "VariantName")]
    name: Option<String>,
    #[serde(rename = "ModelName")]
    model: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DataCapture {
    enable_capture: Option<bool>,
    destination_s3_uri: Option<String>,
}

#[derive(Deserialize)]
struct Asynchronous {
    #[serde(rename = "OutputConfig")]
    output: Option<AsynchronousOutput>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AsynchronousOutput {
    s3_output_path: Option<String>,
    s3_failure_path: Option<String>,
}

/// The configuration: which models it serves, and where it writes the requests that it captures and the answers that it
/// gives later.
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
    let mut variants = Vec::new();
    for (of, pointer) in [
        (config.production_variants, "/ProductionVariants"),
        (
            config.shadow_production_variants,
            "/ShadowProductionVariants",
        ),
    ] {
        for variant in of {
            variants.extend(variant.name);
            let Some(name) = variant.model else { continue };
            let model = arn_of("model", &name, reply);
            workload.runs_as.push(RunsAs {
                identity: container(&model),
                how: "model".to_owned(),
                assumed: None,
            });
            let to = workload.id.as_str();
            reply.flow(LineageKind::Model, model, to, pointer, sink);
        }
    }
    workload.runs_as.sort();
    workload.runs_as.dedup();
    let captured = config
        .data_capture_config
        .filter(|capture| capture.enable_capture == Some(true))
        .and_then(|capture| capture.destination_s3_uri);
    let (answers, failures) = config
        .async_inference_config
        .and_then(|it| it.output)
        .map_or((None, None), |it| (it.s3_output_path, it.s3_failure_path));
    for (uri, pointer) in [
        (captured, "/DataCaptureConfig/DestinationS3Uri"),
        (answers, "/AsyncInferenceConfig/OutputConfig/S3OutputPath"),
        (failures, "/AsyncInferenceConfig/OutputConfig/S3FailurePath"),
    ] {
        if let Some(uri) = uri {
            let place = S3Place::prefix(&uri, AssetClass::Data, pointer);
            place.flows_from(&workload.id, LineageKind::Data, reply, sink);
        }
    }
    workload.attributes = attributes([
        ("encryption_key", config.kms_key_id.keep()),
        ("variants", variants.keep()),
    ]);
    sink.fact(Fact::Workload(workload));
    Ok(())
}
