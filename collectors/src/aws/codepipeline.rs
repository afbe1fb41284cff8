//! AWS CodePipeline: pipelines, the roles of their stages and actions, where their code comes from.
//!
//! Of the configuration of actions only the members that name things are parsed: it may hold tokens and templates.

mod actions;
mod shapes;

use std::collections::BTreeSet;

use self::shapes::{Answer, Declaration, Listed, Store};
use super::wire::{Keep, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{AssetClass, Fact, LineageKind, Pipeline, Provider, Stage};
use crate::redact::free_text;
use crate::snapshot::Sink;

/// The CodePipeline service.
#[derive(Debug)]
pub struct CodePipeline;

static ENDPOINT: Endpoint = Endpoint {
    host: "codepipeline",
    signs_as: "codepipeline",
    protocol: Protocol::Json {
        version: "1.1",
        target: "CodePipeline_20150709",
    },
};

// AWS CodePipeline API Reference: ListPipelines, GetPipeline.
static OPERATIONS: [Operation; 2] = [
    Operation::listing(
        "ListPipelines",
        ("codepipeline", "list-pipelines"),
        &["codepipeline:ListPipelines"],
        Place::Regional,
    )
    .paged(Paging::CAMEL.by("maxResults", 1000)),
    Operation::listing(
        "GetPipeline",
        ("codepipeline", "get-pipeline"),
        &["codepipeline:GetPipeline"],
        Place::Regional,
    )
    .each(
        "--name",
        "name",
        &[("ListPipelines", "pipelines[].name")],
        "arn:{partition}:codepipeline:{region}:{account}:{argument}",
    )
    .absent(&["PipelineNotFoundException"]),
];

impl Service for CodePipeline {
    fn name(&self) -> &'static str {
        "codepipeline"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match reply.operation.name {
            "ListPipelines" => reply.list("pipelines", sink, |it: Listed, origin, sink| {
                let mut pipeline = pipeline(it.name, reply);
                pipeline.origin = origin;
                sink.fact(Fact::Pipeline(pipeline));
            }),
            "GetPipeline" => {
                let answer: Answer = reply.parse()?;
                described(answer.pipeline, reply, sink);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn pipeline(name: String, reply: &Reply<'_>) -> Pipeline {
    Pipeline {
        id: reply.arn("codepipeline", &name),
        provider: Provider::Aws,
        kind: "aws:codepipeline:pipeline".to_owned(),
        name,
        scope: reply.scope(),
        stages: Vec::new(),
        triggers: Vec::new(),
        tags: None,
        attributes: std::collections::BTreeMap::new(),
        origin: reply.origin("/pipeline"),
    }
}

fn described(declaration: Declaration, reply: &Reply<'_>, sink: &mut dyn Sink) {
    let mut pipeline = pipeline(declaration.name, reply);
    let id = pipeline.id.clone();
    let own = reply.runs_as(declaration.role_arn.as_deref(), "pipeline-role");
    let stores: Vec<Store> = declaration
        .artifact_store
        .into_iter()
        .chain(
            declaration
                .artifact_stores
                .unwrap_or_default()
                .into_values(),
        )
        .collect();
    let buckets: BTreeSet<String> = stores.iter().filter_map(Store::uri).collect();
    let mut found = actions::Found::default();
    for (index, stage) in declaration.stages.into_iter().enumerate() {
        let name = free_text(&stage.name).into_owned();
        // A stage is of the kind of its first action: all actions of a source stage are sources.
        let kind = stage.actions.first().map(|it| it.category().to_lowercase());
        let mut runs_as: Vec<_> = own.clone().into_iter().collect();
        for (at, action) in stage.actions.into_iter().enumerate() {
            let pointer = format!("/pipeline/stages/{index}/actions/{at}");
            runs_as.extend(actions::roles(&action, reply));
            actions::add(&action, &id, &buckets, &pointer, reply, &mut found, sink);
        }
        runs_as.sort();
        runs_as.dedup();
        pipeline.stages.push(Stage {
            id: format!("{id}#{name}"),
            name,
            kind: kind.unwrap_or_default(),
            runs_as,
            ..Stage::default()
        });
    }
    // What is in the artifact store goes from stage to stage, code that builds run too.
    for bucket in &buckets {
        let pointer = "/pipeline/artifactStore/location";
        reply.reads_s3(
            bucket,
            AssetClass::Data,
            LineageKind::Code,
            &id,
            pointer,
            sink,
        );
    }
    let keys: BTreeSet<String> = stores
        .into_iter()
        .filter_map(|it| it.encryption_key?.id)
        .collect();
    let names = declaration.variables.unwrap_or_default().into_iter();
    let variables: Vec<String> = names.map(|it| free_text(&it.name).into_owned()).collect();
    pipeline.attributes = attributes([
        ("role", own.map(|it| it.identity).keep()),
        (
            "artifact_stores",
            buckets.into_iter().collect::<Vec<_>>().keep(),
        ),
        ("artifact_keys", keys.into_iter().collect::<Vec<_>>().keep()),
        ("sources", found.sources.keep()),
        (
            "connections",
            found.connections.into_iter().collect::<Vec<_>>().keep(),
        ),
        ("approvals", found.approvals.keep()),
        (
            "invokes",
            found.invokes.into_iter().collect::<Vec<_>>().keep(),
        ),
        (
            "secrets",
            found.secrets.into_iter().collect::<Vec<_>>().keep(),
        ),
        ("variables", variables.keep()),
        ("pipeline_type", declaration.pipeline_type.keep()),
    ]);
    sink.fact(Fact::Pipeline(pipeline));
}
