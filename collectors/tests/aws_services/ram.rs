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
                "",
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
