//! Label and type expressions.

use super::super::error::{ErrorKind, QueryError, Span};
use super::super::labels::{self, Labels};
use super::super::types::{self, Types};
use super::super::words::nearest;
use super::{Parsed, Parser};

impl Parser<'_> {
    /// A label expression: `A|B`, `A&B`, `A:B`, `!A`, `(A|B)`, `%`.
    ///
    /// `bar_ends`: a `|` is not part of it.
    pub(super) fn labels(&mut self, bar_ends: bool) -> Parsed<Labels> {
        let mut some = Vec::new();
        loop {
            let mut all = vec![self.deeper(Self::label)?];
            while self.eat("&") || self.eat(":") {
                all.push(self.deeper(Self::label)?);
            }
            some.extend(if all.len() == 1 {
                all.pop()
            } else {
                Some(Labels::All(all))
            });
            if bar_ends || !self.eat("|") {
                break;
            }
            self.eat(":");
        }
        Ok(match some.len() {
            1 => some.pop().unwrap_or(Labels::Any),
            _ => Labels::Some(some),
        })
    }

    fn label(&mut self) -> Parsed<Labels> {
        if self.eat("!") {
            return Ok(Labels::Not(Box::new(self.deeper(Self::label)?)));
        }
        if self.eat("(") {
            let labels = self.labels(false)?;
            self.expect(")")?;
            return Ok(labels);
        }
        if self.eat("%") {
            return Ok(Labels::Any);
        }
        let (name, span) = self.any_name("a label")?;
        Labels::named(&name).ok_or_else(|| {
            let known = labels::known();
            unknown(span, "label", &name, known, "kinds, classes of assets and other names of types are labels (docs/query.md); a type of the provider stands in backticks")
        })
    }

    /// A type expression, the same.
    pub(super) fn types(&mut self) -> Parsed<Types> {
        let mut result: Option<Types> = None;
        loop {
            let span = self.span();
            let mut all = self.deeper(Self::one_type)?;
            while self.eat("&") {
                let next = self.deeper(Self::one_type)?;
                all = all.and(next).ok_or_else(|| mixed(span))?;
            }
            result = Some(match result {
                None => all,
                Some(before) => before.or(all).ok_or_else(|| mixed(span))?,
            });
            if !self.eat("|") {
                break;
            }
            self.eat(":");
        }
        Ok(result.unwrap_or(Types::ANY))
    }

    fn one_type(&mut self) -> Parsed<Types> {
        if self.eat("!") {
            return Ok(self.deeper(Self::one_type)?.not());
        }
        if self.eat("(") {
            let types = self.types()?;
            self.expect(")")?;
            return Ok(types);
        }
        if self.eat("%") {
            return Ok(Types::ANY);
        }
        let (name, span) = self.any_name("a type of relationship")?;
        Types::named(&name).ok_or_else(|| {
            unknown(span, "type of relationship", &name, types::known(), "the kinds of edges and their families are types, and REACHES is a whole attack path (docs/query.md)")
        })
    }
}

fn unknown(
    span: Span,
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'static str>,
    help: &str,
) -> Box<QueryError> {
    let shown: String = name.chars().take(60).collect();
    let message = format!("`{}` is no {what}", shown.escape_debug());
    let error = QueryError::at(ErrorKind::Meaning, span, message);
    match nearest(name, known) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help(help),
    }
}

fn mixed(span: Span) -> Box<QueryError> {
    let message = "edges and whole attack paths stand in one type";
    QueryError::at(ErrorKind::Meaning, span, message)
        .help("REACHES and the CAN_ words stand alone; use two patterns, or UNION")
}
