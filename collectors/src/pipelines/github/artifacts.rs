//! What goes from job to job beside the repository: artifacts, caches, runs that are started.

use serde_json::{Value as Json, json};

use super::names::Names;
use crate::pipelines::{Node, StageDraft};

/// What steps pass on.
#[derive(Debug, Default)]
pub(super) struct Found {
    up: Vec<Json>,
    down: Vec<Json>,
    caches: Vec<Json>,
    dispatches: Vec<String>,
}

/// Actions that start another workflow.
const DISPATCH: [&str; 3] = [
    "peter-evans/repository-dispatch",
    "benc-uk/workflow-dispatch",
    "convictional/trigger-workflow-and-wait",
];

impl Found {
    /// Looks at a step.
    pub(super) fn step(&mut self, step: &Node, names: &Names<'_>) {
        let Some(uses) = step.text_of("uses") else {
            return;
        };
        let action = uses.split('@').next().unwrap_or(uses).to_ascii_lowercase();
        let input = |name: &str| {
            let value = names.value(step.at(&["with", name])?.as_str()?);
            Some(value.known().unwrap_or(value.expression()).to_owned())
        };
        match action.as_str() {
            "actions/upload-artifact" => {
                self.up
                    .push(json!({"name": input("name").unwrap_or_else(|| "artifact".to_owned())}));
            }
            "actions/download-artifact" => self.down.push(json!({
                "name": input("name"),
                // With the id of a run it is that of another workflow.
                "of_run": step.at(&["with", "run-id"]).is_some(),
            })),
            "dawidd6/action-download-artifact" => {
                self.down
                    .push(json!({"name": input("name"), "of_run": true}));
            }
            "actions/cache" => {
                self.caches
                    .push(json!({"key": input("key"), "reads": true, "writes": true}));
            }
            "actions/cache/restore" => {
                self.caches
                    .push(json!({"key": input("key"), "reads": true, "writes": false}));
            }
            "actions/cache/save" => {
                self.caches
                    .push(json!({"key": input("key"), "reads": false, "writes": true}));
            }
            // The set-up actions keep caches of package managers.
            it if it.starts_with("actions/setup-") && step.at(&["with", "cache"]).is_some() => {
                self.caches
                    .push(json!({"key": action, "reads": true, "writes": true}));
            }
            it if DISPATCH.contains(&it) => {
                let file = input("workflow").or_else(|| input("workflow_file_name"));
                self.dispatches.push(file.unwrap_or_else(|| "*".to_owned()));
            }
            _ => {}
        }
    }

    /// Workflows that scripts start, and artifacts that they fetch.
    pub(super) fn scripts(&mut self, found: super::script::Found) {
        self.dispatches.extend(found.dispatches);
        if found.downloads {
            self.down.push(json!({"name": null, "of_run": true}));
        }
    }

    /// Gives them to the stage.
    pub(super) fn give(mut self, stage: &mut StageDraft) {
        self.dispatches.sort();
        self.dispatches.dedup();
        let mut keep = |name: &str, list: Vec<Json>| {
            if !list.is_empty() {
                stage.attribute(name, list);
            }
        };
        keep("artifacts_up", self.up);
        keep("artifacts_down", self.down);
        keep("caches", self.caches);
        keep(
            "dispatches",
            self.dispatches.into_iter().map(Json::from).collect(),
        );
    }
}
