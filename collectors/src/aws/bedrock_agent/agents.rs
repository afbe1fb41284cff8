//! Agents: as whom each acts, with which model, and what it may call.
//!
//! An agent calls the functions of its action groups as itself: the policy of the function lets it. What each version may
//! call is an attribute, `action_group:VERSION:NAME`, because every answer knows one.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::s3::{S3Place, uri_of};
use super::super::wire::{FreeText, Keep, attributes, runs_as};
use super::super::{Reply, ReplyError, words};
use super::arn_of;
use crate::facts::{AssetClass, Fact, LineageKind, Workload};
use crate::snapshot::Sink;

pub(super) const AGENT: &str = "aws:bedrock:agent";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    agent_id: String,
    agent_name: String,
    agent_status: Option<String>,
}

/// Agents by name.
pub(super) fn listed(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("agentSummaries", sink, |agent: Listed, origin, sink| {
        let arn = arn_of("agent", &agent.agent_id, reply);
        let mut workload = reply.workload(AGENT, arn, agent.agent_name, origin);
        workload.attributes = attributes([("state", agent.agent_status.keep())]);
        sink.fact(Fact::Workload(workload));
    })
}

/// `GetAgent` and `GetAgentVersion` call the same object by other names.
#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "agent", alias = "agentVersion")]
    agent: Agent,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Agent {
    agent_arn: String,
    agent_name: String,
    agent_status: Option<String>,
    agent_resource_role_arn: Option<String>,
    foundation_model: Option<String>,
    description: Option<FreeText>,
    customer_encryption_key_arn: Option<String>,
    guardrail_configuration: Option<Guardrail>,
    prompt_override_configuration: Option<PromptOverride>,
    custom_orchestration: Option<Orchestration>,
    memory_configuration: Option<Memory>,
    agent_collaboration: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Guardrail {
    guardrail_identifier: Option<String>,
    guardrail_version: Option<String>,
}

/// The prompts themselves are not read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PromptOverride {
    #[serde(default)]
    prompt_configurations: Vec<Prompt>,
    override_lambda: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Prompt {
    prompt_type: Option<String>,
    prompt_creation_mode: Option<String>,
}

#[derive(Deserialize)]
struct Orchestration {
    executor: Option<Executor>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Executor {
    lambda: Option<String>,
    custom_control: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Memory {
    #[serde(default)]
    enabled_memory_types: Vec<String>,
}

impl Guardrail {
    fn text(self) -> Option<String> {
        let id = self.guardrail_identifier?;
        Some(match self.guardrail_version {
            Some(version) => format!("{id}:{version}"),
            None => id,
        })
    }
}

/// An agent: its draft, or a version. Of a version only the role is added, which may be another.
pub(super) fn described(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let Answer { agent } = reply.parse()?;
    let draft = reply.operation.name == "GetAgent";
    let pointer = if draft { "/agent" } else { "/agentVersion" };
    let mut workload = reply.workload(
        AGENT,
        agent.agent_arn,
        agent.agent_name,
        reply.origin(pointer),
    );
    let how = if draft { "agent-role" } else { "version-role" };
    workload.runs_as = runs_as(agent.agent_resource_role_arn, how);
    if draft {
        let (prompts, parser) = agent
            .prompt_override_configuration
            .map_or((Vec::new(), None), |it| {
                (it.prompt_configurations, it.override_lambda)
            });
        let overridden: Vec<String> = prompts
            .into_iter()
            .filter(|it| it.prompt_creation_mode.as_deref() == Some("OVERRIDDEN"))
            .filter_map(|it| it.prompt_type)
            .collect();
        let orchestrator = agent.custom_orchestration.and_then(|it| it.executor);
        let memory = agent.memory_configuration;
        workload.attributes = attributes([
            ("state", agent.agent_status.keep()),
            ("model", agent.foundation_model.keep()),
            ("description", agent.description.keep()),
            ("encryption_key", agent.customer_encryption_key_arn.keep()),
            (
                "guardrail",
                agent
                    .guardrail_configuration
                    .and_then(Guardrail::text)
                    .keep(),
            ),
            ("overridden_prompts", overridden.keep()),
            ("prompt_parser", parser.keep()),
            ("orchestrator", orchestrator.and_then(|it| it.lambda).keep()),
            ("memory", memory.map(|it| it.enabled_memory_types).keep()),
            ("collaboration", agent.agent_collaboration.keep()),
        ]);
    }
    sink.fact(Fact::Workload(workload));
    Ok(())
}

#[derive(Deserialize)]
struct ActionGroupAnswer {
    #[serde(rename = "agentActionGroup")]
    group: ActionGroup,
}

/// A schema in the answer is not read; that there is one is.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ActionGroup {
    agent_version: Option<String>,
    action_group_name: String,
    action_group_state: Option<String>,
    parent_action_signature: Option<String>,
    action_group_executor: Option<Executor>,
    api_schema: Option<ApiSchema>,
    function_schema: Option<FunctionSchema>,
}

#[derive(Deserialize)]
struct ApiSchema {
    s3: Option<SchemaPlace>,
}

#[derive(Deserialize)]
struct SchemaPlace {
    #[serde(rename = "s3BucketName")]
    bucket: Option<String>,
    #[serde(rename = "s3ObjectKey")]
    key: Option<String>,
}

#[derive(Deserialize)]
struct FunctionSchema {
    #[serde(default)]
    functions: Vec<Function>,
}

#[derive(Deserialize)]
struct Function {
    name: Option<String>,
    #[serde(rename = "requireConfirmation")]
    confirmation: Option<String>,
}

/// An agent of which an answer says one thing more.
fn known(agent: &str, pointer: &str, reply: &Reply<'_>) -> Workload {
    reply.workload(AGENT, agent, "", reply.origin(pointer))
}

/// What an agent may call.
pub(super) fn action_group(
    agent: &str,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) -> Result<(), ReplyError> {
    let ActionGroupAnswer { group } = reply.parse()?;
    let pointer = "/agentActionGroup";
    let mut schema = group.function_schema.is_some().then_some("functions");
    let mut place = None;
    if let Some(api) = group.api_schema {
        schema = Some("inline");
        if let Some((Some(bucket), key)) = api.s3.map(|s3| (s3.bucket, s3.key)) {
            schema = Some("s3");
            let uri = uri_of(&bucket, key.as_deref());
            // Who writes the schema decides what the agent believes that its function does.
            let written = S3Place::object(&uri, AssetClass::Code, pointer);
            written.flows_to(agent, LineageKind::Data, reply, sink);
            place = Some(uri);
        }
    }
    let functions: Vec<Value> = group
        .function_schema
        .map(|it| it.functions)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|it| {
            let confirmed = it.confirmation.as_deref() == Some("ENABLED");
            Some(json!({"name": it.name?, "needs_confirmation": confirmed}))
        })
        .collect();
    let (lambda, control) = group
        .action_group_executor
        .map_or((None, None), |it| (it.lambda, it.custom_control));
    let about: BTreeMap<String, Value> = attributes([
        ("state", group.action_group_state.keep()),
        ("lambda", lambda.keep()),
        // The caller of the agent runs it.
        ("returns_control", control.keep()),
        ("built_in", group.parent_action_signature.keep()),
        ("schema", schema.map(str::to_owned).keep()),
        ("schema_at", place.keep()),
        (
            "functions",
            (!functions.is_empty()).then(|| functions.into()),
        ),
    ]);
    let version = group.agent_version.unwrap_or_default();
    let name = format!("action_group:{version}:{}", group.action_group_name);
    let mut workload = known(agent, pointer, reply);
    workload.attributes.insert(name, json!(about));
    sink.fact(Fact::Workload(workload));
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Associated {
    knowledge_base_id: String,
    knowledge_base_state: Option<String>,
}

/// The knowledge bases that an agent asks.
pub(super) fn knowledge_bases(
    agent: &str,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) -> Result<(), ReplyError> {
    reply.list(
        "agentKnowledgeBaseSummaries",
        sink,
        |base: Associated, origin, sink| {
            if base.knowledge_base_state.as_deref() != Some("DISABLED") {
                let base = arn_of("knowledge-base", &base.knowledge_base_id, reply);
                reply.flow(LineageKind::Index, base, agent, &origin.pointer, sink);
            }
        },
    )
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Collaborator {
    collaborator_name: String,
    agent_descriptor: Option<Descriptor>,
}

#[derive(Deserialize)]
struct Descriptor {
    #[serde(rename = "aliasArn")]
    alias: Option<String>,
}

/// The agents that an agent asks.
pub(super) fn collaborators(
    agent: &str,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) -> Result<(), ReplyError> {
    let version = reply.argument.map(|it| words(it, 2));
    let version = version
        .and_then(|it| it.get(1).copied())
        .unwrap_or_default();
    reply.list(
        "agentCollaboratorSummaries",
        sink,
        |collaborator: Collaborator, origin, sink| {
            let Some(alias) = collaborator.agent_descriptor.and_then(|it| it.alias) else {
                return;
            };
            reply.flow(
                LineageKind::Model,
                alias.as_str(),
                agent,
                &origin.pointer,
                sink,
            );
            let name = format!("collaborator:{version}:{}", collaborator.collaborator_name);
            let mut workload = known(agent, &origin.pointer, reply);
            workload.attributes.insert(name, alias.into());
            sink.fact(Fact::Workload(workload));
        },
    )
}
