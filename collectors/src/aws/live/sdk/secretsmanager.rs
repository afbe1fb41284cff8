//! Secrets Manager: metadata and policies. `GetSecretValue` is nowhere.

use serde_json::{Value, json};

use super::{Call, Clients, Failure, Page, paged, time, unknown, whole};

/// What is asked here.
pub(super) const OPERATIONS: [&str; 2] = ["ListSecrets", "GetResourcePolicy"];

pub(super) async fn page(clients: &Clients, call: &Call<'_>) -> Result<Page, Failure> {
    let client = clients.secretsmanager(call.region);
    match (call.operation.name, call.argument) {
        ("ListSecrets", _) => {
            let request = client
                .list_secrets()
                .max_results(100)
                .set_next_token(call.token.map(str::to_owned));
            let answer = send!(clients, request);
            let secrets: Vec<Value> = answer.secret_list().iter().map(secret).collect();
            let body = json!({ "SecretList": secrets });
            Ok(paged(&body, answer.next_token()))
        }
        ("GetResourcePolicy", Some(id)) => {
            let answer = send!(clients, client.get_resource_policy().secret_id(id));
            Ok(whole(&json!({
                "ARN": answer.arn(),
                "ResourcePolicy": answer.resource_policy(),
            })))
        }
        _ => Err(unknown()),
    }
}

fn secret(it: &aws_sdk_secretsmanager::types::SecretListEntry) -> Value {
    let tags: Vec<Value> = it
        .tags()
        .iter()
        .map(|tag| json!({"Key": tag.key(), "Value": tag.value()}))
        .collect();
    json!({
        "ARN": it.arn(),
        "Name": it.name(),
        "Description": it.description(),
        "KmsKeyId": it.kms_key_id(),
        "RotationEnabled": it.rotation_enabled(),
        "RotationLambdaARN": it.rotation_lambda_arn(),
        "LastRotatedDate": time(it.last_rotated_date()),
        "LastChangedDate": time(it.last_changed_date()),
        "LastAccessedDate": time(it.last_accessed_date()),
        "DeletedDate": time(it.deleted_date()),
        "OwningService": it.owning_service(),
        "PrimaryRegion": it.primary_region(),
        "Tags": tags,
    })
}
