//! Tekton: tasks, pipelines, their runs, and what triggers them.
//!
//! Tekton, "Pipelines" and "Triggers" (`tekton.dev/v1`, `triggers.tekton.dev/v1beta1`). A pipeline or task by itself runs
//! with the account of the run that names it, which another file may hold: the default is assumed.

mod listener;
mod parameters;
mod reference;

use listener::listener;
use parameters::{Known, Parameters};
use reference::{by_reference, referenced};

use super::pods::{Object, Pods, filled, items};
use super::template::Growth;
use super::{Document, Kind, Node, Output, PipelineDraft, StageDraft, Value, commands, purpose};
use crate::facts::{LineageKind, Provider, Trigger};

/// See the top of the file.
pub(super) struct Tekton;

impl Kind for Tekton {
    fn name(&self) -> &'static str {
        "tekton"
    }

    fn description(&self) -> &'static str {
        "Tekton Task, Pipeline, TaskRun, PipelineRun, and triggers"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        document.text_of("apiVersion").is_some_and(|it| {
            it.starts_with("tekton.dev/") || it.starts_with("triggers.tekton.dev/")
        })
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        let object = Object::of(root);
        let (others, _) = super::documents(output.file());
        let others: Vec<&Node> = others.iter().filter_map(Document::tree).collect();
        definition(root, object, &others, (&[], &Parameters::new()), output);
    }
}

/// A task or pipeline, and what is known of its parameters.
struct Of<'d> {
    object: Object<'d>,
    known: Known<'d>,
    /// The account of the run.
    account: Option<&'d str>,
    /// Accounts of single tasks of the run.
    special: &'d [Node],
    others: &'d [&'d Node],
}

impl Of<'_> {
    fn value(&self, text: &str) -> Value {
        self.known.value(text)
    }
}

fn definition(
    root: &Node,
    object: Object<'_>,
    others: &[&Node],
    (triggers, of_trigger): (&[Trigger], &Parameters),
    output: &mut Output<'_>,
) {
    let Some(spec) = root.get("spec") else { return };
    match object.kind {
        "TriggerTemplate" => {
            for made in items(spec, "resourcetemplates")
                .iter()
                .chain(items(spec, "resourceTemplates"))
            {
                let event = [Trigger::new("event", object.name)];
                // What a request says stands before what the template has as defaults.
                let of_trigger = parameters::declared(items(spec, "params"));
                let mut own = Object::of(made);
                if made.at(&["metadata", "namespace"]).is_none() {
                    own.namespace = object.namespace;
                }
                definition(made, own, others, (&event, &of_trigger), output);
            }
            return;
        }
        "EventListener" | "Trigger" => return listener(root, spec, object, output),
        "Task" | "ClusterTask" | "TaskRun" | "Pipeline" | "PipelineRun" => {}
        // They run nothing.
        "TriggerBinding" | "ClusterTriggerBinding" | "Interceptor" | "ClusterInterceptor" => {
            return output.belongs();
        }
        _ => return,
    }
    let kind = format!(
        "tekton:{}",
        match object.kind {
            "TaskRun" => "task-run",
            "PipelineRun" => "pipeline-run",
            "Pipeline" => "pipeline",
            "ClusterTask" => "cluster-task",
            _ => "task",
        }
    );
    let (id, name) = (object.id(), object.name);
    let mut draft = PipelineDraft::new(output, Provider::Kubernetes, &kind, id, name, root);
    for trigger in triggers {
        draft.trigger(trigger.clone());
    }
    let template = spec.get("taskRunTemplate");
    let account = template
        .and_then(|it| filled(it, "serviceAccountName"))
        .or_else(|| filled(spec, "serviceAccountName"));
    let (growth, none) = (Growth::default(), Parameters::new());
    let known = Known {
        given: &none,
        declared: &none,
        above: None,
        of_trigger,
        namespace: object.namespace,
        growth: &growth,
    };
    let given = match object.kind.ends_with("Run") {
        true => parameters::given(items(spec, "params"), &|text| known.value(text)),
        false => Parameters::new(),
    };
    let of = Of {
        object,
        known: Known {
            given: &given,
            ..known
        },
        account,
        special: items(spec, "taskRunSpecs"),
        others,
    };
    if object.kind.ends_with("Run") {
        let embedded = spec.get("pipelineSpec").or_else(|| spec.get("taskSpec"));
        let reference = spec.get("pipelineRef").or_else(|| spec.get("taskRef"));
        let found = embedded.or_else(|| reference.and_then(|it| referenced(it, others)));
        match found {
            Some(inner) => read(inner, spec, &of, reference, &mut draft),
            None => {
                let mut stage = draft.stage("run", purpose::of_name(name), spec);
                pods(&of, &|text| of.value(text)).account(of.account, &mut stage);
                by_reference(reference, &of, &mut stage);
                workspaces(spec, &of, &mut stage);
                draft.add(stage);
            }
        }
    } else {
        read(spec, spec, &of, None, &mut draft);
    }
    output.pipeline(draft);
}

