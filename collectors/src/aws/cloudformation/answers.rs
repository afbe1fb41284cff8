//! The wanted elements of CloudFormation's answers in XML, and the same as JMESPath for the AWS CLI.

use crate::aws::{Shape, member};

const TEXTS: Shape = Shape::List("member", &Shape::Text);

const TAGS: Shape = Shape::List(
    "member",
    &Shape::Structure(&[
        member("Key", "Key", Shape::Text),
        member("Value", "Value", Shape::Text),
    ]),
);

/// Names only: values of parameters are secrets now and then, whether or not they are declared so.
const PARAMETERS: Shape = Shape::List(
    "member",
    &Shape::Structure(&[
        member("ParameterKey", "ParameterKey", Shape::Text),
        member("NoEcho", "NoEcho", Shape::Bool),
    ]),
);

pub(super) static STACKS: Shape = Shape::Structure(&[
    member("NextToken", "NextToken", Shape::Text),
    member(
        "Stacks",
        "Stacks",
        Shape::List(
            "member",
            &Shape::Structure(&[
                member("StackId", "StackId", Shape::Text),
                member("StackName", "StackName", Shape::Text),
                member("StackStatus", "StackStatus", Shape::Text),
                member("RoleARN", "RoleARN", Shape::Text),
                member("Parameters", "Parameters", PARAMETERS),
                member("Capabilities", "Capabilities", TEXTS),
                member("ParentId", "ParentId", Shape::Text),
                member(
                    "EnableTerminationProtection",
                    "EnableTerminationProtection",
                    Shape::Bool,
                ),
                member("Tags", "Tags", TAGS),
            ]),
        ),
    ),
]);

pub(super) const STACKS_QUERY: &str = "{Stacks:Stacks[].{StackId:StackId,StackName:StackName,StackStatus:StackStatus,\
    RoleARN:RoleARN,Parameters:Parameters[].{ParameterKey:ParameterKey},Capabilities:Capabilities,ParentId:ParentId,\
    EnableTerminationProtection:EnableTerminationProtection,Tags:Tags}}";

pub(super) static SUMMARY: Shape = Shape::Structure(&[
    member("Parameters", "Parameters", PARAMETERS),
    member("ResourceTypes", "ResourceTypes", TEXTS),
    member("DeclaredTransforms", "DeclaredTransforms", TEXTS),
]);

pub(super) const SUMMARY_QUERY: &str = "{Parameters:Parameters[].{ParameterKey:ParameterKey,NoEcho:NoEcho},\
    ResourceTypes:ResourceTypes,DeclaredTransforms:DeclaredTransforms}";

pub(super) static STACK_SETS: Shape = Shape::Structure(&[
    member("NextToken", "NextToken", Shape::Text),
    member(
        "Summaries",
        "Summaries",
        Shape::List(
            "member",
            &Shape::Structure(&[
                member("StackSetId", "StackSetId", Shape::Text),
                member("StackSetName", "StackSetName", Shape::Text),
                member("PermissionModel", "PermissionModel", Shape::Text),
            ]),
        ),
    ),
]);

pub(super) static STACK_SET: Shape = Shape::Structure(&[member(
    "StackSet",
    "StackSet",
    Shape::Structure(&[
        member("StackSetName", "StackSetName", Shape::Text),
        member("StackSetARN", "StackSetARN", Shape::Text),
        member("Status", "Status", Shape::Text),
        member(
            "AdministrationRoleARN",
            "AdministrationRoleARN",
            Shape::Text,
        ),
        member("ExecutionRoleName", "ExecutionRoleName", Shape::Text),
        member("PermissionModel", "PermissionModel", Shape::Text),
        member("OrganizationalUnitIds", "OrganizationalUnitIds", TEXTS),
        member("Capabilities", "Capabilities", TEXTS),
        member("Parameters", "Parameters", PARAMETERS),
        member("Tags", "Tags", TAGS),
    ]),
)]);

pub(super) const STACK_SET_QUERY: &str = "{StackSet:StackSet.{StackSetName:StackSetName,StackSetARN:StackSetARN,\
    Status:Status,AdministrationRoleARN:AdministrationRoleARN,ExecutionRoleName:ExecutionRoleName,\
    PermissionModel:PermissionModel,OrganizationalUnitIds:OrganizationalUnitIds,Capabilities:Capabilities,\
    Parameters:Parameters[].{ParameterKey:ParameterKey},Tags:Tags}}";
