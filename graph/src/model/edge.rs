//! Edges: kind, certainty, conditions, gates, evidence.

use serde::{Deserialize, Serialize};

use super::{AccessSet, Certainty};

/// The three families of edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EdgeFamily {
    /// The source can act as the target.
    Become,
    /// An identity can do something to an asset.
    Touch,
    /// Data, code, a model or an index goes from the source to the target.
    Flow,
}

/// What an edge says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EdgeKind {
    /// Credential proves identity.
    Authenticates,
    /// Identity may assume role.
    Assumes,
    /// Identity may impersonate identity.
    Impersonates,
    /// Subject of an identity provider is trusted by identity.
    Trusts,
    /// Workload or stage has the permissions of identity.
    RunsAs,
    /// Identity may run its own code in workload.
    Controls,
    /// A technique: identity turns its permissions into another identity's.
    Escalates,
    /// Asset contains credential.
    Holds,
    /// Identity may make a credential of identity.
    Mints,
    /// Identity administers scope: whatever the scope's ceiling allows.
    Administers,
    /// Identity may touch asset; see the access set.
    Touches,
    /// Data, code, a model or an index flows on.
    Flows,
    /// Asset is a part of asset.
    PartOf,
}

impl EdgeFamily {
    /// The word used in output and in machine formats.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Become => "become",
            Self::Touch => "touch",
            Self::Flow => "flow",
        }
    }
}

impl EdgeKind {
    /// Every kind, in the order of their declaration, which is how they sort.
    pub const ALL: [Self; 13] = [
        Self::Authenticates,
        Self::Assumes,
        Self::Impersonates,
        Self::Trusts,
        Self::RunsAs,
        Self::Controls,
        Self::Escalates,
        Self::Holds,
        Self::Mints,
        Self::Administers,
        Self::Touches,
        Self::Flows,
        Self::PartOf,
    ];

    /// The family of the kind. `PartOf` is no hop of an attack and has none.
    #[must_use]
    pub fn family(self) -> Option<EdgeFamily> {
        match self {
            Self::Authenticates
            | Self::Assumes
            | Self::Impersonates
            | Self::Trusts
            | Self::RunsAs
            | Self::Controls
            | Self::Escalates
            | Self::Holds
            | Self::Mints
            | Self::Administers => Some(EdgeFamily::Become),
            Self::Touches => Some(EdgeFamily::Touch),
            Self::Flows => Some(EdgeFamily::Flow),
            Self::PartOf => None,
        }
    }

    /// The word used in output and in machine formats.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Authenticates => "authenticates",
            Self::Assumes => "assumes",
            Self::Impersonates => "impersonates",
            Self::Trusts => "trusts",
            Self::RunsAs => "runs-as",
            Self::Controls => "controls",
            Self::Escalates => "escalates",
            Self::Holds => "holds",
            Self::Mints => "mints",
            Self::Administers => "administers",
            Self::Touches => "touches",
            Self::Flows => "flows",
            Self::PartOf => "part-of",
        }
    }
}

/// Something that stands in the way of a hop without closing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum GateKind {
    /// A second factor.
    Mfa,
    /// A person must approve.
    Approval,
    /// An environment with reviewers or branch rules.
    Environment,
    /// A digest that pins the content.
    DigestPin,
    /// A signature that must verify.
    Signature,
    /// A shared identifier such as an ExternalId.
    ExternalId,
}

impl GateKind {
    /// Every kind, in the order of their declaration, which is how they sort.
    pub const ALL: [Self; 6] = [
        Self::Mfa,
        Self::Approval,
        Self::Environment,
        Self::DigestPin,
        Self::Signature,
        Self::ExternalId,
    ];

    /// The word used in output and in machine formats.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mfa => "mfa",
            Self::Approval => "approval",
            Self::Environment => "environment",
            Self::DigestPin => "digest-pin",
            Self::Signature => "signature",
            Self::ExternalId => "external-id",
        }
    }
}

/// A gate and what it says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Gate {
    /// What kind of gate.
    pub kind: GateKind,
    /// In words.
    pub detail: String,
}

/// What made an edge: a record of the snapshot and a place inside it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// The record: `policy:arn:aws:iam::111122223333:policy/x`, `workload:arn:…`.
    pub record: String,
    /// A JSON pointer inside the policy document (`/Statement/0`) or the record (`/runs_as/0`). May be empty.
    #[serde(default)]
    pub pointer: String,
    /// What the evidence shows, in a few words: `allows s3:GetObject`. May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Evidence {
    /// Makes it that of another resource: where the record is `from`, or a policy of its own, it is that of `to`.
    pub(crate) fn of_another(&mut self, from: &str, to: &str) {
        let renamed = self.record.split_once(':').and_then(|(kind, id)| {
            let rest = id.strip_prefix(from)?;
            let own = rest.is_empty() || rest.starts_with('#');
            own.then(|| format!("{kind}:{to}{rest}"))
        });
        if let Some(record) = renamed {
            self.record = record;
        }
    }

    /// Whether it only shows how a policy comes to a principal: an attachment, or a membership in a group. It stands
    /// after what shows the permission.
    #[must_use]
    pub fn is_provenance(&self) -> bool {
        is_provenance(&self.record, &self.pointer)
    }
}

/// Whether evidence of this record and pointer is [provenance](Evidence::is_provenance).
pub(super) fn is_provenance(record: &str, pointer: &str) -> bool {
    record.starts_with("attachment:") || pointer.starts_with("/member_of/")
}

/// An edge as it is added to a [`GraphBuilder`](super::GraphBuilder).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edge {
    /// What it says.
    pub kind: EdgeKind,
    /// The id of the technique file that made it (`iam-002`), if one did.
    pub technique: Option<String>,
    /// How surely it works.
    pub certainty: Certainty,
    /// For touch edges: in which ways.
    pub access: AccessSet,
    /// What must hold for the edge to work, in words, where that is not known.
    pub conditions: Vec<String>,
    /// What stands in the way.
    pub gates: Vec<Gate>,
    /// What made it. Never empty in a built graph.
    pub evidence: Vec<Evidence>,
}

impl Edge {
    /// A certain edge without conditions.
    #[must_use]
    pub fn new(kind: EdgeKind, evidence: Vec<Evidence>) -> Self {
        Self {
            kind,
            technique: None,
            certainty: Certainty::Certain,
            access: AccessSet::EMPTY,
            conditions: Vec::new(),
            gates: Vec::new(),
            evidence,
        }
    }
}
