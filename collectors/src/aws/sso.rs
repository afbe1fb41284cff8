//! AWS IAM Identity Center: permission sets, what they grant, and which users and groups have them in which accounts.
//!
//! A permission set is an identity of kind [`IdentityKind::PermissionSet`], with its policies attached as those of a
//! role are. A policy of the customer's stands in it by path and name only, and is another one in each account: it is
//! attached as `arn:aws:iam:::policy/<path><name>`, an ARN without an account.
//!
//! Where it is provisioned there is one more, `<permission set ARN>#<account>` in the scope of that account, whose
//! attribute `permission_set` names the first. Users and groups that are assigned are `member_of` it; in the account
//! they become its role `AWSReservedSSO_<name>_<suffix>`, which IAM lists ("AWS IAM Identity Center User Guide",
//! Permission sets).
//!
//! Users are known by their ids alone: they are not listed, so that no name and no address of a person is read.

mod permission_set;
mod store;

use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
#[cfg(doc)]
use crate::facts::IdentityKind;
use crate::snapshot::Sink;

/// The Identity Center service, with its identity store.
#[derive(Debug)]
pub struct Sso;

static ENDPOINT: Endpoint = Endpoint {
    host: "sso",
    signs_as: "sso",
    protocol: Protocol::Json {
        version: "1.1",
        target: "SWBExternalService",
    },
};

static IDENTITY_STORE: Endpoint = Endpoint {
    host: "identitystore",
    signs_as: "identitystore",
    protocol: Protocol::Json {
        version: "1.1",
        target: "AWSIdentityStore",
    },
};

const PAGED: Paging = Paging::NEXT_TOKEN.by("MaxResults", 100);

const fn ask(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(name, ("sso-admin", command), permissions, Place::Regional)
}

const fn each_permission_set(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    ask(name, command, permissions)
        .under(
            &["--instance-arn", "--permission-set-arn"],
            &["InstanceArn", "PermissionSetArn"],
            ("ListPermissionSets", "PermissionSets[]"),
            "{1}",
        )
        .absent(&["ResourceNotFoundException"])
}

// IAM Identity Center API Reference and Identity Store API Reference: the page of each operation.
static OPERATIONS: [Operation; 11] = [
    ask("ListInstances", "list-instances", &["sso:ListInstances"]).paged(PAGED),
    ask(
        "ListPermissionSets",
        "list-permission-sets",
        &["sso:ListPermissionSets"],
    )
    .each(
        "--instance-arn",
        "InstanceArn",
        &[("ListInstances", "Instances[].InstanceArn")],
        "{argument}",
    )
    .paged(PAGED),
    each_permission_set(
        "DescribePermissionSet",
        "describe-permission-set",
        &["sso:DescribePermissionSet"],
    ),
    each_permission_set(
        "ListManagedPoliciesInPermissionSet",
        "list-managed-policies-in-permission-set",
        &["sso:ListManagedPoliciesInPermissionSet"],
    )
    .paged(PAGED),
    each_permission_set(
        "ListCustomerManagedPolicyReferencesInPermissionSet",
        "list-customer-managed-policy-references-in-permission-set",
        &["sso:ListCustomerManagedPolicyReferencesInPermissionSet"],
    )
    .paged(PAGED),
    each_permission_set(
        "GetInlinePolicyForPermissionSet",
        "get-inline-policy-for-permission-set",
        &["sso:GetInlinePolicyForPermissionSet"],
    ),
    each_permission_set(
        "GetPermissionsBoundaryForPermissionSet",
        "get-permissions-boundary-for-permission-set",
        &["sso:GetPermissionsBoundaryForPermissionSet"],
    ),
    each_permission_set(
        "ListAccountsForProvisionedPermissionSet",
        "list-accounts-for-provisioned-permission-set",
        &["sso:ListAccountsForProvisionedPermissionSet"],
    )
    .paged(PAGED),
    ask(
        "ListAccountAssignments",
        "list-account-assignments",
        &["sso:ListAccountAssignments"],
    )
    .under(
        &["--instance-arn", "--permission-set-arn", "--account-id"],
        &["InstanceArn", "PermissionSetArn", "AccountId"],
        ("ListAccountsForProvisionedPermissionSet", "AccountIds[]"),
        "{1}#{2}",
    )
    .absent(&["ResourceNotFoundException"])
    .paged(PAGED),
    Operation::listing(
        "ListGroups",
        ("identitystore", "list-groups"),
        &["identitystore:ListGroups"],
        Place::Regional,
    )
    .each(
        "--identity-store-id",
        "IdentityStoreId",
        &[("ListInstances", "Instances[].IdentityStoreId")],
        "arn:{partition}:identitystore::{account}:identitystore/{argument}",
    )
    .at(&IDENTITY_STORE)
    .paged(PAGED),
    Operation::listing(
        "ListGroupMemberships",
        ("identitystore", "list-group-memberships"),
        &["identitystore:ListGroupMemberships"],
        Place::Regional,
    )
    .under(
        &["--identity-store-id", "--group-id"],
        &["IdentityStoreId", "GroupId"],
        ("ListGroups", "Groups[].GroupId"),
        "arn:{partition}:identitystore:::group/{1}",
    )
    .absent(&["ResourceNotFoundException"])
    .at(&IDENTITY_STORE)
    .paged(PAGED),
];

impl Service for Sso {
    fn name(&self) -> &'static str {
        "sso"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        let Some(subject) = reply.subject() else {
            return Ok(());
        };
        match reply.operation.name {
            "DescribePermissionSet" => permission_set::described(reply, sink),
            "ListManagedPoliciesInPermissionSet" => permission_set::managed(&subject, reply, sink),
            "ListCustomerManagedPolicyReferencesInPermissionSet" => {
                permission_set::of_customer(&subject, reply, sink)
            }
            "GetInlinePolicyForPermissionSet" => permission_set::inline(&subject, reply, sink),
            "GetPermissionsBoundaryForPermissionSet" => {
                permission_set::boundary(&subject, reply, sink)
            }
            "ListAccountsForProvisionedPermissionSet" => {
                permission_set::provisioned(&subject, reply, sink)
            }
            "ListAccountAssignments" => store::assignments(&subject, reply, sink),
            "ListGroups" => store::groups(reply, sink),
            "ListGroupMemberships" => store::members(&subject, reply, sink),
            _ => Ok(()),
        }
    }
}
