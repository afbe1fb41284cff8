//! Monitoring: jobs that compare what an endpoint answers with a baseline, on a schedule.
//!
//! A schedule has its definition in it, or names one that stands apart; then it runs as that.

use serde::Deserialize;

use super::super::wire::{Keep, attributes, runs_as};
use super::super::{Reply, ReplyError};
use super::listed::one_or_all;
use super::{S3Place, arn_of, execution_role, workload};
use crate::facts::{AssetClass, Fact, LineageKind, Workload};
use crate::redact::EnvironmentNames;
use crate::snapshot::Sink;

/// What is compared with what, and as whom. The four kinds of definitions call the same members by other names.
#[derive(Deserialize)]
struct Definition {
    #[serde(rename = "RoleArn")]
    role: Option<String>,
    #[serde(default, rename = "Environment")]
    environment: EnvironmentNames,
    #[serde(
        rename = "MonitoringAppSpecification",
        alias = "DataQualityAppSpecification",
        alias = "ModelQualityAppSpecification",
        alias = "ModelBiasAppSpecification",
        alias = "ModelExplainabilityAppSpecification"
    )]
    app: Option<App>,
    #[serde(
        rename = "BaselineConfig",
        alias = "DataQualityBaselineConfig",
        alias = "ModelQualityBaselineConfig",
        alias = "ModelBiasBaselineConfig",
        alias = "ModelExplainabilityBaselineConfig"
    )]
    baseline: Option<Baseline>,
    #[serde(default, rename = "MonitoringInputs")]
    inputs: Vec<Input>,
    #[serde(
        rename = "DataQualityJobInput",
        alias = "ModelQualityJobInput",
        alias = "ModelBiasJobInput",
        alias = "ModelExplainabilityJobInput"
    )]
    input: Option<Input>,
    #[serde(
        rename = "MonitoringOutputConfig",
        alias = "DataQualityJobOutputConfig",
        alias = "ModelQualityJobOutputConfig",
        alias = "ModelBiasJobOutputConfig",
        alias = "ModelExplainabilityJobOutputConfig"
    )]
    output: Option<Outputs>,
}

#[derive(Deserialize)]
struct App {
    #[serde(rename = "ImageUri")]
    image: Option<String>,
    #[serde(rename = "RecordPreprocessorSourceUri")]
    before: Option<String>,
    #[serde(rename = "PostAnalyticsProcessorSourceUri")]
    after: Option<String>,
    #[serde(rename = "ConfigUri")]
    config: Option<String>,
    #[serde(default, rename = "Environment")]
    environment: EnvironmentNames,
}

#[derive(Deserialize)]
struct Baseline {
    #[serde(rename = "ConstraintsResource")]
    constraints: Option<Uri>,
    #[serde(rename = "StatisticsResource")]
    statistics: Option<Uri>,
}

#[derive(Deserialize)]
struct Uri {
    #[serde(rename = "S3Uri")]
    uri: Option<String>,
}

#[derive(Deserialize)]
struct Input {
    #[serde(rename = "EndpointInput")]
    endpoint: Option<EndpointInput>,
    #[serde(rename = "BatchTransformInput")]
    batch: Option<BatchInput>,
    #[serde(rename = "GroundTruthS3Input")]
    truth: Option<Uri>,
}

#[derive(Deserialize)]
struct EndpointInput {
    #[serde(rename = "EndpointName")]
    name: Option<String>,
}

#[derive(Deserialize)]
struct BatchInput {
    #[serde(rename = "DataCapturedDestinationS3Uri")]
    uri: Option<String>,
}

#[derive(Deserialize)]
struct Outputs {
    #[serde(default, rename = "MonitoringOutputs")]
    outputs: Vec<Output>,
    #[serde(rename = "KmsKeyId")]
    key: Option<String>,
}

#[derive(Deserialize)]
struct Output {
    #[serde(rename = "S3Output")]
    s3: Option<Uri>,
}

