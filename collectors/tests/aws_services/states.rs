use blastradius_collectors::coverage::Outcome;
use serde_json::json;

use crate::{answers, everything};

const ARN: &str = "arn:aws:states:us-east-1:111122223333:stateMachine:retrain";

#[test]
fn of_a_definition_only_the_arns_are_kept() {
    let definition = json!({"Comment": "CANARY-comment", "StartAt": "Train", "States": {
        "Train": {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync",
            "Parameters": {"RoleArn": "arn:aws:iam::111122223333:role/train", "Token": "CANARY-token",
                "Note": "arn:aws:iam::111122223333:role/x CANARY-after-an-arn",
                "Deep": [{"Deeper": {"n": 1, "b": true, "f": 0.5, "z": null}}]},
            "Next": "Score"},
        "Score": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111122223333:function:score",
            "Credentials": {"RoleArn": "arn:aws:iam::444455556666:role/other"}, "End": true}}});
    let sink = answers(
        "states",
        &[
            (
                "list-state-machines",
                "",
                json!({"stateMachines": [{"stateMachineArn": ARN, "name": "retrain", "type": "STANDARD",
                    "creationDate": 1.0}]}),
            ),
            (
                "describe-state-machine",
                ARN,
                json!({"stateMachineArn": ARN, "name": "retrain", "status": "ACTIVE", "type": "STANDARD",
                    "definition": definition.to_string(),
                    "roleArn": "arn:aws:iam::111122223333:role/machine", "creationDate": "2026-01-01T00:00:00Z",
                    "loggingConfiguration": {"level": "ALL", "includeExecutionData": true, "destinations": [
                        {"cloudWatchLogsLogGroup": {"logGroupArn": "arn:aws:logs:us-east-1:111122223333:log-group:m:*"}}]},
                    "encryptionConfiguration": {"kmsKeyId": "alias/m", "type": "CUSTOMER_MANAGED_KMS_KEY"}}),
            ),
            (
                "list-tags-for-resource",
                ARN,
                json!({"tags": [{"key": "team", "value": "ml"}]}),
            ),
        ],
    );
    let machine = &sink.facts.workloads[ARN];
    assert_eq!(machine.kind, "aws:states:state-machine");
    assert_eq!(machine.name, "retrain");
    assert_eq!(machine.runs_as.len(), 1);
    assert_eq!(machine.runs_as[0].how, "execution-role");
    assert_eq!(
        machine.runs_as[0].identity,
        "arn:aws:iam::111122223333:role/machine"
    );
    let attributes = &machine.attributes;
    assert_eq!(
        attributes["invokes"],
        json!(["arn:aws:lambda:us-east-1:111122223333:function:score"])
    );
    assert_eq!(
        attributes["integrations"],
        json!(["arn:aws:states:::sagemaker:createTrainingJob.sync"])
    );
    assert_eq!(
        attributes["names_roles"],
        json!([
            "arn:aws:iam::111122223333:role/train",
            "arn:aws:iam::444455556666:role/other"
        ])
    );
    assert_eq!(attributes["state"], "ACTIVE");
    assert_eq!(attributes["machine_type"], "STANDARD");
    assert_eq!(attributes["log_level"], "ALL");
    assert_eq!(attributes["log_data"], true);
    assert_eq!(attributes["encryption_key"], "alias/m");
    assert_eq!(
        attributes["log_groups"],
        json!(["arn:aws:logs:us-east-1:111122223333:log-group:m:*"])
    );
    assert_eq!(machine.tags.as_ref().unwrap()["team"], "ml");
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn a_definition_that_cannot_be_parsed_is_a_gap_and_the_machine_stays() {
    for definition in ["[".repeat(10_000), "{\"CANARY\": \"CANARY".to_owned()] {
        let sink = answers(
            "states",
            &[(
                "describe-state-machine",
                ARN,
                json!({"stateMachineArn": ARN, "name": "retrain", "roleArn": "r", "definition": definition}),
            )],
        );
        assert_eq!(sink.facts.workloads[ARN].runs_as.len(), 1);
        assert_eq!(sink.coverage.len(), 1);
        assert_eq!(sink.coverage[0].outcome, Outcome::Unreadable);
        assert_eq!(sink.coverage[0].origin.pointer, "/definition");
        assert!(!everything(&sink).contains("CANARY"));
    }
}
