//! Amazon Bedrock Agents: agents and what they may call, knowledge bases and what they are made from, flows, prompts.
//!
//! Instructions, prompts and schemas are not read: that there are some is kept.

mod agents;
mod aliases;
mod flows;
mod knowledge;
mod sources;
mod tags;

use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::snapshot::Sink;

/// The service of Bedrock's agents.
#[derive(Debug)]
pub struct BedrockAgent;

static ENDPOINT: Endpoint = Endpoint {
    host: "bedrock-agent",
    signs_as: "bedrock",
    protocol: Protocol::RestJson,
};

/// The largest page of every listing.
const PAGES: Paging = Paging::CAMEL.by("maxResults", 1000);

/// An operation; its permission has the prefix of Bedrock.
macro_rules! operation {
    ($name:literal, $command:literal, $method:literal $path:literal) => {
        Operation::listing(
            $name,
            ("bedrock-agent", $command),
            &[concat!("bedrock:", $name)],
            Place::Regional,
        )
        .rest($method, $path, &[])
    };
}

/// What is about one resource by its id.
macro_rules! arn {
    ($resource:literal) => {
        concat!("arn:{partition}:bedrock:{region}:{account}:", $resource)
    };
}

const OF_AGENTS: &[(&str, &str)] = &[("ListAgents", "agentSummaries[].agentId")];
const OF_BASES: &[(&str, &str)] = &[(
    "ListKnowledgeBases",
    "knowledgeBaseSummaries[].knowledgeBaseId",
)];
const OF_FLOWS: &[(&str, &str)] = &[("ListFlows", "flowSummaries[].id")];
const VERSIONS: (&str, &str) = ("ListAgentVersions", "agentVersionSummaries[].agentVersion");
const SOURCES: (&str, &str) = ("ListDataSources", "dataSourceSummaries[].dataSourceId");
const AGENT: (&[&str], &[&str]) = (
    &["--agent-id", "--agent-version"],
    &["agentId", "agentVersion"],
);
const SOURCE: (&[&str], &[&str]) = (
    &["--knowledge-base-id", "--data-source-id"],
    &["knowledgeBaseId", "dataSourceId"],
);

