//! Identity provider -> role.

use std::collections::BTreeSet;

use blastradius_collectors::facts::IdentityKind;
use serde_json::json;

use super::{EdgeRule, Findings, RuleMeta};
use crate::authorize::aws::{ContextValue, Principal};
use crate::context::is;
use crate::estate::{Estate, stranger};
use crate::model::{EdgeKind, Node, NodeKind};

/// See [`META`].
pub(super) struct Rule;

const WEB_IDENTITY: &str = "sts:AssumeRoleWithWebIdentity";
const SAML: &str = "sts:AssumeRoleWithSAML";

static META: RuleMeta = RuleMeta {
    id: "identity-provider",
    title: "A role trusts an identity provider",
    does: "The trust policy names an OIDC or SAML provider. The conditions on the subject are printed: an edge \
           without any is certain, and means that every subject of the provider may become the role. The audience \
           of an OIDC token is what its requester asks for, so a condition on it alone protects nothing.",
    matters: "A trust in a public CI provider without a condition on the subject lets every repository in the world in.",
    permissions: &[WEB_IDENTITY, SAML],
    references: &[
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html",
        "ATT&CK T1199",
        "OWASP NHI6:2025 Insecure Cloud Deployment Configurations",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        for role in estate.facts.identities.values() {
            if role.kind != IdentityKind::Role {
                continue;
            }
            let Some(entry) = estate.resource(&role.id) else {
                continue;
            };
            let providers: BTreeSet<&str> = entry
                .policy
                .iter()
                .flat_map(|trust| trust.mentions.providers())
                .collect();
            for provider in providers {
                let action = if provider.contains(":saml-provider/") {
                    SAML
                } else {
                    WEB_IDENTITY
                };
                let mut context = estate.context.request(estate.taken);
                let host = provider
                    .split_once(":oidc-provider/")
                    .map_or(provider, |(_, host)| host);
                context.set(&format!("{host}:aud"), ContextValue::Chosen);
                context.set("saml:aud", is("https://signin.aws.amazon.com/saml"));
                estate.context.override_with_hand(&mut context);
                let nothing = json!({"Version": "2012-10-17", "Statement": []});
                if let Some(answer) = stranger::may(
                    estate,
                    Principal::Federated(provider.to_owned()),
                    context,
                    action,
                    entry,
                    &nothing,
                ) {
                    found.nodes.push(node(provider, &role.scope));
                    found.become_edge(provider, &role.id, EdgeKind::Trusts, None, answer);
                }
            }
        }
    }
}

/// A provider that the snapshot does not list: named only by trust policies.
fn node(provider: &str, scope: &str) -> Node {
    Node {
        id: provider.to_owned(),
        kind: NodeKind::Identity,
        class: None,
        type_name: "aws:iam:identity-provider".to_owned(),
        name: provider
            .split_once("-provider/")
            .map_or(provider, |(_, name)| name)
            .to_owned(),
        scope: provider.starts_with("arn:").then(|| scope.to_owned()),
        part_of: None,
        record: None,
        notes: vec!["not collected".to_owned()],
    }
}
