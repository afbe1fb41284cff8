//! The internet -> the roles of identity pools; certificates -> the roles of Roles Anywhere.

use blastradius_collectors::facts::{Identity, IdentityKind, Workload};
use serde_json::{Value, json};

use super::public_access::{INTERNET, internet};
use super::{EdgeRule, Findings, RuleMeta};
use crate::authorize::aws::{Context, Principal};
use crate::context::is;
use crate::estate::{Answer, Estate, account_of, stranger};
use crate::model::{Certainty, EdgeKind};

/// See [`META`].
pub(super) struct Rule;

const COGNITO: &str = "cognito-identity.amazonaws.com";
const ANYWHERE: &str = "rolesanywhere.amazonaws.com";
const WEB_IDENTITY: &str = "sts:AssumeRoleWithWebIdentity";

static META: RuleMeta = RuleMeta {
    id: "identity-pools",
    title: "A stranger or a certificate becomes a role",
    does: "An identity pool of Cognito that lets strangers in gives its unauthenticated role to everybody on the \
           internet who knows its id, which every app that uses it shows: from `external:internet`, if the trust \
           policy of the role takes unauthenticated identities of that pool. In the enhanced flow the session is \
           narrowed down to some services: conditional, unless the classic flow is on. A trust anchor of IAM Roles \
           Anywhere gives the roles of every enabled profile of its account to whoever has a certificate that the \
           authority signed, as far as their trust policies let that anchor in.",
    matters: "Nobody has to leak a key for the one, and a private key on a server is enough for the other.",
    permissions: &[],
    references: &[
        "https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html",
        "https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html",
        "ATT&CK T1078.004",
        "ATT&CK T1649",
        "OWASP NHI4:2025 Insecure Authentication",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        for workload in estate.facts.workloads.values() {
            match workload.kind.as_str() {
                "aws:cognito-identity:identity-pool" => pool(estate, workload, found),
                "aws:rolesanywhere:profile" => profile(estate, workload, found),
                _ => {}
            }
        }
    }
}

/// Page "Role trust and permissions" of the Cognito developer guide: the token of a stranger has the pool as its audience
/// and `unauthenticated` as its method.
fn pool(estate: &Estate<'_>, pool: &Workload, found: &mut Findings) {
    let holds = |name: &str| pool.attributes.get(name).and_then(Value::as_bool);
    if holds("allow_unauthenticated") == Some(false) {
        return;
    }
    let id = pool.id.rsplit('/').next().unwrap_or(&pool.id);
    let mut context = estate.context.request(estate.taken);
    context.set(&format!("{COGNITO}:aud"), is(id));
    context.set(&format!("{COGNITO}:amr"), is("unauthenticated"));
    estate.context.override_with_hand(&mut context);
    for runs_as in &pool.runs_as {
        if runs_as.how != "unauthenticated-role" {
            continue;
        }
        let principal = Principal::Federated(COGNITO.to_owned());
        let Some(mut answer) = may(estate, principal, &context, WEB_IDENTITY, &runs_as.identity)
        else {
            continue;
        };
        if holds("allow_unauthenticated").is_none() {
            answer = answer.unless_proven(
                Certainty::Conditional,
                format!(
                    "the pool {} lets strangers in (that was not read)",
                    pool.name
                ),
            );
        }
        if holds("classic_flow") != Some(true) {
            answer = answer.unless_proven(
                Certainty::Conditional,
                "the session policy of the enhanced flow allows the service".to_owned(),
            );
        }
        found.nodes.push(internet());
        found.become_edge(INTERNET, &runs_as.identity, EdgeKind::Trusts, None, answer);
    }
}

/// The anchors of the account and region of a profile -> its roles.
fn profile(estate: &Estate<'_>, profile: &Workload, found: &mut Findings) {
    if profile.attributes.get("enabled").and_then(Value::as_bool) == Some(false) {
        return;
    }
    for anchor in estate.facts.identities.values() {
        let is_anchor = anchor.kind == IdentityKind::IdentityProvider
            && anchor.id.contains(":rolesanywhere:")
            && anchor.scope == profile.scope;
        let enabled = anchor.attributes.get("enabled").and_then(Value::as_bool);
        if is_anchor && enabled != Some(false) {
            anchored(estate, anchor, profile, found);
        }
    }
}

fn anchored(estate: &Estate<'_>, anchor: &Identity, profile: &Workload, found: &mut Findings) {
    let mut context = estate.context.request(estate.taken);
    context.set("aws:SourceArn", is(&anchor.id));
    if let Some(account) = account_of(&anchor.id) {
        context.set("aws:SourceAccount", is(account));
    }
    context.set("aws:PrincipalIsAWSService", is("true"));
    estate.context.override_with_hand(&mut context);
    let narrowed = ["session_policy", "session_policies"]
        .iter()
        .any(|name| profile.attributes.contains_key(*name));
    for runs_as in &profile.runs_as {
        let principal = Principal::Service(ANYWHERE.to_owned());
        let Some(mut answer) = may(
            estate,
            principal,
            &context,
            "sts:AssumeRole",
            &runs_as.identity,
        ) else {
            continue;
        };
        if narrowed {
            answer = answer.unless_proven(
                Certainty::Conditional,
                format!(
                    "the session policies of the profile {} allow it",
                    profile.name
                ),
            );
        }
        found.become_edge(
            &anchor.id,
            &runs_as.identity,
            EdgeKind::Trusts,
            None,
            answer,
        );
    }
}

/// Whether the trust policy of a role lets somebody in who has no policies of its own.
fn may(
    estate: &Estate<'_>,
    principal: Principal,
    context: &Context,
    action: &str,
    role: &str,
) -> Option<Answer> {
    let entry = estate.resource(role)?;
    let nothing = json!({"Version": "2012-10-17", "Statement": []});
    stranger::may(estate, principal, context.clone(), action, entry, &nothing)
}
