//! The inputs of the formats that other tools write.

use serde_json::{Value, json};

use super::{Files, Garden};

const ROLE: &str = "arn:aws:iam::111122223333:role/train";

fn document() -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Principal": {"Service": "ec2.amazonaws.com"}}]})
}

pub(super) fn gaad(garden: &Garden) -> Files {
    let role = json!({"Path": "/", "RoleName": "train", "RoleId": "AROA", "Arn": ROLE, "AssumeRolePolicyDocument": document(),
        "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": document(), "Secret": garden.value()}], "Environment": garden.map(10)});
    let user = json!({"Path": "/", "UserName": "deploy", "UserId": "AIDA", "Arn": "arn:aws:iam::111122223333:user/deploy",
        "LoginProfile": {"Password": garden.value()}, "AccessKeys": garden.list(5, "AccessKeyId", "SecretAccessKey")});
    vec![(
        "gaad.json".to_owned(),
        json!({"RoleDetailList": [role], "UserDetailList": [user], "GroupDetailList": [], "Policies": [], "Password": garden.value(),
            "Credentials": garden.map(5)}),
    )]
}

pub(super) fn config(garden: &Garden) -> Files {
    let item = |kind: &str, id: &str, configuration: Value| {
        json!({"awsAccountId": "111122223333", "awsRegion": "eu-west-1", "resourceType": kind, "resourceId": id, "resourceName": id,
            "ARN": format!("arn:aws:x:eu-west-1:111122223333:{id}"), "configuration": configuration, "supplementaryConfiguration": {"Other": garden.value()},
            "configurationItemCaptureTime": "2026-10-01T00:00:00Z"})
    };
    let containers = json!([{"Name": "c", "Image": "i", "Environment": garden.list(12, "Name", "Value"), "Command": [garden.value()],
        "DockerLabels": garden.map(3), "HealthCheck": {"Command": [garden.value()]}}]);
    let items = vec![
        item(
            "AWS::Lambda::Function",
            "f",
            json!({"functionName": "f", "functionArn": "arn:aws:lambda:eu-west-1:111122223333:function:f",
            "role": ROLE, "environment": {"variables": garden.map(12)}}),
        ),
        item(
            "AWS::EC2::Instance",
            "i-1",
            json!({"instanceId": "i-1", "userData": garden.value(), "state": {"name": "running"}}),
        ),
        item(
            "AWS::EC2::LaunchTemplate",
            "lt-1",
            json!({"LaunchTemplateId": "lt-1", "LaunchTemplateData": {"UserData": garden.value()}}),
        ),
        item(
            "AWS::ECS::TaskDefinition",
            "t",
            json!({"TaskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/t:1",
            "TaskRoleArn": ROLE, "ContainerDefinitions": containers}),
        ),
        item(
            "AWS::SecretsManager::Secret",
            "s",
            json!({"Name": "s", "ARN": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-AbCdEf",
            "SecretString": garden.value(), "GenerateSecretString": {"SecretStringTemplate": garden.value()}}),
        ),
        item(
            "AWS::CodeBuild::Project",
            "p",
            json!({"name": "p", "arn": "arn:aws:codebuild:eu-west-1:111122223333:project/p", "serviceRole": ROLE,
            "environment": {"environmentVariables": garden.list(12, "name", "value")}, "source": {"type": "NO_SOURCE", "buildSpec": garden.value()}}),
        ),
        item(
            "AWS::Glue::Job",
            "j",
            json!({"Name": "j", "Role": ROLE, "DefaultArguments": garden.map(8), "Command": {"Name": "glueetl", "ScriptLocation": "s3://code/j.py"}}),
        ),
        item(
            "AWS::StepFunctions::StateMachine",
            "m",
            json!({"Arn": "arn:aws:states:eu-west-1:111122223333:stateMachine:m", "Name": "m", "RoleArn": ROLE,
            "DefinitionString": json!({"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": garden.map(4), "Comment": garden.value()}}}).to_string()}),
        ),
        item(
            "AWS::SageMaker::Model",
            "m",
            json!({"ModelName": "m", "ModelArn": "arn:aws:sagemaker:eu-west-1:111122223333:model/m", "ExecutionRoleArn": ROLE,
            "PrimaryContainer": {"Image": "i", "Environment": garden.map(8)}}),
        ),
    ];
    vec![(
        "items.json".to_owned(),
        json!({"configSnapshotId": "x", "configurationItems": items}),
    )]
}

