//! The directory: groups, who is in them, and what users and groups are assigned to.

use serde::Deserialize;

use super::super::wire::{FreeText, Keep, attributes};
use super::super::{Reply, ReplyError};
use super::permission_set::identity;
use crate::facts::{Fact, Identity, IdentityKind, Origin};
use crate::snapshot::Sink;

fn user(id: String, reply: &Reply<'_>, origin: Origin) -> Identity {
    let arn = format!("arn:{}:identitystore:::user/{id}", reply.partition);
    identity(IdentityKind::DirectoryUser, arn, id, reply.scope(), origin)
}

fn group(id: String, reply: &Reply<'_>, origin: Origin) -> Identity {
    let arn = format!("arn:{}:identitystore:::group/{id}", reply.partition);
    identity(IdentityKind::DirectoryGroup, arn, id, reply.scope(), origin)
}

/// Who has a permission set in an account. `provisioned` is the id of the permission set there.
pub(super) fn assignments(
    provisioned: &str,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) -> Result<(), ReplyError> {
    reply.list(
        "AccountAssignments",
        sink,
        |assignment: Assignment, origin, sink| {
            let mut principal = if assignment.principal_type == "GROUP" {
                group(assignment.principal_id, reply, origin)
            } else {
                user(assignment.principal_id, reply, origin)
            };
            principal.member_of = vec![provisioned.to_owned()];
            sink.fact(Fact::Identity(principal));
        },
    )
}

pub(super) fn groups(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("Groups", sink, |it: Group, origin, sink| {
        let mut found = group(it.group_id, reply, origin);
        found.attributes = attributes([
            ("display_name", it.display_name.keep()),
            ("description", it.description.keep()),
        ]);
        sink.fact(Fact::Identity(found));
    })
}

pub(super) fn members(
    group: &str,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) -> Result<(), ReplyError> {
    reply.list(
        "GroupMemberships",
        sink,
        |membership: Membership, origin, sink| {
            if let Some(id) = membership.member.and_then(|member| member.user) {
                let mut found = user(id, reply, origin);
                found.member_of = vec![group.to_owned()];
                sink.fact(Fact::Identity(found));
            }
        },
    )
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Assignment {
    principal_type: String,
    principal_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Group {
    group_id: String,
    display_name: Option<FreeText>,
    description: Option<FreeText>,
}

#[derive(Deserialize)]
struct Membership {
    #[serde(rename = "MemberId")]
    member: Option<Member>,
}

#[derive(Deserialize)]
struct Member {
    #[serde(rename = "UserId")]
    user: Option<String>,
}
