//! Jobs: pipelines, schedules, training.

use std::collections::BTreeMap;

use super::super::arguments;
use super::super::kfp::{Ir, Run, parameters_of, read_tasks};
use super::super::pods::{filled, items};
use super::super::{Grain, Node, Output, PipelineDraft, StageDraft, Value};
use super::{COMPUTE, CUSTOM_CODE, Resource, SERVICE_AGENT, uris};
use crate::facts::{LineageKind, Provider, Trigger};

/// `PipelineJob`: a pipeline of Kubeflow in a project.
pub(super) fn pipeline_job(resource: &Resource<'_>, output: &mut Output<'_>) {
    job(
        resource,
        resource.node,
        "gcp:vertex:pipeline-job",
        &[],
        output,
    );
}

/// `Schedule`: makes pipeline jobs by a cron expression.
pub(super) fn schedule(resource: &Resource<'_>, output: &mut Output<'_>) {
    let node = resource.node;
    let state = filled(node, "state").unwrap_or("ACTIVE");
    let cron = filled(node, "cron").unwrap_or("unknown");
    let trigger = Trigger {
        paused: state != "ACTIVE",
        ..Trigger::new("schedule", cron)
    };
    let made = node.at(&["createPipelineJobRequest", "pipelineJob"]);
    let kind = "gcp:vertex:schedule";
    job(resource, made.unwrap_or(node), kind, &[trigger], output);
}

fn job(
    resource: &Resource<'_>,
    node: &Node,
    kind: &str,
    triggers: &[Trigger],
    output: &mut Output<'_>,
) {
    let mut ir = node.get("pipelineSpec").map(Ir::of).unwrap_or_default();
    let name = match resource.name {
        "unnamed" => ir
            .name
            .clone()
            .unwrap_or_else(|| output.file().name().to_owned()),
        name => name.to_owned(),
    };
    let id = resource.id.as_str();
    let mut draft = PipelineDraft::new(output, Provider::Gcp, kind, id, &name, node);
    if let Some(project) = resource.project {
        draft.scope(format!("gcp:{project}"));
    }
    for trigger in triggers {
        draft.trigger(trigger.clone());
    }
    let config = node.get("runtimeConfig");
    let mut parameters = BTreeMap::new();
    for member in ["parameterValues", "parameters"] {
        let given = config
            .and_then(|it| it.get(member))
            .map_or(&[][..], Node::entries);
        for (name, value) in given {
            let old = ["stringValue", "intValue", "doubleValue"]
                .iter()
                .find_map(|it| value.text_of(it));
            if let (Some(name), Some(text)) = (name.as_str(), value.as_str().or(old)) {
                parameters.insert(name.to_owned(), Value::literal(text));
            }
        }
    }
    let directory = config.and_then(|it| filled(it, "gcsOutputDirectory"));
    let root = match (directory, ir.default_root.take()) {
        (Some(directory), _) => Value::literal(directory),
        (None, Some(default)) => Value::parameter("pipeline_root", Some(default)),
        (None, None) => Value::unresolved("runtimeConfig.gcsOutputDirectory"),
    };
    let account = filled(node, "serviceAccount");
    let identity = |stage: &mut StageDraft| resource.runs_as(account, &COMPUTE, stage);
    let run = Run {
        identity: &identity,
        namespace: "_",
        parameters,
        root,
        code: None,
    };
    read_tasks(&ir, &run, &mut draft, output);
    // A job from a template, or whose specification is left out of a list.
    if !ir.has_tasks() {
        let mut stage = draft.stage("run", "job", node);
        identity(&mut stage);
        if let Some(template) = filled(node, "templateUri") {
            stage.reads(
                LineageKind::Code,
                "templateUri",
                &Value::literal(template),
                Grain::Guess,
            );
        }
        stage.writes(LineageKind::Data, "pipeline_root", &run.root, Grain::Prefix);
        parameters_of(&run.parameters, &mut stage);
        draft.add(stage);
    }
    output.pipeline(draft);
}

