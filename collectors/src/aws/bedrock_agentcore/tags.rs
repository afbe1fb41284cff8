//! Tags of runtimes, gateways, memories, tools, and of the credentials that agents use.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::wire::{Thing, tags_of_map};
use super::super::{Operation, Place, Reply, ReplyError};
use crate::facts::AssetClass;
use crate::snapshot::Sink;

/// Amazon Bedrock AgentCore Control Plane API Reference: `ListTagsForResource`.
pub(super) const LIST: Operation = Operation::listing(
    "ListTagsForResource",
    ("bedrock-agentcore-control", "list-tags-for-resource"),
    &["bedrock-agentcore:ListTagsForResource"],
    Place::Regional,
)
.each("--resource-arn", "resourceArn", OF, "{argument}")
.rest("GET", "/tags/{0}", &[]);

const OF: &[(&str, &str)] = &[
    ("ListAgentRuntimes", "agentRuntimes[].agentRuntimeArn"),
    (
        "ListAgentRuntimeEndpoints",
        "runtimeEndpoints[].agentRuntimeEndpointArn",
    ),
    ("GetGateway", "gatewayArn"),
    ("GetMemory", "memory.arn"),
    ("GetCodeInterpreter", "codeInterpreterArn"),
    ("GetBrowser", "browserArn"),
    (
        "ListApiKeyCredentialProviders",
        "credentialProviders[].credentialProviderArn",
    ),
    (
        "ListOauth2CredentialProviders",
        "credentialProviders[].credentialProviderArn",
    ),
    (
        "ListWorkloadIdentities",
        "workloadIdentities[].workloadIdentityArn",
    ),
];

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    tags: BTreeMap<String, String>,
}

/// What the parts of an ARN's resource name (Service Authorization Reference, "Resource types defined by Amazon Bedrock
/// AgentCore"). Credential providers stand in a vault, workload identities in a directory.
fn thing(resource: &str) -> Option<Thing> {
    use AssetClass::{Data, Model, Secret};
    let parts: Vec<&str> = resource.split('/').collect();
    Some(match parts.as_slice() {
        ["runtime", _, "runtime-endpoint", _] => {
            Thing::Asset(Model, "aws:bedrock-agentcore:runtime-endpoint")
        }
        ["runtime", _] => Thing::Workload("aws:bedrock-agentcore:runtime"),
        ["gateway", _] => Thing::Workload("aws:bedrock-agentcore:gateway"),
        ["memory", _] => Thing::Asset(Data, "aws:bedrock-agentcore:memory"),
        ["code-interpreter-custom", _] => Thing::Workload("aws:bedrock-agentcore:code-interpreter"),
        ["browser-custom", _] => Thing::Workload("aws:bedrock-agentcore:browser"),
        ["token-vault", _, "apikeycredentialprovider", _] => {
            Thing::Asset(Secret, "aws:bedrock-agentcore:api-key-credential-provider")
        }
        ["token-vault", _, "oauth2credentialprovider", _] => {
            Thing::Asset(Secret, "aws:bedrock-agentcore:oauth2-credential-provider")
        }
        ["workload-identity-directory", _, "workload-identity", _] => {
            Thing::Workload("aws:bedrock-agentcore:workload-identity")
        }
        _ => return None,
    })
}

/// The tags of what was asked about.
pub(super) fn list(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: Answer = reply.parse()?;
    reply.tagged_subject(thing, tags_of_map(&answer.tags), sink);
    Ok(())
}
