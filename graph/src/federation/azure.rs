//! Expressions of flexible federated identity credentials of Entra ID.
//!
//! Microsoft Entra documentation, "Flexible federated identity credentials": `claims['NAME'] eq 'VALUE'`,
//! `claims['NAME'] matches 'PATTERN'` with `*` and `?`, joined by `and`. Letters are compared in their case.

use super::formula::Formula;
use super::glob::Glob;

/// So many comparisons are read.
const COMPARISONS: usize = 32;

/// What an expression asks of a token.
pub(super) fn formula(expression: &str, version: u32) -> Formula {
    if version != 1 {
        return Formula::Unknown(format!("expressions of version {version} are not known"));
    }
    let mut rest = expression.trim();
    let mut all = Vec::new();
    while all.len() < COMPARISONS {
        let Some((comparison, after)) = comparison(rest) else {
            return not_understood(expression);
        };
        all.push(comparison);
        rest = after.trim_start();
        if rest.is_empty() {
            return Formula::All(all);
        }
        rest = match word(rest) {
            Some(("and", after)) => after,
            _ => return not_understood(expression),
        };
    }
    not_understood(expression)
}

fn not_understood(expression: &str) -> Formula {
    Formula::Unknown(format!("the expression is not understood: {expression}"))
}

fn comparison(text: &str) -> Option<(Formula, &str)> {
    let rest = text.trim_start().strip_prefix("claims")?.trim_start();
    let (claim, rest) = quoted(rest.strip_prefix('[')?.trim_start())?;
    let rest = rest.trim_start().strip_prefix(']')?;
    let (operator, rest) = word(rest.trim_start())?;
    let (value, rest) = quoted(rest.trim_start())?;
    let formula = match operator {
        "eq" => Formula::is(&claim, &value),
        "matches" => Formula::one_of(&claim, vec![Glob::new(&value)]),
        _ => return None,
    };
    Some((formula, rest))
}

/// A word and what follows it.
fn word(text: &str) -> Option<(&str, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    (!word.is_empty()).then_some((word, rest))
}

/// A text in single quotes; `\'` is a quote in it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let inside = text.strip_prefix('\'')?;
    let mut characters = inside.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '\'' => return Some((value, inside.get(at + 1..)?)),
            '\\' => value.push(characters.next()?.1),
            c => value.push(c),
        }
    }
    None
}
