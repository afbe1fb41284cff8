//! KServe: a model and the service that answers for it.
//!
//! `InferenceService` (KServe, "Control Plane API": `serving.kserve.io/v1beta1`): predictor, transformer and explainer
//! each run as a service account; the model comes from `storageUri` or a `storage` with a secret.

use super::defaults::{NAMESPACE, kubernetes_id};
use super::place::Grain;
use super::pods::{Pods, items, written};
use super::{Document, Kind, Node, Output, PipelineDraft, StageDraft, Value, commands};
use crate::facts::{AssetClass, LineageKind, Provider, Trigger};
use crate::model_format::{self, Loading};

/// See the top of the file.
pub(super) struct KServe;

const ENDPOINT: &str = "kserve:inference-service";

impl Kind for KServe {
    fn name(&self) -> &'static str {
        "kserve"
    }

    fn description(&self) -> &'static str {
        "KServe InferenceService and TrainedModel manifests"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        document.text_of("apiVersion").is_some_and(|it| {
            it.starts_with("serving.kserve.io/") || it.starts_with("serving.kubeflow.org/")
        })
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        let name = root
            .at(&["metadata", "name"])
            .and_then(Node::as_str)
            .unwrap_or("unnamed");
        let namespace = root.at(&["metadata", "namespace"]).and_then(Node::as_str);
        let namespace = namespace.unwrap_or(NAMESPACE);
        let kind = document.text_of("kind").unwrap_or("InferenceService");
        let id = kubernetes_id(namespace, kind, name);
        let mut pipeline = PipelineDraft::new(
            output,
            Provider::Kubernetes,
            ENDPOINT,
            id.as_str(),
            name,
            root,
        );
        pipeline.trigger(Trigger::new("event", "every request"));
        let endpoint = format!("{id}#endpoint");
        output.asset(
            AssetClass::Model,
            Provider::Kubernetes,
            ENDPOINT,
            endpoint.as_str(),
            name,
            root,
        );
        if let Some(model) = root
            .at(&["spec", "model"])
            .filter(|_| kind == "TrainedModel")
        {
            let mut stage = pipeline.stage("model", "inference", model);
            storage(model, namespace, model.text_of("framework"), &mut stage);
            stage.writes_asset(LineageKind::Model, ENDPOINT, &endpoint, None);
            pipeline.add(stage);
        }
        for component in ["predictor", "transformer", "explainer"] {
            if let Some(spec) = root.at(&["spec", component]) {
                let stage = component_stage(&pipeline, component, spec, namespace, &endpoint);
                pipeline.add(stage);
            }
        }
        output.pipeline(pipeline);
    }
}

fn component_stage(
    pipeline: &PipelineDraft,
    name: &str,
    spec: &Node,
    namespace: &str,
    endpoint: &str,
) -> StageDraft {
    let mut stage = pipeline.stage(name, "inference", spec);
    let pods = Pods {
        namespace,
        value: &written,
    };
    pods.pod(spec, &mut stage);
    for container in items(spec, "containers") {
        commands::of_container(container, &written, &mut stage);
    }
    // A predictor is `model`, one of the old names of a framework (`sklearn`, `pytorch`), or containers.
    for (framework, model) in spec.entries() {
        if let (Some(framework), true) = (framework.as_str(), model.is_map()) {
            let named = model.at(&["modelFormat", "name"]).and_then(Node::as_str);
            let format = named.or((framework != "model").then_some(framework));
            storage(model, namespace, format, &mut stage);
            let is_one = named.is_some() || model.get("storageUri").is_some();
            if let (Some(format), true) = (format, is_one) {
                stage.attribute("model_format", format);
            }
            pods.container(model, &mut stage);
            commands::of_container(model, &written, &mut stage);
            remote_code(model, &mut stage);
        }
    }
    stage.writes_asset(LineageKind::Model, ENDPOINT, endpoint, None);
    stage
}

/// A server of Hugging Face models that is told to runs code of the repository (KServe, "Hugging Face LLM Serving
/// Runtime": `--trust_remote_code`).
fn remote_code(model: &Node, stage: &mut StageDraft) {
    let asks = |it: &Node| {
        let argument = it.as_str().unwrap_or_default().replace('-', "_");
        argument == "__trust_remote_code" || argument == "__trust_remote_code=true"
    };
    if !items(model, "args").iter().any(asks) {
        return;
    }
    stage.attribute(model_format::ATTRIBUTE, true);
    if let Some(uri) = model.text_of("storageUri") {
        let value = Value::literal(uri);
        stage.reads(LineageKind::Code, "storageUri", &value, Grain::Model);
    }
}

/// Where the model lies, and whether loading it runs what lies there.
fn storage(model: &Node, namespace: &str, format: Option<&str>, stage: &mut StageDraft) {
    let reads = |member: &str, uri: &str, stage: &mut StageDraft| {
        stage.reads(
            LineageKind::Model,
            member,
            &Value::literal(uri),
            Grain::Model,
        );
        let loading = Loading::of(format, uri).attribute();
        stage.attribute(model_format::ATTRIBUTE, loading);
    };
    if let Some(uri) = model.text_of("storageUri") {
        reads("storageUri", uri, stage);
    }
    if let Some(storage) = model.get("storage") {
        // The key names an entry of the secret `storage-config` (KServe, "Storage spec").
        let secret = kubernetes_id(namespace, "Secret", "storage-config");
        let key = storage.text_of("key").unwrap_or_default();
        stage.secret("storage", key, &secret, "k8s:secret", None);
        let bucket = storage.at(&["parameters", "bucket"]).and_then(Node::as_str);
        if let (Some(path), Some(bucket)) = (storage.text_of("path"), bucket) {
            let uri = format!("s3://{bucket}/{}", path.trim_start_matches('/'));
            reads("storage", &uri, stage);
        }
    }
}
