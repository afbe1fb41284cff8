use blastradius_collectors::facts::{AssetClass, LineageKind};
use serde_json::json;

use crate::{answers, everything, flows};

const ROLE: &str = "arn:aws:iam::111122223333:role/serve";
const IMAGE: &str = "111122223333.dkr.ecr.us-east-1.amazonaws.com/serve";
const REPOSITORY: &str = "arn:aws:ecr:us-east-1:111122223333:repository/serve";

fn arn(resource: &str) -> String {
    format!("arn:aws:sagemaker:us-east-1:111122223333:{resource}")
}

#[test]
fn a_package_is_a_version_of_its_group_and_has_a_state_of_approval() {
    let container = json!({"Image": IMAGE, "ImageDigest": "sha256:aa", "ModelDataUrl": "s3://models/v3/model.tar.gz",
        "Environment": {"HF_TOKEN": "CANARY"}});
    let sink = answers(
        "sagemaker",
        &[
            (
                "list-model-package-groups",
                "",
                json!({"ModelPackageGroupSummaryList": [{"ModelPackageGroupName": "Churn",
                    "ModelPackageGroupArn": arn("model-package-group/churn"), "ModelPackageGroupStatus": "Completed",
                    "ModelPackageGroupDescription": "who leaves"}]}),
            ),
            (
                "get-model-package-group-policy",
                "Churn",
                json!({"ResourcePolicy": "{\"Version\":\"2012-10-17\",\"Statement\":[]}"}),
            ),
            (
                "list-model-packages",
                "",
                json!({"ModelPackageSummaryList": [{"ModelPackageGroupName": "Churn", "ModelPackageVersion": 3,
                    "ModelPackageArn": arn("model-package/churn/3"), "ModelPackageStatus": "Completed",
                    "ModelApprovalStatus": "PendingManualApproval"}]}),
            ),
            (
                "describe-model-package",
                &arn("model-package/churn/3"),
                json!({"ModelPackageName": arn("model-package/churn/3"), "ModelPackageGroupName": "Churn", "ModelPackageVersion": 3,
                    "ModelPackageArn": arn("model-package/churn/3"), "ModelPackageStatus": "Completed",
                    "ModelApprovalStatus": "PendingManualApproval", "SourceUri": "s3://models/v3",
                    "InferenceSpecification": {"Containers": [container]},
                    "AdditionalInferenceSpecifications": [{"Name": "b", "Containers": [{"Image": "other",
                        "ModelDataSource": {"S3DataSource": {"S3Uri": "s3://models/b/", "S3DataType": "S3Prefix"}}}]}],
                    "ValidationSpecification": {"ValidationRole": "arn:aws:iam::111122223333:role/validate", "ValidationProfiles": []},
                    "SecurityConfig": {"KmsKeyId": "alias/registry"}, "CustomerMetadataProperties": {"k": "CANARY"},
                    "ModelCard": {"ModelCardContent": "CANARY", "ModelCardStatus": "Draft"},
                    "CreatedBy": {"UserProfileArn": arn("user-profile/d-1/ana")}}),
            ),
        ],
    );
    let group = &sink.facts.assets[&arn("model-package-group/churn")];
    assert_eq!(group.class, AssetClass::Model);
    assert_eq!(group.attributes["description"], "who leaves");
    let attached = sink.facts.attachments.values().next().unwrap();
    assert_eq!(attached.target, group.id);
    let package = &sink.facts.assets[&arn("model-package/churn/3")];
    assert_eq!(
        (package.class, package.kind.as_str()),
        (AssetClass::Model, "aws:sagemaker:model-package")
    );
    assert_eq!(package.part_of.as_deref(), Some(group.id.as_str()));
    assert_eq!(package.encryption_key.as_deref(), Some("alias/registry"));
    for (name, value) in [
        ("state", json!("Completed")),
        ("approval", json!("PendingManualApproval")),
        ("version", json!(3)),
        ("source", json!("s3://models/v3")),
        ("images", json!([format!("{IMAGE}@sha256:aa"), "other"])),
        ("environment", json!(["HF_TOKEN"])),
        (
            "validation_role",
            json!("arn:aws:iam::111122223333:role/validate"),
        ),
        ("created_by", json!(arn("user-profile/d-1/ana"))),
    ] {
        assert_eq!(package.attributes[name], value, "{name}");
    }
    let mut found = flows(&sink);
    found.sort();
    let mut expected = vec![
        (
            REPOSITORY.to_owned(),
            package.id.clone(),
            LineageKind::Image,
        ),
        (
            "arn:aws:s3:::models/b/*".to_owned(),
            package.id.clone(),
            LineageKind::Model,
        ),
        (
            "arn:aws:s3:::models/v3/model.tar.gz".to_owned(),
            package.id.clone(),
            LineageKind::Model,
        ),
        (package.id.clone(), group.id.clone(), LineageKind::Model),
    ];
    expected.sort();
    assert_eq!(found, expected);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn a_model_comes_from_its_package_and_a_configuration_writes_answers_later() {
    let sink = answers(
        "sagemaker",
        &[
            (
                "describe-model",
                "m",
                json!({"ModelName": "m", "ModelArn": arn("model/m"), "ExecutionRoleArn": ROLE, "Containers": [
                    {"ModelPackageName": arn("model-package/churn/3")},
                    {"ModelPackageName": "Alone", "Image": IMAGE, "ImageConfig": {"RepositoryAccessMode": "Vpc",
                        "RepositoryAuthConfig": {"RepositoryCredentialsProviderArn": "arn:aws:lambda:us-east-1:1:function:p"}},
                        "AdditionalModelDataSources": [{"ChannelName": "a",
                            "S3DataSource": {"S3Uri": "s3://models/adapter/", "S3DataType": "S3Prefix"}}]}]}),
            ),
            (
                "describe-endpoint-config",
                "c",
                json!({"EndpointConfigName": "c", "EndpointConfigArn": arn("endpoint-config/c"), "ExecutionRoleArn": ROLE,
                    "ProductionVariants": [{"VariantName": "a", "ModelName": "m"}],
                    "ShadowProductionVariants": [{"VariantName": "b", "ModelName": "m2"}], "KmsKeyId": "alias/e",
                    "DataCaptureConfig": {"EnableCapture": false, "DestinationS3Uri": "s3://captured/off"},
                    "AsyncInferenceConfig": {"OutputConfig": {"S3OutputPath": "s3://answers/ok", "S3FailurePath": "s3://answers/bad"}}}),
            ),
            (
                "describe-inference-component",
                "ic",
                json!({"InferenceComponentName": "ic", "InferenceComponentArn": arn("inference-component/ic"),
                    "EndpointName": "e", "EndpointArn": arn("endpoint/e"), "VariantName": "a", "InferenceComponentStatus": "InService",
                    "Specification": {"ModelName": "M2", "BaseInferenceComponentName": "base", "Container": {
                        "DeployedImage": {"SpecifiedImage": IMAGE, "ResolvedImage": format!("{IMAGE}@sha256:bb")},
                        "ArtifactUrl": "s3://models/adapter.tar.gz", "Environment": {"K": "CANARY"}}}}),
            ),
        ],
    );
    let model = arn("model/m");
    let runtime = &sink.facts.workloads[&format!("{model}#container")];
    assert_eq!(
        runtime.attributes["image_credentials_providers"],
        json!(["arn:aws:lambda:us-east-1:1:function:p"])
    );
    let packages = json!([arn("model-package/churn/3"), arn("model-package/alone")]);
    assert_eq!(
        sink.facts.assets[&model].attributes["model_packages"],
        packages
    );
    let config = &sink.facts.workloads[&arn("endpoint-config/c")];
    assert_eq!(config.attributes["variants"], json!(["a", "b"]));
    assert_eq!(config.runs_as.len(), 3);
    let component = &sink.facts.workloads[&arn("inference-component/ic")];
    assert_eq!(
        component.runs_as[0].identity,
        format!("{}#container", arn("endpoint/e"))
    );
    assert_eq!(
        component.attributes["images"],
        json!([format!("{IMAGE}@sha256:bb")])
    );
    assert_eq!(component.attributes["base_component"], "base");
    assert_eq!(component.environment[0].name, "K");
    let found = flows(&sink);
    for (from, to, kind) in [
        (
            arn("model-package/churn/3"),
            model.clone(),
            LineageKind::Model,
        ),
        (
            arn("model-package/alone"),
            model.clone(),
            LineageKind::Model,
        ),
        (
            "arn:aws:s3:::models/adapter/*".to_owned(),
            model.clone(),
            LineageKind::Model,
        ),
        (
            REPOSITORY.to_owned(),
            runtime.id.clone(),
            LineageKind::Image,
        ),
        (model, config.id.clone(), LineageKind::Model),
        (arn("model/m2"), config.id.clone(), LineageKind::Model),
        (
            config.id.clone(),
            "arn:aws:s3:::answers/ok/*".to_owned(),
            LineageKind::Data,
        ),
        (
            config.id.clone(),
            "arn:aws:s3:::answers/bad/*".to_owned(),
            LineageKind::Data,
        ),
        (arn("model/m2"), component.id.clone(), LineageKind::Model),
        (
            "arn:aws:s3:::models/adapter.tar.gz".to_owned(),
            component.id.clone(),
            LineageKind::Model,
        ),
        (component.id.clone(), arn("endpoint/e"), LineageKind::Model),
    ] {
        let flow = (from, to, kind);
        assert!(found.contains(&flow), "{flow:?} is not in {found:?}");
    }
    // Capture that is off writes nothing.
    assert!(!everything(&sink).contains("captured/off"));
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn a_feature_group_is_data_with_an_offline_copy() {
    let body = json!({"FeatureGroupName": "Customers", "FeatureGroupArn": arn("feature-group/customers"), "FeatureGroupStatus": "Created",
        "RoleArn": ROLE, "RecordIdentifierFeatureName": "id", "FeatureDefinitions": [{"FeatureName": "age", "FeatureType": "Integral"}],
        "OnlineStoreConfig": {"EnableOnlineStore": true, "SecurityConfig": {"KmsKeyId": "alias/online"}},
        "OfflineStoreConfig": {"S3StorageConfig": {"S3Uri": "s3://features/store", "KmsKeyId": "alias/offline",
                "ResolvedOutputS3Uri": "s3://features/store/111122223333/sagemaker/us-east-1/offline-store/customers-1/data"},
            "DataCatalogConfig": {"TableName": "customers_1", "Catalog": "AwsDataCatalog", "Database": "sagemaker_featurestore"}},
        "NextToken": "more features"});
    let sink = answers(
        "sagemaker",
        &[("describe-feature-group", "Customers", body)],
    );
    let group = &sink.facts.assets[&arn("feature-group/customers")];
    assert_eq!(
        (group.class, group.kind.as_str()),
        (AssetClass::Data, "aws:sagemaker:feature-group")
    );
    assert_eq!(group.encryption_key.as_deref(), Some("alias/online"));
    for (name, value) in [
        ("state", json!("Created")),
        ("online_store", json!(true)),
        ("offline_encryption_key", json!("alias/offline")),
        ("role", json!(ROLE)),
    ] {
        assert_eq!(group.attributes[name], value, "{name}");
    }
    let place = "arn:aws:s3:::features/store/111122223333/sagemaker/us-east-1/offline-store/customers-1/data/*";
    let table = "arn:aws:glue:us-east-1:111122223333:table/sagemaker_featurestore/customers_1";
    let mut found = flows(&sink);
    found.sort();
    assert_eq!(
        found,
        [table, place].map(|to| (group.id.clone(), to.to_owned(), LineageKind::Data))
    );
}

#[test]
fn images_monitors_trackers_and_clusters() {
    let definition = json!({"RoleArn": ROLE, "Environment": {"K": "CANARY"},
        "MonitoringAppSpecification": {"ImageUri": IMAGE, "RecordPreprocessorSourceUri": "s3://code/pre.py",
            "PostAnalyticsProcessorSourceUri": "s3://code/post.py", "ContainerArguments": ["CANARY"]},
        "BaselineConfig": {"ConstraintsResource": {"S3Uri": "s3://base/c.json"}, "StatisticsResource": {"S3Uri": "s3://base/s.json"}},
        "MonitoringInputs": [{"EndpointInput": {"EndpointName": "e", "LocalPath": "/p"}},
            {"BatchTransformInput": {"DataCapturedDestinationS3Uri": "s3://captured/b", "LocalPath": "/p"}}],
        "MonitoringOutputConfig": {"KmsKeyId": "alias/m", "MonitoringOutputs": [{"S3Output": {"S3Uri": "s3://reports/m", "LocalPath": "/o"}}]}});
    let sink = answers(
        "sagemaker",
        &[
            (
                "list-images",
                "",
                json!({"Images": [{"ImageName": "lab", "ImageArn": arn("image/lab"), "ImageStatus": "CREATED"}]}),
            ),
            (
                "list-image-versions",
                "lab",
                json!({"ImageVersions": [{"ImageArn": arn("image/lab"), "ImageVersionArn": arn("image-version/lab/1"), "Version": 1,
                    "ImageVersionStatus": "CREATED"}]}),
            ),
            (
                "describe-image-version",
                "lab",
                json!({"ImageArn": arn("image/lab"), "ImageVersionArn": arn("image-version/lab/2"), "Version": 2,
                    "ImageVersionStatus": "CREATED", "BaseImage": IMAGE, "ContainerImage": "x"}),
            ),
            (
                "describe-monitoring-schedule",
                "inline",
                json!({"MonitoringScheduleName": "inline", "MonitoringScheduleArn": arn("monitoring-schedule/inline"),
                    "MonitoringScheduleStatus": "Scheduled", "MonitoringType": "DataQuality", "EndpointName": "e",
                    "MonitoringScheduleConfig": {"ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
                        "MonitoringJobDefinition": definition}}),
            ),
            (
                "list-monitoring-schedules",
                "",
                json!({"MonitoringScheduleSummaries": [{"MonitoringScheduleName": "named",
                    "MonitoringScheduleArn": arn("monitoring-schedule/named"), "MonitoringScheduleStatus": "Stopped",
                    "MonitoringJobDefinitionName": "Bias", "MonitoringType": "ModelBias"}]}),
            ),
            (
                "describe-model-bias-job-definition",
                "Bias",
                json!({"JobDefinitionName": "Bias", "JobDefinitionArn": arn("model-bias-job-definition/bias"), "RoleArn": ROLE,
                    "ModelBiasAppSpecification": {"ImageUri": "i", "ConfigUri": "s3://base/config.json", "Environment": {"B": "CANARY"}},
                    "ModelBiasBaselineConfig": {"ConstraintsResource": {"S3Uri": "s3://base/bias.json"}},
                    "ModelBiasJobInput": {"EndpointInput": {"EndpointName": "e"}, "GroundTruthS3Input": {"S3Uri": "s3://truth/t"}},
                    "ModelBiasJobOutputConfig": {"MonitoringOutputs": [{"S3Output": {"S3Uri": "s3://reports/bias"}}]}}),
            ),
            (
                "describe-mlflow-tracking-server",
                "runs",
                json!({"TrackingServerName": "runs", "TrackingServerArn": arn("mlflow-tracking-server/runs"), "RoleArn": ROLE,
                    "ArtifactStoreUri": "s3://mlflow/store", "TrackingServerStatus": "Created", "IsActive": "Active",
                    "TrackingServerUrl": "https://t.example", "AutomaticModelRegistration": true}),
            ),
            (
                "describe-cluster",
                "pod",
                json!({"ClusterName": "pod", "ClusterArn": arn("cluster/abc"), "ClusterStatus": "InService",
                    "ClusterRole": "arn:aws:iam::111122223333:role/scale",
                    "InstanceGroups": [{"InstanceGroupName": "w", "ExecutionRole": ROLE,
                        "LifeCycleConfig": {"SourceS3Uri": "s3://sagemaker-boot/scripts/", "OnCreate": "on_create.sh"}}],
                    "RestrictedInstanceGroups": [{"ExecutionRole": ROLE, "EnvironmentConfig": {"S3OutputPath": "s3://models/nova"}}],
                    "Orchestrator": {"Eks": {"ClusterArn": "arn:aws:eks:us-east-1:111122223333:cluster/k"},
                        "Slurm": {"AccountingDatabase": {"SecretArn": "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf"}}}}),
            ),
        ],
    );
    let image = &sink.facts.assets[&arn("image/lab")];
    assert_eq!(
        (image.class, image.kind.as_str()),
        (AssetClass::Image, "aws:sagemaker:image")
    );
    let version = &sink.facts.assets[&arn("image-version/lab/2")];
    assert_eq!(version.attributes["base_image"], IMAGE);
    assert_eq!(version.attributes["version"], 2);
    assert_eq!(version.part_of.as_deref(), Some(image.id.as_str()));
    let workload = |id: &str| &sink.facts.workloads[&arn(id)];
    let inline = workload("monitoring-schedule/inline");
    assert_eq!(inline.runs_as[0].identity, ROLE);
    assert_eq!(inline.attributes["schedule"], "cron(0 * ? * * *)");
    assert_eq!(inline.attributes["endpoints"], json!(["e"]));
    assert_eq!(inline.attributes["output_encryption_key"], "alias/m");
    assert_eq!(inline.environment[0].name, "K");
    let bias = workload("model-bias-job-definition/bias");
    assert_eq!(bias.runs_as[0].identity, ROLE);
    assert_eq!(bias.environment[0].name, "B");
    assert_eq!(
        workload("monitoring-schedule/named").runs_as[0].identity,
        bias.id
    );
    let tracker = workload("mlflow-tracking-server/runs");
    assert_eq!(tracker.runs_as[0].identity, ROLE);
    assert_eq!(tracker.attributes["registers_models"], true);
    let cluster = workload("cluster/abc");
    let hows: Vec<_> = cluster.runs_as.iter().map(|it| it.how.as_str()).collect();
    assert_eq!(hows, ["cluster-role", "instance-group-role"]);
    assert_eq!(
        cluster.attributes["eks_cluster"],
        "arn:aws:eks:us-east-1:111122223333:cluster/k"
    );
    assert_eq!(
        cluster.attributes["accounting_secret"],
        "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf"
    );
    let s3 = |key: &str| format!("arn:aws:s3:::{key}");
    let (data, code, model) = (LineageKind::Data, LineageKind::Code, LineageKind::Model);
    let found = flows(&sink);
    for flow in [
        (s3("code/pre.py"), inline.id.clone(), code),
        (s3("code/post.py"), inline.id.clone(), code),
        (s3("base/c.json"), inline.id.clone(), data),
        (s3("base/s.json"), inline.id.clone(), data),
        (s3("captured/b/*"), inline.id.clone(), data),
        (inline.id.clone(), s3("reports/m/*"), data),
        (s3("base/config.json"), bias.id.clone(), data),
        (s3("base/bias.json"), bias.id.clone(), data),
        (s3("truth/t/*"), bias.id.clone(), data),
        (bias.id.clone(), s3("reports/bias/*"), data),
        (tracker.id.clone(), s3("mlflow/store/*"), model),
        (s3("sagemaker-boot/scripts/*"), cluster.id.clone(), code),
        (cluster.id.clone(), s3("models/nova/*"), model),
        (REPOSITORY.to_owned(), inline.id.clone(), LineageKind::Image),
        (
            REPOSITORY.to_owned(),
            version.id.clone(),
            LineageKind::Image,
        ),
        (version.id.clone(), image.id.clone(), LineageKind::Image),
        (
            arn("image-version/lab/1"),
            image.id.clone(),
            LineageKind::Image,
        ),
    ] {
        assert!(found.contains(&flow), "{flow:?} is not in {found:?}");
    }
    assert_eq!(found.len(), 17);
    assert!(!everything(&sink).contains("CANARY"));
}
