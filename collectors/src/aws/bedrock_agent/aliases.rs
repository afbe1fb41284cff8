//! Aliases: what callers of agents and flows name. An alias leads to versions.

use serde::Deserialize;

use super::super::wire::{FreeText, Keep, attributes};
use super::super::{Reply, ReplyError};
use crate::facts::{AssetClass, Fact, LineageKind, Origin};
use crate::snapshot::Sink;

#[derive(Deserialize)]
struct Alias {
    #[serde(rename = "agentAliasId", alias = "id")]
    id: String,
    /// The summary of an agent's alias has none.
    arn: Option<String>,
    #[serde(rename = "agentAliasName", alias = "name")]
    name: String,
    description: Option<FreeText>,
    #[serde(default, rename = "routingConfiguration")]
    routes: Vec<Route>,
    #[serde(rename = "agentAliasStatus")]
    state: Option<String>,
    #[serde(rename = "aliasInvocationState")]
    invocations: Option<String>,
}

#[derive(Deserialize)]
struct Route {
    #[serde(rename = "agentVersion", alias = "flowVersion")]
    version: Option<String>,
    #[serde(rename = "provisionedThroughput")]
    provisioned: Option<String>,
}

impl Alias {
    fn facts(self, of: &str, kind: &str, reply: &Reply<'_>, origin: Origin, sink: &mut dyn Sink) {
        let (_, parent) = of.rsplit_once('/').unwrap_or(("", of));
        let arn = self
            .arn
            .unwrap_or_else(|| reply.arn("bedrock", &format!("agent-alias/{parent}/{}", self.id)));
        let pointer = origin.pointer.clone();
        reply.flow(LineageKind::Model, of, arn.as_str(), &pointer, sink);
        let mut asset = reply.asset(AssetClass::Model, kind, arn, self.name, origin);
        let (mut versions, mut provisioned) = (Vec::new(), Vec::new());
        for route in self.routes {
            versions.extend(route.version);
            provisioned.extend(route.provisioned);
        }
        asset.attributes = attributes([
            ("of", of.to_owned().keep()),
            ("description", self.description.keep()),
            ("versions", versions.keep()),
            ("provisioned_models", provisioned.keep()),
            ("state", self.state.keep()),
            ("invocations", self.invocations.keep()),
        ]);
        sink.fact(Fact::Asset(asset));
    }
}

/// The aliases of an agent.
pub(super) fn of_agent(
    agent: &str,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) -> Result<(), ReplyError> {
    reply.list("agentAliasSummaries", sink, |alias: Alias, origin, sink| {
        alias.facts(agent, "aws:bedrock:agent-alias", reply, origin, sink);
    })
}

/// The aliases of a flow.
pub(super) fn of_flow(
    flow: &str,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) -> Result<(), ReplyError> {
    reply.list("flowAliasSummaries", sink, |alias: Alias, origin, sink| {
        alias.facts(flow, "aws:bedrock:flow-alias", reply, origin, sink);
    })
}
