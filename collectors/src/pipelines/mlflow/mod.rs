//! MLflow: registered models and their versions, runs and what they read, projects.
//!
//! MLflow documentation, "REST API" (`registered-models/search`, `model-versions/search`, `runs/search`, `experiments/search`,
//! permissions), "MLflow Projects", "MLflow Models", and the folders of its file store (`mlruns`).

mod registry;
mod run;
mod store;

pub(super) use self::run::stage_id as run_stage;
use super::{Document, Kind, Node, Output};

/// See the top of the file.
pub(super) struct MlFlow;

/// Members of answers and what is in each.
const ANSWERS: [(&str, &str); 10] = [
    ("registered_models", "name"),
    ("registered_model", "name"),
    ("model_versions", "version"),
    ("model_version", "version"),
    ("runs", "info"),
    ("run", "info"),
    ("experiments", "experiment_id"),
    ("experiment", "experiment_id"),
    ("registered_model_permissions", "permission"),
    ("registered_model_permission", "permission"),
];

impl Kind for MlFlow {
    fn name(&self) -> &'static str {
        "mlflow"
    }

    fn description(&self) -> &'static str {
        "MLflow: answers of its registry and tracking server, its file store, MLproject and MLmodel files"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let Some(root) = document.tree() else {
            return store::alias(document).is_some();
        };
        answers(root).next().is_some() || store::form(document.file, root).is_some()
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else {
            if let Some((model, alias, version)) = store::alias(document) {
                registry::points(model, alias, version, &Node::at_line(1), output);
            }
            return;
        };
        if let Some(form) = store::form(document.file, root) {
            return store::read(form, root, output);
        }
        for (member, objects) in answers(root) {
            for one in objects.one_or_many() {
                match member.trim_end_matches('s') {
                    "registered_model" => registry::model(one, output),
                    "model_version" => registry::version(one, output),
                    "run" => run::read(one, output),
                    "experiment" => run::experiment(one, output),
                    _ => registry::permission(one, output),
                }
            }
        }
    }
}

/// The members of an answer that are read.
fn answers(root: &Node) -> impl Iterator<Item = (&'static str, &Node)> {
    ANSWERS.iter().filter_map(|(member, within)| {
        let objects = root.get(member)?;
        let first = objects.one_or_many().first()?;
        let fits = first.get(within).is_some()
            && (*within != "info" || first.at(&["info", "artifact_uri"]).is_some());
        fits.then_some((*member, objects))
    })
}
