//! The smallest expressions: literals, names, and whatever stands in brackets.

use super::super::ast::{Case, Comprehension, Expr, Match, Reduce, SubQuery, Variable};
use super::super::error::Span;
use super::super::lex::Kind;
use super::super::value::Value;
use super::clauses::conjunction;
use super::{Parsed, Parser};

impl Parser<'_> {
    pub(super) fn atom(&mut self) -> Parsed<Expr> {
        let span = self.span();
        match self.kind().clone() {
            Kind::Text(text) => {
                self.advance();
                Ok(Expr::Literal(Value::text(text), span))
            }
            Kind::Float(number) => {
                self.advance();
                Ok(Expr::Literal(Value::Float(number), span))
            }
            Kind::Parameter(name) => {
                self.advance();
                Ok(Expr::Parameter(name, span))
            }
            Kind::Symbol("(") if self.pattern_at(self.at) => self.predicate(),
            Kind::Symbol("(") => {
                self.advance();
                let expr = self.until_bar(false, Self::expression)?;
                if !self.eat(")") {
                    return Err(self.expected("an operator or `)`", &[]));
                }
                Ok(expr)
            }
            Kind::Symbol("[") => self.deeper(|parser| parser.list(span)),
            Kind::Symbol("{") => {
                let entries = self.deeper(Self::entries)?;
                Ok(Expr::Map(entries, span.to(self.before())))
            }
            Kind::Word(word) => self.word(&word, span),
            Kind::Quoted(name) => {
                self.advance();
                Ok(Expr::Variable(Variable::new(name, span)))
            }
            _ => Err(self.expected("an expression", &[])),
        }
    }

    /// `(a)-->(b)` as a condition.
    pub(super) fn predicate(&mut self) -> Parsed<Expr> {
        let start = self.span();
        let mut filters = Vec::new();
        let pattern = self.deeper(|parser| parser.chain(&mut filters))?;
        let span = start.to(self.before());
        Ok(Expr::Exists(Box::new(SubQuery {
            matched: Match {
                optional: false,
                patterns: vec![pattern],
                filters,
            },
            span,
            plan: None,
        })))
    }

    fn word(&mut self, word: &str, span: Span) -> Parsed<Expr> {
        let constant = match word.to_ascii_lowercase().as_str() {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            "null" => Some(Value::Null),
            _ => None,
        };
        if let Some(value) = constant {
            self.advance();
            return Ok(Expr::Literal(value, span));
        }
        if word.eq_ignore_ascii_case("CASE") {
            self.advance();
            return self.case(span);
        }
        if self.symbol_at(self.at + 1, "{") {
            if word.eq_ignore_ascii_case("EXISTS") {
                return Ok(Expr::Exists(Box::new(self.subquery()?)));
            }
            if word.eq_ignore_ascii_case("COUNT") {
                return Ok(Expr::Count(Box::new(self.subquery()?)));
            }
        }
        if self.symbol_at(self.at + 1, "(") {
            self.advance();
            return self.deeper(|parser| parser.call(word, span));
        }
        if self.is_reserved() {
            return Err(self.expected("an expression", &[]));
        }
        self.plug_in(span)?;
        self.advance();
        Ok(Expr::Variable(Variable::new(word, span)))
    }

    /// `apoc.text.join(…)` is refused as what it is.
    fn plug_in(&self, span: Span) -> Parsed<()> {
        let mut at = self.at;
        while self.symbol_at(at + 1, ".") && matches!(self.kind_at(at + 2), Kind::Word(_)) {
            at += 2;
        }
        if at == self.at || !self.symbol_at(at + 1, "(") {
            return Ok(());
        }
        let end = self.tokens.get(at).map_or(span, |token| token.span);
        let name = self.text.get(span.start..end.end).unwrap_or_default();
        let message = format!("`{}` is a function of a plug-in", name.escape_debug());
        Err(self.unsupported(
            span.to(end),
            message,
            "functions without a point in their name are supported: see docs/query.md",
        ))
    }

    /// What stands in `EXISTS { … }` and `COUNT { … }`.
    fn subquery(&mut self) -> Parsed<SubQuery> {
        let start = self.span();
        self.advance();
        self.expect("{")?;
        self.eat_word("MATCH");
        let matched = self.deeper(|parser| parser.matched(false))?;
        if !self.eat("}") {
            let error = self.expected("`}`", &[]);
            return Err(error.help("patterns and one WHERE stand here, no other clauses"));
        }
        Ok(SubQuery {
            matched,
            span: start.to(self.before()),
            plan: None,
        })
    }

    /// `x IN list`, and `WHERE condition` if there is one.
    pub(super) fn element(&mut self, span: Span) -> Parsed<Comprehension> {
        let (name, at) = self.name("a name for each element")?;
        self.expect_word("IN")?;
        let list = self.expression()?;
        let filter = match self.eat_word("WHERE") {
            true => Some(self.expression()?),
            false => None,
        };
        Ok(Comprehension {
            variable: Variable::new(name, at),
            list,
            filter,
            result: None,
            span,
        })
    }

    pub(super) fn reduce(&mut self, span: Span) -> Parsed<Expr> {
        let (sum, at) = self.name("a name for the sum")?;
        let sum = Variable::new(sum, at);
        self.expect("=")?;
        let initial = self.expression()?;
        self.expect(",")?;
        let (name, at) = self.name("a name for each element")?;
        self.expect_word("IN")?;
        let list = self.until_bar(true, Self::expression)?;
        self.expect("|")?;
        let body = self.expression()?;
        self.expect(")")?;
        Ok(Expr::Reduce(Box::new(Reduce {
            sum,
            initial,
            variable: Variable::new(name, at),
            list,
            body,
            span,
        })))
    }

    /// A list, a comprehension, or one over patterns.
    fn list(&mut self, span: Span) -> Parsed<Expr> {
        self.expect("[")?;
        let named = matches!(self.kind(), Kind::Word(_) | Kind::Quoted(_));
        let path = named && self.symbol_at(self.at + 1, "=") && self.pattern_at(self.at + 2);
        if path || self.pattern_at(self.at) {
            return self.patterns(span);
        }
        if named && !self.is_reserved() && self.keyword_at(self.at + 1, "IN") {
            let mut comprehension = self.until_bar(true, |parser| parser.element(span))?;
            if self.eat("|") {
                comprehension.result = Some(self.expression()?);
            }
            if !self.eat("]") {
                return Err(self.expected("`|` and an expression, or `]`", &[]));
            }
            return Ok(Expr::Comprehension(Box::new(comprehension)));
        }
        let mut items = Vec::new();
        while !self.eat("]") {
            if !items.is_empty() && !self.eat(",") {
                return Err(self.expected("`,` or `]`", &[]));
            }
            items.push(self.expression()?);
        }
        Ok(Expr::List(items, span.to(self.before())))
    }

    fn patterns(&mut self, span: Span) -> Parsed<Expr> {
        let mut filters = Vec::new();
        let pattern = self.pattern(&mut filters)?;
        if self.eat_word("WHERE") {
            let filter = self.until_bar(true, Self::expression)?;
            conjunction(filter, &mut filters);
        }
        if !self.eat("|") {
            return Err(self.expected("`|` and what to collect", &[]));
        }
        let result = self.expression()?;
        self.expect("]")?;
        let matched = Match {
            optional: false,
            patterns: vec![pattern],
            filters,
        };
        let subquery = SubQuery {
            matched,
            span,
            plan: None,
        };
        Ok(Expr::Collect(Box::new(subquery), Box::new(result)))
    }

    fn case(&mut self, span: Span) -> Parsed<Expr> {
        self.deeper(|parser| {
            let subject = match parser.is_word("WHEN") {
                true => None,
                false => Some(parser.expression()?),
            };
            let mut branches = Vec::new();
            while parser.eat_word("WHEN") {
                let when = parser.expression()?;
                parser.expect_word("THEN")?;
                branches.push((when, parser.expression()?));
            }
            if branches.is_empty() {
                return Err(parser.expected("`WHEN`", &["WHEN"]));
            }
            let otherwise = match parser.eat_word("ELSE") {
                true => Some(parser.expression()?),
                false => None,
            };
            if !parser.eat_word("END") {
                return Err(parser.expected("`WHEN`, `ELSE` or `END`", &["WHEN", "ELSE", "END"]));
            }
            Ok(Expr::Case(Box::new(Case {
                subject,
                branches,
                otherwise,
                span,
            })))
        })
    }
}
