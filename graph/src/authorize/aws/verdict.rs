//! What one step of the evaluation says, with its proof, and how steps are joined.

use super::decision::{Decided, PolicyRole, Remaining};
use super::document::Document;
use super::statement::Statement;
use super::truth::{Truth, Unknown};

/// What a step says.
#[derive(Debug, Clone)]
pub(super) enum Verdict {
    /// It allows.
    Yes(Vec<Decided>),
    /// It allows if what remains holds.
    Maybe(Vec<Decided>, Vec<Remaining>),
    /// It does not allow.
    No {
        /// The allows that were there and not enough.
        by: Vec<Decided>,
        /// Who did not allow, in words.
        lacking: Vec<String>,
    },
}

impl Verdict {
    /// What a statement or grant says that may apply; `label` is who lacks an allow otherwise.
    pub(super) fn of(applies: Truth, proof: Decided, label: &str) -> Self {
        match applies {
            Truth::No => Self::no(label),
            Truth::Yes => Self::Yes(vec![proof]),
            Truth::Unknown(reasons) => {
                let remaining = reasons
                    .into_iter()
                    .map(|Unknown { key, text, part }| Remaining {
                        policy: Some(proof.policy.clone()),
                        statement: proof.statement,
                        key,
                        text,
                        part,
                    })
                    .collect();
                Self::Maybe(vec![proof], remaining)
            }
        }
    }

    /// It allows, by no statement.
    pub(super) fn yes() -> Self {
        Self::Yes(Vec::new())
    }

    /// It does not allow; `who` lacks an allow.
    pub(super) fn no(who: impl Into<String>) -> Self {
        Self::No {
            by: Vec::new(),
            lacking: vec![who.into()],
        }
    }

    /// Both must allow.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes(a), Self::Yes(b)) => Self::Yes(join(a, b)),
            (Self::Yes(a), Self::Maybe(b, rest)) | (Self::Maybe(a, rest), Self::Yes(b)) => {
                Self::Maybe(join(a, b), rest)
            }
            (Self::Maybe(a, rest), Self::Maybe(b, more)) => {
                Self::Maybe(join(a, b), join(rest, more))
            }
            (
                Self::No { by, lacking },
                Self::No {
                    by: others,
                    lacking: more,
                },
            ) => Self::No {
                by: join(by, others),
                lacking: join(lacking, more),
            },
            (Self::No { by, lacking }, Self::Yes(allows) | Self::Maybe(allows, _)) => Self::No {
                by: join(by, allows),
                lacking,
            },
            (Self::Yes(allows) | Self::Maybe(allows, _), Self::No { by, lacking }) => Self::No {
                by: join(allows, by),
                lacking,
            },
        }
    }

    /// One of them must allow. Of two that may, the one that asks for less is kept; of two that
    /// do not, the one that lacks less.
    pub(super) fn or(self, other: Self) -> Self {
        match (&self, &other) {
            (Self::Yes(_), _) => self,
            (_, Self::Yes(_)) => other,
            (Self::Maybe(_, a), Self::Maybe(_, b)) if b.len() < a.len() => other,
            (Self::Maybe(..), _) => self,
            (_, Self::Maybe(..)) => other,
            (Self::No { lacking: a, .. }, Self::No { lacking: b, .. }) if b.len() < a.len() => {
                other
            }
            (Self::No { .. }, Self::No { .. }) => self,
        }
    }
}

fn join<T>(mut a: Vec<T>, b: Vec<T>) -> Vec<T> {
    a.extend(b);
    a
}

/// The proof that a statement took part.
pub(super) fn decided(
    document: &Document,
    statement: &Statement,
    role: PolicyRole,
    level: Option<usize>,
) -> Decided {
    Decided {
        policy: document.id.clone(),
        statement: Some(statement.index),
        sid: statement.sid.clone(),
        role,
        effect: statement.effect,
        level,
    }
}

/// Reasons why policies are not known, as what remains.
pub(super) fn reasons(unknown: &[String]) -> impl Iterator<Item = Remaining> + '_ {
    unknown.iter().map(|text| Remaining {
        policy: None,
        statement: None,
        key: None,
        text: text.clone(),
        part: false,
    })
}

/// Yes, unless policies are not known.
pub(super) fn maybe(unknown: &[String]) -> Verdict {
    if unknown.is_empty() {
        Verdict::yes()
    } else {
        Verdict::Maybe(Vec::new(), reasons(unknown).collect())
    }
}

/// Where the known policies do not allow, the unknown ones may.
pub(super) fn or_unknown(known: Verdict, unknown: &[String]) -> Verdict {
    if unknown.is_empty() {
        known
    } else {
        known.or(maybe(unknown))
    }
}
