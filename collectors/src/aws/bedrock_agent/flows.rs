//! Flows: chains of prompts, knowledge bases, functions and agents that run as one role; and the prompts that they share.
//!
//! Prompts and code that are written into a flow are not read.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::s3::{S3Place, uri_of};
use super::super::wire::{FreeText, Keep, attributes, runs_as};
use super::super::{Reply, ReplyError};
use super::arn_of;
use crate::facts::{AssetClass, Fact, LineageKind, Workload};
use crate::snapshot::Sink;

const FLOW: &str = "aws:bedrock:flow";

/// Loops stand in loops; no deeper than this.
const DEEPEST: usize = 8;

#[derive(Deserialize)]
struct Listed {
    arn: String,
    name: String,
    status: Option<String>,
    description: Option<FreeText>,
    version: Option<String>,
}

/// Flows by name.
pub(super) fn listed(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("flowSummaries", sink, |flow: Listed, origin, sink| {
        let mut workload = reply.workload(FLOW, flow.arn, flow.name, origin);
        workload.attributes = attributes([
            ("state", flow.status.keep()),
            ("description", flow.description.keep()),
        ]);
        sink.fact(Fact::Workload(workload));
    })
}

/// Prompts by name: code that agents and flows run.
pub(super) fn prompts(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("promptSummaries", sink, |prompt: Listed, origin, sink| {
        let mut asset = reply.asset(
            AssetClass::Code,
            "aws:bedrock:prompt",
            prompt.arn,
            prompt.name,
            origin,
        );
        asset.attributes = attributes([
            ("version", prompt.version.keep()),
            ("description", prompt.description.keep()),
        ]);
        sink.fact(Fact::Asset(asset));
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Flow<'a> {
    arn: String,
    name: String,
    execution_role_arn: Option<String>,
    customer_encryption_key_arn: Option<String>,
    #[serde(borrow)]
    definition: Option<Definition<'a>>,
}

#[derive(Deserialize)]
struct Definition<'a> {
    #[serde(borrow, default)]
    nodes: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Node<'a> {
    name: Option<String>,
    #[serde(borrow)]
    configuration: Option<Configuration<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Configuration<'a> {
    knowledge_base: Option<KnowledgeBase>,
    prompt: Option<Prompt>,
    lambda_function: Option<Lambda>,
    agent: Option<Agent>,
    lex: Option<Lex>,
    storage: Option<Store>,
    retrieval: Option<Store>,
    inline_code: Option<crate::redact::Redacted>,
    #[serde(rename = "loop", borrow)]
    repeated: Option<Loop<'a>>,
}

#[derive(Deserialize)]
struct KnowledgeBase {
    #[serde(rename = "knowledgeBaseId")]
    id: Option<String>,
}

#[derive(Deserialize)]
struct Prompt {
    #[serde(rename = "sourceConfiguration")]
    source: Option<PromptSource>,
}

#[derive(Deserialize)]
struct PromptSource {
    resource: Option<PromptResource>,
    inline: Option<crate::redact::Redacted>,
}

#[derive(Deserialize)]
struct PromptResource {
    #[serde(rename = "promptArn")]
    arn: Option<String>,
}

#[derive(Deserialize)]
struct Lambda {
    #[serde(rename = "lambdaArn")]
    arn: Option<String>,
}

#[derive(Deserialize)]
struct Agent {
    #[serde(rename = "agentAliasArn")]
    alias: Option<String>,
}

#[derive(Deserialize)]
struct Lex {
    #[serde(rename = "botAliasArn")]
    alias: Option<String>,
}

#[derive(Deserialize)]
struct Store {
    #[serde(rename = "serviceConfiguration")]
    service: Option<StoreService>,
}

#[derive(Deserialize)]
struct StoreService {
    s3: Option<Bucket>,
}

#[derive(Deserialize)]
struct Bucket {
    #[serde(rename = "bucketName")]
    name: Option<String>,
}

#[derive(Deserialize)]
struct Loop<'a> {
    #[serde(borrow)]
    definition: Option<&'a RawValue>,
}

/// What the nodes of a flow name.
#[derive(Default)]
struct Named {
    functions: Vec<String>,
    agents: Vec<String>,
    bots: Vec<String>,
    inline_code: Vec<String>,
    inline_prompts: Vec<String>,
}

