//! Changes of whose tokens an identity lets in, where that is a record of its own: Entra ID, Databricks.

use blastradius_collectors::facts::{FactKind, Federation, FederationRule, Provider};

use super::apply::{Making, origin};
use super::bindings::provider_of;
use super::error::ChangeError;

impl Making<'_> {
    /// Lets in the tokens of an issuer that have a subject, exactly.
    pub(super) fn trust_tokens(
        &mut self,
        identity: &str,
        issuer: &str,
        subject: &str,
    ) -> Result<(), ChangeError> {
        let impossible = |why: &str| Err(ChangeError::Impossible(format!("`{identity}` {why}")));
        let provider = provider_of(&self.snapshot.facts, identity);
        let provider = match provider {
            Some(Provider::Azure) => Provider::Azure,
            Some(Provider::Gcp) => {
                return impossible(
                    "lets in members of pools by a role: `add-binding MEMBER roles/iam.workloadIdentityUser ACCOUNT`",
                );
            }
            Some(Provider::Kubernetes) => {
                return impossible("trusts the tokens of its cluster alone");
            }
            Some(Provider::Other) if identity.starts_with("databricks:") => Provider::Other,
            _ => return impossible("does not let in tokens of others"),
        };
        if subject.is_empty() || !issuer.starts_with("https://") {
            return impossible(
                "lets in tokens by issuer and subject: `https://token.actions.githubusercontent.com repo:ORG/REPO:ref:refs/heads/main`",
            );
        }
        let federation = Federation {
            id: format!("{identity}/federatedIdentityCredentials/whatif/{issuer}/{subject}"),
            provider,
            issuer: issuer.to_owned(),
            identity: identity.to_owned(),
            // The default of the platform.
            audiences: Vec::new(),
            rule: FederationRule::Subject {
                claim: "sub".to_owned(),
                subject: Some(subject.to_owned()),
            },
            disabled: false,
            origin: origin(),
        };
        self.roles_unknown(provider, identity);
        self.note(FactKind::Federation, &federation.id);
        let facts = self.facts();
        facts.federations.insert(federation.id.clone(), federation);
        Ok(())
    }
}
