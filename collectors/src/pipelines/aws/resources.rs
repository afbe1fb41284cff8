//! Resources of SageMaker AI that a template or manifest makes: what runs, as one stage. Their members are those of the calls
//! that make them (Amazon SageMaker API Reference; AWS CloudFormation, "AWS::SageMaker").

use super::arguments::Arguments;
use super::jobs::{self, Job, STEP_ROLE};
use super::naming::Naming;
use crate::facts::{LineageKind, Trigger};
use crate::pipelines::{Grain, StageDraft};

/// What a type of resource is in a pipeline: its kind in ARNs, the word of its stage.
pub(super) struct Resource {
    /// `TrainingJob`, as manifests and templates call it.
    pub(super) name: &'static str,
    /// `training-job`.
    pub(super) kind: &'static str,
    pub(super) stage: &'static str,
}

/// Every type that is read.
static RESOURCES: [Resource; 13] = [
    resource("TrainingJob", "training-job", "training"),
    resource("ProcessingJob", "processing-job", "preprocessing"),
    resource("TransformJob", "transform-job", "inference"),
    resource("HyperParameterTuningJob", "tuning-job", "training"),
    resource("Model", "model", "deployment"),
    resource("EndpointConfig", "endpoint-config", "deployment"),
    resource("Endpoint", "endpoint", "deployment"),
    resource("FeatureGroup", "feature-group", "feature-engineering"),
    resource("ModelPackage", "model-package", "registration"),
    resource("ModelPackageGroup", "model-package-group", "registration"),
    resource("NotebookInstance", "notebook-instance", "notebook"),
    resource("MonitoringSchedule", "monitoring-schedule", "monitoring"),
    resource("InferenceComponent", "inference-component", "deployment"),
];

const fn resource(name: &'static str, kind: &'static str, stage: &'static str) -> Resource {
    Resource { name, kind, stage }
}

impl Resource {
    /// By its name in manifests and templates.
    pub(super) fn of(name: &str) -> Option<&'static Self> {
        RESOURCES.iter().find(|it| it.name == name)
    }

    /// Reads the members of one; what starts it, where it starts itself.
    pub(super) fn describe(
        &self,
        arguments: &Arguments<'_>,
        naming: &Naming,
        stage: &mut StageDraft,
    ) -> Option<Trigger> {
        let found = jobs::describe(arguments, naming, stage);
        if found
            .approvals
            .iter()
            .any(|it| it == "PendingManualApproval")
        {
            stage.attribute("approval", "PendingManualApproval");
        }
        let mut job = Job {
            naming,
            stage,
            found,
        };
        match self.name {
            "FeatureGroup" => features(&mut job, arguments),
            "NotebookInstance" => notebook(&mut job, arguments),
            "MonitoringSchedule" => return monitoring(&mut job, arguments),
            _ => {}
        }
        None
    }
}

/// The offline store is where training reads; the online store is what endpoints read.
fn features(job: &mut Job<'_>, arguments: &Arguments<'_>) {
    if let Some(name) = job.value(arguments, &["FeatureGroupName"], "feature group") {
        let kind = ("aws:sagemaker:feature-group", "feature-group");
        job.names(LineageKind::Data, kind, &name, false);
    }
    let path = ["OfflineStoreConfig", "S3StorageConfig", "S3Uri"];
    job.writes(LineageKind::Data, arguments, &path, &path.join("/"));
    let online = ["OnlineStoreConfig", "EnableOnlineStore"];
    if let Some(online) = arguments.text(&online) {
        job.stage
            .attribute("online_store", online == "true" || online == "True");
    }
}

/// What somebody else wrote and the notebook runs: its repositories and lifecycle configuration.
fn notebook(job: &mut Job<'_>, arguments: &Arguments<'_>) {
    let member = "DefaultCodeRepository";
    job.reads(LineageKind::Code, arguments, &[member], member);
    for (member, attribute) in [
        ("LifecycleConfigName", "lifecycle_config"),
        ("DirectInternetAccess", "internet"),
        ("RootAccess", "root_access"),
    ] {
        if let Some(value) = arguments.text(&[member]) {
            job.stage.attribute(attribute, value);
        }
    }
}

/// A schedule that looks at what an endpoint captured.
fn monitoring(job: &mut Job<'_>, arguments: &Arguments<'_>) -> Option<Trigger> {
    let config = arguments.within("MonitoringScheduleConfig")?;
    if let Some(definition) = config.within("MonitoringJobDefinition") {
        job.role(&definition, &["RoleArn"], STEP_ROLE);
        job.image(&definition, &["MonitoringAppSpecification", "ImageUri"]);
        job.variables(&definition, "Environment", "");
        for (index, input) in definition.items("MonitoringInputs").iter().enumerate() {
            let member = format!("MonitoringInputs/{index}");
            if let Some(endpoint) = job.value(input, &["EndpointInput", "EndpointName"], &member) {
                let kind = ("aws:sagemaker:endpoint", "endpoint");
                job.names(LineageKind::Data, kind, &endpoint, true);
            }
            let path = ["BatchTransformInput", "DataCapturedDestinationS3Uri"];
            job.reads(LineageKind::Data, input, &path, &member);
        }
        let outputs = definition.within("MonitoringOutputConfig");
        let outputs = outputs.map_or_else(Vec::new, |it| it.items("MonitoringOutputs"));
        for (index, output) in outputs.iter().enumerate() {
            if let Some(uri) = output.value(&["S3Output", "S3Uri"]) {
                let member = format!("MonitoringOutputs/{index}");
                job.stage
                    .writes(LineageKind::Data, &member, &uri, Grain::Prefix);
            }
        }
    }
    let expression = config.text(&["ScheduleConfig", "ScheduleExpression"])?;
    Some(Trigger::new("schedule", expression))
}
