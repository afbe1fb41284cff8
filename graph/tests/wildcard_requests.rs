//! A request for every resource of a pattern, held against the requests for each resource: all
//! small patterns over two letters, matched by a second, naive matcher.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::sync::Arc;

use blastradius_graph::authorize::aws::{
    Context, Document, Outcome, PolicySet, Principal, Request, Resource, decide,
};
use serde_json::{Value, json};

const BASE: &str = "arn:aws:s3:::x/";

/// The definition of wildcards, as a recursion.
fn naive(pattern: &[u8], text: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => (0..=text.len()).any(|skip| naive(rest, &text[skip..])),
        Some((b'?', rest)) => !text.is_empty() && naive(rest, &text[1..]),
        Some((c, rest)) => text.first() == Some(c) && naive(rest, &text[1..]),
    }
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn pattern(&mut self) -> String {
        let length = self.below(5);
        (0..length)
            .map(|_| ['a', 'b', '*', '?'][usize::try_from(self.below(4)).unwrap()])
            .collect()
    }
}

fn texts() -> Vec<String> {
    let mut all = vec![String::new()];
    let mut last = all.clone();
    for _ in 0..5 {
        last = last
            .iter()
            .flat_map(|t| ["a", "b"].map(|c| format!("{t}{c}")))
            .collect();
        all.extend(last.iter().cloned());
    }
    all
}

fn request(resource: &str) -> Request {
    Request {
        principal: Principal::Arn {
            arn: "arn:aws:iam::111122223333:user/alice".to_owned(),
            tags: None,
            unique_id: None,
        },
        action: "s3:GetObject".to_owned(),
        resource: Resource {
            arn: format!("{BASE}{resource}"),
            account: Some("111122223333".to_owned()),
            tags: None,
        },
        context: Context::exact(),
    }
}

fn statement(random: &mut Random) -> Value {
    let effect = if random.below(3) == 0 {
        "Deny"
    } else {
        "Allow"
    };
    let element = if random.below(5) == 0 {
        "NotResource"
    } else {
        "Resource"
    };
    let count = 1 + random.below(2);
    let patterns: Vec<_> = (0..count)
        .map(|_| format!("{BASE}{}", random.pattern()))
        .collect();
    json!({"Effect": effect, "Action": "s3:GetObject", element: patterns})
}

#[test]
fn patterns_match_as_defined() {
    let texts = texts();
    let mut random = Random(11);
    for _ in 0..600 {
        let pattern = random.pattern();
        let policy = json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": format!("{BASE}{pattern}")}});
        let set = PolicySet {
            identity: vec![Arc::new(Document::parse("p", &policy.to_string()).unwrap())],
            ..PolicySet::default()
        };
        for text in &texts {
            let allowed = decide(&request(text), &set).outcome == Outcome::Allowed;
            assert_eq!(
                allowed,
                naive(pattern.as_bytes(), text.as_bytes()),
                "{pattern} {text}"
            );
        }
    }
}

#[test]
fn a_pattern_is_decided_only_where_every_resource_agrees() {
    let texts = texts();
    let mut random = Random(7);
    let mut seen = [0_u32; 4];
    for _ in 0..4_000 {
        let statements: Vec<_> = (0..=random.below(3))
            .map(|_| statement(&mut random))
            .collect();
        let policy = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        let set = PolicySet {
            identity: vec![Arc::new(Document::parse("p", &policy).unwrap())],
            ..PolicySet::default()
        };
        let pattern = random.pattern();
        let whole = decide(&request(&pattern), &set).outcome;
        seen[whole as usize] += 1;
        for text in texts
            .iter()
            .filter(|t| naive(pattern.as_bytes(), t.as_bytes()))
        {
            let one = decide(&request(text), &set).outcome;
            let agrees = match whole {
                Outcome::Conditional => true,
                decided => (decided == Outcome::Allowed) == (one == Outcome::Allowed),
            };
            assert!(
                agrees,
                "{pattern}: {whole:?}, but {text}: {one:?} under {policy}"
            );
        }
    }
    assert!(
        seen.iter().all(|count| *count > 100),
        "each outcome occurs: {seen:?}"
    );
}
