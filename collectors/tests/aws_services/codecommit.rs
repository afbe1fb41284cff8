use blastradius_collectors::facts::AssetClass;
use serde_json::json;

use crate::answers;

#[test]
fn a_repository_is_code() {
    let arn = "arn:aws:codecommit:us-east-1:111122223333:models";
    let sink = answers(
        "codecommit",
        &[
            (
                "list-repositories",
                "",
                json!({"repositories": [{"repositoryName": "models", "repositoryId": "1"}]}),
            ),
            (
                "get-repository",
                "models",
                json!({"repositoryMetadata": {"accountId": "111122223333", "repositoryName": "models",
                    "repositoryDescription": "training code", "defaultBranch": "main", "Arn": arn,
                    "kmsKeyId": "k", "cloneUrlHttp": "u", "cloneUrlSsh": "u"}}),
            ),
        ],
    );
    assert_eq!(sink.facts.assets.len(), 1);
    let repository = &sink.facts.assets[arn];
    assert_eq!(repository.class, AssetClass::Code);
    assert_eq!(repository.kind, "aws:codecommit:repository");
    assert_eq!(repository.name, "models");
    assert_eq!(repository.encryption_key.as_deref(), Some("k"));
    assert_eq!(repository.attributes["default_branch"], "main");
    assert_eq!(repository.attributes["description"], "training code");
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}
