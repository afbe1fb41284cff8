use blastradius_collectors::facts::AssetClass;
use serde_json::{Value, json};

use crate::{answers, everything};

const PIPELINE: &str = "arn:aws:codepipeline:us-east-1:111122223333:release";

fn action(name: &str, category: &str, provider: &str, configuration: Value) -> Value {
    json!({"name": name, "actionTypeId": {"category": category, "owner": "AWS", "provider": provider, "version": "1"},
        "runOrder": 1, "configuration": configuration})
}

#[test]
fn a_pipeline_has_stages_with_roles_sources_and_what_it_starts() {
    let connection = "arn:aws:codeconnections:us-east-1:111122223333:connection/c";
    let role = |name: &str| format!("arn:aws:iam::111122223333:role/{name}");
    let mut build = action(
        "build",
        "Build",
        "CodeBuild",
        json!({"ProjectName": "build", "EnvironmentVariables": "[{\"name\":\"A\",\"value\":\"CANARY-variables\"}]"}),
    );
    build["roleArn"] = role("build-action").into();
    build["environmentVariables"] = json!([
        {"name": "S", "type": "SECRETS_MANAGER", "value": "arn:aws:secretsmanager:us-east-1:111122223333:secret:s-AbCdEf:key"},
        {"name": "P", "type": "PLAINTEXT", "value": "CANARY-plain"}]);
    let body = json!({"pipeline": {"name": "release", "roleArn": role("pipeline"), "version": 4, "pipelineType": "V2",
        "artifactStore": {"type": "S3", "location": "artifacts", "encryptionKey": {"id": "k", "type": "KMS"}},
        "variables": [{"name": "Env", "defaultValue": "CANARY-default"}],
        "stages": [
            {"name": "Source", "actions": [
                action("git", "Source", "CodeStarSourceConnection",
                    json!({"ConnectionArn": connection, "FullRepositoryId": "acme/app", "BranchName": "main"})),
                action("old", "Source", "GitHub",
                    json!({"Owner": "acme", "Repo": "lib", "Branch": "dev", "OAuthToken": "CANARY-token"})),
                action("zip", "Source", "S3", json!({"S3Bucket": "drop", "S3ObjectKey": "app.zip"})),
                action("cc", "Source", "CodeCommit", json!({"RepositoryName": "models", "BranchName": "main"})),
                action("img", "Source", "ECR", json!({"RepositoryName": "base", "ImageTag": "latest"}))]},
            {"name": "Gate", "actions": [action("ask", "Approval", "Manual", json!({"CustomData": "CANARY-data"}))]},
            {"name": "Build", "actions": [build]},
            {"name": "Deploy", "actions": [
                action("stack", "Deploy", "CloudFormation",
                    json!({"StackName": "app", "RoleArn": role("deploy"), "ParameterOverrides": "CANARY-overrides"})),
                action("fn", "Invoke", "Lambda", json!({"FunctionName": "notify", "UserParameters": "CANARY-user"})),
                action("sm", "Invoke", "StepFunctions",
                    json!({"StateMachineArn": "arn:aws:states:us-east-1:111122223333:stateMachine:m"}))]}]},
        "metadata": {"pipelineArn": PIPELINE}});
    let sink = answers(
        "codepipeline",
        &[
            (
                "list-pipelines",
                "",
                json!({"pipelines": [{"name": "release", "version": 4}]}),
            ),
            ("get-pipeline", "release", body),
        ],
    );
    assert_eq!(sink.facts.pipelines.len(), 1);
    let it = &sink.facts.pipelines[PIPELINE];
    assert_eq!(it.kind, "aws:codepipeline:pipeline");
    assert_eq!(it.name, "release");
    let stages: Vec<String> = it
        .stages
        .iter()
        .map(|stage| {
            let roles = stage.runs_as.iter();
            let name = |arn: &str| arn.rsplit('/').next().unwrap_or_default().to_owned();
            let roles: Vec<String> = roles
                .map(|it| format!("{} {}", it.how, name(&it.identity)))
                .collect();
            assert_eq!(stage.id, format!("{PIPELINE}#{}", stage.name));
            format!("{} ({}): {}", stage.name, stage.kind, roles.join(", "))
        })
        .collect();
    assert_eq!(
        stages,
        [
            "Source (source): pipeline-role pipeline",
            "Gate (approval): pipeline-role pipeline",
            "Build (build): action-role build-action, pipeline-role pipeline",
            "Deploy (deploy): deploy-role deploy, pipeline-role pipeline",
        ]
    );
    let attributes = &it.attributes;
    assert_eq!(attributes["role"], role("pipeline"));
    assert_eq!(attributes["artifact_stores"], json!(["s3://artifacts/"]));
    assert_eq!(attributes["artifact_keys"], json!(["k"]));
    assert_eq!(attributes["connections"], json!([connection]));
    assert_eq!(
        attributes["sources"],
        json!([
            "CodeStarSourceConnection:acme/app@main",
            "GitHub:acme/lib@dev",
            "S3:drop/app.zip",
            "CodeCommit:models@main",
            "ECR:base"
        ])
    );
    assert_eq!(attributes["approvals"], json!(["ask"]));
    assert_eq!(
        attributes["invokes"],
        json!([
            "arn:aws:cloudformation:us-east-1:111122223333:stack/app",
            "arn:aws:codebuild:us-east-1:111122223333:project/build",
            "arn:aws:lambda:us-east-1:111122223333:function:notify",
            "arn:aws:states:us-east-1:111122223333:stateMachine:m"
        ])
    );
    assert_eq!(
        attributes["secrets"],
        json!(["arn:aws:secretsmanager:us-east-1:111122223333:secret:s-AbCdEf"])
    );
    assert_eq!(attributes["variables"], json!(["Env"]));
    assert_eq!(attributes["pipeline_type"], "V2");
    let project = "arn:aws:codebuild:us-east-1:111122223333:project/build";
    for flow in [
        format!("arn:aws:s3:::artifacts->{PIPELINE}#code"),
        format!("arn:aws:s3:::artifacts->{project}#code"),
        format!("arn:aws:s3:::drop/app.zip->{PIPELINE}#code"),
        format!("arn:aws:codecommit:us-east-1:111122223333:models->{PIPELINE}#code"),
        format!("arn:aws:ecr:us-east-1:111122223333:repository/base->{PIPELINE}#image"),
    ] {
        assert!(
            sink.facts.lineage.contains_key(&flow),
            "{flow}: {:?}",
            sink.facts.lineage.keys()
        );
    }
    assert_eq!(sink.facts.lineage.len(), 5);
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn a_connection_says_which_host_it_is_to() {
    let arn = "arn:aws:codestar-connections:us-east-1:111122223333:connection/c";
    let body = json!({"Connections": [{"ConnectionName": "github", "ConnectionArn": arn, "ProviderType": "GitHub",
        "OwnerAccountId": "111122223333", "ConnectionStatus": "AVAILABLE", "HostArn": "h"}]});
    for cli in ["codeconnections", "codestar-connections"] {
        let command = format!("{cli} list-connections");
        let sink = answers("codeconnections", &[(&command, "", body.clone())]);
        let it = &sink.facts.assets[arn];
        assert_eq!(it.class, AssetClass::Secret);
        assert_eq!(it.kind, "aws:codeconnections:connection");
        assert_eq!(it.name, "github");
        assert_eq!(it.attributes["code_host"], "GitHub");
        assert_eq!(it.attributes["state"], "AVAILABLE");
        assert_eq!(it.attributes["host"], "h");
    }
}
