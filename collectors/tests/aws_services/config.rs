use std::collections::BTreeSet;

use blastradius_collectors::aws::configuration_item::resource_types;
use serde_json::json;

use crate::{answers, everything, find};

#[test]
fn every_type_that_is_understood_is_selected() {
    let (_, select) = find(
        "config",
        "configservice",
        "select-aggregate-resource-config",
    );
    let (_, expression) = select.options[0];
    assert!(expression.len() <= 4096, "{}", expression.len());
    let selected: BTreeSet<&str> = expression
        .split('\'')
        .filter(|it| it.starts_with("AWS::"))
        .collect();
    let understood: BTreeSet<&str> = resource_types().collect();
    assert_eq!(selected, understood);
    let (_, sent) = select.fixed[0];
    let sent: String = serde_json::from_str(sent).unwrap();
    assert_eq!(sent, expression);
}

#[test]
fn what_is_recorded_of_other_accounts_becomes_facts() {
    let item = |account: &str, kind: &str, arn: String, configuration: serde_json::Value| {
        json!({"accountId": account, "awsRegion": "us-east-1", "resourceType": kind, "arn": arn,
            "configurationItemStatus": "OK", "configuration": configuration, "tags": []})
        .to_string()
    };
    let function = |account: &str| {
        let arn = format!("arn:aws:lambda:us-east-1:{account}:function:score");
        let configuration = json!({"functionName": "score", "functionArn": arn, "runtime": "python3.13",
            "role": format!("arn:aws:iam::{account}:role/score"),
            "environment": {"variables": {"TOKEN": "CANARY"}}});
        item(account, "AWS::Lambda::Function", arn, configuration)
    };
    let sink = answers(
        "config",
        &[
            (
                "describe-configuration-aggregators",
                "",
                json!({"ConfigurationAggregators": [{"ConfigurationAggregatorName": "org"}]}),
            ),
            (
                "select-aggregate-resource-config",
                "org",
                json!({"Results": [function("444455556666"), function("111122223333"), "no item"],
                    "QueryInfo": {"SelectFields": []}}),
            ),
        ],
    );
    let ids: Vec<&str> = sink.facts.workloads.keys().map(String::as_str).collect();
    // That of the account itself is asked for elsewhere.
    assert_eq!(
        ids,
        ["arn:aws:lambda:us-east-1:444455556666:function:score"]
    );
    let function = &sink.facts.workloads[ids[0]];
    assert_eq!(function.scope, "aws:444455556666");
    assert_eq!(
        function.runs_as[0].identity,
        "arn:aws:iam::444455556666:role/score"
    );
    assert_eq!(function.environment[0].name, "TOKEN");
    let mut gaps = sink.coverage.iter().filter(|it| !it.outcome.is_complete());
    assert!(gaps.next().unwrap().reason.contains("/Results/2"));
    assert!(gaps.next().is_none());
    assert!(!everything(&sink).contains("CANARY"));
}
