use blastradius_collectors::facts::AssetClass;
use serde_json::json;

use crate::{answers, everything};

const DOMAIN: &str = "arn:aws:es:us-east-1:111122223333:domain/search";
const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/k";

#[test]
fn a_domain_has_its_access_policy_and_how_people_sign_in() {
    let sink = answers(
        "opensearch",
        &[(
            "describe-domain",
            "search",
            json!({"DomainStatus": {
                "DomainId": "1/search", "DomainName": "search", "ARN": DOMAIN, "EngineVersion": "OpenSearch_2.19",
                "Endpoint": "search-x.us-east-1.es.amazonaws.com", "AccessPolicies": "{\"Statement\":[]}",
                "EncryptionAtRestOptions": {"Enabled": true, "KmsKeyId": KEY},
                "VPCOptions": {"VPCId": "vpc-1"}, "AdvancedOptions": {"x": "CANARY"},
                "CognitoOptions": {"Enabled": true, "RoleArn": "arn:aws:iam::111122223333:role/cognito"},
                "AdvancedSecurityOptions": {"Enabled": true, "InternalUserDatabaseEnabled": true,
                    "AnonymousAuthEnabled": false, "SAMLOptions": {"Enabled": true, "Idp": {"MetadataContent": "CANARY"}}}}}),
        )],
    );
    let domain = &sink.facts.assets[DOMAIN];
    assert_eq!(domain.kind, "aws:opensearch:domain");
    assert_eq!(domain.class, AssetClass::Index);
    assert_eq!(domain.encryption_key.as_deref(), Some(KEY));
    assert_eq!(
        serde_json::to_value(&domain.attributes).unwrap(),
        json!({"engine": "OpenSearch_2.19", "endpoint": "search-x.us-east-1.es.amazonaws.com", "vpc": "vpc-1",
            "fine_grained_access": true, "internal_users": true, "anonymous_access": false, "saml": true,
            "cognito_role": "arn:aws:iam::111122223333:role/cognito"})
    );
    assert_eq!(
        sink.facts.attachments.values().next().unwrap().target,
        DOMAIN
    );
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn collections_and_who_may_search_them() {
    let arn = "arn:aws:aoss:us-east-1:111122223333:collection/abc";
    let rules = json!([{"Rules": [{"ResourceType": "index", "Resource": ["index/kb/*"],
        "Permission": ["aoss:ReadDocument"]}], "Principal": ["arn:aws:iam::111122223333:role/rag"]}]);
    let sink = answers(
        "opensearch",
        &[
            (
                "list-collections",
                "",
                json!({"collectionSummaries": [
                    {"id": "abc", "name": "kb", "arn": arn, "status": "ACTIVE", "kmsKeyArn": "auto"},
                    {"id": "d", "name": "own", "arn": "arn:aws:aoss:us-east-1:111122223333:collection/d", "kmsKeyArn": KEY}]}),
            ),
            (
                "list-access-policies",
                "",
                json!({"accessPolicySummaries": [{"name": "rag", "type": "data"}]}),
            ),
            (
                "get-access-policy",
                "rag",
                json!({"accessPolicyDetail": {"name": "rag", "type": "data", "policy": rules}}),
            ),
        ],
    );
    let collection = &sink.facts.assets[arn];
    assert_eq!(collection.kind, "aws:aoss:collection");
    assert_eq!(collection.name, "kb");
    assert_eq!(collection.attributes["state"], "ACTIVE");
    assert!(collection.encryption_key.is_none());
    let own = &sink.facts.assets["arn:aws:aoss:us-east-1:111122223333:collection/d"];
    assert_eq!(own.encryption_key.as_deref(), Some(KEY));
    let id = "arn:aws:aoss:us-east-1:111122223333:access-policy/data/rag";
    let kept: serde_json::Value = serde_json::from_str(&sink.facts.policies[id].document).unwrap();
    assert_eq!(kept, rules);
    assert_eq!(
        sink.facts.attachments.values().next().unwrap().target,
        "arn:aws:aoss:us-east-1:111122223333:collection/*"
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}
