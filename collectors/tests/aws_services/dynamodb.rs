use blastradius_collectors::facts::AssetClass;
use serde_json::json;

use crate::{answers, everything};

const ARN: &str = "arn:aws:dynamodb:us-east-1:111122223333:table/orders";
const STREAM: &str =
    "arn:aws:dynamodb:us-east-1:111122223333:table/orders/stream/2026-01-01T00:00:00.000";
const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/k";

#[test]
fn a_table_has_its_key_its_stream_its_policies_and_its_tags() {
    let sink = answers(
        "dynamodb",
        &[
            (
                "describe-table",
                "orders",
                json!({"Table": {
                    "TableName": "orders", "TableArn": ARN, "TableStatus": "ACTIVE", "ItemCount": 7,
                    "LatestStreamArn": STREAM,
                    "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
                    "SSEDescription": {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": KEY},
                    "Replicas": [{"RegionName": "eu-west-1"}],
                    "DeletionProtectionEnabled": false}}),
            ),
            (
                "get-resource-policy",
                ARN,
                json!({"Policy": "{\"Statement\":[]}", "RevisionId": "1"}),
            ),
            (
                "get-resource-policy",
                STREAM,
                json!({"Policy": "{\"Statement\":[{}]}", "RevisionId": "1"}),
            ),
            (
                "list-tags-of-resource",
                ARN,
                json!({"Tags": [{"Key": "team", "Value": "ml"}]}),
            ),
        ],
    );
    let table = &sink.facts.assets[ARN];
    assert_eq!(table.kind, "aws:dynamodb:table");
    assert_eq!(table.class, AssetClass::Data);
    assert_eq!(table.name, "orders");
    assert_eq!(table.region.as_deref(), Some("us-east-1"));
    assert_eq!(table.encryption_key.as_deref(), Some(KEY));
    assert_eq!(table.attributes["encryption"], "KMS");
    assert_eq!(table.attributes["state"], "ACTIVE");
    assert_eq!(table.attributes["stream"], STREAM);
    assert_eq!(table.attributes["replica_regions"], json!(["eu-west-1"]));
    assert_eq!(table.attributes["deletion_protection"], false);
    assert_eq!(table.tags.as_ref().unwrap()["team"], "ml");
    let stream = &sink.facts.assets[STREAM];
    assert_eq!(stream.kind, "aws:dynamodb:stream");
    assert_eq!(stream.part_of.as_deref(), Some(ARN));
    assert!(
        sink.facts
            .lineage
            .contains_key(&format!("{ARN}->{STREAM}#data"))
    );
    let policy = &sink.facts.policies[&format!("{STREAM}#resource")];
    assert_eq!(policy.document, "{\"Statement\":[{}]}");
    assert!(sink.facts.policies.contains_key(&format!("{ARN}#resource")));
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("ItemCount"));
}

#[test]
fn a_stream_that_is_off_is_no_asset() {
    let body = json!({"Table": {"TableName": "t", "TableArn": ARN, "LatestStreamArn": STREAM,
        "StreamSpecification": {"StreamEnabled": false}}});
    let sink = answers("dynamodb", &[("describe-table", "t", body)]);
    assert_eq!(sink.facts.assets.len(), 1);
    assert!(sink.facts.assets[ARN].encryption_key.is_none());
    assert!(sink.facts.lineage.is_empty());
}
