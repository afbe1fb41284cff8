//! Gateways: tools that agents call, each with the gateway's role or with a credential of its own.
//!
//! What a gateway calls is an attribute, `target:ID`, because every answer knows one target.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::s3::S3Place;
use super::super::wire::{FreeText, Keep, attributes, runs_as};
use super::super::{Reply, ReplyError};
use super::runtimes::Authorizer;
use crate::facts::{AssetClass, Fact, LineageKind};
use crate::snapshot::Sink;

const GATEWAY: &str = "aws:bedrock-agentcore:gateway";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    gateway_id: String,
    name: String,
    status: Option<String>,
    authorizer_type: Option<String>,
}

/// Gateways by name.
pub(super) fn listed(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("items", sink, |it: Listed, origin, sink| {
        let arn = reply.arn("bedrock-agentcore", &format!("gateway/{}", it.gateway_id));
        let mut workload = reply.workload(GATEWAY, arn, it.name, origin);
        workload.attributes = attributes([
            ("state", it.status.keep()),
            ("authorizer", it.authorizer_type.keep()),
        ]);
        sink.fact(Fact::Workload(workload));
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Gateway {
    gateway_arn: String,
    name: String,
    gateway_url: Option<String>,
    status: Option<String>,
    description: Option<FreeText>,
    role_arn: Option<String>,
    kms_key_arn: Option<String>,
    authorizer_type: Option<String>,
    authorizer_configuration: Option<Authorizer>,
    #[serde(default)]
    interceptor_configurations: Vec<Interceptor>,
    policy_engine_configuration: Option<PolicyEngine>,
    workload_identity_details: Option<Identity>,
}

#[derive(Deserialize)]
struct Interceptor {
    interceptor: Option<InterceptorKind>,
}

#[derive(Deserialize)]
struct InterceptorKind {
    lambda: Option<Arn>,
}

#[derive(Deserialize)]
struct Arn {
    arn: Option<String>,
}

#[derive(Deserialize)]
struct PolicyEngine {
    arn: Option<String>,
    mode: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    workload_identity_arn: Option<String>,
}

/// A gateway and its role.
pub(super) fn described(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let it: Gateway = reply.parse()?;
    let mut workload = reply.workload(GATEWAY, it.gateway_arn, it.name, reply.origin(""));
    workload.runs_as = runs_as(it.role_arn, "service-role");
    let interceptors: Vec<String> = it
        .interceptor_configurations
        .into_iter()
        .filter_map(|it| it.interceptor?.lambda?.arn)
        .collect();
    let (engine, mode) = it
        .policy_engine_configuration
        .map_or((None, None), |it| (it.arn, it.mode));
    let identity = it.workload_identity_details;
    workload.attributes = attributes([
        ("state", it.status.keep()),
        ("url", it.gateway_url.keep()),
        ("description", it.description.keep()),
        ("encryption_key", it.kms_key_arn.keep()),
        ("authorizer", it.authorizer_type.keep()),
        ("interceptors", interceptors.keep()),
        ("policy_engine", engine.keep()),
        ("policy_engine_mode", mode.keep()),
        (
            "workload_identity",
            identity.and_then(|it| it.workload_identity_arn).keep(),
        ),
    ]);
    let authorizer = it.authorizer_configuration.map(Authorizer::attributes);
    workload
        .attributes
        .extend(authorizer.map(attributes).unwrap_or_default());
    sink.fact(Fact::Workload(workload));
    Ok(())
}

/// A target; schemas that are written into it are not read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    gateway_arn: Option<String>,
    target_id: String,
    name: String,
    status: Option<String>,
    target_configuration: Option<TargetConfiguration>,
    #[serde(default)]
    credential_provider_configurations: Vec<Credential>,
}

#[derive(Deserialize)]
struct TargetConfiguration {
    mcp: Option<Tools>,
    http: Option<Http>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tools {
    lambda: Option<Lambda>,
    open_api_schema: Option<Schema>,
    smithy_model: Option<Schema>,
    mcp_server: Option<Server>,
    api_gateway: Option<Api>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Lambda {
    lambda_arn: Option<String>,
    tool_schema: Option<Schema>,
}

#[derive(Deserialize)]
struct Schema {
    s3: Option<Uri>,
}

#[derive(Deserialize)]
struct Uri {
    uri: Option<String>,
}

#[derive(Deserialize)]
struct Server {
    endpoint: Option<FreeText>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Api {
    rest_api_id: Option<String>,
    stage: Option<String>,
}

#[derive(Deserialize)]
struct Http {
    #[serde(rename = "agentcoreRuntime")]
    runtime: Option<Arn>,
    passthrough: Option<Server>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Credential {
    credential_provider_type: Option<String>,
    credential_provider: Option<Provider>,
}

#[derive(Deserialize)]
struct Provider {
    #[serde(rename = "oauthCredentialProvider", alias = "apiKeyCredentialProvider")]
    provider: Option<ProviderArn>,
}

#[derive(Deserialize)]
struct ProviderArn {
    #[serde(rename = "providerArn")]
    arn: Option<String>,
}

/// What a gateway calls, and with which credential.
pub(super) fn target(
    gateway: &str,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) -> Result<(), ReplyError> {
    let it: Target = reply.parse()?;
    let gateway = it.gateway_arn.unwrap_or_else(|| gateway.to_owned());
    let (mut about, mut schemas) = (Vec::new(), Vec::new());
    let mut note = |kind: &'static str, value: Option<Value>| about.push((kind, value));
    if let Some(tools) = it
        .target_configuration
        .as_ref()
        .and_then(|it| it.mcp.as_ref())
    {
        if let Some(lambda) = &tools.lambda {
            note("lambda", lambda.lambda_arn.clone().keep());
            schemas.extend(lambda.tool_schema.as_ref());
        }
        schemas.extend(tools.open_api_schema.as_ref());
        schemas.extend(tools.smithy_model.as_ref());
        if tools.open_api_schema.is_some() {
            note("kind", Some("openapi".into()));
        }
        if tools.smithy_model.is_some() {
            note("kind", Some("smithy".into()));
        }
        let server = tools.mcp_server.as_ref().and_then(|it| it.endpoint.clone());
        note("mcp_server", server.keep());
        if let Some(api) = &tools.api_gateway {
            let stage = api.stage.clone().unwrap_or_default();
            let api = api.rest_api_id.as_ref().map(|id| format!("{id}/{stage}"));
            note("api", api.keep());
        }
    }
    if let Some(http) = it
        .target_configuration
        .as_ref()
        .and_then(|it| it.http.as_ref())
    {
        let runtime = http.runtime.as_ref().and_then(|it| it.arn.clone());
        note("runtime", runtime.keep());
        let through = http.passthrough.as_ref().and_then(|it| it.endpoint.clone());
        note("endpoint", through.keep());
    }
    for uri in schemas
        .into_iter()
        .filter_map(|it| it.s3.as_ref()?.uri.as_deref())
    {
        let schema = S3Place::object(uri, AssetClass::Code, "/targetConfiguration");
        schema.flows_to(&gateway, LineageKind::Data, reply, sink);
        about.push(("schema", Some(uri.into())));
    }
    let (mut kinds, mut providers) = (Vec::new(), Vec::new());
    for credential in it.credential_provider_configurations {
        kinds.extend(credential.credential_provider_type);
        providers.extend(
            credential
                .credential_provider
                .and_then(|it| it.provider?.arn),
        );
    }
    about.push(("credentials", kinds.keep()));
    about.push(("credential_providers", providers.keep()));
    about.push(("name", it.name.keep()));
    about.push(("state", it.status.keep()));
    let about: BTreeMap<&str, Value> = about
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
    let mut workload = reply.workload(GATEWAY, gateway, "", reply.origin(""));
    workload
        .attributes
        .insert(format!("target:{}", it.target_id), json!(about));
    sink.fact(Fact::Workload(workload));
    Ok(())
}
