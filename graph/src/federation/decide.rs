//! Whether the tokens of a set are let in by a trust: all, some, none, or nobody can tell.

use std::collections::{BTreeMap, BTreeSet};

use super::formula::{Asked, Clause, Formula, Test, product};
use super::glob::Glob;
use super::solve::{Constraint, Solved, solve};
use super::token::{Domain, Token};
use super::words;

/// What a trust says to a set of tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Each of them is let in.
    All,
    /// Some are: those of which this holds, in words.
    Some(Vec<String>),
    /// Whether any is hangs on what is not understood or not known.
    Unknown(Vec<String>),
    /// None is.
    None,
}

/// A verdict, with a token that proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What the trust says.
    pub verdict: Verdict,
    /// Claims of a token that is let in, as far as it is known; `None` for a claim that must not be there.
    pub witness: BTreeMap<String, Option<String>>,
    /// The ways in that some token of the set can take.
    pub ways: Vec<Clause>,
}

/// What came of one claim of a clause.
enum Found {
    Value(Option<String>),
    Nothing,
    TooLarge,
}

/// What a claim may be so that all of this holds.
fn find(domain: &Domain, asked: &[&Asked]) -> Found {
    let mut constraints = vec![Constraint::one_of(domain.globs.clone())];
    if !domain.except.is_empty() {
        constraints.push(Constraint {
            wanted: false,
            ..Constraint::one_of(domain.except.clone())
        });
    }
    let mut may_be_text = true;
    let mut may_be_absent = domain.may_be_absent;
    for it in asked {
        match (&it.test, it.wanted) {
            (Test::Absent, true) => may_be_text = false,
            (Test::Absent, false) => may_be_absent = false,
            (Test::In { globs, ignore_case }, wanted) => {
                // A claim that is not there is accepted by nothing.
                may_be_absent &= !wanted;
                constraints.push(Constraint {
                    globs: globs.clone(),
                    ignore_case: *ignore_case,
                    wanted,
                });
            }
        }
    }
    // A claim that is there is not empty.
    if domain.globs.iter().any(|glob| glob.matches("")) {
        constraints.push(Constraint::one_of(vec![Glob::new("?*")]));
    }
    let mut answer = Found::Nothing;
    if may_be_text {
        match solve(&constraints) {
            Solved::Text(text) => return Found::Value(Some(text)),
            Solved::TooLarge => answer = Found::TooLarge,
            Solved::Nothing => {}
        }
    }
    match may_be_absent {
        true => Found::Value(None),
        false => answer,
    }
}

/// A token of the set that takes this way in: the values of the claims that it asks about.
fn witness(token: &Token, clause: &Clause) -> Tried {
    let mut claims = BTreeMap::new();
    let mut too_large = false;
    for (claim, asked) in &clause.asked {
        match find(&token.domain(claim), &asked.iter().collect::<Vec<_>>()) {
            Found::Value(value) => {
                claims.insert(claim.clone(), value);
            }
            Found::Nothing => return Tried::Nothing,
            Found::TooLarge => too_large = true,
        }
    }
    match too_large {
        true => Tried::TooLarge(claims),
        false => Tried::Claims(claims),
    }
}

enum Tried {
    Claims(BTreeMap<String, Option<String>>),
    Nothing,
    TooLarge(BTreeMap<String, Option<String>>),
}

/// What a trust says to a set of tokens.
#[must_use]
pub fn decide(token: &Token, trust: &Formula) -> Decided {
    let Some(clauses) = trust.clauses() else {
        return Decided {
            verdict: Verdict::Unknown(vec![TOO_MANY.to_owned()]),
            witness: BTreeMap::new(),
            ways: Vec::new(),
        };
    };
    let mut ways = Vec::new();
    let mut best = None;
    let (mut unknown, mut unknown_ways) = (BTreeSet::new(), Vec::new());
    let mut perhaps = None;
    for clause in clauses {
        match witness(token, &clause) {
            Tried::Nothing => {}
            Tried::Claims(claims) if clause.unknown.is_empty() => {
                best.get_or_insert(claims);
                ways.push(clause);
            }
            Tried::Claims(claims) => {
                unknown.extend(clause.unknown.iter().cloned());
                perhaps.get_or_insert(claims);
                unknown_ways.push(clause);
            }
            Tried::TooLarge(claims) => {
                unknown.insert(TOO_LONG.to_owned());
                unknown.extend(clause.unknown.iter().cloned());
                perhaps.get_or_insert(claims);
                unknown_ways.push(clause);
            }
        }
    }
    match (best, perhaps) {
        (Some(witness), _) => Decided {
            verdict: match lets_all_in(token, &ways) {
                true => Verdict::All,
                false => Verdict::Some(vec![conditions(token, &ways)]),
            },
            witness,
            ways,
        },
        (None, Some(witness)) => {
            let words = conditions(token, &unknown_ways);
            let mut reasons: Vec<String> = unknown.into_iter().collect();
            if !words.is_empty() {
                reasons.push(words);
            }
            Decided {
                verdict: Verdict::Unknown(reasons),
                witness,
                ways: unknown_ways,
            }
        }
        (None, None) => Decided {
            verdict: Verdict::None,
            witness: BTreeMap::new(),
            ways,
        },
    }
}

const TOO_MANY: &str = "the trust has more combinations of conditions than are looked at";
const TOO_LONG: &str = "the patterns of the trust are too long to compare";

/// Whether each token of the set can take one of the ways. What whoever asks for the token chooses is chosen to fit.
fn lets_all_in(token: &Token, ways: &[Clause]) -> bool {
    // The opposite: of each way, one thing does not hold.
    let mut against = vec![Clause::default()];
    for way in ways {
        let way = match token.domain("aud").chosen {
            true => way.without("aud"),
            false => way.clone(),
        };
        let opposites: Vec<Clause> = way
            .asked
            .values()
            .flatten()
            .map(|asked| Clause {
                asked: BTreeMap::from([(
                    asked.claim.clone(),
                    vec![Asked {
                        wanted: !asked.wanted,
                        ..asked.clone()
                    }],
                )]),
                unknown: BTreeSet::new(),
            })
            .collect();
        let Some(next) = product(&against, &opposites) else {
            return false;
        };
        // What no token of the set can have is left out at once.
        against = next
            .into_iter()
            .filter(|it| !matches!(witness(token, it), Tried::Nothing))
            .collect();
    }
    against.is_empty()
}

/// What must hold of a token of the set to be let in, in words.
fn conditions(token: &Token, ways: &[Clause]) -> String {
    const TOLD: usize = 3;
    let mut all: Vec<String> = Vec::new();
    for way in ways {
        let mut of_way = Vec::new();
        for (claim, asked) in &way.asked {
            let domain = token.domain(claim);
            if domain.chosen {
                continue;
            }
            for it in asked {
                let opposite = Asked {
                    wanted: !it.wanted,
                    ..it.clone()
                };
                // Only what some token of the set lacks is worth a word.
                if !matches!(find(&domain, &[&opposite]), Found::Nothing) {
                    of_way.push(words::sentence(&token.issuer, it, &domain));
                }
            }
        }
        let text = of_way.join(" and ");
        if !text.is_empty() && !all.contains(&text) {
            all.push(text);
        }
    }
    let more = all.len().saturating_sub(TOLD);
    all.truncate(TOLD);
    let mut text = all.join(", or ");
    if more > 0 {
        text.push_str(&format!(", or {more} more"));
    }
    text
}
