//! IAM's authorization details as JSON.

use aws_sdk_iam::operation::get_account_authorization_details::GetAccountAuthorizationDetailsOutput;
use aws_sdk_iam::types::{
    AttachedPermissionsBoundary, AttachedPolicy, GroupDetail, ManagedPolicyDetail, PolicyDetail,
    RoleDetail, UserDetail,
};
use serde_json::{Value, json};

use super::iam::{profile, tags};
use super::time;

pub(super) fn json(answer: &GetAccountAuthorizationDetailsOutput) -> Value {
    json!({
        "UserDetailList": answer.user_detail_list().iter().map(user).collect::<Vec<_>>(),
        "GroupDetailList": answer.group_detail_list().iter().map(group).collect::<Vec<_>>(),
        "RoleDetailList": answer.role_detail_list().iter().map(role).collect::<Vec<_>>(),
        "Policies": answer.policies().iter().map(managed).collect::<Vec<_>>(),
        "IsTruncated": answer.is_truncated(),
    })
}

fn user(it: &UserDetail) -> Value {
    json!({
        "UserName": it.user_name(),
        "Arn": it.arn(),
        "Path": it.path(),
        "UserId": it.user_id(),
        "CreateDate": time(it.create_date()),
        "UserPolicyList": inline(it.user_policy_list()),
        "GroupList": it.group_list(),
        "AttachedManagedPolicies": attached(it.attached_managed_policies()),
        "PermissionsBoundary": it.permissions_boundary().map(boundary),
        "Tags": tags(it.tags()),
    })
}

fn group(it: &GroupDetail) -> Value {
    json!({
        "GroupName": it.group_name(),
        "Arn": it.arn(),
        "Path": it.path(),
        "GroupId": it.group_id(),
        "CreateDate": time(it.create_date()),
        "GroupPolicyList": inline(it.group_policy_list()),
        "AttachedManagedPolicies": attached(it.attached_managed_policies()),
    })
}

fn role(it: &RoleDetail) -> Value {
    let profiles: Vec<Value> = it.instance_profile_list().iter().map(profile).collect();
    let used = it
        .role_last_used()
        .map(|used| json!({"LastUsedDate": time(used.last_used_date()), "Region": used.region()}));
    json!({
        "RoleName": it.role_name(),
        "Arn": it.arn(),
        "Path": it.path(),
        "RoleId": it.role_id(),
        "CreateDate": time(it.create_date()),
        "AssumeRolePolicyDocument": it.assume_role_policy_document(),
        "InstanceProfileList": profiles,
        "RolePolicyList": inline(it.role_policy_list()),
        "AttachedManagedPolicies": attached(it.attached_managed_policies()),
        "PermissionsBoundary": it.permissions_boundary().map(boundary),
        "Tags": tags(it.tags()),
        "RoleLastUsed": used,
    })
}

fn managed(it: &ManagedPolicyDetail) -> Value {
    // Only the version in force is kept: the others grant nothing, and the answer may be large.
    let versions: Vec<Value> = it
        .policy_version_list()
        .iter()
        .filter(|version| {
            version.is_default_version() || version.version_id() == it.default_version_id()
        })
        .map(|version| {
            json!({
                "Document": version.document(),
                "VersionId": version.version_id(),
                "IsDefaultVersion": version.is_default_version(),
            })
        })
        .collect();
    json!({
        "PolicyName": it.policy_name(),
        "Arn": it.arn(),
        "DefaultVersionId": it.default_version_id(),
        "PolicyVersionList": versions,
    })
}

fn inline(all: &[PolicyDetail]) -> Vec<Value> {
    all.iter()
        .map(|it| json!({"PolicyName": it.policy_name(), "PolicyDocument": it.policy_document()}))
        .collect()
}

fn attached(all: &[AttachedPolicy]) -> Vec<Value> {
    all.iter()
        .map(|it| json!({"PolicyName": it.policy_name(), "PolicyArn": it.policy_arn()}))
        .collect()
}

fn boundary(it: &AttachedPermissionsBoundary) -> Value {
    json!({"PermissionsBoundaryArn": it.permissions_boundary_arn()})
}
