//! AWS CloudFormation: the roles that stacks and stack sets deploy with, the names of their parameters.
//!
//! Values of parameters, outputs and templates are never parsed; the generated script leaves them out of its files.

mod answers;

use serde::Deserialize;

use super::wire::{Keep, TagList, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::Fact;
use crate::redact::free_text;
use crate::snapshot::Sink;

/// The CloudFormation service.
#[derive(Debug)]
pub struct CloudFormation;

static ENDPOINT: Endpoint = Endpoint {
    host: "cloudformation",
    signs_as: "cloudformation",
    protocol: Protocol::Query {
        version: "2010-05-15",
    },
};

const STACK: &str = "arn:{partition}:cloudformation:{region}:{account}:stack/{argument}";
const STACK_SET: &str = "arn:{partition}:cloudformation:{region}:{account}:stackset/{argument}";

const fn operation(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    let cli = ("cloudformation", command);
    Operation::listing(name, cli, permissions, Place::Regional)
}

// AWS CloudFormation API Reference: the page of each operation. A summary of a template says which parameters must not
// be shown; GetTemplate, which returns the template, is not asked.
static OPERATIONS: [Operation; 4] = [
    operation(
        "DescribeStacks",
        "describe-stacks",
        &["cloudformation:DescribeStacks"],
    )
    .paged(Paging::NEXT_TOKEN)
    .answers(&answers::STACKS)
    .options(&[("--query", answers::STACKS_QUERY)]),
    operation(
        "GetTemplateSummary",
        "get-template-summary",
        &["cloudformation:GetTemplateSummary"],
    )
    .each(
        "--stack-name",
        "StackName",
        &[("DescribeStacks", "Stacks[].StackId")],
        STACK,
    )
    .answers(&answers::SUMMARY)
    .options(&[("--query", answers::SUMMARY_QUERY)]),
    operation(
        "ListStackSets",
        "list-stack-sets",
        &["cloudformation:ListStackSets"],
    )
    .paged(Paging::NEXT_TOKEN.by("MaxResults", 100))
    .fixed(&[("Status", "\"ACTIVE\"")])
    .options(&[("--status", "ACTIVE")])
    .answers(&answers::STACK_SETS),
    operation(
        "DescribeStackSet",
        "describe-stack-set",
        &["cloudformation:DescribeStackSet"],
    )
    .each(
        "--stack-set-name",
        "StackSetName",
        &[("ListStackSets", "Summaries[].StackSetId")],
        STACK_SET,
    )
    .absent(&["StackSetNotFoundException"])
    .answers(&answers::STACK_SET)
    .options(&[("--query", answers::STACK_SET_QUERY)]),
];

impl Service for CloudFormation {
    fn name(&self) -> &'static str {
        "cloudformation"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.subject()) {
            ("DescribeStacks", _) => stacks(reply, sink),
            ("GetTemplateSummary", Some(stack)) => summary(stack, reply, sink),
            ("ListStackSets", _) => reply.list("Summaries", sink, |it: Listed, origin, sink| {
                let id = reply.arn("cloudformation", &format!("stackset/{}", it.stack_set_id));
                let kind = "aws:cloudformation:stack-set";
                let mut workload = reply.workload(kind, id, it.stack_set_name, origin);
                workload.attributes =
                    attributes([("permission_model", it.permission_model.keep())]);
                sink.fact(Fact::Workload(workload));
            }),
            ("DescribeStackSet", Some(id)) => stack_set(id, reply, sink),
            _ => Ok(()),
        }
    }
}

/// The names of parameters, sorted. People name them; what has the shape of a secret is masked.
fn names(parameters: Option<Vec<Parameter>>, which: impl Fn(&Parameter) -> bool) -> Vec<String> {
    let mut names: Vec<String> = parameters
        .unwrap_or_default()
        .into_iter()
        .filter(|it| which(it))
        .map(|it| free_text(&it.parameter_key).into_owned())
        .collect();
    names.sort();
    names
}

fn stacks(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("Stacks", sink, |stack: Stack, origin, sink| {
        let kind = "aws:cloudformation:stack";
        let mut workload = reply.workload(kind, stack.stack_id, stack.stack_name, origin);
        let role = reply.runs_as(stack.role_arn.as_deref(), "service-role");
        workload.runs_as = role.into_iter().collect();
        workload.tags = stack.tags.map(TagList::tags);
        workload.attributes = attributes([
            ("state", stack.stack_status.keep()),
            ("capabilities", stack.capabilities.keep()),
            ("parameters", names(stack.parameters, |_| true).keep()),
            ("parent", stack.parent_id.keep()),
            (
                "termination_protection",
                stack.enable_termination_protection.keep(),
            ),
        ]);
        sink.fact(Fact::Workload(workload));
    })
}

fn summary(stack: String, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: Summary = reply.parse()?;
    let kind = "aws:cloudformation:stack";
    // `arn:…:stack/NAME/ID`
    let name = stack.split('/').nth(1).unwrap_or(&stack).to_owned();
    let mut workload = reply.workload(kind, stack, name, reply.origin(""));
    let mut types = answer.resource_types.unwrap_or_default();
    types.sort();
    types.dedup();
    let hidden = names(answer.parameters, |it| it.no_echo == Some(true));
    workload.attributes = attributes([
        ("no_echo_parameters", hidden.keep()),
        ("resource_types", types.keep()),
        ("transforms", answer.declared_transforms.keep()),
    ]);
    sink.fact(Fact::Workload(workload));
    Ok(())
}

fn stack_set(id: String, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let Answer { it } = reply.parse()?;
    let kind = "aws:cloudformation:stack-set";
    let id = it.stack_set_arn.unwrap_or(id);
    let mut workload = reply.workload(kind, id, it.stack_set_name, reply.origin("/StackSet"));
    let role = reply.runs_as(it.administration_role_arn.as_deref(), "administration-role");
    workload.runs_as = role.into_iter().collect();
    workload.tags = it.tags.map(TagList::tags);
    workload.attributes = attributes([
        ("state", it.status.keep()),
        ("execution_role_name", it.execution_role_name.keep()),
        ("permission_model", it.permission_model.keep()),
        ("organizational_units", it.organizational_unit_ids.keep()),
        ("capabilities", it.capabilities.keep()),
        ("parameters", names(it.parameters, |_| true).keep()),
    ]);
    sink.fact(Fact::Workload(workload));
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stack {
    stack_id: String,
    stack_name: String,
    stack_status: Option<String>,
    #[serde(rename = "RoleARN")]
    role_arn: Option<String>,
    parameters: Option<Vec<Parameter>>,
    capabilities: Option<Vec<String>>,
    parent_id: Option<String>,
    enable_termination_protection: Option<bool>,
    tags: Option<TagList>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    parameter_key: String,
    no_echo: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Summary {
    parameters: Option<Vec<Parameter>>,
    resource_types: Option<Vec<String>>,
    declared_transforms: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    stack_set_id: String,
    stack_set_name: String,
    permission_model: Option<String>,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "StackSet")]
    it: StackSet,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StackSet {
    stack_set_name: String,
    #[serde(rename = "StackSetARN")]
    stack_set_arn: Option<String>,
    status: Option<String>,
    #[serde(rename = "AdministrationRoleARN")]
    administration_role_arn: Option<String>,
    execution_role_name: Option<String>,
    permission_model: Option<String>,
    organizational_unit_ids: Option<Vec<String>>,
    capabilities: Option<Vec<String>>,
    parameters: Option<Vec<Parameter>>,
    tags: Option<TagList>,
}
