//! Tags of models, of what serves and guards them, and of jobs.

use serde::Deserialize;

use super::super::wire::{TagList, Thing};
use super::super::{Operation, Place, Reply, ReplyError};
use crate::facts::AssetClass;
use crate::snapshot::Sink;

/// Amazon Bedrock API Reference: `ListTagsForResource`.
pub(super) const LIST: Operation = Operation::listing(
    "ListTagsForResource",
    ("bedrock", "list-tags-for-resource"),
    &["bedrock:ListTagsForResource"],
    Place::Regional,
)
.each("--resource-arn", "resourceARN", OF, "{argument}")
.rest("POST", "/listTagsForResource", &[]);

const OF: &[(&str, &str)] = &[
    ("ListCustomModels", "modelSummaries[].modelArn"),
    ("ListImportedModels", "modelSummaries[].modelArn"),
    (
        "ListModelCustomizationJobs",
        "modelCustomizationJobSummaries[].jobArn",
    ),
    ("ListModelImportJobs", "modelImportJobSummaries[].jobArn"),
    (
        "ListProvisionedModelThroughputs",
        "provisionedModelSummaries[].provisionedModelArn",
    ),
    (
        "ListCustomModelDeployments",
        "modelDeploymentSummaries[].customModelDeploymentArn",
    ),
    ("ListGuardrails", "guardrails[].arn"),
    (
        "ListInferenceProfiles",
        "inferenceProfileSummaries[].inferenceProfileArn",
    ),
    ("ListEvaluationJobs", "jobSummaries[].jobArn"),
    ("ListModelInvocationJobs", "invocationJobSummaries[].jobArn"),
];

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    tags: TagList,
}

/// What the first part of an ARN's resource names (Service Authorization Reference, "Resource types defined by Amazon
/// Bedrock").
fn thing(resource: &str) -> Option<Thing> {
    use AssetClass::{Code, Model};
    let (of, _) = resource.split_once('/')?;
    Some(match of {
        "custom-model" => Thing::Asset(Model, super::CUSTOM),
        "imported-model" => Thing::Asset(Model, super::IMPORTED),
        "model-customization-job" => Thing::Workload("aws:bedrock:model-customization-job"),
        "model-import-job" => Thing::Workload("aws:bedrock:model-import-job"),
        "provisioned-model" => Thing::Asset(Model, "aws:bedrock:provisioned-model"),
        "custom-model-deployment" => Thing::Asset(Model, "aws:bedrock:custom-model-deployment"),
        "guardrail" => Thing::Asset(Code, "aws:bedrock:guardrail"),
        "application-inference-profile" => Thing::Asset(Model, "aws:bedrock:inference-profile"),
        "evaluation-job" => Thing::Workload("aws:bedrock:evaluation-job"),
        "model-invocation-job" => Thing::Workload("aws:bedrock:model-invocation-job"),
        _ => return None,
    })
}

/// The tags of what was asked about.
pub(super) fn list(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: Answer = reply.parse()?;
    reply.tagged_subject(thing, answer.tags.tags(), sink);
    Ok(())
}
