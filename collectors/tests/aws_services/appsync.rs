use serde_json::json;

use crate::{answers, everything};

const API: &str = "arn:aws:appsync:us-east-1:111122223333:apis/abc";

#[test]
fn an_api_runs_as_its_data_sources_and_its_keys_are_not_kept() {
    let role = |name: &str| format!("arn:aws:iam::111122223333:role/{name}");
    let function = "arn:aws:lambda:us-east-1:111122223333:function:resolve";
    let sink = answers(
        "appsync",
        &[
            (
                "list-graphql-apis",
                "",
                json!({"graphqlApis": [{"apiId": "abc", "name": "shop", "arn": API, "authenticationType": "API_KEY",
                    "additionalAuthenticationProviders": [{"authenticationType": "AWS_IAM"}], "visibility": "GLOBAL",
                    "uris": {"GRAPHQL": "https://x.appsync-api.us-east-1.amazonaws.com/graphql"},
                    "openIDConnectConfig": {"clientId": "CANARY"}, "ownerContact": "CANARY",
                    "mergedApiExecutionRoleArn": role("merge"),
                    "logConfig": {"cloudWatchLogsRoleArn": role("logs")}, "tags": {"team": "web"}}]}),
            ),
            (
                "list-data-sources",
                "abc",
                json!({"dataSources": [
                    {"name": "orders", "type": "AMAZON_DYNAMODB", "serviceRoleArn": role("data"),
                     "dynamodbConfig": {"tableName": "orders", "awsRegion": "eu-west-1"}},
                    {"name": "f", "type": "AWS_LAMBDA", "serviceRoleArn": role("data"),
                     "lambdaConfig": {"lambdaFunctionArn": function}},
                    {"name": "h", "type": "HTTP", "httpConfig": {"endpoint": "https://x/CANARY"}}]}),
            ),
            (
                "list-api-keys",
                "abc",
                json!({"apiKeys": [{"id": "da2-CANARY", "description": "CANARY", "expires": 1_900_000_000}]}),
            ),
        ],
    );
    let api = &sink.facts.workloads[API];
    assert_eq!(api.kind, "aws:appsync:graphql-api");
    assert_eq!(api.tags.as_ref().unwrap()["team"], "web");
    let mut runs_as: Vec<(&str, String)> = api
        .runs_as
        .iter()
        .map(|it| (&*it.how, it.identity.clone()))
        .collect();
    runs_as.sort();
    assert_eq!(
        runs_as,
        [
            ("data-source-role", role("data")),
            ("logs-role", role("logs")),
            ("merged-api-role", role("merge")),
        ]
    );
    assert_eq!(
        serde_json::to_value(&api.attributes).unwrap(),
        json!({"api_name": "shop", "authentication": ["API_KEY", "AWS_IAM"], "visibility": "GLOBAL",
            "url": "https://x.appsync-api.us-east-1.amazonaws.com/graphql",
            "api_key_until:2030-03-17T17:46:40Z": true})
    );
    let table = format!("arn:aws:dynamodb:eu-west-1:111122223333:table/orders->{API}#data");
    let calls = format!("{API}->{function}#data");
    let flows: Vec<&String> = sink.facts.lineage.keys().collect();
    assert_eq!(flows, [&calls, &table]);
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}
