//! What a trust asks of the claims of a token, whoever wrote it and in which language.
//!
//! The policies of AWS, the expressions of Google Cloud and of Entra ID all become this, and one search answers for all of
//! them. What is not understood stays in it as [`Formula::Unknown`]: it is neither yes nor no.

use std::collections::{BTreeMap, BTreeSet};

use super::glob::Glob;

/// So many ways to satisfy a trust are looked at. One of AWS has as many as it has statements.
pub(super) const CLAUSES: usize = 512;

/// One thing asked of one claim.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// The claim: `sub`, `aud`, `repository`.
    pub claim: String,
    /// What of it.
    pub test: Test,
    /// Whether it must hold, or must not.
    pub wanted: bool,
}

/// What may be asked of a claim.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Test {
    /// It is there, and one of these accepts it.
    In {
        /// The patterns.
        globs: Vec<Glob>,
        /// Whether letters are compared without regard to case.
        ignore_case: bool,
    },
    /// It is not there.
    Absent,
}

/// A condition on the claims of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Formula {
    /// Every token.
    True,
    /// No token.
    False,
    /// Nobody can tell, and why.
    Unknown(String),
    /// Those of which this holds.
    Asked(Asked),
    /// Those of which all hold.
    All(Vec<Formula>),
    /// Those of which one holds.
    Any(Vec<Formula>),
    /// Those of which it does not hold.
    Not(Box<Formula>),
}

/// One way to satisfy a formula: all of these hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clause {
    /// By the claim.
    pub asked: BTreeMap<String, Vec<Asked>>,
    /// What nobody can tell, and must hold too.
    pub unknown: BTreeSet<String>,
}

impl Formula {
    /// The claim has this value.
    #[must_use]
    pub fn is(claim: &str, value: &str) -> Self {
        Self::one_of(claim, vec![Glob::literal(value)])
    }

    /// The claim is accepted by one of these.
    #[must_use]
    pub fn one_of(claim: &str, globs: Vec<Glob>) -> Self {
        Self::within(claim, globs, false)
    }

    /// The claim is accepted by one of these, perhaps without regard to case.
    #[must_use]
    pub fn within(claim: &str, globs: Vec<Glob>, ignore_case: bool) -> Self {
        Self::Asked(Asked {
            claim: claim.to_owned(),
            test: Test::In { globs, ignore_case },
            wanted: true,
        })
    }

    /// The claim is there.
    #[must_use]
    pub fn present(claim: &str) -> Self {
        Self::Asked(Asked {
            claim: claim.to_owned(),
            test: Test::Absent,
            wanted: false,
        })
    }

    /// The opposite.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::All(vec![self, other])
    }

    /// One of them.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self::Any(vec![self, other])
    }

    /// The ways to satisfy it; `None` where there are too many.
    #[must_use]
    pub fn clauses(&self) -> Option<Vec<Clause>> {
        self.clauses_of(true, 0)
    }

    fn clauses_of(&self, wanted: bool, depth: usize) -> Option<Vec<Clause>> {
        // Deeper than any parser here goes.
        if depth > 512 {
            return None;
        }
        let of = |it: &Self| it.clauses_of(wanted, depth + 1);
        match (self, wanted) {
            (Self::True, true) | (Self::False, false) => Some(vec![Clause::default()]),
            (Self::True, false) | (Self::False, true) => Some(Vec::new()),
            (Self::Unknown(why), _) => Some(vec![Clause {
                unknown: BTreeSet::from([why.clone()]),
                ..Clause::default()
            }]),
            (Self::Asked(asked), _) => {
                let mut clause = Clause::default();
                clause.add(Asked {
                    wanted: asked.wanted == wanted,
                    ..asked.clone()
                });
                Some(vec![clause])
            }
            (Self::Not(inner), _) => inner.clauses_of(!wanted, depth + 1),
            (Self::All(parts), true) | (Self::Any(parts), false) => {
                let mut all = vec![Clause::default()];
                for part in parts {
                    all = product(&all, &of(part)?)?;
                }
                Some(all)
            }
            (Self::Any(parts), true) | (Self::All(parts), false) => {
                let mut all = Vec::new();
                for part in parts {
                    all.extend(of(part)?);
                    if all.len() > CLAUSES {
                        return None;
                    }
                }
                Some(united(all))
            }
        }
    }
}

impl Clause {
    fn add(&mut self, asked: Asked) {
        let of_claim = self.asked.entry(asked.claim.clone()).or_default();
        if !of_claim.contains(&asked) {
            of_claim.push(asked);
        }
    }

    fn and(&self, other: &Self) -> Self {
        let mut both = self.clone();
        for asked in other.asked.values().flatten() {
            both.add(asked.clone());
        }
        both.unknown.extend(other.unknown.iter().cloned());
        both
    }

    /// The same without a claim.
    #[must_use]
    pub(super) fn without(&self, claim: &str) -> Self {
        let mut rest = self.clone();
        rest.asked.remove(claim);
        rest
    }

    /// The one pattern list that it asks of one claim and nothing else.
    fn only(&self) -> Option<(&str, &[Glob], bool)> {
        let [asked] = self.asked.values().next()?.as_slice() else {
            return None;
        };
        match &asked.test {
            Test::In { globs, ignore_case }
                if self.asked.len() == 1 && self.unknown.is_empty() && asked.wanted =>
            {
                Some((&asked.claim, globs, *ignore_case))
            }
            _ => None,
        }
    }
}

pub(super) fn product(some: &[Clause], others: &[Clause]) -> Option<Vec<Clause>> {
    if some.len().saturating_mul(others.len()) > CLAUSES {
        return None;
    }
    let all = some.iter().flat_map(|a| others.iter().map(|b| a.and(b)));
    Some(all.collect())
}

/// Clauses that ask one pattern of one claim, as one clause with several patterns.
fn united(clauses: Vec<Clause>) -> Vec<Clause> {
    let mut by_claim: BTreeMap<(String, bool), Vec<Glob>> = BTreeMap::new();
    let mut rest = Vec::new();
    for clause in clauses {
        match clause.only() {
            Some((claim, globs, ignore_case)) => by_claim
                .entry((claim.to_owned(), ignore_case))
                .or_default()
                .extend(globs.iter().cloned()),
            None => rest.push(clause),
        }
    }
    for ((claim, ignore_case), globs) in by_claim {
        let mut clause = Clause::default();
        clause.add(Asked {
            claim,
            test: Test::In { globs, ignore_case },
            wanted: true,
        });
        rest.push(clause);
    }
    rest
}
