//! Variables of a CI system: which a text names, and what is known of their values.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use super::super::Value;
use super::shell::commands;

/// What is known of the variables of a job.
#[derive(Debug, Default, Clone)]
pub(in crate::pipelines) struct Variables<'n> {
    known: HashMap<&'n str, Known<'n>>,
}

#[derive(Debug, Clone)]
struct Known<'n> {
    text: Option<Cow<'n, str>>,
    /// Who starts the pipeline may set another.
    parameter: bool,
}

/// How many variables one text may unfold to: they name each other.
const MOST: usize = 200;

impl<'n> Variables<'n> {
    /// A variable that the definition sets. `None`: to something that is known only at run time.
    pub(in crate::pipelines) fn set(&mut self, name: &'n str, text: Option<&'n str>) {
        let known = Known {
            text: text.map(Cow::Borrowed),
            parameter: false,
        };
        self.known.insert(name, known);
    }

    /// A variable that whoever starts the pipeline is asked for, with this default.
    pub(in crate::pipelines) fn parameter(&mut self, name: &'n str, default: Option<&'n str>) {
        let known = Known {
            text: default.map(Cow::Borrowed),
            parameter: true,
        };
        self.known.insert(name, known);
    }

    /// A variable that the platform sets.
    pub(in crate::pipelines) fn predefined(&mut self, name: &'n str, text: String) {
        let known = Known {
            text: Some(Cow::Owned(text)),
            parameter: false,
        };
        self.known.entry(name).or_insert(known);
    }

    /// Whether it is set.
    pub(in crate::pipelines) fn has(&self, name: &str) -> bool {
        self.known.contains_key(name)
    }

    /// A text with the values of its variables: `$NAME`, `${NAME}`, `$(NAME)`.
    pub(in crate::pipelines) fn value(&self, text: &str) -> Value {
        let mut left = MOST;
        self.unfolded(text, 8, &mut left)
    }

    fn unfolded(&self, text: &str, depth: usize, left: &mut usize) -> Value {
        let mut value = Value::literal("");
        let mut rest = text;
        while let Some((before, name, after)) = next(rest) {
            let part = match (self.known.get(name), depth.checked_sub(1)) {
                (Some(known), Some(depth)) if *left > 0 => {
                    *left -= 1;
                    match (&known.text, known.parameter) {
                        (Some(text), true) => {
                            Value::parameter(name, Some(text.as_ref().to_owned()))
                        }
                        (Some(text), false) => self.unfolded(text, depth, left),
                        (None, _) => Value::unresolved(text),
                    }
                }
                _ => Value::unresolved(text),
            };
            value.join(Value::literal(before), text);
            value.join(part, text);
            rest = after;
        }
        value.join(Value::literal(rest), text);
        value
    }
}

/// The next variable of a text: what stands before it, its name, what stands after it.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    next_marked(text).map(|(before, name, after, _)| (before, name, after))
}

/// The same, and whether it is written `$(NAME)`: in a shell that is a command.
fn next_marked(text: &str) -> Option<(&str, &str, &str, bool)> {
    let mut from = 0;
    loop {
        let at = text.get(from..)?.find('$')?.checked_add(from)?;
        let rest = text.get(at.checked_add(1)?..)?;
        let escaped = at > 0 && text.as_bytes().get(at.saturating_sub(1)) == Some(&b'\\');
        let (inner, close) = match rest.chars().next() {
            Some('{') => (rest.get(1..)?, Some('}')),
            Some('(') => (rest.get(1..)?, Some(')')),
            // `$$` is an escaped one in several systems.
            Some('$') => {
                from = at.checked_add(2)?;
                continue;
            }
            _ => (rest, None),
        };
        let dots = close.is_some();
        let length = inner
            .bytes()
            .position(|b| {
                !(b.is_ascii_alphanumeric() || b == b'_' || dots && matches!(b, b'.' | b'-'))
            })
            .unwrap_or(inner.len());
        let name = inner.get(..length)?;
        let begins_well = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let after = inner.get(length..)?;
        let after = match close {
            None => Some(after),
            // `${NAME:-default}` and the like: what is done with it is not looked at.
            Some('}') if after.starts_with([':', '#', '%', '/', '^', ',']) => {
                let end = after.find('}');
                end.and_then(|end| after.get(end.checked_add(1)?..))
            }
            Some(close) => after.strip_prefix(close),
        };
        match after {
            Some(after) if begins_well && !escaped => {
                return Some((text.get(..at)?, name, after, close == Some(')')));
            }
            _ => from = at.checked_add(1)?,
        }
    }
}

/// Names that shells and their tools set, and those of `awk`.
const OF_SHELLS: [&str; 36] = [
    "HOME",
    "PATH",
    "PWD",
    "OLDPWD",
    "USER",
    "SHELL",
    "HOSTNAME",
    "RANDOM",
    "PIPESTATUS",
    "IFS",
    "LINENO",
    "SECONDS",
    "UID",
    "EUID",
    "LANG",
    "TERM",
    "TMPDIR",
    "TMP",
    "TEMP",
    "PYTHONPATH",
    "BASH_SOURCE",
    "BASH_ENV",
    "BASH_VERSION",
    "OPTARG",
    "OPTIND",
    "PPID",
    "PS1",
    "LD_LIBRARY_PATH",
    "VIRTUAL_ENV",
    "NF",
    "NR",
    "FS",
    "OFS",
    "REPLY",
    "USERPROFILE",
    "_",
];

/// The variables that a script takes from outside: it names them and sets them nowhere.
pub(in crate::pipelines) fn used(text: &str) -> BTreeSet<&str> {
    let mut used = BTreeSet::new();
    let mut rest = text;
    while let Some((_, name, after, is_command)) = next_marked(rest) {
        if !is_command && !name.contains(['.', '-']) && !OF_SHELLS.contains(&name) {
            used.insert(name);
        }
        rest = after;
    }
    for command in commands(text) {
        let mut words = command.words.iter().map(String::as_str);
        let Some(first) = words.next() else { continue };
        for word in &command.words {
            // `A=${A:-…}` is a default for what comes from outside.
            if let Some((name, value)) = word.split_once('=')
                && next(value).is_none_or(|(_, of, _)| of != name)
            {
                used.remove(name);
            }
        }
        if matches!(first, "for" | "read" | "local" | "select") {
            for word in words {
                used.remove(word);
            }
        }
    }
    used
}
