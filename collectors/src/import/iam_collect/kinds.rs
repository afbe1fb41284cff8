//! The kinds of resources that iam-collect keeps, by service and type of their ARNs.

use super::folders::Resource;
use super::resources;
use crate::aws::translate::{
    Kind, Kinds,
    Take::{Alone, At, Each, Is, Name, Tags},
    Translation,
};
use crate::aws::wire::Arn;

pub(super) static KINDS: Kinds = Kinds {
    all: &[IDENTITIES, resources::KINDS],
    each: false,
    items: "resources that iam-collect keeps",
    partial: "iam-collect may have left some out",
    help: "let iam-collect read the service, add the output of the AWS CLI with `import aws-cli`, or use `collect aws`",
};

/// The name of the kind of a resource: `iam:role`, and for what has no type `s3:`.
pub(super) fn kind_of(resource: &Resource, arn: Option<&str>) -> Option<String> {
    let Some(arn) = arn.and_then(Arn::parse) else {
        // A file of the account itself.
        let file = resource.folder.file_stem()?.to_str()?;
        let name = file.split_once('.').map_or(file, |(name, _)| name);
        return resource.names.is_empty().then(|| format!("account:{name}"));
    };
    let kind = arn.resource.split_once(['/', ':']);
    let kind = kind.map_or("", |(kind, _)| kind);
    Some(format!("{}:{kind}", arn.service))
}

const DETAILS: (&str, &str) = ("iam", "get-account-authorization-details");
const ARN: &str = "metadata.arn";

static IDENTITIES: &[Kind] = &[
    Kind {
        name: "iam:user",
        listing: DETAILS,
        tells: &[Translation::listing(
            DETAILS,
            "UserDetailList[]",
            &[
                ("Arn", At(ARN)),
                ("Path", At("metadata.path")),
                ("UserName", At("metadata.name")),
                ("UserId", At("metadata.id")),
                ("CreateDate", At("metadata.created")),
                ("UserPolicyList", At("inline-policies")),
                ("GroupList", Name("groups")),
                (
                    "AttachedManagedPolicies",
                    Each("managed-policies", "PolicyArn"),
                ),
                (
                    "PermissionsBoundary.PermissionsBoundaryArn",
                    At("metadata.permissionBoundary"),
                ),
                ("Tags", Tags("tags")),
            ],
        )],
    },
    Kind {
        name: "iam:group",
        listing: DETAILS,
        tells: &[Translation::listing(
            DETAILS,
            "GroupDetailList[]",
            &[
                ("Arn", At(ARN)),
                ("Path", At("metadata.path")),
                ("GroupName", At("metadata.name")),
                ("GroupId", At("metadata.id")),
                ("CreateDate", At("metadata.created")),
                ("GroupPolicyList", At("inline-policies")),
                (
                    "AttachedManagedPolicies",
                    Each("managed-policies", "PolicyArn"),
                ),
            ],
        )],
    },
    Kind {
        name: "iam:role",
        listing: DETAILS,
        tells: &[Translation::listing(
            DETAILS,
            "RoleDetailList[]",
            &[
                ("Arn", At(ARN)),
                ("Path", At("metadata.path")),
                ("RoleName", At("metadata.name")),
                ("RoleId", At("metadata.id")),
                ("CreateDate", At("metadata.created")),
                ("AssumeRolePolicyDocument", At("trust-policy")),
                ("RolePolicyList", At("inline-policies")),
                (
                    "AttachedManagedPolicies",
                    Each("managed-policies", "PolicyArn"),
                ),
                (
                    "PermissionsBoundary.PermissionsBoundaryArn",
                    At("metadata.permissionBoundary"),
                ),
                ("Tags", Tags("tags")),
            ],
        )],
    },
    Kind {
        name: "iam:policy",
        listing: DETAILS,
        tells: &[Translation::listing(
            DETAILS,
            "Policies[]",
            &[
                ("Arn", At(ARN)),
                ("PolicyName", At("metadata.name")),
                ("DefaultVersionId", At("metadata.defaultVersionId")),
                (
                    "PolicyVersionList",
                    Alone(&[
                        ("Document", At("current-policy")),
                        ("VersionId", At("metadata.defaultVersionId")),
                        ("IsDefaultVersion", Is("true")),
                    ]),
                ),
            ],
        )],
    },
    Kind {
        name: "iam:instance-profile",
        listing: ("iam", "list-instance-profiles"),
        tells: &[Translation::listing(
            ("iam", "list-instance-profiles"),
            "InstanceProfiles[]",
            &[
                ("Arn", At(ARN)),
                ("InstanceProfileName", Name(ARN)),
                ("Path", At("metadata.path")),
                ("Roles", Each("metadata.roles", "Arn")),
            ],
        )],
    },
    Kind {
        name: "iam:oidc-provider",
        listing: ("iam", "list-open-id-connect-providers"),
        tells: &[Translation::about(
            ("iam", "get-open-id-connect-provider"),
            "{metadata.arn}",
            "",
            &[
                ("Url", At("metadata.url")),
                ("ClientIDList", At("metadata.audiences")),
                ("Tags", Tags("tags")),
            ],
        )],
    },
    Kind {
        name: "iam:saml-provider",
        listing: ("iam", "list-saml-providers"),
        tells: &[Translation::about(
            ("iam", "get-saml-provider"),
            "{metadata.arn}",
            "",
            &[("Tags", Tags("tags"))],
        )],
    },
    Kind {
        name: "account:s3-bpa",
        listing: ("s3control", "get-public-access-block"),
        tells: &[Translation::listing(
            ("s3control", "get-public-access-block"),
            "",
            &[("PublicAccessBlockConfiguration", At("s3-bpa"))],
        )],
    },
    // The tree and the policies are kept with the organisation.
    Kind {
        name: "account:organization",
        listing: ("organizations", "describe-organization"),
        tells: &[Translation::listing(
            ("organizations", "describe-organization"),
            "Organization",
            &[("Id", At("organization.organizationId"))],
        )],
    },
];
