use blastradius_collectors::facts::AssetClass;
use serde_json::json;

use crate::answers;

#[test]
fn an_index_is_a_part_of_its_bucket() {
    let bucket = "arn:aws:s3vectors:us-east-1:111122223333:bucket/vectors";
    let index = format!("{bucket}/index/docs");
    let sink = answers(
        "s3vectors",
        &[
            (
                "list-vector-buckets",
                "",
                json!({"vectorBuckets": [{"vectorBucketName": "vectors", "vectorBucketArn": bucket, "creationTime": 1}]}),
            ),
            (
                "get-vector-bucket-policy",
                bucket,
                json!({"policy": "{\"Statement\":[]}"}),
            ),
            (
                "list-indexes",
                bucket,
                json!({"indexes": [{"vectorBucketName": "vectors", "indexName": "docs", "indexArn": index}]}),
            ),
        ],
    );
    assert_eq!(sink.facts.assets[bucket].kind, "aws:s3vectors:bucket");
    let found = &sink.facts.assets[&index];
    assert_eq!(found.kind, "aws:s3vectors:index");
    assert_eq!(found.class, AssetClass::Index);
    assert_eq!(found.name, "docs");
    assert_eq!(found.part_of.as_deref(), Some(bucket));
    assert!(
        sink.facts
            .policies
            .contains_key(&format!("{bucket}#resource"))
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}
