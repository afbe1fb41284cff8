//! The intermediate representation of a pipeline: its components, executors and what the platform is told.
//!
//! Kubeflow Pipelines, `api/v2alpha1/pipeline_spec.proto` and `kubernetes_platform/proto/kubernetes_executor_config.proto`.
//! Vertex AI takes the same.

use std::collections::BTreeMap;

use super::super::{Document, Node, documents};
use crate::pipelines::File;

/// A pipeline as the compiler writes it.
#[derive(Debug, Default)]
pub(in super::super) struct Ir {
    /// The name.
    pub(in super::super) name: Option<String>,
    /// The outermost component.
    pub(super) root: Option<Node>,
    /// By their names.
    pub(super) components: BTreeMap<String, Node>,
    /// What runs, by the labels that components give.
    pub(super) executors: BTreeMap<String, Node>,
    /// What Kubernetes is told, by the same labels.
    pub(super) platform: BTreeMap<String, Node>,
    /// Where outputs go where the run does not say.
    pub(in super::super) default_root: Option<String>,
}

impl Ir {
    /// Whether a map is one.
    pub(in super::super) fn is_one(node: &Node) -> bool {
        node.get("pipelineInfo").is_some()
            && (node.get("root").is_some() || node.get("deploymentSpec").is_some())
    }

    /// Reads one.
    pub(in super::super) fn of(node: &Node) -> Self {
        let mut ir = Self {
            name: node
                .at(&["pipelineInfo", "name"])
                .and_then(Node::as_str)
                .map(str::to_owned),
            root: node.get("root").cloned(),
            components: by_name(node.get("components")),
            executors: by_name(node.at(&["deploymentSpec", "executors"])),
            platform: BTreeMap::new(),
            default_root: node.text_of("defaultPipelineRoot").map(str::to_owned),
        };
        ir.platform(node);
        ir
    }

    /// Whether it says what is run at all.
    pub(in super::super) fn has_tasks(&self) -> bool {
        let tasks = self.root.as_ref().and_then(|it| it.at(&["dag", "tasks"]));
        tasks.is_some_and(|it| !it.entries().is_empty())
    }

    /// Adds what a document says of Kubernetes.
    pub(in super::super) fn platform(&mut self, node: &Node) {
        let path = ["platforms", "kubernetes", "deploymentSpec", "executors"];
        self.platform.extend(by_name(node.at(&path)));
    }

    /// Adds what the other documents of a file say of Kubernetes.
    pub(super) fn platform_of_file(&mut self, file: &File<'_>) {
        let (documents, _) = documents(file);
        for tree in documents.iter().filter_map(Document::tree) {
            self.platform(tree);
        }
    }
}

fn by_name(map: Option<&Node>) -> BTreeMap<String, Node> {
    let entries = map.map_or(&[][..], Node::entries);
    let named = entries
        .iter()
        .filter_map(|(key, value)| Some((key.as_str()?.to_owned(), value.clone())));
    named.collect()
}
