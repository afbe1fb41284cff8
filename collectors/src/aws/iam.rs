//! IAM: users, groups, roles, policies, and what proves them.
//!
//! Source of every shape: IAM API reference, the page of the operation.

mod credentials;
mod details;
mod names;
mod policies;
mod providers;
mod users;

pub use details::{AuthorizationDetails, DetailCounts, DetailPage};

use super::{Operation, Place, Reply, ReplyError, Service};
use crate::snapshot::Sink;

/// The IAM service.
#[derive(Debug)]
pub struct Iam;

/// Where the names of users lie in the authorization details.
const USERS: &[(&str, &str)] = &[(
    "GetAccountAuthorizationDetails",
    "UserDetailList[].UserName",
)];
/// What an operation about one user is about. The path of a user is not part of the call; the
/// snapshot puts the user's full ARN in its place.
const USER: &str = "arn:{partition}:iam::{account}:user/{argument}";

const fn global(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(name, ("iam", command), permissions, Place::Global)
}

const fn per_user(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    global(name, command, permissions)
        .each("--user-name", "UserName", USERS, USER)
        .absent(&["NoSuchEntity", "NoSuchEntityException"])
}

static OPERATIONS: &[Operation] = &[
    global(
        "GetAccountAuthorizationDetails",
        "get-account-authorization-details",
        &["iam:GetAccountAuthorizationDetails"],
    ),
    global(
        "GetAccountSummary",
        "get-account-summary",
        &["iam:GetAccountSummary"],
    ),
    global("ListUsers", "list-users", &["iam:ListUsers"]),
    per_user(
        "ListAccessKeys",
        "list-access-keys",
        &["iam:ListAccessKeys"],
    ),
    global(
        "GetAccessKeyLastUsed",
        "get-access-key-last-used",
        &["iam:GetAccessKeyLastUsed"],
    )
    .each(
        "--access-key-id",
        "AccessKeyId",
        &[("ListAccessKeys", "AccessKeyMetadata[].AccessKeyId")],
        "aws:access-key/{argument}",
    ),
    per_user(
        "GetLoginProfile",
        "get-login-profile",
        &["iam:GetLoginProfile"],
    ),
    per_user(
        "ListMFADevices",
        "list-mfa-devices",
        &["iam:ListMFADevices"],
    ),
    per_user(
        "ListServiceSpecificCredentials",
        "list-service-specific-credentials",
        &["iam:ListServiceSpecificCredentials"],
    ),
    per_user(
        "ListSigningCertificates",
        "list-signing-certificates",
        &["iam:ListSigningCertificates"],
    ),
    per_user(
        "ListSSHPublicKeys",
        "list-ssh-public-keys",
        &["iam:ListSSHPublicKeys"],
    ),
    global(
        "ListInstanceProfiles",
        "list-instance-profiles",
        &["iam:ListInstanceProfiles"],
    ),
    global(
        "ListOpenIDConnectProviders",
        "list-open-id-connect-providers",
        &["iam:ListOpenIDConnectProviders"],
    ),
    global(
        "GetOpenIDConnectProvider",
        "get-open-id-connect-provider",
        &["iam:GetOpenIDConnectProvider"],
    )
    .each(
        "--open-id-connect-provider-arn",
        "OpenIDConnectProviderArn",
        &[(
            "ListOpenIDConnectProviders",
            "OpenIDConnectProviderList[].Arn",
        )],
        "{argument}",
    ),
    global(
        "ListSAMLProviders",
        "list-saml-providers",
        &["iam:ListSAMLProviders"],
    ),
    global(
        "GetSAMLProvider",
        "get-saml-provider",
        &["iam:GetSAMLProvider"],
    )
    .each(
        "--saml-provider-arn",
        "SAMLProviderArn",
        &[("ListSAMLProviders", "SAMLProviderList[].Arn")],
        "{argument}",
    ),
    // A managed policy that is used only as a boundary is not in the authorization details.
    global("GetPolicy", "get-policy", &["iam:GetPolicy"]).each(
        "--policy-arn",
        "PolicyArn",
        &[
            (
                "GetAccountAuthorizationDetails",
                "UserDetailList[].PermissionsBoundary.PermissionsBoundaryArn",
            ),
            (
                "GetAccountAuthorizationDetails",
                "RoleDetailList[].PermissionsBoundary.PermissionsBoundaryArn",
            ),
        ],
        "{argument}",
    ),
    global(
        "GetPolicyVersion",
        "get-policy-version",
        &["iam:GetPolicyVersion"],
    )
    .pairs(
        ("--policy-arn", "--version-id"),
        ("PolicyArn", "VersionId"),
        ("GetPolicy", "Policy", ("Arn", "DefaultVersionId")),
        "{argument}",
    ),
];

impl Service for Iam {
    fn name(&self) -> &'static str {
        "iam"
    }

    fn operations(&self) -> &'static [Operation] {
        OPERATIONS
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match reply.operation.name {
            "GetAccountAuthorizationDetails" => details::facts(reply, sink),
            "GetAccountSummary" => users::summary(reply, sink),
            "ListUsers" => users::list(reply, sink),
            "ListMFADevices" => users::second_factors(reply, sink),
            "ListAccessKeys" => credentials::access_keys(reply, sink),
            "GetAccessKeyLastUsed" => credentials::last_used(reply, sink),
            "GetLoginProfile" => credentials::login_profile(reply, sink),
            "ListServiceSpecificCredentials" => credentials::service_specific(reply, sink),
            "ListSigningCertificates" => credentials::certificates(reply, sink),
            "ListSSHPublicKeys" => credentials::ssh_keys(reply, sink),
            "ListInstanceProfiles" => providers::instance_profiles(reply, sink),
            "ListOpenIDConnectProviders" => providers::list_oidc(reply, sink),
            "GetOpenIDConnectProvider" => providers::oidc(reply, sink),
            "ListSAMLProviders" => providers::list_saml(reply, sink),
            "GetSAMLProvider" => providers::saml(reply, sink),
            "GetPolicyVersion" => policies::version(reply, sink),
            // The rest only feeds other operations.
            _ => Ok(()),
        }
    }
}
