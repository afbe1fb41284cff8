//! Equality and order, as the openCypher reference has them (Cypher Query Language Reference, Version 9, "Comparability,
//! equality, orderability and equivalence"): `=` and `<` may be unknown, the order of `ORDER BY` never is.

use std::cmp::Ordering;

use blastradius_graph::model::Certainty;

use super::value::{Relationship, Value};

/// `=`: `None` is unknown.
pub(crate) fn equal(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => None,
        (Value::Float(x), Value::Float(y)) => Some(x == y),
        (Value::Int(x), Value::Float(y)) | (Value::Float(y), Value::Int(x)) => {
            Some(numbers(*x, *y) == Some(Ordering::Equal))
        }
        (Value::List(_), Value::List(_)) => {
            let (a, b) = (a.as_list()?, b.as_list()?);
            if a.len() != b.len() {
                return Some(false);
            }
            all(a.iter().zip(b).map(|(a, b)| equal(a, b)))
        }
        (Value::Map(a), Value::Map(b)) => {
            let (a, b) = (a.entries(), b.entries());
            if !a.keys().eq(b.keys()) {
                return Some(false);
            }
            all(a.values().zip(b.values()).map(|(a, b)| equal(a, b)))
        }
        (Value::Level(_), Value::Text(_)) | (Value::Text(_), Value::Level(_)) => {
            Some(a.as_text() == b.as_text())
        }
        _ => Some(order(a, b) == Ordering::Equal),
    }
}

/// Whether all are true: one false is enough for no, else one unknown for unknown.
pub(crate) fn all(values: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut result = Some(true);
    for value in values {
        match value {
            Some(false) => return Some(false),
            None => result = None,
            Some(true) => {}
        }
    }
    result
}

/// `IN`: unknown where only an unknown element could be it.
pub(crate) fn contains(list: &[Value], value: &Value) -> Option<bool> {
    let mut result = Some(false);
    for it in list {
        match equal(value, it) {
            Some(true) => return Some(true),
            None => result = None,
            Some(false) => {}
        }
    }
    result
}

/// How two values compare by `<`. `None`: they do not; what is then the answer is for the caller.
pub(crate) fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Int(x), Value::Int(y)) => Some(x.cmp(y)),
        (Value::Float(x), Value::Float(y)) => x.partial_cmp(y),
        (Value::Int(x), Value::Float(y)) => numbers(*x, *y),
        (Value::Float(x), Value::Int(y)) => numbers(*y, *x).map(Ordering::reverse),
        (Value::Text(x), Value::Text(y)) => Some(x.cmp(y)),
        (Value::Bool(x), Value::Bool(y)) => Some(x.cmp(y)),
        (Value::Level(x), Value::Level(y)) => Some(x.cmp(y)),
        (Value::List(_), Value::List(_)) => {
            let (a, b) = (a.as_list()?, b.as_list()?);
            for (a, b) in a.iter().zip(b) {
                match compare(a, b)? {
                    Ordering::Equal => {}
                    other => return Some(other),
                }
            }
            Some(a.len().cmp(&b.len()))
        }
        _ => None,
    }
}

/// A text as a level of certainty.
pub(crate) fn level(text: &str) -> Option<Certainty> {
    let mut levels = Certainty::ALL.into_iter();
    levels.find(|level| level.name() == text)
}

/// Compares without loss. `None`: not a number.
fn numbers(x: i64, y: f64) -> Option<Ordering> {
    if y.is_nan() {
        return None;
    }
    // 2^63 is exact as a float; every integer is below it.
    const END: f64 = 9_223_372_036_854_775_808.0;
    if y >= END {
        return Some(Ordering::Less);
    }
    if y < -END {
        return Some(Ordering::Greater);
    }
    // The range has been checked, and what is cut off is compared apart.
    let whole = y.trunc() as i64;
    Some(x.cmp(&whole).then_with(|| {
        let rest = y.fract();
        0.0f64.partial_cmp(&rest).unwrap_or(Ordering::Equal)
    }))
}

/// The place of a sort of values in the order of all.
fn rank(value: &Value) -> u8 {
    match value {
        Value::Map(_) => 0,
        Value::Node(_) => 1,
        Value::Relationship(_) => 2,
        Value::List(_) => 3,
        Value::Path(_) => 4,
        Value::Text(_) => 5,
        Value::Level(_) => 6,
        Value::Bool(_) => 7,
        Value::Int(_) | Value::Float(_) => 8,
        Value::Null => 9,
    }
}

/// The order of `ORDER BY`: every value has a place, null the last. Equal in it is what `DISTINCT` and groups take for
/// the same.
pub(crate) fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Bool(x), Value::Bool(y)) => x.cmp(y),
        (Value::Int(x), Value::Int(y)) => x.cmp(y),
        (Value::Float(x), Value::Float(y)) => floats(*x, *y),
        // Not a number stands after every number.
        (Value::Int(x), Value::Float(y)) => numbers(*x, *y).unwrap_or(Ordering::Less),
        (Value::Float(x), Value::Int(y)) => {
            numbers(*y, *x).map_or(Ordering::Greater, Ordering::reverse)
        }
        (Value::Text(x), Value::Text(y)) => x.cmp(y),
        (Value::Level(x), Value::Level(y)) => x.cmp(y),
        (Value::Node(x), Value::Node(y)) => x.cmp(y),
        (Value::Relationship(x), Value::Relationship(y)) => relationships(x, y),
        (Value::Path(x), Value::Path(y)) => (&x.nodes, &x.hops).cmp(&(&y.nodes, &y.hops)),
        (Value::List(_), Value::List(_)) => {
            let (a, b) = (
                a.as_list().unwrap_or_default(),
                b.as_list().unwrap_or_default(),
            );
            let different = a.iter().zip(b).map(|(a, b)| order(a, b));
            let first = { different }.find(|it| *it != Ordering::Equal);
            first.unwrap_or_else(|| a.len().cmp(&b.len()))
        }
        (Value::Map(x), Value::Map(y)) => {
            let (a, b) = (x.entries(), y.entries());
            let sizes = a.len().cmp(&b.len()).then_with(|| a.keys().cmp(b.keys()));
            let mut values = a.values().zip(b.values()).map(|(a, b)| order(a, b));
            sizes.then_with(|| {
                let different = values.find(|it| *it != Ordering::Equal);
                different.unwrap_or(Ordering::Equal)
            })
        }
        _ => rank(a).cmp(&rank(b)),
    }
}

fn floats(x: f64, y: f64) -> Ordering {
    x.partial_cmp(&y)
        .unwrap_or_else(|| x.is_nan().cmp(&y.is_nan()))
}

fn relationships(x: &Relationship, y: &Relationship) -> Ordering {
    match (x, y) {
        (Relationship::Hop(x), Relationship::Hop(y)) => x.cmp(y),
        (Relationship::Reached(x), Relationship::Reached(y)) => x.key().cmp(&y.key()),
        (Relationship::Hop(_), Relationship::Reached(_)) => Ordering::Less,
        (Relationship::Reached(_), Relationship::Hop(_)) => Ordering::Greater,
    }
}

/// A value by its place in the order, for sets and groups.
#[derive(Debug, Clone)]
pub(crate) struct Ordered(pub(crate) Value);

impl PartialEq for Ordered {
    fn eq(&self, other: &Self) -> bool {
        order(&self.0, &other.0) == Ordering::Equal
    }
}

impl Eq for Ordered {}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> Ordering {
        order(&self.0, &other.0)
    }
}
