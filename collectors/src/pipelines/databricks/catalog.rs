//! What Unity Catalog holds: models, schemas, volumes, vector indexes, and who is granted what.
//!
//! Databricks documentation, "Databricks Asset Bundles resources"; REST API, "Grants", "Vector Search Indexes",
//! "Quality monitors".

use super::{Context, identity, serving};
use crate::coverage::Outcome;
use crate::facts::{AssetClass, Fact, LineageKind, Provider, Trigger};
use crate::pipelines::place::{Grain, Place};
use crate::pipelines::{Node, Output, PipelineDraft};

/// `PRINCIPAL: PRIVILEGE, PRIVILEGE`.
fn grants(listed: &[Node], context: &Context<'_>) -> Vec<String> {
    let shown = listed.iter().filter_map(|it| {
        let principal = context.shown(it.text_of("principal")?);
        let privileges = it.get("privileges").map_or(&[][..], Node::items);
        let privileges: Vec<&str> = privileges
            .iter()
            .filter_map(|it| it.as_str().or_else(|| it.text_of("privilege")))
            .collect();
        Some(format!("{principal}: {}", privileges.join(", ")))
    });
    shown.collect()
}

/// A model, schema, volume or scope of secrets of a bundle.
pub(super) fn resource(
    collection: &str,
    key: &str,
    resource: &Node,
    context: &Context<'_>,
    output: &mut Output<'_>,
) {
    let part = |name: &str| resource.text_of(name).map(|it| context.shown(it));
    let own = part("name").unwrap_or_else(|| key.to_owned());
    let full: Vec<String> = [part("catalog_name"), part("schema_name"), Some(own.clone())]
        .into_iter()
        .flatten()
        .collect();
    let full = full.join(".");
    let (class, kind, id) = match collection {
        "registered_models" | "models" => (
            AssetClass::Model,
            "databricks:model",
            format!("databricks:models/{full}"),
        ),
        "schemas" => (
            AssetClass::Data,
            "databricks:schema",
            format!("databricks:schemas/{full}"),
        ),
        "volumes" => (
            AssetClass::Data,
            "databricks:volume",
            format!("databricks:volumes/{full}/*"),
        ),
        _ => (
            AssetClass::Secret,
            "databricks:secret-scope",
            format!("databricks:secrets/{own}/*"),
        ),
    };
    let mut asset = output.new_asset(class, Provider::Other, kind, id.as_str(), full, resource);
    let granted = grants(resource.get("grants").map_or(&[][..], Node::items), context);
    if !granted.is_empty() {
        asset.attributes.insert("grants".to_owned(), granted.into());
    }
    if let Some(backend) = resource.text_of("backend_type") {
        asset
            .attributes
            .insert("backend".to_owned(), backend.into());
    }
    output.fact(Fact::Asset(asset));
    let storage = resource
        .text_of("storage_location")
        .or_else(|| resource.text_of("storage_root"));
    let place = storage.and_then(|it| Place::of_uri(context.value(it).known()?, Grain::Prefix));
    if let Some(place) = place {
        // What is written where it is stored is in it, and the other way round.
        output.place(class, &place, resource);
        output.flow(LineageKind::Data, &place.id, &id, resource);
        output.flow(LineageKind::Data, &id, &place.id, resource);
    }
}

