//! Expression -> what it asks of the claims.
//!
//! A claim that is not there is an error, which is neither yes nor no and lets nobody in; `&&` and `||` pass over an
//! error where the other side decides (CEL specification, "Logical Operators"). So each condition is kept twice: when it
//! is true, and when it is false.

use super::Expr;
use super::regex;
use super::value::{Mapping, Part, Value};
use crate::federation::formula::Formula;
use crate::federation::glob::Glob;

/// When a condition is true, and when it is false.
#[derive(Debug, Clone)]
pub(in crate::federation) struct Meaning {
    pub(in crate::federation) yes: Formula,
    pub(in crate::federation) no: Formula,
}

impl Meaning {
    fn unknown(why: &str) -> Self {
        let why = Formula::Unknown(format!("the condition has {why}, which is not understood"));
        Self {
            yes: why.clone(),
            no: why,
        }
    }

    /// It holds where `yes` does, and else does not, if the claims are there.
    fn of(yes: Formula, present: Formula) -> Self {
        Self {
            no: present.and(yes.clone().negated()),
            yes,
        }
    }
}

/// What a condition asks. `mapping`: what `google.subject` and `attribute.NAME` stand for.
pub(in crate::federation) fn condition(expr: &Expr, mapping: Option<&Mapping>) -> Meaning {
    let of = |expr: &Expr| condition(expr, mapping);
    match expr {
        Expr::Plain(word) if word == "true" => Meaning {
            yes: Formula::True,
            no: Formula::False,
        },
        Expr::Plain(word) if word == "false" => Meaning {
            yes: Formula::False,
            no: Formula::True,
        },
        Expr::Not(inner) => {
            let inner = of(inner);
            Meaning {
                yes: inner.no,
                no: inner.yes,
            }
        }
        Expr::And(left, right) => {
            let (left, right) = (of(left), of(right));
            Meaning {
                yes: left.yes.and(right.yes),
                no: left.no.or(right.no),
            }
        }
        Expr::Or(left, right) => {
            let (left, right) = (of(left), of(right));
            Meaning {
                yes: left.yes.or(right.yes),
                no: left.no.and(right.no),
            }
        }
        Expr::If(when, yes, no) => {
            let (when, yes, no) = (of(when), of(yes), of(no));
            Meaning {
                yes: (when.yes.clone().and(yes.yes)).or(when.no.clone().and(no.yes)),
                no: (when.yes.and(yes.no)).or(when.no.and(no.no)),
            }
        }
        Expr::Equal(left, right) => match (left.as_ref(), right.as_ref()) {
            (Expr::Text(text) | Expr::Plain(text), value)
            | (value, Expr::Text(text) | Expr::Plain(text)) => is(value, text, mapping),
            _ => Meaning::unknown("a comparison of two claims"),
        },
        Expr::In(value, list) => match list.as_ref() {
            Expr::List(items) => {
                let mut all = Vec::new();
                for item in items {
                    match item {
                        Expr::Text(text) | Expr::Plain(text) => all.push(is(value, text, mapping)),
                        _ => return Meaning::unknown("a list of values that are not written out"),
                    }
                }
                Meaning {
                    yes: Formula::Any(all.iter().map(|it| it.yes.clone()).collect()),
                    no: Formula::All(all.into_iter().map(|it| it.no).collect()),
                }
            }
            _ => Meaning::unknown("a claim with several values"),
        },
        Expr::Call(None, name, arguments) if name == "has" => match arguments.as_slice() {
            [one] => match Value::read(one, mapping) {
                Ok(value) => Meaning {
                    yes: value.present(),
                    no: value.present().negated(),
                },
                Err(why) => Meaning::unknown(&why),
            },
            _ => Meaning::unknown("has with other than one claim"),
        },
        Expr::Call(Some(target), name, arguments) => match arguments.as_slice() {
            [Expr::Text(text)] => method(target, name, text, mapping),
            _ => Meaning::unknown(&format!("the function {name}")),
        },
        // A claim that is true or false.
        Expr::Member(..) => is(expr, "true", mapping),
        Expr::Call(None, name, _) => Meaning::unknown(&format!("the function {name}")),
        _ => Meaning::unknown("a value that is neither true nor false"),
    }
}

fn is(value: &Expr, text: &str, mapping: Option<&Mapping>) -> Meaning {
    match Value::read(value, mapping) {
        Ok(value) => Meaning::of(value.equals(text), value.present()),
        Err(why) => Meaning::unknown(&why),
    }
}

fn method(target: &Expr, name: &str, text: &str, mapping: Option<&Mapping>) -> Meaning {
    let value = match Value::read(target, mapping) {
        Ok(value) => value,
        Err(why) => return Meaning::unknown(&why),
    };
    let (globs, exact) = match name {
        "startsWith" => (vec![Glob::literal(text).then(&Glob::any())], true),
        "endsWith" => (vec![Glob::any().then(&Glob::literal(text))], true),
        "contains" => {
            let inside = Glob::any().then(&Glob::literal(text)).then(&Glob::any());
            (vec![inside], true)
        }
        "matches" => match regex::globs(text) {
            Some(found) => found,
            None => return Meaning::unknown(&format!("the pattern {text}")),
        },
        _ => return Meaning::unknown(&format!("the function {name}")),
    };
    let mut plain = true;
    for (_, parts) in &value.cases {
        plain &= matches!(parts.as_slice(), [Part::Claim(..)]);
    }
    if !plain {
        return Meaning::unknown(&format!("{name} of a value that is made of several"));
    }
    let fits = value.each(|parts| match parts {
        [Part::Claim(claim, ignore_case)] => Formula::within(claim, globs.clone(), *ignore_case),
        _ => Formula::False,
    });
    if exact {
        return Meaning::of(fits, value.present());
    }
    // What is said is wider than what is asked.
    let why = Formula::Unknown(format!("the value is like {text}"));
    Meaning {
        no: value.present().and(fits.clone().negated().or(why.clone())),
        yes: fits.and(why),
    }
}
