use blastradius_collectors::facts::AssetClass;
use serde_json::json;

use crate::answers;

const ARN: &str = "arn:aws:ecr:us-east-1:111122223333:repository/team/app";

#[test]
fn a_repository_has_its_policy_tags_and_key() {
    let sink = answers(
        "ecr",
        &[
            (
                "describe-repositories",
                "",
                json!({"repositories": [{"repositoryArn": ARN, "registryId": "111122223333",
                    "repositoryName": "team/app",
                    "repositoryUri": "111122223333.dkr.ecr.us-east-1.amazonaws.com/team/app",
                    "createdAt": 1.0, "imageTagMutability": "MUTABLE",
                    "imageScanningConfiguration": {"scanOnPush": true},
                    "encryptionConfiguration": {"encryptionType": "KMS",
                        "kmsKey": "arn:aws:kms:us-east-1:111122223333:key/k"}}]}),
            ),
            (
                "get-repository-policy",
                "team/app",
                json!({"registryId": "111122223333", "repositoryName": "team/app", "policyText": "{\"Statement\":[]}"}),
            ),
            (
                "get-registry-policy",
                "",
                json!({"registryId": "111122223333", "policyText": "{\"Statement\":[1]}"}),
            ),
            (
                "list-tags-for-resource",
                ARN,
                json!({"tags": [{"Key": "team", "Value": "ml"}]}),
            ),
        ],
    );
    let repository = &sink.facts.assets[ARN];
    assert_eq!(repository.class, AssetClass::Image);
    assert_eq!(repository.kind, "aws:ecr:repository");
    assert_eq!(repository.name, "team/app");
    assert_eq!(
        repository.encryption_key.as_deref(),
        Some("arn:aws:kms:us-east-1:111122223333:key/k")
    );
    assert_eq!(repository.attributes["tag_mutability"], "MUTABLE");
    assert_eq!(repository.attributes["encryption"], "KMS");
    assert_eq!(repository.attributes["scan_on_push"], true);
    assert_eq!(
        repository.attributes["uri"],
        "111122223333.dkr.ecr.us-east-1.amazonaws.com/team/app"
    );
    assert_eq!(repository.tags.as_ref().unwrap()["team"], "ml");
    let policy = &sink.facts.policies[&format!("{ARN}#resource")];
    assert_eq!(policy.document, "{\"Statement\":[]}");
    let registry = "arn:aws:ecr:us-east-1:111122223333:registry";
    let policy = &sink.facts.policies[&format!("{registry}#resource")];
    assert_eq!(policy.document, "{\"Statement\":[1]}");
    let mut targets: Vec<&str> = sink
        .facts
        .attachments
        .values()
        .map(|it| it.target.as_str())
        .collect();
    targets.sort_unstable();
    assert_eq!(targets, [registry, ARN]);
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}
