//! Processing jobs: data and code in, data out.

use serde::Deserialize;

use super::super::wire::{Keep, When, attributes};
use super::super::{Reply, ReplyError};
use super::{S3Place, arn_of, execution_role, workload};
use crate::facts::{AssetClass, Fact, LineageKind};
use crate::redact::EnvironmentNames;
use crate::snapshot::Sink;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Job {
    processing_job_name: String,
    processing_job_arn: String,
    processing_job_status: Option<String>,
    creation_time: Option<When>,
    role_arn: Option<String>,
    #[serde(default)]
    environment: EnvironmentNames,
    app_specification: Option<App>,
    #[serde(default)]
    processing_inputs: Vec<Input>,
    processing_output_config: Option<Outputs>,
    network_config: Option<Network>,
    monitoring_schedule_arn: Option<String>,
}

/// Its entry point and arguments are not kept: people write secrets into them.
#[derive(Deserialize)]
struct App {
    #[serde(rename = "ImageUri")]
    image: Option<String>,
}

#[derive(Deserialize)]
struct Network {
    #[serde(rename = "EnableNetworkIsolation")]
    isolated: Option<bool>,
}

/// An input; the query of a data set is not kept.
#[derive(Deserialize)]
struct Input {
    #[serde(rename = "InputName")]
    name: Option<String>,
    #[serde(rename = "S3Input")]
    s3: Option<S3>,
    #[serde(rename = "DatasetDefinition")]
    set: Option<DataSet>,
}

#[derive(Deserialize)]
struct S3 {
    #[serde(rename = "S3Uri")]
    uri: String,
    #[serde(rename = "S3DataType")]
    kind: Option<String>,
}

#[derive(Deserialize)]
struct DataSet {
    #[serde(rename = "AthenaDatasetDefinition")]
    athena: Option<Athena>,
    #[serde(rename = "RedshiftDatasetDefinition")]
    redshift: Option<Redshift>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Athena {
    catalog: Option<String>,
    database: Option<String>,
    work_group: Option<String>,
    output_s3_uri: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Redshift {
    cluster_id: Option<String>,
    cluster_role_arn: Option<String>,
    output_s3_uri: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Outputs {
    #[serde(default)]
    outputs: Vec<Output>,
    kms_key_id: Option<String>,
}

#[derive(Deserialize)]
struct Output {
    #[serde(rename = "S3Output")]
    s3: Option<S3>,
    #[serde(rename = "FeatureStoreOutput")]
    features: Option<FeatureStore>,
}

#[derive(Deserialize)]
struct FeatureStore {
    #[serde(rename = "FeatureGroupName")]
    group: Option<String>,
}

/// Whether an input is the script or sources that the container runs: the names that the SageMaker Python SDK gives them.
pub(crate) fn is_code(input: &str) -> bool {
    matches!(input, "code" | "entrypoint" | "sourcecode")
}

/// The job as a workload, what it reads, runs and writes.
pub(super) fn job(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let job: Job = reply.parse()?;
    let arn = job.processing_job_arn;
    let mut sets = Sets::default();
    for (index, input) in job.processing_inputs.into_iter().enumerate() {
        let pointer = format!("/ProcessingInputs/{index}");
        let code = input.name.as_deref().is_some_and(is_code);
        if let Some(s3) = input.s3 {
            let place = S3Place {
                uri: &s3.uri,
                object: s3.kind.is_some_and(|kind| kind != "S3Prefix") || code && is_file(&s3.uri),
                class: if code {
                    AssetClass::Code
                } else {
                    AssetClass::Data
                },
                pointer: &pointer,
            };
            let kind = if code {
                LineageKind::Code
            } else {
                LineageKind::Data
            };
            place.flows_to(&arn, kind, reply, sink);
        }
        if let Some(set) = input.set {
            sets.add(set, &arn, &pointer, reply, sink);
        }
    }
    let (outputs, key) = job
        .processing_output_config
        .map_or((Vec::new(), None), |it| (it.outputs, it.kms_key_id));
    for (index, output) in outputs.into_iter().enumerate() {
        let pointer = format!("/ProcessingOutputConfig/Outputs/{index}");
        if let Some(s3) = output.s3 {
            let place = S3Place::prefix(&s3.uri, AssetClass::Data, &pointer);
            place.flows_from(&arn, LineageKind::Data, reply, sink);
        }
        if let Some(group) = output.features.and_then(|it| it.group) {
            let group = arn_of("feature-group", &group, reply);
            reply.flow(LineageKind::Data, arn.as_str(), group, &pointer, sink);
        }
    }
    let image = job.app_specification.and_then(|app| app.image);
    if let Some(image) = &image {
        reply.runs_image(image, &arn, "/AppSpecification/ImageUri", sink);
    }
    let mut workload = workload(
        arn,
        "processing-job",
        job.processing_job_name,
        reply,
        reply.origin(""),
    );
    workload.runs_as = execution_role(job.role_arn);
    workload.environment = job.environment.0;
    let isolated = job.network_config.and_then(|it| it.isolated);
    workload.attributes = attributes([
        ("state", job.processing_job_status.keep()),
        ("created", job.creation_time.keep()),
        ("image", image.keep()),
        ("output_encryption_key", key.keep()),
        ("network_isolation", isolated.keep()),
        ("monitoring_schedule", job.monitoring_schedule_arn.keep()),
        ("athena", sets.athena.keep()),
        ("redshift_roles", sets.redshift_roles.keep()),
    ]);
    sink.fact(Fact::Workload(workload));
    Ok(())
}

/// Whether the last part of a URI has an extension: the SDK uploads one script, or a prefix of sources.
fn is_file(uri: &str) -> bool {
    let name = uri.rsplit('/').next().unwrap_or_default();
    name.contains('.')
}

/// What the data sets of the inputs name.
#[derive(Default)]
struct Sets {
    /// Catalogue and database.
    athena: Vec<String>,
    redshift_roles: Vec<String>,
}

impl Sets {
    fn add(
        &mut self,
        set: DataSet,
        job: &str,
        pointer: &str,
        reply: &Reply<'_>,
        sink: &mut dyn Sink,
    ) {
        let mut results = Vec::new();
        if let Some(athena) = set.athena {
            let name = [athena.catalog, athena.database];
            self.athena
                .push(name.into_iter().flatten().collect::<Vec<_>>().join("."));
            let group = athena.work_group.unwrap_or_else(|| "primary".to_owned());
            let group = reply.arn("athena", &format!("workgroup/{group}"));
            reply.flow(LineageKind::Data, group, job, pointer, sink);
            results.extend(athena.output_s3_uri);
        }
        if let Some(redshift) = set.redshift {
            self.redshift_roles.extend(redshift.cluster_role_arn);
            if let Some(cluster) = redshift.cluster_id {
                let cluster = reply.arn("redshift", &format!("cluster:{cluster}"));
                reply.flow(LineageKind::Data, cluster, job, pointer, sink);
            }
            results.extend(redshift.output_s3_uri);
        }
        // The results of the query lie there until the job reads them.
        for uri in results {
            let place = S3Place::prefix(&uri, AssetClass::Data, pointer);
            place.flows_to(job, LineageKind::Data, reply, sink);
        }
    }
}
