//! Organisations, accounts, projects, clusters, repositories.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::origin::{Merge, Origin, Provider, fields};

/// What kind of boundary a [`Scope`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ScopeKind {
    /// An AWS organisation, a Google Cloud organisation, an Entra tenant.
    Organization,
    /// The root of an AWS organisation, to which SCPs and RCPs attach.
    Root,
    /// An AWS organizational unit, a folder, a management group.
    OrganizationalUnit,
    /// An AWS account.
    Account,
    /// A Google Cloud project.
    Project,
    /// An Azure subscription.
    Subscription,
    /// A Kubernetes cluster.
    Cluster,
    /// A source repository.
    Repository,
}

/// A boundary of administration.
///
/// AWS ids: `aws:o-exampleorgid`, `aws:r-examplerootid`, `aws:ou-…`, `aws:111122223333`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scope {
    /// The id of the scope.
    pub id: String,
    /// The platform.
    pub provider: Provider,
    /// What kind of boundary this is.
    pub kind: ScopeKind,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The id of the scope that holds this one (account -> OU -> root -> organisation).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Whether this is the management account of an AWS organisation,
    /// which service control policies do not restrict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub management: Option<bool>,
    /// For an organisation: which policy types are enabled, as the provider writes them
    /// (`SERVICE_CONTROL_POLICY`). `None` where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_types: Option<Vec<String>>,
    /// Anything else that is worth keeping.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, serde_json::Value>,
    /// Where this was read.
    pub origin: Origin,
}

impl Scope {
    /// A scope of which nothing but its existence is known.
    #[must_use]
    pub fn new(id: String, provider: Provider, kind: ScopeKind, origin: Origin) -> Self {
        Self {
            id,
            provider,
            kind,
            name: None,
            parent: None,
            management: None,
            policy_types: None,
            attributes: BTreeMap::new(),
            origin,
        }
    }
}

impl Merge for Scope {
    fn merge(&mut self, later: Self) -> Vec<&'static str> {
        let mut contradictions = Vec::new();
        fields::value("kind", &mut self.kind, later.kind, &mut contradictions);
        fields::option("name", &mut self.name, later.name, &mut contradictions);
        fields::option(
            "parent",
            &mut self.parent,
            later.parent,
            &mut contradictions,
        );
        fields::option(
            "management",
            &mut self.management,
            later.management,
            &mut contradictions,
        );
        fields::option(
            "policy_types",
            &mut self.policy_types,
            later.policy_types,
            &mut contradictions,
        );
        fields::map(
            "attributes",
            &mut self.attributes,
            later.attributes,
            &mut contradictions,
        );
        contradictions
    }
}
