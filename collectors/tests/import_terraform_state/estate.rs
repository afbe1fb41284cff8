//! A state with a resource of most types.

use serde_json::{Value, json};

pub(super) const CANARY: &str = "canary-that-terraform-knows";
pub(super) const ACCOUNT: &str = "111122223333";

pub(super) fn arn(rest: &str) -> String {
    format!("arn:aws:{rest}").replace("ACCOUNT", ACCOUNT)
}

fn document(action: &str) -> String {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}).to_string()
}

/// Resources by type, name and attributes.
pub(super) fn resources() -> Vec<(&'static str, &'static str, Value)> {
    let role = arn("iam::ACCOUNT:role/ml/train");
    vec![
        (
            "aws_iam_role",
            "train",
            json!({"arn": role, "name": "train", "path": "/ml/", "unique_id": "AROA", "create_date": "2024-03-10T23:52:10Z",
            "assume_role_policy": document("sts:AssumeRole"), "inline_policy": [{"name": "block", "policy": document("s3:ListBucket")}],
            "managed_policy_arns": [arn("iam::aws:policy/ReadOnlyAccess")], "permissions_boundary": arn("iam::ACCOUNT:policy/fence"),
            "max_session_duration": 3600, "tags": {"team": "ml"}, "tags_all": {"team": "ml", "by": "terraform"}}),
        ),
        (
            "aws_iam_role_policy",
            "own",
            json!({"name": "own", "role": "train", "policy": document("s3:GetObject"), "id": "train:own"}),
        ),
        (
            "aws_iam_role_policy_attachment",
            "a",
            json!({"role": "train", "policy_arn": arn("iam::ACCOUNT:policy/fence")}),
        ),
        (
            "aws_iam_role_policy_attachments_exclusive",
            "x",
            json!({"role_name": "train", "policy_arns": [arn("iam::ACCOUNT:policy/only")]}),
        ),
        (
            "aws_iam_role_policies_exclusive",
            "x",
            json!({"role_name": "train", "policy_names": ["own"]}),
        ),
        (
            "aws_iam_policy",
            "fence",
            json!({"arn": arn("iam::ACCOUNT:policy/fence"), "name": "fence", "path": "/", "policy": document("s3:*")}),
        ),
        (
            "aws_iam_policy_attachment",
            "all",
            json!({"name": "n", "roles": ["train"], "users": ["deploy"], "groups": ["ops"], "policy_arn": arn("iam::ACCOUNT:policy/shared")}),
        ),
        (
            "aws_iam_user",
            "deploy",
            json!({"arn": arn("iam::ACCOUNT:user/ci/deploy"), "name": "deploy", "path": "/ci/", "unique_id": "AIDA"}),
        ),
        (
            "aws_iam_user_policy",
            "p",
            json!({"name": "up", "user": "deploy", "policy": document("kms:Decrypt")}),
        ),
        (
            "aws_iam_group",
            "ops",
            json!({"arn": arn("iam::ACCOUNT:group/ops"), "name": "ops", "path": "/", "unique_id": "AGPA"}),
        ),
        (
            "aws_iam_group_membership",
            "m",
            json!({"group": "ops", "users": ["deploy"], "name": "m"}),
        ),
        (
            "aws_iam_user_group_membership",
            "m",
            json!({"user": "deploy", "groups": ["ops"]}),
        ),
        (
            "aws_iam_access_key",
            "k",
            json!({"id": "AKIAIOSFODNN7EXAMPLE", "user": "deploy", "status": "Active", "create_date": "2024-03-10T23:52:10Z",
            "secret": CANARY, "ses_smtp_password_v4": CANARY, "encrypted_secret": CANARY}),
        ),
        (
            "aws_iam_instance_profile",
            "gpu",
            json!({"arn": arn("iam::ACCOUNT:instance-profile/gpu"), "name": "gpu", "path": "/", "role": "train"}),
        ),
        (
            "aws_s3_bucket",
            "data",
            json!({"arn": "arn:aws:s3:::data", "bucket": "data", "region": "eu-west-1", "tags_all": {}}),
        ),
        (
            "aws_s3_bucket_policy",
            "data",
            json!({"bucket": "data", "policy": document("s3:GetObject")}),
        ),
        (
            "aws_s3_bucket_public_access_block",
            "data",
            json!({"bucket": "data", "block_public_acls": true, "ignore_public_acls": true, "block_public_policy": true, "restrict_public_buckets": true}),
        ),
        (
            "aws_s3_bucket_server_side_encryption_configuration",
            "data",
            json!({"bucket": "data", "rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms", "kms_master_key_id": "k"}]}]}),
        ),
        (
            "aws_kms_key",
            "k",
            json!({"arn": arn("kms:eu-west-1:ACCOUNT:key/k-1"), "key_id": "k-1", "policy": document("kms:*"), "description": "d", "key_usage": "ENCRYPT_DECRYPT"}),
        ),
        (
            "aws_kms_grant",
            "g",
            json!({"key_id": "k-1", "grant_id": "g-1", "grantee_principal": role, "operations": ["Decrypt"], "grant_token": CANARY}),
        ),
        (
            "aws_secretsmanager_secret",
            "db",
            json!({"arn": arn("secretsmanager:eu-west-1:ACCOUNT:secret:db-AbCdEf"), "name": "db", "policy": ""}),
        ),
        (
            "aws_secretsmanager_secret_version",
            "db",
            json!({"secret_id": "x", "secret_string": CANARY, "arn": arn("secretsmanager:eu-west-1:ACCOUNT:secret:db-AbCdEf")}),
        ),
        (
            "aws_ssm_parameter",
            "p",
            json!({"arn": arn("ssm:eu-west-1:ACCOUNT:parameter/db/url"), "name": "/db/url", "type": "SecureString", "value": CANARY, "insecure_value": CANARY}),
        ),
        (
            "aws_lambda_function",
            "f",
            json!({"arn": arn("lambda:eu-west-1:ACCOUNT:function:ingest"), "function_name": "ingest", "role": role, "runtime": "python3.12",
            "environment": [{"variables": {"TOKEN": CANARY, "KEY": "AKIAIOSFODNN7EXAMPLE"}}], "layers": [arn("lambda:eu-west-1:ACCOUNT:layer:deps:3")], "vpc_config": []}),
        ),
        (
            "aws_lambda_permission",
            "s3",
            json!({"function_name": "ingest", "statement_id": "s3", "action": "lambda:InvokeFunction", "principal": "s3.amazonaws.com",
            "source_arn": "arn:aws:s3:::data", "event_source_token": CANARY}),
        ),
        (
            "aws_instance",
            "i",
            json!({"arn": arn("ec2:eu-west-1:ACCOUNT:instance/i-1"), "id": "i-1", "ami": "ami-1", "iam_instance_profile": "gpu", "user_data": CANARY,
            "user_data_base64": CANARY, "metadata_options": [{"http_tokens": "required", "http_endpoint": "enabled"}]}),
        ),
        (
            "aws_launch_template",
            "t",
            json!({"arn": arn("ec2:eu-west-1:ACCOUNT:launch-template/lt-1"), "id": "lt-1", "name": "gpu", "user_data": CANARY,
            "iam_instance_profile": [{"name": "gpu", "arn": ""}]}),
        ),
        (
            "aws_ecs_task_definition",
            "t",
            json!({"arn": arn("ecs:eu-west-1:ACCOUNT:task-definition/t:1"), "family": "t", "task_role_arn": role, "execution_role_arn": role,
            "container_definitions": json!([{"name": "c", "image": "i", "environment": [{"name": "TOKEN", "value": CANARY}]}]).to_string()}),
        ),
        (
            "aws_sagemaker_notebook_instance",
            "lab",
            json!({"arn": arn("sagemaker:eu-west-1:ACCOUNT:notebook-instance/lab"), "name": "lab", "role_arn": role}),
        ),
        (
            "aws_sagemaker_model",
            "m",
            json!({"arn": arn("sagemaker:eu-west-1:ACCOUNT:model/m"), "name": "m", "execution_role_arn": role,
            "primary_container": [{"image": "i", "model_data_url": "s3://data/m.tar.gz", "environment": {"TOKEN": CANARY}}]}),
        ),
        (
            "aws_sqs_queue",
            "q",
            json!({"arn": arn("sqs:eu-west-1:ACCOUNT:jobs"), "name": "jobs", "url": "u", "policy": document("sqs:*"), "kms_master_key_id": ""}),
        ),
        (
            "aws_db_instance",
            "d",
            json!({"arn": arn("rds:eu-west-1:ACCOUNT:db:d"), "identifier": "d", "engine": "postgres", "password": CANARY, "username": CANARY}),
        ),
        (
            "aws_organizations_policy",
            "guard",
            json!({"id": "p-guard", "arn": arn("organizations::ACCOUNT:policy/o-x/service_control_policy/p-guard"), "name": "guard",
            "type": "SERVICE_CONTROL_POLICY", "content": document("*")}),
        ),
        (
            "aws_organizations_policy_attachment",
            "guard",
            json!({"policy_id": "p-guard", "target_id": "ou-1"}),
        ),
        (
            "aws_subnet",
            "s",
            json!({"arn": arn("ec2:eu-west-1:ACCOUNT:subnet/s"), "id": "s"}),
        ),
        (
            "random_password",
            "p",
            json!({"result": CANARY, "bcrypt_hash": CANARY}),
        ),
    ]
}

/// A state file of version 4.
pub(super) fn state(resources: &[(&str, &str, Value)]) -> String {
    let resources: Vec<Value> = resources
        .iter()
        .map(|(kind, name, attributes)| {
            json!({"mode": "managed", "type": kind, "name": name, "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
                "instances": [{"schema_version": 0, "attributes": attributes, "sensitive_attributes": [], "private": CANARY}]})
        })
        .collect();
    json!({"version": 4, "terraform_version": "1.9.0", "serial": 3, "lineage": "l",
        "outputs": {"password": {"value": CANARY, "type": "string", "sensitive": true}}, "resources": resources, "check_results": null})
    .to_string()
}
