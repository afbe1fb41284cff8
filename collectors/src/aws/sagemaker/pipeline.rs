//! Pipelines: the steps as stages, as whom each runs, and what flows between them.
//!
//! A step that starts a job passes its role; the calls themselves, and steps without a role, are those of the pipeline's
//! role. What depends on a parameter is known by its default, and who starts an execution may set another.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::wire::{FreeText, Keep, attributes, runs_as};
use super::super::{Reply, ReplyError};
use super::definition::{Definition, Known, Parameters, Port, Step, Text, stage_kind};
use super::listed::one_or_all;
use super::{S3Place, arn_of};
use crate::facts::{AssetClass, Fact, LineageKind, Origin, Pipeline, Provider, RunsAs, Stage};
use crate::snapshot::Sink;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    pipeline_name: String,
    pipeline_arn: String,
    pipeline_status: Option<String>,
    pipeline_display_name: Option<FreeText>,
    role_arn: Option<String>,
    pipeline_definition: Option<String>,
}

/// Pipelines, as the listing or a description has them.
pub(super) fn pipeline(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    one_or_all(
        reply,
        "PipelineSummaries",
        sink,
        |pipeline: Described, origin, sink| {
            pipeline.facts(reply, origin, sink);
        },
    )
}

impl Described {
    fn facts(self, reply: &Reply<'_>, origin: Origin, sink: &mut dyn Sink) {
        let mut stages = Vec::new();
        let mut about = BTreeMap::new();
        if let Some(text) = &self.pipeline_definition {
            match Definition::parse(text) {
                Ok(definition) => {
                    let mut reader = Reader {
                        pipeline: &self.pipeline_arn,
                        role: self.role_arn.as_deref(),
                        parameters: &definition.parameters,
                        reply,
                        notes: Notes::default(),
                    };
                    for step in &definition.steps {
                        stages.push(reader.stage(step, sink));
                    }
                    about = reader.notes.attributes(&definition.parameters);
                    for (pointer, reason) in definition.faults {
                        let origin = reply.origin(format!("/PipelineDefinition{pointer}"));
                        sink.coverage(reply.unreadable(origin, &reason));
                    }
                }
                Err(reason) => {
                    let origin = reply.origin("/PipelineDefinition");
                    sink.coverage(reply.unreadable(origin, &reason));
                }
            }
        }
        about.extend(attributes([
            ("state", self.pipeline_status.keep()),
            ("title", self.pipeline_display_name.keep()),
            ("role", self.role_arn.keep()),
        ]));
        sink.fact(Fact::Pipeline(Pipeline {
            id: self.pipeline_arn,
            provider: Provider::Aws,
            kind: "aws:sagemaker:pipeline".to_owned(),
            name: self.pipeline_name,
            scope: reply.scope(),
            stages,
            triggers: Vec::new(),
            tags: None,
            attributes: about,
            origin,
        }));
    }
}

/// What is found on the way.
#[derive(Default)]
struct Notes {
    images: Vec<String>,
    functions: Vec<String>,
    queues: Vec<String>,
    groups: Vec<String>,
    approvals: Vec<String>,
    /// Which member of which step is set by which parameter.
    overridable: Vec<Value>,
    /// What is known only when the pipeline runs.
    unresolved: Vec<Value>,
}

impl Notes {
    fn attributes(self, parameters: &Parameters<'_>) -> BTreeMap<String, Value> {
        let sorted = |mut all: Vec<String>| {
            all.sort();
            all.dedup();
            all.keep()
        };
        let list = |all: Vec<Value>| (!all.is_empty()).then(|| Value::from(all));
        attributes([
            ("parameters", parameters.names().keep()),
            ("images", sorted(self.images)),
            ("functions", sorted(self.functions)),
            ("queues", sorted(self.queues)),
            ("model_package_groups", sorted(self.groups)),
            ("approvals", sorted(self.approvals)),
            ("overridable", list(self.overridable)),
            ("unresolved", list(self.unresolved)),
        ])
    }
}

/// Reads the steps of one pipeline.
struct Reader<'r, 'd> {
    pipeline: &'r str,
    role: Option<&'r str>,
    parameters: &'r Parameters<'d>,
    reply: &'r Reply<'r>,
    notes: Notes,
}

impl Reader<'_, '_> {
    fn stage(&mut self, step: &Step<'_>, sink: &mut dyn Sink) -> Stage {
        let id = format!("{}#{}", self.pipeline, step.name);
        let mut stage = Stage {
            id: id.clone(),
            name: step.name.clone().into_owned(),
            kind: stage_kind(&step.kind),
            ..Stage::default()
        };
        let mut named = false;
        for role in step.arguments.roles() {
            named = true;
            stage.runs_as.extend(self.role(role, &step.name));
        }
        if !named {
            stage.runs_as = runs_as(self.role.map(str::to_owned), "pipeline-role");
        }
        stage.runs_as.sort();
        stage.runs_as.dedup();
        let pointer = format!("/PipelineDefinition{}", step.pointer);
        for flow in step.arguments.flows() {
            let at = format!("{pointer}/Arguments/{}", flow.member);
            self.flow(
                &id,
                &step.name,
                flow.port,
                &flow.member,
                flow.uri,
                &at,
                sink,
            );
        }
        for image in step.arguments.images() {
            let known = self.known(image, &step.name, "image");
            if known.whole {
                self.reply.runs_image(&known.text, &id, &pointer, sink);
                self.notes.images.push(known.text);
            }
        }
        self.model(step, &id, &pointer, sink);
        for (text, functions) in [(&step.function, true), (&step.queue, false)] {
            let Some(text) = text else { continue };
            let known = self.known(text, &step.name, "target");
            if known.whole && functions {
                self.notes.functions.push(known.text);
            } else if known.whole {
                self.notes.queues.push(known.text);
            }
        }
        stage
    }

