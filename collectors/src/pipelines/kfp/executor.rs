//! What runs a task: a container, an importer, a job of Vertex AI; and what Kubernetes is told about it.

use super::super::defaults::kubernetes_id;
use super::super::gcp_names::service_account;
use super::super::pods::{SECRET, filled, items};
use super::super::{Grain, Node, StageDraft, Value, tree};
use super::value::{constant_text, entries, expression};
use super::walk::Scope;
use crate::facts::LineageKind;

/// What runs.
pub(super) fn read(executor: &Node, scope: &Scope, component: &Node, stage: &mut StageDraft) {
    if let Some(container) = executor.get("container") {
        if let Some(image) = filled(container, "image") {
            stage.image("image", &expression(image, &scope.parameters));
        }
        for variable in items(container, "env") {
            if let Some(name) = variable.text_of("name") {
                let value = variable
                    .text_of("value")
                    .map(|it| expression(it, &scope.parameters));
                stage.variable(name, value.as_ref().and_then(Value::known));
            }
        }
        let arguments = items(container, "args");
        let payload = arguments
            .iter()
            .zip(arguments.iter().skip(1))
            .find(|(flag, _)| flag.as_str() == Some("--payload"));
        if let Some(text) = payload.and_then(|(_, text)| text.as_str()) {
            job(text, scope, stage);
        }
    }
    if let Some(importer) = executor.get("importer") {
        import(importer, scope, component, stage);
    }
    if let Some(custom) = executor.at(&["customJob", "customJob"]) {
        job_spec(custom, scope, stage);
    }
}

/// An importer takes what lies somewhere into the pipeline.
fn import(importer: &Node, scope: &Scope, component: &Node, stage: &mut StageDraft) {
    stage.fact().kind = "ingestion".to_owned();
    let schema = importer
        .at(&["typeSchema", "schemaTitle"])
        .and_then(Node::as_str);
    let made = entries(component, &["outputDefinitions", "artifacts"]);
    let is_model = schema.is_some_and(|it| it.contains("Model"))
        || made.iter().any(|(_, it)| {
            let title = it
                .at(&["artifactType", "schemaTitle"])
                .and_then(Node::as_str);
            title.is_some_and(|it| it.contains("Model"))
        });
    let kind = if is_model {
        LineageKind::Model
    } else {
        LineageKind::Data
    };
    let Some(uri) = importer.get("artifactUri") else {
        return;
    };
    let value = match uri.text_of("runtimeParameter") {
        Some(name) => scope
            .parameters
            .get(name)
            .cloned()
            .unwrap_or_else(|| Value::unresolved(name)),
        None => match constant_text(uri) {
            Some(text) => expression(text, &scope.parameters),
            None => Value::unresolved("artifactUri"),
        },
    };
    match value
        .known()
        .and_then(|it| it.strip_prefix("oci://").map(str::to_owned))
    {
        // A model that is packed as an image (KServe, "Modelcars").
        Some(reference) => {
            let reference = match value.parameters().first() {
                Some(name) => Value::parameter(name, Some(reference)),
                None => Value::literal(reference),
            };
            stage.image("artifactUri", &reference);
        }
        None => stage.reads(kind, "artifactUri", &value, Grain::Prefix),
    }
}

/// The request that a component of Google Cloud sends: JSON in a text.
fn job(text: &str, scope: &Scope, stage: &mut StageDraft) {
    let read = tree::read(text);
    for request in &read.documents {
        job_spec(request, scope, stage);
    }
}

fn job_spec(request: &Node, scope: &Scope, stage: &mut StageDraft) {
    let Some(spec) = request.get("job_spec").or_else(|| request.get("jobSpec")) else {
        return;
    };
    let account = filled(spec, "service_account").or_else(|| filled(spec, "serviceAccount"));
    if let Some(account) = account {
        let value = expression(account, &scope.parameters);
        // An empty parameter leaves the account of the pipeline.
        if value.known() != Some("") {
            stage.runs_as("service-account", &value, service_account);
        }
    }
    let pools = spec
        .get("worker_pool_specs")
        .or_else(|| spec.get("workerPoolSpecs"));
    for pool in pools.map_or(&[][..], Node::items) {
        let container = pool
            .get("container_spec")
            .or_else(|| pool.get("containerSpec"));
        let image =
            container.and_then(|it| filled(it, "image_uri").or_else(|| filled(it, "imageUri")));
        if let Some(image) = image {
            stage.image("image", &expression(image, &scope.parameters));
        }
    }
}

/// What Kubernetes is told: secrets, claims, accounts.
pub(super) fn platform(config: &Node, scope: &Scope, namespace: &str, stage: &mut StageDraft) {
    let name_of = |of: &Node| -> Value {
        let parameter = of.get("secretNameParameter");
        if let Some(outer) = parameter.and_then(|it| it.text_of("componentInputParameter")) {
            return scope
                .parameters
                .get(outer)
                .cloned()
                .unwrap_or_else(|| Value::unresolved(outer));
        }
        let constant = parameter
            .and_then(|it| it.get("runtimeValue"))
            .and_then(constant_text);
        match constant.or_else(|| filled(of, "secretName")) {
            Some(text) => expression(text, &scope.parameters),
            None => Value::unresolved("secretName"),
        }
    };
    let mut secret = |how: &str, seen: &str, value: &Value| match value.known() {
        Some(known) => {
            let id = kubernetes_id(namespace, "Secret", known);
            stage.secret(how, seen, &id, SECRET, value.assumed());
        }
        None => {
            stage.unresolved(&format!("{how} {seen}"), "secret", value);
        }
    };
    for given in items(config, "secretAsEnv") {
        let value = name_of(given);
        for key in items(given, "keyToEnv") {
            secret("env", key.text_of("envVar").unwrap_or_default(), &value);
        }
    }
    for given in items(config, "secretAsVolume") {
        secret(
            "volume",
            given.text_of("mountPath").unwrap_or_default(),
            &name_of(given),
        );
    }
    for given in items(config, "imagePullSecret") {
        secret("image-pull", "", &name_of(given));
    }
    for claim in items(config, "pvcMount") {
        let constant = constant_text(claim).or_else(|| {
            claim
                .at(&["pvcNameParameter", "runtimeValue"])
                .and_then(constant_text)
        });
        if let Some(name) = constant {
            let id = kubernetes_id(namespace, "PersistentVolumeClaim", name);
            stage.reads_asset(LineageKind::Data, "k8s:persistent-volume-claim", &id, None);
            stage.writes_asset(LineageKind::Data, "k8s:persistent-volume-claim", &id, None);
        }
    }
    let account = filled(config, "serviceAccountName").or_else(|| filled(config, "serviceAccount"));
    if let Some(account) = account {
        stage.fact().runs_as.clear();
        let id = |name: &str| kubernetes_id(namespace, "ServiceAccount", name);
        stage.runs_as(
            "service-account",
            &expression(account, &scope.parameters),
            id,
        );
    }
}