impl Definition {
    fn describe(self, workload: &mut Workload, at: &str, reply: &Reply<'_>, sink: &mut dyn Sink) {
        let id = workload.id.clone();
        let (mut code, mut data, mut endpoints) = (Vec::new(), Vec::new(), Vec::new());
        let mut image = None;
        workload.environment.extend(self.environment.0);
        if let Some(app) = self.app {
            code.extend([app.before, app.after].into_iter().flatten());
            data.extend(app.config.map(|uri| (uri, true)));
            workload.environment.extend(app.environment.0);
            image = app.image;
        }
        if let Some(baseline) = self.baseline {
            let files = [baseline.constraints, baseline.statistics];
            let files = files.into_iter().flatten().filter_map(|file| file.uri);
            data.extend(files.map(|uri| (uri, true)));
        }
        for input in self.inputs.into_iter().chain(self.input) {
            endpoints.extend(input.endpoint.and_then(|it| it.name));
            let prefixes = [
                input.batch.and_then(|it| it.uri),
                input.truth.and_then(|it| it.uri),
            ];
            data.extend(prefixes.into_iter().flatten().map(|uri| (uri, false)));
        }
        for uri in code {
            let place = S3Place::object(&uri, AssetClass::Code, at);
            place.flows_to(&id, LineageKind::Code, reply, sink);
        }
        for (uri, object) in data {
            let place = S3Place {
                uri: &uri,
                object,
                class: AssetClass::Data,
                pointer: at,
            };
            place.flows_to(&id, LineageKind::Data, reply, sink);
        }
        let (outputs, key) = self
            .output
            .map_or((Vec::new(), None), |it| (it.outputs, it.key));
        for uri in outputs
            .into_iter()
            .filter_map(|it| it.s3.and_then(|s3| s3.uri))
        {
            let place = S3Place::prefix(&uri, AssetClass::Data, at);
            place.flows_from(&id, LineageKind::Data, reply, sink);
        }
        if let Some(image) = &image {
            reply.runs_image(image, &id, at, sink);
        }
        workload.runs_as.extend(execution_role(self.role));
        workload.attributes.extend(attributes([
            ("image", image.keep()),
            ("endpoints", endpoints.keep()),
            ("output_encryption_key", key.keep()),
        ]));
    }
}

#[derive(Deserialize)]
struct Named {
    #[serde(rename = "JobDefinitionName")]
    name: String,
    #[serde(rename = "JobDefinitionArn")]
    arn: String,
}

/// A definition that stands apart.
pub(super) fn definition(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let named: Named = reply.parse()?;
    let definition: Definition = reply.parse()?;
    let mut workload = workload(
        named.arn,
        "monitoring-definition",
        named.name,
        reply,
        reply.origin(""),
    );
    definition.describe(&mut workload, "", reply, sink);
    sink.fact(Fact::Workload(workload));
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Schedule {
    monitoring_schedule_name: String,
    monitoring_schedule_arn: String,
    monitoring_schedule_status: Option<String>,
    monitoring_type: Option<String>,
    endpoint_name: Option<String>,
    monitoring_job_definition_name: Option<String>,
    monitoring_schedule_config: Option<Config>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Config {
    schedule_config: Option<When>,
    monitoring_job_definition: Option<Definition>,
    monitoring_job_definition_name: Option<String>,
}

#[derive(Deserialize)]
struct When {
    #[serde(rename = "ScheduleExpression")]
    expression: Option<String>,
}

/// The kind of definition of a type of monitoring, as ARNs have it.
fn kind_of(monitoring: &str) -> Option<&'static str> {
    Some(match monitoring {
        "DataQuality" => "data-quality-job-definition",
        "ModelQuality" => "model-quality-job-definition",
        "ModelBias" => "model-bias-job-definition",
        "ModelExplainability" => "model-explainability-job-definition",
        _ => return None,
    })
}

/// Schedules.
pub(super) fn schedule(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    one_or_all(
        reply,
        "MonitoringScheduleSummaries",
        sink,
        |schedule: Schedule, origin, sink| {
            let mut workload = workload(
                schedule.monitoring_schedule_arn,
                "monitoring-schedule",
                schedule.monitoring_schedule_name,
                reply,
                origin,
            );
            let (when, inside, named) =
                schedule
                    .monitoring_schedule_config
                    .map_or((None, None, None), |it| {
                        (
                            it.schedule_config.and_then(|it| it.expression),
                            it.monitoring_job_definition,
                            it.monitoring_job_definition_name,
                        )
                    });
            let named = named.or(schedule.monitoring_job_definition_name);
            let kind = schedule.monitoring_type.as_deref().and_then(kind_of);
            if let (None, Some(kind), Some(name)) = (&inside, kind, named) {
                let definition = arn_of(kind, &name, reply);
                workload.runs_as = runs_as(Some(definition), "monitoring-definition");
            }
            workload.attributes = attributes([
                ("state", schedule.monitoring_schedule_status.keep()),
                ("monitors", schedule.monitoring_type.keep()),
                ("endpoint", schedule.endpoint_name.keep()),
                ("schedule", when.keep()),
            ]);
            if let Some(definition) = inside {
                let pointer = "/MonitoringScheduleConfig/MonitoringJobDefinition";
                definition.describe(&mut workload, pointer, reply, sink);
            }
            sink.fact(Fact::Workload(workload));
        },
    )
}
