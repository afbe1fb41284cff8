//! Permission sets: their policies, their boundary, and the accounts where they are.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::wire::{DocumentText, FreeText, Keep, When, attributes};
use super::super::{Reply, ReplyError};
use crate::facts::{
    Attachment, AttachmentKind, Fact, Identity, IdentityKind, Origin, Policy, PolicyKind, Provider,
};
use crate::redact;
use crate::snapshot::Sink;

/// An identity of which nothing but its existence is known.
pub(super) fn identity(
    kind: IdentityKind,
    id: String,
    name: String,
    scope: String,
    origin: Origin,
) -> Identity {
    Identity {
        id,
        provider: Provider::Aws,
        kind,
        name,
        scope,
        unique_id: None,
        path: None,
        tags: None,
        member_of: Vec::new(),
        created: None,
        last_used: None,
        attributes: BTreeMap::new(),
        origin,
    }
}

pub(super) fn described(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let set = reply.parse::<Described>()?.permission_set;
    let mut found = identity(
        IdentityKind::PermissionSet,
        set.permission_set_arn,
        set.name,
        reply.scope(),
        reply.origin("/PermissionSet"),
    );
    found.created = set.created_date.and_then(|at| at.0);
    found.attributes = attributes([
        ("description", set.description.keep()),
        ("session_duration", set.session_duration.keep()),
    ]);
    sink.fact(Fact::Identity(found));
    Ok(())
}

/// A policy by the path and name that it has in every account.
fn in_any_account(policy: &Reference, reply: &Reply<'_>) -> String {
    let path = policy.path.as_deref().unwrap_or("/");
    format!("arn:{}:iam:::policy{path}{}", reply.partition, policy.name)
}

pub(super) fn managed(set: &str, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list(
        "AttachedManagedPolicies",
        sink,
        |policy: Managed, origin, sink| {
            let attachment = Attachment::new(AttachmentKind::Identity, policy.arn, set, origin);
            sink.fact(Fact::Attachment(attachment));
        },
    )
}

pub(super) fn of_customer(
    set: &str,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) -> Result<(), ReplyError> {
    reply.list(
        "CustomerManagedPolicyReferences",
        sink,
        |policy: Reference, origin, sink| {
            let policy = in_any_account(&policy, reply);
            let attachment = Attachment::new(AttachmentKind::Identity, policy, set, origin);
            sink.fact(Fact::Attachment(attachment));
        },
    )
}

pub(super) fn inline(set: &str, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let document = reply.parse::<Inline>()?.policy.unwrap_or_default().0;
    // Where there is none, AWS answers with an empty one.
    if document.trim().is_empty() {
        return Ok(());
    }
    let (id, origin) = (format!("{set}#inline"), reply.origin("/InlinePolicy"));
    sink.fact(Fact::Policy(Policy {
        id: id.clone(),
        provider: Provider::Aws,
        kind: PolicyKind::Inline,
        name: "inline policy".to_owned(),
        scope: Some(reply.scope()),
        provider_managed: false,
        version: None,
        document: redact::document(&document).into_owned(),
        origin: origin.clone(),
    }));
    let attachment = Attachment::new(AttachmentKind::Identity, id, set, origin);
    sink.fact(Fact::Attachment(attachment));
    Ok(())
}

pub(super) fn boundary(
    set: &str,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) -> Result<(), ReplyError> {
    let Some(boundary) = reply.parse::<Bounded>()?.boundary else {
        return Ok(());
    };
    let of_customer = boundary.reference;
    let policy = boundary
        .managed
        .or_else(|| of_customer.map(|it| in_any_account(&it, reply)));
    if let Some(policy) = policy {
        let origin = reply.origin("/PermissionsBoundary");
        let attachment = Attachment::new(AttachmentKind::Boundary, policy, set, origin);
        sink.fact(Fact::Attachment(attachment));
    }
    Ok(())
}

pub(super) fn provisioned(
    set: &str,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) -> Result<(), ReplyError> {
    let accounts = reply.parse::<Accounts>()?.ids.unwrap_or_default();
    for (index, account) in accounts.into_iter().enumerate() {
        let mut found = identity(
            IdentityKind::PermissionSet,
            format!("{set}#{account}"),
            // The name that people know is that of the permission set, which another answer has.
            set.rsplit('/').next().unwrap_or(set).to_owned(),
            format!("aws:{account}"),
            reply.origin(format!("/AccountIds/{index}")),
        );
        found.attributes = attributes([("permission_set", set.to_owned().keep())]);
        sink.fact(Fact::Identity(found));
    }
    Ok(())
}

#[derive(Deserialize)]
struct Described {
    #[serde(rename = "PermissionSet")]
    permission_set: PermissionSet,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PermissionSet {
    name: String,
    permission_set_arn: String,
    description: Option<FreeText>,
    created_date: Option<When>,
    session_duration: Option<String>,
}

#[derive(Deserialize)]
struct Managed {
    #[serde(rename = "Arn")]
    arn: String,
}

#[derive(Deserialize)]
struct Reference {
    #[serde(rename = "Name")]
    name: String,
    #[serde(rename = "Path")]
    path: Option<String>,
}

#[derive(Deserialize)]
struct Inline {
    #[serde(rename = "InlinePolicy", default)]
    policy: Option<DocumentText>,
}

#[derive(Deserialize)]
struct Bounded {
    #[serde(rename = "PermissionsBoundary")]
    boundary: Option<Boundary>,
}

#[derive(Deserialize)]
struct Boundary {
    #[serde(rename = "CustomerManagedPolicyReference")]
    reference: Option<Reference>,
    #[serde(rename = "ManagedPolicyArn")]
    managed: Option<String>,
}

#[derive(Deserialize)]
struct Accounts {
    #[serde(rename = "AccountIds")]
    ids: Option<Vec<String>>,
}
