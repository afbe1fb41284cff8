//! IAM items. AWS Config records the details of users, groups, roles and customer-managed policies with their documents
//! percent-encoded; it records no access key.

use crate::aws::translate::{
    Kind, Members,
    Take::{At, Fill, List, Tags},
    Translation,
};

const DETAILS: (&str, &str) = ("iam", "get-account-authorization-details");

const INLINE: Members = &[
    ("PolicyName", At("policyName")),
    ("PolicyDocument", At("policyDocument")),
];

const ATTACHED: Members = &[("PolicyArn", At("policyArn"))];

const BOUNDARY: &str = "permissionsBoundary.permissionsBoundaryArn";

const PROFILE: Members = &[
    ("Arn", At("arn")),
    ("InstanceProfileName", At("instanceProfileName")),
    ("InstanceProfileId", At("instanceProfileId")),
    ("Path", At("path")),
    (
        "Roles",
        List("roles", &[("Arn", At("arn")), ("RoleName", At("roleName"))]),
    ),
];

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "AWS::IAM::User",
        listing: DETAILS,
        tells: &[Translation::listing(
            DETAILS,
            "UserDetailList[]",
            &[
                ("Arn", At("arn|item.ARN|item.arn")),
                ("Path", At("path")),
                ("UserName", At("userName")),
                ("UserId", At("userId")),
                ("CreateDate", At("createDate")),
                ("UserPolicyList", List("userPolicyList", INLINE)),
                ("GroupList", At("groupList")),
                (
                    "AttachedManagedPolicies",
                    List("attachedManagedPolicies", ATTACHED),
                ),
                ("PermissionsBoundary.PermissionsBoundaryArn", At(BOUNDARY)),
                ("Tags", Tags("tags|item.tags")),
            ],
        )],
    },
    Kind {
        name: "AWS::IAM::Group",
        listing: DETAILS,
        tells: &[Translation::listing(
            DETAILS,
            "GroupDetailList[]",
            &[
                ("Arn", At("arn|item.ARN|item.arn")),
                ("Path", At("path")),
                ("GroupName", At("groupName")),
                ("GroupId", At("groupId")),
                ("CreateDate", At("createDate")),
                ("GroupPolicyList", List("groupPolicyList", INLINE)),
                (
                    "AttachedManagedPolicies",
                    List("attachedManagedPolicies", ATTACHED),
                ),
            ],
        )],
    },
    Kind {
        name: "AWS::IAM::Role",
        listing: DETAILS,
        tells: &[Translation::listing(
            DETAILS,
            "RoleDetailList[]",
            &[
                ("Arn", At("arn|item.ARN|item.arn")),
                ("Path", At("path")),
                ("RoleName", At("roleName")),
                ("RoleId", At("roleId")),
                ("CreateDate", At("createDate")),
                ("AssumeRolePolicyDocument", At("assumeRolePolicyDocument")),
                ("InstanceProfileList", List("instanceProfileList", PROFILE)),
                ("RolePolicyList", List("rolePolicyList", INLINE)),
                (
                    "AttachedManagedPolicies",
                    List("attachedManagedPolicies", ATTACHED),
                ),
                ("PermissionsBoundary.PermissionsBoundaryArn", At(BOUNDARY)),
                ("MaxSessionDuration", At("maxSessionDuration")),
                ("Tags", Tags("tags|item.tags")),
            ],
        )],
    },
    Kind {
        name: "AWS::IAM::Policy",
        listing: DETAILS,
        tells: &[Translation::listing(
            DETAILS,
            "Policies[]",
            &[
                ("Arn", At("arn|item.ARN|item.arn")),
                ("PolicyName", At("policyName")),
                ("DefaultVersionId", At("defaultVersionId")),
                (
                    "PolicyVersionList",
                    List(
                        "policyVersionList",
                        &[
                            ("Document", At("document")),
                            ("VersionId", At("versionId")),
                            ("IsDefaultVersion", At("isDefaultVersion")),
                        ],
                    ),
                ),
            ],
        )],
    },
    Kind {
        name: "AWS::IAM::InstanceProfile",
        listing: ("iam", "list-instance-profiles"),
        tells: &[Translation::listing(
            ("iam", "list-instance-profiles"),
            "InstanceProfiles[]",
            &[
                ("Arn", At("Arn|arn|item.ARN|item.arn")),
                (
                    "InstanceProfileName",
                    At("InstanceProfileName|item.resourceName"),
                ),
                ("Path", At("Path")),
            ],
        )],
    },
    Kind {
        name: "AWS::IAM::OIDCProvider",
        listing: ("iam", "list-open-id-connect-providers"),
        tells: &[Translation::about(
            ("iam", "get-open-id-connect-provider"),
            "{Arn|item.ARN|item.arn}",
            "",
            &[
                ("Url", At("Url|url")),
                ("ClientIDList", At("ClientIdList|clientIdList")),
                ("Tags", Tags("Tags|item.tags")),
            ],
        )],
    },
    Kind {
        name: "AWS::IAM::SAMLProvider",
        listing: ("iam", "list-saml-providers"),
        tells: &[Translation::about(
            ("iam", "get-saml-provider"),
            "{Arn|item.ARN|item.arn}",
            "",
            &[("Tags", Tags("Tags|item.tags"))],
        )],
    },
    Kind {
        name: "AWS::S3::AccountPublicAccessBlock",
        listing: ("s3control", "get-public-access-block"),
        tells: &[Translation::listing(
            ("s3control", "get-public-access-block"),
            "PublicAccessBlockConfiguration",
            &[
                ("BlockPublicAcls", At("blockPublicAcls")),
                ("IgnorePublicAcls", At("ignorePublicAcls")),
                ("BlockPublicPolicy", At("blockPublicPolicy")),
                ("RestrictPublicBuckets", At("restrictPublicBuckets")),
            ],
        )],
    },
    Kind {
        name: "AWS::Cognito::IdentityPool",
        listing: ("cognito-identity", "list-identity-pools"),
        tells: &[Translation::about(
            ("cognito-identity", "describe-identity-pool"),
            "{IdentityPoolId|Id|item.resourceId}",
            "",
            &[
                (
                    "IdentityPoolId",
                    Fill("{IdentityPoolId|Id|item.resourceId}"),
                ),
                ("IdentityPoolName", At("IdentityPoolName|Name")),
                (
                    "AllowUnauthenticatedIdentities",
                    At("AllowUnauthenticatedIdentities"),
                ),
                ("AllowClassicFlow", At("AllowClassicFlow")),
            ],
        )],
    },
];
