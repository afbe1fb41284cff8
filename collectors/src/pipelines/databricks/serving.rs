//! Endpoints that serve models, and apps.
//!
//! Databricks documentation, REST API, "Serving endpoints"; "External models in Model Serving"; "Databricks Apps", "App
//! authorization".

use super::{Context, bundle, cluster, identity, task};
use crate::facts::{AssetClass, LineageKind, Provider, Trigger};
use crate::pipelines::{Node, Output, PipelineDraft, StageDraft};

const ENDPOINT: &str = "databricks:serving-endpoint";

/// The id of an endpoint.
pub(super) fn id(name: &str) -> String {
    format!("databricks:serving-endpoints/{name}")
}

/// An endpoint, of an answer or under a key of a bundle.
pub(super) fn read(root: &Node, key: Option<&str>, context: &Context<'_>, output: &mut Output<'_>) {
    let Some(name) = root.text_of("name").or(key) else {
        return;
    };
    let name = context.shown(name);
    let endpoint = id(&name);
    output.asset(
        AssetClass::Model,
        Provider::Other,
        ENDPOINT,
        endpoint.as_str(),
        name.as_str(),
        root,
    );
    let mut pipeline = PipelineDraft::new(
        output,
        Provider::Other,
        ENDPOINT,
        endpoint.as_str(),
        &name,
        root,
    );
    pipeline.trigger(Trigger::new("event", "every request"));
    bundle::permissions(root, context, &mut pipeline);
    let config = root.get("config").or_else(|| root.get("pending_config"));
    let entities = config.and_then(|it| {
        it.get("served_entities")
            .or_else(|| it.get("served_models"))
    });
    for (index, entity) in entities.map_or(&[][..], Node::items).iter().enumerate() {
        let named = entity
            .text_of("name")
            .map_or_else(|| format!("entity-{index}"), |it| context.shown(it));
        let mut stage = pipeline.stage(&named, "inference", entity);
        served(entity, context, &mut stage);
        if entity.get("external_model").is_none() {
            match key {
                Some(key) => {
                    identity::of_resource(root, "model_serving_endpoints", key, context, &mut stage)
                }
                None => identity::of_answer(root, context, &mut stage),
            }
        }
        stage.writes_asset(LineageKind::Model, ENDPOINT, &endpoint, None);
        captures(root, config, context, &mut stage);
        pipeline.add(stage);
    }
    output.pipeline(pipeline);
}

fn served(entity: &Node, context: &Context<'_>, stage: &mut StageDraft) {
    let model = entity
        .text_of("entity_name")
        .or_else(|| entity.text_of("model_name"));
    if let Some(model) = model {
        let value = context.value(model);
        match value.known() {
            Some(model) => {
                let id = format!("databricks:models/{model}");
                stage.reads_asset(LineageKind::Model, "databricks:model", &id, value.assumed());
            }
            None => {
                stage.unresolved("entity_name", "model", &value);
            }
        }
    }
    for version in ["entity_version", "model_version"] {
        if let Some(version) = entity.text_of(version) {
            stage.attribute("model_version", context.shown(version));
        }
    }
    cluster::instance_profile(entity.get("instance_profile_arn"), context, stage);
    cluster::settings("env", entity.get("environment_vars"), stage);
    let Some(external) = entity.get("external_model") else {
        return;
    };
    let provider = external.text_of("provider").unwrap_or("unknown");
    stage.attribute("external_provider", provider);
    if let Some(model) = external.text_of("name") {
        let id = format!("model:{provider}/{model}");
        stage.reads_asset(LineageKind::Model, "external:model", &id, None);
    }
    // `openai_config.openai_api_key`, `amazon_bedrock_config.aws_secret_access_key`; `…_plaintext` holds the key itself.
    for (_, config) in external.entries() {
        for (member, value) in config.entries() {
            let Some(member) = member.as_str() else {
                continue;
            };
            let is_secret = ["key", "token", "secret", "password", "plaintext"]
                .iter()
                .any(|it| member.contains(it));
            if is_secret && member != "aws_access_key_id" {
                cluster::setting("external-model", member, value.as_str(), stage);
            }
        }
        cluster::instance_profile(config.get("instance_profile_arn"), context, stage);
    }
}

/// Tables that keep what an endpoint is asked ("Inference tables").
fn captures(root: &Node, config: Option<&Node>, context: &Context<'_>, stage: &mut StageDraft) {
    let gateway = root.at(&["ai_gateway", "inference_table_config"]);
    let capture = gateway.or_else(|| config?.get("auto_capture_config"));
    let Some(capture) =
        capture.filter(|it| it.get("enabled").and_then(Node::as_bool) != Some(false))
    else {
        return;
    };
    if let (Some(catalog), Some(schema)) = (
        capture.text_of("catalog_name"),
        capture.text_of("schema_name"),
    ) {
        let id = format!(
            "databricks:schemas/{}.{}",
            context.shown(catalog),
            context.shown(schema)
        );
        stage.writes_asset(LineageKind::Data, "databricks:schema", &id, None);
        stage.attribute("captures_requests", true);
    }
}

/// An app: code with a service principal of its own.
pub(super) fn app(key: &str, app: &Node, context: &Context<'_>, output: &mut Output<'_>) {
    let name = context.shown(app.text_of("name").unwrap_or(key));
    let id = format!("databricks:apps/{name}");
    let mut pipeline = PipelineDraft::new(
        output,
        Provider::Other,
        "databricks:app",
        id.as_str(),
        &name,
        app,
    );
    pipeline.trigger(Trigger::new("event", "every request"));
    let mut stage = pipeline.stage("app", "inference", app);
    let why = "an app has a service principal that is made with it";
    stage.runs_as_default("app", format!("{id}/service-principal"), why);
    if let Some(path) = app.text_of("source_code_path") {
        task::code("source_code_path", path, None, context, &mut stage);
    }
    for resource in app.get("resources").map_or(&[][..], Node::items) {
        let named = resource.text_of("name").unwrap_or_default();
        if let Some(secret) = resource.get("secret")
            && let (Some(scope), Some(key)) = (secret.text_of("scope"), secret.text_of("key"))
        {
            let id = cluster::secret_id(&context.shown(scope), &context.shown(key));
            stage.secret("app", named, &id, cluster::SECRET, None);
        }
        if let Some(endpoint) = resource
            .at(&["serving_endpoint", "name"])
            .and_then(Node::as_str)
        {
            stage.reads_asset(
                LineageKind::Model,
                ENDPOINT,
                &self::id(&context.shown(endpoint)),
                None,
            );
        }
    }
    pipeline.add(stage);
    output.pipeline(pipeline);
}
