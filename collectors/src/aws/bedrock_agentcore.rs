//! Amazon Bedrock AgentCore: runtimes of agents, gateways to tools, memories, code interpreters, browsers, and the
//! credentials that agents use for other services.

mod gateways;
mod identity;
mod runtimes;
mod tags;
mod tools;

use serde::Deserialize;

use super::wire::DocumentText;
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::snapshot::Sink;

/// The service of AgentCore.
#[derive(Debug)]
pub struct BedrockAgentCore;

static ENDPOINT: Endpoint = Endpoint {
    host: "bedrock-agentcore-control",
    signs_as: "bedrock-agentcore",
    protocol: Protocol::RestJson,
};

/// Listings that are a `POST` have their token in the query, as here, or in the body.
const IN_QUERY: &[(&str, &str)] = &[("maxResults", "100"), ("nextToken", "{token}")];

/// The same for what the account made itself; what AWS offers to all has no role.
const CUSTOM: &[(&str, &str)] = &[
    ("maxResults", "100"),
    ("nextToken", "{token}"),
    ("type", "CUSTOM"),
];

macro_rules! operation {
    ($name:literal, $command:literal, $method:literal $path:literal, $query:expr) => {
        Operation::listing(
            $name,
            ("bedrock-agentcore-control", $command),
            &[concat!("bedrock-agentcore:", $name)],
            Place::Regional,
        )
        .rest($method, $path, $query)
    };
}

macro_rules! arn {
    ($resource:literal) => {
        concat!(
            "arn:{partition}:bedrock-agentcore:{region}:{account}:",
            $resource
        )
    };
}

const RUNTIMES: &[(&str, &str)] = &[("ListAgentRuntimes", "agentRuntimes[].agentRuntimeId")];
const GATEWAYS: &[(&str, &str)] = &[("ListGateways", "items[].gatewayId")];

// Amazon Bedrock AgentCore Control Plane API Reference: the page of each operation.
static OPERATIONS: [Operation; 20] = [
    operation!("ListAgentRuntimes", "list-agent-runtimes", "POST" "/runtimes/", IN_QUERY)
        .paged(Paging::CAMEL),
    operation!("GetAgentRuntime", "get-agent-runtime", "GET" "/runtimes/{0}/", &[])
        .each("--agent-runtime-id", "agentRuntimeId", RUNTIMES, arn!("runtime/{0}")),
    operation!("ListAgentRuntimeEndpoints", "list-agent-runtime-endpoints",
        "POST" "/runtimes/{0}/runtime-endpoints/", IN_QUERY)
        .each("--agent-runtime-id", "agentRuntimeId", RUNTIMES, arn!("runtime/{0}"))
        .paged(Paging::CAMEL),
    operation!("ListGateways", "list-gateways", "GET" "/gateways/", &[])
        .paged(Paging::CAMEL.by("maxResults", 1000)),
    operation!("GetGateway", "get-gateway", "GET" "/gateways/{0}/", &[])
        .each("--gateway-identifier", "gatewayIdentifier", GATEWAYS, arn!("gateway/{0}")),
    operation!("ListGatewayTargets", "list-gateway-targets", "GET" "/gateways/{0}/targets/", &[])
        .each("--gateway-identifier", "gatewayIdentifier", GATEWAYS, arn!("gateway/{0}"))
        .paged(Paging::CAMEL.by("maxResults", 1000)),
    operation!("GetGatewayTarget", "get-gateway-target", "GET" "/gateways/{0}/targets/{1}/", &[])
        .under(
            &["--gateway-identifier", "--target-id"],
            &["gatewayIdentifier", "targetId"],
            ("ListGatewayTargets", "items[].targetId"),
            arn!("gateway/{0}"),
        ),
    // Only runtimes and gateways have policies.
    operation!("GetResourcePolicy", "get-resource-policy", "GET" "/resourcepolicy/{0}", &[])
        .each(
            "--resource-arn",
            "resourceArn",
            &[
                ("ListAgentRuntimes", "agentRuntimes[].agentRuntimeArn"),
                ("ListAgentRuntimeEndpoints", "runtimeEndpoints[].agentRuntimeEndpointArn"),
                ("GetGateway", "gatewayArn"),
            ],
            "{argument}",
        )
        .absent(&["ResourceNotFoundException"]),
    operation!("ListMemories", "list-memories", "POST" "/memories/", &[])
        .paged(Paging::CAMEL.by("maxResults", 100)),
    // With the other view the key of the memory is used, and the prompts in it are answered.
    operation!("GetMemory", "get-memory", "GET" "/memories/{0}/details", &[("view", "without_decryption")])
        .each("--memory-id", "memoryId", &[("ListMemories", "memories[].id")], arn!("memory/{0}"))
        .options(&[("--view", "without_decryption")]),
    operation!("ListCodeInterpreters", "list-code-interpreters", "POST" "/code-interpreters", CUSTOM)
        .paged(Paging::CAMEL)
        .options(&[("--type", "CUSTOM")]),
    operation!("GetCodeInterpreter", "get-code-interpreter", "GET" "/code-interpreters/{0}", &[])
        .each(
            "--code-interpreter-id",
            "codeInterpreterId",
            &[("ListCodeInterpreters", "codeInterpreterSummaries[].codeInterpreterId")],
            arn!("code-interpreter-custom/{0}"),
        ),
    operation!("ListBrowsers", "list-browsers", "POST" "/browsers", CUSTOM)
        .paged(Paging::CAMEL)
        .options(&[("--type", "CUSTOM")]),
    operation!("GetBrowser", "get-browser", "GET" "/browsers/{0}", &[])
        .each(
            "--browser-id",
            "browserId",
            &[("ListBrowsers", "browserSummaries[].browserId")],
            arn!("browser-custom/{0}"),
        ),
    operation!("ListApiKeyCredentialProviders", "list-api-key-credential-providers",
        "POST" "/identities/ListApiKeyCredentialProviders", &[])
        .paged(Paging::CAMEL.by("maxResults", 100)),
    operation!("GetApiKeyCredentialProvider", "get-api-key-credential-provider",
        "POST" "/identities/GetApiKeyCredentialProvider", &[])
        .each(
            "--name",
            "name",
            &[("ListApiKeyCredentialProviders", "credentialProviders[].name")],
            arn!("token-vault/default/apikeycredentialprovider/{0}"),
        ),
    operation!("ListOauth2CredentialProviders", "list-oauth2-credential-providers",
        "POST" "/identities/ListOauth2CredentialProviders", &[])
        .paged(Paging::CAMEL.by("maxResults", 20)),
    operation!("GetOauth2CredentialProvider", "get-oauth2-credential-provider",
        "POST" "/identities/GetOauth2CredentialProvider", &[])
        .each(
            "--name",
            "name",
            &[("ListOauth2CredentialProviders", "credentialProviders[].name")],
            arn!("token-vault/default/oauth2credentialprovider/{0}"),
        ),
    operation!("ListWorkloadIdentities", "list-workload-identities",
        "POST" "/identities/ListWorkloadIdentities", &[])
        .paged(Paging::CAMEL.by("maxResults", 20)),
    tags::LIST,
];

