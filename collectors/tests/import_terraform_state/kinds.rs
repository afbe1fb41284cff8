//! One resource of each of the other types: all are understood.

use blastradius_collectors::coverage::Outcome;
use serde_json::{Value, json};

use super::estate::{CANARY, arn, state};
use super::import_text;

fn resources() -> Vec<(&'static str, &'static str, Value)> {
    let role = arn("iam::ACCOUNT:role/r");
    let document = json!({"Version": "2012-10-17", "Statement": []}).to_string();
    vec![
        (
            "aws_iam_openid_connect_provider",
            "r",
            json!({"arn": arn("iam::ACCOUNT:oidc-provider/x"), "url": "x", "client_id_list": ["a"]}),
        ),
        (
            "aws_iam_saml_provider",
            "r",
            json!({"arn": arn("iam::ACCOUNT:saml-provider/x"), "saml_metadata_document": CANARY}),
        ),
        (
            "aws_iam_user_login_profile",
            "r",
            json!({"user": "u", "password": CANARY}),
        ),
        (
            "aws_iam_service_specific_credential",
            "r",
            json!({"user_name": "u", "service_name": "codecommit.amazonaws.com", "service_specific_credential_id": "ACCA",
            "status": "Active", "service_password": CANARY}),
        ),
        (
            "aws_cognito_identity_pool",
            "r",
            json!({"arn": arn("cognito-identity:eu-west-1:ACCOUNT:identitypool/eu-west-1:1"), "id": "eu-west-1:1", "identity_pool_name": "p",
            "allow_unauthenticated_identities": true, "allow_classic_flow": false}),
        ),
        (
            "aws_rolesanywhere_profile",
            "r",
            json!({"arn": arn("rolesanywhere:eu-west-1:ACCOUNT:profile/p"), "id": "p", "name": "p", "enabled": true, "role_arns": [role],
            "managed_policy_arns": [], "session_policy": ""}),
        ),
        (
            "aws_s3_account_public_access_block",
            "r",
            json!({"block_public_acls": true, "ignore_public_acls": true, "block_public_policy": true, "restrict_public_buckets": true}),
        ),
        (
            "aws_s3_bucket_ownership_controls",
            "r",
            json!({"bucket": "b", "rule": [{"object_ownership": "BucketOwnerEnforced"}]}),
        ),
        (
            "aws_kms_key_policy",
            "r",
            json!({"key_id": "k", "policy": document}),
        ),
        (
            "aws_kms_alias",
            "r",
            json!({"arn": arn("kms:eu-west-1:ACCOUNT:alias/a"), "name": "alias/a", "target_key_id": "k"}),
        ),
        (
            "aws_secretsmanager_secret_policy",
            "r",
            json!({"secret_arn": arn("secretsmanager:eu-west-1:ACCOUNT:secret:s-AbCdEf"), "policy": document}),
        ),
        (
            "aws_sns_topic",
            "r",
            json!({"arn": arn("sns:eu-west-1:ACCOUNT:t"), "name": "t", "policy": document, "kms_master_key_id": ""}),
        ),
        (
            "aws_sns_topic_policy",
            "r",
            json!({"arn": arn("sns:eu-west-1:ACCOUNT:t"), "policy": document}),
        ),
        (
            "aws_sqs_queue_policy",
            "r",
            json!({"queue_url": "https://sqs.eu-west-1.amazonaws.com/111122223333/q", "policy": document}),
        ),
        (
            "aws_dynamodb_table",
            "r",
            json!({"arn": arn("dynamodb:eu-west-1:ACCOUNT:table/t"), "name": "t", "server_side_encryption": [], "stream_arn": ""}),
        ),
        (
            "aws_dynamodb_resource_policy",
            "r",
            json!({"resource_arn": arn("dynamodb:eu-west-1:ACCOUNT:table/t"), "policy": document}),
        ),
        (
            "aws_ecr_repository",
            "r",
            json!({"arn": arn("ecr:eu-west-1:ACCOUNT:repository/r"), "name": "r", "repository_url": "u", "image_tag_mutability": "MUTABLE",
            "encryption_configuration": [{"encryption_type": "AES256", "kms_key": ""}]}),
        ),
        (
            "aws_ecr_repository_policy",
            "r",
            json!({"repository": "r", "policy": document}),
        ),
        (
            "aws_rds_cluster",
            "r",
            json!({"arn": arn("rds:eu-west-1:ACCOUNT:cluster:c"), "cluster_identifier": "c", "engine": "aurora", "iam_roles": [role], "master_password": CANARY,
            "storage_encrypted": true, "iam_database_authentication_enabled": false, "master_user_secret": []}),
        ),
        (
            "aws_redshift_cluster",
            "r",
            json!({"arn": arn("redshift:eu-west-1:ACCOUNT:namespace:1"), "cluster_identifier": "w", "cluster_namespace_arn": arn("redshift:eu-west-1:ACCOUNT:namespace:1"),
            "encrypted": true, "publicly_accessible": false, "iam_roles": [role], "master_password": CANARY}),
        ),
        (
            "aws_opensearch_domain",
            "r",
            json!({"arn": arn("es:eu-west-1:ACCOUNT:domain/d"), "domain_name": "d", "domain_id": "1/d", "access_policies": document, "encrypt_at_rest": [{"kms_key_id": "k"}]}),
        ),
        (
            "aws_lambda_function_url",
            "r",
            json!({"function_name": "f", "function_arn": arn("lambda:eu-west-1:ACCOUNT:function:f"), "function_url": "https://x", "authorization_type": "NONE"}),
        ),
        (
            "aws_lambda_event_source_mapping",
            "r",
            json!({"uuid": "1", "event_source_arn": arn("sqs:eu-west-1:ACCOUNT:q"), "function_arn": arn("lambda:eu-west-1:ACCOUNT:function:f"), "state": "Enabled"}),
        ),
        (
            "aws_ecs_cluster",
            "r",
            json!({"arn": arn("ecs:eu-west-1:ACCOUNT:cluster/c"), "name": "c"}),
        ),
        (
            "aws_ecs_service",
            "r",
            json!({"id": arn("ecs:eu-west-1:ACCOUNT:service/c/s"), "cluster": arn("ecs:eu-west-1:ACCOUNT:cluster/c"), "task_definition": arn("ecs:eu-west-1:ACCOUNT:task-definition/t:1"),
            "desired_count": 1, "launch_type": "FARGATE", "enable_execute_command": true}),
        ),
        (
            "aws_eks_cluster",
            "r",
            json!({"arn": arn("eks:eu-west-1:ACCOUNT:cluster/k"), "name": "k", "role_arn": role, "endpoint": "e", "identity": [{"oidc": [{"issuer": "https://i"}]}],
            "vpc_config": [{"endpoint_public_access": true}]}),
        ),
        (
            "aws_eks_node_group",
            "r",
            json!({"arn": arn("eks:eu-west-1:ACCOUNT:nodegroup/k/n/1"), "cluster_name": "k", "node_group_name": "n", "node_role_arn": role}),
        ),
        (
            "aws_eks_pod_identity_association",
            "r",
            json!({"cluster_name": "k", "association_id": "a-1", "association_arn": arn("eks:eu-west-1:ACCOUNT:podidentityassociation/k/a-1"),
            "namespace": "n", "service_account": "s", "role_arn": role}),
        ),
        (
            "aws_codebuild_project",
            "r",
            json!({"arn": arn("codebuild:eu-west-1:ACCOUNT:project/p"), "name": "p", "service_role": role, "source": [{"type": "GITHUB", "location": "https://x", "buildspec": CANARY}],
            "artifacts": [{"type": "S3", "location": "b"}], "environment": [{"image": "i", "privileged_mode": true, "environment_variable": [{"name": "N", "value": CANARY, "type": "PLAINTEXT"}]}]}),
        ),
        (
            "aws_codepipeline",
            "r",
            json!({"arn": arn("codepipeline:eu-west-1:ACCOUNT:p"), "name": "p", "role_arn": role, "artifact_store": [{"type": "S3", "location": "b"}],
            "stage": [{"name": "s", "action": [{"name": "a", "category": "Build", "owner": "AWS", "provider": "CodeBuild", "version": "1", "role_arn": "", "configuration": {"ProjectName": "p", "OAuthToken": CANARY}}]}]}),
        ),
        (
            "aws_sfn_state_machine",
            "r",
            json!({"arn": arn("states:eu-west-1:ACCOUNT:stateMachine:m"), "name": "m", "role_arn": role, "type": "STANDARD", "status": "ACTIVE",
            "definition": json!({"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": CANARY, "End": true}}}).to_string()}),
        ),
        (
            "aws_glue_job",
            "r",
            json!({"arn": arn("glue:eu-west-1:ACCOUNT:job/j"), "name": "j", "role_arn": role, "command": [{"name": "glueetl", "script_location": "s3://b/j.py"}], "default_arguments": {"--k": CANARY}, "connections": ["c"]}),
        ),
        (
            "aws_batch_job_definition",
            "r",
            json!({"arn": arn("batch:eu-west-1:ACCOUNT:job-definition/j:1"), "name": "j", "revision": 1, "type": "container",
            "container_properties": json!({"image": "i", "jobRoleArn": role, "environment": [{"name": "N", "value": CANARY}]}).to_string()}),
        ),
        (
            "aws_scheduler_schedule",
            "r",
            json!({"arn": arn("scheduler:eu-west-1:ACCOUNT:schedule/default/s"), "name": "s", "group_name": "default", "state": "ENABLED",
            "target": [{"arn": arn("lambda:eu-west-1:ACCOUNT:function:f"), "role_arn": role, "input": CANARY}]}),
        ),
        (
            "aws_cloudwatch_event_target",
            "r",
            json!({"rule": "r", "event_bus_name": "default", "target_id": "t", "arn": arn("lambda:eu-west-1:ACCOUNT:function:f"), "role_arn": role, "input": CANARY}),
        ),
        (
            "aws_sagemaker_endpoint",
            "r",
            json!({"arn": arn("sagemaker:eu-west-1:ACCOUNT:endpoint/e"), "name": "e", "endpoint_config_name": "c"}),
        ),
        (
            "aws_sagemaker_endpoint_configuration",
            "r",
            json!({"arn": arn("sagemaker:eu-west-1:ACCOUNT:endpoint-config/c"), "name": "c", "production_variants": [{"variant_name": "v", "model_name": "m"}]}),
        ),
        (
            "aws_sagemaker_domain",
            "r",
            json!({"arn": arn("sagemaker:eu-west-1:ACCOUNT:domain/d-1"), "id": "d-1", "domain_name": "d", "auth_mode": "IAM", "default_user_settings": [{"execution_role": role}],
            "default_space_settings": [], "app_network_access_type": "VpcOnly", "url": "https://x", "kms_key_id": ""}),
        ),
        (
            "aws_bedrockagent_agent",
            "r",
            json!({"agent_arn": arn("bedrock:eu-west-1:ACCOUNT:agent/A"), "agent_id": "A", "agent_name": "a", "agent_resource_role_arn": role, "foundation_model": "m", "instruction": CANARY}),
        ),
        (
            "aws_bedrockagent_knowledge_base",
            "r",
            json!({"arn": arn("bedrock:eu-west-1:ACCOUNT:knowledge-base/K"), "id": "K", "name": "k", "role_arn": role}),
        ),
        (
            "aws_organizations_organization",
            "r",
            json!({"arn": arn("organizations::ACCOUNT:organization/o-x"), "id": "o-x", "master_account_id": "111122223333", "feature_set": "ALL",
            "roots": [{"id": "r-1", "arn": arn("organizations::ACCOUNT:root/o-x/r-1"), "name": "Root", "policy_types": []}]}),
        ),
        (
            "aws_organizations_organizational_unit",
            "r",
            json!({"arn": arn("organizations::ACCOUNT:ou/o-x/ou-1"), "id": "ou-1", "name": "u", "parent_id": "r-1"}),
        ),
        (
            "aws_organizations_account",
            "r",
            json!({"arn": arn("organizations::ACCOUNT:account/o-x/444455556666"), "id": "444455556666", "name": "a", "parent_id": "ou-1", "status": "ACTIVE", "email": CANARY}),
        ),
    ]
}

#[test]
fn every_other_type_is_understood() {
    for one in resources() {
        // Alone, so that each must make facts of its own. A role beside it tells the account.
        let kind = one.0;
        let beside = (
            "aws_sqs_queue",
            "x",
            json!({"arn": arn("sqs:eu-west-1:ACCOUNT:beside"), "name": "beside"}),
        );
        let (summary, snapshot) = import_text(&state(&[beside, one]));
        assert!(
            summary.problems.is_empty(),
            "{kind}: {:?}",
            summary.problems
        );
        let bad: Vec<_> = snapshot
            .coverage
            .iter()
            .filter(|it| it.outcome == Outcome::Unreadable)
            .collect();
        assert!(bad.is_empty(), "{kind}: {bad:#?}");
        let text = format!("{:?}", snapshot.facts);
        assert!(
            text.contains(&format!("\"{kind}.r\"")),
            "{kind} makes no fact"
        );
        assert!(
            !format!("{text} {:?}", snapshot.coverage).contains(CANARY),
            "{kind}"
        );
    }
}
