//! Pipelines: the steps of their definitions as stages, read as those of files are.

use serde::Deserialize;

use super::super::wire::{FreeText, Keep, attributes};
use super::super::{Reply, ReplyError};
use super::listed::one_or_all;
use crate::facts::{Origin, Provider};
use crate::pipelines::aws::Naming;
use crate::pipelines::aws::sagemaker_pipeline::{PIPELINE, Setting, read};
use crate::pipelines::{PipelineDraft, Value, embedded};
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
        let mut draft = PipelineDraft::read_at(
            Provider::Aws,
            PIPELINE,
            self.pipeline_arn,
            &self.pipeline_name,
            reply.scope(),
            origin,
        );
        draft.partition(reply.partition);
        for (name, value) in attributes([
            ("state", self.pipeline_status.keep()),
            ("title", self.pipeline_display_name.keep()),
            ("role", self.role_arn.clone().keep()),
        ]) {
            draft.attribute(&name, value);
        }
        if let Some(text) = &self.pipeline_definition {
            let below = "/PipelineDefinition";
            let role = match self.role_arn {
                Some(role) => Value::literal(role),
                None => Value::unresolved("the role that the pipeline is made with"),
            };
            let setting = Setting {
                naming: &Naming::collected(reply.partition, reply.region, reply.account),
                role,
                below: Some(below),
            };
            match embedded(text, None) {
                Ok(definition) => {
                    for problem in read(&definition, &setting, &mut draft) {
                        let origin = reply.origin(format!("{below}{}", problem.pointer));
                        sink.coverage(reply.unreadable(origin, &problem.reason));
                    }
                }
                Err(reason) => sink.coverage(reply.unreadable(reply.origin(below), &reason)),
            }
        }
        for fact in draft.facts() {
            sink.fact(fact);
        }
    }
}
