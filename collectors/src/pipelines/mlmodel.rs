//! `MLmodel`: what MLflow knows of a model that it keeps, above all whether loading it runs code that lies with it.
//!
//! MLflow, "MLflow Model Format" and "Built-In Model Flavors".

use std::collections::BTreeMap;

use super::mlflow::run_stage;
use super::{Document, Kind, Node, Output};
use crate::facts::{AssetClass, Fact, LineageKind, Provider};

/// See the top of the file.
pub(super) struct MlModel;

impl Kind for MlModel {
    fn name(&self) -> &'static str {
        "mlmodel"
    }

    fn description(&self) -> &'static str {
        "MLmodel files of MLflow models"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        document.file.name() == "MLmodel" && document.get("flavors").is_some_and(Node::is_map)
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        let own = output.file().id();
        let folder = own.strip_suffix("/MLmodel").unwrap_or(&own);
        let flavors = root.get("flavors").map_or(&[][..], Node::entries);
        let names: Vec<&str> = flavors
            .iter()
            .filter_map(|(name, _)| name.as_str())
            .collect();
        let mut attributes = BTreeMap::new();
        attributes.insert("flavors".to_owned(), names.into());
        let loads = match loads_code(root) {
            Some(known) => known.into(),
            None => "unknown".into(),
        };
        attributes.insert("loads_code".to_owned(), loads);
        for member in ["artifact_path", "run_id", "model_uuid", "mlflow_version"] {
            if let Some(text) = root.text_of(member) {
                let text = crate::redact::free_text(text).into_owned();
                attributes.insert(member.to_owned(), text.into());
            }
        }
        let loader = root.at(&["flavors", "python_function", "loader_module"]);
        if let Some(loader) = loader.and_then(Node::as_str) {
            attributes.insert("loader_module".to_owned(), loader.into());
        }
        let id = format!("{folder}/*");
        let name = folder.rsplit('/').next().unwrap_or(folder).to_owned();
        let (class, provider) = (AssetClass::Model, Provider::Other);
        let mut asset = output.new_asset(class, provider, "mlflow:model", id.as_str(), name, root);
        asset.attributes = attributes;
        output.fact(Fact::Asset(asset));
        if let Some(run) = root.text_of("run_id") {
            output.flow(LineageKind::Model, &run_stage(run), &id, root);
        }
    }
}

/// Whether loading it runs what lies in its files: pickles, code beside it, a loader of its own. `None` where that is not
/// known of the flavour.
fn loads_code(root: &Node) -> Option<bool> {
    let python = root.at(&["flavors", "python_function"]);
    // Modules that are shipped with the model are imported.
    if python.is_some_and(|it| it.text_of("code").is_some()) {
        return Some(true);
    }
    let loader = python
        .and_then(|it| it.text_of("loader_module"))
        .unwrap_or_default();
    let of_flavor =
        |flavor: &str, member: &str| root.at(&["flavors", flavor, member]).and_then(Node::as_str);
    match loader {
        // A model class of one's own, by cloudpickle; or a script that is run.
        "mlflow.pyfunc.model" | "mlflow.pyfunc.loaders.code_model" | "mlflow.langchain" => {
            Some(true)
        }
        "mlflow.sklearn" => match of_flavor("sklearn", "serialization_format") {
            Some("skops") => Some(false),
            _ => Some(true),
        },
        "mlflow.pytorch" | "mlflow.fastai" | "mlflow.statsmodels" | "mlflow.spacy" => Some(true),
        "mlflow.keras" | "mlflow.tensorflow" => Some(true),
        "mlflow.onnx" | "mlflow.catboost" => Some(false),
        "mlflow.xgboost" => {
            let format =
                of_flavor("xgboost", "model_format").or_else(|| of_flavor("xgboost", "data"));
            format.map(|it| it.contains("pkl") || it.contains("pickle"))
        }
        "mlflow.lightgbm" => of_flavor("lightgbm", "data").map(|it| it.contains("pkl")),
        _ => None,
    }
}
