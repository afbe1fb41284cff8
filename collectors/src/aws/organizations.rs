//! Organizations: the tree of accounts, and the policies that bind them.
//!
//! Source of every shape: Organizations API reference, the page of the operation.

mod policies;
mod tree;

use super::{Operation, Place, Reply, ReplyError, Service};
use crate::snapshot::Sink;

/// The Organizations service.
#[derive(Debug)]
pub struct Organizations;

/// The roots and, again and again, the units below them.
const PARENTS: &[(&str, &str)] = &[
    ("ListRoots", "Roots[].Id"),
    (
        "ListOrganizationalUnitsForParent",
        "OrganizationalUnits[].Id",
    ),
];
const POLICIES: &[(&str, &str)] = &[("ListPolicies", "Policies[].Id")];

const fn organization(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(
        name,
        ("organizations", command),
        permissions,
        Place::Organization,
    )
    .absent(&["AWSOrganizationsNotInUseException"])
}

static OPERATIONS: &[Operation] = &[
    organization(
        "DescribeOrganization",
        "describe-organization",
        &["organizations:DescribeOrganization"],
    ),
    organization("ListRoots", "list-roots", &["organizations:ListRoots"]),
    organization(
        "ListOrganizationalUnitsForParent",
        "list-organizational-units-for-parent",
        &["organizations:ListOrganizationalUnitsForParent"],
    )
    .each("--parent-id", "ParentId", PARENTS, "aws:{argument}"),
    organization(
        "ListAccountsForParent",
        "list-accounts-for-parent",
        &["organizations:ListAccountsForParent"],
    )
    .each("--parent-id", "ParentId", PARENTS, "aws:{argument}"),
    organization(
        "ListAccounts",
        "list-accounts",
        &["organizations:ListAccounts"],
    ),
    organization(
        "ListDelegatedAdministrators",
        "list-delegated-administrators",
        &["organizations:ListDelegatedAdministrators"],
    ),
    organization(
        "ListPolicies",
        "list-policies",
        &["organizations:ListPolicies"],
    )
    .one_of(
        "--filter",
        "Filter",
        &["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"],
    ),
    organization(
        "DescribePolicy",
        "describe-policy",
        &["organizations:DescribePolicy"],
    )
    .each("--policy-id", "PolicyId", POLICIES, "{argument}"),
    organization(
        "ListTargetsForPolicy",
        "list-targets-for-policy",
        &["organizations:ListTargetsForPolicy"],
    )
    .each("--policy-id", "PolicyId", POLICIES, "{argument}"),
];

impl Service for Organizations {
    fn name(&self) -> &'static str {
        "organizations"
    }

    fn operations(&self) -> &'static [Operation] {
        OPERATIONS
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match reply.operation.name {
            "DescribeOrganization" => tree::organization(reply, sink),
            "ListRoots" => tree::roots(reply, sink),
            "ListOrganizationalUnitsForParent" => tree::units(reply, sink),
            "ListAccountsForParent" => tree::children(reply, sink),
            "ListAccounts" => tree::accounts(reply, sink),
            "ListDelegatedAdministrators" => tree::delegated(reply, sink),
            "ListPolicies" => policies::list(reply, sink),
            "DescribePolicy" => policies::describe(reply, sink),
            "ListTargetsForPolicy" => policies::targets(reply, sink),
            _ => Ok(()),
        }
    }
}
