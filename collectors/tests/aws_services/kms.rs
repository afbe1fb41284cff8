use blastradius_collectors::facts::{AssetClass, PolicyKind};
use serde_json::{Value, json};

use crate::answers;

const ID: &str = "1234abcd-12ab-34cd-56ef-1234567890ab";

#[test]
fn a_key_has_its_policy_grants_aliases_and_tags() {
    let arn = format!("arn:aws:kms:us-east-1:111122223333:key/{ID}");
    let sink = answers(
        "kms",
        &[
            (
                "list-keys",
                "",
                json!({"Keys": [{"KeyId": ID, "KeyArn": arn}]}),
            ),
            (
                "list-aliases",
                "",
                json!({"Aliases": [
                    {"AliasName": "alias/b", "AliasArn": "x", "TargetKeyId": ID},
                    {"AliasName": "alias/a", "AliasArn": "y", "TargetKeyId": ID},
                    {"AliasName": "alias/aws/ebs", "AliasArn": "z"}]}),
            ),
            (
                "describe-key",
                ID,
                json!({"KeyMetadata": {"AWSAccountId": "111122223333", "KeyId": ID, "Arn": arn, "Enabled": true,
                    "Description": "", "KeyUsage": "ENCRYPT_DECRYPT", "KeyState": "Enabled", "Origin": "AWS_KMS",
                    "KeyManager": "CUSTOMER", "MultiRegion": false, "CreationDate": 1_772_323_200.0}}),
            ),
            (
                "get-key-policy",
                ID,
                json!({"Policy": "{\n  \"Version\" : \"2012-10-17\"\n}", "PolicyName": "default"}),
            ),
            (
                "list-grants",
                ID,
                json!({"Truncated": false, "Grants": [{"KeyId": arn, "GrantId": "g1", "Name": "", "CreationDate": 1.0,
                    "GranteePrincipal": "arn:aws:iam::111122223333:role/etl", "RetiringPrincipal": "r",
                    "IssuingAccount": "arn:aws:iam::111122223333:root", "Operations": ["Decrypt", "GenerateDataKey"],
                    "Constraints": {"EncryptionContextSubset": {"aws:s3:arn": "arn:aws:s3:::b"}}}]}),
            ),
            (
                "list-resource-tags",
                ID,
                json!({"Tags": [{"TagKey": "env", "TagValue": "prod"}], "Truncated": false}),
            ),
        ],
    );
    let key = &sink.facts.assets[&arn];
    assert_eq!(key.class, AssetClass::Key);
    assert_eq!(key.attributes["aliases"], json!(["alias/a", "alias/b"]));
    assert_eq!(key.attributes["manager"], "CUSTOMER");
    assert_eq!(key.attributes["state"], "Enabled");
    assert!(!key.attributes.contains_key("description"));
    assert_eq!(key.tags.as_ref().unwrap()["env"], "prod");
    assert_eq!(sink.facts.assets.len(), 1);

    // White space of the document is the owner's.
    let policy = &sink.facts.policies[&format!("{arn}#resource")];
    assert_eq!(policy.document, "{\n  \"Version\" : \"2012-10-17\"\n}");
    let grant = &sink.facts.policies[&format!("{arn}#grant/g1")];
    assert_eq!(grant.kind, PolicyKind::KmsGrant);
    assert_eq!(grant.name, "g1");
    let document: Value = serde_json::from_str(&grant.document).unwrap();
    assert_eq!(
        document["GranteePrincipal"],
        "arn:aws:iam::111122223333:role/etl"
    );
    assert_eq!(
        document["Operations"],
        json!(["Decrypt", "GenerateDataKey"])
    );
    assert_eq!(
        document["Constraints"]["EncryptionContextSubset"]["aws:s3:arn"],
        "arn:aws:s3:::b"
    );
    assert_eq!(sink.facts.attachments.len(), 2);
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}
