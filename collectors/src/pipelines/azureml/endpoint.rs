//! Endpoints and their deployments.
//!
//! Azure Machine Learning documentation, "CLI (v2) online endpoint YAML schema", "… managed online deployment …", "… batch
//! endpoint …", "… batch deployment …". The code of a deployment has the identity of its endpoint.

use super::identity::{assigned, submitter};
use super::inputs::{Context, Way};
use super::job::{code_of, environment_of, variable};
use super::names::{self, Collection};
use crate::facts::{AssetClass, LineageKind, Provider, Trigger};
use crate::model_format::{self, Loading};
use crate::pipelines::place::Grain;
use crate::pipelines::{Node, Output, PipelineDraft, StageDraft, sibling};

const ENDPOINT: &str = "azureml:endpoint";

/// An endpoint: who may ask, and whose permissions its deployments have.
pub(super) fn read(root: &Node, output: &mut Output<'_>) {
    let name = names::of_document(root, output);
    let asset = Collection::OnlineEndpoint.id(&name);
    let mut endpoint = output.new_asset(
        AssetClass::Model,
        Provider::Azure,
        ENDPOINT,
        asset.as_str(),
        name.as_str(),
        root,
    );
    let auth = root.text_of("auth_mode").unwrap_or("key");
    for member in ["auth_mode", "public_network_access"] {
        if let Some(text) = root.text_of(member) {
            endpoint
                .attributes
                .insert(member.to_owned(), text.to_lowercase().into());
        }
    }
    output.fact(crate::facts::Fact::Asset(endpoint));
    // "Authentication for online endpoints": with keys, whoever has one may ask.
    if auth.eq_ignore_ascii_case("key") && root.get("defaults").is_none() {
        let keys = format!("{asset}/keys");
        output.asset(
            AssetClass::Secret,
            Provider::Azure,
            "azureml:endpoint-key",
            keys,
            name.as_str(),
            root,
        );
    }
    let id = names::arm_id(root).unwrap_or_else(|| asset.clone());
    let mut pipeline = PipelineDraft::new(output, Provider::Azure, ENDPOINT, id, &name, root);
    pipeline.trigger(Trigger::new("event", "every request"));
    let mut stage = pipeline.stage("endpoint", "inference", root);
    of_endpoint(root.get("identity"), &asset, &mut stage);
    let identities = stage.fact().runs_as.clone();
    super::joined::names(&asset, &identities, output);
    if let Some(traffic) = root.get("traffic").filter(|it| it.is_map()) {
        stage.attribute("traffic", traffic.to_json());
    }
    stage.reads_asset(LineageKind::Model, ENDPOINT, &asset, None);
    pipeline.add(stage);
    super::joined::pipeline(pipeline, output);
}

fn of_endpoint(identity: Option<&Node>, endpoint: &str, stage: &mut StageDraft) {
    let own = format!("{endpoint}/identity");
    let kind = identity
        .and_then(|it| it.text_of("type"))
        .unwrap_or_default()
        .to_ascii_lowercase()
        .replace('_', "");
    if kind.contains("userassigned") && identity.is_some_and(|it| assigned(it, stage)) {
        return;
    }
    match kind.contains("systemassigned") {
        true => stage.runs_as(
            "system-assigned",
            &crate::pipelines::Value::literal(own),
            str::to_owned,
        ),
        false => {
            let why = "an online endpoint has a system-assigned identity where none is named";
            stage.runs_as_default("system-assigned", own, why);
        }
    }
}

