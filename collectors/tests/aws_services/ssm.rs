use blastradius_collectors::facts::AssetClass;
use serde_json::json;

use crate::{answers, everything};

const SECRET: &str = "arn:aws:ssm:us-east-1:111122223333:parameter/prod/token";

#[test]
fn a_secure_string_is_a_secret_and_a_string_is_data() {
    let sink = answers(
        "ssm",
        &[
            // The tags come first here: what they say of the class gives way.
            (
                "list-tags-for-resource",
                "/prod/token",
                json!({"TagList": [{"Key": "team", "Value": "ml"}]}),
            ),
            (
                "describe-parameters",
                "",
                json!({"Parameters": [
                    {"Name": "/prod/token", "ARN": SECRET, "Type": "SecureString", "KeyId": "alias/aws/ssm",
                     "LastModifiedDate": 1_772_323_200.25, "Tier": "Standard", "Value": "CANARY"},
                    {"Name": "flags", "Type": "StringList"}]}),
            ),
        ],
    );
    let secret = &sink.facts.assets[SECRET];
    assert_eq!(secret.class, AssetClass::Secret);
    assert_eq!(secret.encryption_key.as_deref(), Some("alias/aws/ssm"));
    assert_eq!(secret.attributes["parameter_type"], "SecureString");
    assert_eq!(secret.tags.as_ref().unwrap()["team"], "ml");
    let data = &sink.facts.assets["arn:aws:ssm:us-east-1:111122223333:parameter/flags"];
    assert_eq!(data.class, AssetClass::Data);
    assert_eq!(data.attributes["parameter_type"], "StringList");
    assert_eq!(sink.facts.assets.len(), 2);
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn each_of_several_policies_is_kept() {
    let policies = json!({"Policies": [
        {"PolicyId": "p1", "PolicyHash": "h", "Policy": "{\"Statement\":[1]}"},
        {"PolicyId": "p2", "PolicyHash": "h", "Policy": "{\"Statement\":[2]}"}]});
    let sink = answers("ssm", &[("get-resource-policies", SECRET, policies)]);
    assert_eq!(sink.facts.policies.len(), 2);
    assert!(
        sink.facts
            .attachments
            .values()
            .all(|it| it.target == SECRET)
    );
}

#[test]
fn documents_say_whom_they_are_shared_with_and_machines_how_they_answer() {
    let sink = answers(
        "ssm",
        &[
            (
                "list-documents",
                "",
                json!({"DocumentIdentifiers": [{"Name": "deploy", "Owner": "111122223333", "DocumentType": "Command",
                    "PlatformTypes": ["Linux"], "Author": "CANARY"}]}),
            ),
            (
                "describe-document-permission",
                "deploy",
                json!({"AccountIds": ["all", "444455556666"]}),
            ),
            (
                "describe-instance-information",
                "",
                json!({"InstanceInformationList": [
                    {"InstanceId": "i-1", "PingStatus": "Online", "AgentVersion": "3.3", "PlatformType": "Linux",
                     "IamRole": "", "ResourceType": "EC2Instance", "IPAddress": "CANARY", "ComputerName": "CANARY"},
                    {"InstanceId": "mi-1", "PingStatus": "ConnectionLost", "IamRole": "service-role/Hybrid",
                     "ResourceType": "ManagedInstance"}]}),
            ),
        ],
    );
    let document = &sink.facts.assets["arn:aws:ssm:us-east-1:111122223333:document/deploy"];
    assert_eq!(document.kind, "aws:ssm:document");
    assert_eq!(document.attributes["document_type"], "Command");
    assert_eq!(
        document.attributes["shared_with"],
        json!(["444455556666", "all"])
    );
    let instance = &sink.facts.workloads["arn:aws:ec2:us-east-1:111122223333:instance/i-1"];
    assert_eq!(instance.kind, "aws:ec2:instance");
    assert_eq!(instance.attributes["ssm_ping"], "Online");
    assert_eq!(instance.attributes["ssm_agent"], "3.3");
    assert!(instance.runs_as.is_empty());
    let hybrid = &sink.facts.workloads["arn:aws:ssm:us-east-1:111122223333:managed-instance/mi-1"];
    assert_eq!(hybrid.kind, "aws:ssm:managed-instance");
    assert_eq!(hybrid.runs_as[0].how, "managed-instance-role");
    assert_eq!(
        hybrid.runs_as[0].identity,
        "arn:aws:iam::111122223333:role/service-role/Hybrid"
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}
