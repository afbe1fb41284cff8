use blastradius_collectors::coverage::Outcome;
use blastradius_collectors::facts::{AssetClass, AttachmentKind};
use serde_json::{Value, json};

use super::estate::{CANARY, arn, resources, state};
use super::{about, import_text};

#[test]
fn a_state_makes_the_facts_of_the_services() {
    let (summary, snapshot) = import_text(&state(&resources()));
    assert!(summary.problems.is_empty(), "{:?}", summary.problems);
    let facts = &snapshot.facts;
    let unreadable: Vec<_> = snapshot
        .coverage
        .iter()
        .filter(|it| it.outcome == Outcome::Unreadable)
        .collect();
    assert!(unreadable.is_empty(), "{unreadable:#?}");

    let role = arn("iam::ACCOUNT:role/ml/train");
    let fact = &facts.identities[&role];
    assert_eq!(fact.origin.pointer, "aws_iam_role.train");
    assert_eq!(fact.tags.as_ref().unwrap()["by"], "terraform");
    assert!(
        facts.policies[&format!("{role}#trust")]
            .document
            .contains("sts:AssumeRole")
    );
    for inline in ["block", "own"] {
        assert!(
            facts
                .policies
                .contains_key(&format!("{role}#inline/{inline}")),
            "{inline}"
        );
    }
    let attached = |target: &str| -> Vec<String> {
        let of = facts
            .attachments
            .values()
            .filter(|it| it.target == target && it.kind == AttachmentKind::Identity);
        of.map(|it| it.policy.rsplit('/').next().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        attached(&role),
        ["fence", "only", "shared", "block", "own", "ReadOnlyAccess"]
    );
    let user = arn("iam::ACCOUNT:user/ci/deploy");
    assert_eq!(attached(&user), ["shared", "up"]);
    assert_eq!(
        facts.identities[&user].member_of,
        [arn("iam::ACCOUNT:group/ops")]
    );
    assert_eq!(attached(&arn("iam::ACCOUNT:group/ops")), ["shared"]);
    let key = &facts.credentials["aws:access-key/AKIAIOSFODNN7EXAMPLE"];
    assert_eq!(
        (key.identity.as_str(), key.active),
        (user.as_str(), Some(true))
    );
    assert!(
        facts.policies[&arn("iam::ACCOUNT:policy/fence")]
            .version
            .is_none()
    );
    let profile = &facts.workloads[&arn("iam::ACCOUNT:instance-profile/gpu")];
    assert_eq!(profile.runs_as[0].identity, role);

    let bucket = &facts.assets["arn:aws:s3:::data"];
    assert_eq!(
        bucket.attributes["public_access_block"]["BlockPublicPolicy"],
        true
    );
    assert_eq!(bucket.encryption_key.as_deref(), Some("k"));
    assert!(facts.policies.contains_key("arn:aws:s3:::data#resource"));
    let kms = arn("kms:eu-west-1:ACCOUNT:key/k-1");
    assert!(
        facts.policies.contains_key(&format!("{kms}#resource"))
            && facts.policies.contains_key(&format!("{kms}#grant/g-1"))
    );
    let parameter = &facts.assets[&arn("ssm:eu-west-1:ACCOUNT:parameter/db/url")];
    assert_eq!(parameter.class, AssetClass::Secret);
    assert!(
        facts
            .assets
            .contains_key(&arn("secretsmanager:eu-west-1:ACCOUNT:secret:db-AbCdEf"))
    );
    let function = &facts.workloads[&arn("lambda:eu-west-1:ACCOUNT:function:ingest")];
    assert_eq!(function.runs_as[0].identity, role);
    assert_eq!(function.environment.len(), 2);
    let permission = &facts.policies[&format!("{}#resource/s3", function.id)];
    let document: Value = serde_json::from_str(&permission.document).unwrap();
    assert_eq!(
        document["Statement"][0]["Principal"]["Service"],
        "s3.amazonaws.com"
    );
    assert_eq!(
        document["Statement"][0]["Condition"]["ArnLike"]["AWS:SourceArn"],
        "arn:aws:s3:::data"
    );
    let instance = &facts.workloads[&arn("ec2:eu-west-1:ACCOUNT:instance/i-1")];
    assert_eq!(instance.runs_as[0].identity, profile.id);
    assert_eq!(
        facts.workloads[&arn("ec2:eu-west-1:ACCOUNT:launch-template/lt-1")].attributes["user_data"],
        true
    );
    let task = &facts.workloads[&arn("ecs:eu-west-1:ACCOUNT:task-definition/t:1")];
    assert_eq!(
        (task.runs_as.len(), task.environment[0].name.as_str()),
        (2, "TOKEN")
    );
    assert!(
        facts
            .workloads
            .contains_key(&arn("sagemaker:eu-west-1:ACCOUNT:notebook-instance/lab"))
    );
    assert!(
        facts
            .assets
            .contains_key(&arn("sagemaker:eu-west-1:ACCOUNT:model/m"))
    );
    assert!(facts.policies.contains_key(&arn(
        "organizations::ACCOUNT:policy/o-x/service_control_policy/p-guard"
    )));

    assert!(!format!("{facts:?} {:?} {summary:?}", snapshot.coverage).contains(CANARY));
}

#[test]
fn nothing_of_a_state_is_all_there_is() {
    let (_, snapshot) = import_text(&state(&resources()));
    let all = |operation: &str| {
        let of = snapshot
            .coverage
            .iter()
            .filter(move |it| it.operation == operation && it.subject.is_none());
        of.map(|it| it.outcome).collect::<Vec<_>>()
    };
    for operation in [
        "iam:GetAccountAuthorizationDetails",
        "s3:ListBuckets",
        "iam:GetAccountSummary",
    ] {
        assert_eq!(all(operation), [Outcome::NotInInput], "{operation}");
    }
    let others = snapshot
        .coverage
        .iter()
        .find(|it| it.reason.starts_with("resources of these types"))
        .unwrap();
    assert!(
        others
            .reason
            .ends_with("aws_subnet (1), random_password (1)"),
        "{}",
        others.reason
    );
}

#[test]
fn modules_and_keys_of_instances_stand_in_the_origin() {
    let bucket = |name: &str, key: Value| {
        let attributes = json!({"arn": format!("arn:aws:s3:::{name}"), "bucket": name});
        json!({"index_key": key, "attributes": attributes})
    };
    let role = json!({"attributes": {"arn": arn("iam::ACCOUNT:role/r"), "name": "r", "path": "/", "assume_role_policy": "{}"}});
    let text = json!({"version": 4, "resources": [
        {"module": "module.data[\"eu\"]", "mode": "managed", "type": "aws_s3_bucket", "name": "b",
            "instances": [bucket("a", json!(0)), bucket("b", json!("x\"y"))]},
        {"mode": "managed", "type": "aws_iam_role", "name": "r", "instances": [role]},
        {"mode": "data", "type": "aws_iam_role", "name": "other", "instances": [{"attributes": {"arn": arn("iam::ACCOUNT:role/read"), "name": "read"}}]},
    ]});
    let (_, snapshot) = import_text(&text.to_string());
    let at = |id: &str| snapshot.facts.assets[id].origin.pointer.clone();
    assert_eq!(
        at("arn:aws:s3:::a"),
        "module.data[\"eu\"].aws_s3_bucket.b[0]"
    );
    assert_eq!(
        at("arn:aws:s3:::b"),
        "module.data[\"eu\"].aws_s3_bucket.b[\"x\\\"y\"]"
    );
    assert_eq!(
        snapshot.facts.identities.len(),
        1,
        "data sources are read only"
    );
}

#[test]
fn what_is_marked_as_sensitive_is_not_read() {
    let mut state: Value = serde_json::from_str(&state(&resources())).unwrap();
    state["resources"][1]["instances"][0]["sensitive_attributes"] =
        json!([[{"type": "get_attr", "value": "policy"}]]);
    let (_, snapshot) = import_text(&state.to_string());
    let policy =
        &snapshot.facts.policies[&format!("{}#inline/own", arn("iam::ACCOUNT:role/ml/train"))];
    assert_eq!(policy.document, "", "what it says is unknown");
    let gap = about(&snapshot, "aws_iam_role_policy.own");
    assert!(
        gap[0].reason.contains("`policy` is marked as sensitive"),
        "{}",
        gap[0].reason
    );
}
