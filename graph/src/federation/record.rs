//! Records of trust of Google Cloud, Entra ID and Databricks: what they ask of tokens.

use blastradius_collectors::facts::{Federation, FederationRule, Provider};

use super::formula::Formula;
use super::glob::Glob;
use super::{azure, gcp};

/// The audience of tokens that Entra ID takes where a credential names no other. Microsoft Entra, "Workload identity
/// federation".
const ENTRA: &str = "api://AzureADTokenExchange";

/// What a record of trust asks of the tokens of its issuer.
#[must_use]
pub fn of_federation(federation: &Federation) -> Formula {
    let rule = match &federation.rule {
        FederationRule::Subject {
            claim,
            subject: Some(subject),
        } => Formula::is(claim, subject),
        FederationRule::Subject { subject: None, .. } => Formula::True,
        FederationRule::ClaimsMatching {
            expression,
            version,
        } => azure::formula(expression, *version),
        FederationRule::WorkloadIdentity {
            member,
            attribute_mapping,
            attribute_condition,
        } => gcp::formula(member, attribute_mapping, attribute_condition.as_deref()),
        _ => Formula::Unknown("a kind of trust that is not known".to_owned()),
    };
    let mut audiences: Vec<Glob> = federation
        .audiences
        .iter()
        .map(|it| Glob::literal(it))
        .collect();
    if audiences.is_empty() && federation.provider == Provider::Azure {
        audiences.push(Glob::literal(ENTRA));
    }
    match audiences.is_empty() {
        true => rule,
        false => rule.and(Formula::one_of("aud", audiences)),
    }
}
