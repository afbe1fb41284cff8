//! What `terraform show -json` prints of a state and of a plan.

use serde_json::{Value, json};

use super::estate::{CANARY, arn, resources, state};
use super::{about, import_text};

fn shown() -> Vec<Value> {
    let one = |(kind, name, values): &(&str, &str, Value)| {
        json!({"address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name, "values": values,
            "sensitive_values": {"secret": true, "tags": {}, "environment": [{"variables": {}}]}})
    };
    resources().iter().map(one).collect()
}

#[test]
fn the_shown_state_is_the_state() {
    let mut root = shown();
    let child = root.split_off(3);
    let text = json!({"format_version": "1.0", "terraform_version": "1.9.0", "values": {
        "outputs": {"o": {"sensitive": true, "value": CANARY}},
        "root_module": {"resources": root, "child_modules": [{"address": "module.m", "resources": [],
            "child_modules": [{"address": "module.m.module.n", "resources": child}]}]}}});
    let (summary, snapshot) = import_text(&text.to_string());
    assert!(summary.problems.is_empty(), "{:?}", summary.problems);
    let (_, file) = import_text(&state(&resources()));
    let ids = |it: &blastradius_collectors::snapshot::Snapshot| {
        let facts = &it.facts;
        let names = facts
            .identities
            .keys()
            .chain(facts.policies.keys())
            .chain(facts.workloads.keys());
        names
            .chain(facts.assets.keys())
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&snapshot), ids(&file));
    assert!(!format!("{:?} {:?}", snapshot.facts, snapshot.coverage).contains(CANARY));
}

fn plan() -> Value {
    let resource = |kind: &str, name: &str, values: Value| json!({"address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name, "values": values});
    let change = |address: &str, unknown: Value| json!({"address": address, "change": {"actions": ["create"], "before": null, "after": {"secret": CANARY}, "after_unknown": unknown}});
    json!({"format_version": "1.2", "variables": {"password": {"value": CANARY}},
        "planned_values": {"root_module": {"resources": [
            resource("aws_s3_bucket", "old", json!({"arn": "arn:aws:s3:::old", "bucket": "old"})),
            resource("aws_sqs_queue", "old", json!({"arn": arn("sqs:eu-west-1:ACCOUNT:old"), "name": "old"})),
            resource("aws_iam_role", "new", json!({"name": "new", "path": "/", "assume_role_policy": "{}"})),
            resource("aws_iam_role_policy", "new", json!({"name": "p", "role": "new"})),
            resource("aws_lambda_function", "new", json!({"function_name": "f", "environment": [{"variables": {"TOKEN": CANARY}}]})),
            resource("aws_secretsmanager_secret", "new", json!({"name": "s"})),
        ]}},
        "resource_changes": [
            change("aws_iam_role_policy.new", json!({"id": true, "policy": true})),
            change("aws_lambda_function.new", json!({"arn": true, "role": true})),
        ],
        "configuration": {"root_module": {"variables": {"password": {"default": CANARY}}}}})
}

#[test]
fn a_plan_tells_what_will_be_and_what_is_not_known_yet() {
    let (summary, snapshot) = import_text(&plan().to_string());
    assert!(summary.problems.is_empty(), "{:?}", summary.problems);
    let facts = &snapshot.facts;
    let role = arn("iam::ACCOUNT:role/new");
    assert!(
        facts.identities.contains_key(&role),
        "its ARN follows from its name"
    );
    let policy = &facts.policies[&format!("{role}#inline/p")];
    assert_eq!(policy.document, "");
    let gap = about(&snapshot, "aws_iam_role_policy.new");
    assert!(
        gap[0]
            .reason
            .contains("`policy` is known only after the plan is applied")
    );
    let function = &facts.workloads[&arn("lambda:eu-west-1:ACCOUNT:function:f")];
    assert!(function.runs_as.is_empty());
    assert!(
        about(&snapshot, "aws_lambda_function.new")[0]
            .reason
            .contains("`role`")
    );
    assert!(
        !facts.assets.keys().any(|it| it.contains("secret:")),
        "AWS chooses the end of its ARN"
    );
    assert!(!format!("{facts:?} {:?} {summary:?}", snapshot.coverage).contains(CANARY));
}

#[test]
fn without_an_account_there_is_a_gap_for_each() {
    let mut plan = plan();
    let resources = plan["planned_values"]["root_module"]["resources"]
        .as_array_mut()
        .unwrap();
    resources.remove(1);
    let (summary, snapshot) = import_text(&plan.to_string());
    assert!(summary.is_empty());
    let gap = about(&snapshot, "aws_iam_role.new");
    assert!(
        gap[0].reason.contains("its account is not known"),
        "{}",
        gap[0].reason
    );
}
