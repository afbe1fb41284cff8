//! A pipeline as the backend hands it to Argo: the components are JSON in the parameters of a workflow.
//!
//! Kubeflow Pipelines, `backend/src/v2/compiler/argocompiler`: `components-<NAME or hash>`, `implementations-<hash>`,
//! `kubernetes-<hash or component>`.

use std::collections::BTreeMap;

use super::super::pods::Object;
use super::super::tree;
use super::super::{Node, Output, PipelineDraft};
use super::{Ir, PIPELINE, Run, account, read_tasks, root_of};
use crate::coverage::Outcome;
use crate::facts::{Provider, Trigger};

/// The specification of a workflow or of what starts it on a schedule.
fn spec(root: &Node) -> Option<&Node> {
    match root.text_of("kind")? {
        "Workflow" => root.get("spec"),
        "CronWorkflow" => root.at(&["spec", "workflowSpec"]),
        // A recurring run (`kubeflow.org/v1beta1`), whose workflow is a text or a map.
        "ScheduledWorkflow" => root.at(&["spec", "workflow", "spec"]),
        _ => None,
    }
}

fn parameters(root: &Node) -> &[Node] {
    let parameters = spec(root).and_then(|it| it.at(&["arguments", "parameters"]));
    parameters.map_or(&[][..], Node::items)
}

/// Whether a workflow has components in its parameters.
pub(super) fn is_one(root: &Node) -> bool {
    let names = parameters(root).iter().filter_map(|it| it.text_of("name"));
    names.into_iter().any(|it| it == "components-root")
}

pub(super) fn read(root: &Node, output: &mut Output<'_>) {
    let mut by_hash: BTreeMap<&str, String> = BTreeMap::new();
    let mut ir = Ir::default();
    let mut texts = Vec::new();
    for parameter in parameters(root) {
        let (Some(name), Some(text)) = (parameter.text_of("name"), parameter.get("value")) else {
            continue;
        };
        let Some((kind, rest)) = name.split_once('-') else {
            continue;
        };
        if !matches!(kind, "components" | "implementations" | "kubernetes") {
            continue;
        }
        let Some(content) = text.as_str() else {
            continue;
        };
        let read = tree::read_below(content, text.line().saturating_sub(1));
        match (read.documents.into_iter().next(), read.broken) {
            (Some(node), None) => texts.push((kind, rest, node)),
            _ => {
                let reason = format!("the parameter `{name}` holds no JSON");
                let help = "compile the pipeline again";
                output.gap(Outcome::Unreadable, text, &reason, help);
            }
        }
    }
    for (_, rest, node) in texts.iter().filter(|(kind, ..)| *kind == "components") {
        match *rest {
            "root" => ir.root = Some(node.clone()),
            named if named.starts_with("comp-") => {
                ir.components.insert(named.to_owned(), node.clone());
            }
            hash => {
                let Some(label) = node.text_of("executorLabel") else {
                    continue;
                };
                let name = label.strip_prefix("exec-").unwrap_or(label);
                ir.components.insert(format!("comp-{name}"), node.clone());
                by_hash.insert(hash, label.to_owned());
            }
        }
    }
    for (kind, rest, node) in texts {
        let label = match by_hash.get(rest) {
            Some(label) => label.clone(),
            None => format!("exec-{}", rest.strip_prefix("comp-").unwrap_or(rest)),
        };
        match kind {
            "implementations" => {
                // The container itself, or an executor that holds it.
                let executor =
                    match node.get("container").is_some() || node.get("importer").is_some() {
                        true => node,
                        false => tree::wrapped("container", node),
                    };
                ir.executors.insert(label, executor);
            }
            "kubernetes" => {
                ir.platform.insert(label, node);
            }
            _ => {}
        }
    }
    let object = Object::of(root);
    let id = object.id();
    let name = object.name;
    let mut draft = PipelineDraft::new(output, Provider::Kubernetes, PIPELINE, id, name, root);
    for schedule in root
        .at(&["spec", "schedules"])
        .map_or(&[][..], Node::one_or_many)
    {
        draft.trigger(Trigger::new(
            "schedule",
            schedule.as_str().unwrap_or_default(),
        ));
    }
    let named = spec(root).and_then(|it| it.text_of("serviceAccountName"));
    let stated = root.at(&["metadata", "namespace"]).and_then(Node::as_str);
    let account = account(named, stated);
    let run = Run {
        identity: &account,
        namespace: stated.unwrap_or(super::KUBEFLOW_NAMESPACE),
        parameters: BTreeMap::new(),
        root: root_of(None, &ir),
        code: None,
    };
    read_tasks(&ir, &run, &mut draft, output);
    output.pipeline(draft);
}