fn pods<'a>(of: &'a Of<'_>, value: &'a dyn Fn(&str) -> Value) -> Pods<'a> {
    Pods {
        namespace: of.object.namespace,
        value,
    }
}

/// A specification: tasks of a pipeline, or the steps of one task.
fn read(
    spec: &Node,
    run: &Node,
    above: &Of<'_>,
    reference: Option<&Node>,
    draft: &mut PipelineDraft,
) {
    let declared = parameters::declared(items(spec, "params"));
    let of = &Of {
        known: Known {
            declared: &declared,
            ..above.known
        },
        ..*above
    };
    let tasks = items(spec, "tasks");
    if tasks.is_empty() {
        let name = of.object.name;
        let mut stage = draft.stage("task", purpose::of_name(name), spec);
        pods(of, &|text| of.value(text)).account(of.account, &mut stage);
        task(spec, of, &mut stage);
        workspaces(run, of, &mut stage);
        by_reference(reference, of, &mut stage);
        draft.add(stage);
        return;
    }
    let finally = items(spec, "finally");
    for (one, ends) in tasks
        .iter()
        .map(|it| (it, false))
        .chain(finally.iter().map(|it| (it, true)))
    {
        let name = one.text_of("name").unwrap_or("task");
        let mut stage = draft.stage(name, purpose::of_name(name), one);
        let own = of
            .special
            .iter()
            .find(|it| it.text_of("pipelineTaskName") == Some(name));
        let account = own.and_then(|it| {
            filled(it, "serviceAccountName").or_else(|| filled(it, "taskServiceAccountName"))
        });
        pods(of, &|text| of.value(text)).account(account.or(of.account), &mut stage);
        for before in items(one, "runAfter").iter().filter_map(Node::as_str) {
            stage.after(before);
        }
        // What is handed to the parameters of the task makes an order, and may carry data.
        for given in items(one, "params") {
            let text = given.text_of("value").unwrap_or_default();
            for (before, _) in of.value(text).references() {
                stage.after(before);
                let value = Value::reference(before, "result", text);
                stage.reads(LineageKind::Data, "params", &value, super::Grain::Guess);
            }
        }
        if ends {
            for before in tasks.iter().filter_map(|it| it.text_of("name")) {
                stage.after(before);
            }
            stage.attribute("runs_even_after_failure", true);
        }
        if !items(one, "when").is_empty() {
            stage.attribute("conditional", true);
        }
        let reference = one.get("taskRef");
        let inner = one
            .get("taskSpec")
            .or_else(|| reference.and_then(|it| referenced(it, of.others)));
        if let Some(inner) = inner {
            let given = parameters::given(items(one, "params"), &|text| of.value(text));
            let declared = parameters::declared(items(inner, "params"));
            let within = Of {
                known: Known {
                    given: &given,
                    declared: &declared,
                    // What stands in the pipeline itself sees its parameters too ("Propagated Parameters").
                    above: one.get("taskSpec").map(|_| &of.known),
                    ..of.known
                },
                special: &[],
                ..*of
            };
            task(inner, &within, &mut stage);
        }
        by_reference(reference, of, &mut stage);
        workspaces(run, of, &mut stage);
        draft.add(stage);
    }
}

/// The steps of a task.
fn task(spec: &Node, of: &Of<'_>, stage: &mut StageDraft) {
    let value = |text: &str| of.value(text);
    let pods = pods(of, &value);
    for one in items(spec, "steps").iter().chain(items(spec, "sidecars")) {
        pods.container(one, stage);
        commands::of_container(one, &value, stage);
    }
    if let Some(template) = spec.get("stepTemplate") {
        pods.container(template, stage);
    }
    pods.volumes(spec, stage);
}

/// The workspaces of a run: secrets and claims that every task may mount; its pod template.
fn workspaces(run: &Node, of: &Of<'_>, stage: &mut StageDraft) {
    let value = |text: &str| of.value(text);
    let pods = pods(of, &value);
    // A workspace names its source as a volume does.
    for workspace in items(run, "workspaces") {
        pods.volume(workspace, stage);
    }
    let template = run
        .at(&["taskRunTemplate", "podTemplate"])
        .or_else(|| run.get("podTemplate"));
    if let Some(template) = template {
        pods.parts(template, stage);
    }
}
