//! What is taken out of a value: properties, elements, parts.

use super::super::ast::{Access, Expr};
use super::super::error::{Span, Stop, wrong};
use super::super::properties;
use super::super::value::{Relationship, Value};
use super::eval::Evaluated;
use super::{Row, Run};

impl<'q> Run<'q> {
    pub(super) fn access(
        &mut self,
        value: &Value,
        access: &'q Access,
        span: Span,
        row: &mut Row,
    ) -> Evaluated {
        match access {
            Access::Property(name) => self.property(value, name, span),
            Access::Labels(labels) => match value {
                Value::Null => Ok(Value::Null),
                Value::Node(node) => Ok(Value::Bool(labels.hold(self.estate.node(*node)))),
                other => Err(wrong(span, format!("{} has no labels", other.sort()))),
            },
            Access::Index(index) => {
                let index = self.eval(index, row)?;
                self.element(value, &index, span)
            }
            Access::Slice(from, to) => self.slice(value, from.as_ref(), to.as_ref(), span, row),
        }
    }

    /// A name that nothing of this sort has is an error: null would be a silent no.
    fn property(&self, value: &Value, name: &str, span: Span) -> Evaluated {
        let (what, known): (&str, &[&str]) = match value {
            Value::Null => return Ok(Value::Null),
            Value::Map(map) => return Ok(map.entries().get(name).cloned().unwrap_or(Value::Null)),
            Value::Node(_) => ("a node", &properties::NODE),
            Value::Relationship(Relationship::Hop(_)) => ("an edge", &properties::EDGE),
            Value::Relationship(Relationship::Reached(_)) => {
                ("an attack path", &properties::REACHED)
            }
            other => return Err(wrong(span, format!("{} has no properties", other.sort()))),
        };
        properties::get(self.estate, value, name)
            .ok_or_else(|| properties::none(what, name, known, span).into())
    }

    fn element(&self, value: &Value, index: &Value, span: Span) -> Evaluated {
        match (value, index) {
            (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
            (Value::List(_), Value::Int(index)) => {
                let items = value.as_list().unwrap_or_default();
                let place = place(*index, items.len());
                let item = place.and_then(|place| items.get(place));
                Ok(item.cloned().unwrap_or(Value::Null))
            }
            (Value::Map(_) | Value::Node(_) | Value::Relationship(_), Value::Text(name)) => {
                self.property(value, name, span)
            }
            (other, index) => {
                let message = format!("{} has no element of {}", other.sort(), index.sort());
                Err(wrong(span, message))
            }
        }
    }

    fn slice(
        &mut self,
        value: &Value,
        from: Option<&'q Expr>,
        to: Option<&'q Expr>,
        span: Span,
        row: &mut Row,
    ) -> Evaluated {
        let mut end = |expr: Option<&'q Expr>| match expr {
            Some(expr) => self.eval(expr, row).map(Some),
            None => Ok(None),
        };
        let (from, to) = (end(from)?, end(to)?);
        let Some(items) = value.as_list() else {
            return match value {
                Value::Null => Ok(Value::Null),
                other => Err(wrong(span, format!("{} has no parts", other.sort()))),
            };
        };
        let bound = |end: Option<Value>, default: usize| -> Result<Option<usize>, Stop> {
            match end {
                None => Ok(Some(default)),
                Some(Value::Null) => Ok(None),
                Some(Value::Int(index)) => Ok(Some(clamped(index, items.len()))),
                Some(other) => {
                    let message = format!("expected an integer, got {}", other.sort());
                    Err(wrong(span, message))
                }
            }
        };
        match (bound(from, 0)?, bound(to, items.len())?) {
            (Some(from), Some(to)) => {
                let part = items.get(from..to).unwrap_or_default();
                Ok(Value::small(part.to_vec()))
            }
            _ => Ok(Value::Null),
        }
    }
}

/// A place from the beginning, or from the end if it is negative.
fn place(index: i64, length: usize) -> Option<usize> {
    match usize::try_from(index) {
        Ok(place) => Some(place),
        Err(_) => length.checked_sub(usize::try_from(index.unsigned_abs()).ok()?),
    }
}

fn clamped(index: i64, length: usize) -> usize {
    let place = place(index, length);
    place.map_or(if index < 0 { 0 } else { length }, |it| it.min(length))
}