// Agents for Amazon Bedrock API Reference: the page of each operation.
static OPERATIONS: [Operation; 23] = [
    operation!("ListAgents", "list-agents", "POST" "/agents/").paged(PAGES),
    operation!("GetAgent", "get-agent", "GET" "/agents/{0}/").each(
        "--agent-id",
        "agentId",
        OF_AGENTS,
        arn!("agent/{0}"),
    ),
    operation!("ListAgentAliases", "list-agent-aliases", "POST" "/agents/{0}/agentaliases/")
        .each("--agent-id", "agentId", OF_AGENTS, arn!("agent/{0}"))
        .paged(PAGES),
    // Only the description of an alias has its ARN, by which tags are asked.
    operation!("GetAgentAlias", "get-agent-alias", "GET" "/agents/{0}/agentaliases/{1}/").under(
        &["--agent-id", "--agent-alias-id"],
        &["agentId", "agentAliasId"],
        ("ListAgentAliases", "agentAliasSummaries[].agentAliasId"),
        arn!("agent-alias/{0}/{1}"),
    ),
    operation!("ListAgentVersions", "list-agent-versions", "POST" "/agents/{0}/agentversions/")
        .each("--agent-id", "agentId", OF_AGENTS, arn!("agent/{0}"))
        .paged(PAGES),
    // The draft is listed, but is no version by number: `GetAgent` describes it.
    operation!("GetAgentVersion", "get-agent-version", "GET" "/agents/{0}/agentversions/{1}/")
        .under(AGENT.0, AGENT.1, VERSIONS, arn!("agent/{0}"))
        .absent(&["ValidationException"]),
    operation!("ListAgentActionGroups", "list-agent-action-groups",
        "POST" "/agents/{0}/agentversions/{1}/actiongroups/")
    .under(AGENT.0, AGENT.1, VERSIONS, arn!("agent/{0}"))
    .paged(PAGES),
    operation!("GetAgentActionGroup", "get-agent-action-group",
        "GET" "/agents/{0}/agentversions/{1}/actiongroups/{2}/")
    .under(
        &["--agent-id", "--agent-version", "--action-group-id"],
        &["agentId", "agentVersion", "actionGroupId"],
        (
            "ListAgentActionGroups",
            "actionGroupSummaries[].actionGroupId",
        ),
        arn!("agent/{0}"),
    ),
    operation!("ListAgentKnowledgeBases", "list-agent-knowledge-bases",
        "POST" "/agents/{0}/agentversions/{1}/knowledgebases/")
    .under(AGENT.0, AGENT.1, VERSIONS, arn!("agent/{0}"))
    .paged(PAGES),
    operation!("ListAgentCollaborators", "list-agent-collaborators",
        "POST" "/agents/{0}/agentversions/{1}/agentcollaborators/")
    .under(AGENT.0, AGENT.1, VERSIONS, arn!("agent/{0}"))
    .paged(PAGES),
    operation!("ListKnowledgeBases", "list-knowledge-bases", "POST" "/knowledgebases/")
        .paged(PAGES),
    operation!("GetKnowledgeBase", "get-knowledge-base", "GET" "/knowledgebases/{0}").each(
        "--knowledge-base-id",
        "knowledgeBaseId",
        OF_BASES,
        arn!("knowledge-base/{0}"),
    ),
    operation!("GetResourcePolicy", "get-resource-policy", "GET" "/resourcepolicy/{0}")
        .each(
            "--resource-arn",
            "resourceArn",
            &[("GetKnowledgeBase", "knowledgeBase.knowledgeBaseArn")],
            "{argument}",
        )
        .absent(&["ResourceNotFoundException"]),
    operation!("ListDataSources", "list-data-sources", "POST" "/knowledgebases/{0}/datasources/")
        .each(
            "--knowledge-base-id",
            "knowledgeBaseId",
            OF_BASES,
            arn!("knowledge-base/{0}"),
        )
        .paged(PAGES),
    operation!("GetDataSource", "get-data-source", "GET" "/knowledgebases/{0}/datasources/{1}")
        .under(SOURCE.0, SOURCE.1, SOURCES, arn!("knowledge-base/{0}")),
    operation!("ListIngestionJobs", "list-ingestion-jobs",
        "POST" "/knowledgebases/{0}/datasources/{1}/ingestionjobs/")
    .under(SOURCE.0, SOURCE.1, SOURCES, arn!("knowledge-base/{0}"))
    .paged(PAGES),
    operation!("ListFlows", "list-flows", "GET" "/flows/").paged(PAGES),
    operation!("GetFlow", "get-flow", "GET" "/flows/{0}/").each(
        "--flow-identifier",
        "flowIdentifier",
        OF_FLOWS,
        arn!("flow/{0}"),
    ),
    operation!("ListFlowAliases", "list-flow-aliases", "GET" "/flows/{0}/aliases")
        .each(
            "--flow-identifier",
            "flowIdentifier",
            OF_FLOWS,
            arn!("flow/{0}"),
        )
        .paged(PAGES),
    operation!("ListFlowVersions", "list-flow-versions", "GET" "/flows/{0}/versions")
        .each(
            "--flow-identifier",
            "flowIdentifier",
            OF_FLOWS,
            arn!("flow/{0}"),
        )
        .paged(PAGES),
    // The draft is no version by number here either.
    operation!("GetFlowVersion", "get-flow-version", "GET" "/flows/{0}/versions/{1}/")
        .under(
            &["--flow-identifier", "--flow-version"],
            &["flowIdentifier", "flowVersion"],
            ("ListFlowVersions", "flowVersionSummaries[].version"),
            arn!("flow/{0}"),
        )
        .absent(&["ValidationException"]),
    // The text of a prompt is not asked for.
    operation!("ListPrompts", "list-prompts", "GET" "/prompts/").paged(PAGES),
    tags::LIST,
];

impl Service for BedrockAgent {
    fn name(&self) -> &'static str {
        "bedrock_agent"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.subject()) {
            ("ListAgents", _) => agents::listed(reply, sink),
            ("GetAgent" | "GetAgentVersion", _) => agents::described(reply, sink),
            ("GetAgentActionGroup", Some(agent)) => agents::action_group(&agent, reply, sink),
            ("ListAgentKnowledgeBases", Some(agent)) => {
                agents::knowledge_bases(&agent, reply, sink)
            }
            ("ListAgentCollaborators", Some(agent)) => agents::collaborators(&agent, reply, sink),
            ("ListAgentAliases", Some(agent)) => aliases::of_agent(&agent, reply, sink),
            ("ListKnowledgeBases", _) => knowledge::listed(reply, sink),
            ("GetKnowledgeBase", _) => knowledge::described(reply, sink),
            ("GetResourcePolicy", Some(base)) => knowledge::policy(&base, reply, sink),
            ("GetDataSource", Some(base)) => sources::described(&base, reply, sink),
            ("ListIngestionJobs", Some(base)) => sources::ingested(&base, reply, sink),
            ("ListFlows", _) => flows::listed(reply, sink),
            ("GetFlow" | "GetFlowVersion", _) => flows::described(reply, sink),
            ("ListFlowAliases", Some(flow)) => aliases::of_flow(&flow, reply, sink),
            ("ListPrompts", _) => flows::prompts(reply, sink),
            ("ListTagsForResource", _) => tags::list(reply, sink),
            _ => Ok(()),
        }
    }
}

/// The ARN of a resource by its kind and id.
fn arn_of(kind: &str, id: &str, reply: &Reply<'_>) -> String {
    if id.starts_with("arn:") {
        return id.to_owned();
    }
    reply.arn("bedrock", &format!("{kind}/{id}"))
}
