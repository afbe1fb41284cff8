//! Models, and what answers with them.

use super::super::gcp_names;
use super::super::pods::{filled, items};
use super::super::{Grain, Node, Output, PipelineDraft, Value, image};
use super::{REASONING, Resource, SERVICE_AGENT, described, from_uri, jobs, put, uris};
use crate::facts::{AssetClass, Fact, LineageKind, Provider, Trigger};
use crate::model_format::{self, Loading};

const MODEL: &str = "gcp:vertex:model";
const ENDPOINT: &str = "gcp:vertex:endpoint";

/// `Model`: what it was made of, and the image that serves it.
pub(super) fn model(resource: &Resource<'_>, output: &mut Output<'_>) {
    let node = resource.node;
    let image = node.at(&["containerSpec", "imageUri"]);
    let loading = node.get("artifactUri").map(|uri| {
        let by_image = image.and_then(Node::as_str).map(Loading::of_image);
        let by_file = Loading::of_file(uri.as_str().unwrap_or_default());
        by_image.unwrap_or(by_file)
    });
    let mut asset = described(AssetClass::Model, MODEL, resource, output);
    if let Some(loading) = loading {
        let name = model_format::ATTRIBUTE.to_owned();
        asset.attributes.insert(name, loading.attribute());
    }
    output.fact(Fact::Asset(asset));
    if let Some(uri) = node.get("artifactUri") {
        from_uri(uri, LineageKind::Model, resource, output);
    }
    if let Some(at) = image
        && let Some((place, _)) = at.as_str().and_then(image::repository)
    {
        for asset in place.assets(AssetClass::Image, &output.origin(at)) {
            output.fact(Fact::Asset(asset));
        }
        output.flow(LineageKind::Image, &place.id, &resource.id, at);
    }
    if let Some(base) = node.at(&["baseModelSource", "modelGardenSource", "publicModelName"])
        && let Some(name) = base.as_str()
    {
        output.flow(
            LineageKind::Model,
            &gcp_names::vertex(name),
            &resource.id,
            base,
        );
    }
}

/// `Endpoint`: each deployed model answers with its own account.
pub(super) fn endpoint(resource: &Resource<'_>, output: &mut Output<'_>) {
    put(AssetClass::Model, ENDPOINT, resource, output);
    let node = resource.node;
    let id = format!("{}/deployedModels", resource.id);
    let mut draft = PipelineDraft::new(output, Provider::Gcp, ENDPOINT, id, resource.name, node);
    if let Some(project) = resource.project {
        draft.scope(format!("gcp:{project}"));
    }
    draft.trigger(Trigger::new("event", "every request"));
    for deployed in items(node, "deployedModels") {
        let mut stage = draft.stage(
            deployed.text_of("id").unwrap_or("model"),
            "inference",
            deployed,
        );
        match filled(deployed, "serviceAccount") {
            Some(named) => resource.runs_as(Some(named), &SERVICE_AGENT, &mut stage),
            None => stage.runs_as_default(
                "service-account",
                "gcp:service-account-of-google",
                "a model that names no service account runs as one of Google's, which has no access to the project",
            ),
        }
        if let Some(model) = filled(deployed, "model") {
            stage.reads_asset(
                LineageKind::Model,
                MODEL,
                &resource.other("models", model),
                None,
            );
        }
        stage.writes_asset(LineageKind::Model, ENDPOINT, &resource.id, None);
        if let Some(logging) = node.get("predictRequestResponseLoggingConfig") {
            let uri = logging
                .at(&["bigqueryDestination", "outputUri"])
                .and_then(Node::as_str);
            let enabled = logging.get("enabled").and_then(Node::as_bool) == Some(true);
            if let (Some(uri), true) = (uri, enabled) {
                // What is asked and answered: who may ask may write here.
                stage.writes(
                    LineageKind::Data,
                    "predictRequestResponseLoggingConfig",
                    &Value::literal(uri),
                    Grain::Object,
                );
                stage.attribute("captures_requests", true);
            }
        }
        draft.add(stage);
    }
    output.pipeline(draft);
}

