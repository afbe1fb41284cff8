//! What must hold of patterns, of sets of patterns and of every trust policy: random ones, the same on every run, and
//! the evaluator of AWS beside them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::sync::Arc;

use blastradius_graph::authorize::aws::{
    Context, ContextValue, Document, Outcome, PolicySet, Principal, Request, Resource,
    decide as authorize,
};
use blastradius_graph::federation::{
    Common, Constraint, Glob, Solved, Token, Verdict, aws, decide, solve,
};
use proptest::prelude::*;
use serde_json::json;

/// Every text over an alphabet up to a length.
fn texts(alphabet: &[char], longest: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut last = all.clone();
    for _ in 0..longest {
        last = last
            .iter()
            .flat_map(|text| alphabet.iter().map(move |c| format!("{text}{c}")))
            .collect();
        all.extend(last.iter().cloned());
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// A text that both accept proves that they have one in common, and the one that is named is accepted by both.
    #[test]
    fn common_text(a in "[ab*?]{0,7}", b in "[ab*?]{0,7}", text in "[abc]{0,6}") {
        let (one, other) = (Glob::new(&a), Glob::new(&b));
        match one.common(&other) {
            Common::Text(witness) => {
                prop_assert!(one.matches(&witness), "{a} {witness}");
                prop_assert!(other.matches(&witness), "{b} {witness}");
            }
            Common::Nothing => prop_assert!(!(one.matches(&text) && other.matches(&text)), "{a} {b} {text}"),
            Common::TooLong => prop_assert!(false),
        }
    }

    /// The matcher of this module and that of policies say the same: literals and wildcards alone.
    #[test]
    fn a_pattern_is_what_it_says(pattern in "[ab*?]{0,6}", text in "[ab]{0,6}") {
        let steps: Vec<char> = pattern.chars().collect();
        let letters: Vec<char> = text.chars().collect();
        prop_assert_eq!(Glob::new(&pattern).matches(&text), slow(&steps, &letters));
    }
}

/// Matching by its definition.
fn slow(pattern: &[char], text: &[char]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        (['*', rest @ ..], _) => {
            slow(rest, text) || (!text.is_empty() && slow(pattern, &text[1..]))
        }
        (['?', rest @ ..], [_, others @ ..]) => slow(rest, others),
        ([a, rest @ ..], [b, others @ ..]) if a == b => slow(rest, others),
        _ => false,
    }
}

/// Two patterns against each text of a small alphabet.
#[test]
fn nothing_in_common_is_found_by_hand_either() {
    let all = texts(&['a', 'b', 'c'], 6);
    let mut random = Random(7);
    for _ in 0..2_000 {
        let (a, b) = (random.pattern(), random.pattern());
        let (one, other) = (Glob::new(&a), Glob::new(&b));
        let by_hand = all.iter().any(|it| one.matches(it) && other.matches(it));
        let found = one.common(&other) != Common::Nothing;
        assert!(found || !by_hand, "{a} and {b}");
        // Six characters are as many as two patterns of four need.
        assert!(by_hand || !found || a.len() + b.len() > 8, "{a} and {b}");
    }
}

/// Sets of patterns against each text of a small alphabet.
#[test]
fn what_is_solved_is_so_by_hand() {
    let all = texts(&['a', 'b', 'A', 'z'], 5);
    let mut random = Random(11);
    let mut counts = [0; 2];
    for _ in 0..1_500 {
        let constraints: Vec<Constraint> = (0..1 + random.below(3))
            .map(|_| Constraint {
                globs: (0..1 + random.below(2))
                    .map(|_| Glob::new(&random.pattern()))
                    .collect(),
                ignore_case: random.below(3) == 0,
                wanted: random.below(3) > 0,
            })
            .collect();
        let by_hand = all
            .iter()
            .find(|text| constraints.iter().all(|it| it.holds(text)));
        match solve(&constraints) {
            Solved::Text(text) => {
                counts[0] += 1;
                assert!(
                    constraints.iter().all(|it| it.holds(&text)),
                    "{text} {constraints:?}"
                );
            }
            Solved::Nothing => {
                counts[1] += 1;
                assert_eq!(by_hand, None, "{constraints:?}");
            }
            Solved::TooLarge => panic!("{constraints:?}"),
        }
    }
    assert!(counts.iter().all(|count| *count > 100), "{counts:?}");
}

