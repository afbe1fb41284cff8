//! Nodes.

use blastradius_collectors::facts::AssetClass;
use serde::{Deserialize, Serialize};

/// The type of nodes that stand for what a definition leaves open: an expression that is known only at run time.
pub const UNRESOLVED_TYPE: &str = "unresolved";

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NodeKind {
    /// Proves an identity.
    Credential,
    /// Acts: user, role, service account; also an identity as it would be after an escalation.
    Identity,
    /// Runs with an identity.
    Workload,
    /// A chain of stages.
    Pipeline,
    /// One stage of a pipeline.
    Stage,
    /// Data, model, secret, index, code, image, log, key.
    Asset,
    /// Organisation, account, project, cluster, repository.
    Scope,
    /// The internet, any account, a third party.
    External,
}

impl NodeKind {
    /// Every kind, in the order of their declaration, which is how they sort.
    pub const ALL: [Self; 8] = [
        Self::Credential,
        Self::Identity,
        Self::Workload,
        Self::Pipeline,
        Self::Stage,
        Self::Asset,
        Self::Scope,
        Self::External,
    ];

    /// The word used in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Credential => "credential",
            Self::Identity => "identity",
            Self::Workload => "workload",
            Self::Pipeline => "pipeline",
            Self::Stage => "stage",
            Self::Asset => "asset",
            Self::Scope => "scope",
            Self::External => "external",
        }
    }
}

/// A node as it is added to a [`GraphBuilder`](super::GraphBuilder).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    /// The provider's own id.
    pub id: String,
    /// What it is.
    pub kind: NodeKind,
    /// For assets: what it is worth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<AssetClass>,
    /// The provider's type: `aws:s3:bucket`, `aws:iam:role`, `aws:iam:access-key`.
    #[serde(rename = "type")]
    pub type_name: String,
    /// What people call it. Attacker-controlled text.
    pub name: String,
    /// The id of the scope that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// For a part of an asset: the id of the whole (the bucket of a prefix).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    /// The snapshot record that the node was made from (`identity:arn:…`); `None` where
    /// the node is only named by others or is derived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// Short notes for people: `inactive`, `never used`, `provider managed`, `not collected`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}
