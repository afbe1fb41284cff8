use serde_json::json;

use crate::{answers, everything};

const DB: &str = "arn:aws:rds:us-east-1:111122223333:db:orders";
const CLUSTER: &str = "arn:aws:rds:us-east-1:111122223333:cluster:aurora";
const SNAPSHOT: &str = "arn:aws:rds:us-east-1:111122223333:snapshot:before";
const CLUSTER_SNAPSHOT: &str = "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:night";
const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/k";
const SECRET: &str = "arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!db-1-AbCdEf";
const ROLE: &str = "arn:aws:iam::111122223333:role/import";

#[test]
fn databases_have_their_key_their_secret_and_their_roles() {
    let sink = answers(
        "rds",
        &[
            (
                "describe-db-instances",
                "",
                json!({"DBInstances": [{
                    "DBInstanceIdentifier": "orders", "DBInstanceArn": DB, "Engine": "postgres",
                    "DBInstanceStatus": "available", "MasterUsername": "CANARY-user",
                    "PendingModifiedValues": {"MasterUserPassword": "CANARY-password"},
                    "StorageEncrypted": true, "KmsKeyId": KEY, "PubliclyAccessible": true,
                    "IAMDatabaseAuthenticationEnabled": true, "DbiResourceId": "db-ABC",
                    "MasterUserSecret": {"SecretArn": SECRET, "SecretStatus": "active"},
                    "AssociatedRoles": [{"RoleArn": ROLE, "FeatureName": "s3Import", "Status": "ACTIVE"}],
                    "MonitoringRoleArn": "arn:aws:iam::111122223333:role/monitor",
                    "CustomIamInstanceProfile": "AWSRDSCustomProfile",
                    "ActivityStreamKinesisStreamName": "aws-rds-das",
                    "TagList": [{"Key": "team", "Value": "ml"}]}]}),
            ),
            (
                "describe-db-clusters",
                "",
                json!({"DBClusters": [{"DBClusterArn": CLUSTER, "Engine": "aurora-mysql", "Status": "available",
                    "StorageEncrypted": false, "HttpEndpointEnabled": true, "DbClusterResourceId": "cluster-ABC",
                    "AssociatedRoles": [{"RoleArn": ROLE, "Status": "ACTIVE"}]}]}),
            ),
        ],
    );
    let db = &sink.facts.assets[DB];
    assert_eq!(db.kind, "aws:rds:db-instance");
    assert_eq!(db.name, "orders");
    assert_eq!(db.encryption_key.as_deref(), Some(KEY));
    assert_eq!(db.tags.as_ref().unwrap()["team"], "ml");
    assert_eq!(
        serde_json::to_value(&db.attributes).unwrap(),
        json!({"engine": "postgres", "state": "available", "encrypted": true, "public": true,
            "iam_authentication": true, "resource_id": "db-ABC", "master_user_secret": SECRET,
            "associated_roles": [{"role": ROLE, "feature": "s3Import"}],
            "monitoring_role": "arn:aws:iam::111122223333:role/monitor",
            "instance_profile": "AWSRDSCustomProfile", "activity_stream": "aws-rds-das"})
    );
    let cluster = &sink.facts.assets[CLUSTER];
    assert_eq!(cluster.kind, "aws:rds:db-cluster");
    assert_eq!(
        serde_json::to_value(&cluster.attributes).unwrap(),
        json!({"engine": "aurora-mysql", "state": "available", "encrypted": false, "data_api": true,
            "resource_id": "cluster-ABC", "associated_roles": [{"role": ROLE, "feature": null}]})
    );
    assert!(cluster.tags.is_none());
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn a_snapshot_says_who_may_restore_it() {
    let sink = answers(
        "rds",
        &[
            (
                "describe-db-snapshots",
                "",
                json!({"DBSnapshots": [{"DBSnapshotIdentifier": "before", "DBSnapshotArn": SNAPSHOT, "Engine": "postgres",
                    "Status": "available", "Encrypted": false}]}),
            ),
            (
                "describe-db-snapshot-attributes",
                "before",
                json!({"DBSnapshotAttributesResult": {"DBSnapshotIdentifier": "before", "DBSnapshotAttributes": [
                    {"AttributeName": "other", "AttributeValues": ["999988887777"]},
                    {"AttributeName": "restore", "AttributeValues": ["all", "444455556666"]}]}}),
            ),
            (
                "describe-db-cluster-snapshots",
                "",
                json!({"DBClusterSnapshots": [{"DBClusterSnapshotIdentifier": "night",
                    "DBClusterSnapshotArn": CLUSTER_SNAPSHOT, "StorageEncrypted": true, "KmsKeyId": KEY}]}),
            ),
            (
                "describe-db-cluster-snapshot-attributes",
                "night",
                json!({"DBClusterSnapshotAttributesResult": {"DBClusterSnapshotIdentifier": "night",
                    "DBClusterSnapshotAttributes": [{"AttributeName": "restore", "AttributeValues": []}]}}),
            ),
        ],
    );
    let snapshot = &sink.facts.assets[SNAPSHOT];
    assert_eq!(snapshot.kind, "aws:rds:db-snapshot");
    assert_eq!(snapshot.name, "before");
    assert_eq!(snapshot.attributes["encrypted"], false);
    assert_eq!(
        snapshot.attributes["shared_with"],
        json!(["444455556666", "all"])
    );
    let cluster = &sink.facts.assets[CLUSTER_SNAPSHOT];
    assert_eq!(cluster.kind, "aws:rds:db-cluster-snapshot");
    assert_eq!(cluster.attributes["shared_with"], json!([]));
    assert_eq!(cluster.encryption_key.as_deref(), Some(KEY));
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}
