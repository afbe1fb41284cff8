//! Calls: functions, aggregates, and what looks like them.

use super::super::ast::{Aggregate, AggregateCall, Expr, Quantifier, Test};
use super::super::error::{ErrorKind, QueryError, Span};
use super::super::functions;
use super::super::words::nearest;
use super::{Parsed, Parser};

const AGGREGATES: [(&str, Aggregate); 6] = [
    ("count", Aggregate::Count),
    ("collect", Aggregate::Collect),
    ("min", Aggregate::Min),
    ("max", Aggregate::Max),
    ("sum", Aggregate::Sum),
    ("avg", Aggregate::Average),
];

const QUANTIFIERS: [(&str, Quantifier); 4] = [
    ("all", Quantifier::All),
    ("any", Quantifier::Any),
    ("none", Quantifier::None),
    ("single", Quantifier::Single),
];

impl Parser<'_> {
    pub(super) fn call(&mut self, name: &str, span: Span) -> Parsed<Expr> {
        let is = |known: &str| known.eq_ignore_ascii_case(name);
        if is("exists") && self.pattern_at(self.at + 1) {
            self.expect("(")?;
            let expr = self.predicate()?;
            self.expect(")")?;
            return Ok(expr);
        }
        if is("shortestPath") || is("allShortestPaths") {
            let message = format!("`{name}` is no expression here");
            let help = "write `MATCH p = shortestPath((a)-[*]->(b))`";
            return Err(self.unsupported(span, message, help));
        }
        self.expect("(")?;
        if let Some((_, quantifier)) = QUANTIFIERS.iter().find(|(it, _)| is(it)) {
            let comprehension = self.until_bar(false, |parser| parser.element(span))?;
            if comprehension.filter.is_none() {
                return Err(self.expected("`WHERE` and a condition", &["WHERE"]));
            }
            self.expect(")")?;
            return Ok(Expr::Quantified(*quantifier, Box::new(comprehension)));
        }
        if is("reduce") {
            return self.reduce(span);
        }
        if let Some((_, aggregate)) = AGGREGATES.iter().find(|(it, _)| is(it)) {
            return self.aggregate(*aggregate, span);
        }
        let mut arguments = Vec::new();
        while !self.eat(")") {
            if !arguments.is_empty() && !self.eat(",") {
                return Err(self.expected("`,` or `)`", &[]));
            }
            arguments.push(self.until_bar(false, Self::expression)?);
        }
        let span = span.to(self.before());
        if is("exists")
            && let [_] = arguments.as_slice()
            && let Some(argument) = arguments.pop()
        {
            return Ok(Expr::Test(
                Box::new(argument),
                vec![(Test::IsNotNull, span)],
            ));
        }
        let Some(function) = functions::named(name) else {
            return Err(no_function(name, span));
        };
        if !(function.least..=function.most).contains(&arguments.len()) {
            let message = format!("`{}` takes {}", function.name, function.arguments());
            return Err(QueryError::at(ErrorKind::Meaning, span, message));
        }
        Ok(Expr::Call(function, arguments, span))
    }

    fn aggregate(&mut self, kind: Aggregate, start: Span) -> Parsed<Expr> {
        let star = kind == Aggregate::Count && self.eat("*");
        let distinct = !star && self.eat_word("DISTINCT");
        let argument = match star {
            true => None,
            false => Some(self.expression()?),
        };
        if !self.eat(")") {
            return Err(self.expected("`)` after the one argument", &[]));
        }
        Ok(Expr::Aggregate(Box::new(AggregateCall {
            kind,
            distinct,
            argument,
            span: start.to(self.before()),
        })))
    }
}

fn no_function(name: &str, span: Span) -> Box<QueryError> {
    let shown: String = name.chars().take(60).collect();
    let error = QueryError::at(
        ErrorKind::Unsupported,
        span,
        format!("`{shown}` is no function"),
    );
    let others = [
        "count", "collect", "min", "max", "sum", "avg", "reduce", "exists",
    ];
    let known = functions::known().chain(others);
    match nearest(name, known) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help("docs/query.md lists the functions"),
    }
}
