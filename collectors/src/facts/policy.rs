//! Policy documents, verbatim, and what they are attached to.

use serde::{Deserialize, Serialize};

use super::origin::{Merge, Origin, Provider, fields};

/// What a [`Policy`] document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PolicyKind {
    /// An AWS managed policy, of a customer or of AWS.
    Managed,
    /// A policy embedded in one user, group or role.
    Inline,
    /// A policy on a resource: bucket, secret, key, function.
    Resource,
    /// The trust policy of a role.
    Trust,
    /// A service control policy.
    Scp,
    /// A resource control policy.
    Rcp,
    /// A VPC endpoint policy.
    VpcEndpoint,
    /// A KMS grant, written as the provider returned it. Not a policy document.
    KmsGrant,
}

/// A policy document.
///
/// Ids: the ARN of a managed policy, SCP or RCP; else `<owner id>#<kind>` and, for
/// inline policies, `<owner id>#inline/<name>`; for grants `<key ARN>#grant/<grant id>`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// The id of the policy.
    pub id: String,
    /// The platform.
    pub provider: Provider,
    /// What the document is.
    pub kind: PolicyKind,
    /// What people call it.
    pub name: String,
    /// The id of the account that owns it; `None` for the provider's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Whether the provider keeps it (an AWS managed policy), so that no one in the estate can edit it.
    #[serde(default)]
    pub provider_managed: bool,
    /// The version in force (`v3`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The text of the document as the provider keeps it: JSON, but not always valid JSON.
    pub document: String,
    /// Where this was read.
    pub origin: Origin,
}

impl Merge for Policy {
    fn merge(&mut self, later: Self) -> Vec<&'static str> {
        let mut contradictions = Vec::new();
        fields::value("kind", &mut self.kind, later.kind, &mut contradictions);
        fields::option(
            "version",
            &mut self.version,
            later.version,
            &mut contradictions,
        );
        self.scope = self.scope.take().or(later.scope);
        // The same document may be spelt with other white space by another tool: that is no contradiction.
        if !same_json(&self.document, &later.document) {
            contradictions.push("document");
            self.document = later.document;
        }
        contradictions
    }
}

fn same_json(a: &str, b: &str) -> bool {
    a == b
        || matches!(
            (serde_json::from_str::<serde_json::Value>(a), serde_json::from_str::<serde_json::Value>(b)),
            (Ok(a), Ok(b)) if a == b
        )
}

/// In which role a policy is attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AttachmentKind {
    /// Grants and denies to the identity (or to the members of the group).
    Identity,
    /// The permissions boundary of the identity.
    Boundary,
    /// The policy of a resource.
    Resource,
    /// The trust policy of a role.
    Trust,
    /// A service control policy on a root, OU or account.
    Scp,
    /// A resource control policy on a root, OU or account.
    Rcp,
}

impl AttachmentKind {
    /// The word used in ids.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Boundary => "boundary",
            Self::Resource => "resource",
            Self::Trust => "trust",
            Self::Scp => "scp",
            Self::Rcp => "rcp",
        }
    }
}

/// A policy attached to an identity, asset, workload or scope.
///
/// The policy itself may be missing from the snapshot (a GAAD leaves out a managed
/// policy that is used only as a boundary); then what it says is unknown, never empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// `<target>#<kind>/<policy>`.
    pub id: String,
    /// In which role.
    pub kind: AttachmentKind,
    /// The id of the policy.
    pub policy: String,
    /// The id of what it is attached to.
    pub target: String,
    /// Where this was read.
    pub origin: Origin,
}

impl Attachment {
    /// An attachment; its id is made from its parts.
    pub fn new(
        kind: AttachmentKind,
        policy: impl Into<String>,
        target: impl Into<String>,
        origin: Origin,
    ) -> Self {
        let (policy, target) = (policy.into(), target.into());
        Self {
            id: format!("{target}#{}/{policy}", kind.name()),
            kind,
            policy,
            target,
            origin,
        }
    }
}

impl Merge for Attachment {
    fn merge(&mut self, _later: Self) -> Vec<&'static str> {
        // The id is made of every field: the same id is the same attachment.
        Vec::new()
    }
}
