//! Files that are no snapshot, break off, or lie.

use blastradius_collectors::coverage::Outcome;
use serde_json::{Value, json};

use super::estate::{CANARY, items, role};
use super::{delivered, import_files, import_items, import_text};

#[test]
fn what_stood_before_a_break_is_kept() {
    let text = delivered(&items());
    for length in (0..text.len()).step_by(701) {
        let (summary, snapshot) = import_text(&text[..length]);
        assert!(!summary.problems.is_empty(), "{length}");
        let written = format!("{:?} {:?}", snapshot.coverage, summary);
        assert!(!written.contains(CANARY), "{length}");
    }
    let half = text.find("AIDADEPLOY").unwrap();
    let (_, snapshot) = import_text(&text[..half]);
    assert_eq!(snapshot.facts.identities.len(), 1, "the role stood before");
}

#[test]
fn an_item_of_another_shape_loses_nothing_else() {
    let all = items();
    for index in 0..all.len() {
        let members: Vec<String> = all[index].as_object().unwrap().keys().cloned().collect();
        for (number, member) in members.into_iter().enumerate() {
            let wrong = [json!(null), json!(7), json!([[]]), json!("x")];
            // Each member in two of the ways.
            for wrong in [&wrong[number % 4], &wrong[(number + 1) % 4]] {
                let mut items = all.clone();
                items[index][&member] = wrong.clone();
                let (_, snapshot) = import_items(&items);
                let written = format!("{:?}", snapshot.coverage);
                assert!(!written.contains(CANARY), "{index} {member} {wrong}");
                assert!(
                    snapshot.facts.identities.len() >= 2,
                    "{index} {member} {wrong}"
                );
            }
        }
    }
}

#[test]
fn a_member_of_the_wrong_type_is_told() {
    let mut role = role();
    role["configuration"]["rolePolicyList"] = json!([{"policyName": 7, "policyDocument": CANARY}]);
    let (_, snapshot) = import_items(&[role]);
    let record = snapshot
        .coverage
        .iter()
        .find(|it| it.outcome == Outcome::Unreadable)
        .unwrap();
    assert!(
        record
            .reason
            .starts_with("`/configurationItems/0` was left out: "),
        "{}",
        record.reason
    );
    assert!(!record.reason.contains("line"), "{}", record.reason);
    assert_eq!(record.origin.pointer, "/configurationItems/0");
}

#[test]
fn depth_and_size_are_bounded() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let mut item = role();
    item["configuration"] = json!("PLACE");
    let text = delivered(&[item, role()]).replace("\"PLACE\"", &deep);
    let (_, snapshot) = import_text(&text);
    assert!(snapshot.facts.identities.len() <= 1);
    let nested = (0..500).fold(Value::Null, |inner, _| json!({"configuration": inner}));
    let (summary, _) = import_text(&nested.to_string());
    assert_eq!(summary.problems.len(), 1);
}

#[test]
fn one_wrong_byte_loses_one_item() {
    let mut bytes = delivered(&items()).into_bytes();
    let at = String::from_utf8(bytes.clone())
        .unwrap()
        .find("AIDADEPLOY")
        .unwrap();
    bytes[at] = 0xFF;
    let (summary, snapshot) = import_files(&[("x.json", bytes)]);
    assert_eq!(summary.problems.len(), 1);
    assert!(
        !snapshot
            .facts
            .identities
            .contains_key("arn:aws:iam::111122223333:user/deploy")
    );
    assert!(
        snapshot
            .facts
            .identities
            .contains_key("arn:aws:iam::111122223333:group/ops")
    );
}

#[test]
fn other_files_are_told() {
    for text in [
        "{}",
        "[]",
        "7",
        "null",
        r#"{"configurationItems": 7}"#,
        r#"{"UserDetailList": []}"#,
        "\u{1f}\u{8b}",
    ] {
        let (summary, snapshot) = import_text(text);
        assert!(summary.is_empty(), "{text}");
        assert!(snapshot.facts.identities.is_empty());
        if text != "[]" {
            assert!(!summary.problems.is_empty(), "{text}");
        }
    }
    let broken: Vec<u8> = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF].to_vec();
    let (summary, _) = import_files(&[("x.json.gz", broken)]);
    assert_eq!(summary.problems.len(), 1);
}
