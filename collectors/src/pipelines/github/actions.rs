//! The kind: what is a workflow or an action.

use super::{action, workflow};
use crate::pipelines::{Document, Kind, Node, Output};

/// See the top of the folder.
pub(in crate::pipelines) struct GithubActions;

impl Kind for GithubActions {
    fn name(&self) -> &'static str {
        "github-actions"
    }

    fn description(&self) -> &'static str {
        "GitHub Actions: workflows, reusable workflows, composite and other actions"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let Some(root) = document.tree() else {
            return false;
        };
        is_action(root) || is_workflow(root, &document.file.path_in_repository())
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        match is_action(root) {
            true => action::read(root, output),
            false => workflow::read(root, output),
        }
    }
}

/// `runs.using` is what every action has ("Metadata syntax reference").
fn is_action(root: &Node) -> bool {
    root.at(&["runs", "using"]).is_some()
}

/// Events and jobs. In the folder of workflows the jobs are enough: a workflow without events is one that somebody is
/// still writing, and it names secrets all the same.
fn is_workflow(root: &Node, path: &str) -> bool {
    let jobs = root.get("jobs").is_some_and(Node::is_map);
    let named = path.starts_with(".github/workflows/") || path.contains("/.github/workflows/");
    jobs && (named || events(root).is_some())
}

/// What stands under `on`. Tools that read it by YAML 1.1 write it back as `true`.
pub(super) fn events(root: &Node) -> Option<&Node> {
    root.get("on").or_else(|| root.get("true"))
}
