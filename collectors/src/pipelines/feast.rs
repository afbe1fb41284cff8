//! Feast: a feature store, and who may ask it.
//!
//! Feast, "feature_store.yaml". Materialization copies features from the offline store to the online store, that models
//! are served from: whoever writes there changes predictions without a training.

use super::template::{self, Marks};
use super::{Document, Grain, Kind, Node, Output, PipelineDraft, StageDraft, Value};
use crate::facts::{LineageKind, Provider};

/// See the top of the file.
pub(super) struct Feast;

impl Kind for Feast {
    fn name(&self) -> &'static str {
        "feast"
    }

    fn description(&self) -> &'static str {
        "Feast feature stores (feature_store.yaml)"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let has = |name: &str| document.get(name).is_some();
        has("project")
            && has("registry")
            && (has("online_store") || has("offline_store") || has("provider"))
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        let name = root.text_of("project").unwrap_or("unnamed");
        let id = output.file().id();
        let kind = "feast:feature-store";
        let mut draft = PipelineDraft::new(output, Provider::Other, kind, id.as_str(), name, root);
        // Without any authentication whoever reaches the servers reads and writes features.
        let auth = root.at(&["auth", "type"]).and_then(Node::as_str);
        draft.attribute("authentication", auth.unwrap_or("no_auth"));
        let mut stage = draft.stage("materialize", "feature-engineering", root);
        stage.runs_as(
            "caller",
            &Value::unresolved("whoever materializes"),
            str::to_owned,
        );
        registry(root, &mut stage);
        store(root, "offline_store", &id, true, &mut stage);
        store(root, "online_store", &id, false, &mut stage);
        draft.add(stage);
        if root.get("online_store").is_some() {
            let mut stage = draft.stage("serve", "inference", root);
            stage.runs_as(
                "caller",
                &Value::unresolved("the feature server"),
                str::to_owned,
            );
            store(root, "online_store", &id, true, &mut stage);
            draft.add(stage);
        }
        output.pipeline(draft);
    }
}

const MARKS: [Marks; 1] = [Marks {
    open: "${",
    close: "}",
}];

fn value(text: &str) -> Value {
    template::value(text, &MARKS, &mut |it| Value::unresolved(it))
}

/// The registry says which features there are: a path, or a map with one. An address of a database may hold its password.
fn registry(root: &Node, stage: &mut StageDraft) {
    let Some(registry) = root.get("registry") else {
        return;
    };
    let path = registry.as_str().or_else(|| registry.text_of("path"));
    if let Some(path) = path {
        let value = value(path);
        stage.reads(LineageKind::Data, "registry", &value, Grain::Object);
        stage.variable("registry.path", value.known());
    }
    if let Some(kind) = registry.text_of("registry_type") {
        stage.attribute("registry_type", kind);
    }
}

/// A store: an asset of the feature store, and the place in the cloud where its members name one.
fn store(root: &Node, member: &str, id: &str, reads: bool, stage: &mut StageDraft) {
    let Some(store) = root.get(member) else {
        return;
    };
    let kind = store
        .as_str()
        .or_else(|| store.text_of("type"))
        .unwrap_or("sqlite");
    let asset = format!("{id}#{member}");
    let vectors = store.get("vector_enabled").and_then(Node::as_bool) == Some(true);
    let flow = match vectors {
        true => LineageKind::Index,
        false => LineageKind::Data,
    };
    let type_name = format!("feast:{}:{kind}", member.replace('_', "-"));
    match reads {
        true => stage.reads_asset(flow, &type_name, &asset, None),
        false => stage.writes_asset(flow, &type_name, &asset, None),
    }
    for (key, content) in store.entries() {
        let (Some(key), Some(text)) = (key.as_str(), content.as_str()) else {
            continue;
        };
        let value = value(text);
        let is_place = value
            .known()
            .is_some_and(|it| super::Place::of_uri(it, Grain::Guess).is_some());
        match key {
            "type" | "vector_enabled" => {}
            "s3_staging_location" | "blob_export_location" | "gcs_staging_location" => {
                stage.writes(LineageKind::Data, key, &value, Grain::Prefix);
            }
            _ if is_place => stage.reads(LineageKind::Data, key, &value, Grain::Guess),
            // `password`, `connection_string`: what the value looks like, and no more.
            _ => stage.variable(&format!("{member}.{key}"), value.known()),
        }
    }
    let table = (store.text_of("project_id"), store.text_of("dataset"));
    if let (Some(project), Some(dataset)) = table
        && kind.contains("bigquery")
    {
        let uri = Value::literal(format!("bq://{project}.{dataset}"));
        stage.reads(LineageKind::Data, member, &uri, Grain::Guess);
    }
}
