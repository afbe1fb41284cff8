//! Runs: who ran which code on what data, and where the artifacts went.
//!
//! MLflow documentation, "REST API", `Run`, `RunInputs`, `Dataset`; "MLflow Tracking", "System tags".

use serde_json::Value as Json;

use super::registry::PROXIED;
use crate::facts::{AssetClass, LineageKind, Provider};
use crate::pipelines::file::{code_at, host_and_path};
use crate::pipelines::place::{Grain, Place};
use crate::pipelines::{Node, Output, PipelineDraft, StageDraft, Value};

/// The id of a run.
pub(super) fn id(run: &str) -> String {
    format!("mlflow:runs/{run}")
}

/// The id of its only stage.
pub(in crate::pipelines) fn stage_id(run: &str) -> String {
    format!("{}#run", id(run))
}

/// A run that the tracking server answers.
pub(super) fn read(root: &Node, output: &mut Output<'_>) {
    let Some(info) = root.get("info") else { return };
    let mut others = Vec::new();
    for input in root
        .at(&["inputs", "dataset_inputs"])
        .map_or(&[][..], Node::items)
    {
        if let Some(dataset) = input.get("dataset") {
            others.push(dataset);
        }
    }
    of_info(info, root.at(&["data", "tags"]), &others, output);
}

/// A run by its `info`, its tags and the data sets that it read.
pub(super) fn of_info(
    info: &Node,
    tags: Option<&Node>,
    datasets: &[&Node],
    output: &mut Output<'_>,
) {
    let Some(run) = info.text_of("run_id").or_else(|| info.text_of("run_uuid")) else {
        return;
    };
    let name = info
        .text_of("run_name")
        .filter(|it| !it.is_empty())
        .unwrap_or(run);
    let mut pipeline =
        PipelineDraft::new(output, Provider::Other, "mlflow:run", id(run), name, info);
    if let Some(experiment) = info.text_of("experiment_id") {
        pipeline.attribute("experiment", format!("mlflow:experiments/{experiment}"));
    }
    let mut stage = pipeline.stage("run", "training", info);
    let tag = |name: &str| {
        let listed = tags.map_or(&[][..], Node::items);
        listed
            .iter()
            .find(|it| it.text_of("key") == Some(name))
            .and_then(|it| it.text_of("value"))
    };
    match info
        .text_of("user_id")
        .filter(|it| !it.is_empty())
        .or_else(|| tag("mlflow.user"))
    {
        Some(user) => {
            let why = "the client says that this user of its machine started the run";
            stage.runs_as_default("mlflow-user", format!("mlflow:users/{user}"), why);
        }
        None => stage.runs_as(
            "mlflow-user",
            &Value::unresolved("whoever started the run"),
            str::to_owned,
        ),
    }
    if let Some((host, path)) = tag("mlflow.source.git.repoURL").and_then(host_and_path) {
        let (kind, repository) = code_at(&host, &path, None);
        // The commit tells what ran; nothing holds the next run to it.
        stage.reads_asset(LineageKind::Code, kind, &repository, None);
        if let Some(commit) = tag("mlflow.source.git.commit") {
            stage.attribute("commit", commit);
        }
    }
    for dataset in datasets {
        reads(dataset, &mut stage);
    }
    if let Some(uri) = info.text_of("artifact_uri") {
        stage.writes(
            LineageKind::Model,
            "artifact_uri",
            &Value::literal(uri),
            Grain::Prefix,
        );
        if uri.starts_with("mlflow-artifacts:") {
            stage.attribute("artifacts", PROXIED);
        }
    }
    if let Some(status) = info.text_of("status") {
        stage.attribute("status", status);
    }
    pipeline.add(stage);
    output.pipeline(pipeline);
}

/// A data set of a run.
fn reads(dataset: &Node, stage: &mut StageDraft) {
    let name = dataset.text_of("name").unwrap_or("unnamed");
    match place(dataset) {
        Some(place) => stage.reads_asset(LineageKind::Data, &place.kind, &place.id, None),
        None => {
            let id = format!("mlflow:datasets/{name}");
            stage.reads_asset(LineageKind::Data, "mlflow:dataset", &id, None);
        }
    }
}

/// Where a data set lies: its `source` is a URI, or JSON with one (MLflow documentation, "Dataset Tracking").
pub(super) fn place(dataset: &Node) -> Option<Place> {
    let source = dataset.text_of("source")?;
    let Ok(Json::Object(source)) = serde_json::from_str::<Json>(source) else {
        return Place::of_uri(source, Grain::Guess);
    };
    let text = |name: &str| source.get(name).and_then(Json::as_str);
    if let Some(table) = text("delta_table_name") {
        return Some(Place {
            id: format!("databricks:tables/{table}"),
            provider: Provider::Other,
            kind: "databricks:table".to_owned(),
            name: table.to_owned(),
            part_of: None,
        });
    }
    let uri = text("uri")
        .or_else(|| text("url"))
        .or_else(|| text("path"))?;
    if dataset.text_of("source_type") == Some("hugging_face") && !uri.contains(':') {
        return Place::of_hub(&format!("datasets/{uri}"));
    }
    Place::of_uri(uri, Grain::Guess)
}

/// An experiment: where the artifacts of its runs go.
pub(super) fn experiment(root: &Node, output: &mut Output<'_>) {
    let Some(id) = root.text_of("experiment_id") else {
        return;
    };
    let name = root.text_of("name").unwrap_or(id);
    let id = format!("mlflow:experiments/{id}");
    let mut asset = output.new_asset(
        AssetClass::Data,
        Provider::Other,
        "mlflow:experiment",
        id,
        name,
        root,
    );
    let location = root.text_of("artifact_location").unwrap_or_default();
    if location.starts_with("mlflow-artifacts:") {
        asset
            .attributes
            .insert("artifacts".to_owned(), PROXIED.into());
    }
    if let Some(place) = Place::of_uri(location, Grain::Prefix) {
        asset
            .attributes
            .insert("artifact_location".to_owned(), place.id.clone().into());
        output.place(AssetClass::Model, &place, root);
    }
    output.fact(crate::facts::Fact::Asset(asset));
}
