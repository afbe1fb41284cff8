use blastradius_collectors::facts::AttachmentKind;
use serde_json::json;

use crate::answers;

const TABLE: &str = "arn:aws:glue:us-east-1:111122223333:table/sales/orders";

#[test]
fn a_share_is_a_policy_of_what_is_shared() {
    let one = "{\"Statement\":[{\"Principal\":{\"AWS\":[\"999988887777\"]}}]}";
    let sink = answers(
        "ram",
        &[
            (
                "list-resources",
                "SELF",
                json!({"resources": [{"arn": TABLE, "type": "glue:Table", "status": "AVAILABLE",
                    "resourceShareArn": "arn:aws:ram:us-east-1:111122223333:resource-share/s"}]}),
            ),
            (
                "get-resource-policies",
                TABLE,
                json!({"policies": [one, "{\"Statement\":[]}"]}),
            ),
        ],
    );
    let policy = &sink.facts.policies[&format!("{TABLE}#resource/ram/0")];
    assert_eq!(policy.document, one);
    assert_eq!(sink.facts.attachments.len(), 2);
    for attachment in sink.facts.attachments.values() {
        assert_eq!(attachment.kind, AttachmentKind::Resource);
        assert_eq!(attachment.target, TABLE);
    }
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}

#[test]
fn what_others_share_is_theirs() {
    let resource = |arn: &str, kind: &str| {
        json!({"arn": arn, "type": kind, "status": "AVAILABLE",
            "resourceShareArn": "arn:aws:ram:us-east-1:999988887777:resource-share/s"})
    };
    let group = "arn:aws:sagemaker:us-east-1:999988887777:model-package-group/churn";
    let sink = answers(
        "ram",
        &[(
            "list-resources",
            "OTHER-ACCOUNTS",
            json!({"resources": [resource(group, "sagemaker:ModelPackageGroup"),
                resource("arn:aws:ec2:us-east-1:999988887777:subnet/subnet-1", "ec2:Subnet")]}),
        )],
    );
    assert_eq!(sink.facts.assets.len(), 1);
    let shared = &sink.facts.assets[group];
    assert_eq!(shared.kind, "aws:sagemaker:model-package-group");
    assert_eq!(shared.name, "churn");
    assert_eq!(shared.scope.as_deref(), Some("aws:999988887777"));
    assert_eq!(
        shared.attributes["shared_with:111122223333"],
        json!({"share": "arn:aws:ram:us-east-1:999988887777:resource-share/s", "state": "AVAILABLE"})
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}
