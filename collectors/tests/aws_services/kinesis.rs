use serde_json::json;

use crate::answers;

const ARN: &str = "arn:aws:kinesis:us-east-1:111122223333:stream/clicks";

#[test]
fn a_stream_has_its_key_its_policy_and_its_tags() {
    let sink = answers(
        "kinesis",
        &[
            (
                "describe-stream-summary",
                "clicks",
                json!({"StreamDescriptionSummary": {"StreamName": "clicks", "StreamARN": ARN, "StreamStatus": "ACTIVE",
                    "EncryptionType": "KMS", "KeyId": "alias/data", "OpenShardCount": 1}}),
            ),
            (
                "get-resource-policy",
                ARN,
                json!({"Policy": "{\"Statement\":[]}"}),
            ),
            (
                "list-tags-for-stream",
                "clicks",
                json!({"Tags": [{"Key": "team", "Value": "ml"}], "HasMoreTags": false}),
            ),
        ],
    );
    let stream = &sink.facts.assets[ARN];
    assert_eq!(stream.kind, "aws:kinesis:stream");
    assert_eq!(stream.name, "clicks");
    assert_eq!(stream.encryption_key.as_deref(), Some("alias/data"));
    assert_eq!(stream.attributes["encryption"], "KMS");
    assert_eq!(stream.attributes["state"], "ACTIVE");
    assert_eq!(stream.tags.as_ref().unwrap()["team"], "ml");
    assert!(sink.facts.policies.contains_key(&format!("{ARN}#resource")));
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}

#[test]
fn an_empty_policy_is_none() {
    let sink = answers(
        "kinesis",
        &[("get-resource-policy", ARN, json!({"Policy": "{}"}))],
    );
    assert!(sink.facts.policies.is_empty());
}
