//! Manifests of the SageMaker controller for Kubernetes (AWS Controllers for Kubernetes, "SageMaker controller"): the members of
//! `spec` are those of the call, in another case. A pipeline is read by `sagemaker-pipeline`.

use super::arguments::{Arguments, Language};
use super::naming::Naming;
use super::resources::Resource;
use super::text::placeholders;
use crate::coverage::Outcome;
use crate::facts::Provider;
use crate::pipelines::defaults::{NAMESPACE, kubernetes_id};
use crate::pipelines::{Document, Kind, Node, Output, PipelineDraft, Value};

/// See the top of the file.
pub(in crate::pipelines) struct SageMakerManifest;

/// Values are written out, but for places that somebody must fill in.
struct Written;

impl Language for Written {
    fn value(&self, node: &Node) -> Value {
        match node.as_str() {
            Some(text) => placeholders(text),
            None => Value::unresolved("an expression"),
        }
    }
}

impl Kind for SageMakerManifest {
    fn name(&self) -> &'static str {
        "sagemaker-manifest"
    }

    fn description(&self) -> &'static str {
        "manifests of the SageMaker controller for Kubernetes: jobs, models, endpoints, feature groups"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        document
            .text_of("apiVersion")
            .is_some_and(|it| it.starts_with("sagemaker.services.k8s.aws/"))
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        let word = document.text_of("kind").unwrap_or_default();
        let Some(resource) = Resource::of(word) else {
            let why = format!("no `{word}` is read of the SageMaker controller");
            return output.gap(Outcome::NotAsked, root, &why, "");
        };
        // Some indent the specification below the metadata; the controller refuses that, and so nothing runs.
        let Some(spec) = root.get("spec").filter(|it| it.is_map()) else {
            let why = format!("a `{word}` has no `spec`");
            let help = "put `spec` beside `metadata`";
            return output.gap(Outcome::Unreadable, root, &why, help);
        };
        let text = |path: &[&str]| root.at(path).and_then(Node::as_str);
        let name = text(&["metadata", "name"]).unwrap_or("unnamed");
        let namespace = text(&["metadata", "namespace"]).unwrap_or(NAMESPACE);
        let mut naming = Naming::unknown(&output.file().repository.id);
        if let Some(arn) = text(&["status", "ackResourceMetadata", "arn"]) {
            naming = naming.like(arn);
        }
        let id = kubernetes_id(namespace, word, name);
        let type_name = format!("aws:sagemaker:{}", resource.kind);
        let mut pipeline = PipelineDraft::new(output, Provider::Aws, &type_name, id, name, root);
        pipeline.partition(naming.partition());
        if let Some(scope) = naming.scope() {
            pipeline.scope(scope);
        }
        let mut stage = pipeline.stage(resource.kind, resource.stage, spec);
        let arguments = Arguments::new(spec, &Written);
        if let Some(trigger) = resource.describe(&arguments, &naming, &mut stage) {
            pipeline.trigger(trigger);
        }
        pipeline.add(stage);
        output.pipeline(pipeline);
    }
}
