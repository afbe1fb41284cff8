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

impl Federation {
    /// The roles of Google Cloud that let a member be a service account, by its tokens or by making them ("Service account roles").
    pub const IMPERSONATING: [&str; 2] = [
        "roles/iam.workloadIdentityUser",
        "roles/iam.serviceAccountTokenCreator",
    ];

    /// A member of a pool that has a role on a service account of Google Cloud, under the condition of the binding, in CEL. Its id
    /// is made from its parts. `None` where the member is of no pool.
    pub fn of_pool(
        account: &str,
        role: &str,
        member: &str,
        condition: Option<&str>,
        origin: Origin,
    ) -> Option<Self> {
        Some(Self {
            id: Self::id_of_pool(account, role, member),
            provider: Provider::Gcp,
            // Whoever signs for the providers of the pool.
            issuer: pool_of(member)?,
            identity: account.to_owned(),
            audiences: Vec::new(),
            rule: FederationRule::WorkloadIdentity {
                member: member.to_owned(),
                attribute_mapping: BTreeMap::new(),
                // That of the provider stands beside it.
                attribute_condition: condition.map(str::to_owned),
            },
            disabled: false,
            origin,
        })
    }

    /// The id of such a record.
    #[must_use]
    pub fn id_of_pool(account: &str, role: &str, member: &str) -> String {
        format!("{account}#{role}/{member}")
    }
}

/// The older form of a service account of a cluster: `serviceAccount:PROJECT.svc.id.goog[NAMESPACE/NAME]` ("Workload Identity
/// Federation for GKE").
const OF_GKE: &str = ".svc.id.goog[";

/// The pool of a member as a full resource name. The older form of GKE names the project by its id.
fn pool_of(member: &str) -> Option<String> {
    const POOLS: &str = "/workloadIdentityPools/";
    let pool = if let Some((before, _)) = member.split_once(OF_GKE) {
        let project = before.rsplit(':').next()?;
        let pool = OF_GKE.trim_end_matches('[');
        format!("projects/{project}/locations/global{POOLS}{project}{pool}")
    } else {
        let (_, path) = member.split_once("iam.googleapis.com/")?;
        let (before, rest) = path.split_once(POOLS)?;
        let (pool, _) = rest.split_once('/')?;
        format!("{before}{POOLS}{pool}")
    };
    Some(format!("//iam.googleapis.com/{pool}"))
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