/// Long and hostile patterns end.
#[test]
fn hostile_patterns_end() {
    let stars = Glob::new(&"*a".repeat(4_000));
    let marks = Glob::new(&"?*b".repeat(4_000));
    assert_eq!(stars.common(&marks), Common::TooLong);
    let not = Constraint {
        wanted: false,
        ..Constraint::one_of(vec![Glob::new(&"*a?".repeat(400))])
    };
    let all = [
        Constraint::one_of(vec![Glob::new(&"a*".repeat(400))]),
        Constraint::one_of(vec![Glob::new(&"*b?".repeat(400))]),
        not,
    ];
    assert_ne!(solve(&all), Solved::Nothing);
}

const PROVIDER: &str = "arn:aws:iam::111122223333:oidc-provider/ci.example";
const ROLE: &str = "arn:aws:iam::111122223333:role/r";
const KEYS: [&str; 4] = ["sub", "aud", "azp", "email"];

struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn one<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }

    fn pattern(&mut self) -> String {
        (0..self.below(5))
            .map(|_| self.one(&['a', 'b', '*', '?']))
            .collect()
    }

    fn text(&mut self) -> String {
        (0..=self.below(4))
            .map(|_| self.one(&['a', 'b', 'B']))
            .collect()
    }

    fn condition(&mut self) -> serde_json::Value {
        let mut condition = serde_json::Map::new();
        for _ in 0..self.below(3) {
            let operator = self.one(&[
                "StringEquals",
                "StringLike",
                "StringNotEquals",
                "StringNotLike",
                "StringEqualsIgnoreCase",
                "StringNotEqualsIgnoreCase",
                "StringLikeIfExists",
                "StringNotEqualsIfExists",
                "ForAnyValue:StringLike",
                "ForAllValues:StringEquals",
                "ForAllValues:StringNotLike",
                "ForAnyValue:StringNotEquals",
                "Null",
            ]);
            let key = format!("ci.example:{}", self.one(&KEYS));
            let values: Vec<String> = match operator {
                "Null" => vec![self.one(&["true", "false"]).to_owned()],
                _ => (0..1 + self.below(2)).map(|_| self.pattern()).collect(),
            };
            let keys = condition
                .entry(operator)
                .or_insert_with(|| json!({}))
                .as_object_mut()
                .unwrap();
            keys.insert(key, json!(values));
        }
        condition.into()
    }

    fn policy(&mut self) -> Arc<Document> {
        let statements: Vec<serde_json::Value> = (0..1 + self.below(3))
            .map(|_| {
                json!({
                    "Effect": self.one(&["Allow", "Allow", "Deny"]),
                    "Principal": {"Federated": PROVIDER},
                    "Action": self.one(&["sts:AssumeRoleWithWebIdentity", "sts:*", "*", "sts:TagSession"]),
                    "Condition": self.condition(),
                })
            })
            .collect();
        let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        Arc::new(Document::parse("trust", &text).unwrap())
    }
}

/// What the evaluator says to one token.
fn allowed(document: &Arc<Document>, claims: &BTreeMap<&str, Option<String>>) -> bool {
    let mut context = Context::exact();
    for (claim, value) in claims {
        let value = match value {
            Some(value) => ContextValue::Is(vec![value.clone()]),
            None => ContextValue::Absent,
        };
        context.set(&format!("ci.example:{claim}"), value);
    }
    let request = Request {
        principal: Principal::Federated(PROVIDER.to_owned()),
        action: aws::WEB_IDENTITY.to_owned(),
        resource: Resource {
            arn: ROLE.to_owned(),
            account: Some("111122223333".to_owned()),
            tags: None,
        },
        context,
    };
    let policies = PolicySet {
        resource: Some(document.clone()),
        ..PolicySet::default()
    };
    authorize(&request, &policies).outcome == Outcome::Allowed
}

