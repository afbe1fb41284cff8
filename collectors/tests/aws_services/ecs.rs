use blastradius_collectors::facts::{AssetClass, EnvironmentVariable};
use serde_json::json;

use crate::{answers, everything};

const CLUSTER: &str = "arn:aws:ecs:us-east-1:111122223333:cluster/prod";
const SERVICE: &str = "arn:aws:ecs:us-east-1:111122223333:service/prod/api";
const TASK: &str = "arn:aws:ecs:us-east-1:111122223333:task/prod/0123456789abcdef";
const DEFINITION: &str = "arn:aws:ecs:us-east-1:111122223333:task-definition/api:7";
const IMAGE: &str = "111122223333.dkr.ecr.us-east-1.amazonaws.com/team/api:v7";
const REPOSITORY: &str = "arn:aws:ecr:us-east-1:111122223333:repository/team/api";

fn definition() -> serde_json::Value {
    json!({"taskDefinition": {
        "taskDefinitionArn": DEFINITION, "family": "api", "revision": 7, "status": "ACTIVE",
        "taskRoleArn": "arn:aws:iam::111122223333:role/api", "executionRoleArn": "ecsTaskExecutionRole",
        "networkMode": "awsvpc", "pidMode": "host", "requiresCompatibilities": ["FARGATE"],
        "registeredBy": "arn:aws:iam::111122223333:role/ci",
        "volumes": [{"name": "docker", "host": {"sourcePath": "/var/run/docker.sock"}}, {"name": "tmp", "host": {}}],
        "containerDefinitions": [
            {"name": "api", "image": IMAGE, "privileged": true, "essential": true,
             "command": ["sh", "-c", "CANARY-command"], "entryPoint": ["CANARY-entry"],
             "dockerLabels": {"a": "CANARY-label"}, "healthCheck": {"command": ["CANARY-health"]},
             "environment": [{"name": "MODE", "value": "CANARY-value"},
                             {"name": "KEY", "value": "AKIAIOSFODNN7EXAMPLE"},
                             {"value": "CANARY-nameless"}],
             "secrets": [
                {"name": "DB", "valueFrom": "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf:password::"},
                {"name": "TOKEN", "valueFrom": "/prod/token"}],
             "environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::config/api.env"}],
             "repositoryCredentials": {"credentialsParameter": "arn:aws:secretsmanager:us-east-1:111122223333:secret:hub-AbCdEf"},
             "logConfiguration": {"logDriver": "splunk", "options": {"splunk-token": "CANARY-log"},
                "secretOptions": [{"name": "splunk-token", "valueFrom": "arn:aws:ssm:us-east-1:111122223333:parameter/splunk"}]}},
            {"name": "proxy", "image": "nginx:latest"}]},
        "tags": [{"key": "team", "value": "web"}]})
}

