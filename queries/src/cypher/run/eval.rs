//! Expressions to values.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::ast::{Case, Expr, Logic, Test};
use super::super::compare::{contains, equal};
use super::super::error::{Span, Stop, wrong};
use super::super::value::Value;
use super::{Row, Run, at};

pub(super) type Evaluated = Result<Value, Stop>;

/// Regular expressions that are kept: others are compiled again.
const KEPT: usize = 256;
/// How big one may become when it is compiled, in bytes.
const REGEX: usize = 1 << 20;

/// Unknown is null.
pub(super) fn boolean(value: Option<bool>) -> Value {
    value.map_or(Value::Null, Value::Bool)
}

/// A condition: unknown is `None`.
pub(super) fn truth(value: &Value, span: Span) -> Result<Option<bool>, Stop> {
    match value {
        Value::Null => Ok(None),
        Value::Bool(it) => Ok(Some(*it)),
        other => {
            let message = format!("expected a condition, got {}", other.sort());
            Err(wrong(span, message))
        }
    }
}

impl<'q> Run<'q> {
    pub(super) fn eval(&mut self, expr: &'q Expr, row: &mut Row) -> Evaluated {
        match expr {
            Expr::Literal(value, _) => Ok(value.clone()),
            Expr::Parameter(_, span) => Err(wrong(*span, "this parameter has no value")),
            Expr::Variable(variable) | Expr::Bound(variable) => Ok(at(row, variable.slot)),
            Expr::List(items, span) => {
                let values = self.values(items, row)?;
                Value::list(values, *span)
            }
            Expr::Map(entries, span) => self.map(entries, *span, row),
            Expr::Logic(logic, parts) => self.logic(*logic, parts, row),
            Expr::Not(inner, span) => {
                let value = self.eval(inner, row)?;
                Ok(boolean(truth(&value, *span)?.map(|it| !it)))
            }
            Expr::Compare(first, rest) => self.compared(first, rest, row),
            Expr::Calculate(first, rest) => self.calculated(first, rest, row),
            Expr::Negate(inner, span) => {
                let value = self.eval(inner, row)?;
                super::calculate::negate(&value, *span)
            }
            Expr::Test(first, tests) => {
                let mut value = self.eval(first, row)?;
                for (test, span) in tests {
                    value = self.test(&value, test, *span, row)?;
                }
                Ok(value)
            }
            Expr::Access(first, accesses) => {
                let mut value = self.eval(first, row)?;
                for (access, span) in accesses {
                    value = self.access(&value, access, *span, row)?;
                }
                Ok(value)
            }
            Expr::Call(function, arguments, span) => {
                let values = self.values(arguments, row)?;
                if function.strict && values.iter().any(Value::is_null) {
                    return Ok(Value::Null);
                }
                (function.apply)(self.estate, &values, *span)
            }
            // The resolver has put a place where its result stands.
            Expr::Aggregate(call) => Err(wrong(call.span, "an aggregate cannot stand here")),
            Expr::Case(case) => self.case(case, row),
            Expr::Comprehension(it) => self.comprehension(it, row),
            Expr::Quantified(quantifier, it) => self.quantified(*quantifier, it, row),
            Expr::Reduce(it) => self.reduce(it, row),
            Expr::Exists(it) => self.exists(it, row),
            Expr::Count(it) => self.count(it, row),
            Expr::Collect(it, result) => self.collect(it, result, row),
        }
    }

    /// Whether a condition is true: unknown is not.
    pub(super) fn holds(&mut self, expr: &'q Expr, row: &mut Row) -> Result<bool, Stop> {
        let value = self.eval(expr, row)?;
        Ok(truth(&value, expr.span())? == Some(true))
    }

    pub(super) fn values(&mut self, exprs: &'q [Expr], row: &mut Row) -> Result<Vec<Value>, Stop> {
        exprs.iter().map(|expr| self.eval(expr, row)).collect()
    }

    fn map(&mut self, entries: &'q [(String, Expr)], span: Span, row: &mut Row) -> Evaluated {
        let mut map: BTreeMap<Arc<str>, Value> = BTreeMap::new();
        for (key, expr) in entries {
            let value = self.eval(expr, row)?;
            map.insert(Arc::from(key.as_str()), value);
        }
        Value::map(map, span)
    }

