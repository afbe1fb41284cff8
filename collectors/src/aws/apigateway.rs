//! Amazon API Gateway: REST APIs with their policies, HTTP and WebSocket APIs, and what their integrations act as.
//!
//! An API is a workload that runs as the roles of its integrations and authorizers (`integration-role`,
//! `authorizer-role`). What it calls is a flow from the API to the function. The policy of a REST API is attached to
//! it; it decides about `execute-api:Invoke` on the ARN in the attribute `execute_api`.

mod integrations;

use serde::Deserialize;

use super::wire::{FreeText, Keep, attributes, tags_of_map};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{Fact, Tags};
use crate::snapshot::Sink;

/// The API Gateway services.
#[derive(Debug)]
pub struct ApiGateway;

static ENDPOINT: Endpoint = Endpoint {
    host: "apigateway",
    signs_as: "apigateway",
    protocol: Protocol::RestJson,
};

const PAGES: Paging = Paging {
    token: ("position", "position"),
    size: Some(("limit", 500)),
};
const PAGES_2: Paging = Paging {
    token: ("nextToken", "nextToken"),
    size: Some(("maxResults", 500)),
};

const REST_API: &str = "arn:{partition}:apigateway:{region}::/restapis/{argument}";
const API: &str = "arn:{partition}:apigateway:{region}::/apis/{argument}";

// The service writes its members in other words than the AWS CLI: `item` and `apiId` for `items` and `ApiId`.
const REST_APIS: &[(&str, &str)] = &[("GetRestApis", "items[].id"), ("GetRestApis", "item[].id")];
const APIS: &[(&str, &str)] = &[("GetApis", "Items[].ApiId"), ("GetApis", "items[].apiId")];

const fn ask(
    name: &'static str,
    cli: (&'static str, &'static str),
    path: &'static str,
) -> Operation {
    // Every read of API Gateway needs the same action (Service Authorization Reference).
    Operation::listing(name, cli, &["apigateway:GET"], Place::Regional).rest("GET", path, &[])
}

// Amazon API Gateway REST API Reference, and its Version 2 API Reference: the page of each operation.
static OPERATIONS: [Operation; 6] = [
    ask("GetRestApis", ("apigateway", "get-rest-apis"), "/restapis").paged(PAGES),
    ask(
        "GetResources",
        ("apigateway", "get-resources"),
        "/restapis/{0}/resources",
    )
    .each("--rest-api-id", "restApiId", REST_APIS, REST_API)
    .fixed(&[("embed", "[\"methods\"]")])
    .options(&[("--embed", "methods")])
    .absent(&["NotFoundException"])
    .paged(PAGES),
    ask(
        "GetAuthorizers",
        ("apigateway", "get-authorizers"),
        "/restapis/{0}/authorizers",
    )
    .each("--rest-api-id", "restApiId", REST_APIS, REST_API)
    .absent(&["NotFoundException"])
    .paged(PAGES),
    ask("GetApis", ("apigatewayv2", "get-apis"), "/v2/apis").paged(PAGES_2),
    ask(
        "GetIntegrations",
        ("apigatewayv2", "get-integrations"),
        "/v2/apis/{0}/integrations",
    )
    .each("--api-id", "ApiId", APIS, API)
    .absent(&["NotFoundException"])
    .paged(PAGES_2),
    ask(
        "GetAuthorizers",
        ("apigatewayv2", "get-authorizers"),
        "/v2/apis/{0}/authorizers",
    )
    .each("--api-id", "ApiId", APIS, API)
    .absent(&["NotFoundException"])
    .paged(PAGES_2),
];

impl Service for ApiGateway {
    fn name(&self) -> &'static str {
        "apigateway"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.argument) {
            ("GetRestApis", _) => rest_apis(reply, sink),
            ("GetApis", _) => apis(reply, sink),
            ("GetResources", Some(_)) => integrations::of_resources(reply, sink),
            ("GetIntegrations", Some(_)) => integrations::of_api(reply, sink),
            ("GetAuthorizers", Some(_)) => integrations::authorizers(reply, sink),
            _ => Ok(()),
        }
    }
}

