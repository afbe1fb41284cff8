use blastradius_collectors::facts::{AssetClass, LineageKind};
use serde_json::json;

use crate::{answers, everything, flows};

const ROLE: &str = "arn:aws:iam::111122223333:role/bedrock";
const BASE: &str = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0";

fn arn(resource: &str) -> String {
    format!("arn:aws:bedrock:us-east-1:111122223333:{resource}")
}

fn s3(key: &str) -> String {
    format!("arn:aws:s3:::{key}")
}

#[test]
fn a_custom_model_is_made_by_its_job_from_data_and_logged_prompts() {
    let training = json!({"s3Uri": "s3://lake/train.jsonl", "invocationLogsConfig": {"usePromptResponse": true,
        "invocationLogSource": {"s3Uri": "s3://logs/invocations/"}, "requestMetadataFilters": {"equals": {"k": "CANARY"}}}});
    let validation = json!({"validators": [{"s3Uri": "s3://lake/test.jsonl"}]});
    let (model, job) = (
        arn("custom-model/m/abc"),
        arn("model-customization-job/j/abc"),
    );
    let sink = answers(
        "bedrock",
        &[
            (
                "list-custom-models",
                "",
                json!({"modelSummaries": [
                    {"modelArn": model, "modelName": "support", "baseModelArn": BASE, "baseModelName": "Nova", "creationTime": 1.0,
                        "customizationType": "FINE_TUNING"},
                    {"modelArn": "arn:aws:bedrock:us-east-1:444455556666:custom-model/shared/x", "modelName": "shared",
                        "baseModelArn": BASE, "baseModelName": "Nova", "creationTime": 1.0, "ownerAccountId": "444455556666"}]}),
            ),
            (
                "get-custom-model",
                &model,
                json!({"modelArn": model, "modelName": "support", "jobArn": job, "baseModelArn": BASE, "modelStatus": "Active",
                    "customizationType": "FINE_TUNING", "modelKmsKeyArn": "arn:aws:kms:us-east-1:111122223333:key/k",
                    "hyperParameters": {"x": "CANARY"}, "trainingDataConfig": training, "validationDataConfig": validation,
                    "outputDataConfig": {"s3Uri": "s3://metrics/support/"}}),
            ),
            (
                "get-model-customization-job",
                &job,
                json!({"jobArn": job, "jobName": "j", "outputModelName": "support", "outputModelArn": model, "roleArn": ROLE,
                    "status": "Completed", "creationTime": "2026-11-01T00:00:00Z", "baseModelArn": arn("custom-model/older/x"),
                    "hyperParameters": {"x": "CANARY"}, "trainingDataConfig": training, "validationDataConfig": validation,
                    "outputDataConfig": {"s3Uri": "s3://metrics/support/"}, "customizationType": "REINFORCEMENT_FINE_TUNING",
                    "customizationConfig": {"rftConfig": {"graderConfig": {"lambdaGrader": {
                        "lambdaArn": "arn:aws:lambda:us-east-1:111122223333:function:grade"}}}}}),
            ),
        ],
    );
    let asset = &sink.facts.assets[&model];
    assert_eq!(
        (asset.class, asset.kind.as_str()),
        (AssetClass::Model, "aws:bedrock:custom-model")
    );
    assert_eq!(
        asset.encryption_key.as_deref(),
        Some("arn:aws:kms:us-east-1:111122223333:key/k")
    );
    assert_eq!(asset.attributes["base_model"], BASE);
    assert_eq!(asset.attributes["customization"], "FINE_TUNING");
    assert_eq!(asset.attributes["state"], "Active");
    let shared = &sink.facts.assets["arn:aws:bedrock:us-east-1:444455556666:custom-model/shared/x"];
    assert_eq!(shared.scope.as_deref(), Some("aws:444455556666"));
    let workload = &sink.facts.workloads[&job];
    assert_eq!(workload.kind, "aws:bedrock:model-customization-job");
    assert_eq!(
        (
            workload.runs_as[0].identity.as_str(),
            workload.runs_as[0].how.as_str()
        ),
        (ROLE, "service-role")
    );
    assert_eq!(workload.attributes["state"], "Completed");
    assert_eq!(workload.attributes["created"], "2026-11-01T00:00:00Z");
    assert_eq!(
        workload.attributes["grader"],
        "arn:aws:lambda:us-east-1:111122223333:function:grade"
    );
    let mut expected = vec![
        (s3("lake/train.jsonl"), job.clone(), LineageKind::Data),
        (s3("lake/test.jsonl"), job.clone(), LineageKind::Data),
        (s3("logs/invocations/*"), job.clone(), LineageKind::Data),
        (job.clone(), s3("metrics/support/*"), LineageKind::Data),
        (job.clone(), model, LineageKind::Model),
        (arn("custom-model/older/x"), job, LineageKind::Model),
    ];
    let mut found = flows(&sink);
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    assert_eq!(
        sink.facts.assets[&s3("logs/invocations/*")].class,
        AssetClass::Log
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn an_imported_model_comes_from_weights_and_is_served_by_throughput_deployments_and_profiles() {
    let (model, job) = (arn("imported-model/w"), arn("model-import-job/w"));
    let custom = arn("custom-model/m/abc");
    let sink = answers(
        "bedrock",
        &[
            (
                "list-imported-models",
                "",
                json!({"modelSummaries": [{"modelArn": model, "modelName": "w", "creationTime": 1.0}]}),
            ),
            (
                "get-imported-model",
                &model,
                json!({"modelArn": model, "modelName": "w", "jobArn": job, "modelArchitecture": "llama", "modelKmsKeyArn": "alias/w",
                    "modelDataSource": {"s3DataSource": {"s3Uri": "s3://weights/w/"}}}),
            ),
            (
                "get-model-import-job",
                &job,
                json!({"jobArn": job, "jobName": "w", "importedModelName": "w", "importedModelArn": model, "roleArn": ROLE,
                    "modelDataSource": {"s3DataSource": {"s3Uri": "s3://weights/w/"}}, "status": "Completed"}),
            ),
            (
                "list-provisioned-model-throughputs",
                "",
                json!({"provisionedModelSummaries": [{"provisionedModelName": "p", "provisionedModelArn": arn("provisioned-model/p"),
                    "modelArn": custom, "desiredModelArn": custom, "foundationModelArn": BASE, "status": "InService"}]}),
            ),
            (
                "list-custom-model-deployments",
                "",
                json!({"modelDeploymentSummaries": [{"customModelDeploymentArn": arn("custom-model-deployment/d"),
                    "customModelDeploymentName": "d", "modelArn": custom, "status": "Active"}]}),
            ),
            (
                "list-inference-profiles",
                "",
                json!({"inferenceProfileSummaries": [{"inferenceProfileName": "team", "description": "team key sk-ant-CANARYCANARYCANARYCANARY",
                    "inferenceProfileArn": arn("application-inference-profile/t"), "status": "ACTIVE", "type": "APPLICATION",
                    "models": [{"modelArn": BASE}, {"modelArn": custom}]}]}),
            ),
            (
                "list-marketplace-model-endpoints",
                "",
                json!({"marketplaceModelEndpoints": [{"endpointArn": "arn:aws:sagemaker:us-east-1:111122223333:endpoint/market",
                    "modelSourceIdentifier": "arn:aws:sagemaker:us-east-1:aws:hub-content/x/Model/y/1", "status": "REGISTERED"}]}),
            ),
            (
                "list-guardrails",
                "",
                json!({"guardrails": [{"id": "g", "arn": arn("guardrail/g"), "status": "READY", "name": "polite", "version": "DRAFT"}]}),
            ),
        ],
    );
    let asset = &sink.facts.assets[&model];
    assert_eq!(asset.kind, "aws:bedrock:imported-model");
    assert_eq!(asset.encryption_key.as_deref(), Some("alias/w"));
    assert_eq!(asset.attributes["architecture"], "llama");
    assert_eq!(
        sink.facts.workloads[&job].kind,
        "aws:bedrock:model-import-job"
    );
    assert_eq!(sink.facts.workloads[&job].runs_as[0].identity, ROLE);
    let kinds: Vec<_> = [
        "provisioned-model/p",
        "custom-model-deployment/d",
        "application-inference-profile/t",
    ]
    .map(|id| {
        (
            sink.facts.assets[&arn(id)].kind.as_str(),
            sink.facts.assets[&arn(id)].class,
        )
    })
    .into();
    assert_eq!(
        kinds,
        [
            ("aws:bedrock:provisioned-model", AssetClass::Model),
            ("aws:bedrock:custom-model-deployment", AssetClass::Model),
            ("aws:bedrock:inference-profile", AssetClass::Model),
        ]
    );
    let profile = &sink.facts.assets[&arn("application-inference-profile/t")];
    assert_eq!(profile.attributes["models"], json!([BASE, custom]));
    let guardrail = &sink.facts.assets[&arn("guardrail/g")];
    assert_eq!(
        (guardrail.class, guardrail.kind.as_str()),
        (AssetClass::Code, "aws:bedrock:guardrail")
    );
    let endpoint = &sink.facts.assets["arn:aws:sagemaker:us-east-1:111122223333:endpoint/market"];
    assert_eq!(endpoint.kind, "aws:sagemaker:endpoint");
    // A foundation model is nobody's own.
    let mut expected = vec![
        (s3("weights/w/*"), job.clone(), LineageKind::Model),
        (job, model, LineageKind::Model),
        (
            custom.clone(),
            arn("provisioned-model/p"),
            LineageKind::Model,
        ),
        (
            custom.clone(),
            arn("custom-model-deployment/d"),
            LineageKind::Model,
        ),
        (
            custom,
            arn("application-inference-profile/t"),
            LineageKind::Model,
        ),
    ];
    let mut found = flows(&sink);
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn evaluations_and_batches_read_prompts_and_write_answers() {
    let evaluation = arn("evaluation-job/e");
    let batch = arn("model-invocation-job/b");
    let set = |uri: &str| json!({"taskType": "Generation", "dataset": {"name": "d", "datasetLocation": {"s3Uri": uri}}, "metricNames": ["m"]});
    let sink = answers(
        "bedrock",
        &[
            (
                "get-evaluation-job",
                &evaluation,
                json!({"jobArn": evaluation, "jobName": "e", "status": "Completed", "roleArn": ROLE, "jobType": "Automated",
                    "customerEncryptionKeyId": "alias/e", "outputDataConfig": {"s3Uri": "s3://scores/e/"},
                    "evaluationConfig": {"automated": {"datasetMetricConfigs": [set("s3://prompts/a.jsonl")],
                            "customMetricConfig": {"customMetrics": [{"customMetricDefinition": {"name": "n", "instructions": "CANARY"}}]}},
                        "human": {"humanWorkflowConfig": {"instructions": "CANARY"}, "datasetMetricConfigs": [set("s3://prompts/h.jsonl")]}},
                    "inferenceConfig": {"models": [{"bedrockModel": {"modelIdentifier": "m", "inferenceParams": "CANARY"}}]}}),
            ),
            (
                "list-model-invocation-jobs",
                "",
                json!({"invocationJobSummaries": [{"jobArn": batch, "jobName": "b", "modelId": arn("custom-model/m/abc"), "roleArn": ROLE,
                    "status": "Completed", "submitTime": "2026-11-02T00:00:00Z",
                    "inputDataConfig": {"s3InputDataConfig": {"s3Uri": "s3://prompts/batch/"}},
                    "outputDataConfig": {"s3OutputDataConfig": {"s3Uri": "s3://scores/batch/", "s3EncryptionKeyId": "alias/b"}}}]}),
            ),
        ],
    );
    let job = &sink.facts.workloads[&evaluation];
    assert_eq!(
        (job.kind.as_str(), job.runs_as[0].identity.as_str()),
        ("aws:bedrock:evaluation-job", ROLE)
    );
    assert_eq!(job.attributes["encryption_key"], "alias/e");
    let job = &sink.facts.workloads[&batch];
    assert_eq!(
        (job.kind.as_str(), job.runs_as[0].identity.as_str()),
        ("aws:bedrock:model-invocation-job", ROLE)
    );
    assert_eq!(job.attributes["model"], arn("custom-model/m/abc"));
    assert_eq!(job.attributes["output_encryption_key"], "alias/b");
    assert_eq!(job.attributes["created"], "2026-11-02T00:00:00Z");
    let mut expected = vec![
        (s3("prompts/a.jsonl"), evaluation.clone(), LineageKind::Data),
        (s3("prompts/h.jsonl"), evaluation.clone(), LineageKind::Data),
        (evaluation, s3("scores/e/*"), LineageKind::Data),
        (s3("prompts/batch/*"), batch.clone(), LineageKind::Data),
        (arn("custom-model/m/abc"), batch.clone(), LineageKind::Model),
        (batch, s3("scores/batch/*"), LineageKind::Data),
    ];
    let mut found = flows(&sink);
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn prompts_and_answers_are_logged_where_the_configuration_says() {
    let body = json!({"loggingConfig": {"textDataDeliveryEnabled": true, "imageDataDeliveryEnabled": false,
        "cloudWatchConfig": {"logGroupName": "/bedrock/prompts", "roleArn": ROLE,
            "largeDataDeliveryS3Config": {"bucketName": "large", "keyPrefix": "p"}},
        "s3Config": {"bucketName": "prompts", "keyPrefix": "all/of/it"}}});
    let sink = answers(
        "bedrock",
        &[("get-model-invocation-logging-configuration", "", body)],
    );
    let id = arn("logging/modelinvocations");
    let logging = &sink.facts.workloads[&id];
    assert_eq!(
        (
            logging.runs_as[0].identity.as_str(),
            logging.runs_as[0].how.as_str()
        ),
        (ROLE, "logging-role")
    );
    assert_eq!(logging.attributes["text"], true);
    assert_eq!(logging.attributes["images"], false);
    let group = "arn:aws:logs:us-east-1:111122223333:log-group:/bedrock/prompts";
    assert_eq!(sink.facts.assets[group].class, AssetClass::Log);
    let mut found: Vec<_> = flows(&sink)
        .into_iter()
        .map(|(from, to, _)| (from, to))
        .collect();
    found.sort();
    let places = [group.to_owned(), s3("large/p/*"), s3("prompts/all/of/it/*")];
    assert_eq!(found, places.map(|to| (id.clone(), to)));
    assert_eq!(
        sink.facts.assets[&s3("prompts/all/of/it/*")].class,
        AssetClass::Log
    );
    // No configuration is no logging.
    let sink = answers(
        "bedrock",
        &[("get-model-invocation-logging-configuration", "", json!({}))],
    );
    assert!(sink.facts.workloads.is_empty() && sink.coverage.is_empty());
}
