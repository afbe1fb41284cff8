//! The calls of SageMaker AI that register and serve models (Amazon SageMaker API Reference: CreateModel,
//! CreateModelPackage, CreateEndpointConfig, CreateEndpoint, CreateTransformJob).

use super::arguments::Arguments;
use super::jobs::Job;
use crate::facts::LineageKind;
use crate::model_format::{self, Loading};

const MODEL: (&str, &str) = ("aws:sagemaker:model", "model");
const PACKAGE: (&str, &str) = ("aws:sagemaker:model-package", "model-package");
const GROUP: (&str, &str) = ("aws:sagemaker:model-package-group", "model-package-group");
const CONFIG: (&str, &str) = ("aws:sagemaker:endpoint-config", "endpoint-config");
const ENDPOINT: (&str, &str) = ("aws:sagemaker:endpoint", "endpoint");

/// Reads the members of these calls that are there.
pub(super) fn describe(job: &mut Job<'_>, arguments: &Arguments<'_>) {
    let served = served(job, arguments);
    if let Some(model) = job.value(arguments, &["ModelName"], "model") {
        // What has containers is made under this name, else it is used.
        job.names(LineageKind::Model, MODEL, &model, !served);
    }
    if let Some(group) = job.value(arguments, &["ModelPackageGroupName"], "model package group") {
        let group = job.names(LineageKind::Model, GROUP, &group, false);
        job.found.groups.extend(group);
    }
    if let Some(approval) = job.value(arguments, &["ModelApprovalStatus"], "approval") {
        let known = approval.known().map(str::to_owned);
        job.found.approvals.extend(known);
    }
    configuration(job, arguments);
}

/// Containers of models and packages; whether there are any.
fn served(job: &mut Job<'_>, arguments: &Arguments<'_>) -> bool {
    let mut containers: Vec<Arguments<'_>> =
        arguments.within("PrimaryContainer").into_iter().collect();
    containers.extend(arguments.items("Containers"));
    if let Some(loading) = loading(&containers) {
        job.stage
            .attribute(model_format::ATTRIBUTE, loading.attribute());
    }
    let packaged = arguments.within("InferenceSpecification");
    containers.extend(packaged.map_or_else(Vec::new, |it| it.items("Containers")));
    for (index, container) in containers.iter().enumerate() {
        let member = format!("Containers/{index}/ModelDataUrl");
        job.image(container, &["Image"]);
        job.variables(container, "Environment", "");
        job.reads(LineageKind::Model, container, &["ModelDataUrl"], &member);
        let path = ["ModelDataSource", "S3DataSource", "S3Uri"];
        job.reads(LineageKind::Model, container, &path, &member);
        if let Some(package) = job.value(container, &["ModelPackageName"], "model package") {
            job.names(LineageKind::Model, PACKAGE, &package, true);
        }
    }
    !containers.is_empty()
}

/// What loading the artifacts of these containers does, if they have any. A version in the registry loads none.
fn loading(containers: &[Arguments<'_>]) -> Option<Loading> {
    let source = ["ModelDataSource", "S3DataSource", "S3Uri"];
    let with_data = containers
        .iter()
        .filter(|it| it.value(&["ModelDataUrl"]).is_some() || it.value(&source).is_some());
    let each = with_data.map(|it| Loading::of_image(&it.text(&["Image"]).unwrap_or_default()));
    each.reduce(Loading::or)
}

/// An endpoint and its configuration: which models it serves, where it writes what it is asked.
fn configuration(job: &mut Job<'_>, arguments: &Arguments<'_>) {
    let mut variants = arguments.items("ProductionVariants");
    variants.extend(arguments.items("ShadowProductionVariants"));
    for variant in &variants {
        if let Some(model) = job.value(variant, &["ModelName"], "model") {
            job.names(LineageKind::Model, MODEL, &model, true);
        }
    }
    if let Some(config) = job.value(arguments, &["EndpointConfigName"], "endpoint configuration") {
        let makes = !variants.is_empty();
        job.names(LineageKind::Model, CONFIG, &config, !makes);
    }
    if let Some(endpoint) = job.value(arguments, &["EndpointName"], "endpoint") {
        job.names(LineageKind::Model, ENDPOINT, &endpoint, false);
    }
    let captures = arguments.text(&["DataCaptureConfig", "EnableCapture"]);
    if captures.is_none_or(|it| it != "false") {
        let path = ["DataCaptureConfig", "DestinationS3Uri"];
        job.writes(LineageKind::Data, arguments, &path, &path.join("/"));
    }
    for path in [
        ["AsyncInferenceConfig", "OutputConfig", "S3OutputPath"],
        ["AsyncInferenceConfig", "OutputConfig", "S3FailurePath"],
    ] {
        job.writes(LineageKind::Data, arguments, &path, &path.join("/"));
    }
}