    /// The role of a step. One that is known by the default of a parameter is said to be so.
    fn role(&mut self, role: &Text, step: &str) -> Option<RunsAs> {
        let known = self.known(role, step, "role");
        let assumed = (!known.parameters.is_empty()).then(|| {
            let names: Vec<String> = known
                .parameters
                .iter()
                .map(|it| format!("`{it}`"))
                .collect();
            format!("the default of the parameter {}", names.join(", "))
        });
        (known.whole && known.text.starts_with("arn:")).then(|| RunsAs {
            assumed,
            ..RunsAs::new(known.text, "step-role")
        })
    }

    /// The model that a step takes, and the group that it registers one in.
    fn model(&mut self, step: &Step<'_>, id: &str, pointer: &str, sink: &mut dyn Sink) {
        if let Some(model) = &step.arguments.model_name {
            let known = self.known(model, &step.name, "model");
            if known.whole {
                let model = arn_of("model", &known.text, self.reply);
                self.reply
                    .flow(LineageKind::Model, model, id, pointer, sink);
            }
            self.follow_steps(&known, LineageKind::Model, id, pointer, sink);
        }
        if let Some(group) = &step.arguments.model_package_group_name {
            let known = self.known(group, &step.name, "model package group");
            if known.whole {
                let group = match known.text.starts_with("arn:") {
                    true => known.text,
                    false => arn_of("model-package-group", &known.text, self.reply),
                };
                self.reply
                    .flow(LineageKind::Model, id, group.as_str(), pointer, sink);
                self.notes.groups.push(group);
            }
        }
        if let Some(approval) = &step.arguments.model_approval_status {
            let known = self.known(approval, &step.name, "approval");
            if known.whole {
                self.notes.approvals.push(known.text);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "they are the parts of one flow")]
    fn flow(
        &mut self,
        stage: &str,
        step: &str,
        port: Port,
        member: &str,
        uri: &Text,
        pointer: &str,
        sink: &mut dyn Sink,
    ) {
        let known = self.known(uri, step, member);
        let (kind, class) = match port {
            Port::Data | Port::OutputData => (LineageKind::Data, AssetClass::Data),
            Port::Code => (LineageKind::Code, AssetClass::Code),
            Port::Model | Port::OutputModel => (LineageKind::Model, AssetClass::Model),
        };
        // Of what is known in part, the last whole part of the path.
        let text = known.text.trim_matches('"');
        let place = match (known.whole, text.rsplit_once('/')) {
            (true, _) => text,
            (false, Some((folder, _))) => folder,
            (false, None) => "",
        };
        let place = S3Place {
            uri: place,
            object: known.whole && is_object(port, text),
            class,
            pointer,
        };
        match port {
            Port::OutputData | Port::OutputModel => {
                place.flows_from(stage, kind, self.reply, sink);
            }
            Port::Data | Port::Code | Port::Model => {
                place.flows_to(stage, kind, self.reply, sink);
                self.follow_steps(&known, kind, stage, pointer, sink);
            }
        }
    }

    /// The flows from the steps whose results a value refers to.
    fn follow_steps(
        &self,
        known: &Known,
        kind: LineageKind,
        to: &str,
        pointer: &str,
        sink: &mut dyn Sink,
    ) {
        for reference in &known.references {
            let Some(step) = reference.strip_prefix("Steps.") else {
                continue;
            };
            let name = step.split(['.', '[']).next().unwrap_or(step);
            let kind = match reference.contains("ModelArtifacts") {
                true => LineageKind::Model,
                false => kind,
            };
            let from = format!("{}#{name}", self.pipeline);
            if from != to {
                self.reply.flow(kind, from, to, pointer, sink);
            }
        }
    }

    /// What is known of a value; notes what who starts the pipeline may set, and what cannot be known.
    fn known(&mut self, text: &Text, step: &str, member: &str) -> Known {
        let known = self.parameters.resolve(text);
        for parameter in &known.parameters {
            self.notes
                .overridable
                .push(json!({"stage": step, "member": member, "parameter": parameter}));
        }
        if !known.whole {
            self.notes
                .unresolved
                .push(json!({"stage": step, "member": member, "refers_to": known.references}));
        }
        known
    }
}

/// Whether a URI names one object: an archive, a script. Prefixes have no extension.
fn is_object(port: Port, uri: &str) -> bool {
    let name = uri.rsplit('/').next().unwrap_or_default();
    match port {
        Port::OutputData | Port::OutputModel => false,
        Port::Data | Port::Code | Port::Model => name.contains('.'),
    }
}
