//! Answers of the AWS CLI that come with values.

use serde_json::{Value, json};

use super::{Files, Garden};

const ROLE: &str = "arn:aws:iam::111122223333:role/train";

pub(super) fn files(garden: &Garden) -> Files {
    let mut files = identities(garden);
    files.extend(compute(garden));
    files.extend(build(garden));
    files.extend(events(garden));
    files
}

fn regional(path: &str, value: Value) -> (String, Value) {
    (format!("111122223333/eu-west-1/{path}.json"), value)
}

fn identities(garden: &Garden) -> Files {
    let trust = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]});
    let role = json!({"Path": "/", "RoleName": "train", "RoleId": "AROA", "Arn": ROLE, "AssumeRolePolicyDocument": trust,
        "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}}]});
    vec![
        ("111122223333/global/iam/get-account-authorization-details.json".to_owned(),
            json!({"RoleDetailList": [role], "UserDetailList": [], "GroupDetailList": [], "Policies": []})),
        ("111122223333/global/s3api/list-buckets.json".to_owned(), json!({"Buckets": [{"Name": "data"}]})),
        ("111122223333/global/iam/get-saml-provider/arn%3Aaws%3Aiam%3A%3A111122223333%3Asaml-provider%2Fx.json".to_owned(),
            json!({"SAMLMetadataDocument": garden.value(), "AssertionEncryptionMode": "Required"})),
        regional("secretsmanager/list-secrets", json!({"SecretList": [{"ARN": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-AbCdEf", "Name": "s",
            "SecretString": garden.value(), "SecretVersionsToStages": garden.map(3)}]})),
        regional("ssm/describe-parameters", json!({"Parameters": [{"Name": "p", "Type": "SecureString", "Value": garden.value()}]})),
    ]
}

fn compute(garden: &Garden) -> Files {
    let container = || {
        json!({"name": "c", "image": "i", "environment": garden.list(12, "name", "value"), "command": [garden.value()],
        "entryPoint": [garden.value()], "dockerLabels": garden.map(3), "healthCheck": {"command": [garden.value()]},
        "logConfiguration": {"logDriver": "x", "options": garden.map(3)}})
    };
    vec![
        regional(
            "lambda/list-functions",
            json!({"Functions": [{"FunctionName": "f", "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:f", "Role": ROLE,
            "Environment": {"Variables": garden.map(14), "Error": {"Message": garden.value()}}}]}),
        ),
        regional(
            "ec2/describe-instances",
            json!({"Reservations": [{"Instances": [{"InstanceId": "i-1", "UserData": garden.value()}]}]}),
        ),
        regional(
            "ec2/describe-launch-template-versions/lt-1",
            json!({"LaunchTemplateVersions": [{"LaunchTemplateId": "lt-1", "DefaultVersion": true,
            "LaunchTemplateData": {"UserData": garden.value()}}]}),
        ),
        regional(
            "ecs/describe-task-definition/t%3A1",
            json!({"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/t:1",
            "taskRoleArn": ROLE, "containerDefinitions": [container()]}}),
        ),
        regional(
            "batch/describe-job-definitions",
            json!({"jobDefinitions": [{"jobDefinitionName": "j", "jobDefinitionArn": "arn:aws:batch:eu-west-1:111122223333:job-definition/j:1",
            "revision": 1, "status": "ACTIVE", "type": "container", "parameters": garden.map(4),
            "containerProperties": {"image": "i", "jobRoleArn": ROLE, "command": [garden.value()], "environment": garden.list(10, "name", "value")}}]}),
        ),
        regional(
            "sagemaker/describe-training-job/t",
            json!({"TrainingJobName": "t", "TrainingJobArn": "arn:aws:sagemaker:eu-west-1:111122223333:training-job/t", "RoleArn": ROLE,
            "HyperParameters": garden.map(14), "Environment": garden.map(10)}),
        ),
        regional(
            "sagemaker/describe-model/m",
            json!({"ModelName": "m", "ModelArn": "arn:aws:sagemaker:eu-west-1:111122223333:model/m", "ExecutionRoleArn": ROLE,
            "PrimaryContainer": {"Image": "i", "Environment": garden.map(8)}, "Containers": [{"Image": "i", "Environment": garden.map(4)}]}),
        ),
        regional(
            "rds/describe-db-instances",
            json!({"DBInstances": [{"DBInstanceArn": "arn:aws:rds:eu-west-1:111122223333:db:d", "DBInstanceIdentifier": "d",
            "PendingModifiedValues": {"MasterUserPassword": garden.value()}}]}),
        ),
    ]
}

