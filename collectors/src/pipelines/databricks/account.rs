//! Tokens, and trust in the tokens of other issuers.
//!
//! Databricks documentation, REST API, "Token management" and "Account Federation Policies"; "Configure a federation policy".

use jiff::Timestamp;

use super::identity;
use crate::facts::{Credential, CredentialKind, Fact, Federation, FederationRule, Provider};
use crate::pipelines::{Node, Output};

/// Who may become any of the account's users and service principals.
const ACCOUNT: &str = "databricks:account";

/// A personal access token: its metadata, which is all that the API tells.
pub(super) fn token(root: &Node, output: &mut Output<'_>) {
    let Some(id) = root.text_of("token_id") else {
        return;
    };
    let time = |name: &str| {
        root.text_of(name)
            .and_then(|it| it.parse::<i64>().ok())
            .filter(|it| *it > 0)
    };
    let time = |name: &str| time(name).and_then(|it| Timestamp::from_millisecond(it).ok());
    let owner = root.text_of("owner_id");
    // A token may be made by one for another: the name is that of who made it.
    let own = owner.is_none() || owner == root.text_of("created_by_id");
    let identity = match (root.text_of("created_by_username").filter(|_| own), owner) {
        (Some(name), _) => identity::principal(name).0,
        (None, Some(owner)) => format!("databricks:principals/{owner}"),
        (None, None) => return,
    };
    let mut attributes = std::collections::BTreeMap::new();
    if let Some(comment) = root.text_of("comment") {
        attributes.insert(
            "comment".to_owned(),
            crate::redact::free_text(comment).into_owned().into(),
        );
    }
    output.fact(Fact::Credential(Credential {
        id: format!("databricks:tokens/{id}"),
        provider: Provider::Other,
        kind: CredentialKind::Token,
        name: id.to_owned(),
        identity,
        scope: output.file().repository.id.clone(),
        active: None,
        created: time("creation_time"),
        expires: time("expiry_time"),
        last_used: None,
        used: None,
        mfa: None,
        attributes,
        origin: output.origin(root),
    }));
}

/// A federation policy. Under the id of a service principal it is that principal's, else the account's.
pub(super) fn federation(root: &Node, key: &str, output: &mut Output<'_>) {
    let Some(policy) = root.get("oidc_policy") else {
        return;
    };
    let Some(issuer) = policy.text_of("issuer") else {
        return;
    };
    let named = root
        .text_of("service_principal_id")
        .or_else(|| key.bytes().all(|b| b.is_ascii_digit()).then_some(key));
    let of_resource = root
        .text_of("name")
        .and_then(|it| it.split("servicePrincipals/").nth(1)?.split('/').next());
    let principal = of_resource.or(named).filter(|it| !it.is_empty());
    let id = root
        .text_of("uid")
        .or_else(|| root.text_of("name"))
        .unwrap_or(issuer);
    let audiences = policy.get("audiences").map_or(&[][..], Node::items);
    output.fact(Fact::Federation(Federation {
        id: format!("databricks:federation-policies/{id}"),
        provider: Provider::Other,
        issuer: issuer.to_owned(),
        identity: principal.map_or_else(|| ACCOUNT.to_owned(), identity::service_principal),
        audiences: audiences
            .iter()
            .filter_map(Node::as_str)
            .map(str::to_owned)
            .collect(),
        rule: FederationRule::Subject {
            claim: policy.text_of("subject_claim").unwrap_or("sub").to_owned(),
            subject: policy.text_of("subject").map(str::to_owned),
        },
        disabled: false,
        origin: output.origin(root),
    }));
}
