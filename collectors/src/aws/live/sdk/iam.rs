//! IAM: what proves users, providers, profiles. The authorization details are in their own file.

use aws_sdk_iam::types::{InstanceProfile, Tag};
use serde_json::{Map, Value, json};

use super::{Call, Clients, Failure, Page, details, paged, time, unknown, whole};
use crate::aws::split_pair;

/// What is asked here.
pub(super) const OPERATIONS: [&str; 17] = [
    "GetAccountAuthorizationDetails",
    "GetAccountSummary",
    "ListUsers",
    "ListAccessKeys",
    "GetAccessKeyLastUsed",
    "GetLoginProfile",
    "ListMFADevices",
    "ListServiceSpecificCredentials",
    "ListSigningCertificates",
    "ListSSHPublicKeys",
    "ListInstanceProfiles",
    "ListOpenIDConnectProviders",
    "GetOpenIDConnectProvider",
    "ListSAMLProviders",
    "GetSAMLProvider",
    "GetPolicy",
    "GetPolicyVersion",
];

pub(super) async fn page(clients: &Clients, call: &Call<'_>) -> Result<Page, Failure> {
    match (call.operation.name, call.argument) {
        (_, None) => listing(clients, call).await,
        ("GetOpenIDConnectProvider" | "GetSAMLProvider", Some(arn)) => {
            provider(clients, call, arn).await
        }
        ("GetPolicy" | "GetPolicyVersion", Some(argument)) => policy(clients, call, argument).await,
        (_, Some(user)) => of_user(clients, call, user).await,
    }
}

async fn listing(clients: &Clients, call: &Call<'_>) -> Result<Page, Failure> {
    let client = &clients.iam;
    let token = call.token.map(str::to_owned);
    match call.operation.name {
        "GetAccountAuthorizationDetails" => {
            let request = client
                .get_account_authorization_details()
                .max_items(1000)
                .set_marker(token);
            let answer = send!(clients, request);
            Ok(paged(&details::json(&answer), answer.marker()))
        }
        "GetAccountSummary" => {
            let answer = send!(clients, client.get_account_summary());
            let summary: Map<String, Value> = answer
                .summary_map()
                .into_iter()
                .flatten()
                .map(|(key, value)| (key.as_str().to_owned(), (*value).into()))
                .collect();
            Ok(whole(&json!({ "SummaryMap": summary })))
        }
        "ListUsers" => {
            let request = client.list_users().max_items(1000).set_marker(token);
            let answer = send!(clients, request);
            let users: Vec<Value> = answer
                .users()
                .iter()
                .map(|it| {
                    json!({
                        "UserName": it.user_name(), "Arn": it.arn(), "Path": it.path(), "UserId": it.user_id(),
                        "CreateDate": time(Some(it.create_date())),
                        "PasswordLastUsed": time(it.password_last_used()),
                    })
                })
                .collect();
            Ok(paged(&json!({ "Users": users }), answer.marker()))
        }
        "ListInstanceProfiles" => {
            let request = client
                .list_instance_profiles()
                .max_items(1000)
                .set_marker(token);
            let answer = send!(clients, request);
            let profiles: Vec<Value> = answer.instance_profiles().iter().map(profile).collect();
            let body = json!({ "InstanceProfiles": profiles });
            Ok(paged(&body, answer.marker()))
        }
        "ListOpenIDConnectProviders" => {
            let answer = send!(clients, client.list_open_id_connect_providers());
            let all: Vec<Value> = answer
                .open_id_connect_provider_list()
                .iter()
                .map(|it| json!({"Arn": it.arn()}))
                .collect();
            Ok(whole(&json!({ "OpenIDConnectProviderList": all })))
        }
        "ListSAMLProviders" => {
            let answer = send!(clients, client.list_saml_providers());
            let all: Vec<Value> = answer
                .saml_provider_list()
                .iter()
                .map(|it| {
                    json!({
                        "Arn": it.arn(),
                        "CreateDate": time(it.create_date()),
                        "ValidUntil": time(it.valid_until()),
                    })
                })
                .collect();
            Ok(whole(&json!({ "SAMLProviderList": all })))
        }
        _ => Err(unknown()),
    }
}