/// A deployment: a model, the code around it, and where it runs.
pub(super) fn deployment(root: &Node, output: &mut Output<'_>) {
    let name = names::of_document(root, output);
    let arm = names::arm_id(root);
    let of_arm = arm
        .as_deref()
        .and_then(|it| it.split("endpoints/").nth(1)?.split('/').next());
    let named = root
        .text_of("endpoint_name")
        .filter(|it| !it.contains(['$', '{', '<']))
        .or(of_arm);
    let context = Context::new(output, None);
    let endpoint = named.map(|it| Collection::OnlineEndpoint.id(it));
    let id = match (&arm, &endpoint) {
        (Some(arm), _) => arm.clone(),
        (None, Some(endpoint)) => format!("{endpoint}/deployments/{name}"),
        (None, None) => output.file().id(),
    };
    let mut pipeline = PipelineDraft::new(
        output,
        Provider::Azure,
        "azureml:deployment",
        id,
        &name,
        root,
    );
    let mut stage = pipeline.stage(&name, "inference", root);
    if let Some(model) = root.get("model") {
        let path = model.as_str().or_else(|| model.text_of("path"));
        if let Some(path) = path {
            context.flow(
                &mut stage,
                Way::into(LineageKind::Model),
                "model",
                &context.value(path),
            );
            // A model that is registered elsewhere says itself what it is.
            let by_name = path.starts_with("azureml:") && !path.starts_with("azureml://datastores");
            if model.is_map() || !by_name {
                let loading = Loading::of(model.text_of("type"), path).attribute();
                stage.attribute(model_format::ATTRIBUTE, loading);
            }
        }
    }
    if let Some(code) = root
        .get("code_configuration")
        .and_then(|it| it.text_of("code"))
    {
        code_of(code, &context, &mut stage);
    }
    if let Some(environment) = root.get("environment") {
        environment_of(environment, &context, &mut stage);
    }
    for (variable_name, value) in root
        .get("environment_variables")
        .map_or(&[][..], Node::entries)
    {
        if let Some(variable_name) = variable_name.as_str() {
            variable(variable_name, value.as_str(), &mut stage);
        }
    }
    if let Some(component) = root
        .text_of("component")
        .filter(|it| !it.starts_with("azureml:"))
        && let Some(id) = sibling::id(output.file(), component, false)
    {
        stage.reads_asset(LineageKind::Code, "git:file", &id, None);
    }
    if let Some(collections) = root.at(&["data_collector", "collections"]) {
        collected(collections, (named, &name), &context, &mut stage);
    }
    let is_batch = root.get("compute").is_some()
        || root.get("mini_batch_size").is_some()
        || root.get("settings").is_some();
    match (&endpoint, is_batch) {
        (_, true) => {
            // "Authentication on batch endpoints": jobs run as the caller, data is read by the compute.
            submitter(&mut stage);
            pipeline.trigger(Trigger::new("event", "every request"));
            if let Some(compute) = root.text_of("compute") {
                let id = Collection::Compute.of(compute);
                stage.attribute("compute", id.as_str());
                let why = "a batch deployment reads data with the identity of its compute";
                stage.runs_as_default("compute-identity", format!("{id}/identity"), why);
            }
        }
        (Some(endpoint), false) => {
            let why = "a deployment has the identity of its endpoint, whose definition names it";
            stage.runs_as_default("endpoint-identity", format!("{endpoint}/identity"), why);
            pipeline.trigger(Trigger::new("event", "every request"));
        }
        (None, false) => {
            let value = crate::pipelines::Value::unresolved(
                "the identity of the endpoint, which is not named",
            );
            stage.runs_as("endpoint-identity", &value, str::to_owned);
        }
    }
    if let Some(endpoint) = &endpoint {
        stage.writes_asset(LineageKind::Model, ENDPOINT, endpoint, None);
    }
    pipeline.add(stage);
    super::joined::pipeline(pipeline, output);
}

/// What is asked becomes data ("Collect production data from models deployed for real-time inferencing"): each collection
/// that is enabled goes to the data that it names, else to the default datastore.
fn collected(
    collections: &Node,
    (endpoint, deployment): (Option<&str>, &str),
    context: &Context<'_>,
    stage: &mut StageDraft,
) {
    for (name, collection) in collections.entries() {
        let is_on = match collection.get("enabled") {
            Some(said) => said.as_bool().or_else(|| match said.as_str() {
                Some(text) if text.eq_ignore_ascii_case("true") => Some(true),
                Some(text) if text.eq_ignore_ascii_case("false") => Some(false),
                _ => None,
            }),
            // The reference gives no default; what is listed is meant.
            None => Some(true),
        };
        if is_on == Some(false) {
            continue;
        }
        stage.attribute("captures_requests", true);
        let member = format!("data_collector.{}", name.as_str().unwrap_or_default());
        let data = collection.get("data");
        let path = data.and_then(|it| it.as_str().or_else(|| it.text_of("path")));
        match path {
            Some(path) => {
                let way = Way {
                    reads: false,
                    kind: LineageKind::Data,
                    grain: Grain::Prefix,
                };
                context.flow(stage, way, &member, &context.value(path));
            }
            None => {
                let store = format!(
                    "azureml://datastores/workspaceblobstore/paths/modelDataCollector/{}/{deployment}/*",
                    endpoint.unwrap_or("*")
                );
                let why =
                    "the data collector writes to the default datastore unless another is named";
                let why = Some(why.to_owned());
                stage.writes_asset(LineageKind::Data, "azureml:path", &store, why);
            }
        }
    }
}
