//! What agents are given: memories, code interpreters, browsers.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::super::s3::{S3Place, uri_of};
use super::super::wire::{FreeText, Keep, attributes, runs_as};
use super::super::{Reply, ReplyError};
use super::runtimes::S3;
use crate::facts::{AssetClass, Fact, LineageKind, Origin};
use crate::snapshot::Sink;

/// Hands on each member of the list, or the whole answer where it is a description of one thing.
pub(super) fn one_or_all<T: DeserializeOwned>(
    reply: &Reply<'_>,
    name: &str,
    sink: &mut dyn Sink,
    mut take: impl FnMut(T, Origin, &mut dyn Sink),
) -> Result<(), ReplyError> {
    if reply.operation.name.starts_with("List") {
        return reply.list(name, sink, take);
    }
    take(reply.parse()?, reply.origin(""), sink);
    Ok(())
}

#[derive(Deserialize)]
struct ListedMemory {
    arn: Option<String>,
    id: Option<String>,
    status: Option<String>,
}

const MEMORY: &str = "aws:bedrock-agentcore:memory";

/// Memories by id.
pub(super) fn memories(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("memories", sink, |it: ListedMemory, origin, sink| {
        let (Some(id), arn) = (it.id, it.arn) else {
            sink.coverage(reply.unreadable(origin, "it has no id"));
            return;
        };
        let arn = arn.unwrap_or_else(|| reply.arn("bedrock-agentcore", &format!("memory/{id}")));
        let mut asset = reply.asset(AssetClass::Data, MEMORY, arn, id, origin);
        asset.attributes = attributes([("state", it.status.keep())]);
        sink.fact(Fact::Asset(asset));
    })
}

#[derive(Deserialize)]
struct MemoryAnswer {
    memory: Memory,
}

/// The prompts of its strategies are not read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Memory {
    arn: String,
    name: String,
    status: Option<String>,
    description: Option<FreeText>,
    encryption_key_arn: Option<String>,
    memory_execution_role_arn: Option<String>,
    event_expiry_duration: Option<i64>,
    #[serde(default)]
    strategies: Vec<Strategy>,
    stream_delivery_resources: Option<Streams>,
}

#[derive(Deserialize)]
struct Strategy {
    #[serde(rename = "type")]
    kind: Option<String>,
    configuration: Option<StrategyConfiguration>,
}

#[derive(Deserialize)]
struct StrategyConfiguration {
    #[serde(rename = "selfManagedConfiguration")]
    own: Option<OwnStrategy>,
}

#[derive(Deserialize)]
struct OwnStrategy {
    #[serde(rename = "invocationConfiguration")]
    invocation: Option<Delivery>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Delivery {
    topic_arn: Option<String>,
    payload_delivery_bucket_name: Option<String>,
}

#[derive(Deserialize)]
struct Streams {
    #[serde(default)]
    resources: Vec<Stream>,
}

#[derive(Deserialize)]
struct Stream {
    kinesis: Option<Kinesis>,
}

#[derive(Deserialize)]
struct Kinesis {
    #[serde(rename = "dataStreamArn")]
    arn: Option<String>,
}

/// A memory: what users said to agents. Its role is what copies it elsewhere.
pub(super) fn memory(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let MemoryAnswer { memory } = reply.parse()?;
    let pointer = "/memory";
    let mut asset = reply.asset(
        AssetClass::Data,
        MEMORY,
        memory.arn,
        memory.name,
        reply.origin(pointer),
    );
    let mut kinds = Vec::new();
    for strategy in memory.strategies {
        kinds.extend(strategy.kind);
        let own = strategy.configuration.and_then(|it| it.own?.invocation);
        let Some(delivery) = own else { continue };
        if let Some(topic) = delivery.topic_arn {
            let from = asset.id.as_str();
            reply.flow(LineageKind::Data, from, topic, pointer, sink);
        }
        if let Some(bucket) = delivery.payload_delivery_bucket_name {
            let uri = uri_of(&bucket, None);
            let copies = S3Place::prefix(&uri, AssetClass::Data, pointer);
            copies.flows_from(&asset.id, LineageKind::Data, reply, sink);
        }
    }
    let streams = memory.stream_delivery_resources;
    let streams = streams.map(|it| it.resources).unwrap_or_default();
    for stream in streams.into_iter().filter_map(|it| it.kinesis?.arn) {
        let from = asset.id.as_str();
        reply.flow(LineageKind::Data, from, stream, pointer, sink);
    }
    asset.encryption_key = memory.encryption_key_arn;
    asset.attributes = attributes([
        ("state", memory.status.keep()),
        ("description", memory.description.keep()),
        ("role", memory.memory_execution_role_arn.keep()),
        ("days_kept", memory.event_expiry_duration.keep()),
        ("strategies", kinds.keep()),
    ]);
    sink.fact(Fact::Asset(asset));
    Ok(())
}

/// A code interpreter or a browser.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tool {
    #[serde(alias = "browserArn")]
    code_interpreter_arn: String,
    name: Option<String>,
    status: Option<String>,
    description: Option<FreeText>,
    execution_role_arn: Option<String>,
    network_configuration: Option<Network>,
    recording: Option<Recording>,
    #[serde(default)]
    certificates: Vec<Certificate>,
    #[serde(default)]
    enterprise_policies: Vec<EnterprisePolicy>,
}

