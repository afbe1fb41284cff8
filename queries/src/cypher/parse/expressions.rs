//! Expressions, the weakest operator first.

use super::super::ast::{Access, Arithmetic, Comparison, Expr, Logic, Test};
use super::super::error::{ErrorKind, QueryError, Span};
use super::super::lex::Kind;
use super::super::value::Value;
use super::{Parsed, Parser};

const COMPARISONS: [(&str, Comparison); 6] = [
    ("=", Comparison::Equal),
    ("<>", Comparison::Unequal),
    ("<=", Comparison::LessOrEqual),
    (">=", Comparison::GreaterOrEqual),
    ("<", Comparison::Less),
    (">", Comparison::Greater),
];

const SUMS: [(&str, Arithmetic); 2] = [("+", Arithmetic::Add), ("-", Arithmetic::Subtract)];

const PRODUCTS: [(&str, Arithmetic); 3] = [
    ("*", Arithmetic::Multiply),
    ("/", Arithmetic::Divide),
    ("%", Arithmetic::Remainder),
];

const POWERS: [(&str, Arithmetic); 1] = [("^", Arithmetic::Power)];

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Parsed<Expr> {
        self.deeper(|parser| {
            parser.logic(Logic::Or, "OR", |parser| {
                parser.logic(Logic::Xor, "XOR", |parser| {
                    parser.logic(Logic::And, "AND", Self::not)
                })
            })
        })
    }

    fn logic(
        &mut self,
        logic: Logic,
        word: &str,
        next: impl Fn(&mut Self) -> Parsed<Expr>,
    ) -> Parsed<Expr> {
        let start = self.span();
        let first = next(self)?;
        if !self.is_word(word) {
            return Ok(first);
        }
        let mut parts = vec![(first, start.to(self.before()))];
        while self.eat_word(word) {
            let start = self.span();
            let part = next(self)?;
            parts.push((part, start.to(self.before())));
        }
        Ok(Expr::Logic(logic, parts))
    }

    fn not(&mut self) -> Parsed<Expr> {
        let start = self.span();
        let mut nots = 0usize;
        while self.eat_word("NOT") {
            nots += 1;
        }
        let expr = self.comparison()?;
        let span = start.to(self.before());
        // Two of them do nothing but see that it is a boolean.
        let left = if nots == 0 { 0 } else { 2 - nots % 2 };
        Ok((0..left).fold(expr, |expr, _| Expr::Not(Box::new(expr), span)))
    }

    fn comparison(&mut self) -> Parsed<Expr> {
        let first = self.test()?;
        let mut rest = Vec::new();
        while let Some(comparison) = self.operator(&COMPARISONS) {
            let span = self.before();
            rest.push((comparison, self.test()?, span));
        }
        if self.is("=") || self.is("!") {
            return Err(self.expected("an operator", &[]).help("unequal is `<>`"));
        }
        Ok(match rest.is_empty() {
            true => first,
            false => Expr::Compare(Box::new(first), rest),
        })
    }

    fn operator<T: Copy>(&mut self, known: &[(&str, T)]) -> Option<T> {
        let Kind::Symbol(symbol) = self.kind() else {
            return None;
        };
        let (_, operator) = known.iter().find(|(it, _)| it == symbol)?;
        self.advance();
        Some(*operator)
    }

    fn test(&mut self) -> Parsed<Expr> {
        let first = self.sum()?;
        let mut tests = Vec::new();
        loop {
            let span = self.span();
            let test = if self.eat_word("STARTS") {
                self.expect_word("WITH")?;
                Test::StartsWith(self.sum()?)
            } else if self.eat_word("ENDS") {
                self.expect_word("WITH")?;
                Test::EndsWith(self.sum()?)
            } else if self.eat_word("CONTAINS") {
                Test::Contains(self.sum()?)
            } else if self.eat("=~") {
                Test::Matches(self.sum()?)
            } else if self.eat_word("IN") {
                Test::In(self.sum()?)
            } else if self.eat_word("IS") {
                let not = self.eat_word("NOT");
                self.expect_word("NULL")?;
                if not { Test::IsNotNull } else { Test::IsNull }
            } else {
                break;
            };
            tests.push((test, span.to(self.before())));
        }
        Ok(match tests.is_empty() {
            true => first,
            false => Expr::Test(Box::new(first), tests),
        })
    }

    fn sum(&mut self) -> Parsed<Expr> {
        self.calculation(&SUMS, |parser| {
            parser.calculation(&PRODUCTS, |parser| parser.calculation(&POWERS, Self::sign))
        })
    }

    fn calculation(
        &mut self,
        operators: &[(&str, Arithmetic)],
        next: impl Fn(&mut Self) -> Parsed<Expr>,
    ) -> Parsed<Expr> {
        let first = next(self)?;
        let mut rest = Vec::new();
        while let Some(operator) = self.operator(operators) {
            let span = self.before();
            rest.push((operator, next(self)?, span));
        }
        Ok(match rest.is_empty() {
            true => first,
            false => Expr::Calculate(Box::new(first), rest),
        })
    }

    fn sign(&mut self) -> Parsed<Expr> {
        let start = self.span();
        let mut negative = false;
        let mut signed = false;
        loop {
            if self.eat("-") {
                negative = !negative;
            } else if !self.eat("+") {
                break;
            }
            signed = true;
        }
        let here = self.span();
        if let Kind::Int(number) = self.kind() {
            let number = *number;
            self.advance();
            let value = match (i64::try_from(number), negative) {
                (Ok(value), false) => Some(value),
                (Ok(value), true) => Some(-value),
                (Err(_), true) if number == 1 << 63 => Some(i64::MIN),
                (Err(_), _) => None,
            };
            let value = value.ok_or_else(|| {
                QueryError::at(
                    ErrorKind::Syntax,
                    here,
                    "this integer has more than 64 bits",
                )
            })?;
            return self.accesses(Expr::Literal(Value::Int(value), start.to(here)));
        }
        let expr = self.atom()?;
        let expr = self.accesses(expr)?;
        let span = start.to(self.before());
        Ok(match (signed, negative) {
            (false, _) => expr,
            (true, true) => Expr::Negate(Box::new(expr), span),
            // A plus sign asks for a number and changes nothing.
            (true, false) => Expr::Negate(Box::new(Expr::Negate(Box::new(expr), span)), span),
        })
    }

    /// `.name`, `[index]`, `[from..to]`, `:Label`.
    fn accesses(&mut self, expr: Expr) -> Parsed<Expr> {
        let mut accesses = Vec::new();
        loop {
            let start = self.span();
            let access = if self.eat(".") {
                Access::Property(self.any_name("the name of a property")?.0)
            } else if self.eat("[") {
                self.index(start)?
            } else if self.is(":") && !matches!(expr, Expr::Literal(..)) {
                self.advance();
                Access::Labels(self.labels(self.bar_ends)?)
            } else {
                break;
            };
            accesses.push((access, start.to(self.before())));
        }
        Ok(match accesses.is_empty() {
            true => expr,
            false => Expr::Access(Box::new(expr), accesses),
        })
    }

    fn index(&mut self, start: Span) -> Parsed<Access> {
        let from = match self.is("..") {
            true => None,
            false => Some(self.expression()?),
        };
        let access = if self.eat("..") {
            let to = match self.is("]") {
                true => None,
                false => Some(self.expression()?),
            };
            Access::Slice(from, to)
        } else {
            match from {
                Some(index) => Access::Index(index),
                None => {
                    let message = "this index is empty";
                    return Err(QueryError::at(ErrorKind::Syntax, start, message));
                }
            }
        };
        self.expect("]")?;
        Ok(access)
    }
}
