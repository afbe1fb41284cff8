use blastradius_collectors::facts::AssetClass;
use serde_json::json;

use crate::{answers, everything};

const PROJECT: &str = "arn:aws:codebuild:us-east-1:111122223333:project/build";

#[test]
fn a_project_keeps_names_and_references_and_no_value() {
    let sink = answers(
        "codebuild",
        &[
            ("list-projects", "", json!({"projects": ["build"]})),
            (
                "batch-get-projects",
                "build",
                json!({"projects": [{
                    "name": "build", "arn": PROJECT, "description": "d",
                    "serviceRole": "arn:aws:iam::111122223333:role/build",
                    "buildBatchConfig": {"serviceRole": "arn:aws:iam::111122223333:role/batch"},
                    "source": {"type": "CODECOMMIT",
                        "location": "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/models",
                        "buildspec": "version: 0.2\nenv:\n  variables:\n    A: CANARY-buildspec"},
                    "secondarySources": [
                        {"type": "S3", "location": "sources/app.zip", "buildspec": "arn:aws:s3:::specs/build.yml",
                         "sourceIdentifier": "b"},
                        {"type": "GITHUB", "location": "https://github.com/acme/app",
                         "auth": {"type": "CODECONNECTIONS", "resource": "arn:aws:codeconnections:us-east-1:111122223333:connection/c"}}],
                    "artifacts": {"type": "S3", "location": "artifacts", "path": "out", "name": "a"},
                    "environment": {"type": "LINUX_CONTAINER", "privilegedMode": true,
                        "image": "111122223333.dkr.ecr.us-east-1.amazonaws.com/builder@sha256:00",
                        "imagePullCredentialsType": "SERVICE_ROLE",
                        "registryCredential": {"credential": "arn:aws:secretsmanager:us-east-1:111122223333:secret:hub-AbCdEf",
                            "credentialProvider": "SECRETS_MANAGER"},
                        "environmentVariables": [
                            {"name": "PLAIN", "value": "CANARY-plain", "type": "PLAINTEXT"},
                            {"name": "UNTYPED", "value": "ghp_CANARY0000000000000000000000000000000"},
                            {"type": "PARAMETER_STORE", "value": "prod/token", "name": "PARAMETER"},
                            {"name": "SECRET", "value": "db:password", "type": "SECRETS_MANAGER"},
                            {"name": "SECRET_ARN", "type": "SECRETS_MANAGER",
                             "value": "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf:password"}]},
                    "webhook": {"url": "https://example.com", "secret": "CANARY-webhook"},
                    "encryptionKey": "arn:aws:kms:us-east-1:111122223333:alias/aws/s3",
                    "vpcConfig": {"vpcId": "vpc-1"}, "projectVisibility": "PRIVATE",
                    "tags": [{"key": "team", "value": "ml"}]}], "projectsNotFound": []}),
            ),
            (
                "list-source-credentials",
                "",
                json!({"sourceCredentialsInfos": [{"arn": "arn:aws:codebuild:us-east-1:111122223333:token/github",
                    "serverType": "GITHUB", "authType": "PERSONAL_ACCESS_TOKEN"}]}),
            ),
        ],
    );
    let project = &sink.facts.workloads[PROJECT];
    assert_eq!(project.kind, "aws:codebuild:project");
    assert_eq!(project.name, "build");
    let roles: Vec<(&str, &str)> = project
        .runs_as
        .iter()
        .map(|it| (it.how.as_str(), it.identity.as_str()))
        .collect();
    assert_eq!(
        roles,
        [
            ("batch-role", "arn:aws:iam::111122223333:role/batch"),
            ("service-role", "arn:aws:iam::111122223333:role/build")
        ]
    );
    let environment: Vec<(&str, Option<&str>, Option<&str>)> = project
        .environment
        .iter()
        .map(|it| {
            (
                it.name.as_str(),
                it.reference.as_deref(),
                it.shape.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        environment,
        [
            (
                "PARAMETER",
                Some("arn:aws:ssm:us-east-1:111122223333:parameter/prod/token"),
                None
            ),
            ("PLAIN", None, None),
            ("SECRET", Some("db"), None),
            (
                "SECRET_ARN",
                Some("arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf"),
                None
            ),
            ("UNTYPED", None, Some("github_pat_classic")),
        ]
    );
    assert_eq!(project.attributes["webhook"], true);
    assert_eq!(project.attributes["privileged"], true);
    assert_eq!(project.attributes["visibility"], "PRIVATE");
    assert_eq!(project.attributes["vpc"], "vpc-1");
    assert_eq!(project.attributes["image_pull"], "SERVICE_ROLE");
    assert_eq!(
        project.attributes["registry_credentials"],
        "arn:aws:secretsmanager:us-east-1:111122223333:secret:hub-AbCdEf"
    );
    assert_eq!(
        project.attributes["source"],
        json!([
            "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/models",
            "sources/app.zip",
            "https://github.com/acme/app"
        ])
    );
    assert_eq!(
        project.attributes["source_credentials"],
        json!(["arn:aws:codeconnections:us-east-1:111122223333:connection/c"])
    );
    assert_eq!(
        project.attributes["encryption_key"],
        "arn:aws:kms:us-east-1:111122223333:alias/aws/s3"
    );
    assert_eq!(project.tags.as_ref().unwrap()["team"], "ml");

    let flows: Vec<&str> = sink.facts.lineage.keys().map(String::as_str).collect();
    let expected = [
        format!("{PROJECT}->arn:aws:s3:::artifacts/out/*#data"),
        format!("arn:aws:codecommit:us-east-1:111122223333:models->{PROJECT}#code"),
        format!("arn:aws:ecr:us-east-1:111122223333:repository/builder->{PROJECT}#image"),
        format!("arn:aws:s3:::sources/app.zip->{PROJECT}#code"),
        format!("arn:aws:s3:::specs/build.yml->{PROJECT}#code"),
    ];
    for flow in &expected {
        assert!(flows.contains(&flow.as_str()), "{flow}: {flows:?}");
    }
    assert_eq!(flows.len(), expected.len(), "{flows:?}");
    let code = &sink.facts.assets["arn:aws:s3:::sources/app.zip"];
    assert_eq!(code.class, AssetClass::Code);

    let token = &sink.facts.assets["arn:aws:codebuild:us-east-1:111122223333:token/github"];
    assert_eq!(token.class, AssetClass::Secret);
    assert_eq!(token.kind, "aws:codebuild:source-credentials");
    assert_eq!(token.attributes["auth"], "PERSONAL_ACCESS_TOKEN");
    assert_eq!(token.attributes["server"], "GITHUB");
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn a_secret_in_the_place_of_its_name_is_masked() {
    let project = json!({"projects": [{"name": "p", "arn": PROJECT, "environment": {"environmentVariables": [
        {"name": "T", "type": "PARAMETER_STORE", "value": "ghp_CANARY0000000000000000000000000000000"}]}}]});
    let sink = answers("codebuild", &[("batch-get-projects", "p", project)]);
    assert_eq!(sink.facts.workloads[PROJECT].environment[0].name, "T");
    assert!(!everything(&sink).contains("CANARY"));
}
