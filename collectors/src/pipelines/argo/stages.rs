//! The stages of a workflow: one a template that runs something or waits, and one a template of another object.

use std::collections::{BTreeMap, BTreeSet};

use super::super::defaults::kubernetes_id;
use super::super::pods::{Pods, filled, items};
use super::super::{Node, Output, PipelineDraft, StageDraft, Value, commands, purpose, tree};
use super::artifact;
use super::calls::{self, Call, Workflow};
use super::handed::{arguments, artifacts};
use super::order;
use super::repository;
use crate::coverage::Outcome;
use crate::facts::LineageKind;

/// The most stages of a workflow: more are told as a gap.
const MOST: usize = 2_000;

/// Reads them all.
pub(super) fn read(workflow: &Workflow<'_>, pipeline: &mut PipelineDraft, output: &mut Output<'_>) {
    let repository = repository::of_workflow(workflow);
    let after = all_in_order(workflow);
    let waits: BTreeSet<&str> = workflow
        .templates
        .iter()
        .filter(|(_, it)| needs_somebody(it))
        .map(|(name, _)| name.as_str())
        .collect();
    let leaves = workflow
        .templates
        .iter()
        .filter(|(_, it)| !order::is_order(it));
    for (index, (name, template)) in leaves.enumerate() {
        if index >= MOST {
            let reason = format!("it has more than {MOST} templates");
            output.gap(Outcome::CutOff, template, &reason, "split the workflow");
            break;
        }
        let mut stage = pipeline.stage(name, purpose::of_name(name), template);
        for call in workflow.calls(name) {
            one(workflow, template, call, repository.as_ref(), &mut stage);
        }
        if let Some(id) = &workflow.made_from {
            stage.reads_asset(LineageKind::Code, "argo:workflow-template", id, None);
        }
        finish(name, &after, &waits, &mut stage);
        pipeline.add(stage);
    }
    for (name, task) in workflow.foreign.iter().take(MOST) {
        let mut stage = pipeline.stage(name, purpose::of_name(name), task);
        let reference = task
            .get("templateRef")
            .and_then(|it| calls::referenced(it, workflow.namespace));
        foreign(workflow, reference.as_deref(), &mut stage);
        for call in workflow.calls(name).into_iter().flatten() {
            arguments(workflow, call, None, repository.as_ref(), &mut stage);
        }
        finish(name, &after, &waits, &mut stage);
        pipeline.add(stage);
    }
    if let Some(reference) = workflow.get("workflowTemplateRef")
        && workflow.templates.is_empty()
    {
        let name = reference.text_of("name").unwrap_or("template");
        let mut stage = pipeline.stage(name, purpose::of_name(name), reference);
        foreign(
            workflow,
            calls::referenced(reference, workflow.namespace).as_deref(),
            &mut stage,
        );
        pipeline.add(stage);
    }
}

fn finish(
    name: &str,
    after: &BTreeMap<String, BTreeSet<String>>,
    waits: &BTreeSet<&str>,
    stage: &mut StageDraft,
) {
    let mut open: Vec<&String> = after.get(name).into_iter().flatten().collect();
    for before in &open {
        stage.after(before);
    }
    // What stands before a stage that comes before it stands before it too.
    let mut seen = BTreeSet::new();
    while let Some(before) = open.pop() {
        if seen.insert(before) {
            if waits.contains(before.as_str()) && before != name {
                stage.gate("approval", format!("somebody must resume `{before}`"));
            }
            open.extend(after.get(before).into_iter().flatten());
        }
    }
}

/// A suspend template without a duration goes on only when it is resumed (Argo Workflows, "Suspending").
fn needs_somebody(template: &Node) -> bool {
    template
        .get("suspend")
        .is_some_and(|it| it.text_of("duration").is_none())
}

/// Which stages must end before which.
fn all_in_order(workflow: &Workflow<'_>) -> BTreeMap<String, BTreeSet<String>> {
    let mut after: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for template in workflow.templates.values() {
        let all: BTreeMap<&str, String> = order::tasks(template)
            .into_iter()
            .flatten()
            .filter_map(|it| Some((it.text_of("name")?, order::target(it)?)))
            .collect();
        for (before, then) in order::order(template) {
            let (Some(before), Some(then)) = (all.get(before), all.get(then)) else {
                continue;
            };
            let ends = workflow.ends(before, false, &mut BTreeSet::new());
            for begins in workflow.ends(then, true, &mut BTreeSet::new()) {
                after
                    .entry(begins)
                    .or_default()
                    .extend(ends.iter().cloned());
            }
        }
    }
    // The exit handler comes after everything (Argo Workflows, "Exit Handlers").
    if let (Some(entry), Some(exit)) = (workflow.text_of("entrypoint"), workflow.text_of("onExit"))
    {
        let ends = workflow.ends(entry, false, &mut BTreeSet::new());
        for begins in workflow.ends(exit, true, &mut BTreeSet::new()) {
            after
                .entry(begins)
                .or_default()
                .extend(ends.iter().cloned());
        }
    }
    after
}

