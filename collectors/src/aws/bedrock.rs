//! Amazon Bedrock: models of the account's own, what they are made from, and where prompts and answers are logged.

mod guards;
mod jobs;
mod logging;
mod models;
mod tags;

use self::models::{CUSTOM, IMPORTED};
use super::s3::S3Place;
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::AssetClass;
use crate::snapshot::Sink;

/// The Bedrock service.
#[derive(Debug)]
pub struct Bedrock;

static ENDPOINT: Endpoint = Endpoint {
    host: "bedrock",
    signs_as: "bedrock",
    protocol: Protocol::RestJson,
};

/// The largest page of every listing.
const PAGES: Paging = Paging::CAMEL.by("maxResults", 1000);

/// A listing, in pages.
macro_rules! list {
    ($name:literal, $command:literal, $path:literal) => {
        Operation::listing(
            $name,
            ("bedrock", $command),
            &[concat!("bedrock:", $name)],
            Place::Regional,
        )
        .rest("GET", $path, &[])
        .paged(PAGES)
    };
}

/// What is asked once for each ARN that a listing has.
macro_rules! each {
    ($name:literal, $command:literal, $flag:literal $member:literal, $path:literal
        => $list:literal, $at:literal) => {
        Operation::listing(
            $name,
            ("bedrock", $command),
            &[concat!("bedrock:", $name)],
            Place::Regional,
        )
        .each($flag, $member, &[($list, $at)], "{argument}")
        .rest("GET", $path, &[])
    };
}

// Amazon Bedrock API Reference: the page of each operation.
static OPERATIONS: [Operation; 18] = [
    list!("ListCustomModels", "list-custom-models", "/custom-models"),
    each!("GetCustomModel", "get-custom-model", "--model-identifier" "modelIdentifier", "/custom-models/{0}"
        => "ListCustomModels", "modelSummaries[].modelArn"),
    list!(
        "ListImportedModels",
        "list-imported-models",
        "/imported-models"
    ),
    each!("GetImportedModel", "get-imported-model", "--model-identifier" "modelIdentifier", "/imported-models/{0}"
        => "ListImportedModels", "modelSummaries[].modelArn"),
    list!(
        "ListModelCustomizationJobs",
        "list-model-customization-jobs",
        "/model-customization-jobs"
    ),
    each!("GetModelCustomizationJob", "get-model-customization-job", "--job-identifier" "jobIdentifier",
        "/model-customization-jobs/{0}"
        => "ListModelCustomizationJobs", "modelCustomizationJobSummaries[].jobArn"),
    list!(
        "ListModelImportJobs",
        "list-model-import-jobs",
        "/model-import-jobs"
    ),
    each!("GetModelImportJob", "get-model-import-job", "--job-identifier" "jobIdentifier", "/model-import-jobs/{0}"
        => "ListModelImportJobs", "modelImportJobSummaries[].jobArn"),
    list!(
        "ListProvisionedModelThroughputs",
        "list-provisioned-model-throughputs",
        "/provisioned-model-throughputs"
    ),
    list!(
        "ListCustomModelDeployments",
        "list-custom-model-deployments",
        "/model-customization/custom-model-deployments"
    ),
    list!("ListGuardrails", "list-guardrails", "/guardrails"),
    // Those of AWS are the same in every account.
    list!(
        "ListInferenceProfiles",
        "list-inference-profiles",
        "/inference-profiles"
    )
    .rest("GET", "/inference-profiles", &[("type", "APPLICATION")])
    .options(&[("--type-equals", "APPLICATION")]),
    Operation::listing(
        "GetModelInvocationLoggingConfiguration",
        ("bedrock", "get-model-invocation-logging-configuration"),
        &["bedrock:GetModelInvocationLoggingConfiguration"],
        Place::Regional,
    )
    .rest("GET", "/logging/modelinvocations", &[]),
    list!(
        "ListEvaluationJobs",
        "list-evaluation-jobs",
        "/evaluation-jobs"
    ),
    each!("GetEvaluationJob", "get-evaluation-job", "--job-identifier" "jobIdentifier", "/evaluation-jobs/{0}"
        => "ListEvaluationJobs", "jobSummaries[].jobArn"),
    list!(
        "ListModelInvocationJobs",
        "list-model-invocation-jobs",
        "/model-invocation-jobs"
    ),
    list!(
        "ListMarketplaceModelEndpoints",
        "list-marketplace-model-endpoints",
        "/marketplace-model/endpoints"
    ),
    tags::LIST,
];

impl Service for Bedrock {
    fn name(&self) -> &'static str {
        "bedrock"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match reply.operation.name {
            "ListCustomModels" => models::listed(reply, CUSTOM, sink),
            "ListImportedModels" => models::listed(reply, IMPORTED, sink),
            "GetCustomModel" => models::custom(reply, sink),
            "GetImportedModel" => models::imported(reply, sink),
            "ListProvisionedModelThroughputs" => models::provisioned(reply, sink),
            "ListCustomModelDeployments" => models::deployed(reply, sink),
            "ListInferenceProfiles" => models::profiles(reply, sink),
            "ListMarketplaceModelEndpoints" => models::marketplace(reply, sink),
            "ListModelCustomizationJobs" | "GetModelCustomizationJob" => {
                jobs::customization(reply, sink)
            }
            "ListModelImportJobs" | "GetModelImportJob" => jobs::import(reply, sink),
            "ListEvaluationJobs" | "GetEvaluationJob" => jobs::evaluation(reply, sink),
            "ListModelInvocationJobs" => jobs::batch(reply, sink),
            "ListTagsForResource" => tags::list(reply, sink),
            "ListGuardrails" => guards::listed(reply, sink),
            "GetModelInvocationLoggingConfiguration" => logging::configuration(reply, sink),
            _ => Ok(()),
        }
    }
}

/// A model of the account. The foundation models that AWS keeps have no account in their ARN.
fn is_own(model: &str) -> bool {
    super::wire::Arn::parse(model).is_some_and(|arn| arn.account_id().is_some())
}

/// What a URI names in S3: one object when its last part has an extension, else a prefix.
fn place<'u>(uri: &'u str, class: AssetClass, pointer: &'u str) -> S3Place<'u> {
    let name = uri.rsplit('/').next().unwrap_or_default();
    S3Place {
        uri,
        object: name.contains('.'),
        class,
        pointer,
    }
}