pub(super) fn iam_collect(garden: &Garden) -> Files {
    let file = |path: &str, value: Value| (format!("aws/aws/accounts/111122223333/{path}"), value);
    vec![
        file(
            "iam/role/train/metadata.json",
            json!({"arn": ROLE, "name": "train", "path": "/", "secret": garden.value()}),
        ),
        file("iam/role/train/trust-policy.json", document()),
        file("iam/role/train/other.json", garden.map(4)),
        file(
            "lambda/eu-west-1/function/f/metadata.json",
            json!({"arn": "arn:aws:lambda:eu-west-1:111122223333:function:f", "name": "f", "role": ROLE,
            "environment": {"Variables": garden.map(6)}}),
        ),
        file(
            "secretsmanager/eu-west-1/secret/s/metadata.json",
            json!({"name": "s", "value": garden.value(),
            "arn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-AbCdEf"}),
        ),
        (
            "aws/aws/organizations/o-x/metadata.json".to_owned(),
            json!({"id": "o-x", "rootAccountId": "111122223333", "token": garden.value()}),
        ),
    ]
}

pub(super) fn terraform(garden: &Garden) -> Files {
    let resource = |kind: &str, attributes: Value| json!({"mode": "managed", "type": kind, "name": "r", "instances": [{"attributes": attributes, "private": garden.value()}]});
    let containers = json!([{"name": "c", "image": "i", "command": [garden.value()], "environment": garden.list(8, "name", "value")}]);
    let resources = vec![
        resource(
            "aws_iam_role",
            json!({"arn": ROLE, "name": "train", "path": "/", "assume_role_policy": document().to_string()}),
        ),
        resource(
            "aws_iam_access_key",
            json!({"id": "AKIAIOSFODNN7EXAMPLE", "user": "deploy", "status": "Active", "secret": garden.value(),
            "ses_smtp_password_v4": garden.value(), "encrypted_secret": garden.value()}),
        ),
        resource(
            "aws_iam_user_login_profile",
            json!({"user": "deploy", "password": garden.value(), "encrypted_password": garden.value()}),
        ),
        resource(
            "aws_secretsmanager_secret",
            json!({"arn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-AbCdEf", "name": "s"}),
        ),
        resource(
            "aws_secretsmanager_secret_version",
            json!({"secret_id": "s", "secret_string": garden.value(), "secret_binary": garden.value()}),
        ),
        resource(
            "aws_ssm_parameter",
            json!({"arn": "arn:aws:ssm:eu-west-1:111122223333:parameter/p", "name": "p", "type": "SecureString",
            "value": garden.value(), "insecure_value": garden.value()}),
        ),
        resource(
            "aws_lambda_function",
            json!({"arn": "arn:aws:lambda:eu-west-1:111122223333:function:f", "function_name": "f", "role": ROLE,
            "environment": [{"variables": garden.map(12)}]}),
        ),
        resource(
            "aws_lambda_permission",
            json!({"function_name": "f", "statement_id": "s", "action": "lambda:InvokeFunction", "principal": "*",
            "event_source_token": garden.value()}),
        ),
        resource(
            "aws_instance",
            json!({"arn": "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", "id": "i-1", "user_data": garden.value(),
            "user_data_base64": garden.value(), "password_data": garden.value()}),
        ),
        resource(
            "aws_launch_template",
            json!({"id": "lt-1", "name": "lt", "user_data": garden.value()}),
        ),
        resource(
            "aws_ecs_task_definition",
            json!({"arn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/t:1", "task_role_arn": ROLE,
            "container_definitions": containers.to_string()}),
        ),
        resource(
            "aws_codebuild_project",
            json!({"arn": "arn:aws:codebuild:eu-west-1:111122223333:project/p", "name": "p", "service_role": ROLE,
            "environment": [{"environment_variable": garden.list(8, "name", "value")}], "source": [{"buildspec": garden.value()}]}),
        ),
        resource(
            "aws_glue_job",
            json!({"arn": "arn:aws:glue:eu-west-1:111122223333:job/j", "name": "j", "role_arn": ROLE, "default_arguments": garden.map(8)}),
        ),
        resource(
            "aws_sfn_state_machine",
            json!({"arn": "arn:aws:states:eu-west-1:111122223333:stateMachine:m", "name": "m", "role_arn": ROLE,
            "definition": json!({"States": {"A": {"Type": "Pass", "Result": garden.map(3)}}}).to_string()}),
        ),
        resource(
            "aws_db_instance",
            json!({"arn": "arn:aws:rds:eu-west-1:111122223333:db:d", "identifier": "d", "password": garden.value()}),
        ),
        resource(
            "aws_kms_grant",
            json!({"key_id": "k", "grant_id": "g", "grantee_principal": ROLE, "operations": ["Decrypt"], "grant_token": garden.value()}),
        ),
        resource(
            "random_password",
            json!({"result": garden.value(), "bcrypt_hash": garden.value()}),
        ),
        resource(
            "tls_private_key",
            json!({"private_key_pem": garden.value(), "private_key_openssh": garden.value()}),
        ),
    ];
    vec![(
        "terraform.tfstate".to_owned(),
        json!({"version": 4, "outputs": {"password": {"value": garden.value(), "sensitive": true}}, "resources": resources}),
    )]
}
