//! Tags of agents, aliases, knowledge bases, flows and prompts. Who may invoke an agent is decided on its alias.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::wire::{Thing, tags_of_map};
use super::super::{Operation, Place, Reply, ReplyError};
use super::agents::AGENT;
use super::knowledge::BASE;
use crate::facts::AssetClass;
use crate::snapshot::Sink;

/// Agents for Amazon Bedrock API Reference: `ListTagsForResource`.
pub(super) const LIST: Operation = Operation::listing(
    "ListTagsForResource",
    ("bedrock-agent", "list-tags-for-resource"),
    &["bedrock:ListTagsForResource"],
    Place::Regional,
)
.each("--resource-arn", "resourceArn", OF, "{argument}")
.rest("GET", "/tags/{0}", &[]);

const OF: &[(&str, &str)] = &[
    ("GetAgent", "agent.agentArn"),
    ("GetAgentAlias", "agentAlias.agentAliasArn"),
    ("GetKnowledgeBase", "knowledgeBase.knowledgeBaseArn"),
    ("ListFlows", "flowSummaries[].arn"),
    ("ListFlowAliases", "flowAliasSummaries[].arn"),
    ("ListPrompts", "promptSummaries[].arn"),
];

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    tags: BTreeMap<String, String>,
}

/// What the parts of an ARN's resource name (Service Authorization Reference, "Resource types defined by Amazon Bedrock").
fn thing(resource: &str) -> Option<Thing> {
    use AssetClass::{Code, Index, Model};
    let (of, rest) = resource.split_once('/')?;
    Some(match of {
        "agent" => Thing::Workload(AGENT),
        "agent-alias" => Thing::Asset(Model, "aws:bedrock:agent-alias"),
        "knowledge-base" => Thing::Asset(Index, BASE),
        // `flow/FLOW/alias/ALIAS`
        "flow" if rest.contains("/alias/") => Thing::Asset(Model, "aws:bedrock:flow-alias"),
        "flow" => Thing::Workload("aws:bedrock:flow"),
        "prompt" => Thing::Asset(Code, "aws:bedrock:prompt"),
        _ => return None,
    })
}

/// The tags of what was asked about.
pub(super) fn list(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: Answer = reply.parse()?;
    reply.tagged_subject(thing, tags_of_map(&answer.tags), sink);
    Ok(())
}
