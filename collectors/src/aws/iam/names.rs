//! Ids of IAM things, and facts that say no more than that something exists.

use std::collections::BTreeMap;

use crate::aws::Reply;
use crate::aws::wire::Arn;
use crate::facts::{Identity, IdentityKind, Origin, Provider, Scope, ScopeKind};

/// The id of the account's scope.
pub(super) fn scope_id(account: &str) -> String {
    format!("aws:{account}")
}

/// An account of which only its existence is known.
pub(super) fn account(id: &str, origin: Origin) -> Scope {
    Scope::new(scope_id(id), Provider::Aws, ScopeKind::Account, origin)
}

/// The ARN of a user whose path is not known. Names are unique within an account (IAM user guide,
/// "IAM identifiers"), so the snapshot can put the full ARN in its place.
pub(super) fn user_arn(reply: &Reply<'_>, name: &str) -> String {
    format!("arn:{}:iam::{}:user/{name}", reply.partition, reply.account)
}

/// The ARN of a group of the same account as `member`, when its path is not known.
pub(super) fn group_arn(member: &Arn<'_>, name: &str) -> String {
    format!(
        "arn:{}:iam::{}:group/{name}",
        member.partition, member.account
    )
}

/// An identity of which only its existence is known.
pub(super) fn identity(kind: IdentityKind, id: &str, scope: String, origin: Origin) -> Identity {
    let name = Arn::parse(id).map_or(id, |arn| arn.name()).to_owned();
    Identity {
        id: id.to_owned(),
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
