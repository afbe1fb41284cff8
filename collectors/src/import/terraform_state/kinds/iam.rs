//! IAM: users, groups, roles, what proves them.

use crate::aws::translate::{
    Kind,
    Take::{At, Each, Is, List, Name, Tags},
    Translation,
};

const DETAILS: (&str, &str) = ("iam", "get-account-authorization-details");
const ARN: &str = "item.arn";
const TAGS: &str = "tags_all|tags";

pub(in super::super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_iam_user",
        listing: DETAILS,
        tells: &[Translation::listing(
            DETAILS,
            "UserDetailList[]",
            &[
                ("Arn", At(ARN)),
                ("Path", At("path")),
                ("UserName", At("name")),
                ("UserId", At("unique_id")),
                (
                    "PermissionsBoundary.PermissionsBoundaryArn",
                    At("permissions_boundary"),
                ),
                ("Tags", Tags(TAGS)),
            ],
        )
        .needs(ARN)],
    },
    Kind {
        name: "aws_iam_group",
        listing: DETAILS,
        tells: &[Translation::listing(
            DETAILS,
            "GroupDetailList[]",
            &[
                ("Arn", At(ARN)),
                ("Path", At("path")),
                ("GroupName", At("name")),
                ("GroupId", At("unique_id")),
            ],
        )
        .needs(ARN)],
    },
    Kind {
        name: "aws_iam_role",
        listing: DETAILS,
        tells: &[Translation::listing(
            DETAILS,
            "RoleDetailList[]",
            &[
                ("Arn", At(ARN)),
                ("Path", At("path")),
                ("RoleName", At("name")),
                ("RoleId", At("unique_id")),
                ("CreateDate", At("create_date")),
                ("AssumeRolePolicyDocument", At("assume_role_policy")),
                (
                    "RolePolicyList",
                    List(
                        "inline_policy",
                        &[("PolicyName", At("name")), ("PolicyDocument", At("policy"))],
                    ),
                ),
                (
                    "AttachedManagedPolicies",
                    Each("managed_policy_arns", "PolicyArn"),
                ),
                (
                    "PermissionsBoundary.PermissionsBoundaryArn",
                    At("permissions_boundary"),
                ),
                ("MaxSessionDuration", At("max_session_duration")),
                ("Tags", Tags(TAGS)),
            ],
        )
        .needs(ARN)],
    },
    Kind {
        name: "aws_iam_instance_profile",
        listing: ("iam", "list-instance-profiles"),
        tells: &[Translation::listing(
            ("iam", "list-instance-profiles"),
            "InstanceProfiles[]",
            &[
                ("Arn", At(ARN)),
                ("InstanceProfileName", Name(ARN)),
                ("Path", At("path")),
                ("Roles", List("item", &[("Arn", At("role"))])),
            ],
        )
        .needs("item.role")],
    },
    // The id and the state of a key. Its secret is an attribute of the same resource, and not read.
    Kind {
        name: "aws_iam_access_key",
        listing: ("iam", "list-access-keys"),
        tells: &[Translation::about(
            ("iam", "list-access-keys"),
            "{user}",
            "AccessKeyMetadata[]",
            &[
                ("UserName", At("user")),
                ("AccessKeyId", At("id")),
                ("Status", At("status")),
                ("CreateDate", At("create_date")),
            ],
        )
        .needs("id")],
    },
    Kind {
        name: "aws_iam_user_login_profile",
        listing: ("iam", "get-login-profile"),
        tells: &[Translation::about(
            ("iam", "get-login-profile"),
            "{user}",
            "LoginProfile",
            &[("UserName", At("user"))],
        )],
    },
    Kind {
        name: "aws_iam_service_specific_credential",
        listing: ("iam", "list-service-specific-credentials"),
        tells: &[Translation::about(
            ("iam", "list-service-specific-credentials"),
            "{user_name}",
            "ServiceSpecificCredentials[]",
            &[
                ("UserName", At("user_name")),
                ("ServiceName", At("service_name")),
                (
                    "ServiceSpecificCredentialId",
                    At("service_specific_credential_id"),
                ),
                ("Status", At("status")),
            ],
        )
        .needs("service_specific_credential_id")],
    },
    Kind {
        name: "aws_iam_openid_connect_provider",
        listing: ("iam", "list-open-id-connect-providers"),
        tells: &[Translation::about(
            ("iam", "get-open-id-connect-provider"),
            "{arn}",
            "",
            &[
                ("Url", At("url")),
                ("ClientIDList", At("client_id_list")),
                ("Tags", Tags(TAGS)),
            ],
        )],
    },
    Kind {
        name: "aws_iam_saml_provider",
        listing: ("iam", "list-saml-providers"),
        tells: &[Translation::about(
            ("iam", "get-saml-provider"),
            "{arn}",
            "",
            &[("Tags", Tags(TAGS))],
        )],
    },
    Kind {
        name: "aws_s3_account_public_access_block",
        listing: ("s3control", "get-public-access-block"),
        tells: &[Translation::listing(
            ("s3control", "get-public-access-block"),
            "PublicAccessBlockConfiguration",
            &[
                ("BlockPublicAcls", At("block_public_acls")),
                ("IgnorePublicAcls", At("ignore_public_acls")),
                ("BlockPublicPolicy", At("block_public_policy")),
                ("RestrictPublicBuckets", At("restrict_public_buckets")),
            ],
        )],
    },
    Kind {
        name: "aws_cognito_identity_pool",
        listing: ("cognito-identity", "list-identity-pools"),
        tells: &[Translation::about(
            ("cognito-identity", "describe-identity-pool"),
            "{id}",
            "",
            &[
                ("IdentityPoolId", At("id")),
                ("IdentityPoolName", At("identity_pool_name")),
                (
                    "AllowUnauthenticatedIdentities",
                    At("allow_unauthenticated_identities"),
                ),
                ("AllowClassicFlow", At("allow_classic_flow")),
            ],
        )],
    },
    Kind {
        name: "aws_rolesanywhere_profile",
        listing: ("rolesanywhere", "list-profiles"),
        tells: &[Translation::listing(
            ("rolesanywhere", "list-profiles"),
            "profiles[]",
            &[
                ("profileArn", At(ARN)),
                ("profileId", At("id")),
                ("name", At("name")),
                ("enabled", At("enabled")),
                ("roleArns", At("role_arns")),
                ("managedPolicyArns", At("managed_policy_arns")),
                ("sessionPolicy", At("session_policy")),
                ("acceptRoleSessionName", Is("false")),
            ],
        )
        .needs(ARN)],
    },
];
