//! The members of the four lists of the authorization details.

use serde::Deserialize;
use serde::de::Error as _;

use super::super::names;
use super::super::policies::{self, AttachedPolicy, Boundary, Carried, InlinePolicy};
use super::super::providers::InstanceProfile;
use super::{AuthorizationDetails, DetailCounts};
use crate::aws::wire::{Arn, DocumentText, TagList, When};
use crate::facts::{Fact, Identity, IdentityKind, Origin};
use crate::snapshot::Sink;

type Taken = Result<(), serde_json::Error>;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct User {
    arn: String,
    path: Option<String>,
    user_id: Option<String>,
    #[serde(default)]
    create_date: When,
    #[serde(default)]
    user_policy_list: Vec<InlinePolicy>,
    #[serde(default)]
    group_list: Vec<String>,
    #[serde(default)]
    attached_managed_policies: Vec<AttachedPolicy>,
    permissions_boundary: Option<Boundary>,
    tags: Option<TagList>,
}

/// One of `UserDetailList`.
pub(super) fn user(
    text: &str,
    origin: &Origin,
    seen: &mut AuthorizationDetails,
    sink: &mut dyn Sink,
) -> Taken {
    let user: User = serde_json::from_str(text)?;
    let arn = arn(&user.arn)?;
    let scope = declare(&arn, origin, sink);
    let mut fact = identity(IdentityKind::User, &user.arn, &scope, origin);
    fact.path = user.path;
    fact.unique_id = user.user_id;
    fact.created = user.create_date.0;
    fact.tags = user.tags.map(TagList::tags);
    fact.member_of = user
        .group_list
        .iter()
        .map(|group| names::group_arn(&arn, group))
        .collect();
    fact.member_of.sort();
    fact.member_of.dedup();
    sink.fact(Fact::Identity(fact));
    let carried = Carried {
        inline: user.user_policy_list,
        attached: user.attached_managed_policies,
        boundary: user.permissions_boundary,
    };
    carried.facts(&user.arn, &scope, "UserPolicyList", origin, sink);
    seen.count(&user.arn, |counts: &mut DetailCounts| &mut counts.users);
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Group {
    arn: String,
    path: Option<String>,
    group_id: Option<String>,
    #[serde(default)]
    create_date: When,
    #[serde(default)]
    group_policy_list: Vec<InlinePolicy>,
    #[serde(default)]
    attached_managed_policies: Vec<AttachedPolicy>,
}

/// One of `GroupDetailList`.
pub(super) fn group(
    text: &str,
    origin: &Origin,
    seen: &mut AuthorizationDetails,
    sink: &mut dyn Sink,
) -> Taken {
    let group: Group = serde_json::from_str(text)?;
    let scope = declare(&arn(&group.arn)?, origin, sink);
    let mut fact = identity(IdentityKind::Group, &group.arn, &scope, origin);
    fact.path = group.path;
    fact.unique_id = group.group_id;
    fact.created = group.create_date.0;
    sink.fact(Fact::Identity(fact));
    let carried = Carried {
        inline: group.group_policy_list,
        attached: group.attached_managed_policies,
        boundary: None,
    };
    carried.facts(&group.arn, &scope, "GroupPolicyList", origin, sink);
    seen.count(&group.arn, |counts: &mut DetailCounts| &mut counts.groups);
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Role {
    arn: String,
    path: Option<String>,
    role_id: Option<String>,
    #[serde(default)]
    create_date: When,
    #[serde(default)]
    assume_role_policy_document: DocumentText,
    #[serde(default)]
    instance_profile_list: Vec<InstanceProfile>,
    #[serde(default)]
    role_policy_list: Vec<InlinePolicy>,
    #[serde(default)]
    attached_managed_policies: Vec<AttachedPolicy>,
    permissions_boundary: Option<Boundary>,
    tags: Option<TagList>,
    role_last_used: Option<LastUsed>,
    max_session_duration: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct LastUsed {
    #[serde(default)]
    last_used_date: When,
    region: Option<String>,
}

/// One of `RoleDetailList`.
pub(super) fn role(
    text: &str,
    origin: &Origin,
    seen: &mut AuthorizationDetails,
    sink: &mut dyn Sink,
) -> Taken {
    let role: Role = serde_json::from_str(text)?;
    let scope = declare(&arn(&role.arn)?, origin, sink);
    let mut fact = identity(IdentityKind::Role, &role.arn, &scope, origin);
    fact.path = role.path;
    fact.unique_id = role.role_id;
    fact.created = role.create_date.0;
    fact.tags = role.tags.map(TagList::tags);
    if let Some(used) = role.role_last_used {
        fact.last_used = used.last_used_date.0;
        // The provider tells the last 400 days only (IAM API reference, RoleLastUsed).
        fact.attributes
            .insert("last_used_asked".to_owned(), true.into());
        if let Some(region) = used.region {
            fact.attributes
                .insert("last_used_region".to_owned(), region.into());
        }
    }
    if let Some(seconds) = role.max_session_duration {
        fact.attributes
            .insert("max_session_duration".to_owned(), seconds.into());
    }
    sink.fact(Fact::Identity(fact));
    let document = role.assume_role_policy_document;
    policies::trust(&role.arn, &scope, document, origin, sink);
    for (index, profile) in role.instance_profile_list.into_iter().enumerate() {
        let place = format!("{}/InstanceProfileList/{index}", origin.pointer);
        let place = Origin::new(origin.source.clone(), place);
        sink.fact(Fact::Workload(profile.workload(
            Some(&role.arn),
            &scope,
            place,
        )));
    }
    let carried = Carried {
        inline: role.role_policy_list,
        attached: role.attached_managed_policies,
        boundary: role.permissions_boundary,
    };
    carried.facts(&role.arn, &scope, "RolePolicyList", origin, sink);
    seen.count(&role.arn, |counts: &mut DetailCounts| &mut counts.roles);
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ManagedPolicy {
    arn: String,
    policy_name: Option<String>,
    default_version_id: Option<String>,
    #[serde(default)]
    policy_version_list: Vec<Version>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Version {
    document: Option<DocumentText>,
    version_id: String,
    #[serde(default)]
    is_default_version: bool,
}

/// One of `Policies`: the version in force. Other versions grant nothing.
pub(super) fn policy(
    text: &str,
    origin: &Origin,
    seen: &mut AuthorizationDetails,
    sink: &mut dyn Sink,
) -> Taken {
    let policy: ManagedPolicy = serde_json::from_str(text)?;
    let parts = arn(&policy.arn)?;
    if parts.account_id().is_some() {
        declare(&parts, origin, sink);
    }
    let default = policy.default_version_id.as_deref();
    let in_force = policy
        .policy_version_list
        .into_iter()
        .enumerate()
        .find(|(_, version)| version.is_default_version || default == Some(&version.version_id));
    let Some((index, version)) = in_force else {
        return Err(serde_json::Error::custom(
            "missing field `IsDefaultVersion`",
        ));
    };
    let Some(document) = version.document else {
        return Err(serde_json::Error::custom("missing field `Document`"));
    };
    let place = format!("{}/PolicyVersionList/{index}/Document", origin.pointer);
    let place = Origin::new(origin.source.clone(), place);
    let name = policy.policy_name;
    policies::managed(&policy.arn, name, version.version_id, document, place, sink);
    seen.count(&policy.arn, |counts: &mut DetailCounts| {
        &mut counts.policies
    });
    Ok(())
}

fn arn(text: &str) -> Result<Arn<'_>, serde_json::Error> {
    Arn::parse(text)
        .filter(|arn| arn.service == "iam" && !arn.account.is_empty())
        .ok_or_else(|| {
            serde_json::Error::custom("invalid value, expected the ARN of an IAM resource")
        })
}

/// Declares the account that an ARN is in; returns its id.
fn declare(arn: &Arn<'_>, origin: &Origin, sink: &mut dyn Sink) -> String {
    // Where in the file is of no use here: any of its members shows the same.
    let origin = Origin::new(origin.source.clone(), "");
    sink.fact(Fact::Scope(names::account(arn.account, origin)));
    names::scope_id(arn.account)
}

fn identity(kind: IdentityKind, arn: &str, scope: &str, origin: &Origin) -> Identity {
    names::identity(kind, arn, scope.to_owned(), origin.clone())
}
