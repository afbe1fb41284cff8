//! The identities that platforms give where a definition names none.

/// A default identity of a platform.
#[derive(Debug, Clone, Copy)]
pub(super) struct Default {
    /// Why it is taken for this one, in words.
    pub(super) why: &'static str,
}

/// Kubernetes gives a pod the service account `default` of its namespace
/// (Kubernetes documentation, "Configure Service Accounts for Pods").
pub(super) const KUBERNETES: Default = Default {
    why: "pods run as the service account `default` of their namespace where none is named",
};

/// The namespace that is used where none is named (Kubernetes documentation, "Namespaces").
pub(super) const NAMESPACE: &str = "default";

/// The cluster of a manifest, which none names.
pub(super) const CLUSTER: &str = "_";

/// The id of an object in the cluster of a manifest: `k8s:_/NAMESPACE/KIND/NAME`.
pub(super) fn kubernetes_id(namespace: &str, kind: &str, name: &str) -> String {
    format!("k8s:{CLUSTER}/{namespace}/{kind}/{name}")
}

/// Kubeflow Pipelines runs a pipeline as `pipeline-runner` of its own namespace where no account is named, in an
/// installation of several users as `default-editor` of theirs (Kubeflow Pipelines, API server, `DefaultPipelineRunner`
/// and multi-user isolation).
pub(super) const KUBEFLOW: Default = Default {
    why: "Kubeflow Pipelines runs what names no service account as `pipeline-runner`, for one of several users as \
          `default-editor`",
};

/// The namespace that Kubeflow Pipelines is installed in.
pub(super) const KUBEFLOW_NAMESPACE: &str = "kubeflow";