/// A template as it is called once.
fn one<'d>(
    workflow: &Workflow<'d>,
    template: &'d Node,
    call: Option<Call<'d>>,
    repository: Option<&Node>,
    stage: &mut StageDraft,
) {
    let value = |text: &str| workflow.value(text, template, call);
    let pods = Pods {
        namespace: workflow.namespace,
        value: &value,
    };
    if let Some(suspend) = template.get("suspend") {
        match suspend.text_of("duration") {
            Some(duration) => stage.attribute("duration", duration),
            None if stage.fact().gates.is_empty() => {
                stage.gate("approval", "somebody must resume the workflow");
            }
            None => {}
        }
        return;
    }
    let defaults = workflow.get("templateDefaults");
    let account = filled(template, "serviceAccountName")
        .or_else(|| defaults.and_then(|it| filled(it, "serviceAccountName")))
        .or_else(|| workflow.text_of("serviceAccountName"));
    pods.account(account, stage);
    for executor in [template.get("executor"), workflow.get("executor")]
        .into_iter()
        .flatten()
    {
        if let Some(name) = filled(executor, "serviceAccountName") {
            let id = kubernetes_id(workflow.namespace, "ServiceAccount", name);
            stage.attribute("executor_service_account", id);
            break;
        }
    }
    containers(workflow, template, &pods, stage);
    if let Some(http) = template.get("http") {
        artifact::secrets("http", http, &pods, stage, 0);
        stage.attribute("runs", "http");
    }
    if let Some(resource) = template.get("resource") {
        resource_template(resource, &pods, stage);
    }
    if let Some(data) = template.at(&["data", "source", "artifactPaths"]) {
        artifact::place(
            data,
            LineageKind::Data,
            "data",
            true,
            repository,
            &pods,
            stage,
        );
    }
    for patch in [template.get("podSpecPatch"), workflow.get("podSpecPatch")]
        .into_iter()
        .flatten()
    {
        self::patch(patch, &pods, stage);
    }
    artifacts(workflow, template, &pods, repository, stage);
    if let Some(call) = call {
        arguments(workflow, call, Some(template), repository, stage);
    }
}

fn containers(workflow: &Workflow<'_>, template: &Node, pods: &Pods<'_>, stage: &mut StageDraft) {
    pods.parts(template, stage);
    let set = template
        .at(&["containerSet", "containers"])
        .map_or(&[][..], Node::items);
    let mut all: Vec<&Node> = ["container", "script"]
        .iter()
        .filter_map(|it| template.get(it))
        .collect();
    all.extend(set);
    all.extend(items(template, "sidecars"));
    for container in &all {
        pods.container(container, stage);
        commands::of_container(container, pods.value, stage);
    }
    // The volumes of the workflow are in the pods that mount them.
    all.extend(items(template, "initContainers"));
    let mounted: BTreeSet<&str> = all
        .iter()
        .flat_map(|it| items(it, "volumeMounts"))
        .filter_map(|it| it.text_of("name"))
        .collect();
    for volume in workflow.get("volumes").map_or(&[][..], Node::items) {
        if volume
            .text_of("name")
            .is_some_and(|it| mounted.contains(it))
        {
            pods.volume(volume, stage);
        }
    }
    for secret in workflow
        .get("imagePullSecrets")
        .map_or(&[][..], Node::items)
    {
        pods.secret("image-pull", "", secret.get("name"), stage);
    }
}

/// Changes to the pod that are text themselves (Argo Workflows, "podSpecPatch").
fn patch(patch: &Node, pods: &Pods<'_>, stage: &mut StageDraft) {
    let Some(text) = patch.as_str() else { return };
    let value = (pods.value)(text);
    match value.known().map(tree::read) {
        Some(read) if read.broken.is_none() => {
            for spec in &read.documents {
                if filled(spec, "serviceAccountName").is_some() {
                    stage.fact().runs_as.clear();
                    pods.account(filled(spec, "serviceAccountName"), stage);
                }
                pods.parts(spec, stage);
            }
        }
        _ => stage.attribute("pod_spec_patch", "known only at run time"),
    }
}

/// What a template makes in the cluster. An endpoint that it makes serves what it names.
fn resource_template(resource: &Node, pods: &Pods<'_>, stage: &mut StageDraft) {
    let action = resource.text_of("action").unwrap_or("get");
    stage.attribute("runs", format!("{action} of a resource"));
    let Some(text) = resource.text_of("manifest") else {
        return;
    };
    let read = tree::read_below(text, resource.line());
    for made in &read.documents {
        let kind = made.text_of("kind").unwrap_or("unknown");
        let name = made.at(&["metadata", "name"]).and_then(Node::as_str);
        let name = name.map(|it| (pods.value)(it));
        let named = name.as_ref().and_then(Value::known);
        let shown = crate::redact::free_text(named.unwrap_or("*")).into_owned();
        stage.attribute("applies", format!("{kind}/{shown}"));
        if kind == "InferenceService"
            && let Some(named) = named
            && action != "delete"
        {
            let own = made.at(&["metadata", "namespace"]).and_then(Node::as_str);
            let id = kubernetes_id(own.unwrap_or(pods.namespace), kind, named);
            let assumed = name.as_ref().and_then(Value::assumed);
            let endpoint = format!("{id}#endpoint");
            stage.writes_asset(
                LineageKind::Model,
                "kserve:inference-service",
                &endpoint,
                assumed,
            );
        }
    }
}

/// A template of another object: it runs with the account of this workflow unless it names one itself.
fn foreign(workflow: &Workflow<'_>, template: Option<&str>, stage: &mut StageDraft) {
    let account = |name: &str| kubernetes_id(workflow.namespace, "ServiceAccount", name);
    let why = "unless the template that it refers to names another";
    match workflow.text_of("serviceAccountName") {
        Some(named) => stage.runs_as_default("service-account", account(named), why),
        None => {
            let why = format!("{}, {why}", super::super::defaults::KUBERNETES.why);
            stage.runs_as_default("service-account", account("default"), &why);
        }
    }
    if let Some(id) = template {
        stage.reads_asset(LineageKind::Code, "argo:workflow-template", id, None);
    }
}
