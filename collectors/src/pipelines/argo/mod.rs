//! Argo Workflows and the sensors of Argo Events that start them.
//!
//! Argo Workflows, "Field Reference"; Argo Events, "Sensor" and "EventSource". One stage a template that runs a pod, asks
//! somebody or something; `steps` and `dag` say their order.

mod artifact;
mod calls;
mod events;
mod handed;
mod order;
mod repository;
mod stages;
mod values;

use super::pods::Object;
use super::{Document, Kind, Node, Output, PipelineDraft, documents};
use crate::coverage::Outcome;
use crate::facts::{Provider, Trigger};
use calls::Workflow;

/// See the top of the file.
pub(super) struct Argo;

impl Kind for Argo {
    fn name(&self) -> &'static str {
        "argo"
    }

    fn description(&self) -> &'static str {
        "Argo Workflow, WorkflowTemplate, ClusterWorkflowTemplate, CronWorkflow, Sensor, EventSource, and the config map \
         of the workflow controller"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let api = document.text_of("apiVersion").unwrap_or_default();
        let kind = document.text_of("kind").unwrap_or_default();
        match kind {
            "Workflow"
            | "WorkflowTemplate"
            | "ClusterWorkflowTemplate"
            | "CronWorkflow"
            | "Sensor"
            | "EventSource" => api.starts_with("argoproj.io/"),
            "ConfigMap" => document.tree().is_some_and(repository::is_one),
            _ => false,
        }
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        let object = Object::of(root);
        match object.kind {
            "ConfigMap" => repository::tell(root, object, output),
            "Sensor" => events::sensor(root, object, output),
            "EventSource" => events::source(root, object, output),
            _ => manifest(root, object, &[], output),
        }
    }
}

/// The scope of what a cluster has once, in ids.
const CLUSTER_SCOPED: &str = "_";

/// A workflow, or something that holds one.
fn manifest(root: &Node, mut object: Object<'_>, triggers: &[Trigger], output: &mut Output<'_>) {
    let holder = match object.kind {
        "CronWorkflow" => root.at(&["spec", "workflowSpec"]),
        _ => root.get("spec"),
    };
    let Some(spec) = holder else {
        let help = "a workflow has its templates under `spec`";
        return output.gap(
            Outcome::Unreadable,
            root,
            "the workflow has no `spec`",
            help,
        );
    };
    if object.kind == "ClusterWorkflowTemplate" {
        object.namespace = CLUSTER_SCOPED;
    }
    let (others, _) = documents(output.file());
    let others: Vec<&Node> = others.iter().filter_map(Document::tree).collect();
    let workflow = Workflow::new(spec, object.namespace, &others);
    let of_kubeflow = root
        .at(&["metadata", "annotations"])
        .is_some_and(|it| any_key(it, "pipelines.kubeflow.org/"));
    let kind = match (of_kubeflow, object.kind) {
        (true, _) => "kfp:pipeline",
        (_, "WorkflowTemplate") => "argo:workflow-template",
        (_, "ClusterWorkflowTemplate") => "argo:cluster-workflow-template",
        (_, "CronWorkflow") => "argo:cron-workflow",
        _ => "argo:workflow",
    };
    let id = object.id();
    let name = object.name;
    let mut pipeline = PipelineDraft::new(output, Provider::Kubernetes, kind, id, name, root);
    for trigger in triggers {
        pipeline.trigger(trigger.clone());
    }
    if object.kind == "CronWorkflow" {
        schedules(root, &mut pipeline);
    }
    stages::read(&workflow, &mut pipeline, output);
    output.pipeline(pipeline);
}

fn any_key(map: &Node, prefix: &str) -> bool {
    let mut keys = map.entries().iter().filter_map(|(key, _)| key.as_str());
    keys.any(|it| it.starts_with(prefix))
}

/// `schedule`, or since 3.6 `schedules` (Argo Workflows, "Cron Workflows").
fn schedules(root: &Node, pipeline: &mut PipelineDraft) {
    let Some(spec) = root.get("spec") else { return };
    let paused = spec.get("suspend").and_then(Node::as_bool) == Some(true);
    let one = spec.get("schedule").map_or(&[][..], Node::one_or_many);
    let many = spec.get("schedules").map_or(&[][..], Node::one_or_many);
    for schedule in one.iter().chain(many).filter_map(Node::as_str) {
        let trigger = Trigger::new("schedule", schedule);
        pipeline.trigger(Trigger { paused, ..trigger });
    }
    if let Some(zone) = spec.text_of("timezone") {
        pipeline.attribute("timezone", zone);
    }
}
