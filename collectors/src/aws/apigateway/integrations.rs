//! What an API calls, and as whom. Templates and parameters of requests may hold secrets, and are not read.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::wire::runs_as;
use super::super::{Reply, ReplyError};
use super::List;
use crate::facts::{Fact, Lineage, LineageKind};
use crate::snapshot::Sink;

/// One place that calls something.
struct Caller {
    role: Option<String>,
    how: &'static str,
    uri: Option<String>,
}

fn facts(callers: Vec<Caller>, pointer: &str, reply: &Reply<'_>, sink: &mut dyn Sink) {
    let (Some(id), Some(name)) = (reply.subject(), reply.argument) else {
        return;
    };
    let kind = match reply.operation.cli.0 {
        "apigateway" => "aws:apigateway:rest-api",
        _ => "aws:apigateway:api",
    };
    let mut workload = reply.workload(kind, &*id, name, reply.origin(pointer));
    for caller in callers {
        // `arn:aws:iam::*:user/*` means the credentials of the caller: no role of the API's.
        let role = caller.role.filter(|role| role.contains(":role/"));
        workload.runs_as.extend(runs_as(role, caller.how));
        if let Some(function) = caller.uri.as_deref().and_then(function) {
            let origin = reply.origin(pointer);
            let flow = Lineage::new(LineageKind::Data, &*id, function, origin);
            sink.fact(Fact::Lineage(flow));
        }
    }
    workload.runs_as.sort();
    workload.runs_as.dedup();
    sink.fact(Fact::Workload(workload));
}

/// The function in `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION/invocations`, or in an ARN of
/// its own (HTTP APIs). Without the qualifier: the function as a whole is the workload.
fn function(uri: &str) -> Option<String> {
    let arn = match uri.split_once("/functions/") {
        Some((_, rest)) => rest.split('/').next()?,
        None => uri,
    };
    let parts: Vec<&str> = arn.split(':').take(7).collect();
    let is_function = parts.get(2) == Some(&"lambda") && parts.get(5) == Some(&"function");
    is_function.then(|| parts.join(":"))
}

pub(super) fn of_resources(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: List<Resource> = reply.parse()?;
    let callers = answer
        .items
        .into_iter()
        .filter_map(|resource| resource.methods)
        .flat_map(BTreeMap::into_values)
        .filter_map(|method| method.integration)
        .map(|integration| Caller {
            role: integration.credentials,
            how: "integration-role",
            uri: integration.uri,
        });
    facts(callers.collect(), "/items", reply, sink);
    Ok(())
}

pub(super) fn of_api(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: List<ApiIntegration> = reply.parse()?;
    let callers = answer.items.into_iter().map(|integration| Caller {
        role: integration.credentials,
        how: "integration-role",
        uri: integration.uri,
    });
    facts(callers.collect(), "/Items", reply, sink);
    Ok(())
}

pub(super) fn authorizers(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: List<Authorizer> = reply.parse()?;
    let callers = answer.items.into_iter().map(|authorizer| Caller {
        role: authorizer.credentials,
        how: "authorizer-role",
        uri: authorizer.uri,
    });
    facts(callers.collect(), "/items", reply, sink);
    Ok(())
}

#[derive(Deserialize)]
struct Resource {
    #[serde(rename = "resourceMethods")]
    methods: Option<BTreeMap<String, Method>>,
}

#[derive(Deserialize)]
struct Method {
    #[serde(rename = "methodIntegration")]
    integration: Option<Integration>,
}

#[derive(Deserialize)]
struct Integration {
    credentials: Option<String>,
    uri: Option<String>,
}

#[derive(Deserialize)]
struct ApiIntegration {
    #[serde(alias = "CredentialsArn", rename = "credentialsArn")]
    credentials: Option<String>,
    #[serde(alias = "IntegrationUri", rename = "integrationUri")]
    uri: Option<String>,
}

#[derive(Deserialize)]
struct Authorizer {
    #[serde(
        rename = "authorizerCredentials",
        alias = "authorizerCredentialsArn",
        alias = "AuthorizerCredentialsArn"
    )]
    credentials: Option<String>,
    #[serde(rename = "authorizerUri", alias = "AuthorizerUri")]
    uri: Option<String>,
}
