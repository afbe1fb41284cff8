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
    let url = "url:https://x.lambda-url.us-east-1.on.aws/";
    assert_eq!(function.attributes[url], "NONE");
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

#[test]
fn layers_are_code_that_functions_run() {
    let layer = "arn:aws:lambda:us-east-1:111122223333:layer:tools:3";
    let foreign = "arn:aws:lambda:eu-west-1:444455556666:layer:theirs:1";
    let sink = answers(
        "lambda",
        &[
            (
                "list-functions",
                "",
                json!({"Functions": [{"FunctionName": "score", "FunctionArn": ARN, "PackageType": "Image",
                    "CodeSha256": "0a1b", "Layers": [{"Arn": layer}, {"Arn": foreign}]}]}),
            ),
            (
                "list-layer-versions",
                "tools",
                json!({"LayerVersions": [{"LayerVersionArn": layer, "Version": 3, "Description": "d",
                    "CompatibleRuntimes": ["python3.13"]}]}),
            ),
            (
                "get-layer-version-policy",
                "tools 3",
                json!({"Policy": "{\"Statement\":[]}", "RevisionId": "r"}),
            ),
        ],
    );
    let it = &sink.facts.assets[layer];
    assert_eq!(it.class, AssetClass::Code);
    assert_eq!(it.kind, "aws:lambda:layer-version");
    assert_eq!(it.name, "tools:3");
    assert_eq!(it.attributes["description"], "d");
    assert_eq!(it.attributes["runtimes"], json!(["python3.13"]));
    let theirs = &sink.facts.assets[foreign];
    assert_eq!(theirs.scope.as_deref(), Some("aws:444455556666"));
    assert_eq!(theirs.region.as_deref(), Some("eu-west-1"));
    for from in [layer, foreign] {
        assert!(
            sink.facts
                .lineage
                .contains_key(&format!("{from}->{ARN}#code"))
        );
    }
    assert_eq!(sink.facts.workloads[ARN].attributes["image"], "sha256:0a1b");
    assert_eq!(sink.facts.attachments.len(), 1);
    assert_eq!(
        sink.facts.attachments.values().next().unwrap().target,
        layer
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}

#[test]
fn aliases_have_policies_and_streams_flow_into_functions() {
    let alias = format!("{ARN}:live");
    let queue = "arn:aws:sqs:us-east-1:111122223333:jobs";
    let secret = "arn:aws:secretsmanager:us-east-1:111122223333:secret:kafka-AbCdEf";
    let sink = answers(
        "lambda",
        &[
            (
                "list-aliases",
                "score",
                json!({"Aliases": [{"AliasArn": alias, "Name": "live", "FunctionVersion": "3"}]}),
            ),
            (
                "list-versions-by-function",
                "score",
                json!({"Versions": [{"FunctionArn": format!("{ARN}:3"), "Version": "3",
                    "Environment": {"Variables": {"A": "CANARY"}}}]}),
            ),
            (
                "get-policy",
                &alias,
                json!({"Policy": "{\"Statement\":[1]}", "RevisionId": "r"}),
            ),
            (
                "get-function-code-signing-config",
                "score",
                json!({"FunctionName": "score", "CodeSigningConfigArn": "arn:aws:lambda:us-east-1:111122223333:code-signing-config:c"}),
            ),
            (
                "list-event-source-mappings",
                "",
                json!({"EventSourceMappings": [
                    {"UUID": "u1", "EventSourceArn": queue, "FunctionArn": alias, "State": "Enabled",
                     "FilterCriteria": {"Filters": [{"Pattern": "CANARY"}]}},
                    {"UUID": "u2", "FunctionArn": ARN, "State": "Enabled",
                     "SourceAccessConfigurations": [{"Type": "SASL_SCRAM_512_AUTH", "URI": secret},
                        {"Type": "VPC_SUBNET", "URI": "subnet:s"}]}]}),
            ),
        ],
    );
    assert_eq!(sink.facts.workloads.len(), 1);
    let it = &sink.facts.workloads[ARN];
    assert_eq!(it.name, "score");
    assert_eq!(it.attributes["alias/live"], "3");
    assert_eq!(
        it.attributes["code_signing"],
        "arn:aws:lambda:us-east-1:111122223333:code-signing-config:c"
    );
    assert_eq!(
        it.attributes["event_source/u1"],
        json!({"source": queue, "state": "Enabled", "qualified": alias})
    );
    assert_eq!(
        it.attributes["event_source/u2"],
        json!({"state": "Enabled", "secrets": [secret]})
    );
    assert!(
        sink.facts
            .lineage
            .contains_key(&format!("{queue}->{ARN}#data"))
    );
    assert_eq!(
        sink.facts.policies[&format!("{alias}#resource")].document,
        "{\"Statement\":[1]}"
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}
