//! Definitions of pipelines with values where people put them: environments, variables, parameters of jobs, connections.

use serde_json::{Value, json};

use super::{Files, Garden};

/// Files of many kinds; YAML is written as the JSON that it may be.
pub(super) fn files(garden: &Garden) -> Files {
    let text = || Value::from(garden.value());
    let container =
        || json!({"image": "acme/x", "env": garden.list(4, "name", "value"), "args": [text()]});
    let pod = || json!({"serviceAccountName": "x", "containers": [container()]});
    let manifest = |version: &str, kind: &str, spec: Value| json!({"apiVersion": version, "kind": kind, "metadata": {"name": "x"}, "spec": spec});
    let file = |path: &str, content: Value| (path.to_owned(), content);
    vec![
        file(
            ".github/workflows/x.yml",
            json!({"on": "push", "env": garden.map(4), "jobs": {"x": {"runs-on": "ubuntu-latest", "env": garden.map(4),
                "container": {"image": "acme/x", "env": garden.map(2), "credentials": {"username": "x", "password": text()}},
                "steps": [
                    {"uses": "acme/x@v1", "with": {"password": text(), "token": text()}, "env": garden.map(2)},
                    {"run": format!("curl -H 'Authorization: {}' https://x.example", garden.value())}]}}}),
        ),
        file(
            ".gitlab-ci.yml",
            json!({"stages": ["x"], "variables": garden.map(4), "x": {"stage": "x", "variables": garden.map(4),
                "script": [format!("export PASSWORD={}", garden.value())]}}),
        ),
        file(
            "azure-pipelines.yml",
            json!({"trigger": ["main"], "variables": garden.map(4), "pool": {"vmImage": "ubuntu-latest"},
                "steps": [{"script": format!("login --password {}", garden.value()), "env": garden.map(3)},
                    {"task": "AzureCLI@2", "inputs": {"azureSubscription": "x", "inlineScript": text()}}]}),
        ),
        file(
            ".circleci/config.yml",
            json!({"version": 2.1, "jobs": {"x": {"docker": [{"image": "acme/x", "auth": {"username": "x", "password": text()},
                "environment": garden.map(3)}], "environment": garden.map(3), "steps": [{"run": {"command": text(), "environment": garden.map(2)}}]}},
                "workflows": {"x": {"jobs": ["x"]}}}),
        ),
        file(
            "bitbucket-pipelines.yml",
            json!({"pipelines": {"default": [{"step": {"script": [format!("export TOKEN={}", garden.value()),
                {"pipe": "acme/x:1.0.0", "variables": garden.map(3)}]}}]}}),
        ),
        file("pod.yaml", manifest("v1", "Pod", pod())),
        file(
            "job.yaml",
            manifest("batch/v1", "Job", json!({"template": {"spec": pod()}})),
        ),
        file(
            "secret.yaml",
            json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "x"}, "stringData": garden.map(3), "data": garden.map(3)}),
        ),
        file(
            "argo.yaml",
            manifest(
                "argoproj.io/v1alpha1",
                "Workflow",
                json!({"entrypoint": "x", "arguments": {"parameters": garden.list(3, "name", "value")},
                "templates": [{"name": "x", "container": container()}]}),
            ),
        ),
        file(
            "tekton.yaml",
            manifest(
                "tekton.dev/v1",
                "TaskRun",
                json!({"params": garden.list(3, "name", "value"),
                "taskSpec": {"steps": [{"name": "x", "image": "acme/x", "env": garden.list(3, "name", "value"), "script": text()}]}}),
            ),
        ),
        file(
            "kserve.yaml",
            manifest(
                "serving.kserve.io/v1beta1",
                "InferenceService",
                json!({"predictor": {"containers": [container()]}}),
            ),
        ),
        file(
            "azureml.yml",
            json!({"$schema": "https://azuremlschemas.azureedge.net/latest/azureBlob.schema.json", "name": "x", "type": "azure_blob",
                "account_name": "x", "container_name": "x", "credentials": {"account_key": text(), "sas_token": text()}}),
        ),
        file(
            "azureml-job.yml",
            json!({"$schema": "https://azuremlschemas.azureedge.net/latest/commandJob.schema.json", "type": "command",
                "command": text(), "environment_variables": garden.map(4), "compute": "azureml:x"}),
        ),
        file(
            "databricks.json",
            json!({"jobs": [{"job_id": 1, "settings": {"name": "x", "tasks": [{"task_key": "x", "notebook_task": {"notebook_path": "/x",
                "base_parameters": garden.map(3)}, "new_cluster": {"spark_env_vars": garden.map(3), "spark_conf": garden.map(3)}}]}}]}),
        ),
        file(
            "connections.json",
            json!({"x": {"conn_type": "aws", "login": text(), "password": text(), "extra": garden.map(3)}}),
        ),
        file(
            "sagemaker.json",
            json!({"Version": "2020-12-01", "Parameters": [], "Steps": [{"Name": "x", "Type": "Training", "Arguments": {
                "RoleArn": "arn:aws:iam::111122223333:role/x", "Environment": garden.map(4), "HyperParameters": garden.map(4)}}]}),
        ),
        file(
            "machine.asl.json",
            json!({"StartAt": "x", "States": {"x": {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync",
                "Parameters": {"TrainingJobName": "x", "RoleArn": "arn:aws:iam::111122223333:role/x", "Environment": garden.map(4),
                    "HyperParameters": garden.map(4)}, "End": true}}}),
        ),
        file(
            "template.json",
            json!({"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {"P": {"Type": "String", "NoEcho": true, "Default": text()}},
                "Resources": {"M": {"Type": "AWS::SageMaker::Model", "Properties": {"ExecutionRoleArn": "arn:aws:iam::111122223333:role/x",
                    "PrimaryContainer": {"Image": "acme/x", "Environment": garden.map(4)}}}}}),
        ),
        file(
            "vertex.json",
            json!({"name": "projects/1/locations/x/customJobs/1", "displayName": "x", "jobSpec": {"workerPoolSpecs": [{"containerSpec":
                {"imageUri": "acme/x", "env": garden.list(4, "name", "value"), "args": [text()]}}]}}),
        ),
        file(
            "variables.json",
            json!({"total_count": 1, "variables": garden.list(2, "name", "value")}),
        ),
    ]
}
