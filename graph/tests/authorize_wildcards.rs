//! Wildcards against a naive reference.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::sync::Arc;

use blastradius_graph::authorize::aws::{
    Context, Document, Outcome, PolicySet, Request, Resource, decide,
};
use serde_json::json;
use support::{Random, arn};

/// Matching as one would define it.
fn naive(pattern: &[char], text: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some(('*', rest)), None) => naive(rest, text),
        (Some(('*', rest)), Some((_, tail))) => naive(rest, text) || naive(pattern, tail),
        (Some(('?', rest)), Some((_, tail))) => naive(rest, tail),
        (Some((wanted, rest)), Some((c, tail))) => wanted == c && naive(rest, tail),
        _ => false,
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    naive(&pattern, &text)
}

fn word(random: &mut Random, letters: &[&str], longest: usize) -> String {
    let length = random.below(longest + 1);
    (0..length).map(|_| random.pick(letters)).collect()
}

fn document(statement: serde_json::Value) -> Document {
    let policy = json!({"Version": "2012-10-17", "Statement": statement});
    Document::parse("p", &policy.to_string()).expect("a valid policy")
}

#[test]
fn actions_match_as_defined() {
    let mut random = Random::new(1);
    let mut matched = 0;
    for _ in 0..20_000 {
        let pattern = word(&mut random, &["a", "b", "é", "*", "?"], 8);
        let text = word(&mut random, &["a", "b", "é"], 8);
        let document = document(json!({
            "Effect": "Allow", "Action": format!("s:{pattern}"), "Resource": "*"
        }));
        let expected = matches(&pattern, &text);
        matched += usize::from(expected);
        assert_eq!(
            document.allows_action(&format!("S:{}", text.to_ascii_uppercase())),
            expected,
            "{pattern} on {text}"
        );
    }
    assert!(matched > 1_000, "{matched}");
}

/// Every text of up to six letters, one of which no pattern has.
fn texts() -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut longest = vec![String::new()];
    for _ in 0..6 {
        longest = longest
            .iter()
            .flat_map(|text| ["a", "b", "z"].map(|letter| format!("{text}{letter}")))
            .collect();
        texts.extend(longest.iter().cloned());
    }
    texts
}

/// A request for `asked` is allowed by `pattern` if it covers all of it, on conditions if part.
#[test]
fn patterns_cover_and_overlap_as_defined() {
    let texts = texts();
    let mut random = Random::new(2);
    let mut seen = [0; 3];
    for _ in 0..1_500 {
        let pattern = word(&mut random, &["a", "b", "*", "?"], 4);
        let asked = word(&mut random, &["a", "b", "*", "*", "?"], 4);
        if !asked.contains(['*', '?']) {
            continue;
        }
        let meant: Vec<&String> = texts.iter().filter(|text| matches(&asked, text)).collect();
        let count = meant.iter().filter(|text| matches(&pattern, text)).count();
        let expected = match count {
            0 => Outcome::ImplicitlyDenied,
            all if all == meant.len() => Outcome::Allowed,
            _ => Outcome::Conditional,
        };
        seen[match expected {
            Outcome::ImplicitlyDenied => 0,
            Outcome::Allowed => 1,
            _ => 2,
        }] += 1;
        let policies = PolicySet {
            identity: vec![Arc::new(document(json!({
                "Effect": "Allow", "Action": "*", "Resource": format!("arn:aws:s3:::{pattern}")
            })))],
            ..PolicySet::default()
        };
        let request = Request {
            principal: arn("arn:aws:iam::111122223333:user/alice"),
            action: "s3:GetObject".to_owned(),
            resource: Resource {
                arn: format!("arn:aws:s3:::{asked}"),
                account: Some("111122223333".to_owned()),
                tags: None,
            },
            context: Context::exact(),
        };
        let outcome = decide(&request, &policies).outcome;
        // `?` beside a `*` of the request may be a cover that is not seen: never the other way.
        let unseen = pattern.contains('?')
            && (outcome, expected) == (Outcome::Conditional, Outcome::Allowed);
        assert!(
            outcome == expected || unseen,
            "{pattern} asked for {asked}: {outcome:?}, not {expected:?}"
        );
    }
    assert!(seen.iter().all(|n| *n > 50), "{seen:?}");
}

/// A pattern that takes a careless matcher exponential time.
#[test]
fn no_pattern_takes_long() {
    let pattern = format!("s:{}b", "a*".repeat(200));
    let text = format!("s:{}", "a".repeat(2_000));
    let document = document(json!({"Effect": "Allow", "Action": pattern, "Resource": "*"}));
    let start = std::time::Instant::now();
    assert!(!document.allows_action(&text));
    assert!(start.elapsed().as_secs() < 5);
}