impl Service for BedrockAgentCore {
    fn name(&self) -> &'static str {
        "bedrock_agentcore"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.subject()) {
            ("ListAgentRuntimes", _) => runtimes::listed(reply, sink),
            ("GetAgentRuntime", _) => runtimes::described(reply, sink),
            ("ListAgentRuntimeEndpoints", _) => runtimes::endpoints(reply, sink),
            ("ListGateways", _) => gateways::listed(reply, sink),
            ("GetGateway", _) => gateways::described(reply, sink),
            ("GetGatewayTarget", Some(gateway)) => gateways::target(&gateway, reply, sink),
            ("GetResourcePolicy", Some(resource)) => policy(&resource, reply, sink),
            ("ListMemories", _) => tools::memories(reply, sink),
            ("GetMemory", _) => tools::memory(reply, sink),
            ("ListCodeInterpreters" | "GetCodeInterpreter", _) => tools::interpreter(reply, sink),
            ("ListBrowsers" | "GetBrowser", _) => tools::browser(reply, sink),
            ("ListApiKeyCredentialProviders" | "GetApiKeyCredentialProvider", _) => {
                identity::api_key(reply, sink)
            }
            ("ListOauth2CredentialProviders" | "GetOauth2CredentialProvider", _) => {
                identity::oauth2(reply, sink)
            }
            ("ListWorkloadIdentities", _) => identity::workloads(reply, sink),
            ("ListTagsForResource", _) => tags::list(reply, sink),
            _ => Ok(()),
        }
    }
}

#[derive(Deserialize)]
struct Policy {
    policy: Option<DocumentText>,
}

/// Who else may call a runtime or gateway.
fn policy(resource: &str, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: Policy = reply.parse()?;
    if let Some(document) = answer.policy {
        reply.resource_policy(resource, document.0, "/policy", sink);
    }
    Ok(())
}
