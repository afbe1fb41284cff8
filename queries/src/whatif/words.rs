//! The words in which changes are written.

use super::error::ChangeError;
use crate::subject::near::distance;
use crate::subject::recognise;

/// What a change does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Verb {
    Attach,
    Detach,
    AddStatement,
    RemoveStatement,
    AddTrust,
    RemoveTrust,
    SetBoundary,
    RemoveBoundary,
    AddScp,
    RemoveScp,
    AddRcp,
    RemoveRcp,
    AddMember,
    RemoveMember,
    AddKey,
    RemoveKey,
    AddBinding,
    RemoveBinding,
    SetRunAs,
    RemoveRunAs,
    Revoke,
    Rotate,
    Delete,
}

/// How a change is written: its word, others for the same, its operands, and how many of them may be left out.
struct Form {
    verb: Verb,
    words: &'static [&'static str],
    operands: &'static [&'static str],
    optional: usize,
}

const FORMS: &[Form] = &[
    form(
        Verb::Detach,
        &["detach", "detach-policy"],
        &["PRINCIPAL", "POLICY"],
    ),
    form(
        Verb::Attach,
        &["attach", "attach-policy"],
        &["PRINCIPAL", "POLICY|@FILE"],
    ),
    form(
        Verb::RemoveStatement,
        &["remove-statement"],
        &["POLICY", "SID|NUMBER"],
    ),
    form(Verb::AddStatement, &["add-statement"], &["POLICY", "@FILE"]),
    form(
        Verb::RemoveTrust,
        &["remove-trust", "untrust"],
        &["ROLE", "PRINCIPAL"],
    ),
    Form {
        verb: Verb::AddTrust,
        words: &["add-trust", "trust"],
        operands: &["ROLE", "PRINCIPAL|ISSUER", "SUBJECT"],
        optional: 1,
    },
    Form {
        verb: Verb::AddKey,
        words: &["add-key", "create-key"],
        operands: &["IDENTITY", "NAME"],
        optional: 1,
    },
    form(Verb::RemoveKey, &["remove-key", "delete-key"], &["KEY"]),
    form(
        Verb::AddBinding,
        &["add-binding", "bind"],
        &["MEMBER", "ROLE", "RESOURCE"],
    ),
    form(
        Verb::RemoveBinding,
        &["remove-binding", "unbind"],
        &["MEMBER", "ROLE", "RESOURCE"],
    ),
    form(
        Verb::SetBoundary,
        &["set-boundary", "add-boundary"],
        &["PRINCIPAL", "POLICY|@FILE"],
    ),
    form(Verb::RemoveBoundary, &["remove-boundary"], &["PRINCIPAL"]),
    form(Verb::AddScp, &["add-scp"], &["ACCOUNT|OU", "POLICY|@FILE"]),
    form(Verb::RemoveScp, &["remove-scp"], &["ACCOUNT|OU", "POLICY"]),
    form(Verb::AddRcp, &["add-rcp"], &["ACCOUNT|OU", "POLICY|@FILE"]),
    form(Verb::RemoveRcp, &["remove-rcp"], &["ACCOUNT|OU", "POLICY"]),
    form(
        Verb::RemoveMember,
        &["remove-member", "leave"],
        &["USER", "GROUP"],
    ),
    form(Verb::AddMember, &["add-member", "join"], &["USER", "GROUP"]),
    Form {
        verb: Verb::RemoveRunAs,
        words: &["remove-run-as", "remove-binding"],
        operands: &["WORKLOAD|STAGE", "IDENTITY"],
        optional: 1,
    },
    form(
        Verb::SetRunAs,
        &["set-run-as", "set-binding"],
        &["WORKLOAD|STAGE", "IDENTITY"],
    ),
    form(
        Verb::Revoke,
        &["revoke", "disable", "deactivate"],
        &["CREDENTIAL|IDENTITY"],
    ),
    form(Verb::Rotate, &["rotate", "replace"], &["CREDENTIAL|SECRET"]),
    form(Verb::Delete, &["delete", "remove"], &["THING"]),
];

