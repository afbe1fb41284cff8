use serde_json::json;

use crate::answers;

const ANALYZER: &str = "arn:aws:access-analyzer:us-east-1:111122223333:analyzer/org";

#[test]
fn an_active_finding_is_an_attribute_of_its_resource() {
    let finding = |id: &str, kind: &str, resource: &str, status: &str| {
        json!({"id": id, "resourceType": kind, "resource": resource, "status": status,
            "resourceOwnerAccount": "444455556666", "principal": {"AWS": "*"}, "action": ["s3:GetObject"],
            "condition": {}, "isPublic": true, "resourceControlPolicyRestriction": "NOT_APPLICABLE",
            "createdAt": "2026-01-01T00:00:00Z", "analyzedAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"})
    };
    let (bucket, role) = (
        "arn:aws:s3:::open",
        "arn:aws:iam::444455556666:role/path/partner",
    );
    let function = "arn:aws:lambda:us-east-1:444455556666:function:hook";
    let sink = answers(
        "accessanalyzer",
        &[
            (
                "list-analyzers",
                "ORGANIZATION",
                json!({"analyzers": [{"arn": ANALYZER, "name": "org", "type": "ORGANIZATION", "status": "ACTIVE"}]}),
            ),
            (
                "list-findings",
                ANALYZER,
                json!({"findings": [
                    finding("f1", "AWS::S3::Bucket", bucket, "ACTIVE"),
                    finding("f2", "AWS::S3::Bucket", bucket, "ACTIVE"),
                    finding("f3", "AWS::IAM::Role", role, "ACTIVE"),
                    finding("f4", "AWS::Lambda::Function", function, "ACTIVE"),
                    finding("f5", "AWS::SQS::Queue", "arn:aws:sqs:us-east-1:444455556666:q", "ARCHIVED"),
                    finding("f6", "AWS::EFS::FileSystem", "arn:aws:elasticfilesystem:us-east-1:444455556666:file-system/f", "ACTIVE")]}),
            ),
        ],
    );
    let says = json!({"principal": {"AWS": "*"}, "actions": ["s3:GetObject"], "conditions": {}, "public": true,
        "restricted_by_rcp": "NOT_APPLICABLE"});
    assert_eq!(sink.facts.assets.len(), 1);
    let found = &sink.facts.assets[bucket];
    assert_eq!(found.kind, "aws:s3:bucket");
    assert_eq!(found.scope.as_deref(), Some("aws:444455556666"));
    assert_eq!(
        serde_json::to_value(&found.attributes).unwrap(),
        json!({"access_analyzer:f1": says, "access_analyzer:f2": says})
    );
    let partner = &sink.facts.identities[role];
    assert_eq!(partner.name, "partner");
    assert_eq!(partner.attributes["access_analyzer:f3"], says);
    let hook = &sink.facts.workloads[function];
    assert_eq!(hook.name, "hook");
    assert_eq!(hook.scope, "aws:444455556666");
    assert_eq!(hook.attributes["access_analyzer:f4"], says);
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}