fn token(claims: &BTreeMap<&str, Vec<Glob>>) -> Token {
    let of = |claim: &str| claims[claim].clone();
    Token {
        issuer: "ci.example".to_owned(),
        subject: of("sub").remove(0),
        audiences: of("aud"),
        claims: ["azp", "email"]
            .into_iter()
            .map(|claim| (claim.to_owned(), of(claim)))
            .collect(),
    }
}

/// Concrete tokens: the comparison and the evaluator say the same.
#[test]
fn agrees_with_the_evaluator() {
    let mut random = Random(13);
    let mut counts = [0; 2];
    for _ in 0..20_000 {
        let document = random.policy();
        let claims: BTreeMap<&str, Option<String>> =
            KEYS.iter().map(|key| (*key, Some(random.text()))).collect();
        let globs = claims
            .iter()
            .map(|(key, value)| (*key, vec![Glob::literal(value.as_ref().unwrap())]))
            .collect();
        let formula = aws::formula(&document, PROVIDER, &Context::exact());
        let verdict = decide(&token(&globs), &formula).verdict;
        let expected = match allowed(&document, &claims) {
            true => Verdict::All,
            false => Verdict::None,
        };
        counts[usize::from(expected == Verdict::All)] += 1;
        assert_eq!(verdict, expected, "{claims:?} {formula:?}");
    }
    assert!(counts.iter().all(|count| *count > 1_000), "{counts:?}");
}

/// Sets of tokens: each token of a set that is let in is let in, none of one that is not, and the one that proves the
/// verdict is.
#[test]
fn sets_agree_with_the_evaluator() {
    let all = texts(&['a', 'b', 'B', 'z'], 3);
    let mut random = Random(17);
    let mut counts = [0; 3];
    for _ in 0..4_000 {
        let document = random.policy();
        let globs: BTreeMap<&str, Vec<Glob>> = KEYS
            .iter()
            .map(|key| {
                (
                    *key,
                    vec![Glob::new(&format!(
                        "{}{}",
                        random.text(),
                        random.one(&["", "*", "?"])
                    ))],
                )
            })
            .collect();
        let formula = aws::formula(&document, PROVIDER, &Context::exact());
        let token = token(&globs);
        let decided = decide(&token, &formula);
        let sample = |random: &mut Random| -> BTreeMap<&str, Option<String>> {
            let one = |key: &&'static str| {
                let fits: Vec<&String> = all
                    .iter()
                    .filter(|it| !it.is_empty() && globs[key][0].matches(it))
                    .collect();
                let value = match fits.is_empty() {
                    true => globs[key][0].to_string().replace(['*', '?'], "a"),
                    false => random.one(&fits).clone(),
                };
                (*key, Some(value))
            };
            KEYS.iter().map(one).collect()
        };
        let samples: Vec<_> = (0..12).map(|_| sample(&mut random)).collect();
        match decided.verdict {
            Verdict::All => {
                counts[0] += 1;
                // What is fixed is chosen to fit; what is open is not.
                if token.domain("aud").chosen || globs["aud"][0].exact().is_none() {
                    assert!(
                        samples.iter().all(|it| allowed(&document, it)),
                        "{globs:?} {formula:?}"
                    );
                }
            }
            Verdict::None => {
                counts[1] += 1;
                assert!(
                    !samples.iter().any(|it| allowed(&document, it)),
                    "{globs:?} {formula:?}"
                );
            }
            Verdict::Some(_) => {
                counts[2] += 1;
                let mut claims = samples[0].clone();
                for (claim, value) in &decided.witness {
                    let key = KEYS.iter().find(|key| *key == claim).unwrap();
                    claims.insert(key, value.clone());
                }
                assert!(allowed(&document, &claims), "{claims:?} {formula:?}");
            }
            Verdict::Unknown(reasons) => panic!("{reasons:?}"),
        }
    }
    assert!(counts.iter().all(|count| *count > 100), "{counts:?}");
}
