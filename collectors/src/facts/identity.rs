//! Principals: users, roles, groups, service accounts.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::origin::{Merge, Origin, Provider, Tags, fields};

/// What kind of principal an [`Identity`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum IdentityKind {
    /// An IAM user.
    User,
    /// An IAM role.
    Role,
    /// An IAM group: a source of policies for its members, never a principal.
    Group,
    /// The root user of an AWS account.
    RootUser,
    /// An OIDC or SAML provider, whose subjects may become roles.
    IdentityProvider,
    /// A Google Cloud or Kubernetes service account.
    ServiceAccount,
    /// An Entra service principal.
    ServicePrincipal,
    /// An Azure managed identity.
    ManagedIdentity,
    /// A permission set of AWS IAM Identity Center, or one as it is provisioned in an account: then its id is
    /// `<permission set ARN>#<account>`, its scope is that account, and in it stands the role
    /// `AWSReservedSSO_<name>_<suffix>` that those assigned to it become. Never a principal itself.
    PermissionSet,
    /// A user of a directory: `arn:aws:identitystore:::user/<id>`.
    DirectoryUser,
    /// A group of a directory: `arn:aws:identitystore:::group/<id>`.
    DirectoryGroup,
}

/// A principal, or a group of principals.
///
/// AWS ids are ARNs. Policies come as [`Attachment`](super::Attachment) facts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// The ARN or full resource name.
    pub id: String,
    /// The platform.
    pub provider: Provider,
    /// What kind of principal this is.
    pub kind: IdentityKind,
    /// The name without path or prefix.
    pub name: String,
    /// The id of the account or project that holds it (`aws:111122223333`).
    pub scope: String,
    /// The provider's unique id (`AIDA…`, `AROA…`), which policies may name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unique_id: Option<String>,
    /// The IAM path (`/service-role/`), when the provider has paths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// `None` where tags were not read; empty where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Tags>,
    /// The ids of the groups that this identity belongs to; of a directory user or group also those of the provisioned
    /// permission sets that it is assigned to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub member_of: Vec<String>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<Timestamp>,
    /// When it last acted, as far as the provider tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<Timestamp>,
    /// Anything else that is worth keeping.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, serde_json::Value>,
    /// Where this was read.
    pub origin: Origin,
}

impl Merge for Identity {
    fn merge(&mut self, later: Self) -> Vec<&'static str> {
        let mut contradictions = Vec::new();
        fields::value("kind", &mut self.kind, later.kind, &mut contradictions);
        fields::value("name", &mut self.name, later.name, &mut contradictions);
        fields::value("scope", &mut self.scope, later.scope, &mut contradictions);
        fields::option(
            "unique_id",
            &mut self.unique_id,
            later.unique_id,
            &mut contradictions,
        );
        fields::option("path", &mut self.path, later.path, &mut contradictions);
        fields::option("tags", &mut self.tags, later.tags, &mut contradictions);
        fields::list(&mut self.member_of, later.member_of);
        fields::option(
            "created",
            &mut self.created,
            later.created,
            &mut contradictions,
        );
        self.last_used = self.last_used.max(later.last_used);
        fields::map(
            "attributes",
            &mut self.attributes,
            later.attributes,
            &mut contradictions,
        );
        contradictions
    }
}
