//! Policies and requests that an attacker wrote: no panic, no endless work, always an answer.
//!
//! The texts of the written cases are mutated at random, with a fixed seed and within a fixed
//! time, and every mutant that still parses is evaluated in every place a policy can stand.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use blastradius_graph::authorize::aws::{
    Case, Context, ContextValue, Decision, Document, Outcome, PolicySet, Principal, Request,
    Resource, decide,
};

/// A small generator: the same numbers on every run (xorshift64*).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// Pieces that mean something in policies, or nearly do.
const PIECES: &[&str] = &[
    "*",
    "?",
    "**",
    "${",
    "}",
    "${*}",
    "${aws:username}",
    "${aws:username,'x'}",
    "${,}",
    "${ }",
    "${${aws:username}}",
    "\"",
    "\\",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "null",
    "true",
    "-0",
    "1e400",
    "1e308",
    "99999999999999999999",
    "\"Effect\":\"Deny\"",
    "NotAction",
    "NotResource",
    "NotPrincipal",
    "\"AWS\":",
    "arn:aws:iam::111122223333:root",
    "arn:::::",
    "arn",
    "::::::",
    "ForAllValues:",
    "ForAnyValue:",
    "IfExists",
    "Null",
    "NumericLessThan",
    "DateLessThan",
    "IpAddress",
    "0.0.0.0/0",
    "::/0",
    "1.2.3.4/33",
    "::/129",
    "1.2.3.4/-1",
    "2026-13-45",
    "-9999-01-01T00:00:00Z",
    "9999999999999",
    "\u{0}",
    "\u{202e}",
    "ß",
    "İ",
    "\u{1F600}",
    "\\ud800",
];

/// The written cases, without what describes them.
fn lines() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/authorize");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "jsonl"))
        .collect();
    files.sort();
    let mut lines = Vec::new();
    for file in files {
        for line in std::fs::read_to_string(file).unwrap().lines() {
            let mut case: serde_json::Value = serde_json::from_str(line).unwrap();
            let members = case.as_object_mut().unwrap();
            members.retain(|name, _| !matches!(name.as_str(), "expect" | "why" | "doc"));
            lines.push(case.to_string());
        }
    }
    lines
}

/// The policies of the written cases.
fn corpus() -> Vec<String> {
    let mut texts = Vec::new();
    for line in lines() {
        let case: serde_json::Value = serde_json::from_str(&line).unwrap();
        let members = case.as_object().unwrap().iter();
        for (_, member) in members.filter(|(name, _)| is_policy(name)) {
            collect(member, &mut texts);
        }
    }
    texts.sort();
    texts.dedup();
    texts
}

fn is_policy(member: &str) -> bool {
    member.contains("polic") || member.contains("boundaries")
}

fn collect(member: &serde_json::Value, texts: &mut Vec<String>) {
    match member {
        serde_json::Value::Object(_) => texts.push(member.to_string()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        _ => {}
    }
}

fn mutate(text: &str, other: &str, random: &mut Random) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=random.below(3) {
        let at = random.below(chars.len() + 1);
        match random.below(6) {
            0 => {
                let piece: Vec<char> = random.pick(PIECES).chars().collect();
                chars.splice(at..at, piece);
            }
            1 => {
                let end = (at + random.below(8)).min(chars.len());
                chars.drain(at..end);
            }
            2 => {
                let end = (at + random.below(40)).min(chars.len());
                let copy: Vec<char> = chars[at..end].to_vec();
                chars.splice(at..at, copy);
            }
            3 => {
                let donor: Vec<char> = other.chars().collect();
                let from = random.below(donor.len() + 1);
                let end = (from + random.below(60)).min(donor.len());
                chars.splice(at..at, donor[from..end].iter().copied());
            }
            4 if at < chars.len() => {
                chars[at] = random.pick(PIECES).chars().next().unwrap_or('x');
            }
            // The inside of a string becomes another piece: the document still parses.
            _ => {
                let quotes: Vec<usize> = (0..chars.len()).filter(|i| chars[*i] == '"').collect();
                let start = random.below(quotes.len().max(2) - 1);
                if let (Some(&open), Some(&close)) = (quotes.get(start), quotes.get(start + 1)) {
                    let piece: Vec<char> = random.pick(PIECES).chars().collect();
                    chars.splice(open + 1..close, piece);
                }
            }
        }
    }
    chars.into_iter().collect()
}

