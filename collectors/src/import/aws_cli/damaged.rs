//! Answers with bytes that are not UTF-8: only the members of lists in which they stand are lost.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use serde_json::value::RawValue;

use super::super::{ImportError, input};

/// What stands for a byte that is no text.
const REPLACED: char = '\u{FFFD}';

/// Reads an answer. Each member of a list of it that holds bytes that are no text becomes `null`, which the service tells
/// of as of any member that it does not understand; the problem tells where the first such byte stands.
pub(super) fn read(path: &Path) -> Result<(String, Option<ImportError>), ImportError> {
    let (text, problem) = input::read_damaged(path)?;
    match problem {
        None => Ok((text, None)),
        Some(problem) => match without_damage(&text) {
            Some(clean) => Ok((clean, Some(problem))),
            // What is asked for stands outside of any list: nothing can be trusted.
            None => Err(problem),
        },
    }
}

fn without_damage(text: &str) -> Option<String> {
    let answer: BTreeMap<Cow<'_, str>, &RawValue> = serde_json::from_str(text).ok()?;
    let mut members = Vec::with_capacity(answer.len());
    for (name, value) in answer {
        if name.contains(REPLACED) {
            return None;
        }
        let value = match value.get() {
            it if !it.contains(REPLACED) => Cow::Borrowed(it),
            it => {
                let list: Vec<&RawValue> = serde_json::from_str(it).ok()?;
                let kept = list.iter().map(|it| match it.get() {
                    it if it.contains(REPLACED) => "null",
                    it => it,
                });
                Cow::Owned(format!("[{}]", kept.collect::<Vec<_>>().join(",")))
            }
        };
        members.push(format!(
            "{}:{value}",
            serde_json::Value::from(name.as_ref())
        ));
    }
    Some(format!("{{{}}}", members.join(",")))
}
