//! Of numbers.

use super::super::error::{Span, Stop, wrong};
use super::super::estate::Estate;
use super::super::value::Value;
use super::{argument, takes};

fn float(arguments: &[Value], span: Span) -> Result<f64, Stop> {
    let value = argument(arguments, 0);
    as_float(value).ok_or_else(|| takes("a number", value, span))
}

/// A number as a float.
///
/// An integer becomes the nearest float, as the reference says.
pub(crate) fn as_float(value: &Value) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        _ => None,
    }
}

/// The integer of a float without its fraction; null where it has none.
/// What does not fit has been refused.
fn truncated(number: f64) -> Value {
    const END: f64 = 9_223_372_036_854_775_808.0;
    match number.is_finite() && number.abs() < END {
        true => Value::Int(number as i64),
        false => Value::Null,
    }
}

/// Null for a text that is no number.
pub(super) fn to_integer(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    match argument(arguments, 0) {
        Value::Int(number) => Ok(Value::Int(*number)),
        Value::Float(number) => Ok(truncated(*number)),
        Value::Bool(it) => Ok(Value::Int(i64::from(*it))),
        Value::Text(text) => {
            let text = text.trim();
            let integer = text.parse().ok().map(Value::Int);
            let number = || text.parse().ok().map(truncated);
            Ok(integer.or_else(number).unwrap_or(Value::Null))
        }
        other => Err(takes("a number or a text", other, span)),
    }
}

pub(super) fn to_float(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    match argument(arguments, 0) {
        Value::Text(text) => {
            let number: Option<f64> = text.trim().parse().ok();
            Ok(number.map_or(Value::Null, Value::Float))
        }
        other => match as_float(other) {
            Some(number) => Ok(Value::Float(number)),
            None => Err(takes("a number or a text", other, span)),
        },
    }
}

pub(super) fn to_boolean(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    match argument(arguments, 0) {
        Value::Bool(it) => Ok(Value::Bool(*it)),
        Value::Text(text) => Ok(match text.trim().to_ascii_lowercase().as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::Null,
        }),
        other => Err(takes("a boolean or a text", other, span)),
    }
}

pub(super) fn abs(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    match argument(arguments, 0) {
        Value::Int(number) => number
            .checked_abs()
            .map(Value::Int)
            .ok_or_else(|| wrong(span, "this integer has more than 64 bits")),
        _ => Ok(Value::Float(float(arguments, span)?.abs())),
    }
}

pub(super) fn sign(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    let number = float(arguments, span)?;
    Ok(Value::Int(
        i64::from(number > 0.0) - i64::from(number < 0.0),
    ))
}

pub(super) fn ceil(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    Ok(Value::Float(float(arguments, span)?.ceil()))
}

pub(super) fn floor(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    Ok(Value::Float(float(arguments, span)?.floor()))
}

/// Halves go up.
pub(super) fn round(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    let number = float(arguments, span)?;
    let down = number.floor();
    let rounded = if number - down >= 0.5 {
        down + 1.0
    } else {
        down
    };
    Ok(Value::Float(rounded))
}

pub(super) fn sqrt(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    Ok(Value::Float(float(arguments, span)?.sqrt()))
}

pub(super) fn log(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    Ok(Value::Float(float(arguments, span)?.ln()))
}

pub(super) fn log10(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    Ok(Value::Float(float(arguments, span)?.log10()))
}

pub(super) fn exp(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    Ok(Value::Float(float(arguments, span)?.exp()))
}