    /// Three-valued. What is decided by one part is not asked of the rest.
    fn logic(&mut self, logic: Logic, parts: &'q [(Expr, Span)], row: &mut Row) -> Evaluated {
        let decisive = match logic {
            Logic::Or => Some(true),
            Logic::And => Some(false),
            Logic::Xor => None,
        };
        let mut result = Some(matches!(logic, Logic::And));
        for (part, span) in parts {
            let value = self.eval(part, row)?;
            let value = truth(&value, *span)?;
            if decisive.is_some() && value == decisive {
                return Ok(boolean(decisive));
            }
            result = match (logic, result, value) {
                (Logic::Xor, Some(a), Some(b)) => Some(a != b),
                (_, _, None) | (_, None, _) => None,
                (_, result, _) => result,
            };
        }
        Ok(boolean(result))
    }

    fn case(&mut self, case: &'q Case, row: &mut Row) -> Evaluated {
        let subject = match &case.subject {
            Some(subject) => Some(self.eval(subject, row)?),
            None => None,
        };
        for (when, then) in &case.branches {
            let value = self.eval(when, row)?;
            let taken = match &subject {
                Some(subject) => equal(subject, &value),
                None => truth(&value, when.span())?,
            };
            if taken == Some(true) {
                return self.eval(then, row);
            }
        }
        match &case.otherwise {
            Some(otherwise) => self.eval(otherwise, row),
            None => Ok(Value::Null),
        }
    }

    fn test(&mut self, value: &Value, test: &'q Test, span: Span, row: &mut Row) -> Evaluated {
        let (expr, ask): (&'q Expr, fn(&str, &str) -> bool) = match test {
            Test::IsNull => return Ok(Value::Bool(value.is_null())),
            Test::IsNotNull => return Ok(Value::Bool(!value.is_null())),
            Test::In(list) => {
                let list = self.eval(list, row)?;
                return match &list {
                    Value::Null => Ok(Value::Null),
                    Value::List(_) => {
                        let items = list.as_list().unwrap_or_default();
                        Ok(boolean(contains(items, value)))
                    }
                    other => {
                        let message = format!("expected a list after IN, got {}", other.sort());
                        Err(wrong(span, message))
                    }
                };
            }
            Test::Matches(pattern) => {
                let pattern = self.eval(pattern, row)?;
                return match (value.as_text(), &pattern) {
                    (Some(text), Value::Text(pattern)) => self.matches(text, pattern, span),
                    _ => Ok(Value::Null),
                };
            }
            Test::StartsWith(it) => (it, |text, part| text.starts_with(part)),
            Test::EndsWith(it) => (it, |text, part| text.ends_with(part)),
            Test::Contains(it) => (it, |text, part| text.contains(part)),
        };
        let part = self.eval(expr, row)?;
        match (value.as_text(), part.as_text()) {
            (Some(text), Some(part)) => Ok(Value::Bool(ask(text, part))),
            _ => Ok(Value::Null),
        }
    }

    /// The whole text must match. The time is linear in its length: there is nothing to backtrack.
    fn matches(&mut self, text: &str, pattern: &Arc<str>, span: Span) -> Evaluated {
        if let Some(regex) = self.regexes.get(pattern) {
            return Ok(Value::Bool(regex.is_match(text)));
        }
        let compiled = regex::RegexBuilder::new(&format!(r"\A(?:{pattern})\z"))
            .size_limit(REGEX)
            .dfa_size_limit(REGEX)
            .build();
        let regex = compiled.map_err(|error| {
            let why = match error {
                regex::Error::CompiledTooBig(_) => "it is too big".to_owned(),
                other => {
                    let text = other.to_string();
                    let last = text.lines().last().unwrap_or_default();
                    last.trim_start_matches("error: ").to_owned()
                }
            };
            wrong(span, format!("this is no regular expression: {why}"))
        })?;
        let result = regex.is_match(text);
        if self.regexes.len() >= KEPT {
            self.regexes.clear();
        }
        self.regexes.insert(pattern.clone(), regex);
        Ok(Value::Bool(result))
    }
}
