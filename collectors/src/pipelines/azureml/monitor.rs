//! Monitors of models: what an endpoint was asked, against what it was trained with.
//!
//! Azure Machine Learning documentation, "CLI (v2) schedule YAML schema for model monitoring".

use super::identity::{self, Compute};
use super::inputs::{Context, Way};
use super::names::{self, Collection};
use crate::facts::{LineageKind, Provider, Trigger};
use crate::pipelines::{Node, Output, PipelineDraft};

/// A monitor.
pub(super) fn read(root: &Node, made: &Node, trigger: Trigger, output: &mut Output<'_>) {
    let name = names::of_document(root, output);
    let id = names::arm_id(root).unwrap_or_else(|| output.file().id());
    let mut pipeline =
        PipelineDraft::new(output, Provider::Azure, "azureml:monitor", id, &name, root);
    pipeline.trigger(trigger);
    let mut stage = pipeline.stage("monitor", "monitoring", made);
    let context = Context::new(output, None);
    let target = made
        .at(&["monitoring_target", "endpoint_deployment_id"])
        .and_then(Node::as_str);
    if let Some(target) = target {
        let endpoint = names::name(target);
        stage.reads_asset(
            LineageKind::Model,
            Collection::OnlineEndpoint.kind(),
            &Collection::OnlineEndpoint.id(endpoint),
            None,
        );
    }
    for (_, signal) in made
        .get("monitoring_signals")
        .map_or(&[][..], Node::entries)
    {
        for member in ["production_data", "reference_data"] {
            let path = signal
                .at(&[member, "input_data", "path"])
                .and_then(Node::as_str);
            if let Some(path) = path {
                context.flow(
                    &mut stage,
                    Way::into(LineageKind::Data),
                    member,
                    &context.value(path),
                );
            }
        }
    }
    identity::of_job(
        made.get("identity"),
        &Compute {
            name: None,
            serverless_spark: true,
        },
        &mut stage,
    );
    pipeline.add(stage);
    output.pipeline(pipeline);
}
