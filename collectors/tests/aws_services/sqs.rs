use serde_json::json;

use crate::{answers, everything};

const URL: &str = "https://sqs.us-east-1.amazonaws.com/111122223333/orders";
const ARN: &str = "arn:aws:sqs:us-east-1:111122223333:orders";

#[test]
fn the_url_and_the_attributes_are_of_one_queue() {
    let sink = answers(
        "sqs",
        &[
            ("list-queues", "", json!({"QueueUrls": [URL]})),
            (
                "get-queue-attributes",
                URL,
                json!({"Attributes": {"QueueArn": ARN, "Policy": "{\"Statement\":[]}",
                    "KmsMasterKeyId": "alias/data", "SqsManagedSseEnabled": "false",
                    "RedrivePolicy": "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:111122223333:dead\",\"maxReceiveCount\":3}"}}),
            ),
            (
                "list-queue-tags",
                URL,
                json!({"Tags": {"team": "ml", "note": "ghp_abcdefghijklmnopqrstuvwxyz0123456789"}}),
            ),
        ],
    );
    assert_eq!(sink.facts.assets.len(), 1);
    let queue = &sink.facts.assets[ARN];
    assert_eq!(queue.kind, "aws:sqs:queue");
    assert_eq!(queue.name, "orders");
    assert_eq!(queue.attributes["url"], URL);
    assert_eq!(queue.attributes["encryption"], "aws:kms");
    assert_eq!(queue.encryption_key.as_deref(), Some("alias/data"));
    assert_eq!(
        queue.attributes["dead_letter_queue"],
        "arn:aws:sqs:us-east-1:111122223333:dead"
    );
    assert_eq!(queue.tags.as_ref().unwrap()["team"], "ml");
    let attachment = sink.facts.attachments.values().next().unwrap();
    assert_eq!(attachment.target, ARN);
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("ghp_abc"));
}

#[test]
fn no_queues_and_no_attributes_are_no_error() {
    let sink = answers(
        "sqs",
        &[
            ("list-queues", "", json!({})),
            ("get-queue-attributes", URL, json!({})),
            ("list-queue-tags", URL, json!({})),
        ],
    );
    assert_eq!(sink.facts.assets.len(), 1);
    assert!(sink.facts.policies.is_empty());
    let queue = &sink.facts.assets[ARN];
    assert!(queue.tags.as_ref().unwrap().is_empty());
    assert!(queue.encryption_key.is_none());
}
