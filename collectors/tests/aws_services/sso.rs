use blastradius_collectors::facts::{AttachmentKind, IdentityKind, PolicyKind};
use serde_json::json;

use crate::{answers, everything};

const INSTANCE: &str = "arn:aws:sso:::instance/ssoins-7223aa";
const SET: &str = "arn:aws:sso:::permissionSet/ssoins-7223aa/ps-11bb";
const GROUP: &str = "arn:aws:identitystore:::group/g-1";
const USER: &str = "arn:aws:identitystore:::user/u-1";

#[test]
fn a_permission_set_has_its_policies_and_who_has_it_where() {
    let of_set = format!("{INSTANCE} {SET}");
    let in_account = format!("{of_set} 444455556666");
    let inline = "{\"Version\":\"2012-10-17\",\"Statement\":[]}";
    let sink = answers(
        "sso",
        &[
            (
                "list-instances",
                "",
                json!({"Instances": [{"InstanceArn": INSTANCE, "IdentityStoreId": "d-1"}]}),
            ),
            (
                "list-permission-sets",
                INSTANCE,
                json!({"PermissionSets": [SET]}),
            ),
            (
                "describe-permission-set",
                &of_set,
                json!({"PermissionSet": {"Name": "Admins", "PermissionSetArn": SET, "Description": "all",
                    "SessionDuration": "PT4H", "CreatedDate": 1_760_000_000.5, "RelayState": "https://CANARY"}}),
            ),
            (
                "list-managed-policies-in-permission-set",
                &of_set,
                json!({"AttachedManagedPolicies": [{"Name": "ReadOnlyAccess", "Arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}]}),
            ),
            (
                "list-customer-managed-policy-references-in-permission-set",
                &of_set,
                json!({"CustomerManagedPolicyReferences": [{"Name": "data", "Path": "/team/"}, {"Name": "plain"}]}),
            ),
            (
                "get-inline-policy-for-permission-set",
                &of_set,
                json!({"InlinePolicy": inline}),
            ),
            (
                "get-permissions-boundary-for-permission-set",
                &of_set,
                json!({"PermissionsBoundary": {"CustomerManagedPolicyReference": {"Name": "edge", "Path": "/"}}}),
            ),
            (
                "list-accounts-for-provisioned-permission-set",
                &of_set,
                json!({"AccountIds": ["444455556666"]}),
            ),
            (
                "list-account-assignments",
                &in_account,
                json!({"AccountAssignments": [
                    {"AccountId": "444455556666", "PermissionSetArn": SET, "PrincipalType": "GROUP", "PrincipalId": "g-1"},
                    {"AccountId": "444455556666", "PermissionSetArn": SET, "PrincipalType": "USER", "PrincipalId": "u-1"}]}),
            ),
            (
                "list-groups",
                "d-1",
                json!({"Groups": [{"GroupId": "g-1", "DisplayName": "platform", "ExternalIds": [{"Id": "CANARY"}]}]}),
            ),
            (
                "list-group-memberships",
                "d-1 g-1",
                json!({"GroupMemberships": [{"MembershipId": "m", "GroupId": "g-1", "MemberId": {"UserId": "u-1"}}]}),
            ),
        ],
    );
    let set = &sink.facts.identities[SET];
    assert_eq!(set.kind, IdentityKind::PermissionSet);
    assert_eq!(set.name, "Admins");
    assert_eq!(set.scope, "aws:111122223333");
    assert_eq!(set.attributes["session_duration"], "PT4H");
    assert_eq!(set.attributes["description"], "all");
    assert!(set.created.is_some());
    let attached: Vec<(AttachmentKind, &str)> = sink
        .facts
        .attachments
        .values()
        .inspect(|it| assert_eq!(it.target, SET))
        .map(|it| (it.kind, &*it.policy))
        .collect();
    let own = format!("{SET}#inline");
    assert_eq!(attached.len(), 5);
    for expected in [
        (
            AttachmentKind::Identity,
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
        ),
        (AttachmentKind::Identity, "arn:aws:iam:::policy/team/data"),
        (AttachmentKind::Identity, "arn:aws:iam:::policy/plain"),
        (AttachmentKind::Identity, &*own),
        (AttachmentKind::Boundary, "arn:aws:iam:::policy/edge"),
    ] {
        assert!(attached.contains(&expected), "{expected:?}");
    }
    let policy = &sink.facts.policies[&own];
    assert_eq!(policy.kind, PolicyKind::Inline);
    assert_eq!(policy.document, inline);

    let provisioned = format!("{SET}#444455556666");
    let there = &sink.facts.identities[&provisioned];
    assert_eq!(there.kind, IdentityKind::PermissionSet);
    assert_eq!(there.scope, "aws:444455556666");
    assert_eq!(there.attributes["permission_set"], SET);
    let group = &sink.facts.identities[GROUP];
    assert_eq!(group.kind, IdentityKind::DirectoryGroup);
    assert_eq!(group.name, "g-1");
    assert_eq!(group.attributes["display_name"], "platform");
    assert_eq!(group.member_of, std::slice::from_ref(&provisioned));
    let user = &sink.facts.identities[USER];
    assert_eq!(user.kind, IdentityKind::DirectoryUser);
    assert_eq!(user.member_of, [GROUP.to_owned(), provisioned]);
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn no_inline_policy_and_no_boundary_are_none() {
    let of_set = format!("{INSTANCE} {SET}");
    let sink = answers(
        "sso",
        &[
            (
                "get-inline-policy-for-permission-set",
                &of_set,
                json!({"InlinePolicy": ""}),
            ),
            (
                "get-permissions-boundary-for-permission-set",
                &of_set,
                json!({}),
            ),
        ],
    );
    assert!(sink.facts.policies.is_empty());
    assert!(sink.facts.attachments.is_empty());
}