fn principals() -> Vec<Principal> {
    let arn = |arn: &str| Principal::Arn {
        arn: arn.to_owned(),
        tags: None,
        unique_id: None,
    };
    vec![
        arn("arn:aws:iam::111122223333:user/alice"),
        arn("arn:aws:iam::111122223333:role/app"),
        arn("arn:aws:sts::111122223333:assumed-role/app/s1"),
        arn("arn:aws:iam::444455556666:user/carol"),
        arn("arn:aws:iam::111122223333:root"),
        arn("arn"),
        arn(""),
        arn("arn:aws:sts::::/"),
        Principal::Service("lambda.amazonaws.com".to_owned()),
        Principal::Federated(String::new()),
        Principal::Anonymous,
    ]
}

fn requests() -> Vec<Request> {
    let resources = [
        ("s3:GetObject", "arn:aws:s3:::b/k"),
        ("s3:GetObject", "arn:aws:s3:::b/*"),
        ("sts:AssumeRole", "arn:aws:iam::111122223333:role/target"),
        ("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/k"),
        ("ec2:DescribeInstances", "*"),
        ("GetObject", "b"),
        ("", ""),
        (":", "::::::::"),
    ];
    let mut exact = Context::exact();
    for key in [
        "aws:username",
        "aws:SourceIp",
        "aws:CurrentTime",
        "s3:max-keys",
        "aws:TagKeys",
    ] {
        exact.set(
            key,
            ContextValue::Is(vec!["x".to_owned(), "\u{0}".to_owned()]),
        );
    }
    let mut requests = Vec::new();
    for principal in principals() {
        for (action, arn) in resources {
            for context in [exact.clone(), Context::audit()] {
                requests.push(Request {
                    principal: principal.clone(),
                    action: action.to_owned(),
                    resource: Resource {
                        arn: arn.to_owned(),
                        account: Some("111122223333".to_owned()),
                        tags: None,
                    },
                    context,
                });
            }
        }
    }
    requests
}

/// The policy in each place where one can stand.
fn places(document: &Arc<Document>, full: &Arc<Document>) -> Vec<PolicySet> {
    let base = PolicySet {
        identity: vec![full.clone()],
        ..PolicySet::default()
    };
    let one = || vec![document.clone()];
    vec![
        PolicySet {
            identity: one(),
            ..PolicySet::default()
        },
        PolicySet {
            boundaries: Some(one()),
            ..base.clone()
        },
        PolicySet {
            session: Some(one()),
            ..base.clone()
        },
        PolicySet {
            resource: Some(document.clone()),
            restrict_public_buckets: true,
            ..base.clone()
        },
        PolicySet {
            scps: vec![one(), vec![]],
            rcps: vec![one()],
            ..base.clone()
        },
        PolicySet {
            vpc_endpoint: Some(one()),
            ..base
        },
    ]
}

/// What holds for every decision.
fn check(decision: &Decision) {
    assert_eq!(
        decision.remaining.is_empty(),
        decision.outcome != Outcome::Conditional,
        "only a conditional decision has something that remains, and it has: {decision:?}"
    );
    if decision.outcome == Outcome::ExplicitlyDenied {
        assert!(!decision.by.is_empty(), "a deny names its statement");
    }
}

#[test]
fn mutated_policies_always_get_an_answer() {
    let corpus = corpus();
    let full = Document::parse(
        "full",
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
    );
    let full = Arc::new(full.unwrap());
    let requests = requests();
    let mut random = Random(0x00B1_A57A_D105);
    let started = Instant::now();
    let (mut parsed, mut refused) = (0_u32, 0_u32);
    while started.elapsed() < Duration::from_secs(4) {
        let (text, donor): (&String, &String) = (random.pick(&corpus), random.pick(&corpus));
        let text = mutate(text, donor, &mut random);
        match Document::parse("mutant", &text) {
            Err(problems) => {
                assert!(!problems.is_empty(), "refused without a reason: {text}");
                refused += 1;
            }
            Ok(document) => {
                let document = Arc::new(document);
                for set in places(&document, &full) {
                    let request = random.pick(&requests);
                    let decision = decide(request, &set);
                    check(&decision);
                    assert_eq!(
                        decision,
                        decide(request, &set),
                        "not the same twice: {text}"
                    );
                }
                parsed += 1;
            }
        }
    }
    assert!(
        parsed > 100,
        "{parsed} of {} mutants parsed",
        parsed + refused
    );
    assert!(refused > 100, "{refused} mutants were refused");
}

