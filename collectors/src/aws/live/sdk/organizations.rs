//! Organizations: the tree of accounts and its policies.

use aws_sdk_organizations::types::{Account, PolicySummary, PolicyType, Root};
use serde_json::{Value, json};

use super::{Call, Clients, Failure, Page, paged, unknown, whole};

/// What is asked here.
pub(super) const OPERATIONS: [&str; 9] = [
    "DescribeOrganization",
    "ListRoots",
    "ListOrganizationalUnitsForParent",
    "ListAccountsForParent",
    "ListAccounts",
    "ListDelegatedAdministrators",
    "ListPolicies",
    "DescribePolicy",
    "ListTargetsForPolicy",
];

pub(super) async fn page(clients: &Clients, call: &Call<'_>) -> Result<Page, Failure> {
    match call.argument {
        None => listing(clients, call).await,
        Some(argument) => about(clients, call, argument).await,
    }
}

async fn listing(clients: &Clients, call: &Call<'_>) -> Result<Page, Failure> {
    let client = &clients.organizations;
    let token = call.token.map(str::to_owned);
    match call.operation.name {
        "DescribeOrganization" => {
            let answer = send!(clients, client.describe_organization());
            let it = answer.organization();
            Ok(whole(&json!({"Organization": {
                "Id": it.and_then(|it| it.id()),
                "Arn": it.and_then(|it| it.arn()),
                "MasterAccountId": it.and_then(|it| it.master_account_id()),
                "FeatureSet": it.and_then(|it| it.feature_set()).map(|it| it.as_str()),
            }})))
        }
        "ListRoots" => {
            let answer = send!(clients, client.list_roots().set_next_token(token));
            let roots: Vec<Value> = answer.roots().iter().map(root).collect();
            Ok(paged(&json!({ "Roots": roots }), answer.next_token()))
        }
        "ListAccounts" => {
            let answer = send!(clients, client.list_accounts().set_next_token(token));
            Ok(paged(&accounts(answer.accounts()), answer.next_token()))
        }
        "ListDelegatedAdministrators" => {
            let request = client.list_delegated_administrators().set_next_token(token);
            let answer = send!(clients, request);
            let accounts: Vec<Value> = answer
                .delegated_administrators()
                .iter()
                .map(|it| {
                    json!({
                        "Id": it.id(), "Arn": it.arn(), "Name": it.name(),
                        "Status": it.status().map(|it| it.as_str()),
                    })
                })
                .collect();
            let body = json!({ "DelegatedAdministrators": accounts });
            Ok(paged(&body, answer.next_token()))
        }
        _ => Err(unknown()),
    }
}

/// Operations about a parent, a kind of policy, or a policy.
async fn about(clients: &Clients, call: &Call<'_>, id: &str) -> Result<Page, Failure> {
    let client = &clients.organizations;
    let token = call.token.map(str::to_owned);
    match call.operation.name {
        "ListOrganizationalUnitsForParent" => {
            let request = client
                .list_organizational_units_for_parent()
                .parent_id(id)
                .set_next_token(token);
            let answer = send!(clients, request);
            let units: Vec<Value> = answer
                .organizational_units()
                .iter()
                .map(|it| json!({"Id": it.id(), "Arn": it.arn(), "Name": it.name()}))
                .collect();
            let body = json!({ "OrganizationalUnits": units });
            Ok(paged(&body, answer.next_token()))
        }
        "ListAccountsForParent" => {
            let request = client
                .list_accounts_for_parent()
                .parent_id(id)
                .set_next_token(token);
            let answer = send!(clients, request);
            Ok(paged(&accounts(answer.accounts()), answer.next_token()))
        }
        "ListPolicies" => {
            let request = client
                .list_policies()
                .filter(PolicyType::from(id))
                .set_next_token(token);
            let answer = send!(clients, request);
            let policies: Vec<Value> = answer.policies().iter().map(summary).collect();
            Ok(paged(&json!({ "Policies": policies }), answer.next_token()))
        }
        "DescribePolicy" => {
            let answer = send!(clients, client.describe_policy().policy_id(id));
            let it = answer.policy();
            Ok(whole(&json!({"Policy": {
                "PolicySummary": it.and_then(|it| it.policy_summary()).map(summary),
                "Content": it.and_then(|it| it.content()),
            }})))
        }
        "ListTargetsForPolicy" => {
            let request = client
                .list_targets_for_policy()
                .policy_id(id)
                .set_next_token(token);
            let answer = send!(clients, request);
            let targets: Vec<Value> = answer
                .targets()
                .iter()
                .map(|it| json!({"TargetId": it.target_id()}))
                .collect();
            Ok(paged(&json!({ "Targets": targets }), answer.next_token()))
        }
        _ => Err(unknown()),
    }
}

fn root(it: &Root) -> Value {
    let types: Vec<Value> = it
        .policy_types()
        .iter()
        .map(|it| {
            json!({
                "Type": it.r#type().map(PolicyType::as_str),
                "Status": it.status().map(|it| it.as_str()),
            })
        })
        .collect();
    json!({"Id": it.id(), "Arn": it.arn(), "Name": it.name(), "PolicyTypes": types})
}

fn summary(it: &PolicySummary) -> Value {
    json!({
        "Id": it.id(),
        "Arn": it.arn(),
        "Name": it.name(),
        "Type": it.r#type().map(PolicyType::as_str),
        "AwsManaged": it.aws_managed(),
    })
}

fn accounts(all: &[Account]) -> Value {
    let accounts: Vec<Value> = all
        .iter()
        .map(|it| {
            json!({
                "Id": it.id(), "Arn": it.arn(), "Name": it.name(),
                "Status": it.state().map(|it| it.as_str()),
            })
        })
        .collect();
    json!({ "Accounts": accounts })
}
