//! What proves an identity. The secret part is never here.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::origin::{Merge, Origin, Provider, fields};

/// What kind of proof a [`Credential`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CredentialKind {
    /// A long-lived key pair: an AWS access key, a service account key.
    AccessKey,
    /// A console password (an AWS login profile).
    ConsolePassword,
    /// An AWS service-specific credential (CodeCommit, Keyspaces, Bedrock API key).
    ServiceSpecific,
    /// An X.509 signing certificate.
    SigningCertificate,
    /// An SSH public key registered for an identity.
    SshPublicKey,
    /// A client secret of an application.
    ClientSecret,
    /// A bearer token.
    Token,
}

/// Something that proves an identity.
///
/// AWS ids: `aws:access-key/AKIA…`, `aws:console-password/<user ARN>`,
/// `aws:service-specific/<id>`, `aws:signing-certificate/<id>`, `aws:ssh-public-key/<id>`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Credential {
    /// The id of the credential.
    pub id: String,
    /// The platform.
    pub provider: Provider,
    /// What kind of proof this is.
    pub kind: CredentialKind,
    /// The identifier people see: the access key id, the certificate id.
    pub name: String,
    /// The id of the identity that it proves.
    pub identity: String,
    /// The id of the account or project that holds the identity.
    pub scope: String,
    /// Whether it works now; `None` where that was not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<Timestamp>,
    /// When it expires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    /// When it was last used; see `used` for whether that was asked at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<Timestamp>,
    /// `Some(false)`: the provider says never used. `None`: not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<bool>,
    /// Whether the identity has a second factor that this credential can bring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mfa: Option<bool>,
    /// Anything else that is worth keeping (`last_used_service`, `last_used_region`, `service`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, serde_json::Value>,
    /// Where this was read.
    pub origin: Origin,
}

impl Merge for Credential {
    fn merge(&mut self, later: Self) -> Vec<&'static str> {
        let mut contradictions = Vec::new();
        fields::value("kind", &mut self.kind, later.kind, &mut contradictions);
        fields::value(
            "identity",
            &mut self.identity,
            later.identity,
            &mut contradictions,
        );
        fields::option(
            "active",
            &mut self.active,
            later.active,
            &mut contradictions,
        );
        fields::option(
            "created",
            &mut self.created,
            later.created,
            &mut contradictions,
        );
        fields::option(
            "expires",
            &mut self.expires,
            later.expires,
            &mut contradictions,
        );
        self.last_used = self.last_used.max(later.last_used);
        // Once used is always used: a later "used" does not contradict.
        self.used = match (self.used, later.used) {
            (Some(a), Some(b)) => Some(a || b),
            (a, b) => a.or(b),
        };
        fields::option("mfa", &mut self.mfa, later.mfa, &mut contradictions);
        fields::map(
            "attributes",
            &mut self.attributes,
            later.attributes,
            &mut contradictions,
        );
        contradictions
    }
}