fn rest_apis(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: List<RestApi> = reply.parse()?;
    for (index, api) in answer.items.into_iter().enumerate() {
        let pointer = format!("/items/{index}");
        let id = format!(
            "arn:{}:apigateway:{}::/restapis/{}",
            reply.partition,
            reply.region.unwrap_or_default(),
            api.id
        );
        let kind = "aws:apigateway:rest-api";
        let execute = reply.arn("execute-api", &api.id);
        // The name that people gave is an attribute: answers about integrations have only the id.
        let mut workload = reply.workload(kind, &*id, api.id, reply.origin(&*pointer));
        let endpoint = api.endpoint_configuration.unwrap_or_default();
        workload.tags = api.tags.as_ref().map(tags_of_map);
        workload.attributes = attributes([
            ("api_name", api.name.keep()),
            ("description", api.description.keep()),
            ("execute_api", execute.keep()),
            ("endpoint_types", endpoint.types.keep()),
            ("vpc_endpoints", endpoint.vpc_endpoint_ids.keep()),
            (
                "default_endpoint_off",
                api.disable_execute_api_endpoint.keep(),
            ),
        ]);
        sink.fact(Fact::Workload(workload));
        if let Some(policy) = api.policy {
            let pointer = format!("{pointer}/policy");
            reply.resource_policy(&id, unescaped(policy), &pointer, sink);
        }
    }
    Ok(())
}

/// The service escapes the quotation marks of the document once more than JSON does.
fn unescaped(policy: String) -> String {
    if !policy.starts_with("{\\\"") {
        return policy;
    }
    serde_json::from_str(&format!("\"{policy}\"")).unwrap_or(policy)
}

fn apis(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: List<Api> = reply.parse()?;
    for (index, api) in answer.items.into_iter().enumerate() {
        let id = format!(
            "arn:{}:apigateway:{}::/apis/{}",
            reply.partition,
            reply.region.unwrap_or_default(),
            api.id
        );
        let execute = reply.arn("execute-api", &api.id);
        let origin = reply.origin(format!("/Items/{index}"));
        let mut workload = reply.workload("aws:apigateway:api", id, api.id, origin);
        workload.tags = api.tags.as_ref().map(tags_of_map);
        workload.attributes = attributes([
            ("api_name", api.name.keep()),
            ("protocol", api.protocol.keep()),
            ("url", api.endpoint.keep()),
            ("execute_api", execute.keep()),
            ("default_endpoint_off", api.default_off.keep()),
        ]);
        sink.fact(Fact::Workload(workload));
    }
    Ok(())
}

/// A list, which is left out when it is empty.
#[derive(Deserialize)]
struct List<T> {
    #[serde(alias = "item", alias = "Items", default = "Vec::new")]
    items: Vec<T>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RestApi {
    id: String,
    name: Option<FreeText>,
    description: Option<FreeText>,
    policy: Option<String>,
    endpoint_configuration: Option<EndpointConfiguration>,
    disable_execute_api_endpoint: Option<bool>,
    tags: Option<Tags>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct EndpointConfiguration {
    types: Option<Vec<String>>,
    vpc_endpoint_ids: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Api {
    #[serde(alias = "ApiId", rename = "apiId")]
    id: String,
    #[serde(alias = "Name")]
    name: Option<FreeText>,
    #[serde(alias = "ProtocolType", rename = "protocolType")]
    protocol: Option<String>,
    #[serde(alias = "ApiEndpoint", rename = "apiEndpoint")]
    endpoint: Option<String>,
    #[serde(
        alias = "DisableExecuteApiEndpoint",
        rename = "disableExecuteApiEndpoint"
    )]
    default_off: Option<bool>,
    #[serde(alias = "Tags")]
    tags: Option<Tags>,
}
