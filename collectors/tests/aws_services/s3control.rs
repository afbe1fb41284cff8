use serde_json::json;

use crate::answers;

const ACCOUNT: &str = "111122223333";

#[test]
fn an_access_point_has_its_bucket_its_network_and_its_policy() {
    let arn = "arn:aws:s3:us-east-1:111122223333:accesspoint/finance";
    let sink = answers(
        "s3control",
        &[
            (
                "list-access-points",
                ACCOUNT,
                json!({"AccessPointList": [{"Name": "finance", "NetworkOrigin": "VPC", "Bucket": "lake",
                    "VpcConfiguration": {"VpcId": "vpc-1"}, "AccessPointArn": arn, "Alias": "finance-x-s3alias",
                    "BucketAccountId": "444455556666"}]}),
            ),
            (
                "get-access-point-policy",
                "111122223333 finance",
                json!({"Policy": "{\"Statement\":[]}"}),
            ),
        ],
    );
    let point = &sink.facts.assets[arn];
    assert_eq!(point.kind, "aws:s3:access-point");
    assert_eq!(point.name, "finance");
    assert_eq!(
        serde_json::to_value(&point.attributes).unwrap(),
        json!({"bucket": "lake", "bucket_account": "444455556666", "alias": "finance-x-s3alias",
            "network_origin": "VPC", "vpc": "vpc-1"})
    );
    assert_eq!(sink.facts.attachments.values().next().unwrap().target, arn);
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}

#[test]
fn the_policy_of_a_multi_region_access_point_is_found_by_its_name() {
    let by_name = "arn:aws:s3::111122223333:accesspoint/everywhere";
    let sink = answers(
        "s3control",
        &[
            (
                "list-multi-region-access-points",
                ACCOUNT,
                json!({"AccessPoints": [{"Name": "everywhere", "Alias": "abc.mrap", "Status": "READY",
                    "Regions": [{"Bucket": "lake-us", "Region": "us-east-1"}, {"Bucket": "lake-eu"}]},
                    {"Name": "coming", "Status": "CREATING"}]}),
            ),
            (
                "get-multi-region-access-point-policy",
                "111122223333 everywhere",
                json!({"Policy": {"Established": {"Policy": "{\"Statement\":[]}"}, "Proposed": {"Policy": "{}"}}}),
            ),
        ],
    );
    assert_eq!(sink.facts.assets.len(), 1);
    let point = &sink.facts.assets["arn:aws:s3::111122223333:accesspoint/abc.mrap"];
    assert_eq!(point.kind, "aws:s3:multi-region-access-point");
    assert_eq!(
        serde_json::to_value(&point.attributes).unwrap(),
        json!({"buckets": ["lake-eu", "lake-us"], "state": "READY", "policy_of": by_name})
    );
    let policy = &sink.facts.policies[&format!("{by_name}#resource")];
    assert_eq!(policy.document, "{\"Statement\":[]}");
}

#[test]
fn access_grants_have_their_role_and_their_grantees() {
    let base = "arn:aws:s3:us-east-1:111122223333:access-grants/default";
    let sink = answers(
        "s3control",
        &[
            (
                "list-access-grants-locations",
                ACCOUNT,
                json!({"AccessGrantsLocationsList": [{"AccessGrantsLocationArn": format!("{base}/location/l-1"),
                    "AccessGrantsLocationId": "l-1", "LocationScope": "s3://lake/*",
                    "IAMRoleArn": "arn:aws:iam::111122223333:role/grants"}]}),
            ),
            (
                "list-access-grants",
                ACCOUNT,
                json!({"AccessGrantsList": [{"AccessGrantArn": format!("{base}/grant/g-1"), "AccessGrantId": "g-1",
                    "AccessGrantsLocationId": "l-1", "GrantScope": "s3://lake/hr/*", "Permission": "READWRITE",
                    "Grantee": {"GranteeType": "IAM", "GranteeIdentifier": "arn:aws:iam::111122223333:role/hr"}}]}),
            ),
        ],
    );
    let location = &sink.facts.workloads[&format!("{base}/location/l-1")];
    assert_eq!(location.kind, "aws:s3:access-grants-location");
    assert_eq!(location.runs_as[0].how, "location-role");
    assert_eq!(
        location.runs_as[0].identity,
        "arn:aws:iam::111122223333:role/grants"
    );
    assert_eq!(location.attributes["scope"], "s3://lake/*");
    let grant = &sink.facts.assets[&format!("{base}/grant/g-1")];
    assert_eq!(grant.kind, "aws:s3:access-grant");
    assert_eq!(
        serde_json::to_value(&grant.attributes).unwrap(),
        json!({"grantee": "arn:aws:iam::111122223333:role/hr", "grantee_type": "IAM", "permission": "READWRITE",
            "scope": "s3://lake/hr/*", "location": format!("{base}/location/l-1")})
    );
}
