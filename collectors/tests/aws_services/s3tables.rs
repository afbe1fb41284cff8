use serde_json::json;

use crate::answers;

#[test]
fn a_table_is_a_part_of_its_bucket() {
    let bucket = "arn:aws:s3tables:us-east-1:111122223333:bucket/lake";
    let table = format!("{bucket}/table/t-1");
    let sink = answers(
        "s3tables",
        &[
            (
                "list-table-buckets",
                "",
                json!({"tableBuckets": [{"arn": bucket, "name": "lake", "ownerAccountId": "111122223333",
                    "createdAt": "2026-01-01T00:00:00Z", "type": "customer"}]}),
            ),
            (
                "get-table-bucket-policy",
                bucket,
                json!({"resourcePolicy": "{\"Statement\":[]}"}),
            ),
            (
                "list-tables",
                bucket,
                json!({"tables": [{"namespace": ["sales"], "name": "orders", "type": "customer", "tableARN": table}]}),
            ),
        ],
    );
    assert_eq!(sink.facts.assets[bucket].kind, "aws:s3tables:bucket");
    assert_eq!(
        sink.facts.assets[bucket].attributes["bucket_type"],
        "customer"
    );
    let found = &sink.facts.assets[&table];
    assert_eq!(found.kind, "aws:s3tables:table");
    assert_eq!(found.name, "sales.orders");
    assert_eq!(found.part_of.as_deref(), Some(bucket));
    assert!(
        sink.facts
            .policies
            .contains_key(&format!("{bucket}#resource"))
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}
