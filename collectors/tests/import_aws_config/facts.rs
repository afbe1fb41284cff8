use blastradius_collectors::facts::{AssetClass, AttachmentKind};

use super::estate::{CANARY, POLICY, items};
use super::{import_items, import_text};

#[test]
fn items_make_the_facts_of_the_services() {
    let (summary, snapshot) = import_items(&items());
    assert!(summary.problems.is_empty(), "{:?}", summary.problems);
    assert_eq!(summary.records, 12, "the subnet is of no interest");
    let facts = &snapshot.facts;

    let role = &facts.identities["arn:aws:iam::111122223333:role/ml/train"];
    assert_eq!(role.unique_id.as_deref(), Some("AROATRAIN"));
    assert_eq!(role.tags.as_ref().unwrap()["team"], "ml");
    assert!(role.origin.source.ends_with("items.json"));
    assert_eq!(role.origin.pointer, "/configurationItems/0");
    let trust = &facts.policies["arn:aws:iam::111122223333:role/ml/train#trust"];
    assert!(
        trust.document.starts_with(r#"{"Version":"2012-10-17""#),
        "decoded"
    );
    assert!(
        facts
            .policies
            .contains_key("arn:aws:iam::111122223333:role/ml/train#inline/read")
    );
    let fence = &facts.policies["arn:aws:iam::111122223333:policy/Fence"];
    assert_eq!(fence.version.as_deref(), Some("v2"));
    let boundary = facts
        .attachments
        .values()
        .find(|it| it.kind == AttachmentKind::Boundary);
    assert_eq!(boundary.unwrap().policy, fence.id);
    let user = &facts.identities["arn:aws:iam::111122223333:user/deploy"];
    assert_eq!(user.member_of, ["arn:aws:iam::111122223333:group/ops"]);
    assert!(
        facts
            .policies
            .contains_key("arn:aws:iam::111122223333:group/ops#inline/do")
    );
    let profile = &facts.workloads["arn:aws:iam::111122223333:instance-profile/train"];
    assert_eq!(profile.runs_as[0].identity, role.id);

    let bucket = &facts.assets["arn:aws:s3:::data"];
    assert_eq!(bucket.region.as_deref(), Some("eu-west-1"));
    assert_eq!(
        bucket.attributes["public_access_block"]["BlockPublicPolicy"],
        false
    );
    assert_eq!(
        bucket.attributes["public_access_block"]["RestrictPublicBuckets"],
        true
    );
    assert_eq!(bucket.attributes["encryption"], "aws:kms");
    let key = "arn:aws:kms:eu-west-1:111122223333:key/k-1";
    assert_eq!(bucket.encryption_key.as_deref(), Some(key));
    assert_eq!(bucket.tags.as_ref().unwrap()["team"], "ml");
    assert_eq!(
        facts.policies["arn:aws:s3:::data#resource"].document,
        POLICY
    );
    assert_eq!(facts.policies[&format!("{key}#resource")].document, POLICY);
    assert_eq!(facts.assets[key].attributes["manager"], "CUSTOMER");

    let function = &facts.workloads["arn:aws:lambda:eu-west-1:111122223333:function:ingest"];
    assert_eq!(function.runs_as[0].identity, role.id);
    assert_eq!(function.attributes["state"], "Active");
    assert_eq!(function.attributes["environment_key"], key);
    let names: Vec<&str> = function
        .environment
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(names, ["DB_URL", "KEY_ID"]);
    assert_eq!(
        function.environment[1].reference.as_deref(),
        Some("aws:access-key/AKIAIOSFODNN7EXAMPLE")
    );
    assert!(
        facts
            .policies
            .contains_key(&format!("{}#resource", function.id))
    );

    let secret = &facts.assets["arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf"];
    assert_eq!(
        (secret.class, secret.name.as_str()),
        (AssetClass::Secret, "db")
    );
    let instance = &facts.workloads["arn:aws:ec2:eu-west-1:111122223333:instance/i-1"];
    assert_eq!(instance.runs_as[0].identity, profile.id);
    assert_eq!(instance.attributes["imds"], "v1");
    let template = &facts.workloads["arn:aws:ec2:eu-west-1:111122223333:launch-template/lt-1"];
    assert_eq!(template.attributes["user_data"], true);
    assert_eq!(template.runs_as[0].identity, profile.id);
    let notebook =
        &facts.workloads["arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/lab"];
    assert_eq!(notebook.runs_as[0].identity, role.id);
    assert!(
        facts
            .assets
            .contains_key("arn:aws:sagemaker:eu-west-1:111122223333:model/churn")
    );

    let written = format!("{:?} {:?} {summary:?}", snapshot.facts, snapshot.coverage);
    assert!(!written.contains(CANARY));
}

#[test]
fn members_may_be_json_in_strings() {
    // As `get-resource-config-history` and the queries return them.
    let mut items = items();
    for item in &mut items {
        item["accountId"] = item["awsAccountId"].take();
        item["arn"] = item["ARN"].take();
        item["configuration"] = item["configuration"].to_string().into();
        for value in item["supplementaryConfiguration"]
            .as_object_mut()
            .unwrap()
            .values_mut()
        {
            *value = value.to_string().into();
        }
        let tags = serde_json::json!([{"key": "team", "value": "ml", "tag": "team=ml"}]);
        item["tags"] = tags;
        item.as_object_mut()
            .unwrap()
            .retain(|_, value| !value.is_null());
    }
    let (_, plain) = import_items(&super::estate::items());
    let (_, strings) = import_items(&items);
    let shown = |snapshot: &blastradius_collectors::snapshot::Snapshot| {
        let facts = &snapshot.facts;
        let policies = facts
            .policies
            .values()
            .map(|it| format!("{} {}", it.id, it.document));
        let workloads = facts
            .workloads
            .values()
            .map(|it| format!("{} {:?} {:?}", it.id, it.runs_as, it.attributes));
        let assets = facts
            .assets
            .values()
            .map(|it| format!("{} {:?} {:?}", it.id, it.tags, it.attributes));
        policies.chain(workloads).chain(assets).collect::<Vec<_>>()
    };
    assert_eq!(shown(&strings), shown(&plain));
    let results: Vec<String> = items.iter().map(ToString::to_string).collect();
    let (_, queried) = import_text(
        &serde_json::json!({"QueryInfo": {"SelectFields": []}, "Results": results}).to_string(),
    );
    assert_eq!(queried.facts.identities.len(), plain.facts.identities.len());
    assert_eq!(queried.facts.policies.len(), plain.facts.policies.len());
    assert_eq!(queried.facts.assets.len(), plain.facts.assets.len());
}