/// The lines that `authorize --cases` reads are hostile as well.
#[test]
fn mutated_cases_always_get_an_answer() {
    let lines = lines();
    let mut random = Random(0x00CA_5E5F_0E11);
    let started = Instant::now();
    let (mut read, mut refused) = (0_u32, 0_u32);
    while started.elapsed() < Duration::from_secs(2) {
        let (line, donor): (&String, &String) = (random.pick(&lines), random.pick(&lines));
        match Case::from_json(&mutate(line, donor, &mut random)) {
            Err(error) => {
                assert!(!error.to_string().is_empty());
                refused += 1;
            }
            Ok(mut case) => {
                if random.below(2) == 0 {
                    case.set_unknown("*");
                    case.set_unknown("aws:SourceIp");
                }
                let decision = decide(case.request(), case.policies());
                check(&decision);
                read += 1;
            }
        }
    }
    assert!(
        read > 100 && refused > 100,
        "{read} read, {refused} refused"
    );
}

#[test]
fn broken_texts_are_refused_with_a_reason() {
    let nested = "[".repeat(100_000);
    let mut deep = String::new();
    for _ in 0..100_000 {
        deep.push_str("{\"Statement\":");
    }
    let twice = r#"{"Statement":[{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}]}"#;
    let texts = [
        "",
        " ",
        "{",
        "nul",
        "\u{feff}{}",
        "[]",
        "0",
        "\"\"",
        "null",
        "{}",
        &nested,
        &deep,
        twice,
        "{\"Statement\":[{}]}",
        "{\"Statement\":[[]]}",
        "{\"Statement\":null}",
        "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]} x",
    ];
    for text in texts {
        let start: String = text.chars().take(60).collect();
        match Document::parse("broken", text) {
            Ok(_) => panic!("taken: {start}"),
            Err(problems) => assert!(!problems.is_empty(), "no reason for {start}"),
        }
    }
}

/// Patterns on which a backtracking matcher takes exponential time.
#[test]
fn wildcards_take_polynomial_time() {
    let stars = "*a".repeat(1_500);
    let questions = "*?".repeat(1_500);
    let text = "a".repeat(3_000);
    for pattern in [&stars, &questions] {
        let document = Document::parse(
            "stars",
            &format!(
                r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"s3:{pattern}b","Resource":"arn:aws:s3:::{pattern}b","Condition":{{"StringLike":{{"aws:UserAgent":"{pattern}b"}},"ArnLike":{{"aws:SourceArn":"arn:aws:s3:::{pattern}b"}}}}}}}}"#
            ),
        );
        let set = PolicySet {
            identity: vec![Arc::new(document.unwrap())],
            ..PolicySet::default()
        };
        let started = Instant::now();
        for arn in [
            format!("arn:aws:s3:::{text}"),
            format!("arn:aws:s3:::{stars}c"),
            format!("arn:aws:s3:::{text}b"),
        ] {
            let mut context = Context::exact();
            context.set("aws:UserAgent", ContextValue::Is(vec![text.clone()]));
            context.set("aws:SourceArn", ContextValue::Is(vec![arn.clone()]));
            let request = Request {
                principal: principals().swap_remove(0),
                action: format!("s3:{text}b"),
                resource: Resource {
                    arn,
                    account: Some("111122223333".to_owned()),
                    tags: None,
                },
                context,
            };
            assert_eq!(decide(&request, &set).outcome, Outcome::ImplicitlyDenied);
        }
        let took = started.elapsed();
        assert!(
            took < Duration::from_secs(20),
            "{took:?} for {} characters",
            pattern.len()
        );
    }
}

/// Many statements, many values: the cost is their number, not its square.
#[test]
fn wide_policies_are_read_in_time() {
    let mut actions = String::from("\"s3:GetObject\"");
    for number in 0..50_000 {
        write!(actions, ",\"svc{number}:Action\"").unwrap();
    }
    let mut members = String::new();
    for number in 0..50_000 {
        write!(members, "\"Unknown{number}\":{number},").unwrap();
    }
    let started = Instant::now();
    let wide =
        format!(r#"{{"Statement":[{{"Effect":"Allow","Action":[{actions}],"Resource":"*"}}]}}"#);
    let document = Document::parse("wide", &wide).unwrap();
    assert!(document.mentions_action("s3:GetObject"));
    let odd = format!(r#"{{{members}"Statement":[]}}"#);
    assert!(Document::parse("odd", &odd).is_err());
    let took = started.elapsed();
    assert!(took < Duration::from_secs(20), "{took:?}");
}