/// A flow: its draft, or a version. A version adds its role and what flows into it.
pub(super) fn described(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let flow: Flow<'_> = reply.parse()?;
    let draft = reply.operation.name == "GetFlow";
    let mut workload = reply.workload(FLOW, flow.arn, flow.name, reply.origin(""));
    let how = if draft {
        "execution-role"
    } else {
        "version-role"
    };
    workload.runs_as = runs_as(flow.execution_role_arn, how);
    let mut named = Named::default();
    if let Some(definition) = flow.definition {
        nodes(
            &definition.nodes,
            "/definition",
            0,
            &workload,
            &mut named,
            reply,
            sink,
        );
    }
    if draft {
        workload.attributes = attributes([
            ("encryption_key", flow.customer_encryption_key_arn.keep()),
            ("functions", named.functions.keep()),
            ("agents", named.agents.keep()),
            ("bots", named.bots.keep()),
            ("nodes_with_code", named.inline_code.keep()),
            ("nodes_with_prompts", named.inline_prompts.keep()),
        ]);
    }
    sink.fact(Fact::Workload(workload));
    Ok(())
}

fn nodes(
    all: &[&RawValue],
    at: &str,
    depth: usize,
    flow: &Workload,
    named: &mut Named,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) {
    if depth > DEEPEST {
        let why = format!("it is nested deeper than {DEEPEST} loops");
        sink.coverage(reply.unreadable(reply.origin(at), &why));
        return;
    }
    let mut inner = Vec::new();
    reply.each(
        &format!("{at}/nodes"),
        all,
        sink,
        |node: Node<'_>, origin, sink| {
            let Some(configuration) = node.configuration else {
                return;
            };
            let name = node.name.unwrap_or_default();
            let to = flow.id.as_str();
            let pointer = origin.pointer.as_str();
            if let Some(base) = configuration.knowledge_base.and_then(|it| it.id) {
                let base = arn_of("knowledge-base", &base, reply);
                reply.flow(LineageKind::Index, base, to, pointer, sink);
            }
            if let Some(source) = configuration.prompt.and_then(|it| it.source) {
                if let Some(prompt) = source.resource.and_then(|it| it.arn) {
                    reply.flow(LineageKind::Data, unversioned(&prompt), to, pointer, sink);
                }
                named
                    .inline_prompts
                    .extend(source.inline.map(|_| name.clone()));
            }
            if let Some(alias) = configuration.agent.and_then(|it| it.alias) {
                reply.flow(LineageKind::Model, alias.as_str(), to, pointer, sink);
                named.agents.push(alias);
            }
            named
                .functions
                .extend(configuration.lambda_function.and_then(|it| it.arn));
            named.bots.extend(configuration.lex.and_then(|it| it.alias));
            named
                .inline_code
                .extend(configuration.inline_code.map(|_| name));
            let bucket = |store: Option<Store>| store?.service?.s3?.name;
            if let Some(bucket) = bucket(configuration.retrieval) {
                let uri = uri_of(&bucket, None);
                let read = S3Place::prefix(&uri, AssetClass::Data, pointer);
                read.flows_to(to, LineageKind::Data, reply, sink);
            }
            if let Some(bucket) = bucket(configuration.storage) {
                let uri = uri_of(&bucket, None);
                let written = S3Place::prefix(&uri, AssetClass::Data, pointer);
                written.flows_from(to, LineageKind::Data, reply, sink);
            }
            let repeated = configuration.repeated.and_then(|it| it.definition);
            inner.extend(
                repeated.map(|it| (it, format!("{pointer}/configuration/loop/definition"))),
            );
        },
    );
    for (raw, at) in inner {
        match serde_json::from_str::<Definition<'_>>(raw.get()) {
            Ok(definition) => nodes(&definition.nodes, &at, depth + 1, flow, named, reply, sink),
            Err(error) => {
                let why = super::super::wire::reason(&error);
                sink.coverage(reply.unreadable(reply.origin(at), &why));
            }
        }
    }
}

/// The ARN of a prompt without the version at its end.
fn unversioned(arn: &str) -> String {
    match arn.rsplit_once(':') {
        Some((prompt, version)) if version.bytes().all(|b| b.is_ascii_digit()) => prompt.to_owned(),
        _ => arn.to_owned(),
    }
}