#[test]
fn a_task_definition_has_roles_images_and_variables_without_values() {
    let sink = answers("ecs", &[("describe-task-definition", "api", definition())]);
    let it = &sink.facts.workloads[DEFINITION];
    assert_eq!(it.kind, "aws:ecs:task-definition");
    assert_eq!(it.name, "api:7");
    let roles: Vec<(&str, &str)> = it
        .runs_as
        .iter()
        .map(|it| (it.how.as_str(), it.identity.as_str()))
        .collect();
    assert_eq!(
        roles,
        [
            ("task-role", "arn:aws:iam::111122223333:role/api"),
            (
                "execution-role",
                "arn:aws:iam::111122223333:role/ecsTaskExecutionRole"
            )
        ]
    );
    let variable = |name: &str, reference: Option<&str>, shape: Option<&str>| EnvironmentVariable {
        name: name.to_owned(),
        reference: reference.map(str::to_owned),
        shape: shape.map(str::to_owned),
    };
    assert_eq!(
        it.environment,
        [
            variable(
                "DB",
                Some("arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf"),
                None
            ),
            variable(
                "KEY",
                Some("aws:access-key/AKIAIOSFODNN7EXAMPLE"),
                Some("aws_access_key")
            ),
            variable("MODE", None, None),
            variable(
                "TOKEN",
                Some("arn:aws:ssm:us-east-1:111122223333:parameter/prod/token"),
                None
            ),
            variable(
                "splunk-token",
                Some("arn:aws:ssm:us-east-1:111122223333:parameter/splunk"),
                None
            ),
        ]
    );
    assert_eq!(it.attributes["image"], json!([IMAGE, "nginx:latest"]));
    assert_eq!(it.attributes["privileged"], true);
    assert_eq!(it.attributes["family"], "api");
    assert_eq!(it.attributes["state"], "ACTIVE");
    assert_eq!(it.attributes["network_mode"], "awsvpc");
    assert_eq!(it.attributes["pid_mode"], "host");
    assert_eq!(it.attributes["requires"], json!(["FARGATE"]));
    assert_eq!(
        it.attributes["registered_by"],
        "arn:aws:iam::111122223333:role/ci"
    );
    assert_eq!(it.attributes["host_paths"], json!(["/var/run/docker.sock"]));
    assert_eq!(
        it.attributes["registry_credentials"],
        "arn:aws:secretsmanager:us-east-1:111122223333:secret:hub-AbCdEf"
    );
    assert_eq!(
        it.attributes["environment_files"],
        "arn:aws:s3:::config/api.env"
    );
    assert_eq!(it.tags.as_ref().unwrap()["team"], "web");

    let repository = &sink.facts.assets[REPOSITORY];
    assert_eq!(repository.class, AssetClass::Image);
    assert_eq!(repository.kind, "aws:ecr:repository");
    assert_eq!(repository.name, "team/api");
    assert!(
        sink.facts
            .lineage
            .contains_key(&format!("{REPOSITORY}->{DEFINITION}#image"))
    );
    assert!(
        sink.facts
            .lineage
            .contains_key(&format!("arn:aws:s3:::config/api.env->{DEFINITION}#data"))
    );
    assert_eq!(sink.facts.lineage.len(), 2);
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn clusters_services_and_tasks_say_whether_commands_can_be_run_in_them() {
    let sink = answers(
        "ecs",
        &[
            ("list-clusters", "", json!({"clusterArns": [CLUSTER]})),
            (
                "describe-clusters",
                CLUSTER,
                json!({"clusters": [{"clusterArn": CLUSTER, "clusterName": "prod", "status": "ACTIVE",
                    "registeredContainerInstancesCount": 2,
                    "configuration": {"executeCommandConfiguration": {"kmsKeyId": "alias/exec", "logging": "OVERRIDE"}},
                    "tags": [{"key": "env", "value": "prod"}]}], "failures": []}),
            ),
            ("list-services", CLUSTER, json!({"serviceArns": [SERVICE]})),
            (
                "describe-services",
                &format!("{CLUSTER} {SERVICE}"),
                json!({"services": [{"serviceArn": SERVICE, "serviceName": "api", "clusterArn": CLUSTER,
                    "status": "ACTIVE", "taskDefinition": DEFINITION, "desiredCount": 1, "launchType": "FARGATE",
                    "enableExecuteCommand": true,
                    "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["s"], "assignPublicIp": "ENABLED"}},
                    "events": [{"message": "CANARY"}]}], "failures": []}),
            ),
            ("list-tasks", CLUSTER, json!({"taskArns": [TASK]})),
            (
                "describe-tasks",
                &format!("{CLUSTER} {TASK}"),
                json!({"tasks": [{"taskArn": TASK, "clusterArn": CLUSTER, "taskDefinitionArn": DEFINITION,
                    "lastStatus": "RUNNING", "launchType": "FARGATE", "group": "service:api",
                    "enableExecuteCommand": true,
                    "containers": [{"name": "api", "image": IMAGE}],
                    "overrides": {"taskRoleArn": "arn:aws:iam::111122223333:role/other",
                        "containerOverrides": [{"environment": [{"name": "A", "value": "CANARY"}]}]}}], "failures": []}),
            ),
        ],
    );
    let cluster = &sink.facts.workloads[CLUSTER];
    assert_eq!(cluster.kind, "aws:ecs:cluster");
    assert_eq!(cluster.name, "prod");
    assert!(cluster.runs_as.is_empty());
    assert_eq!(cluster.attributes["state"], "ACTIVE");
    assert_eq!(cluster.attributes["container_instances"], 2);
    assert_eq!(cluster.attributes["execute_command_logging"], "OVERRIDE");
    assert_eq!(cluster.attributes["execute_command_key"], "alias/exec");
    assert_eq!(cluster.tags.as_ref().unwrap()["env"], "prod");

    let service = &sink.facts.workloads[SERVICE];
    assert_eq!(service.kind, "aws:ecs:service");
    assert_eq!(service.name, "api");
    assert_eq!(service.attributes["cluster"], CLUSTER);
    assert_eq!(service.attributes["task_definition"], DEFINITION);
    assert_eq!(service.attributes["desired_count"], 1);
    assert_eq!(service.attributes["launch_type"], "FARGATE");
    assert_eq!(service.attributes["enable_execute_command"], true);
    assert_eq!(service.attributes["public_address"], true);

    let task = &sink.facts.workloads[TASK];
    assert_eq!(task.kind, "aws:ecs:task");
    assert_eq!(task.attributes["enable_execute_command"], true);
    assert_eq!(task.attributes["task_definition"], DEFINITION);
    assert_eq!(task.attributes["cluster"], CLUSTER);
    assert_eq!(task.attributes["group"], "service:api");
    assert_eq!(task.attributes["state"], "RUNNING");
    assert_eq!(task.runs_as.len(), 1);
    assert_eq!(task.runs_as[0].how, "task-role");
    assert_eq!(
        task.runs_as[0].identity,
        "arn:aws:iam::111122223333:role/other"
    );
    assert!(
        sink.facts
            .lineage
            .contains_key(&format!("{REPOSITORY}->{TASK}#image"))
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}
