use serde_json::json;

use crate::{answers, everything};

const ID: &str = "us-east-1:11111111-2222-3333-4444-555555555555";
const ARN: &str = "arn:aws:cognito-identity:us-east-1:111122223333:identitypool/us-east-1:11111111-2222-3333-4444-555555555555";

#[test]
fn a_pool_gives_roles_to_strangers_and_to_those_who_signed_in() {
    let role = |name: &str| format!("arn:aws:iam::111122223333:role/{name}");
    let sink = answers(
        "cognito_identity",
        &[
            (
                "list-identity-pools",
                "",
                json!({"IdentityPools": [{"IdentityPoolId": ID, "IdentityPoolName": "web"}]}),
            ),
            (
                "describe-identity-pool",
                ID,
                json!({"IdentityPoolId": ID, "IdentityPoolName": "web", "AllowUnauthenticatedIdentities": true,
                    "AllowClassicFlow": true, "SupportedLoginProviders": {"graph.facebook.com": "CANARY"},
                    "DeveloperProviderName": "login.example",
                    "OpenIdConnectProviderARNs": ["arn:aws:iam::111122223333:oidc-provider/idp.example"],
                    "SamlProviderARNs": ["arn:aws:iam::111122223333:saml-provider/corp"],
                    "CognitoIdentityProviders": [{"ProviderName": "cognito-idp.us-east-1.amazonaws.com/us-east-1_x",
                        "ClientId": "CANARY", "ServerSideTokenCheck": true}],
                    "IdentityPoolTags": {"team": "web"}}),
            ),
            (
                "get-identity-pool-roles",
                ID,
                json!({"IdentityPoolId": ID,
                    "Roles": {"authenticated": role("in"), "unauthenticated": role("out")},
                    "RoleMappings": {
                        "cognito-idp.us-east-1.amazonaws.com/us-east-1_x:c": {"Type": "Token",
                            "AmbiguousRoleResolution": "Deny"},
                        "graph.facebook.com": {"Type": "Rules", "RulesConfiguration": {"Rules": [
                            {"Claim": "sub", "MatchType": "Equals", "Value": "CANARY", "RoleARN": role("mapped")}]}}}}),
            ),
        ],
    );
    assert_eq!(sink.facts.workloads.len(), 1);
    let pool = &sink.facts.workloads[ARN];
    assert_eq!(pool.kind, "aws:cognito-identity:identity-pool");
    assert_eq!(pool.tags.as_ref().unwrap()["team"], "web");
    let mut runs_as: Vec<(&str, String)> = pool
        .runs_as
        .iter()
        .map(|it| (&*it.how, it.identity.clone()))
        .collect();
    runs_as.sort();
    assert_eq!(
        runs_as,
        [
            ("authenticated-role", role("in")),
            ("mapped-role", role("mapped")),
            ("unauthenticated-role", role("out")),
        ]
    );
    assert_eq!(
        serde_json::to_value(&pool.attributes).unwrap(),
        json!({"pool_name": "web", "allow_unauthenticated": true, "classic_flow": true,
            "login_providers": ["graph.facebook.com"], "developer_provider": "login.example",
            "openid_providers": ["arn:aws:iam::111122223333:oidc-provider/idp.example"],
            "saml_providers": ["arn:aws:iam::111122223333:saml-provider/corp"],
            "user_pools": ["cognito-idp.us-east-1.amazonaws.com/us-east-1_x"],
            "roles_from_token_of": ["cognito-idp.us-east-1.amazonaws.com/us-east-1_x:c"]})
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}
