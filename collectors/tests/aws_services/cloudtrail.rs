use blastradius_collectors::facts::AssetClass;
use serde_json::json;

use crate::answers;

const TRAIL: &str = "arn:aws:cloudtrail:us-east-1:999988887777:trail/org";
const STORE: &str = "arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/e-1";
const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/k";

#[test]
fn a_trail_writes_to_its_bucket_and_its_log_group() {
    let body = json!({"trailList": [{"Name": "org", "TrailARN": TRAIL, "S3BucketName": "trails", "S3KeyPrefix": "all",
        "SnsTopicARN": "arn:aws:sns:us-east-1:999988887777:t", "HomeRegion": "eu-west-1", "IsMultiRegionTrail": true,
        "IsOrganizationTrail": true, "LogFileValidationEnabled": false, "KmsKeyId": KEY,
        "CloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:999988887777:log-group:trail:*",
        "CloudWatchLogsRoleArn": "arn:aws:iam::999988887777:role/trail"}]});
    let sink = answers("cloudtrail", &[("describe-trails", "", body)]);
    let trail = &sink.facts.assets[TRAIL];
    assert_eq!(trail.kind, "aws:cloudtrail:trail");
    assert_eq!(trail.class, AssetClass::Log);
    assert_eq!(trail.scope.as_deref(), Some("aws:999988887777"));
    assert_eq!(trail.region.as_deref(), Some("eu-west-1"));
    assert_eq!(trail.encryption_key.as_deref(), Some(KEY));
    assert_eq!(
        serde_json::to_value(&trail.attributes).unwrap(),
        json!({"bucket": "trails", "topic": "arn:aws:sns:us-east-1:999988887777:t", "multi_region": true,
            "organization": true, "validation": false, "role": "arn:aws:iam::999988887777:role/trail"})
    );
    let flows: Vec<&str> = sink.facts.lineage.keys().map(String::as_str).collect();
    assert_eq!(
        flows,
        [
            format!("{TRAIL}->arn:aws:logs:us-east-1:999988887777:log-group:trail#data"),
            format!("{TRAIL}->arn:aws:s3:::trails/all/*#data"),
        ]
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}

#[test]
fn an_event_data_store_has_its_key_and_its_policy() {
    let sink = answers(
        "cloudtrail",
        &[
            (
                "get-event-data-store",
                STORE,
                json!({"EventDataStoreArn": STORE, "Name": "all", "Status": "ENABLED", "MultiRegionEnabled": true,
                    "OrganizationEnabled": false, "KmsKeyId": KEY, "FederationRoleArn": "arn:aws:iam::111122223333:role/f"}),
            ),
            (
                "get-resource-policy",
                STORE,
                json!({"ResourceArn": STORE, "ResourcePolicy": "{\"Statement\":[]}"}),
            ),
        ],
    );
    let store = &sink.facts.assets[STORE];
    assert_eq!(store.kind, "aws:cloudtrail:event-data-store");
    assert_eq!(store.name, "all");
    assert_eq!(store.encryption_key.as_deref(), Some(KEY));
    assert_eq!(
        serde_json::to_value(&store.attributes).unwrap(),
        json!({"state": "ENABLED", "multi_region": true, "organization": false,
            "federation_role": "arn:aws:iam::111122223333:role/f"})
    );
    assert!(
        sink.facts
            .policies
            .contains_key(&format!("{STORE}#resource"))
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}
