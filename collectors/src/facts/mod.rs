//! The vocabulary of a snapshot: what a collector may say about an estate.
//!
//! A fact says what *is*, in the provider's own words. It never says what
//! follows from it: that is the work of the graph.
//!
//! One file a kind. Every record has an `id` (the provider's own identifier:
//! an ARN, a full resource name, a lower-cased ARM id) and an [`Origin`] that
//! tells where it was read. Two records of the same kind and id are the same
//! thing seen twice and are [merged](Merge).

mod asset;
mod credential;
mod federation;
mod identity;
mod lineage;
mod origin;
mod pipeline;
mod policy;
mod scope;
mod stage;
mod workload;

pub use asset::{Asset, AssetClass};
pub use credential::{Credential, CredentialKind};
pub use federation::{Federation, FederationRule};
pub use identity::{Identity, IdentityKind};
pub use lineage::{Lineage, LineageKind};
pub use origin::{Merge, Origin, Provider, Tags};
pub use pipeline::{Pipeline, Trigger};
pub use policy::{Attachment, AttachmentKind, Policy, PolicyKind};
pub use scope::{Scope, ScopeKind};
pub use stage::{IdentityToken, SecretUse, Stage, StageGate, UNRESOLVED, Unresolved};
pub use workload::{EnvironmentVariable, RunsAs, Workload};

use serde::{Deserialize, Serialize};

/// The kinds of fact, in the order in which a snapshot stores them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// See [`Scope`].
    Scope,
    /// See [`Identity`].
    Identity,
    /// See [`Credential`].
    Credential,
    /// See [`Policy`].
    Policy,
    /// See [`Attachment`].
    Attachment,
    /// See [`Workload`].
    Workload,
    /// See [`Pipeline`].
    Pipeline,
    /// See [`Asset`].
    Asset,
    /// See [`Lineage`].
    Lineage,
    /// See [`Federation`].
    Federation,
}

impl FactKind {
    /// Every kind, in storage order.
    pub const ALL: [Self; 10] = [
        Self::Scope,
        Self::Identity,
        Self::Credential,
        Self::Policy,
        Self::Attachment,
        Self::Workload,
        Self::Pipeline,
        Self::Asset,
        Self::Lineage,
        Self::Federation,
    ];

    /// The name of the kind in file names and record references.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Scope => "scope",
            Self::Identity => "identity",
            Self::Credential => "credential",
            Self::Policy => "policy",
            Self::Attachment => "attachment",
            Self::Workload => "workload",
            Self::Pipeline => "pipeline",
            Self::Asset => "asset",
            Self::Lineage => "lineage",
            Self::Federation => "federation",
        }
    }
}

/// One fact of any kind.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Fact {
    /// An organisation, account, project, cluster, repository.
    Scope(Scope),
    /// A user, role, group, service account.
    Identity(Identity),
    /// Something that proves an identity. Never its secret part.
    Credential(Credential),
    /// A policy document, verbatim.
    Policy(Policy),
    /// A policy attached to something.
    Attachment(Attachment),
    /// Something that runs with an identity.
    Workload(Workload),
    /// A pipeline and its stages.
    Pipeline(Pipeline),
    /// Data, a model, a secret, a key.
    Asset(Asset),
    /// Where data, code or a model flows.
    Lineage(Lineage),
    /// Trust in the tokens of an identity provider.
    Federation(Federation),
}

impl Fact {
    /// The kind of this fact.
    #[must_use]
    pub fn kind(&self) -> FactKind {
        match self {
            Self::Scope(_) => FactKind::Scope,
            Self::Identity(_) => FactKind::Identity,
            Self::Credential(_) => FactKind::Credential,
            Self::Policy(_) => FactKind::Policy,
            Self::Attachment(_) => FactKind::Attachment,
            Self::Workload(_) => FactKind::Workload,
            Self::Pipeline(_) => FactKind::Pipeline,
            Self::Asset(_) => FactKind::Asset,
            Self::Lineage(_) => FactKind::Lineage,
            Self::Federation(_) => FactKind::Federation,
        }
    }

    /// The provider's identifier of what the fact is about.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Scope(f) => &f.id,
            Self::Identity(f) => &f.id,
            Self::Credential(f) => &f.id,
            Self::Policy(f) => &f.id,
            Self::Attachment(f) => &f.id,
            Self::Workload(f) => &f.id,
            Self::Pipeline(f) => &f.id,
            Self::Asset(f) => &f.id,
            Self::Lineage(f) => &f.id,
            Self::Federation(f) => &f.id,
        }
    }

    /// Where the fact was read, to change it.
    pub(crate) fn origin_mut(&mut self) -> &mut Origin {
        match self {
            Self::Scope(f) => &mut f.origin,
            Self::Identity(f) => &mut f.origin,
            Self::Credential(f) => &mut f.origin,
            Self::Policy(f) => &mut f.origin,
            Self::Attachment(f) => &mut f.origin,
            Self::Workload(f) => &mut f.origin,
            Self::Pipeline(f) => &mut f.origin,
            Self::Asset(f) => &mut f.origin,
            Self::Lineage(f) => &mut f.origin,
            Self::Federation(f) => &mut f.origin,
        }
    }

    /// The reference by which evidence names this record: `kind:id`.
    #[must_use]
    pub fn record(&self) -> String {
        format!("{}:{}", self.kind().name(), self.id())
    }
}
