//! Of lists.

use super::super::error::{Span, Stop, wrong};
use super::super::estate::Estate;
use super::super::value::Value;
use super::{argument, integer, takes};

/// How long a list from `range` may be.
const LONGEST: i128 = 1_000_000;

/// The first that is not null.
pub(super) fn coalesce(_: &Estate<'_>, arguments: &[Value], _: Span) -> Result<Value, Stop> {
    let first = arguments.iter().find(|it| !it.is_null());
    Ok(first.cloned().unwrap_or(Value::Null))
}

fn list(arguments: &[Value], span: Span) -> Result<&[Value], Stop> {
    let value = argument(arguments, 0);
    value.as_list().ok_or_else(|| takes("a list", value, span))
}

pub(super) fn size(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    let value = argument(arguments, 0);
    let size = match value {
        Value::Map(map) => Some(map.entries().len()),
        _ => value
            .as_list()
            .map(<[Value]>::len)
            .or_else(|| value.as_text().map(|text| text.chars().count())),
    };
    size.map(Value::count)
        .ok_or_else(|| takes("a list or a text (of a path it is `length`)", value, span))
}

pub(super) fn is_empty(
    estate: &Estate<'_>,
    arguments: &[Value],
    span: Span,
) -> Result<Value, Stop> {
    let size = size(estate, arguments, span)?;
    Ok(Value::Bool(matches!(size, Value::Int(0))))
}

pub(super) fn head(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    let list = list(arguments, span)?;
    Ok(list.first().cloned().unwrap_or(Value::Null))
}

pub(super) fn last(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    let list = list(arguments, span)?;
    Ok(list.last().cloned().unwrap_or(Value::Null))
}

pub(super) fn tail(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    let list = list(arguments, span)?;
    Ok(Value::small(list.iter().skip(1).cloned().collect()))
}

pub(super) fn reverse(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    let value = argument(arguments, 0);
    if let Some(text) = value.as_text() {
        return Ok(Value::text(text.chars().rev().collect::<String>()));
    }
    let list = value
        .as_list()
        .ok_or_else(|| takes("a list or a text", value, span))?;
    Ok(Value::small(list.iter().rev().cloned().collect()))
}

/// From the first to the last, both included.
pub(super) fn range(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    let from = i128::from(integer(arguments, 0, span)?);
    let to = i128::from(integer(arguments, 1, span)?);
    let step = match arguments.len() {
        3 => i128::from(integer(arguments, 2, span)?),
        _ => 1,
    };
    if step == 0 {
        return Err(wrong(span, "the step of a range cannot be 0"));
    }
    let count = ((to - from) / step + 1).max(0);
    // A step in the other direction has no element.
    let count = if (to - from).signum() * step.signum() < 0 {
        0
    } else {
        count
    };
    if count > LONGEST {
        let message = format!("this range has {count} elements, more than {LONGEST}");
        return Err(wrong(span, message));
    }
    let numbers = (0..count).filter_map(|n| i64::try_from(from + n * step).ok());
    Value::list(numbers.map(Value::Int).collect(), span)
}
