//! Kubernetes manifests of what trains, serves and runs beside it: the operators of Kubeflow, Ray, Spark and Seldon,
//! notebooks, plain jobs and deployments, and the service accounts that they run as.
//!
//! Kubeflow Training Operator and Trainer, Katib, KubeRay, Spark Operator, Seldon Core: their API references.

mod accounts;
mod operators;
mod workloads;

use super::pods::Object;
use super::{Document, KINDS, Kind, Node, Output};

/// See the top of the file.
pub(super) struct KubernetesMl;

impl Kind for KubernetesMl {
    fn name(&self) -> &'static str {
        "kubernetes-ml"
    }

    fn description(&self) -> &'static str {
        "Kubernetes manifests: training operators, Katib, Ray, Spark, Seldon, notebooks, jobs, deployments, service accounts"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let Some(root) = document.tree() else {
            return false;
        };
        let Some(api) = root.text_of("apiVersion") else {
            return false;
        };
        let kind = root.text_of("kind").unwrap_or_default();
        is_list(root) || workloads::known(api, kind).is_some() || accounts::is_one(api, kind)
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        if is_list(root) {
            // What `kubectl get -o yaml` prints: each item is what it is by itself. No list is in a list.
            for item in root.get("items").map_or(&[][..], Node::items) {
                let inner = Document::of_tree(document.file, item.clone());
                let kind = KINDS.iter().find(|kind| kind.recognises(&inner));
                if let Some(kind) = kind.filter(|_| !is_list(item)) {
                    kind.read(&inner, output);
                }
            }
            return;
        }
        let object = Object::of(root);
        let api = root.text_of("apiVersion").unwrap_or_default();
        match object.kind {
            "ServiceAccount" => accounts::service_account(root, object, output),
            "Secret" => accounts::secret(root, object, output),
            _ => workloads::read(root, api, object, output),
        }
    }
}

fn is_list(root: &Node) -> bool {
    root.text_of("apiVersion") == Some("v1")
        && root.text_of("kind") == Some("List")
        && root.get("items").is_some()
}
