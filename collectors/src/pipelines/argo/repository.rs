//! Where a controller keeps artifacts whose place a workflow does not say.
//!
//! Argo Workflows, "Configuring Your Artifact Repository": `workflow-controller-configmap`, or a config map
//! `artifact-repositories` of a namespace that the workflow names in `artifactRepositoryRef`.

use super::super::pods::{Object, Pods};
use super::super::tree;
use super::super::{Node, Output, PipelineDraft};
use super::calls::Workflow;
use super::{artifact, values};
use crate::coverage::Outcome;
use crate::facts::{LineageKind, Provider};

/// Whether a config map is that of a controller, or holds repositories.
pub(super) fn is_one(root: &Node) -> bool {
    let name = root.at(&["metadata", "name"]).and_then(Node::as_str);
    root.at(&["data", "artifactRepository"]).is_some()
        || matches!(
            name,
            Some("workflow-controller-configmap" | "artifact-repositories")
        )
}

/// The repositories of a config map, by their keys. The text of a member is YAML itself.
fn repositories(root: &Node) -> Vec<(&str, Result<Node, String>)> {
    let is_controller = root.at(&["data", "artifactRepository"]).is_some();
    let members = root.get("data").map_or(&[][..], Node::entries);
    let mut found = Vec::new();
    for (key, text) in members {
        let (Some(key), Some(content)) = (key.as_str(), text.as_str()) else {
            continue;
        };
        if is_controller && key != "artifactRepository" {
            continue;
        }
        let read = tree::read_below(content, text.line());
        found.push((
            key,
            match (read.documents.into_iter().next(), read.broken) {
                (Some(node), None) => Ok(node),
                (_, Some(broken)) => Err(broken.reason),
                (None, None) => continue,
            },
        ));
    }
    found
}

/// A config map by itself: a pipeline of one stage a repository, that keeps what workflows leave.
pub(super) fn tell(root: &Node, object: Object<'_>, output: &mut Output<'_>) {
    let mut pipeline = PipelineDraft::new(
        output,
        Provider::Kubernetes,
        "argo:artifact-repository",
        object.id(),
        object.name,
        root,
    );
    let mut any = false;
    for (key, repository) in repositories(root) {
        match repository {
            Ok(node) => {
                let mut stage = pipeline.stage(key, "job", &node);
                let pods = Pods {
                    namespace: object.namespace,
                    value: &values::at_run_time,
                };
                artifact::place(
                    &node,
                    LineageKind::Data,
                    key,
                    false,
                    None,
                    &pods,
                    &mut stage,
                );
                pipeline.add(stage);
                any = true;
            }
            Err(reason) => {
                let reason = format!("`{key}` is no YAML: {reason}");
                let help = "the text of the member must be YAML itself";
                output.gap(Outcome::Unreadable, root, &reason, help);
            }
        }
    }
    if any {
        output.pipeline(pipeline);
    }
}

/// The repository of a workflow, where the same file has it.
pub(super) fn of_workflow(workflow: &Workflow<'_>) -> Option<Node> {
    let reference = workflow.get("artifactRepositoryRef");
    let named = reference.and_then(|it| it.text_of("configMap"));
    let key = reference.and_then(|it| it.text_of("key"));
    let maps = workflow
        .others
        .iter()
        .filter(|it| it.text_of("kind") == Some("ConfigMap") && is_one(it));
    for map in maps {
        let name = map.at(&["metadata", "name"]).and_then(Node::as_str);
        if reference.is_some() && name != Some(named.unwrap_or("artifact-repositories")) {
            continue;
        }
        let default = map
            .at(&["metadata", "annotations"])
            .and_then(|it| it.text_of("workflows.argoproj.io/default-artifact-repository"));
        let wanted = key.or(default);
        let all = repositories(map);
        let found = all
            .into_iter()
            .find(|(key, _)| wanted.is_none_or(|it| it == *key) || *key == "artifactRepository");
        if let Some((_, Ok(node))) = found {
            return Some(node);
        }
    }
    None
}
