//! Patterns: nodes and relationships.

use super::super::ast::{Direction, Expr, NodePattern, Pattern, RelPattern, Shape, Variable};
use super::super::error::{ErrorKind, QueryError, Span};
use super::super::lex::Kind;
use super::super::types::Types;
use super::clauses::conjunction;
use super::{Parsed, Parser};

/// How many relationships one pattern may have: each is a level of the search.
const MOST_STEPS: usize = 50;

impl Parser<'_> {
    /// Whether a pattern with a relationship begins at a bracket: what follows the closing one tells.
    pub(super) fn pattern_at(&self, at: usize) -> bool {
        let Some(close) = self.partners.get(at).filter(|it| **it != usize::MAX) else {
            return false;
        };
        let symbols = |symbols: &[&str]| {
            let mut places = (close + 1..).zip(symbols);
            places.all(|(at, symbol)| self.symbol_at(at, symbol))
        };
        self.symbol_at(at, "(")
            && (symbols(&["-", "["])
                || symbols(&["-", "-", "("])
                || symbols(&["-", "-", ">"])
                || symbols(&["<", "-", "["])
                || symbols(&["<", "-", "-"]))
    }

    /// A pattern, with a name and a shape if it has them. What `WHERE` inside of it says goes to `filters`.
    pub(super) fn pattern(&mut self, filters: &mut Vec<Expr>) -> Parsed<Pattern> {
        let start = self.span();
        let mut path = None;
        let named = matches!(self.kind(), Kind::Word(_) | Kind::Quoted(_));
        if named && self.symbol_at(self.at + 1, "=") {
            let (name, span) = self.name("a name for the path")?;
            self.advance();
            path = Some(Variable::new(name, span));
        }
        let shape_at = self.span();
        let shape = match self.kind() {
            Kind::Word(word) if word.eq_ignore_ascii_case("shortestPath") => Shape::Shortest,
            Kind::Word(word) if word.eq_ignore_ascii_case("allShortestPaths") => Shape::AllShortest,
            Kind::Word(_) => {
                return Err(self.expected(
                    "a pattern, which begins with `(`",
                    &["shortestPath", "allShortestPaths"],
                ));
            }
            _ => Shape::Any,
        };
        if shape != Shape::Any {
            self.advance();
            self.expect("(")?;
        }
        let mut pattern = self.chain(filters)?;
        if shape != Shape::Any {
            self.expect(")")?;
            let span = shape_at.to(self.before());
            one_relationship(&pattern, span)?;
        }
        pattern.path = path;
        pattern.shape = shape;
        pattern.span = start.to(self.before());
        Ok(pattern)
    }

    /// Nodes and the relationships between them.
    pub(super) fn chain(&mut self, filters: &mut Vec<Expr>) -> Parsed<Pattern> {
        let start = self.span();
        let node = self.node(filters)?;
        let mut steps = Vec::new();
        while self.is("-") || (self.is("<") && self.symbol_at(self.at + 1, "-")) {
            if steps.len() >= MOST_STEPS {
                let message = format!("a pattern has more than {MOST_STEPS} relationships");
                return Err(QueryError::at(ErrorKind::Unsupported, self.span(), message));
            }
            let relationship = self.relationship(filters)?;
            steps.push((relationship, self.node(filters)?));
        }
        Ok(Pattern {
            path: None,
            shape: Shape::Any,
            start: node,
            steps,
            span: start.to(self.before()),
        })
    }

    fn node(&mut self, filters: &mut Vec<Expr>) -> Parsed<NodePattern> {
        let start = self.span();
        if !self.eat("(") {
            return Err(self.expected("a node, as in `(n:Identity)`", &[]));
        }
        if self.is("(") {
            let message = "patterns in brackets are not supported".to_owned();
            let help = "a relationship repeats with `*`, as in `-[:ASSUMES*1..3]->`";
            return Err(self.unsupported(self.span(), message, help));
        }
        let variable = self.variable_or_none(start)?;
        let labels = match self.eat(":") || self.eat_word("IS") {
            true => Some(self.labels(false)?),
            false => None,
        };
        let properties = self.properties()?;
        if self.eat_word("WHERE") {
            conjunction(self.expression()?, filters);
        }
        if !self.eat(")") {
            return Err(self.expected("`)` after the node", &[]));
        }
        Ok(NodePattern {
            variable,
            labels,
            properties,
        })
    }

    fn variable_or_none(&mut self, start: Span) -> Parsed<Variable> {
        let named = matches!(self.kind(), Kind::Word(_) | Kind::Quoted(_));
        if named && !self.is_word("WHERE") && !self.is_word("IS") {
            let (name, span) = self.name("a name")?;
            return Ok(Variable::new(name, span));
        }
        Ok(Variable::new("", start))
    }

    fn relationship(&mut self, filters: &mut Vec<Expr>) -> Parsed<RelPattern> {
        let start = self.span();
        let left = self.eat("<");
        self.expect("-")?;
        let mut relationship = RelPattern {
            variable: Variable::new("", start),
            types: Types::ANY,
            properties: Vec::new(),
            direction: Direction::Both,
            range: None,
            span: start,
        };
        if self.eat("[") {
            relationship.variable = self.variable_or_none(start)?;
            if self.eat(":") || self.eat_word("IS") {
                relationship.types = self.types()?;
            }
            if self.eat("*") {
                relationship.range = Some(self.range()?);
            }
            relationship.properties = self.properties()?;
            let here = self.span();
            if self.eat_word("WHERE") {
                if relationship.range.is_some() {
                    let message = "`WHERE` inside of a repeated relationship is not supported";
                    let help = "name the path and write `WHERE all(r IN relationships(p) WHERE …)`";
                    return Err(self.unsupported(here, message.to_owned(), help));
                }
                conjunction(self.expression()?, filters);
            }
            if !self.eat("]") {
                return Err(self.expected("`]` after the relationship", &[]));
            }
        }
        self.expect("-")?;
        let right = self.eat(">");
        relationship.direction = match (left, right) {
            (true, false) => Direction::Left,
            (false, true) => Direction::Right,
            _ => Direction::Both,
        };
        relationship.span = start.to(self.before());
        if let (Types::Paths(_), Some(_)) = (relationship.types, relationship.range) {
            let message = "an attack path is whole already and does not repeat";
            return Err(
                QueryError::at(ErrorKind::Meaning, relationship.span, message)
                    .help("leave the `*` out; `r.hops` is its length"),
            );
        }
        Ok(relationship)
    }

    /// What follows `*`.
    fn range(&mut self) -> Parsed<(usize, usize)> {
        let least = self.bound()?;
        if !self.eat("..") {
            return Ok(least.map_or((1, usize::MAX), |exact| (exact, exact)));
        }
        let most = self.bound()?;
        Ok((least.unwrap_or(1), most.unwrap_or(usize::MAX)))
    }

    fn bound(&mut self) -> Parsed<Option<usize>> {
        match self.kind() {
            Kind::Int(number) => {
                // More than there can be relationships is as good as no bound.
                let number = usize::try_from(*number).unwrap_or(usize::MAX);
                self.advance();
                Ok(Some(number))
            }
            Kind::Parameter(_) => {
                let message = "a parameter cannot be the length of a path".to_owned();
                let help = "write `*` and `WHERE length(p) <= $n`";
                Err(self.unsupported(self.span(), message, help))
            }
            _ => Ok(None),
        }
    }

    fn properties(&mut self) -> Parsed<Vec<(String, Expr)>> {
        if let Kind::Parameter(_) = self.kind() {
            let message = "a parameter cannot be all properties of a pattern".to_owned();
            let help = "name each: `{name: $name}`";
            return Err(self.unsupported(self.span(), message, help));
        }
        match self.is("{") {
            true => self.deeper(Self::entries),
            false => Ok(Vec::new()),
        }
    }

    /// `{key: value, …}`
    pub(super) fn entries(&mut self) -> Parsed<Vec<(String, Expr)>> {
        self.expect("{")?;
        let mut entries = Vec::new();
        while !self.eat("}") {
            if !entries.is_empty() && !self.eat(",") {
                return Err(self.expected("`,` or `}`", &[]));
            }
            let (key, _) = self.any_name("the name of a property")?;
            if !self.eat(":") {
                return Err(self.expected("`:` and a value", &[]));
            }
            entries.push((key, self.expression()?));
        }
        Ok(entries)
    }
}

/// `shortestPath` is of one relationship, of edges.
fn one_relationship(pattern: &Pattern, span: Span) -> Parsed<()> {
    let error =
        |message, help: &str| Err(QueryError::at(ErrorKind::Meaning, span, message).help(help));
    let [(relationship, _)] = pattern.steps.as_slice() else {
        return error(
            "a shortest path is of two nodes and one relationship",
            "write `shortestPath((a)-[*]->(b))`",
        );
    };
    if matches!(relationship.types, Types::Paths(_)) {
        return error(
            "an attack path is the best one already",
            "match `(a)-[:REACHES]->(b)` itself",
        );
    }
    if matches!(relationship.range, Some((least, _)) if least > 1) {
        return error(
            "a shortest path cannot have a least length above 1",
            "match `p = (a)-[*2..]->(b)` and order by `length(p)`",
        );
    }
    Ok(())
}
