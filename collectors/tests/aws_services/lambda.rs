use blastradius_collectors::facts::AssetClass;
use serde_json::json;

use crate::{answers, everything};

const ARN: &str = "arn:aws:lambda:us-east-1:111122223333:function:score";

#[test]
fn a_function_runs_as_its_role_and_its_environment_has_no_values() {
    let sink = answers(
        "lambda",
        &[
            (
                "list-functions",
                "",
                json!({"Functions": [{
                    "FunctionName": "score", "FunctionArn": ARN, "Runtime": "python3.13",
                    "Role": "arn:aws:iam::111122223333:role/score", "Handler": "app.main", "CodeSize": 1,
                    "Description": "", "CodeSha256": "abc=", "PackageType": "Zip",
                    "VpcConfig": {"SubnetIds": [], "SecurityGroupIds": [], "VpcId": ""},
                    "Layers": [{"Arn": "arn:aws:lambda:us-east-1:111122223333:layer:tools:3", "CodeSize": 1}],
                    "Environment": {"Variables": {
                        "MODE": "CANARY-plain-value",
                        "DB_SECRET": "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf",
                        "KEY": "AKIAIOSFODNN7EXAMPLE"}}}]}),
            ),
            (
                "get-policy",
                "score",
                json!({"Policy": "{\"Statement\":[]}", "RevisionId": "r"}),
            ),
            (
                "list-function-url-configs",
                "score",
                json!({"FunctionUrlConfigs": [{"FunctionUrl": "https://x.lambda-url.us-east-1.on.aws/",
                    "FunctionArn": ARN, "AuthType": "NONE", "CreationTime": "t", "LastModifiedTime": "t"}]}),
            ),
            ("list-tags", ARN, json!({"Tags": {"team": "ml"}})),
        ],
    );
    let function = &sink.facts.workloads[ARN];
    assert_eq!(function.kind, "aws:lambda:function");
    assert_eq!(function.name, "score");
    assert_eq!(
        function.runs_as[0].identity,
        "arn:aws:iam::111122223333:role/score"
    );
    assert_eq!(function.runs_as[0].how, "execution-role");
    assert_eq!(function.attributes["url_auth"], "NONE");
    assert_eq!(
        function.attributes["layers"],
        json!(["arn:aws:lambda:us-east-1:111122223333:layer:tools:3"])
    );
    assert!(!function.attributes.contains_key("vpc"));
    assert_eq!(function.tags.as_ref().unwrap()["team"], "ml");
    let names: Vec<&str> = function
        .environment
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(names, ["DB_SECRET", "KEY", "MODE"]);
    let reference = function.environment[0].reference.as_deref();
    assert_eq!(
        reference,
        Some("arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf")
    );

    let code = &sink.facts.assets[&format!("{ARN}#code")];
    assert_eq!(code.class, AssetClass::Code);
    assert_eq!(sink.facts.attachments.values().next().unwrap().target, ARN);
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn an_error_in_place_of_the_variables_is_no_variables() {
    let body = json!({"Functions": [{"FunctionName": "f", "FunctionArn": ARN,
        "Environment": {"Error": {"ErrorCode": "AccessDeniedException", "Message": "no"}}}]});
    let sink = answers("lambda", &[("list-functions", "", body)]);
    assert!(sink.facts.workloads[ARN].environment.is_empty());
}
