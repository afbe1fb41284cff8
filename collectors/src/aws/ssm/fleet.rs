//! Documents that the account owns and whom they are shared with, and the machines that answer to Systems Manager.

use serde::Deserialize;
use serde_json::json;

use super::super::wire::{Keep, attributes, runs_as};
use super::super::{Operation, Paging, Place, Reply, ReplyError};
use super::PAGES;
use crate::facts::{AssetClass, Fact};
use crate::snapshot::Sink;

const fn ask(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(name, ("ssm", command), permissions, Place::Regional)
}

// AWS Systems Manager API Reference: ListDocuments, DescribeDocumentPermission, DescribeInstanceInformation.
pub(super) const DOCUMENTS: Operation =
    ask("ListDocuments", "list-documents", &["ssm:ListDocuments"])
        .fixed(&[("Filters", r#"[{"Key":"Owner","Values":["Self"]}]"#)])
        .options(&[("--filters", "Key=Owner,Values=Self")])
        .paged(PAGES);

pub(super) const SHARES: Operation = ask(
    "DescribeDocumentPermission",
    "describe-document-permission",
    &["ssm:DescribeDocumentPermission"],
)
.each(
    "--name",
    "Name",
    &[("ListDocuments", "DocumentIdentifiers[].Name")],
    "arn:{partition}:ssm:{region}:{account}:document/{argument}",
)
.fixed(&[("PermissionType", "\"Share\"")])
.options(&[("--permission-type", "Share")])
.absent(&["InvalidDocument"])
.paged(Paging::NEXT_TOKEN.by("MaxResults", 200));

pub(super) const MACHINES: Operation = ask(
    "DescribeInstanceInformation",
    "describe-instance-information",
    &["ssm:DescribeInstanceInformation"],
)
.paged(PAGES);

pub(super) fn documents(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("DocumentIdentifiers", sink, |it: Document, origin, sink| {
        let arn = reply.arn("ssm", &format!("document/{}", it.name));
        let mut asset = reply.asset(AssetClass::Code, "aws:ssm:document", arn, it.name, origin);
        asset.attributes = attributes([
            ("document_type", it.document_type.keep()),
            ("platforms", it.platform_types.keep()),
        ]);
        sink.fact(Fact::Asset(asset));
    })
}

/// Account ids, or `all` for everybody.
pub(super) fn shares(arn: &str, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let mut with = reply.parse::<Shares>()?.accounts.unwrap_or_default();
    with.sort();
    let name = reply.argument.unwrap_or_default();
    let origin = reply.origin("/AccountIds");
    let mut asset = reply.asset(AssetClass::Code, "aws:ssm:document", arn, name, origin);
    asset
        .attributes
        .insert("shared_with".to_owned(), json!(with));
    sink.fact(Fact::Asset(asset));
    Ok(())
}

/// Machines in EC2 are the instances that EC2 lists, with how they answer as attributes. Others have a role of their own,
/// given to them when they were activated.
pub(super) fn machines(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    const LIST: &str = "InstanceInformationList";
    reply.list(LIST, sink, |it: Machine, origin, sink| {
        let mut workload = if it.instance_id.starts_with("i-") {
            let arn = reply.arn("ec2", &format!("instance/{}", it.instance_id));
            reply.workload("aws:ec2:instance", arn, it.instance_id, origin)
        } else {
            let arn = reply.arn("ssm", &format!("managed-instance/{}", it.instance_id));
            let kind = "aws:ssm:managed-instance";
            let mut workload = reply.workload(kind, arn, it.instance_id, origin);
            let role = it.iam_role.filter(|role| !role.is_empty());
            let role = role.map(|role| reply.role_arn(&role));
            workload.runs_as = runs_as(role, "managed-instance-role");
            workload
        };
        workload.attributes = attributes([
            ("ssm_ping", it.ping_status.keep()),
            ("ssm_agent", it.agent_version.keep()),
            ("platform", it.platform_type.keep()),
        ]);
        sink.fact(Fact::Workload(workload));
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    name: String,
    document_type: Option<String>,
    platform_types: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Shares {
    #[serde(rename = "AccountIds")]
    accounts: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Machine {
    instance_id: String,
    ping_status: Option<String>,
    agent_version: Option<String>,
    platform_type: Option<String>,
    iam_role: Option<String>,
}
