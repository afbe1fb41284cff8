//! Three values keep their word: what holds whatever an unknown key is, and nothing else, is
//! decided; what holds for one value of a key and not for another is conditional.
//!
//! Every written case is asked again with each of its condition keys unknown, and compared with
//! the exact answers for many values of that key.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::path::Path;

use blastradius_graph::authorize::aws::{Case, CaseDecision};
use serde_json::{Map, Value, json};

fn requests() -> Vec<Map<String, Value>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/authorize");
    let mut requests = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "jsonl"))
        .collect();
    files.sort();
    for file in files {
        for line in std::fs::read_to_string(file).unwrap().lines() {
            let mut case: Map<String, Value> = serde_json::from_str(line).unwrap();
            for member in ["expect", "why", "doc"] {
                case.remove(member);
            }
            requests.push(case);
        }
    }
    requests
}

fn decide(request: &Map<String, Value>) -> Option<CaseDecision> {
    let text = Value::Object(request.clone()).to_string();
    Some(Case::from_json(&text).ok()?.decide().decision)
}

/// The condition keys of all policies, and the values that are spoken of for any key.
fn spoken(value: &Value, keys: &mut BTreeSet<String>, values: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| spoken(item, keys, values)),
        Value::Object(members) => {
            if let Some(Value::Object(operators)) = members.get("Condition") {
                for tests in operators.values().filter_map(Value::as_object) {
                    for (key, wanted) in tests {
                        keys.insert(key.to_ascii_lowercase());
                        let list = wanted
                            .as_array()
                            .map_or(std::slice::from_ref(wanted), |l| l);
                        values.extend(list.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                }
            }
            members
                .values()
                .for_each(|member| spoken(member, keys, values));
        }
        Value::String(text) => {
            let mut rest = text.as_str();
            while let Some((_, after)) = rest.split_once("${") {
                let Some((inside, after)) = after.split_once('}') else {
                    break;
                };
                let key = inside.split(',').next().unwrap().trim();
                if key.contains(':') {
                    keys.insert(key.to_ascii_lowercase());
                }
                rest = after;
            }
        }
        _ => {}
    }
}

/// What a key may be: absent, or one of these.
fn candidates(values: &BTreeSet<String>, own: Option<&Value>) -> Vec<Option<Value>> {
    let mut all = vec![
        None,
        Some(json!(["other"])),
        Some(json!([""])),
        Some(json!(["7"])),
    ];
    for value in values {
        all.push(Some(json!([value])));
        all.push(Some(json!([value.replace(['*', '?'], "x")])));
        all.push(Some(json!([value.to_uppercase(), value])));
    }
    for text in [
        "ml",
        "alice",
        "shared",
        "203.0.113.9",
        "2001:db8::1",
        "2020-01-01T00:00:00Z",
    ] {
        all.push(Some(json!([text])));
    }
    all.push(own.cloned());
    all
}

#[test]
fn an_unknown_key_is_decided_only_where_every_value_agrees() {
    let mut report = Vec::new();
    let (mut asked, mut conditional) = (0, 0);
    for request in requests() {
        let (mut keys, mut values) = (BTreeSet::new(), BTreeSet::new());
        for (name, member) in &request {
            if name.contains("polic") || name.contains("boundaries") {
                spoken(member, &mut keys, &mut values);
            }
        }
        let wild = request["resource"]["arn"]
            .as_str()
            .unwrap_or("")
            .contains(['*', '?']);
        if request.contains_key("unknown") || wild {
            continue;
        }
        let context = request["context"].as_object().unwrap().clone();
        for key in keys {
            let own = context
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(&key))
                .map(|(_, value)| value.clone());
            let with = |value: Option<&Value>| {
                let mut changed = request.clone();
                let mut context = context.clone();
                context.retain(|name, _| !name.eq_ignore_ascii_case(&key));
                if let Some(value) = value {
                    context.insert(key.clone(), value.clone());
                }
                changed.insert("context".to_owned(), Value::Object(context));
                changed
            };
            let mut unknown = with(None);
            unknown.insert("unknown".to_owned(), json!([key]));
            let Some(open) = decide(&unknown) else {
                continue;
            };
            asked += 1;
            conditional += usize::from(open == CaseDecision::Conditional);
            for value in candidates(&values, own.as_ref()) {
                // An absent key that follows from the principal is filled in: still one value.
                let Some(exact) = decide(&with(value.as_ref())) else {
                    continue;
                };
                let sound = match open {
                    CaseDecision::Allowed => exact == CaseDecision::Allowed,
                    CaseDecision::ExplicitlyDenied | CaseDecision::ImplicitlyDenied => {
                        exact != CaseDecision::Allowed
                    }
                    CaseDecision::Conditional => true,
                    CaseDecision::Invalid => exact == CaseDecision::Invalid,
                };
                if !sound {
                    let id = &request["id"];
                    report.push(format!(
                        "{id}: {key} unknown: {open:?}; {value:?}: {exact:?}"
                    ));
                }
            }
        }
    }
    assert!(
        report.is_empty(),
        "{} of {asked}:\n{}",
        report.len(),
        report.join("\n")
    );
    assert!(asked > 300, "only {asked} questions");
    assert!(
        conditional > 100,
        "only {conditional} of {asked} are conditional"
    );
}

#[test]
fn an_audit_is_decided_only_where_the_exact_answer_agrees() {
    let mut report = Vec::new();
    let mut decided = 0;
    for request in requests() {
        if request.contains_key("unknown") {
            continue;
        }
        let mut audit = request.clone();
        audit.insert("context".to_owned(), json!({}));
        audit.insert("unknown".to_owned(), json!(["*"]));
        let (open, exact) = (decide(&audit).unwrap(), decide(&request).unwrap());
        let sound = match open {
            CaseDecision::Conditional => true,
            CaseDecision::ExplicitlyDenied | CaseDecision::ImplicitlyDenied => {
                exact != CaseDecision::Allowed
            }
            CaseDecision::Allowed | CaseDecision::Invalid => exact == open,
        };
        decided += usize::from(open != CaseDecision::Conditional);
        if !sound {
            report.push(format!(
                "{}: audit {open:?}, exact {exact:?}",
                request["id"]
            ));
        }
    }
    assert!(report.is_empty(), "{}", report.join("\n"));
    assert!(decided > 300, "only {decided} are decided in an audit");
}
