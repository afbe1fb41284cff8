//! The written authorization cases: `tests/cases/authorize/*.jsonl`, each from a page of AWS's
//! documentation. All disagreements are reported at once. The format is described beside them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use blastradius_graph::authorize::aws::{Case, CaseAnswer};
use serde_json::Value;

/// One written case: the request, and what is said about it.
struct Written {
    id: String,
    topic: String,
    why: String,
    doc: String,
    decision: String,
    by: Vec<String>,
    remaining_contains: Option<String>,
    request: String,
}

impl Written {
    fn read(topic: &str, line: &str) -> Self {
        let mut request: Value = serde_json::from_str(line).unwrap_or_else(|error| {
            panic!("{topic}.jsonl has a line that is no JSON object: {error}: {line}")
        });
        let members = request.as_object_mut().unwrap();
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or("").to_owned();
        let why = text(members.remove("why").as_ref());
        let doc = text(members.remove("doc").as_ref());
        let expect = members.remove("expect").unwrap_or(Value::Null);
        let decision = match &expect {
            Value::String(decision) => decision.clone(),
            object => text(object.get("decision")),
        };
        let by = expect.get("by").and_then(Value::as_array);
        Self {
            id: text(members.get("id")),
            topic: topic.to_owned(),
            why,
            doc,
            decision,
            by: by.into_iter().flatten().map(|v| text(Some(v))).collect(),
            remaining_contains: expect
                .get("remaining_contains")
                .map(|value| text(Some(value))),
            request: request.to_string(),
        }
    }

    /// What is wrong with an answer; `None` when it is as written.
    fn disagreement(&self, answer: &Value) -> Option<String> {
        let got = answer["decision"].as_str().unwrap_or("no decision");
        let mut wrong = String::new();
        if got != self.decision {
            write!(wrong, "expected {}, got {got}", self.decision).unwrap();
        }
        let proof: BTreeSet<String> = answer["by"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|by| match (&by["policy"], &by["statement"]) {
                (Value::String(policy), Value::Number(statement)) => {
                    format!("{policy}#{statement}")
                }
                (policy, _) => policy.as_str().unwrap_or("?").to_owned(),
            })
            .collect();
        for by in &self.by {
            if !proof.contains(by) {
                write!(wrong, "; the proof lacks {by}, it has {proof:?}").unwrap();
            }
        }
        if let Some(text) = &self.remaining_contains {
            let remaining = answer["remaining"].to_string();
            if !remaining.contains(text) {
                write!(wrong, "; what remains lacks `{text}`: {remaining}").unwrap();
            }
        }
        (!wrong.is_empty()).then_some(wrong)
    }
}

fn written() -> Vec<Written> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/authorize");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "jsonl")
        })
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let topic = file.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let before = cases.len();
        cases.extend(lines.map(|line| Written::read(&topic, line)));
        assert!(cases.len() > before, "{topic}.jsonl is empty");
    }
    cases
}

fn answer(case: &Written) -> Value {
    let answer = match Case::from_json(&case.request) {
        Ok(request) => request.decide(),
        Err(error) => CaseAnswer::not_a_case(&case.request, &error),
    };
    serde_json::to_value(answer).unwrap()
}

/// The statement that a proof names, in the request itself.
fn statement<'a>(request: &'a Value, by: &Value) -> Option<&'a Value> {
    let policy = request.pointer(&format!("/{}", by["policy"].as_str()?))?;
    match &policy["Statement"] {
        Value::Array(items) => items.get(usize::try_from(by["statement"].as_u64()?).ok()?),
        single => (by["statement"] == 0).then_some(single),
    }
}

#[test]
fn the_evaluator_agrees_with_the_documentation() {
    let mut report = String::new();
    let mut wrong = 0;
    let cases = written();
    for case in &cases {
        let answer = answer(case);
        if let Some(disagreement) = case.disagreement(&answer) {
            wrong += 1;
            writeln!(
                report,
                "{} ({}): {disagreement}\n    why: {}\n    doc: {}\n    answer: {answer}",
                case.id, case.topic, case.why, case.doc
            )
            .unwrap();
        }
    }
    assert!(
        wrong == 0,
        "{wrong} of {} cases disagree\n{report}",
        cases.len()
    );
}

#[test]
fn every_case_is_complete_and_its_id_unique() {
    let cases = written();
    assert!(cases.len() >= 300, "only {} cases", cases.len());
    let mut ids = BTreeSet::new();
    let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
    for case in &cases {
        let id = &case.id;
        assert!(!id.is_empty(), "a case of {} has no id", case.topic);
        assert!(ids.insert(id.clone()), "the id `{id}` comes twice");
        assert!(case.doc.contains(':'), "`{id}` names no page of a guide");
        assert!(!case.why.is_empty(), "`{id}` does not say why");
        *outcomes.entry(&case.decision).or_default() += 1;
    }
    let known = [
        "allowed",
        "conditional",
        "explicitly_denied",
        "implicitly_denied",
        "invalid",
    ];
    assert_eq!(
        outcomes.keys().copied().collect::<Vec<_>>(),
        known,
        "each outcome has cases, and there is no other: {outcomes:?}"
    );
}

#[test]
fn every_answer_carries_a_proof_that_can_be_looked_up() {
    let mut looked_up = 0;
    for case in written() {
        let answer = answer(&case);
        let request: Value = serde_json::from_str(&case.request).unwrap();
        let id = &case.id;
        let list = |member: &str| answer[member].as_array().cloned().unwrap_or_default();
        let (by, decision) = (list("by"), answer["decision"].as_str().unwrap());
        let explained = match decision {
            "allowed" | "explicitly_denied" => !by.is_empty(),
            "conditional" => {
                list("remaining").iter().all(|r| r["text"] != "") && !list("remaining").is_empty()
            }
            "implicitly_denied" => !list("lacking").is_empty(),
            _ => {
                list("problems").iter().all(|p| p["message"] != "") && !list("problems").is_empty()
            }
        };
        assert!(explained, "{id}: {answer}");
        for proof in by.iter().filter(|proof| proof["statement"].is_number()) {
            let found = statement(&request, proof);
            let found = found.unwrap_or_else(|| panic!("{id}: no statement {proof}"));
            let effect = found["Effect"].as_str().unwrap().to_ascii_lowercase();
            assert_eq!(proof["effect"], effect, "{id}: {proof}");
            assert_eq!(
                effect == "deny",
                decision == "explicitly_denied",
                "{id}: {proof}"
            );
            looked_up += 1;
        }
    }
    assert!(
        looked_up > 300,
        "only {looked_up} statements were looked up"
    );
}
