use blastradius_collectors::facts::AssetClass;
use serde_json::json;

use crate::{answers, everything};

const ARN: &str = "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf";

#[test]
fn a_secret_has_its_key_rotation_and_tags_but_no_value() {
    let sink = answers(
        "secretsmanager",
        &[(
            "list-secrets",
            "",
            json!({"SecretList": [{
                "ARN": ARN, "Name": "prod/db", "Description": "rds admin",
                "KmsKeyId": "alias/prod", "RotationEnabled": true,
                "RotationLambdaARN": "arn:aws:lambda:us-east-1:111122223333:function:rotate",
                "LastChangedDate": "2026-03-01T10:00:00.5+01:00", "LastAccessedDate": 1_772_323_200.0,
                "Tags": [{"Key": "user", "Value": "ci"}], "OwningService": "rds",
                "SecretString": "CANARY", "SecretVersionsToStages": {"x": ["AWSCURRENT"]}
            }]}),
        )],
    );
    let secret = &sink.facts.assets[ARN];
    assert_eq!(secret.class, AssetClass::Secret);
    assert_eq!(secret.name, "prod/db");
    assert_eq!(secret.region.as_deref(), Some("us-east-1"));
    assert_eq!(secret.encryption_key.as_deref(), Some("alias/prod"));
    assert_eq!(secret.tags.as_ref().unwrap()["user"], "ci");
    assert_eq!(secret.attributes["owning_service"], "rds");
    assert_eq!(
        secret.attributes["rotation_lambda"],
        "arn:aws:lambda:us-east-1:111122223333:function:rotate"
    );
    assert_eq!(secret.attributes["last_changed"], "2026-03-01T09:00:00.5Z");
    assert_eq!(secret.attributes["last_accessed"], "2026-03-01T00:00:00Z");
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn the_policy_is_attached_to_the_arn_in_the_answer() {
    let with = json!({"ARN": ARN, "Name": "prod/db", "ResourcePolicy": "{\"Statement\":[]}"});
    let without = json!({"ARN": ARN, "Name": "prod/db"});
    let sink = answers(
        "secretsmanager",
        &[("get-resource-policy", "prod/db", with)],
    );
    assert_eq!(sink.facts.attachments.values().next().unwrap().target, ARN);
    let sink = answers(
        "secretsmanager",
        &[("get-resource-policy", "prod/db", without)],
    );
    assert!(sink.facts.is_empty());
}