/// Operations about a user, or one of its keys.
async fn of_user(clients: &Clients, call: &Call<'_>, argument: &str) -> Result<Page, Failure> {
    let client = &clients.iam;
    let token = call.token.map(str::to_owned);
    match call.operation.name {
        "ListAccessKeys" => {
            let request = client.list_access_keys().user_name(argument);
            let answer = send!(clients, request.set_marker(token));
            let keys: Vec<Value> = answer
                .access_key_metadata()
                .iter()
                .map(|it| {
                    json!({
                        "UserName": it.user_name(), "AccessKeyId": it.access_key_id(),
                        "Status": it.status().map(|it| it.as_str()),
                        "CreateDate": time(it.create_date()),
                    })
                })
                .collect();
            let body = json!({ "AccessKeyMetadata": keys });
            Ok(paged(&body, answer.marker()))
        }
        "GetAccessKeyLastUsed" => {
            let request = client.get_access_key_last_used().access_key_id(argument);
            let answer = send!(clients, request);
            let used = answer.access_key_last_used();
            Ok(whole(&json!({
                "UserName": answer.user_name(),
                "AccessKeyLastUsed": {
                    "LastUsedDate": time(used.and_then(|it| it.last_used_date())),
                    "ServiceName": used.map(|it| it.service_name()),
                    "Region": used.map(|it| it.region()),
                },
            })))
        }
        "GetLoginProfile" => {
            let answer = send!(clients, client.get_login_profile().user_name(argument));
            let it = answer.login_profile();
            Ok(whole(&json!({"LoginProfile": {
                "UserName": it.map(|it| it.user_name()),
                "CreateDate": time(it.map(|it| it.create_date())),
                "PasswordResetRequired": it.map(|it| it.password_reset_required()),
            }})))
        }
        "ListMFADevices" => {
            let request = client.list_mfa_devices().user_name(argument);
            let answer = send!(clients, request.set_marker(token));
            let devices: Vec<Value> = answer
                .mfa_devices()
                .iter()
                .map(|it| json!({"SerialNumber": it.serial_number()}))
                .collect();
            Ok(paged(&json!({ "MFADevices": devices }), answer.marker()))
        }
        "ListServiceSpecificCredentials" => {
            let request = client.list_service_specific_credentials();
            let answer = send!(clients, request.user_name(argument));
            let all: Vec<Value> = answer
                .service_specific_credentials()
                .iter()
                .map(|it| {
                    json!({
                        "UserName": it.user_name(),
                        "ServiceSpecificCredentialId": it.service_specific_credential_id(),
                        "ServiceName": it.service_name(),
                        "Status": it.status().as_str(),
                        "CreateDate": time(Some(it.create_date())),
                        "ExpirationDate": time(it.expiration_date()),
                    })
                })
                .collect();
            Ok(whole(&json!({ "ServiceSpecificCredentials": all })))
        }
        "ListSigningCertificates" => {
            let request = client.list_signing_certificates().user_name(argument);
            let answer = send!(clients, request.set_marker(token));
            let all: Vec<Value> = answer
                .certificates()
                .iter()
                .map(|it| {
                    json!({
                        "UserName": it.user_name(), "CertificateId": it.certificate_id(),
                        "Status": it.status().as_str(), "UploadDate": time(it.upload_date()),
                    })
                })
                .collect();
            Ok(paged(&json!({ "Certificates": all }), answer.marker()))
        }
        "ListSSHPublicKeys" => {
            let request = client.list_ssh_public_keys().user_name(argument);
            let answer = send!(clients, request.set_marker(token));
            let all: Vec<Value> = answer
                .ssh_public_keys()
                .iter()
                .map(|it| {
                    json!({
                        "UserName": it.user_name(), "SSHPublicKeyId": it.ssh_public_key_id(),
                        "Status": it.status().as_str(), "UploadDate": time(Some(it.upload_date())),
                    })
                })
                .collect();
            Ok(paged(&json!({ "SSHPublicKeys": all }), answer.marker()))
        }
        _ => Err(unknown()),
    }
}

async fn provider(clients: &Clients, call: &Call<'_>, arn: &str) -> Result<Page, Failure> {
    let client = &clients.iam;
    if call.operation.name == "GetSAMLProvider" {
        // The metadata document is left out: it is large, and nothing is made of it.
        let answer = send!(clients, client.get_saml_provider().saml_provider_arn(arn));
        return Ok(whole(&json!({
            "CreateDate": time(answer.create_date()),
            "ValidUntil": time(answer.valid_until()),
            "Tags": tags(answer.tags()),
        })));
    }
    let request = client.get_open_id_connect_provider();
    let answer = send!(clients, request.open_id_connect_provider_arn(arn));
    Ok(whole(&json!({
        "Url": answer.url(),
        "ClientIDList": answer.client_id_list(),
        "CreateDate": time(answer.create_date()),
        "Tags": tags(answer.tags()),
    })))
}

async fn policy(clients: &Clients, call: &Call<'_>, argument: &str) -> Result<Page, Failure> {
    let client = &clients.iam;
    if call.operation.name == "GetPolicy" {
        let answer = send!(clients, client.get_policy().policy_arn(argument));
        let it = answer.policy();
        return Ok(whole(&json!({"Policy": {
            "Arn": it.and_then(|it| it.arn()),
            "PolicyName": it.and_then(|it| it.policy_name()),
            "DefaultVersionId": it.and_then(|it| it.default_version_id()),
        }})));
    }
    let (arn, version) = split_pair(argument).ok_or_else(unknown)?;
    let request = client.get_policy_version().policy_arn(arn);
    let answer = send!(clients, request.version_id(version));
    let it = answer.policy_version();
    Ok(whole(&json!({"PolicyVersion": {
        "Document": it.and_then(|it| it.document()),
        "VersionId": it.and_then(|it| it.version_id()),
        "IsDefaultVersion": it.map(|it| it.is_default_version()),
    }})))
}

/// An instance profile and its roles.
pub(super) fn profile(it: &InstanceProfile) -> Value {
    let roles: Vec<Value> = it
        .roles()
        .iter()
        .map(|role| json!({"Arn": role.arn(), "RoleName": role.role_name()}))
        .collect();
    json!({
        "Arn": it.arn(),
        "InstanceProfileName": it.instance_profile_name(),
        "InstanceProfileId": it.instance_profile_id(),
        "Roles": roles,
    })
}

pub(super) fn tags(all: &[Tag]) -> Vec<Value> {
    all.iter()
        .map(|tag| json!({"Key": tag.key(), "Value": tag.value()}))
        .collect()
}