const fn form(
    verb: Verb,
    words: &'static [&'static str],
    operands: &'static [&'static str],
) -> Form {
    Form {
        verb,
        words,
        operands,
        optional: 0,
    }
}

impl Form {
    /// Whether it is written with so many operands.
    fn takes(&self, operands: usize) -> bool {
        let most = self.operands.len();
        (most - self.optional..=most).contains(&operands)
    }

    fn usage(&self) -> String {
        let word = self.words.first().copied().unwrap_or_default();
        let most = self.operands.len();
        let operands = self.operands.iter().enumerate().map(|(at, operand)| {
            match at + self.optional >= most {
                true => format!(" [{operand}]"),
                false => format!(" {operand}"),
            }
        });
        std::iter::once(word.to_owned()).chain(operands).collect()
    }
}

/// How every change is written, one a line.
#[must_use]
pub fn usages() -> Vec<String> {
    FORMS.iter().map(Form::usage).collect()
}

/// A change as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub(super) verb: Verb,
    pub(super) operands: Vec<String>,
}

impl Change {
    /// Reads one change. Names with spaces stand in quotes.
    ///
    /// # Errors
    /// If the first word is none that is known, or there are too few or too many.
    pub fn parse(text: &str) -> Result<Self, ChangeError> {
        Self::of_words(&split(text))
    }

    /// Reads one change that is in words already.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn of_words(words: &[String]) -> Result<Self, ChangeError> {
        let (word, operands) = words.split_first().ok_or_else(|| ChangeError::Verb {
            word: String::new(),
            usage: usages(),
        })?;
        let lower = word.to_lowercase().replace('_', "-");
        let known = || {
            FORMS
                .iter()
                .filter(|form| form.words.contains(&lower.as_str()))
        };
        // A word may be written in several ways.
        let fits = known().find(|form| form.takes(operands.len()));
        let Some(form) = fits.or_else(|| known().next()) else {
            return Err(ChangeError::Verb {
                usage: nearest(&lower),
                word: word.clone(),
            });
        };
        if operands.iter().any(|it| recognise(it).is_some()) {
            return Err(ChangeError::Impossible(
                "one of the words is a secret value: give what identifies it, such as the id of an access key"
                    .to_owned(),
            ));
        }
        if !form.takes(operands.len()) {
            return Err(ChangeError::Words {
                text: words.join(" "),
                usage: form.usage(),
            });
        }
        Ok(Self {
            verb: form.verb,
            operands: operands.to_vec(),
        })
    }

    /// Reads what stands on a command line: one change in words, or several, each in quotes.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn of_arguments(arguments: &[String]) -> Result<Vec<Self>, ChangeError> {
        let spaced = |it: &&String| it.trim().contains(char::is_whitespace);
        match arguments.first().filter(spaced) {
            Some(_) => arguments.iter().map(|it| Self::parse(it)).collect(),
            None if arguments.is_empty() => Ok(Vec::new()),
            None => Ok(vec![Self::of_words(arguments)?]),
        }
    }

    /// The change in its own words.
    #[must_use]
    pub fn text(&self) -> String {
        let form = FORMS.iter().find(|form| form.verb == self.verb);
        let word = form.and_then(|form| form.words.first()).copied();
        let words = std::iter::once(word.unwrap_or_default());
        words
            .chain(self.operands.iter().map(String::as_str))
            .collect::<Vec<_>>()
            .join(" ")
    }

    pub(super) fn operand(&self, at: usize) -> &str {
        self.operands.get(at).map_or("", String::as_str)
    }
}

/// How changes are written whose word is spelt almost so, or has a part of it; all where there is none.
fn nearest(word: &str) -> Vec<String> {
    let wanted: Vec<char> = word.chars().take(40).collect();
    let near = |known: &&str| {
        distance(&wanted, known, 2).is_some()
            || word.len() > 3 && known.len() > 3 && (known.contains(word) || word.contains(*known))
    };
    let found: Vec<String> = FORMS
        .iter()
        .filter(|form| form.words.iter().any(near))
        .map(Form::usage)
        .collect();
    if found.is_empty() { usages() } else { found }
}

/// Words, apart by spaces that do not stand in quotes.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in text.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}
