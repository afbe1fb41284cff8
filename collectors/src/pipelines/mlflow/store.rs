//! Files of MLflow: its file store, and projects.
//!
//! MLflow documentation, "Backend Stores" (`mlruns/EXPERIMENT/RUN/meta.yaml`, `models/NAME/version-N/meta.yaml`,
//! `datasets/ID/meta.yaml`, `inputs/ID/meta.yaml`), "MLflow Projects".

use super::{registry, run};
use crate::facts::{AssetClass, LineageKind, Provider};
use crate::pipelines::{Document, File, Node, Output, PipelineDraft, Value, purpose, sibling};

/// What a file is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    Run,
    Experiment,
    Model,
    Version,
    Dataset,
    Input,
    Project,
}

/// What a file is; `None` where it is none of MLflow's.
pub(super) fn form(file: &File<'_>, root: &Node) -> Option<Form> {
    let has = |name: &str| root.get(name).is_some();
    match file.name() {
        "MLproject" => return (has("entry_points") || has("name")).then_some(Form::Project),
        "meta.yaml" => {}
        _ => return None,
    }
    if has("source_id") && has("destination_id") {
        Some(Form::Input)
    } else if has("digest") && has("source_type") {
        Some(Form::Dataset)
    } else if has("version") && has("source") && has("name") {
        Some(Form::Version)
    } else if has("artifact_uri") && (has("run_id") || has("run_uuid")) {
        Some(Form::Run)
    } else if has("artifact_location") && has("experiment_id") {
        Some(Form::Experiment)
    } else if has("last_updated_timestamp") && has("name") {
        Some(Form::Model)
    } else {
        None
    }
}

/// An alias of the file store, a file that holds the version (`models/NAME/aliases/ALIAS`): model, alias, version.
pub(super) fn alias<'d>(document: &Document<'d>) -> Option<(&'d str, &'d str, &'d str)> {
    let version = document.text().trim();
    let is_version = !version.is_empty() && version.len() <= 9;
    if !is_version || !version.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut parts = document
        .file
        .path
        .components()
        .rev()
        .map(|it| it.as_os_str().to_str());
    let (alias, folder, model, all) = (
        parts.next()??,
        parts.next()??,
        parts.next()??,
        parts.next()??,
    );
    (folder == "aliases" && all == "models").then_some((model, alias, version))
}

/// Reads a file.
pub(super) fn read(form: Form, root: &Node, output: &mut Output<'_>) {
    match form {
        Form::Run => run::of_info(root, None, &[], output),
        Form::Experiment => run::experiment(root, output),
        Form::Model => registry::model(root, output),
        Form::Version => registry::version(root, output),
        Form::Dataset => dataset(root, output),
        Form::Input => {
            if let (Some(from), Some(to)) =
                (root.text_of("source_id"), root.text_of("destination_id"))
            {
                let from = format!("mlflow:datasets/{from}");
                output.flow(LineageKind::Data, &from, &run::stage_id(to), root);
                output.belongs();
            }
        }
        Form::Project => project(root, output),
    }
}

/// A data set, which its folder names.
fn dataset(root: &Node, output: &mut Output<'_>) {
    let path = output.file().path_in_repository();
    let folder = path.rsplit('/').nth(1).unwrap_or_default();
    let id = format!("mlflow:datasets/{folder}");
    let name = root.text_of("name").unwrap_or(folder);
    output.asset(
        AssetClass::Data,
        Provider::Other,
        "mlflow:dataset",
        id.as_str(),
        name,
        root,
    );
    if let Some(place) = run::place(root) {
        output.place(AssetClass::Data, &place, root);
        output.flow(LineageKind::Data, &place.id, &id, root);
    }
}

/// A project: entry points that run the code of its folder.
fn project(root: &Node, output: &mut Output<'_>) {
    let name = root.text_of("name").unwrap_or("project");
    let id = output.file().id();
    let mut pipeline =
        PipelineDraft::new(output, Provider::Other, "mlflow:project", id, name, root);
    let folder = sibling::id(output.file(), ".", true);
    for (point, about) in root.get("entry_points").map_or(&[][..], Node::entries) {
        let Some(point) = point.as_str() else {
            continue;
        };
        let mut stage = pipeline.stage(point, purpose::of_name_or(point, "training"), about);
        stage.runs_as(
            "caller",
            &Value::unresolved("whoever runs the project"),
            str::to_owned,
        );
        if let Some(folder) = &folder {
            stage.reads_asset(LineageKind::Code, "git:file", folder, None);
        }
        if let Some(image) = root.at(&["docker_env", "image"]).and_then(Node::as_str) {
            stage.image("docker_env.image", &Value::literal(image));
        }
        for variable in root
            .at(&["docker_env", "environment"])
            .map_or(&[][..], Node::items)
        {
            match variable.items() {
                [name, value] => stage.variable(name.as_str().unwrap_or_default(), value.as_str()),
                _ => stage.variable(variable.as_str().unwrap_or_default(), None),
            }
        }
        pipeline.add(stage);
    }
    output.pipeline(pipeline);
}