fn build(garden: &Garden) -> Files {
    let actions = json!([{"name": "deploy", "actionTypeId": {"category": "Deploy", "owner": "AWS", "provider": "CloudFormation", "version": "1"}, "roleArn": ROLE,
        "configuration": {"OAuthToken": garden.value(), "ParameterOverrides": json!({"P": garden.value()}).to_string(),
            "UserParameters": garden.value(), "EnvironmentVariables": garden.list(3, "name", "value").to_string()}}]);
    vec![
        regional(
            "codebuild/batch-get-projects/p",
            json!({"projects": [{"name": "p", "arn": "arn:aws:codebuild:eu-west-1:111122223333:project/p", "serviceRole": ROLE,
            "environment": {"image": "i", "environmentVariables": garden.list(12, "name", "value")}, "source": {"type": "NO_SOURCE", "buildspec": garden.value()},
            "webhook": {"secret": garden.value()}}]}),
        ),
        regional(
            "codepipeline/get-pipeline/p",
            json!({"pipeline": {"name": "p", "roleArn": ROLE, "stages": [{"name": "s", "actions": actions}]},
            "metadata": {"pipelineArn": "arn:aws:codepipeline:eu-west-1:111122223333:p"}}),
        ),
        regional(
            "glue/get-jobs",
            json!({"Jobs": [{"Name": "j", "Role": ROLE, "DefaultArguments": garden.map(10), "NonOverridableArguments": garden.map(6),
            "Command": {"Name": "glueetl", "ScriptLocation": "s3://code/j.py"}}]}),
        ),
        regional(
            "glue/get-connections",
            json!({"ConnectionList": [{"Name": "c", "ConnectionType": "JDBC", "ConnectionProperties":
            {"PASSWORD": garden.value(), "USERNAME": garden.value(), "ENCRYPTED_PASSWORD": garden.value()}}]}),
        ),
        regional(
            "cloudformation/describe-stacks",
            json!({"Stacks": [{"StackId": "arn:aws:cloudformation:eu-west-1:111122223333:stack/s/1", "StackName": "s", "RoleARN": ROLE,
            "Parameters": garden.list(6, "ParameterKey", "ParameterValue"), "Outputs": garden.list(4, "OutputKey", "OutputValue")}]}),
        ),
        regional(
            "stepfunctions/describe-state-machine/arn%3Aaws%3Astates%3Aeu-west-1%3A111122223333%3AstateMachine%3Am",
            json!({"stateMachineArn": "arn:aws:states:eu-west-1:111122223333:stateMachine:m", "name": "m", "roleArn": ROLE,
                "definition": json!({"Comment": garden.value(), "StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
                    "Parameters": {"FunctionName": "f", "Payload": garden.map(4)}, "End": true}}}).to_string()}),
        ),
    ]
}

fn events(garden: &Garden) -> Files {
    vec![
        regional(
            "events/list-targets-by-rule/default%20r",
            json!({"Targets": [{"Id": "1", "Arn": "arn:aws:lambda:eu-west-1:111122223333:function:f", "RoleArn": ROLE,
            "Input": json!({"token": garden.value()}).to_string(), "InputTransformer": {"InputTemplate": garden.value()},
            "HttpParameters": {"HeaderParameters": garden.map(3)}}]}),
        ),
        regional(
            "scheduler/get-schedule/default%20s",
            json!({"Name": "s", "GroupName": "default", "Arn": "arn:aws:scheduler:eu-west-1:111122223333:schedule/default/s",
            "Target": {"Arn": "arn:aws:lambda:eu-west-1:111122223333:function:f", "RoleArn": ROLE, "Input": garden.value()}}),
        ),
        regional(
            "pipes/describe-pipe/p",
            json!({"Name": "p", "Arn": "arn:aws:pipes:eu-west-1:111122223333:pipe/p", "RoleArn": ROLE, "Source": "arn:aws:sqs:eu-west-1:111122223333:q",
            "Target": "arn:aws:lambda:eu-west-1:111122223333:function:f", "TargetParameters": {"InputTemplate": garden.value()},
            "EnrichmentParameters": {"InputTemplate": garden.value()}}),
        ),
        regional(
            "datapipeline/get-pipeline-definition/df-1",
            json!({"pipelineObjects": [{"id": "Default", "name": "Default", "fields": garden.list(4, "key", "stringValue")}],
            "parameterValues": garden.list(3, "id", "stringValue")}),
        ),
        regional(
            "emr/describe-cluster/j-1",
            json!({"Cluster": {"Id": "j-1", "Name": "c", "ClusterArn": "arn:aws:elasticmapreduce:eu-west-1:111122223333:cluster/j-1",
            "ServiceRole": "EMR", "Configurations": [{"Classification": "x", "Properties": garden.map(3)}], "BootstrapActions": [{"Args": [garden.value()]}]}}),
        ),
    ]
}
