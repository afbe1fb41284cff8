use serde_json::{Value, json};

use super::estate::{CANARY, resources, state};
use super::{import_bytes, import_text};

#[test]
fn what_stood_before_a_break_is_kept() {
    let text = state(&resources());
    for length in (0..text.len()).step_by(701) {
        let (summary, snapshot) = import_text(&text[..length]);
        assert!(!summary.problems.is_empty(), "{length}");
        assert!(
            !format!("{summary:?}{:?}", snapshot.coverage).contains(CANARY),
            "{length}"
        );
    }
    let half = text.find("aws_ssm_parameter").unwrap();
    let (_, snapshot) = import_text(&text[..half]);
    assert_eq!(snapshot.facts.identities.len(), 3);
}

#[test]
fn an_attribute_of_another_type_loses_nothing_else() {
    let all = resources();
    for (index, (_, _, attributes)) in all.iter().enumerate() {
        for (number, name) in attributes.as_object().unwrap().keys().enumerate() {
            let wrong = [
                json!(null),
                json!(7),
                json!([[7]]),
                json!({"a": []}),
                json!("x"),
                json!(false),
            ];
            let mut resources = all.clone();
            resources[index].2[name] = wrong[number % wrong.len()].clone();
            let (_, snapshot) = import_text(&state(&resources));
            assert!(snapshot.facts.policies.len() >= 9, "{index} {name}");
            assert!(
                !format!("{:?}", snapshot.coverage).contains(CANARY),
                "{index} {name}"
            );
        }
    }
}

#[test]
fn resources_of_another_shape_are_told() {
    for wrong in [
        json!(7),
        json!({"type": 7}),
        json!({"type": "aws_iam_role", "name": "x", "instances": [7]}),
        json!([]),
    ] {
        let mut state: Value = serde_json::from_str(&state(&resources())).unwrap();
        state["resources"][0] = wrong;
        let (_, snapshot) = import_text(&state.to_string());
        assert!(snapshot.facts.policies.len() >= 8);
        let told = snapshot
            .coverage
            .iter()
            .any(|it| it.outcome.name() == "unreadable");
        assert!(told);
    }
}

#[test]
fn depth_is_bounded_and_other_files_are_told() {
    let nested = (0..200).fold(
        json!({"resources": []}),
        |inner, _| json!({"child_modules": [inner]}),
    );
    let text = json!({"values": {"root_module": nested}}).to_string();
    for text in [
        text,
        "[".repeat(100_000),
        "{}".to_owned(),
        "[]".to_owned(),
        "7".to_owned(),
        r#"{"resources": 7}"#.to_owned(),
    ] {
        let (summary, _) = import_text(&text);
        assert!(summary.is_empty());
        assert_eq!(summary.problems.len(), 1, "{:?}", summary.problems);
    }
}

#[test]
fn one_wrong_byte_loses_one_resource() {
    let text = state(&resources());
    let at = text.find("AROA").unwrap();
    let mut bytes = text.into_bytes();
    bytes[at] = 0xFF;
    let (summary, snapshot) = import_bytes(&bytes);
    assert_eq!(summary.problems.len(), 1);
    assert_eq!(snapshot.facts.credentials.len(), 1);
    assert!(
        !snapshot
            .facts
            .policies
            .keys()
            .any(|it| it.ends_with("#trust"))
    );
}
