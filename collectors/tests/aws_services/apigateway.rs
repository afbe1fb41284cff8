use serde_json::json;

use crate::{answers, everything};

const REST: &str = "arn:aws:apigateway:us-east-1::/restapis/abc";
const HTTP: &str = "arn:aws:apigateway:us-east-1::/apis/def";
const FUNCTION: &str = "arn:aws:lambda:us-east-1:111122223333:function:score";
const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[]}"#;

fn role(name: &str) -> String {
    format!("arn:aws:iam::111122223333:role/{name}")
}

#[test]
fn a_rest_api_has_its_policy_and_runs_as_its_integrations() {
    let uri = format!(
        "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{FUNCTION}:live/invocations"
    );
    let methods = json!({"GET": {"httpMethod": "GET", "authorizationType": "NONE", "methodIntegration": {
        "type": "AWS_PROXY", "uri": uri, "credentials": role("call"),
        "requestTemplates": {"application/json": "CANARY"}, "requestParameters": {"p": "'CANARY'"}}},
        "POST": {"httpMethod": "POST", "methodIntegration": {"type": "AWS", "credentials": "arn:aws:iam::*:user/*",
            "uri": "arn:aws:apigateway:us-east-1:sqs:path/1/q"}}});
    // The AWS CLI says `items`, the service `item`.
    for list in ["items", "item"] {
        let sink = answers(
            "apigateway",
            &[
                (
                    "apigateway get-rest-apis",
                    "",
                    json!({list: [{"id": "abc", "name": "scoring", "description": "d", "policy": POLICY.replace('"', "\\\""),
                        "endpointConfiguration": {"types": ["PRIVATE"], "vpcEndpointIds": ["vpce-1"]},
                        "disableExecuteApiEndpoint": false, "tags": {"team": "ml"}}]}),
                ),
                (
                    "apigateway get-resources",
                    "abc",
                    json!({list: [{"id": "r", "path": "/"}, {"id": "s", "path": "/x", "resourceMethods": methods}]}),
                ),
                (
                    "apigateway get-authorizers",
                    "abc",
                    json!({list: [{"id": "a", "name": "n", "type": "TOKEN", "authorizerUri": uri,
                        "authorizerCredentials": role("check"), "identityValidationExpression": "CANARY"}]}),
                ),
            ],
        );
        assert_eq!(sink.facts.workloads.len(), 1);
        let api = &sink.facts.workloads[REST];
        assert_eq!(api.kind, "aws:apigateway:rest-api");
        assert_eq!(api.tags.as_ref().unwrap()["team"], "ml");
        assert_eq!(
            serde_json::to_value(&api.attributes).unwrap(),
            json!({"api_name": "scoring", "description": "d", "endpoint_types": ["PRIVATE"],
                "vpc_endpoints": ["vpce-1"], "default_endpoint_off": false,
                "execute_api": "arn:aws:execute-api:us-east-1:111122223333:abc"})
        );
        let runs_as: Vec<(String, &str)> = api
            .runs_as
            .iter()
            .map(|it| (it.identity.clone(), &*it.how))
            .collect();
        assert_eq!(
            runs_as,
            [
                (role("call"), "integration-role"),
                (role("check"), "authorizer-role")
            ]
        );
        let flows: Vec<&String> = sink.facts.lineage.keys().collect();
        assert_eq!(flows, [&format!("{REST}->{FUNCTION}#data")]);
        assert_eq!(
            sink.facts.policies[&format!("{REST}#resource")].document,
            POLICY
        );
        assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
        assert!(!everything(&sink).contains("CANARY"));
    }
}

#[test]
fn an_http_api_runs_as_its_integrations() {
    let cli = [
        (
            "apigatewayv2 get-apis",
            "",
            json!({"Items": [{"ApiId": "def", "Name": "front", "ProtocolType": "HTTP",
                "ApiEndpoint": "https://def.execute-api.us-east-1.amazonaws.com", "Tags": {"a": "b"}}]}),
        ),
        (
            "apigatewayv2 get-integrations",
            "def",
            json!({"Items": [{"IntegrationId": "i", "CredentialsArn": role("call"), "IntegrationUri": FUNCTION,
                "RequestParameters": {"p": "CANARY"}}]}),
        ),
        (
            "apigatewayv2 get-authorizers",
            "def",
            json!({"Items": [{"AuthorizerId": "a", "AuthorizerCredentialsArn": role("check")}]}),
        ),
    ];
    let wire = [
        (
            "apigatewayv2 get-apis",
            "",
            json!({"items": [{"apiId": "def", "name": "front", "protocolType": "HTTP",
                "apiEndpoint": "https://def.execute-api.us-east-1.amazonaws.com", "tags": {"a": "b"}}]}),
        ),
        (
            "apigatewayv2 get-integrations",
            "def",
            json!({"items": [{"credentialsArn": role("call"), "integrationUri": FUNCTION}]}),
        ),
        (
            "apigatewayv2 get-authorizers",
            "def",
            json!({"items": [{"authorizerCredentialsArn": role("check")}]}),
        ),
    ];
    for all in [cli, wire] {
        let sink = answers("apigateway", &all);
        let api = &sink.facts.workloads[HTTP];
        assert_eq!(api.kind, "aws:apigateway:api");
        assert_eq!(api.attributes["api_name"], "front");
        assert_eq!(api.attributes["protocol"], "HTTP");
        assert_eq!(
            api.attributes["url"],
            "https://def.execute-api.us-east-1.amazonaws.com"
        );
        assert_eq!(api.tags.as_ref().unwrap()["a"], "b");
        assert_eq!(api.runs_as.len(), 2);
        assert!(
            sink.facts
                .lineage
                .contains_key(&format!("{HTTP}->{FUNCTION}#data"))
        );
        assert!(!everything(&sink).contains("CANARY"));
    }
}

#[test]
fn no_apis_are_an_answer_without_a_list() {
    let sink = answers(
        "apigateway",
        &[
            ("apigateway get-rest-apis", "", json!({})),
            ("apigatewayv2 get-apis", "", json!({"items": []})),
        ],
    );
    assert!(sink.facts.workloads.is_empty());
}
