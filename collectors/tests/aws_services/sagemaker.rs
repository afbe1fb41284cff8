use blastradius_collectors::facts::{AssetClass, LineageKind};
use serde_json::json;

use crate::{answers, everything};

const ROLE: &str = "arn:aws:iam::111122223333:role/service-role/train";

fn arn(resource: &str) -> String {
    format!("arn:aws:sagemaker:us-east-1:111122223333:{resource}")
}

#[test]
fn a_training_job_reads_data_and_code_and_writes_a_model() {
    let sink = answers(
        "sagemaker",
        &[
            (
                "list-training-jobs",
                "",
                json!({"TrainingJobSummaries": [{"TrainingJobName": "churn-1", "TrainingJobArn": arn("training-job/churn-1"),
                    "TrainingJobStatus": "Completed", "CreationTime": 1.0}]}),
            ),
            (
                "describe-training-job",
                "churn-1",
                json!({"TrainingJobName": "churn-1", "TrainingJobArn": arn("training-job/churn-1"),
                    "TrainingJobStatus": "Completed", "RoleArn": ROLE,
                    "HyperParameters": {"password": "CANARY-hyper",
                        "sagemaker_submit_directory": "\"s3://code/churn/source.tar.gz\""},
                    "Environment": {"TOKEN": "CANARY-environment"},
                    "AlgorithmSpecification": {"TrainingImage": "1.dkr.ecr.us-east-1.amazonaws.com/xgb:1", "TrainingInputMode": "File"},
                    "InputDataConfig": [
                        {"ChannelName": "train", "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://lake/features/"}}},
                        {"ChannelName": "list", "DataSource": {"S3DataSource": {"S3DataType": "ManifestFile", "S3Uri": "s3://lake/list.json"}}}],
                    "OutputDataConfig": {"S3OutputPath": "s3://models/out", "KmsKeyId": "alias/ml"},
                    "ModelArtifacts": {"S3ModelArtifacts": "s3://models/out/churn-1/output/model.tar.gz"}}),
            ),
        ],
    );
    let job = &sink.facts.workloads[&arn("training-job/churn-1")];
    assert_eq!(job.kind, "aws:sagemaker:training-job");
    assert_eq!(job.runs_as[0].identity, ROLE);
    assert_eq!(job.environment[0].name, "TOKEN");
    let flows: Vec<(&str, &str, LineageKind)> = sink
        .facts
        .lineage
        .values()
        .map(|it| (it.from.as_str(), it.to.as_str(), it.kind))
        .collect();
    let id = job.id.as_str();
    for flow in [
        ("arn:aws:s3:::lake/features/*", id, LineageKind::Data),
        ("arn:aws:s3:::lake/list.json", id, LineageKind::Data),
        (
            "arn:aws:s3:::code/churn/source.tar.gz",
            id,
            LineageKind::Code,
        ),
        (id, "arn:aws:s3:::models/out/*", LineageKind::Model),
        (
            id,
            "arn:aws:s3:::models/out/churn-1/output/model.tar.gz",
            LineageKind::Model,
        ),
    ] {
        assert!(flows.contains(&flow), "{flow:?} is not in {flows:?}");
    }
    assert_eq!(flows.len(), 5);
    let artifact = &sink.facts.assets["arn:aws:s3:::models/out/churn-1/output/model.tar.gz"];
    assert_eq!(artifact.class, AssetClass::Model);
    assert_eq!(artifact.part_of.as_deref(), Some("arn:aws:s3:::models"));
    // Whose bucket it is, the job does not say.
    assert_eq!(artifact.scope, None);
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn an_endpoint_leads_through_its_configuration_to_the_model_its_artifact_and_its_role() {
    let sink = answers(
        "sagemaker",
        &[
            (
                "describe-model",
                "Churn",
                json!({"ModelName": "Churn", "ModelArn": arn("model/churn"), "ExecutionRoleArn": ROLE,
                    "PrimaryContainer": {"Image": "i", "ModelDataUrl": "s3://models/m.tar.gz",
                        "Environment": {"API_KEY": "CANARY"}}, "EnableNetworkIsolation": false}),
            ),
            (
                "describe-endpoint-config",
                "Churn-v2",
                json!({"EndpointConfigName": "Churn-v2", "EndpointConfigArn": arn("endpoint-config/churn-v2"),
                    "ProductionVariants": [{"VariantName": "a", "ModelName": "Churn"}],
                    "DataCaptureConfig": {"EnableCapture": true, "DestinationS3Uri": "s3://captured/churn"}}),
            ),
            (
                "describe-endpoint",
                "churn",
                json!({"EndpointName": "churn", "EndpointArn": arn("endpoint/churn"),
                    "EndpointConfigName": "Churn-v2", "EndpointStatus": "InService"}),
            ),
        ],
    );
    // Every step of the chain: container of the endpoint, configuration, container of the model, role.
    let mut at = format!("{}#container", arn("endpoint/churn"));
    for _ in 0..3 {
        at = sink.facts.workloads[&at].runs_as[0].identity.clone();
    }
    assert_eq!(at, ROLE);
    // The model flows from its artifact to the endpoint.
    let mut at = "arn:aws:s3:::models/m.tar.gz".to_owned();
    for _ in 0..3 {
        let next = sink
            .facts
            .lineage
            .values()
            .find(|it| it.from == at && it.kind == LineageKind::Model);
        at = next.unwrap().to.clone();
    }
    assert_eq!(at, arn("endpoint/churn"));
    for id in ["model/churn", "endpoint/churn"] {
        assert_eq!(sink.facts.assets[&arn(id)].class, AssetClass::Model);
    }
    assert!(
        sink.facts
            .assets
            .contains_key("arn:aws:s3:::captured/churn/*")
    );
    let names: Vec<_> = sink.facts.workloads[&format!("{}#container", arn("model/churn"))]
        .environment
        .iter()
        .map(|it| it.name.clone())
        .collect();
    assert_eq!(names, ["API_KEY"]);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn a_notebook_runs_as_its_role() {
    let notebook = json!({"NotebookInstanceName": "lab", "NotebookInstanceArn": arn("notebook-instance/lab"),
        "NotebookInstanceStatus": "InService", "RoleArn": ROLE, "DirectInternetAccess": "Enabled"});
    let listed = json!({"NotebookInstances": [{"NotebookInstanceName": "lab",
        "NotebookInstanceArn": arn("notebook-instance/lab"), "NotebookInstanceStatus": "InService"}]});
    let sink = answers(
        "sagemaker",
        &[
            ("list-notebook-instances", "", listed),
            ("describe-notebook-instance", "lab", notebook),
        ],
    );
    let notebook = &sink.facts.workloads[&arn("notebook-instance/lab")];
    assert_eq!(notebook.runs_as[0].identity, ROLE);
    assert_eq!(notebook.attributes["direct_internet_access"], "Enabled");
}

#[test]
fn a_whole_bucket_and_what_is_no_s3_uri() {
    for (uri, count) in [
        ("s3://whole", 1),
        ("s3://whole/", 1),
        ("s3://", 0),
        ("file:///etc", 0),
    ] {
        let body = json!({"TrainingJobName": "j", "TrainingJobArn": arn("training-job/j"),
            "InputDataConfig": [{"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": uri}}}]});
        let sink = answers("sagemaker", &[("describe-training-job", "j", body)]);
        assert_eq!(sink.facts.lineage.len(), count, "{uri}");
        assert_eq!(
            sink.facts.assets.contains_key("arn:aws:s3:::whole"),
            count == 1
        );
    }
}
