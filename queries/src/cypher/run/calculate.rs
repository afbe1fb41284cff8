//! Comparisons and arithmetic.

use std::cmp::Ordering;

use super::super::ast::{Arithmetic, Comparison, Expr};
use super::super::compare::{compare, equal, level};
use super::super::error::{ErrorKind, QueryError, Span, Stop, wrong};
use super::super::functions::numbers::as_float;
use super::super::output;
use super::super::value::Value;
use super::eval::{Evaluated, boolean};
use super::{Row, Run};

impl<'q> Run<'q> {
    /// `a < b < c` is `a < b AND b < c`.
    pub(super) fn compared(
        &mut self,
        first: &'q Expr,
        rest: &'q [(Comparison, Expr, Span)],
        row: &mut Row,
    ) -> Evaluated {
        let mut left = self.eval(first, row)?;
        let mut result = Some(true);
        for (comparison, expr, span) in rest {
            let right = self.eval(expr, row)?;
            match one(*comparison, &left, &right, *span)? {
                Some(false) => return Ok(Value::Bool(false)),
                None => result = None,
                Some(true) => {}
            }
            left = right;
        }
        Ok(boolean(result))
    }

    pub(super) fn calculated(
        &mut self,
        first: &'q Expr,
        rest: &'q [(Arithmetic, Expr, Span)],
        row: &mut Row,
    ) -> Evaluated {
        let mut result = self.eval(first, row)?;
        for (operator, expr, span) in rest {
            let right = self.eval(expr, row)?;
            result = calculate(*operator, &result, &right, *span)?;
        }
        Ok(result)
    }
}

fn one(
    comparison: Comparison,
    left: &Value,
    right: &Value,
    span: Span,
) -> Result<Option<bool>, Stop> {
    // A word that no level has would be a silent no.
    let leveled = |level: &Value, text: &Value| match (level, text) {
        (Value::Level(_), Value::Text(text)) => as_level(text, span).map(Some),
        _ => Ok(None),
    };
    let right_level = leveled(left, right)?;
    let left_level = leveled(right, left)?;
    let left = left_level.as_ref().unwrap_or(left);
    let right = right_level.as_ref().unwrap_or(right);
    let ordered = |holds: fn(Ordering) -> bool| {
        if left.is_null() || right.is_null() {
            return None;
        }
        let numbers = as_float(left).is_some() && as_float(right).is_some();
        match compare(left, right) {
            Some(order) => Some(holds(order)),
            // Not a number is neither less nor greater.
            None if numbers => Some(false),
            None => None,
        }
    };
    Ok(match comparison {
        Comparison::Equal => equal(left, right),
        Comparison::Unequal => equal(left, right).map(|it| !it),
        Comparison::Less => ordered(Ordering::is_lt),
        Comparison::LessOrEqual => ordered(Ordering::is_le),
        Comparison::Greater => ordered(Ordering::is_gt),
        Comparison::GreaterOrEqual => ordered(Ordering::is_ge),
    })
}

fn as_level(text: &str, span: Span) -> Evaluated {
    level(text).map(Value::Level).ok_or_else(|| {
        let shown: String = text.chars().take(60).collect();
        let message = format!("`{}` is no level of certainty", shown.escape_debug());
        let error = QueryError::at(ErrorKind::Evaluation, span, message);
        Stop::Fault(error.help("the levels are certain, conditional, assumed and influence"))
    })
}

fn overflow(span: Span) -> Stop {
    wrong(span, "the result has more than 64 bits")
}

/// The sign turned round.
pub(super) fn negate(value: &Value, span: Span) -> Evaluated {
    match value {
        Value::Null => Ok(Value::Null),
        Value::Int(number) => {
            let result = number.checked_neg().map(Value::Int);
            result.ok_or_else(|| overflow(span))
        }
        Value::Float(number) => Ok(Value::Float(-number)),
        other => Err(wrong(
            span,
            format!("expected a number, got {}", other.sort()),
        )),
    }
}

fn calculate(operator: Arithmetic, left: &Value, right: &Value, span: Span) -> Evaluated {
    if left.is_null() || right.is_null() {
        return Ok(Value::Null);
    }
    if let (Value::Int(x), Value::Int(y)) = (left, right) {
        return integers(operator, *x, *y, span);
    }
    if let (Some(x), Some(y)) = (as_float(left), as_float(right)) {
        return Ok(Value::Float(match operator {
            Arithmetic::Add => x + y,
            Arithmetic::Subtract => x - y,
            Arithmetic::Multiply => x * y,
            Arithmetic::Divide => x / y,
            Arithmetic::Remainder => x % y,
            Arithmetic::Power => x.powf(y),
        }));
    }
    if operator == Arithmetic::Add
        && let Some(sum) = add(left, right, span)?
    {
        return Ok(sum);
    }
    let message = format!(
        "this cannot be calculated of {} and {}",
        left.sort(),
        right.sort()
    );
    Err(wrong(span, message))
}

/// A power is a float, as the reference says.
fn integers(operator: Arithmetic, x: i64, y: i64, span: Span) -> Evaluated {
    let result = match operator {
        Arithmetic::Add => x.checked_add(y),
        Arithmetic::Subtract => x.checked_sub(y),
        Arithmetic::Multiply => x.checked_mul(y),
        Arithmetic::Divide | Arithmetic::Remainder if y == 0 => {
            return Err(wrong(span, "an integer cannot be divided by 0"));
        }
        Arithmetic::Divide => x.checked_div(y),
        Arithmetic::Remainder => x.checked_rem(y),
        Arithmetic::Power => return Ok(Value::Float((x as f64).powf(y as f64))),
    };
    result.map(Value::Int).ok_or_else(|| overflow(span))
}

/// Of texts and lists: one after the other.
fn add(left: &Value, right: &Value, span: Span) -> Result<Option<Value>, Stop> {
    if left.as_list().is_some() || right.as_list().is_some() {
        let items = |value: &Value| match value.as_list() {
            Some(items) => items.to_vec(),
            None => vec![value.clone()],
        };
        // Before it is made: both may be big.
        if left.weight().saturating_add(right.weight()) > super::super::value::HEAVIEST {
            return Err(wrong(span, "this value is too big"));
        }
        let mut all = items(left);
        all.extend(items(right));
        return Value::list(all, span).map(Some);
    }
    let text = |value: &Value| match value {
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(output::float(*number)),
        other => other.as_text().map(str::to_owned),
    };
    match (text(left), text(right)) {
        (Some(left), Some(right)) => Value::long(left + &right, span).map(Some),
        _ => Ok(None),
    }
}
