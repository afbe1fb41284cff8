//! Argo Events: what happens outside, and the workflows that it starts.
//!
//! Argo Events, "Sensor" (`spec.dependencies`, `spec.triggers[].template`) and "EventSource".

use super::super::pods::{Object, Pods, filled, items, written};
use super::super::{Node, Output, PipelineDraft};
use super::artifact;
use crate::facts::{Provider, Trigger};

/// A sensor acts with its own account; the workflow that it makes runs with that of the workflow.
pub(super) fn sensor(root: &Node, object: Object<'_>, output: &mut Output<'_>) {
    let Some(spec) = root.get("spec") else { return };
    let events: Vec<Trigger> = items(spec, "dependencies")
        .iter()
        .map(|it| {
            let source = it.text_of("eventSourceName").unwrap_or("*");
            let event = it.text_of("eventName").unwrap_or("*");
            Trigger::new("event", format!("{source}/{event}"))
        })
        .collect();
    let kind = "argo:sensor";
    let (id, name) = (object.id(), object.name);
    let mut pipeline = PipelineDraft::new(output, Provider::Kubernetes, kind, id, name, root);
    for event in &events {
        pipeline.trigger(event.clone());
    }
    let pods = Pods {
        namespace: object.namespace,
        value: &written,
    };
    for trigger in items(spec, "triggers") {
        let template = trigger.get("template").unwrap_or(trigger);
        let name = template.text_of("name").unwrap_or("trigger");
        let mut stage = pipeline.stage(name, "job", trigger);
        let own = spec.get("template");
        pods.account(
            own.and_then(|it| filled(it, "serviceAccountName")),
            &mut stage,
        );
        if let Some(own) = own {
            pods.parts(own, &mut stage);
        }
        artifact::secrets("trigger", trigger, &pods, &mut stage, 0);
        for (how, made) in template.entries() {
            if let Some(resource) = made.at(&["source", "resource"]) {
                let of = Object::of(resource);
                let how = how.as_str().unwrap_or_default();
                stage.attribute("starts", format!("{how}: {}/{}", of.kind, of.name));
                if matches!(of.kind, "Workflow" | "CronWorkflow") {
                    super::manifest(resource, of, &events, output);
                }
            }
        }
        pipeline.add(stage);
    }
    output.pipeline(pipeline);
}

/// What is listened to, and the secrets that it takes.
pub(super) fn source(root: &Node, object: Object<'_>, output: &mut Output<'_>) {
    let Some(spec) = root.get("spec") else { return };
    let kind = "argo:event-source";
    let (id, name) = (object.id(), object.name);
    let mut pipeline = PipelineDraft::new(output, Provider::Kubernetes, kind, id, name, root);
    pipeline.trigger(Trigger::new("event", "what it listens to"));
    let pods = Pods {
        namespace: object.namespace,
        value: &written,
    };
    for (kind, events) in spec.entries() {
        let kind = kind.as_str().unwrap_or_default();
        if matches!(kind, "template" | "service" | "eventBusName" | "replicas") {
            continue;
        }
        for (name, event) in events.entries() {
            let Some(name) = name.as_str().filter(|_| event.is_map()) else {
                continue;
            };
            let mut stage = pipeline.stage(name, "ingestion", event);
            stage.attribute("listens_to", kind);
            let own = spec.get("template");
            pods.account(
                own.and_then(|it| filled(it, "serviceAccountName")),
                &mut stage,
            );
            if let Some(own) = own {
                pods.parts(own, &mut stage);
            }
            secret_selectors(event, &pods, &mut stage, 0);
            if let Some(role) = filled(event, "roleARN") {
                stage.attribute("assumes_role", role);
            }
            pipeline.add(stage);
        }
    }
    output.pipeline(pipeline);
}

/// Selectors of secrets: maps of `name` and `key` alone (`accessKey`, `secretKey`, `apiToken`).
fn secret_selectors(
    node: &Node,
    pods: &Pods<'_>,
    stage: &mut super::super::StageDraft,
    depth: usize,
) {
    if depth > 6 {
        return;
    }
    for (key, value) in node.entries() {
        let is_selector = value.text_of("name").is_some()
            && value.text_of("key").is_some()
            && value.entries().len() <= 3;
        match is_selector {
            true => {
                let seen = key.as_str().unwrap_or_default();
                pods.secret("event-source", seen, value.get("name"), stage);
            }
            false => secret_selectors(value, pods, stage, depth + 1),
        }
    }
    for item in node.items() {
        secret_selectors(item, pods, stage, depth + 1);
    }
}
