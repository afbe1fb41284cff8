use blastradius_collectors::facts::{AssetClass, LineageKind};
use serde_json::json;

use crate::{answers, everything, flows};

const ROLE: &str = "arn:aws:iam::111122223333:role/jobs";
const IMAGE: &str = "111122223333.dkr.ecr.us-east-1.amazonaws.com/ml/train:1";
const REPOSITORY: &str = "arn:aws:ecr:us-east-1:111122223333:repository/ml/train";

fn arn(resource: &str) -> String {
    format!("arn:aws:sagemaker:us-east-1:111122223333:{resource}")
}

#[test]
fn a_processing_job_reads_data_runs_code_and_fills_a_feature_group() {
    let body = json!({"ProcessingJobName": "prep", "ProcessingJobArn": arn("processing-job/prep"), "ProcessingJobStatus": "Completed",
        "RoleArn": ROLE, "Environment": {"TOKEN": "CANARY-environment"}, "NetworkConfig": {"EnableNetworkIsolation": false},
        "AppSpecification": {"ImageUri": IMAGE, "ContainerArguments": ["--password", "CANARY-argument"],
            "ContainerEntrypoint": ["CANARY-entry"]},
        "MonitoringScheduleArn": arn("monitoring-schedule/m"),
        "ProcessingInputs": [
            {"InputName": "raw", "S3Input": {"S3Uri": "s3://lake/raw/", "S3DataType": "S3Prefix"}},
            {"InputName": "code", "S3Input": {"S3Uri": "s3://code/prep.py", "S3DataType": "S3Prefix"}},
            {"InputName": "list", "S3Input": {"S3Uri": "s3://lake/list.json", "S3DataType": "ManifestFile"}},
            {"InputName": "sql", "DatasetDefinition": {"AthenaDatasetDefinition": {"Catalog": "AwsDataCatalog", "Database": "sales",
                "QueryString": "CANARY select", "WorkGroup": "ml", "OutputS3Uri": "s3://results/athena"}}},
            {"InputName": "dw", "DatasetDefinition": {"RedshiftDatasetDefinition": {"ClusterId": "dw", "Database": "d", "DbUser": "u",
                "QueryString": "CANARY select", "ClusterRoleArn": "arn:aws:iam::111122223333:role/unload",
                "OutputS3Uri": "s3://results/redshift"}}}],
        "ProcessingOutputConfig": {"KmsKeyId": "alias/out", "Outputs": [
            {"OutputName": "o", "S3Output": {"S3Uri": "s3://lake/features"}},
            {"OutputName": "f", "FeatureStoreOutput": {"FeatureGroupName": "Customers"}}]}});
    let sink = answers("sagemaker", &[("describe-processing-job", "prep", body)]);
    let id = arn("processing-job/prep");
    let job = &sink.facts.workloads[&id];
    assert_eq!(job.kind, "aws:sagemaker:processing-job");
    assert_eq!(job.runs_as[0].identity, ROLE);
    assert_eq!(job.environment[0].name, "TOKEN");
    for (name, value) in [
        ("state", json!("Completed")),
        ("image", json!(IMAGE)),
        ("output_encryption_key", json!("alias/out")),
        ("network_isolation", json!(false)),
        ("monitoring_schedule", json!(arn("monitoring-schedule/m"))),
        ("athena", json!(["AwsDataCatalog.sales"])),
        (
            "redshift_roles",
            json!(["arn:aws:iam::111122223333:role/unload"]),
        ),
    ] {
        assert_eq!(job.attributes[name], value, "{name}");
    }
    let mut expected: Vec<(String, String, LineageKind)> = [
        (
            "arn:aws:athena:us-east-1:111122223333:workgroup/ml",
            LineageKind::Data,
        ),
        (REPOSITORY, LineageKind::Image),
        (
            "arn:aws:redshift:us-east-1:111122223333:cluster:dw",
            LineageKind::Data,
        ),
        ("arn:aws:s3:::code/prep.py", LineageKind::Code),
        ("arn:aws:s3:::lake/list.json", LineageKind::Data),
        ("arn:aws:s3:::lake/raw/*", LineageKind::Data),
        ("arn:aws:s3:::results/athena/*", LineageKind::Data),
        ("arn:aws:s3:::results/redshift/*", LineageKind::Data),
    ]
    .map(|(from, kind)| (from.to_owned(), id.clone(), kind))
    .into();
    expected.push((
        id.clone(),
        "arn:aws:s3:::lake/features/*".to_owned(),
        LineageKind::Data,
    ));
    expected.push((id, arn("feature-group/customers"), LineageKind::Data));
    let mut found = flows(&sink);
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    assert_eq!(
        sink.facts.assets["arn:aws:s3:::code/prep.py"].class,
        AssetClass::Code
    );
    assert_eq!(sink.facts.assets[REPOSITORY].class, AssetClass::Image);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn a_transform_job_runs_as_its_model() {
    let body = json!({"TransformJobName": "score", "TransformJobArn": arn("transform-job/score"), "TransformJobStatus": "Completed",
        "ModelName": "Churn", "Environment": {"K": "CANARY"},
        "TransformInput": {"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://lake/in"}}},
        "TransformOutput": {"S3OutputPath": "s3://lake/out", "KmsKeyId": "alias/out"},
        "DataCaptureConfig": {"DestinationS3Uri": "s3://captured/batch"}});
    let sink = answers("sagemaker", &[("describe-transform-job", "score", body)]);
    let id = arn("transform-job/score");
    let job = &sink.facts.workloads[&id];
    assert_eq!(job.kind, "aws:sagemaker:transform-job");
    assert_eq!(
        job.runs_as[0].identity,
        format!("{}#container", arn("model/churn"))
    );
    assert_eq!(job.runs_as[0].how, "model");
    assert_eq!(job.attributes["output_encryption_key"], "alias/out");
    assert_eq!(job.environment[0].name, "K");
    let mut found = flows(&sink);
    found.sort();
    let mut expected = vec![
        (
            "arn:aws:s3:::lake/in/*".to_owned(),
            id.clone(),
            LineageKind::Data,
        ),
        (arn("model/churn"), id.clone(), LineageKind::Model),
        (
            id.clone(),
            "arn:aws:s3:::captured/batch/*".to_owned(),
            LineageKind::Data,
        ),
        (id, "arn:aws:s3:::lake/out/*".to_owned(), LineageKind::Data),
    ];
    expected.sort();
    assert_eq!(found, expected);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn a_tuning_job_trains_as_the_role_of_each_definition() {
    let definition = |role: &str, input: &str| {
        json!({"RoleArn": role, "StaticHyperParameters": {"token": "CANARY-hyper",
                "sagemaker_submit_directory": "\"s3://code/source.tar.gz\""},
            "AlgorithmSpecification": {"TrainingImage": IMAGE, "TrainingInputMode": "File"}, "Environment": {"K": "CANARY"},
            "InputDataConfig": [{"ChannelName": "t", "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": input}}}],
            "OutputDataConfig": {"S3OutputPath": "s3://models/tuned"}, "CheckpointConfig": {"S3Uri": "s3://models/checkpoints"}})
    };
    let other = "arn:aws:iam::111122223333:role/other";
    let body = json!({"HyperParameterTuningJobName": "tune", "HyperParameterTuningJobArn": arn("hyper-parameter-tuning-job/tune"),
        "HyperParameterTuningJobStatus": "InProgress", "TrainingJobDefinition": definition(ROLE, "s3://lake/a"),
        "TrainingJobDefinitions": [definition(other, "s3://lake/b"), definition(ROLE, "s3://lake/a")],
        "BestTrainingJob": {"TunedHyperParameters": {"x": "CANARY"}}});
    let sink = answers(
        "sagemaker",
        &[("describe-hyper-parameter-tuning-job", "tune", body)],
    );
    let job = &sink.facts.workloads[&arn("hyper-parameter-tuning-job/tune")];
    assert_eq!(job.kind, "aws:sagemaker:tuning-job");
    let roles: Vec<_> = job.runs_as.iter().map(|it| it.identity.as_str()).collect();
    assert_eq!(roles, [ROLE, other]);
    assert_eq!(job.environment.len(), 1);
    assert_eq!(job.attributes["state"], "InProgress");
    let mut found: Vec<_> = flows(&sink)
        .into_iter()
        .map(|(from, to, _)| (from, to))
        .collect();
    found.sort();
    let id = job.id.clone();
    let into = |from: &str| (from.to_owned(), id.clone());
    let out = |to: &str| (id.clone(), to.to_owned());
    let mut expected = vec![
        into(REPOSITORY),
        into("arn:aws:s3:::code/source.tar.gz"),
        into("arn:aws:s3:::lake/a/*"),
        into("arn:aws:s3:::lake/b/*"),
        out("arn:aws:s3:::models/checkpoints/*"),
        out("arn:aws:s3:::models/tuned/*"),
    ];
    expected.sort();
    assert_eq!(found, expected);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn an_automl_job_reads_data_and_writes_its_best_model() {
    let body = json!({"AutoMLJobName": "auto", "AutoMLJobArn": arn("automl-job/auto"), "AutoMLJobStatus": "Completed", "RoleArn": ROLE,
        "AutoMLJobInputDataConfig": [{"DataSource": {"S3DataSource": {"S3DataType": "ManifestFile", "S3Uri": "s3://lake/m.json"}}}],
        "OutputDataConfig": {"S3OutputPath": "s3://models/auto", "KmsKeyId": "alias/auto"},
        "BestCandidate": {"InferenceContainers": [{"Image": "i", "ModelDataUrl": "s3://models/auto/best/model.tar.gz",
            "Environment": {"K": "CANARY"}}]},
        "AutoMLComputeConfig": {"EmrServerlessComputeConfig": {"ExecutionRoleARN": "arn:aws:iam::111122223333:role/emr"}},
        "ModelDeployResult": {"EndpointName": "auto"},
        "AutoMLProblemTypeConfig": {"TextGenerationJobConfig": {"TextGenerationHyperParameters": {"x": "CANARY"}}}});
    let sink = answers("sagemaker", &[("describe-auto-ml-job-v2", "auto", body)]);
    let job = &sink.facts.workloads[&arn("automl-job/auto")];
    assert_eq!(job.runs_as[0].identity, ROLE);
    for (name, value) in [
        ("state", "Completed"),
        ("output_encryption_key", "alias/auto"),
        ("emr_serverless_role", "arn:aws:iam::111122223333:role/emr"),
        ("deployed_endpoint", "auto"),
    ] {
        assert_eq!(job.attributes[name], value, "{name}");
    }
    let mut found: Vec<_> = flows(&sink)
        .into_iter()
        .map(|(from, to, _)| (from, to))
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            ("arn:aws:s3:::lake/m.json".to_owned(), job.id.clone()),
            (job.id.clone(), "arn:aws:s3:::models/auto/*".to_owned()),
            (
                job.id.clone(),
                "arn:aws:s3:::models/auto/best/model.tar.gz".to_owned()
            ),
        ]
    );
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn a_training_job_tells_who_pulls_its_image_and_whether_one_can_log_in() {
    let body = json!({"TrainingJobName": "t", "TrainingJobArn": arn("training-job/t"), "RoleArn": ROLE,
        "AlgorithmSpecification": {"TrainingImage": IMAGE, "TrainingImageConfig": {"TrainingRepositoryAuthConfig":
            {"TrainingRepositoryCredentialsProviderArn": "arn:aws:lambda:us-east-1:111122223333:function:pull"}}},
        "InputDataConfig": [{"DataSource": {"FileSystemDataSource": {"FileSystemId": "fs-1"}}}],
        "DebugHookConfig": {"S3OutputPath": "s3://debug/hook"}, "TensorBoardOutputConfig": {"S3OutputPath": "s3://debug/board"},
        "ProfilerConfig": {"S3OutputPath": "s3://debug/profile"}, "RemoteDebugConfig": {"EnableRemoteDebug": true},
        "EnableNetworkIsolation": true, "OutputModelPackageArn": arn("model-package/g/2"),
        "ModelPackageConfig": {"ModelPackageGroupArn": arn("model-package-group/g"), "SourceModelPackageArn": arn("model-package/g/1")}});
    let sink = answers("sagemaker", &[("describe-training-job", "t", body)]);
    let job = &sink.facts.workloads[&arn("training-job/t")];
    assert_eq!(job.attributes["remote_debug"], true);
    assert_eq!(job.attributes["network_isolation"], true);
    assert_eq!(job.attributes["file_systems"], json!(["fs-1"]));
    assert_eq!(
        job.attributes["image_credentials_provider"],
        "arn:aws:lambda:us-east-1:111122223333:function:pull"
    );
    let mut found: Vec<_> = flows(&sink)
        .into_iter()
        .map(|(from, to, _)| (from, to))
        .collect();
    found.sort();
    let mut expected: Vec<(String, String)> = ["board", "hook", "profile"]
        .map(|it| (job.id.clone(), format!("arn:aws:s3:::debug/{it}/*")))
        .into();
    expected.push((REPOSITORY.to_owned(), job.id.clone()));
    expected.push((arn("model-package/g/1"), job.id.clone()));
    expected.push((job.id.clone(), arn("model-package/g/2")));
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn listings_name_every_kind_of_job() {
    for (command, list, prefix, resource, kind) in [
        (
            "list-training-jobs",
            "TrainingJobSummaries",
            "TrainingJob",
            "training-job/j",
            "training-job",
        ),
        (
            "list-processing-jobs",
            "ProcessingJobSummaries",
            "ProcessingJob",
            "processing-job/j",
            "processing-job",
        ),
        (
            "list-transform-jobs",
            "TransformJobSummaries",
            "TransformJob",
            "transform-job/j",
            "transform-job",
        ),
        (
            "list-hyper-parameter-tuning-jobs",
            "HyperParameterTuningJobSummaries",
            "HyperParameterTuningJob",
            "hyper-parameter-tuning-job/j",
            "tuning-job",
        ),
        (
            "list-auto-ml-jobs",
            "AutoMLJobSummaries",
            "AutoMLJob",
            "automl-job/j",
            "automl-job",
        ),
    ] {
        let job = json!({format!("{prefix}Name"): "j", format!("{prefix}Arn"): arn(resource), format!("{prefix}Status"): "Failed",
            "FailureReason": "CANARY"});
        let sink = answers(
            "sagemaker",
            &[(command, "", json!({list: [job, {"no": "name"}]}))],
        );
        let workload = &sink.facts.workloads[&arn(resource)];
        assert_eq!(workload.kind, format!("aws:sagemaker:{kind}"));
        assert_eq!(workload.attributes["state"], "Failed");
        assert_eq!(
            sink.coverage.len(),
            1,
            "{command}: the other member is a gap"
        );
        assert!(!everything(&sink).contains("CANARY"));
    }
}
