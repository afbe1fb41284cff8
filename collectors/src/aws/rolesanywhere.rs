//! IAM Roles Anywhere: which certificates become which roles.
//!
//! A trust anchor is an identity provider: whoever has a certificate that its authority signed may ask for a session. A profile
//! is a workload that runs as its roles (`profile-role`): the session has one of them, narrowed down by the policies of
//! the profile. The API ties no profile to a trust anchor: any of the account's may be used with any, unless the trust
//! policy of the role, which trusts `rolesanywhere.amazonaws.com`, has a condition on `aws:SourceArn` or on the subject of
//! the certificate ("Trust model in IAM Roles Anywhere").

use serde::Deserialize;

use super::wire::{DocumentText, Keep, attributes, runs_as};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{Fact, Identity, IdentityKind, Origin, Policy, PolicyKind, Provider};
use crate::redact;
use crate::snapshot::Sink;

/// The Roles Anywhere service.
#[derive(Debug)]
pub struct RolesAnywhere;

static ENDPOINT: Endpoint = Endpoint {
    host: "rolesanywhere",
    signs_as: "rolesanywhere",
    protocol: Protocol::RestJson,
};

const fn listing(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
    path: &'static str,
) -> Operation {
    Operation::listing(
        name,
        ("rolesanywhere", command),
        permissions,
        Place::Regional,
    )
    .rest("GET", path, &[])
    .paged(Paging::CAMEL.by("pageSize", 100))
}

// IAM Roles Anywhere API Reference: ListTrustAnchors, ListProfiles.
static OPERATIONS: [Operation; 2] = [
    listing(
        "ListTrustAnchors",
        "list-trust-anchors",
        &["rolesanywhere:ListTrustAnchors"],
        "/trustanchors",
    ),
    listing(
        "ListProfiles",
        "list-profiles",
        &["rolesanywhere:ListProfiles"],
        "/profiles",
    ),
];

impl Service for RolesAnywhere {
    fn name(&self) -> &'static str {
        "rolesanywhere"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match reply.operation.name {
            "ListTrustAnchors" => reply.list("trustAnchors", sink, |it: Anchor, origin, sink| {
                sink.fact(Fact::Identity(it.into_identity(reply, origin)));
            }),
            "ListProfiles" => reply.list("profiles", sink, |it: Profile, origin, sink| {
                it.facts(reply, origin, sink);
            }),
            _ => Ok(()),
        }
    }
}

#[derive(Deserialize)]
struct Anchor {
    #[serde(rename = "trustAnchorArn")]
    arn: String,
    name: Option<String>,
    enabled: Option<bool>,
    source: Option<Source>,
}

/// The certificates themselves are not kept.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Source {
    source_type: Option<String>,
    source_data: Option<SourceData>,
}

#[derive(Deserialize)]
struct SourceData {
    #[serde(rename = "acmPcaArn")]
    authority: Option<String>,
}

impl Anchor {
    fn into_identity(self, reply: &Reply<'_>, origin: Origin) -> Identity {
        let source = self.source.unwrap_or_default();
        let authority = source.source_data.and_then(|data| data.authority);
        Identity {
            provider: Provider::Aws,
            kind: IdentityKind::IdentityProvider,
            name: self.name.unwrap_or_else(|| self.arn.clone()),
            id: self.arn,
            scope: reply.scope(),
            unique_id: None,
            path: None,
            tags: None,
            member_of: Vec::new(),
            created: None,
            last_used: None,
            attributes: attributes([
                (
                    "provider_type",
                    "rolesanywhere-trust-anchor".to_owned().keep(),
                ),
                ("enabled", self.enabled.keep()),
                ("source", source.source_type.keep()),
                ("certificate_authority", authority.keep()),
            ]),
            origin,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Profile {
    profile_arn: String,
    name: Option<String>,
    enabled: Option<bool>,
    role_arns: Option<Vec<String>>,
    managed_policy_arns: Option<Vec<String>>,
    session_policy: Option<DocumentText>,
    accept_role_session_name: Option<bool>,
    duration_seconds: Option<i64>,
}

impl Profile {
    /// The session policy is kept as `<profile ARN>#session`. It is attached to nothing: it only narrows down the sessions
    /// that come about through this profile.
    fn facts(self, reply: &Reply<'_>, origin: Origin, sink: &mut dyn Sink) {
        let name = self.name.unwrap_or_else(|| self.profile_arn.clone());
        let kind = "aws:rolesanywhere:profile";
        let mut workload = reply.workload(kind, self.profile_arn, name, origin.clone());
        for role in self.role_arns.unwrap_or_default() {
            workload.runs_as.extend(runs_as(Some(role), "profile-role"));
        }
        workload.runs_as.sort();
        let session = self.session_policy.filter(|it| !it.0.trim().is_empty());
        let session_id = format!("{}#session", workload.id);
        workload.attributes = attributes([
            ("enabled", self.enabled.keep()),
            ("session_policies", self.managed_policy_arns.keep()),
            (
                "session_policy",
                session.is_some().then(|| session_id.clone()).keep(),
            ),
            (
                "accept_role_session_name",
                self.accept_role_session_name.keep(),
            ),
            ("duration_seconds", self.duration_seconds.keep()),
        ]);
        sink.fact(Fact::Workload(workload));
        if let Some(document) = session {
            sink.fact(Fact::Policy(Policy {
                id: session_id,
                provider: Provider::Aws,
                kind: PolicyKind::Inline,
                name: "session policy".to_owned(),
                scope: Some(reply.scope()),
                provider_managed: false,
                version: None,
                document: redact::document(&document.0).into_owned(),
                origin: Origin::new(origin.source, format!("{}/sessionPolicy", origin.pointer)),
            }));
        }
    }
}
