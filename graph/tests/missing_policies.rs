//! A gap is never a no, and never a sure yes: every written case is asked again with one of its
//! policy types, or the owner of its resource, not known.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::path::Path;

use blastradius_graph::authorize::aws::{Case, Outcome, PolicySet, Request, decide};
use serde_json::{Map, Value};

fn cases() -> Vec<(String, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/authorize");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "jsonl"))
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        for line in std::fs::read_to_string(file).unwrap().lines() {
            let mut members: Map<String, Value> = serde_json::from_str(line).unwrap();
            members.retain(|name, _| !matches!(name.as_str(), "expect" | "why" | "doc"));
            let case = Case::from_json(&Value::Object(members).to_string()).unwrap();
            if case.problems().is_empty() {
                cases.push((case.id().unwrap().to_owned(), case));
            }
        }
    }
    cases
}

/// Takes one thing away and says that it is not known.
type Hide = fn(&mut Request, &mut PolicySet);

const HIDDEN: [(&str, Hide); 6] = [
    ("identity policies", |_, set| {
        set.identity.clear();
        set.unknown_identity.push("not in the snapshot".to_owned());
    }),
    ("boundary", |_, set| {
        set.boundaries = None;
        set.unknown_boundary.push("not in the snapshot".to_owned());
    }),
    ("resource policy", |_, set| {
        set.resource = None;
        set.restrict_public_buckets = false;
        set.unknown_resource.push("not in the snapshot".to_owned());
    }),
    ("SCPs", |_, set| {
        set.scps.clear();
        set.unknown_scps.push("not in the snapshot".to_owned());
    }),
    ("RCPs", |_, set| {
        set.rcps.clear();
        set.unknown_rcps.push("not in the snapshot".to_owned());
    }),
    ("owner", |request, _| {
        // An ARN that names an account leaves nothing to hide.
        request.resource.account = None;
    }),
];

#[test]
fn a_gap_is_neither_a_no_nor_a_sure_yes() {
    let mut report = Vec::new();
    let mut open = [0_u32; HIDDEN.len()];
    for (id, case) in cases() {
        let whole = decide(case.request(), case.policies()).outcome;
        for (index, (what, hide)) in HIDDEN.iter().enumerate() {
            let (mut request, mut set) = (case.request().clone(), case.policies().clone());
            hide(&mut request, &mut set);
            let outcome = decide(&request, &set).outcome;
            open[index] += u32::from(outcome == Outcome::Conditional);
            let sound = match outcome {
                Outcome::Conditional => true,
                Outcome::Allowed => whole == Outcome::Allowed,
                Outcome::ExplicitlyDenied | Outcome::ImplicitlyDenied => whole != Outcome::Allowed,
            };
            // A case with open conditions is known less than its answer without them.
            if !sound && whole != Outcome::Conditional {
                report.push(format!(
                    "{id}: {what} not known: {outcome:?}, known: {whole:?}"
                ));
            }
        }
    }
    assert!(report.is_empty(), "{}", report.join("\n"));
    assert!(
        open.iter().all(|count| *count > 20),
        "each gap matters: {open:?}"
    );
}
