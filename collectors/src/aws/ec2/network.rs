//! Ways in: key pairs, the serial console, Instance Connect endpoints; and the policies of VPC endpoints.

use serde::Deserialize;

use crate::aws::wire::{DocumentText, Keep, TagList, attributes};
use crate::aws::{Reply, ReplyError};
use crate::facts::{
    AssetClass, Attachment, AttachmentKind, Fact, Policy, PolicyKind, Provider, Scope, ScopeKind,
};
use crate::redact;
use crate::snapshot::Sink;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct KeyPair {
    key_pair_id: String,
    key_name: Option<String>,
    key_type: Option<String>,
    key_fingerprint: Option<String>,
    tags: Option<TagList>,
}

pub(super) fn key_pairs(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("KeyPairs", sink, |it: KeyPair, origin, sink| {
        let id = reply.arn("ec2", &format!("key-pair/{}", it.key_pair_id));
        let name = it.key_name.unwrap_or(it.key_pair_id);
        let mut asset = reply.asset(AssetClass::Key, "aws:ec2:key-pair", id, name, origin);
        asset.tags = Some(it.tags.unwrap_or_default().tags());
        asset.attributes = attributes([
            ("key_type", it.key_type.keep()),
            ("fingerprint", it.key_fingerprint.keep()),
        ]);
        sink.fact(Fact::Asset(asset));
    })
}

/// Whether the serial console of instances can be used in a region: `serial_console/<region>` of the account.
pub(super) fn serial_console(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        serial_console_access_enabled: Option<bool>,
    }
    let answer: Answer = reply.parse()?;
    let Some(enabled) = answer.serial_console_access_enabled else {
        return Ok(());
    };
    let mut scope = Scope::new(
        reply.scope(),
        Provider::Aws,
        ScopeKind::Account,
        reply.origin("/SerialConsoleAccessEnabled"),
    );
    let name = format!("serial_console/{}", reply.region.unwrap_or_default());
    scope.attributes.insert(name, enabled.into());
    sink.fact(Fact::Scope(scope));
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ConnectEndpoint {
    instance_connect_endpoint_id: String,
    state: Option<String>,
    vpc_id: Option<String>,
    subnet_id: Option<String>,
    tags: Option<TagList>,
}

/// Through an endpoint, instances without a public address can be connected to.
pub(super) fn connect_endpoints(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let list = "InstanceConnectEndpoints";
    reply.list(list, sink, |it: ConnectEndpoint, origin, sink| {
        let name = it.instance_connect_endpoint_id;
        let id = reply.arn("ec2", &format!("instance-connect-endpoint/{name}"));
        let kind = "aws:ec2:instance-connect-endpoint";
        let mut workload = reply.workload(kind, id, name, origin);
        workload.tags = Some(it.tags.unwrap_or_default().tags());
        workload.attributes = attributes([
            ("state", it.state.keep()),
            ("vpc", it.vpc_id.keep()),
            ("subnet", it.subnet_id.keep()),
        ]);
        sink.fact(Fact::Workload(workload));
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct VpcEndpoint {
    vpc_endpoint_id: String,
    vpc_endpoint_type: Option<String>,
    vpc_id: Option<String>,
    service_name: Option<String>,
    state: Option<String>,
    policy_document: Option<DocumentText>,
    tags: Option<TagList>,
}

/// The policy of an endpoint limits what is asked through it; it grants nothing
/// (AWS PrivateLink, "Control access to VPC endpoints using endpoint policies").
pub(super) fn vpc_endpoints(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("VpcEndpoints", sink, |it: VpcEndpoint, origin, sink| {
        let name = it.vpc_endpoint_id;
        let id = reply.arn("ec2", &format!("vpc-endpoint/{name}"));
        let document = it.policy_document.map(|it| it.0).unwrap_or_default();
        if !document.trim().is_empty() {
            let origin = reply.origin(format!("{}/PolicyDocument", origin.pointer));
            let policy = format!("{id}#vpc-endpoint");
            sink.fact(Fact::Policy(Policy {
                id: policy.clone(),
                provider: Provider::Aws,
                kind: PolicyKind::VpcEndpoint,
                name: "endpoint policy".to_owned(),
                scope: Some(reply.scope()),
                provider_managed: false,
                version: None,
                document: redact::document(&document).into_owned(),
                origin: origin.clone(),
            }));
            sink.fact(Fact::Attachment(Attachment::new(
                AttachmentKind::Resource,
                policy,
                id.clone(),
                origin,
            )));
        }
        let mut workload = reply.workload("aws:ec2:vpc-endpoint", id, name, origin);
        workload.tags = Some(it.tags.unwrap_or_default().tags());
        workload.attributes = attributes([
            ("state", it.state.keep()),
            ("vpc", it.vpc_id.keep()),
            ("service", it.service_name.keep()),
            ("endpoint_type", it.vpc_endpoint_type.keep()),
        ]);
        sink.fact(Fact::Workload(workload));
    })
}
