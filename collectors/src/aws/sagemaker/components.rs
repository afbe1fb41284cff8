//! Inference components: models that share the instances of an endpoint. They run as the role of its configuration.

use serde::Deserialize;

use super::super::wire::{Keep, attributes, runs_as};
use super::super::{Reply, ReplyError};
use super::listed::one_or_all;
use super::serving::container;
use super::{S3Place, arn_of, workload};
use crate::facts::{AssetClass, Fact, LineageKind};
use crate::redact::EnvironmentNames;
use crate::snapshot::Sink;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Component {
    inference_component_name: String,
    inference_component_arn: String,
    inference_component_status: Option<String>,
    endpoint_arn: Option<String>,
    variant_name: Option<String>,
    specification: Option<Specification>,
    #[serde(default)]
    specifications: Vec<Specification>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Specification {
    model_name: Option<String>,
    base_inference_component_name: Option<String>,
    container: Option<Container>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Container {
    artifact_url: Option<String>,
    deployed_image: Option<Image>,
    #[serde(default)]
    environment: EnvironmentNames,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Image {
    specified_image: Option<String>,
    resolved_image: Option<String>,
}

/// Inference components, and the models that they bring to their endpoint.
pub(super) fn component(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    one_or_all(
        reply,
        "InferenceComponents",
        sink,
        |component: Component, origin, sink| {
            let mut workload = workload(
                component.inference_component_arn,
                "inference-component",
                component.inference_component_name,
                reply,
                origin,
            );
            let id = workload.id.clone();
            let (mut images, mut base) = (Vec::new(), None);
            let all = component.specification.into_iter();
            for specification in all.chain(component.specifications) {
                let pointer = "/Specification";
                if let Some(name) = specification.model_name {
                    let model = arn_of("model", &name, reply);
                    reply.flow(LineageKind::Model, model, id.as_str(), pointer, sink);
                }
                base = specification.base_inference_component_name.or(base);
                let Some(container) = specification.container else {
                    continue;
                };
                if let Some(uri) = container.artifact_url {
                    let artifact = S3Place::object(&uri, AssetClass::Model, pointer);
                    artifact.flows_to(&id, LineageKind::Model, reply, sink);
                }
                if let Some(image) = container.deployed_image {
                    if let Some(specified) = &image.specified_image {
                        reply.runs_image(specified, &id, pointer, sink);
                    }
                    images.extend(image.resolved_image.or(image.specified_image));
                }
                workload.environment.extend(container.environment.0);
            }
            workload.environment.sort();
            workload.environment.dedup();
            if let Some(endpoint) = component.endpoint_arn {
                workload.runs_as = runs_as(Some(container(&endpoint)), "endpoint");
                let pointer = "/EndpointArn";
                reply.flow(LineageKind::Model, id, endpoint, pointer, sink);
            }
            workload.attributes = attributes([
                ("state", component.inference_component_status.keep()),
                ("variant", component.variant_name.keep()),
                ("images", images.keep()),
                ("base_component", base.keep()),
            ]);
            sink.fact(Fact::Workload(workload));
        },
    )
}