/// `BatchPredictionJob`.
pub(super) fn batch_prediction(resource: &Resource<'_>, output: &mut Output<'_>) {
    let node = resource.node;
    let (kind, id) = ("gcp:vertex:batch-prediction-job", resource.id.as_str());
    let mut draft = PipelineDraft::new(output, Provider::Gcp, kind, id, resource.name, node);
    if let Some(project) = resource.project {
        draft.scope(format!("gcp:{project}"));
    }
    let mut stage = draft.stage("predict", "inference", node);
    resource.runs_as(filled(node, "serviceAccount"), &SERVICE_AGENT, &mut stage);
    if let Some(model) = filled(node, "model") {
        stage.reads_asset(
            LineageKind::Model,
            MODEL,
            &resource.other("models", model),
            None,
        );
    }
    for path in [
        ["inputConfig", "gcsSource", "uris"],
        ["inputConfig", "bigquerySource", "inputUri"],
    ] {
        for uri in uris(node, &path).iter().filter_map(Node::as_str) {
            stage.reads(
                LineageKind::Data,
                "inputConfig",
                &Value::literal(uri),
                Grain::Guess,
            );
        }
    }
    for path in [
        ["outputConfig", "gcsDestination", "outputUriPrefix"],
        ["outputConfig", "bigqueryDestination", "outputUri"],
    ] {
        for uri in uris(node, &path).iter().filter_map(Node::as_str) {
            stage.writes(
                LineageKind::Data,
                "outputConfig",
                &Value::literal(uri),
                Grain::Prefix,
            );
        }
    }
    draft.add(stage);
    output.pipeline(draft);
}

/// `ReasoningEngine`: an agent. Its code is an object that is unpickled, or sources.
pub(super) fn reasoning_engine(resource: &Resource<'_>, output: &mut Output<'_>) {
    let node = resource.node;
    let (kind, id) = ("gcp:vertex:reasoning-engine", resource.id.as_str());
    let mut draft = PipelineDraft::new(output, Provider::Gcp, kind, id, resource.name, node);
    if let Some(project) = resource.project {
        draft.scope(format!("gcp:{project}"));
    }
    draft.trigger(Trigger::new("event", "every request"));
    let spec = node.get("spec").unwrap_or(node);
    let mut stage = draft.stage("agent", "inference", spec);
    resource.runs_as(filled(spec, "serviceAccount"), &REASONING, &mut stage);
    if let Some(kind) = filled(spec, "identityType") {
        stage.attribute("identity_type", kind);
    }
    if let Some(deployment) = spec.get("deploymentSpec") {
        jobs::environment(deployment, &mut stage);
        for variable in items(deployment, "secretEnv") {
            let name = variable.text_of("name").unwrap_or_default();
            if let Some(secret) = variable.at(&["secretRef", "secret"]).and_then(Node::as_str) {
                let id = match (secret.contains('/'), resource.project) {
                    (true, _) => gcp_names::secret(secret),
                    (false, project) => gcp_names::secret(&format!(
                        "projects/{}/secrets/{secret}",
                        project.unwrap_or("-")
                    )),
                };
                stage.secret("env", name, &id, "gcp:secretmanager:secret", None);
            }
        }
    }
    if let Some(package) = spec.get("packageSpec") {
        for member in [
            "pickleObjectGcsUri",
            "dependencyFilesGcsUri",
            "requirementsGcsUri",
        ] {
            if let Some(uri) = filled(package, member) {
                stage.reads(
                    LineageKind::Code,
                    member,
                    &Value::literal(uri),
                    Grain::Object,
                );
            }
        }
        if filled(package, "pickleObjectGcsUri").is_some() {
            stage.attribute(model_format::ATTRIBUTE, true);
        }
    }
    draft.add(stage);
    output.pipeline(draft);
}
