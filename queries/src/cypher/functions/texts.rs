//! Of texts. Places and lengths are in characters.

use super::super::error::{Span, Stop, wrong};
use super::super::estate::Estate;
use super::super::output;
use super::super::value::Value;
use super::{argument, integer, takes, text};

pub(super) fn lower(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    Ok(Value::text(text(arguments, 0, span)?.to_lowercase()))
}

pub(super) fn upper(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    Ok(Value::text(text(arguments, 0, span)?.to_uppercase()))
}

pub(super) fn trim(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    Ok(Value::text(text(arguments, 0, span)?.trim()))
}

pub(super) fn trim_start(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    Ok(Value::text(text(arguments, 0, span)?.trim_start()))
}

pub(super) fn trim_end(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    Ok(Value::text(text(arguments, 0, span)?.trim_end()))
}

/// Of an empty separator come the characters.
pub(super) fn split(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    let whole = text(arguments, 0, span)?;
    let separator = text(arguments, 1, span)?;
    let parts: Vec<Value> = match separator {
        "" => whole.chars().map(|c| Value::text(c.to_string())).collect(),
        _ => whole.split(separator).map(Value::text).collect(),
    };
    Value::list(parts, span)
}

pub(super) fn replace(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    let whole = text(arguments, 0, span)?;
    let old = text(arguments, 1, span)?;
    let new = text(arguments, 2, span)?;
    // Before it is made: each place may become a long text.
    let places = whole.len() / old.len().max(1) + 1;
    if places.saturating_mul(new.len()) > MOST {
        return Err(wrong(span, "this value is too big"));
    }
    match old {
        "" => Ok(argument(arguments, 0).clone()),
        _ => Value::long(whole.replace(old, new), span),
    }
}

/// What a text may come to, in bytes, before it is looked at.
const MOST: usize = 256 << 20;

/// A place or a length: negative ones are refused, as the reference says.
fn place(arguments: &[Value], at: usize, span: Span) -> Result<usize, Stop> {
    let number = integer(arguments, at, span)?;
    usize::try_from(number).map_err(|_| wrong(span, format!("`{number}` is negative")))
}

pub(super) fn substring(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    let whole = text(arguments, 0, span)?;
    let from = place(arguments, 1, span)?;
    let length = match arguments.len() {
        3 => place(arguments, 2, span)?,
        _ => usize::MAX,
    };
    let part: String = whole.chars().skip(from).take(length).collect();
    Ok(Value::text(part))
}

pub(super) fn left(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    let length = place(arguments, 1, span)?;
    let part: String = text(arguments, 0, span)?.chars().take(length).collect();
    Ok(Value::text(part))
}

pub(super) fn right(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    let length = place(arguments, 1, span)?;
    let whole = text(arguments, 0, span)?;
    let skipped = whole.chars().count().saturating_sub(length);
    Ok(Value::text(whole.chars().skip(skipped).collect::<String>()))
}

/// The texts of a list with a separator between them: `apoc.text.join` of others.
pub(super) fn join(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    let list = argument(arguments, 0);
    let separator = text(arguments, 1, span)?;
    let items = list.as_list().ok_or_else(|| takes("a list", list, span))?;
    let mut joined = String::new();
    for (n, item) in items.iter().filter(|it| !it.is_null()).enumerate() {
        if n > 0 {
            joined.push_str(separator);
        }
        joined.push_str(item.as_text().ok_or_else(|| takes("texts", item, span))?);
        if joined.len() > MOST {
            return Err(wrong(span, "this value is too big"));
        }
    }
    Value::long(joined, span)
}

pub(super) fn to_text(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    match argument(arguments, 0) {
        Value::Bool(it) => Ok(Value::text(it.to_string())),
        Value::Int(it) => Ok(Value::text(it.to_string())),
        Value::Float(it) => Ok(Value::text(output::float(*it))),
        other => match other.as_text() {
            Some(text) => Ok(Value::text(text)),
            None => Err(takes("a text, a number or a boolean", other, span)),
        },
    }
}
