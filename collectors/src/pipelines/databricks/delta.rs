//! Declarative pipelines (Delta Live Tables): notebooks and files that make tables.
//!
//! Databricks documentation, REST API, "Pipelines"; "Databricks Asset Bundles resources", `pipeline`.

use super::{Context, bundle, cluster, identity, job, task};
use crate::facts::{LineageKind, Provider, Trigger};
use crate::pipelines::place::Grain;
use crate::pipelines::{Node, Output, PipelineDraft, StageDraft};

const PIPELINE: &str = "databricks:pipeline";

/// A pipeline that the REST API answers.
pub(super) fn from_api(answer: &Node, context: &Context<'_>, output: &mut Output<'_>) {
    let Some(id) = answer.text_of("pipeline_id") else {
        return;
    };
    let spec = answer.get("spec").unwrap_or(answer);
    let name = answer
        .text_of("name")
        .or_else(|| spec.text_of("name"))
        .unwrap_or(id);
    let id = format!("databricks:pipelines/{id}");
    let mut pipeline = PipelineDraft::new(output, Provider::Other, PIPELINE, id, name, answer);
    let mut stage = pipeline.stage("update", "preprocessing", spec);
    identity::of_answer(answer, context, &mut stage);
    read(spec, context, &mut pipeline, stage);
    output.pipeline(pipeline);
}

/// A pipeline of a bundle.
pub(super) fn from_bundle(key: &str, spec: &Node, context: &Context<'_>, output: &mut Output<'_>) {
    let id = format!("{}/pipelines/{key}", output.file().id());
    let name = context.shown(spec.text_of("name").unwrap_or(key));
    let mut pipeline = PipelineDraft::new(output, Provider::Other, PIPELINE, id, &name, spec);
    bundle::permissions(spec, context, &mut pipeline);
    let mut stage = pipeline.stage("update", "preprocessing", spec);
    identity::of_resource(spec, "pipelines", key, context, &mut stage);
    read(spec, context, &mut pipeline, stage);
    output.pipeline(pipeline);
}

fn read(spec: &Node, context: &Context<'_>, pipeline: &mut PipelineDraft, mut stage: StageDraft) {
    job::triggers(spec, context, pipeline);
    if spec.get("continuous").and_then(Node::as_bool) == Some(true) {
        pipeline.trigger(Trigger::new("continuous", ""));
    }
    for library in spec.get("libraries").map_or(&[][..], Node::items) {
        let path = ["notebook", "file"]
            .iter()
            .find_map(|it| library.at(&[it, "path"]));
        let path = path
            .or_else(|| library.at(&["glob", "include"]))
            .and_then(Node::as_str);
        if let Some(path) = path.or_else(|| library.text_of("whl")) {
            task::code("libraries", path, None, context, &mut stage);
        }
    }
    for one in spec.get("clusters").map_or(&[][..], Node::items) {
        cluster::read(one, context, &mut stage);
    }
    cluster::settings("configuration", spec.get("configuration"), &mut stage);
    for object in spec
        .at(&["ingestion_definition", "objects"])
        .map_or(&[][..], Node::items)
    {
        for (_, one) in object.entries() {
            let part = |name: &str| one.text_of(name).map(|it| context.shown(it));
            let source: Vec<String> = ["source_catalog", "source_schema", "source_table"]
                .iter()
                .filter_map(|it| part(it))
                .collect();
            if !source.is_empty() {
                let id = format!("databricks:foreign-tables/{}", source.join("."));
                stage.reads_asset(LineageKind::Data, "databricks:foreign-table", &id, None);
            }
        }
    }
    if let Some(connection) = spec
        .at(&["ingestion_definition", "connection_name"])
        .and_then(Node::as_str)
    {
        let id = format!("databricks:connections/{}", context.shown(connection));
        stage.secret("connection", connection, &id, "databricks:connection", None);
    }
    let schema = spec.text_of("schema").or_else(|| spec.text_of("target"));
    if let Some(schema) = schema {
        let catalog = spec.text_of("catalog").unwrap_or("hive_metastore");
        let value = context.value(&format!("{catalog}.{schema}"));
        match value.known() {
            Some(name) => {
                let id = format!("databricks:schemas/{name}");
                stage.writes_asset(LineageKind::Data, "databricks:schema", &id, value.assumed());
            }
            None => {
                stage.unresolved("schema", "data", &value);
            }
        }
    }
    if let Some(storage) = spec.text_of("storage") {
        stage.writes(
            LineageKind::Data,
            "storage",
            &context.value(storage),
            Grain::Prefix,
        );
    }
    pipeline.add(stage);
}