#[derive(Deserialize)]
struct Network {
    #[serde(rename = "networkMode")]
    mode: Option<String>,
}

#[derive(Deserialize)]
struct Recording {
    enabled: Option<bool>,
    #[serde(rename = "s3Location")]
    s3: Option<S3>,
}

#[derive(Deserialize)]
struct Certificate {
    location: Option<SecretPlace>,
}

#[derive(Deserialize)]
struct SecretPlace {
    #[serde(rename = "secretsManager")]
    secret: Option<Secret>,
}

#[derive(Deserialize)]
struct Secret {
    #[serde(rename = "secretArn")]
    arn: Option<String>,
}

#[derive(Deserialize)]
struct EnterprisePolicy {
    location: Option<PolicyPlace>,
}

#[derive(Deserialize)]
struct PolicyPlace {
    s3: Option<S3>,
}

impl Tool {
    fn facts(self, kind: &str, reply: &Reply<'_>, origin: Origin, sink: &mut dyn Sink) {
        let arn = self.code_interpreter_arn;
        let name = self.name.unwrap_or_else(|| arn.clone());
        let mut workload = reply.workload(kind, arn, name, origin);
        workload.runs_as = runs_as(self.execution_role_arn, "execution-role");
        let recording = self.recording.filter(|it| it.enabled != Some(false));
        if let Some(uri) = recording.and_then(|it| it.s3?.uri()) {
            // What a browser showed, and what was typed into it.
            let recorded = S3Place::prefix(&uri, AssetClass::Log, "/recording");
            recorded.flows_from(&workload.id, LineageKind::Data, reply, sink);
        }
        for policy in self.enterprise_policies {
            if let Some(uri) = policy.location.and_then(|it| it.s3?.uri()) {
                let policy = S3Place::object(&uri, AssetClass::Code, "/enterprisePolicies");
                policy.flows_to(&workload.id, LineageKind::Data, reply, sink);
            }
        }
        let secrets: Vec<String> = self
            .certificates
            .into_iter()
            .filter_map(|it| it.location?.secret?.arn)
            .collect();
        workload.attributes = attributes([
            ("state", self.status.keep()),
            ("description", self.description.keep()),
            (
                "network",
                self.network_configuration.and_then(|it| it.mode).keep(),
            ),
            ("certificate_secrets", secrets.keep()),
        ]);
        sink.fact(Fact::Workload(workload));
    }
}

/// Code interpreters: who may start a session runs code as the role.
pub(super) fn interpreter(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    one_or_all(
        reply,
        "codeInterpreterSummaries",
        sink,
        |tool: Tool, origin, sink| {
            let kind = "aws:bedrock-agentcore:code-interpreter";
            tool.facts(kind, reply, origin, sink);
        },
    )
}

/// Browsers.
pub(super) fn browser(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    one_or_all(
        reply,
        "browserSummaries",
        sink,
        |tool: Tool, origin, sink| {
            tool.facts("aws:bedrock-agentcore:browser", reply, origin, sink);
        },
    )
}
