//! Runtimes: containers or archives of code that run as a role, and the endpoints that callers name.

use serde::Deserialize;

use super::super::s3::{S3Place, uri_of};
use super::super::wire::{FreeText, Keep, attributes, runs_as};
use super::super::{Reply, ReplyError};
use crate::facts::{AssetClass, Fact, LineageKind};
use crate::redact::EnvironmentNames;
use crate::snapshot::Sink;

const RUNTIME: &str = "aws:bedrock-agentcore:runtime";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    agent_runtime_arn: String,
    agent_runtime_name: String,
    status: Option<String>,
}

/// Runtimes by name.
pub(super) fn listed(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("agentRuntimes", sink, |it: Listed, origin, sink| {
        let name = it.agent_runtime_name;
        let mut workload = reply.workload(RUNTIME, it.agent_runtime_arn, name, origin);
        workload.attributes = attributes([("state", it.status.keep())]);
        sink.fact(Fact::Workload(workload));
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Runtime {
    agent_runtime_arn: String,
    agent_runtime_name: String,
    agent_runtime_version: Option<String>,
    role_arn: Option<String>,
    status: Option<String>,
    description: Option<FreeText>,
    agent_runtime_artifact: Option<Artifact>,
    #[serde(default)]
    environment_variables: EnvironmentNames,
    authorizer_configuration: Option<Authorizer>,
    network_configuration: Option<Network>,
    protocol_configuration: Option<Wire>,
    workload_identity_details: Option<Identity>,
    metadata_configuration: Option<Metadata>,
}

#[derive(Deserialize)]
struct Artifact {
    #[serde(rename = "containerConfiguration")]
    container: Option<Container>,
    #[serde(rename = "codeConfiguration")]
    code: Option<Code>,
}

#[derive(Deserialize)]
struct Container {
    #[serde(rename = "containerUri")]
    image: Option<String>,
}

#[derive(Deserialize)]
struct Code {
    code: Option<CodePlace>,
}

#[derive(Deserialize)]
struct CodePlace {
    s3: Option<S3>,
}

/// A place in S3.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct S3 {
    bucket: Option<String>,
    prefix: Option<String>,
    version_id: Option<String>,
}

impl S3 {
    pub(super) fn uri(&self) -> Option<String> {
        let bucket = self.bucket.as_deref()?;
        Some(uri_of(bucket, self.prefix.as_deref()))
    }
}

/// Who may call: by a token of an issuer outside, instead of by IAM.
#[derive(Deserialize)]
pub(super) struct Authorizer {
    #[serde(rename = "customJWTAuthorizer")]
    token: Option<Token>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Token {
    discovery_url: Option<FreeText>,
    #[serde(default)]
    allowed_audience: Vec<String>,
    #[serde(default)]
    allowed_clients: Vec<String>,
}

impl Authorizer {
    /// The issuer, the audiences and the clients.
    pub(super) fn attributes(self) -> [(&'static str, Option<serde_json::Value>); 3] {
        let token = self.token;
        let (issuer, audiences, clients) = token.map_or((None, None, None), |it| {
            (
                it.discovery_url,
                Some(it.allowed_audience),
                Some(it.allowed_clients),
            )
        });
        [
            ("token_issuer", issuer.keep()),
            ("token_audiences", audiences.keep()),
            ("token_clients", clients.keep()),
        ]
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Network {
    network_mode: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    server_protocol: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    workload_identity_arn: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    #[serde(rename = "requireMMDSV2")]
    session_tokens: Option<bool>,
}

/// A runtime, its code and its role.
pub(super) fn described(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let it: Runtime = reply.parse()?;
    let mut workload = reply.workload(
        RUNTIME,
        it.agent_runtime_arn,
        it.agent_runtime_name,
        reply.origin(""),
    );
    let id = workload.id.clone();
    let (container, code) = it
        .agent_runtime_artifact
        .map_or((None, None), |artifact| (artifact.container, artifact.code));
    let image = container.and_then(|it| it.image);
    if let Some(image) = &image {
        let pointer = "/agentRuntimeArtifact/containerConfiguration";
        reply.runs_image(image, &id, pointer, sink);
    }
    let s3 = code.and_then(|it| it.code?.s3);
    if let Some(uri) = s3.as_ref().and_then(S3::uri) {
        let pointer = "/agentRuntimeArtifact/codeConfiguration";
        let archive = S3Place::object(&uri, AssetClass::Code, pointer);
        archive.flows_to(&id, LineageKind::Code, reply, sink);
    }
    workload.runs_as = runs_as(it.role_arn, "execution-role");
    workload.environment = it.environment_variables.0;
    let authorizer = it.authorizer_configuration.map(Authorizer::attributes);
    workload.attributes = attributes([
        ("state", it.status.keep()),
        ("version", it.agent_runtime_version.keep()),
        ("description", it.description.keep()),
        ("image", image.keep()),
        // A version of the object is a pin: who writes the next does not change what runs.
        ("code_version", s3.and_then(|s3| s3.version_id).keep()),
        (
            "network",
            it.network_configuration
                .and_then(|it| it.network_mode)
                .keep(),
        ),
        (
            "protocol",
            it.protocol_configuration
                .and_then(|it| it.server_protocol)
                .keep(),
        ),
        (
            "workload_identity",
            it.workload_identity_details
                .and_then(|it| it.workload_identity_arn)
                .keep(),
        ),
        (
            "metadata_needs_token",
            it.metadata_configuration
                .and_then(|it| it.session_tokens)
                .keep(),
        ),
    ]);
    workload
        .attributes
        .extend(authorizer.map(attributes).unwrap_or_default());
    sink.fact(Fact::Workload(workload));
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RuntimeEndpoint {
    name: String,
    agent_runtime_endpoint_arn: String,
    agent_runtime_arn: String,
    live_version: Option<String>,
    target_version: Option<String>,
    status: Option<String>,
}

/// The endpoints of a runtime: a model to those who call it.
pub(super) fn endpoints(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list(
        "runtimeEndpoints",
        sink,
        |it: RuntimeEndpoint, origin, sink| {
            let pointer = origin.pointer.clone();
            let arn = it.agent_runtime_endpoint_arn;
            let runtime = it.agent_runtime_arn.as_str();
            reply.flow(LineageKind::Model, runtime, arn.as_str(), &pointer, sink);
            let kind = "aws:bedrock-agentcore:runtime-endpoint";
            let mut asset = reply.asset(AssetClass::Model, kind, arn, it.name, origin);
            asset.attributes = attributes([
                ("of", it.agent_runtime_arn.keep()),
                ("version", it.live_version.keep()),
                ("next_version", it.target_version.keep()),
                ("state", it.status.keep()),
            ]);
            sink.fact(Fact::Asset(asset));
        },
    )
}