/// `CustomJob` and `HyperparameterTuningJob`: containers that train.
pub(super) fn custom_job(resource: &Resource<'_>, output: &mut Output<'_>) {
    let node = resource.node;
    let spec = node
        .get("jobSpec")
        .or_else(|| node.get("trialJobSpec"))
        .unwrap_or(node);
    let (kind, id) = ("gcp:vertex:custom-job", resource.id.as_str());
    let mut draft = PipelineDraft::new(output, Provider::Gcp, kind, id, resource.name, node);
    if let Some(project) = resource.project {
        draft.scope(format!("gcp:{project}"));
    }
    let mut stage = draft.stage("train", "training", spec);
    resource.runs_as(filled(spec, "serviceAccount"), &CUSTOM_CODE, &mut stage);
    workers(spec, &mut stage);
    for model in uris(spec, &["models"]).iter().filter_map(Node::as_str) {
        let id = resource.other("models", model);
        stage.writes_asset(LineageKind::Model, "gcp:vertex:model", &id, None);
    }
    draft.add(stage);
    output.pipeline(draft);
}

/// `CustomJobSpec`.
fn workers(spec: &Node, stage: &mut StageDraft) {
    for pool in items(spec, "workerPoolSpecs") {
        let container = pool.get("containerSpec");
        let package = pool.get("pythonPackageSpec");
        let images = [
            container.and_then(|it| filled(it, "imageUri")),
            package.and_then(|it| filled(it, "executorImageUri")),
        ];
        for image in images.into_iter().flatten() {
            stage.image("imageUri", &Value::literal(image));
        }
        for code in package
            .map_or(&[][..], |it| uris(it, &["packageUris"]))
            .iter()
            .filter_map(Node::as_str)
        {
            stage.reads(
                LineageKind::Code,
                "packageUris",
                &Value::literal(code),
                Grain::Object,
            );
        }
        for one in [container, package].into_iter().flatten() {
            environment(one, stage);
            arguments::read(items(one, "args"), stage);
        }
    }
    let directory = spec.at(&["baseOutputDirectory", "outputUriPrefix"]);
    if let Some(directory) = directory.and_then(Node::as_str) {
        let value = Value::literal(directory);
        stage.writes(
            LineageKind::Model,
            "baseOutputDirectory",
            &value,
            Grain::Prefix,
        );
    }
    if spec.get("enableWebAccess").and_then(Node::as_bool) == Some(true) {
        stage.attribute("interactive_shell", true);
    }
}

/// `env`: a list of names and values.
pub(super) fn environment(of: &Node, stage: &mut StageDraft) {
    for variable in items(of, "env") {
        if let Some(name) = variable.text_of("name") {
            stage.variable(name, variable.text_of("value"));
        }
    }
}

/// `TrainingPipeline`: a data set to a model, by AutoML or by a custom job.
pub(super) fn training_pipeline(resource: &Resource<'_>, output: &mut Output<'_>) {
    let node = resource.node;
    let (kind, id) = ("gcp:vertex:training-pipeline", resource.id.as_str());
    let mut draft = PipelineDraft::new(output, Provider::Gcp, kind, id, resource.name, node);
    if let Some(project) = resource.project {
        draft.scope(format!("gcp:{project}"));
    }
    let mut stage = draft.stage("train", "training", node);
    let task = node.get("trainingTaskInputs");
    let account = task.and_then(|it| filled(it, "serviceAccount"));
    resource.runs_as(account, &SERVICE_AGENT, &mut stage);
    if let Some(task) = task {
        workers(task, &mut stage);
    }
    if let Some(input) = node.get("inputDataConfig") {
        if let Some(dataset) = filled(input, "datasetId") {
            let id = resource.other("datasets", dataset);
            stage.reads_asset(LineageKind::Data, "gcp:vertex:dataset", &id, None);
        }
        for path in [
            ["gcsDestination", "outputUriPrefix"],
            ["bigqueryDestination", "outputUri"],
        ] {
            if let Some(uri) = input.at(&path).and_then(Node::as_str) {
                stage.writes(
                    LineageKind::Data,
                    "inputDataConfig",
                    &Value::literal(uri),
                    Grain::Prefix,
                );
            }
        }
    }
    let made = filled(node, "modelId")
        .or_else(|| node.at(&["modelToUpload", "name"]).and_then(Node::as_str));
    if let Some(model) = made {
        let id = resource.other("models", model);
        stage.writes_asset(LineageKind::Model, "gcp:vertex:model", &id, None);
    }
    draft.add(stage);
    output.pipeline(draft);
}
