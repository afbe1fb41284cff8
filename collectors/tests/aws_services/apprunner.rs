use serde_json::json;

use crate::{answers, everything};

const ARN: &str = "arn:aws:apprunner:us-east-1:111122223333:service/api/8fe1";

#[test]
fn a_service_has_two_roles_and_variables_without_values() {
    let image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/api:v1";
    let sink = answers(
        "apprunner",
        &[
            (
                "list-services",
                "",
                json!({"ServiceSummaryList": [{"ServiceArn": ARN, "ServiceName": "api", "Status": "RUNNING"}]}),
            ),
            (
                "describe-service",
                ARN,
                json!({"Service": {"ServiceArn": ARN, "ServiceName": "api", "ServiceUrl": "x.awsapprunner.com",
                    "Status": "RUNNING",
                    "SourceConfiguration": {"AutoDeploymentsEnabled": true,
                        "ImageRepository": {"ImageIdentifier": image, "ImageRepositoryType": "ECR",
                            "ImageConfiguration": {"StartCommand": "CANARY-start",
                                "RuntimeEnvironmentVariables": {"MODE": "CANARY-value"},
                                "RuntimeEnvironmentSecrets": {
                                    "DB": "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf",
                                    "WRONG": "CANARY-not-an-arn"}}},
                        "AuthenticationConfiguration": {"AccessRoleArn": "arn:aws:iam::111122223333:role/access",
                            "ConnectionArn": "arn:aws:apprunner:us-east-1:111122223333:connection/g/1"}},
                    "InstanceConfiguration": {"InstanceRoleArn": "arn:aws:iam::111122223333:role/instance"},
                    "EncryptionConfiguration": {"KmsKey": "k"},
                    "NetworkConfiguration": {"IngressConfiguration": {"IsPubliclyAccessible": true}}}}),
            ),
            (
                "list-tags-for-resource",
                ARN,
                json!({"Tags": [{"Key": "team", "Value": "web"}]}),
            ),
        ],
    );
    assert_eq!(sink.facts.workloads.len(), 1);
    let it = &sink.facts.workloads[ARN];
    assert_eq!(it.kind, "aws:apprunner:service");
    assert_eq!(it.name, "api");
    let mut roles: Vec<(&str, &str)> = it
        .runs_as
        .iter()
        .map(|it| (it.how.as_str(), it.identity.as_str()))
        .collect();
    roles.sort_unstable();
    assert_eq!(
        roles,
        [
            ("access-role", "arn:aws:iam::111122223333:role/access"),
            ("instance-role", "arn:aws:iam::111122223333:role/instance")
        ]
    );
    let environment: Vec<(&str, Option<&str>)> = it
        .environment
        .iter()
        .map(|it| (it.name.as_str(), it.reference.as_deref()))
        .collect();
    assert_eq!(
        environment,
        [
            (
                "DB",
                Some("arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf")
            ),
            ("MODE", None),
            ("WRONG", None)
        ]
    );
    assert_eq!(it.attributes["image"], image);
    assert_eq!(it.attributes["url"], "x.awsapprunner.com");
    assert_eq!(it.attributes["state"], "RUNNING");
    assert_eq!(it.attributes["public"], true);
    assert_eq!(it.attributes["auto_deployments"], true);
    assert_eq!(it.attributes["encryption_key"], "k");
    assert_eq!(
        it.attributes["connection"],
        "arn:aws:apprunner:us-east-1:111122223333:connection/g/1"
    );
    assert_eq!(it.tags.as_ref().unwrap()["team"], "web");
    let flow = format!("arn:aws:ecr:us-east-1:111122223333:repository/api->{ARN}#image");
    assert!(sink.facts.lineage.contains_key(&flow));
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn a_service_that_is_built_from_a_repository_names_it() {
    let service = json!({"Service": {"ServiceArn": ARN, "ServiceName": "api", "SourceConfiguration": {
        "CodeRepository": {"RepositoryUrl": "https://github.com/acme/api", "CodeConfiguration": {
            "ConfigurationSource": "API", "CodeConfigurationValues": {"BuildCommand": "CANARY-build",
                "RuntimeEnvironmentVariables": {"A": "CANARY"}}}}}}});
    let sink = answers("apprunner", &[("describe-service", ARN, service)]);
    let it = &sink.facts.workloads[ARN];
    assert_eq!(it.attributes["source"], "https://github.com/acme/api");
    assert_eq!(it.environment[0].name, "A");
    assert!(!everything(&sink).contains("CANARY"));
}
