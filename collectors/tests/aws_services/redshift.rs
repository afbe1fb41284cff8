use serde_json::json;

use crate::{answers, everything};

const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/k";
const ROLE: &str = "arn:aws:iam::111122223333:role/copy";
const SECRET: &str = "arn:aws:secretsmanager:us-east-1:111122223333:secret:redshift!dw-AbCdEf";
const SPACE: &str = "arn:aws:redshift:us-east-1:111122223333:namespace:0-1";

#[test]
fn a_cluster_has_its_roles_its_secret_and_its_policy() {
    let sink = answers(
        "redshift",
        &[
            (
                "describe-clusters",
                "",
                json!({"Clusters": [{"ClusterIdentifier": "dw", "ClusterStatus": "available", "ClusterNamespaceArn": SPACE,
                    "MasterUsername": "CANARY", "PendingModifiedValues": {"MasterUserPassword": "CANARY"},
                    "PubliclyAccessible": true, "Encrypted": true, "KmsKeyId": KEY,
                    "IamRoles": [{"IamRoleArn": ROLE, "ApplyStatus": "in-sync"}], "DefaultIamRoleArn": ROLE,
                    "MasterPasswordSecretArn": SECRET, "Tags": [{"Key": "team", "Value": "bi"}]}]}),
            ),
            (
                "get-resource-policy",
                SPACE,
                json!({"ResourcePolicy": {"ResourceArn": SPACE, "Policy": "{\"Statement\":[]}"}}),
            ),
        ],
    );
    let cluster = &sink.facts.assets["arn:aws:redshift:us-east-1:111122223333:cluster:dw"];
    assert_eq!(cluster.kind, "aws:redshift:cluster");
    assert_eq!(cluster.encryption_key.as_deref(), Some(KEY));
    assert_eq!(cluster.tags.as_ref().unwrap()["team"], "bi");
    assert_eq!(
        serde_json::to_value(&cluster.attributes).unwrap(),
        json!({"state": "available", "namespace": SPACE, "public": true, "encrypted": true, "roles": [ROLE],
            "default_role": ROLE, "master_user_secret": SECRET})
    );
    assert_eq!(
        sink.facts.attachments.values().next().unwrap().target,
        SPACE
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn a_workgroup_reads_its_namespace() {
    let workgroup = "arn:aws:redshift-serverless:us-east-1:111122223333:workgroup/w-1";
    let namespace = "arn:aws:redshift-serverless:us-east-1:111122223333:namespace/main";
    let sink = answers(
        "redshift",
        &[
            (
                "list-namespaces",
                "",
                json!({"namespaces": [{"namespaceName": "main", "namespaceArn": format!("{namespace}-id"),
                    "status": "AVAILABLE", "kmsKeyId": "AWS_OWNED_KMS_KEY", "adminUsername": "CANARY",
                    "adminPasswordSecretArn": SECRET, "defaultIamRoleArn": ROLE,
                    "iamRoles": [format!("IamRole(applyStatus=in-sync, iamRoleArn={ROLE})"), "none"]}]}),
            ),
            (
                "list-workgroups",
                "",
                json!({"workgroups": [{"workgroupName": "w", "workgroupArn": workgroup, "namespaceName": "main",
                    "status": "AVAILABLE", "publiclyAccessible": false, "crossAccountVpcs": ["vpc-1"]}]}),
            ),
        ],
    );
    let space = &sink.facts.assets[namespace];
    assert_eq!(space.kind, "aws:redshift-serverless:namespace");
    assert!(space.encryption_key.is_none());
    assert_eq!(
        serde_json::to_value(&space.attributes).unwrap(),
        json!({"state": "AVAILABLE", "namespace_arn": format!("{namespace}-id"), "roles": [ROLE],
            "default_role": ROLE, "master_user_secret": SECRET})
    );
    let group = &sink.facts.assets[workgroup];
    assert_eq!(group.kind, "aws:redshift-serverless:workgroup");
    assert_eq!(
        serde_json::to_value(&group.attributes).unwrap(),
        json!({"state": "AVAILABLE", "namespace": "main", "public": false, "cross_account_vpcs": ["vpc-1"]})
    );
    let flow = format!("{namespace}->{workgroup}#data");
    assert!(sink.facts.lineage.contains_key(&flow));
    assert!(!everything(&sink).contains("CANARY"));
}
