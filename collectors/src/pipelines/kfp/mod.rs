//! Kubeflow Pipelines: what the compiler writes, what the API answers, and what the backend hands to Argo.
//!
//! One stage a task that runs something; a task of a nested pipeline, a condition or a loop is named by its path.

mod api;
mod compiled;
mod executor;
mod ir;
mod value;
mod walk;

use super::defaults::{KUBEFLOW, KUBEFLOW_NAMESPACE, kubernetes_id};
use super::{Document, Kind, Node, Output, PipelineDraft, StageDraft, Value};
use crate::coverage::Outcome;
use crate::facts::Provider;

pub(super) use ir::Ir;
pub(super) use value::parameters_of;
pub(super) use walk::{Run, read as read_tasks};

/// See the top of the file.
pub(super) struct Kfp;

const PIPELINE: &str = "kfp:pipeline";

impl Kind for Kfp {
    fn name(&self) -> &'static str {
        "kfp"
    }

    fn description(&self) -> &'static str {
        "Kubeflow Pipelines: compiled pipelines, and runs, recurring runs and versions as the API tells them"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let Some(root) = document.tree() else {
            return false;
        };
        Ir::is_one(root)
            || is_platform(root)
            || compiled::is_one(root)
            || is_component(root)
            || api::is_one(root)
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        if Ir::is_one(root) {
            let mut ir = Ir::of(root);
            ir.platform_of_file(output.file());
            let id = output.file().id();
            pipeline(&ir, root, id, output);
        } else if compiled::is_one(root) {
            compiled::read(root, output);
        } else if is_component(root) {
            component(root, output);
        } else if api::is_one(root) {
            api::read(root, output);
        } else {
            alone(document, output);
        }
    }
}

/// What Kubernetes is told stands in a document of its own behind the pipeline, which has read it.
fn is_platform(root: &Node) -> bool {
    root.at(&["platforms", "kubernetes", "deploymentSpec"])
        .is_some()
}

fn alone(document: &Document<'_>, output: &mut Output<'_>) {
    let Some(root) = document.tree() else { return };
    let (documents, _) = super::documents(output.file());
    let has_pipeline = documents.iter().filter_map(Document::tree).any(Ir::is_one);
    if has_pipeline {
        output.belongs();
    } else {
        let reason = "it tells the platform about a pipeline that is not in the file";
        let help = "keep both documents that the compiler writes in one file";
        output.gap(Outcome::NotInInput, root, reason, help);
    }
}

/// A component by itself (Kubeflow Pipelines, "Component Specification"): code that pipelines run, no pipeline.
fn is_component(root: &Node) -> bool {
    root.at(&["implementation", "container", "image"]).is_some() && root.get("name").is_some()
        || root.at(&["implementation", "graph", "tasks"]).is_some()
}

/// A pipeline of one stage, which has no identity of its own: whoever runs it gives one.
fn component(root: &Node, output: &mut Output<'_>) {
    let name = root.text_of("name").unwrap_or("component");
    let id = output.file().id();
    let kind = "kfp:component";
    let mut pipeline = PipelineDraft::new(output, Provider::Kubernetes, kind, id, name, root);
    let mut stage = pipeline.stage("run", super::purpose::of_name(name), root);
    let value = Value::unresolved("the pipeline that uses the component");
    stage.runs_as("service-account", &value, str::to_owned);
    if let Some(image) = root
        .at(&["implementation", "container", "image"])
        .and_then(Node::as_str)
    {
        stage.image("image", &Value::literal(image));
    }
    let environment = root.at(&["implementation", "container", "env"]);
    for (name, value) in environment.map_or(&[][..], Node::entries) {
        if let Some(name) = name.as_str() {
            stage.variable(name, value.as_str());
        }
    }
    let names = |member: &str| -> Vec<String> {
        let listed = root.get(member).map_or(&[][..], Node::items).iter();
        listed
            .filter_map(|it| it.text_of("name"))
            .map(str::to_owned)
            .collect()
    };
    stage.attribute("takes", names("inputs"));
    stage.attribute("makes", names("outputs"));
    pipeline.add(stage);
    output.pipeline(pipeline);
}

/// A pipeline that the compiler wrote: no run says who runs it.
fn pipeline(ir: &Ir, at: &Node, id: String, output: &mut Output<'_>) {
    let name = ir
        .name
        .clone()
        .unwrap_or_else(|| output.file().name().to_owned());
    let mut draft = PipelineDraft::new(output, Provider::Kubernetes, PIPELINE, id, &name, at);
    let account = account(None, None);
    let run = Run {
        identity: &account,
        namespace: KUBEFLOW_NAMESPACE,
        parameters: std::collections::BTreeMap::new(),
        root: root_of(None, ir),
        code: None,
    };
    read_tasks(ir, &run, &mut draft, output);
    output.pipeline(draft);
}

/// The account of a run: what it names, else what the installation gives.
fn account<'a>(
    named: Option<&'a str>,
    namespace: Option<&'a str>,
) -> impl Fn(&mut StageDraft) + 'a {
    move |stage: &mut StageDraft| {
        let of = namespace.unwrap_or(KUBEFLOW_NAMESPACE);
        let id = |name: &str| kubernetes_id(of, "ServiceAccount", name);
        match named {
            Some(named) => stage.runs_as("service-account", &Value::literal(named), id),
            // A namespace of its own belongs to a user.
            None if of == KUBEFLOW_NAMESPACE => {
                stage.runs_as_default("service-account", id("pipeline-runner"), KUBEFLOW.why);
            }
            None => stage.runs_as_default("service-account", id("default-editor"), KUBEFLOW.why),
        }
    }
}

/// Where outputs go: as the run says, else the pipeline, else the installation, which no definition tells.
fn root_of(run: Option<&str>, ir: &Ir) -> Value {
    match (run.filter(|it| !it.is_empty()), &ir.default_root) {
        (Some(root), _) => Value::literal(root),
        (None, Some(root)) => Value::parameter("pipeline_root", Some(root.clone())),
        (None, None) => Value::unresolved("the pipeline root of the installation"),
    }
}
