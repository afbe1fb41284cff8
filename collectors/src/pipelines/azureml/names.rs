//! How Azure Machine Learning names what it holds: `azureml:NAME:VERSION`, `azureml://…`, ARM ids.
//!
//! Azure Machine Learning documentation, "CLI (v2) core YAML syntax", "Referencing an Azure Machine Learning asset". Definitions
//! name things within their workspace and not the workspace itself, so that the ids here do not have it either.

use crate::pipelines::{Node, Output};

/// What is held, by the word that ids have for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Collection {
    Model,
    Data,
    Environment,
    Compute,
    Component,
    Code,
    Job,
    OnlineEndpoint,
    Connection,
}

impl Collection {
    /// The word in ids.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Model => "models",
            Self::Data => "data",
            Self::Environment => "environments",
            Self::Compute => "computes",
            Self::Component => "components",
            Self::Code => "codes",
            Self::Job => "jobs",
            Self::OnlineEndpoint => "endpoints",
            Self::Connection => "connections",
        }
    }

    /// The type of the asset.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Model => "azureml:model",
            Self::Data => "azureml:data",
            Self::Environment => "azureml:environment",
            Self::Compute => "azureml:compute",
            Self::Component => "azureml:component",
            Self::Code => "azureml:code",
            Self::Job => "azureml:job",
            Self::OnlineEndpoint => "azureml:endpoint",
            Self::Connection => "azureml:connection",
        }
    }

    /// The id of one of this name.
    pub(super) fn id(self, name: &str) -> String {
        format!("azureml:{}/{name}", self.word())
    }

    /// The id of what a reference names: `azureml:NAME:VERSION`, `azureml:NAME@latest`, `NAME`, an ARM id,
    /// `azureml://registries/R/models/N/versions/V` (which is apart from one of the workspace).
    pub(super) fn of(self, reference: &str) -> String {
        if let Some(rest) = reference.strip_prefix("azureml://registries/") {
            let parts: Vec<&str> = rest.split('/').take(3).collect();
            return format!("azureml://registries/{}", parts.join("/"));
        }
        self.id(name(reference))
    }
}

/// The name alone of what is referred to.
pub(super) fn name(reference: &str) -> &str {
    let reference = reference.strip_prefix("azureml:").unwrap_or(reference);
    if reference.contains('/') {
        // `…/models/NAME/versions/VERSION`, `…/computes/NAME`.
        let mut parts = reference.trim_end_matches('/').rsplit('/');
        let last = parts.next().unwrap_or_default();
        return match (parts.next(), parts.next()) {
            (Some("versions" | "labels"), Some(name)) => name,
            _ => last,
        };
    }
    reference.split([':', '@']).next().unwrap_or(reference)
}

/// The name of a document, or of its file where it has none.
pub(super) fn of_document(root: &Node, output: &Output<'_>) -> String {
    match root
        .text_of("name")
        .or_else(|| root.text_of("display_name"))
    {
        Some(name) => name.to_owned(),
        None => {
            let file = output.file().name();
            file.rsplit_once('.')
                .map_or(file, |(stem, _)| stem)
                .to_owned()
        }
    }
}

/// The ARM id that the command line prints, without its prefix, in lower case.
pub(super) fn arm_id(root: &Node) -> Option<String> {
    let id = root.text_of("id")?;
    let id = id.strip_prefix("azureml:").unwrap_or(id);
    id.starts_with('/').then(|| id.to_ascii_lowercase())
}

/// A path in a datastore in its short form: `azureml://datastores/D/paths/P`, whatever workspace is named before it.
pub(super) fn short(uri: &str) -> Option<&str> {
    let at = uri.find("/datastores/")?;
    (uri.starts_with("azureml://")).then(|| uri.get(at..))?
}
