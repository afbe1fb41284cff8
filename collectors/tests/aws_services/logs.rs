use blastradius_collectors::facts::AssetClass;
use serde_json::json;

use crate::answers;

#[test]
fn log_groups_and_the_policies_of_the_account_and_of_one_group() {
    let sink = answers(
        "logs",
        &[
            (
                "describe-log-groups",
                "",
                json!({"logGroups": [
                    {"logGroupName": "/aws/lambda/score", "arn": "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/score:*",
                     "kmsKeyId": "arn:aws:kms:us-east-1:111122223333:key/k", "retentionInDays": 30,
                     "dataProtectionStatus": "ACTIVATED", "storedBytes": 7},
                    {"logGroupName": "new", "logGroupArn": "arn:aws:logs:us-east-1:111122223333:log-group:new"}]}),
            ),
            (
                "describe-resource-policies",
                "",
                json!({"resourcePolicies": [
                    {"policyName": "dns", "policyDocument": "{\"Statement\":[]}", "policyScope": "ACCOUNT"},
                    {"policyName": "one", "policyDocument": "{\"Statement\":[{}]}", "policyScope": "RESOURCE",
                     "resourceArn": "arn:aws:logs:us-east-1:111122223333:log-group:new:*"}]}),
            ),
        ],
    );
    let group =
        &sink.facts.assets["arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/score"];
    assert_eq!(group.kind, "aws:logs:log-group");
    assert_eq!(group.class, AssetClass::Log);
    assert_eq!(group.name, "/aws/lambda/score");
    assert_eq!(
        group.encryption_key.as_deref(),
        Some("arn:aws:kms:us-east-1:111122223333:key/k")
    );
    assert_eq!(group.attributes["retention_days"], 30);
    assert_eq!(group.attributes["data_protection"], "ACTIVATED");
    let new = "arn:aws:logs:us-east-1:111122223333:log-group:new";
    assert!(sink.facts.assets.contains_key(new));
    let targets: Vec<&str> = sink
        .facts
        .attachments
        .values()
        .map(|it| &*it.target)
        .collect();
    assert_eq!(
        targets,
        ["arn:aws:logs:us-east-1:111122223333:log-group:*", new]
    );
    assert_eq!(
        sink.facts.policies[&format!("{new}#resource/one")].document,
        "{\"Statement\":[{}]}"
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}