/// What the REST API answers of grants. It does not name what they are on, unless who wrote the file did.
pub(super) fn grants_of_answer(root: &Node, output: &mut Output<'_>) {
    let Some(name) = root.text_of("full_name") else {
        let reason = "the grants do not say what they are on";
        output.gap(
            Outcome::NotInInput,
            root,
            reason,
            "add `full_name` and `securable_type` to each answer",
        );
        return;
    };
    let context = Context {
        file: output.file(),
        bundle: None,
    };
    let (class, kind, id) = match root
        .text_of("securable_type")
        .unwrap_or_default()
        .to_ascii_lowercase()
        .as_str()
    {
        "function" | "registered_model" | "model" => (
            AssetClass::Model,
            "databricks:model",
            format!("databricks:models/{name}"),
        ),
        "schema" => (
            AssetClass::Data,
            "databricks:schema",
            format!("databricks:schemas/{name}"),
        ),
        "volume" => (
            AssetClass::Data,
            "databricks:volume",
            format!("databricks:volumes/{name}/*"),
        ),
        "catalog" => (
            AssetClass::Data,
            "databricks:catalog",
            format!("databricks:catalogs/{name}"),
        ),
        _ => (
            AssetClass::Data,
            "databricks:table",
            format!("databricks:tables/{name}"),
        ),
    };
    let mut asset = output.new_asset(class, Provider::Other, kind, id, name, root);
    let granted = grants(
        root.get("privilege_assignments")
            .map_or(&[][..], Node::items),
        &context,
    );
    asset.attributes.insert("grants".to_owned(), granted.into());
    output.fact(Fact::Asset(asset));
}

/// A vector index: made from a table, kept up with it, asked by whoever may select from it.
pub(super) fn index(root: &Node, context: &Context<'_>, output: &mut Output<'_>) {
    let Some(name) = root.text_of("name") else {
        return;
    };
    let name = context.shown(name);
    let id = format!("databricks:vector-indexes/{name}");
    let mut asset = output.new_asset(
        AssetClass::Index,
        Provider::Other,
        "databricks:vector-index",
        id.as_str(),
        name.as_str(),
        root,
    );
    if let Some(endpoint) = root.text_of("endpoint_name") {
        asset
            .attributes
            .insert("endpoint".to_owned(), context.shown(endpoint).into());
    }
    output.fact(Fact::Asset(asset));
    let Some(spec) = root.get("delta_sync_index_spec") else {
        return;
    };
    let pipeline_id = format!("{id}/sync");
    let mut pipeline = PipelineDraft::new(
        output,
        Provider::Other,
        "databricks:vector-index",
        pipeline_id,
        &name,
        root,
    );
    if spec
        .text_of("pipeline_type")
        .is_some_and(|it| it.eq_ignore_ascii_case("continuous"))
    {
        pipeline.trigger(Trigger::new("continuous", ""));
    }
    let mut stage = pipeline.stage("sync", "ingestion", spec);
    identity::of_answer(root, context, &mut stage);
    if let Some(table) = spec.text_of("source_table") {
        let value = context.value(table);
        match value.known() {
            Some(table) => {
                let id = format!("databricks:tables/{table}");
                stage.reads_asset(LineageKind::Data, "databricks:table", &id, value.assumed());
            }
            None => {
                stage.unresolved("source_table", "data", &value);
            }
        }
    }
    for column in spec
        .get("embedding_source_columns")
        .map_or(&[][..], Node::items)
    {
        if let Some(model) = column.text_of("embedding_model_endpoint_name") {
            let id = serving::id(&context.shown(model));
            stage.reads_asset(LineageKind::Model, "databricks:serving-endpoint", &id, None);
        }
    }
    stage.writes_asset(LineageKind::Index, "databricks:vector-index", &id, None);
    pipeline.add(stage);
    output.pipeline(pipeline);
}

/// A monitor of a table.
pub(super) fn monitor(key: &str, root: &Node, context: &Context<'_>, output: &mut Output<'_>) {
    let id = format!("{}/quality_monitors/{key}", output.file().id());
    let mut pipeline = PipelineDraft::new(
        output,
        Provider::Other,
        "databricks:quality-monitor",
        id,
        key,
        root,
    );
    super::job::triggers(root, context, &mut pipeline);
    let mut stage = pipeline.stage("monitor", "monitoring", root);
    identity::of_resource(root, "quality_monitors", key, context, &mut stage);
    if let Some(table) = root.text_of("table_name") {
        let id = format!("databricks:tables/{}", context.shown(table));
        stage.reads_asset(LineageKind::Data, "databricks:table", &id, None);
    }
    if let Some(schema) = root.text_of("output_schema_name") {
        let id = format!("databricks:schemas/{}", context.shown(schema));
        stage.writes_asset(LineageKind::Data, "databricks:schema", &id, None);
    }
    pipeline.add(stage);
    output.pipeline(pipeline);
}
