//! Trust in the tokens of an identity provider, where it stands apart from the policies of an identity.
//!
//! AWS writes it into the trust policy of the role, which is a [`Policy`](super::Policy). Google Cloud, Entra ID and
//! Databricks have records of their own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::origin::{Merge, Origin, Provider, fields};

/// Which tokens are let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FederationRule {
    /// A claim has exactly this value, in the same case. Entra federated credentials ("Workload identity federation");
    /// Databricks service principal federation policies.
    Subject {
        /// The claim; `sub` unless the policy says otherwise.
        claim: String,
        /// The value; `None` where every subject of the issuer is let in.
        subject: Option<String>,
    },
    /// An expression over claims. Entra flexible federated identity credentials.
    ClaimsMatching {
        /// `claims['sub'] matches 'repo:org/*'`.
        expression: String,
        /// The version of its language.
        version: u32,
    },
    /// A member of an allow policy on top of a pool. Google Cloud Workload Identity Federation.
    WorkloadIdentity {
        /// `principal://…/subject/S`, `principalSet://…/attribute.NAME/VALUE`, `principalSet://…/*`.
        member: String,
        /// From `google.subject`, `attribute.NAME` to an expression over `assertion`.
        attribute_mapping: BTreeMap<String, String>,
        /// What must hold for a token to be let in at all, in CEL.
        attribute_condition: Option<String>,
    },
}

/// A record that lets the holder of a token of an identity provider become an identity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Federation {
    /// The provider's id of the record.
    pub id: String,
    /// The platform that trusts.
    pub provider: Provider,
    /// The issuer that is trusted: `https://token.actions.githubusercontent.com`.
    pub issuer: String,
    /// The id of the identity that the holder becomes.
    pub identity: String,
    /// The audiences that are let in; empty where the platform's default is, or none is asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audiences: Vec<String>,
    /// Which tokens.
    pub rule: FederationRule,
    /// Whether it is switched off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disabled: bool,
    /// Where this was read.
    pub origin: Origin,
}

impl Merge for Federation {
    fn merge(&mut self, later: Self) -> Vec<&'static str> {
        let mut contradictions = Vec::new();
        let names = &mut contradictions;
        fields::value("issuer", &mut self.issuer, later.issuer, names);
        fields::value("identity", &mut self.identity, later.identity, names);
        fields::value("audiences", &mut self.audiences, later.audiences, names);
        fields::value("rule", &mut self.rule, later.rule, names);
        fields::value("disabled", &mut self.disabled, later.disabled, names);
        contradictions
    }
}
