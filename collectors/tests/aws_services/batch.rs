use serde_json::{Value, json};

use crate::{answers, everything};

const PREFIX: &str = "arn:aws:batch:us-east-1:111122223333";
const IMAGE: &str = "111122223333.dkr.ecr.us-east-1.amazonaws.com/etl:v1";

fn roles(workload: &blastradius_collectors::facts::Workload) -> Vec<(&str, &str)> {
    let roles = workload.runs_as.iter();
    roles
        .map(|it| (it.how.as_str(), it.identity.as_str()))
        .collect()
}

fn definition(name: &str, members: Value) -> Value {
    let mut it = json!({"jobDefinitionName": name, "jobDefinitionArn": format!("{PREFIX}:job-definition/{name}:3"),
        "revision": 3, "status": "ACTIVE", "type": "container", "platformCapabilities": ["FARGATE"],
        "parameters": {"a": "CANARY-parameter"}, "tags": {"team": "ml"}});
    let members = members.as_object().unwrap().clone();
    it.as_object_mut().unwrap().extend(members);
    it
}

#[test]
fn a_job_definition_has_its_roles_image_and_variables_wherever_they_are_written() {
    let container = json!({"image": IMAGE, "command": ["CANARY-command"],
        "jobRoleArn": "arn:aws:iam::111122223333:role/job", "executionRoleArn": "arn:aws:iam::111122223333:role/exec",
        "enableExecuteCommand": true, "privileged": true,
        "environment": [{"name": "MODE", "value": "CANARY-value"}],
        "secrets": [{"name": "TOKEN", "valueFrom": "token"}]});
    let task = json!({"taskRoleArn": "arn:aws:iam::111122223333:role/task", "executionRoleArn": "exec",
        "containers": [{"name": "a", "image": "busybox"}, {"name": "b", "image": IMAGE}]});
    let pod = json!({"serviceAccountName": "sa", "metadata": {"namespace": "jobs"},
        "containers": [{"name": "p", "image": IMAGE, "env": [{"name": "POD", "value": "CANARY-pod"}]}]});
    let body = json!({"jobDefinitions": [
        definition("one", json!({"containerProperties": container})),
        definition("tasks", json!({"ecsProperties": {"taskProperties": [task]}})),
        definition("pod", json!({"eksProperties": {"podProperties": pod}})),
        definition("nodes", json!({"type": "multinode", "nodeProperties": {"numNodes": 2, "mainNode": 0,
            "nodeRangeProperties": [{"targetNodes": "0:1", "container": container}]}}))]});
    let sink = answers("batch", &[("describe-job-definitions", "", body)]);
    let of = |name: &str| &sink.facts.workloads[&format!("{PREFIX}:job-definition/{name}:3")];

    for name in ["one", "nodes"] {
        let it = of(name);
        assert_eq!(it.kind, "aws:batch:job-definition");
        assert_eq!(it.name, format!("{name}:3"));
        assert_eq!(
            roles(it),
            [
                ("execution-role", "arn:aws:iam::111122223333:role/exec"),
                ("job-role", "arn:aws:iam::111122223333:role/job")
            ]
        );
        assert_eq!(it.attributes["image"], IMAGE);
        assert_eq!(it.attributes["enable_execute_command"], true);
        assert_eq!(it.attributes["privileged"], true);
        assert_eq!(it.attributes["state"], "ACTIVE");
        assert_eq!(it.attributes["platforms"], json!(["FARGATE"]));
        assert_eq!(it.tags.as_ref().unwrap()["team"], "ml");
        let environment: Vec<(&str, Option<&str>)> = it
            .environment
            .iter()
            .map(|it| (it.name.as_str(), it.reference.as_deref()))
            .collect();
        assert_eq!(
            environment,
            [
                ("MODE", None),
                (
                    "TOKEN",
                    Some("arn:aws:ssm:us-east-1:111122223333:parameter/token")
                )
            ]
        );
    }
    assert_eq!(of("one").attributes["job_type"], "container");
    assert_eq!(of("nodes").attributes["job_type"], "multinode");
    assert_eq!(
        roles(of("tasks")),
        [
            ("execution-role", "arn:aws:iam::111122223333:role/exec"),
            ("job-role", "arn:aws:iam::111122223333:role/task")
        ]
    );
    assert_eq!(of("tasks").attributes["image"], json!([IMAGE, "busybox"]));
    let pod = of("pod");
    assert!(pod.runs_as.is_empty());
    assert_eq!(pod.attributes["service_account"], "sa");
    assert_eq!(pod.attributes["namespace"], "jobs");
    assert_eq!(pod.environment[0].name, "POD");
    let image = "arn:aws:ecr:us-east-1:111122223333:repository/etl";
    for name in ["one", "tasks", "pod", "nodes"] {
        let flow = format!("{image}->{}#image", of(name).id);
        assert!(sink.facts.lineage.contains_key(&flow), "{flow}");
    }
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn queues_lead_to_environments_and_environments_to_roles() {
    let environment = format!("{PREFIX}:compute-environment/spot");
    let queue = format!("{PREFIX}:job-queue/default");
    let sink = answers(
        "batch",
        &[
            (
                "describe-job-queues",
                "",
                json!({"jobQueues": [{"jobQueueName": "default", "jobQueueArn": queue, "state": "ENABLED",
                    "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": environment}], "tags": {"a": "b"}}]}),
            ),
            (
                "describe-compute-environments",
                "",
                json!({"computeEnvironments": [{"computeEnvironmentName": "spot", "computeEnvironmentArn": environment,
                    "type": "MANAGED", "state": "ENABLED", "serviceRole": "arn:aws:iam::111122223333:role/batch",
                    "ecsClusterArn": "arn:aws:ecs:us-east-1:111122223333:cluster/c",
                    "eksConfiguration": {"eksClusterArn": "arn:aws:eks:us-east-1:111122223333:cluster/k"},
                    "computeResources": {"type": "SPOT", "instanceRole": "ecsInstanceRole", "spotIamFleetRole": "fleet",
                        "launchTemplate": {"launchTemplateName": "lt", "version": "1"}, "ec2KeyPair": "ops",
                        "imageId": "ami-1"}}]}),
            ),
        ],
    );
    let it = &sink.facts.workloads[&queue];
    assert_eq!(it.kind, "aws:batch:job-queue");
    assert_eq!(it.name, "default");
    assert_eq!(it.attributes["state"], "ENABLED");
    assert_eq!(it.attributes["compute_environments"], json!([environment]));
    assert_eq!(it.tags.as_ref().unwrap()["a"], "b");
    let it = &sink.facts.workloads[&environment];
    assert_eq!(it.kind, "aws:batch:compute-environment");
    assert_eq!(it.name, "spot");
    let mut found = roles(it);
    found.sort_unstable();
    assert_eq!(
        found,
        [
            (
                "instance-profile",
                "arn:aws:iam::111122223333:instance-profile/ecsInstanceRole"
            ),
            ("service-role", "arn:aws:iam::111122223333:role/batch"),
            ("spot-fleet-role", "arn:aws:iam::111122223333:role/fleet"),
        ]
    );
    assert_eq!(it.attributes["management"], "MANAGED");
    assert_eq!(it.attributes["compute"], "SPOT");
    assert_eq!(it.attributes["state"], "ENABLED");
    assert_eq!(it.attributes["launch_template"], "lt");
    assert_eq!(it.attributes["ssh_key"], "ops");
    assert_eq!(it.attributes["image"], "ami-1");
    assert_eq!(
        it.attributes["ecs_cluster"],
        "arn:aws:ecs:us-east-1:111122223333:cluster/c"
    );
    assert_eq!(
        it.attributes["eks_cluster"],
        "arn:aws:eks:us-east-1:111122223333:cluster/k"
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}
