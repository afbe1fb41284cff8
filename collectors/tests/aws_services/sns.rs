use serde_json::json;

use crate::{answers, everything};

const ARN: &str = "arn:aws:sns:us-east-1:111122223333:events";
const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:orders";

#[test]
fn a_topic_has_its_policy_its_key_and_who_subscribed() {
    let sink = answers(
        "sns",
        &[
            ("list-topics", "", json!({"Topics": [{"TopicArn": ARN}]})),
            (
                "get-topic-attributes",
                ARN,
                json!({"Attributes": {"TopicArn": ARN, "Policy": "{\"Statement\":[]}", "KmsMasterKeyId": "alias/data",
                    "DisplayName": "CANARY-display", "DeliveryPolicy": "CANARY-delivery"}}),
            ),
            (
                "list-tags-for-resource",
                ARN,
                json!({"Tags": [{"Key": "team", "Value": "ml"}]}),
            ),
            (
                "list-subscriptions",
                "",
                json!({"Subscriptions": [
                    {"SubscriptionArn": "s", "TopicArn": ARN, "Protocol": "sqs", "Endpoint": QUEUE},
                    {"SubscriptionArn": "s", "TopicArn": ARN, "Protocol": "email", "Endpoint": "CANARY@example.com"},
                    {"SubscriptionArn": "s", "TopicArn": ARN, "Protocol": "https", "Endpoint": "https://x/?token=CANARY"}]}),
            ),
        ],
    );
    let topic = &sink.facts.assets[ARN];
    assert_eq!(topic.kind, "aws:sns:topic");
    assert_eq!(topic.name, "events");
    assert_eq!(topic.encryption_key.as_deref(), Some("alias/data"));
    assert_eq!(topic.attributes["encryption"], "aws:kms");
    assert_eq!(topic.tags.as_ref().unwrap()["team"], "ml");
    assert_eq!(
        sink.facts.policies[&format!("{ARN}#resource")].document,
        "{\"Statement\":[]}"
    );
    let flows: Vec<_> = sink.facts.lineage.keys().collect();
    assert_eq!(flows, [&format!("{ARN}->{QUEUE}#data")]);
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}
