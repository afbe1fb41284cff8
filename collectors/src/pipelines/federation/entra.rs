//! Entra ID: federated credentials of applications and managed identities.
//!
//! `az ad app federated-credential list`, `az identity federated-credential list`; Microsoft Graph,
//! `federatedIdentityCredential`.

use crate::coverage::Outcome;
use crate::facts::{Fact, Federation, FederationRule, Provider, UNRESOLVED};
use crate::pipelines::{Document, Kind, Node, Output};

/// See the top of the file.
pub(in crate::pipelines) struct EntraFederatedCredential;

const CREDENTIALS: &str = "federatedIdentityCredentials";

impl Kind for EntraFederatedCredential {
    fn name(&self) -> &'static str {
        "entra-federated-credential"
    }

    fn description(&self) -> &'static str {
        "Federated credentials of Entra applications and managed identities, from the Azure CLI or Microsoft Graph"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let Some(root) = document.tree() else {
            return false;
        };
        root.get(CREDENTIALS).is_some_and(Node::is_list) || list(root).first().is_some_and(is_one)
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        let of_application = root
            .text_of("appId")
            .or_else(|| root.text_of("@odata.context").and_then(in_quotes))
            .or_else(|| guid(document.file.name()))
            .map(|it| format!("azure:app/{}", it.to_lowercase()));
        let all = root
            .get(CREDENTIALS)
            .map_or_else(|| list(root), Node::items);
        for node in all {
            match identity(node).or_else(|| of_application.clone()) {
                Some(identity) => credential(node, identity, output),
                None => {
                    output.gap(
                        Outcome::Unreadable,
                        node,
                        "the credential does not say of which application it is",
                        "name the file after the application: `APPLICATION-ID.json`",
                    );
                    let unknown = format!("{UNRESOLVED}{}#application", document.file.id());
                    credential(node, unknown, output);
                }
            }
        }
    }
}

/// The credentials of an answer: a list, the value of an answer of Graph, or one.
fn list(root: &Node) -> &[Node] {
    root.get("value")
        .map_or_else(|| root.one_or_many(), Node::items)
}

fn is_one(node: &Node) -> bool {
    let node = node.get("properties").unwrap_or(node);
    let says = |name: &str| node.get(name).is_some();
    let claims = says("subject") || says("claimsMatchingExpression");
    claims && says("audiences") && node.text_of("issuer").is_some_and(|it| it.starts_with("https://"))
        // Those of Databricks have a claim and a policy.
        && (says("name") || says("claimsMatchingExpression") || node.get("id").is_some())
        && !says("subject_claim")
}

/// The managed identity that holds it, by the id that Azure Resource Manager gives it.
fn identity(node: &Node) -> Option<String> {
    let id = node.text_of("id")?.to_lowercase();
    let (identity, _) = id.split_once("/federatedidentitycredentials/")?;
    identity
        .starts_with("/subscriptions/")
        .then(|| identity.to_owned())
}

/// `…#applications('ID')/…`.
fn in_quotes(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("applications('")?;
    Some(rest.split_once('\'')?.0)
}

/// The name of a file that is an id.
fn guid(name: &str) -> Option<&str> {
    let stem = name.split('.').next()?;
    let is_one = stem.len() == 36 && stem.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    is_one.then_some(stem)
}

fn credential(node: &Node, identity: String, output: &mut Output<'_>) {
    let of = node.get("properties").unwrap_or(node);
    let name = node
        .text_of("name")
        .or_else(|| node.text_of("id"))
        .unwrap_or("unnamed");
    let expression = of.get("claimsMatchingExpression").filter(|it| it.is_map());
    let rule = match (expression, of.text_of("subject")) {
        (Some(expression), _) => FederationRule::ClaimsMatching {
            expression: expression.text_of("value").unwrap_or_default().to_owned(),
            version: expression
                .text_of("languageVersion")
                .and_then(|it| it.parse().ok())
                .unwrap_or(1),
        },
        (None, Some(subject)) => FederationRule::Subject {
            claim: "sub".to_owned(),
            subject: Some(subject.to_owned()),
        },
        (None, None) => {
            let what = "the credential has neither a subject nor an expression";
            return output.gap(Outcome::Unreadable, node, what, "");
        }
    };
    let audiences = of.get("audiences").map_or(&[][..], Node::items);
    let origin = output.origin(node);
    output.fact(Fact::Federation(Federation {
        id: format!("{identity}/federatedIdentityCredentials/{name}"),
        provider: Provider::Azure,
        issuer: of.text_of("issuer").unwrap_or_default().to_owned(),
        identity,
        audiences: audiences
            .iter()
            .filter_map(Node::as_str)
            .map(str::to_owned)
            .collect(),
        rule,
        disabled: false,
        origin,
    }));
}
