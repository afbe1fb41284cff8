//! Clauses.

use super::super::ast::{Clause, Expr, Item, Match, Projection, Query, Variable};
use super::super::error::{ErrorKind, QueryError, Span};
use super::super::lex::Kind;
use super::super::words::nearest;
use super::{Parsed, Parser};

/// How many clauses a query may have: each is a level of the run.
const MOST_CLAUSES: usize = 60;

/// Words that begin a clause of this subset.
const CLAUSES: [&str; 6] = [
    "MATCH",
    "OPTIONAL MATCH",
    "UNWIND",
    "WITH",
    "RETURN",
    "UNION",
];

/// Words that begin what changes a graph.
const WRITES: [&str; 9] = [
    "CREATE", "MERGE", "SET", "DELETE", "DETACH", "REMOVE", "DROP", "FOREACH", "INSERT",
];

/// Other words of Cypher that this subset leaves out, and what to do instead.
const OTHERS: [(&str, &str); 10] = [
    (
        "CALL",
        "procedures and subqueries are no part of this subset: use WITH, or EXISTS { … }",
    ),
    ("LOAD", "nothing is loaded: the snapshot is what is asked"),
    ("USE", "name the snapshot with -s"),
    ("PROFILE", "there is no profile of a run"),
    ("EXPLAIN", "there is no plan to show"),
    (
        "SHOW",
        "`blastradius query --list` shows the presets, docs/query.md labels and types",
    ),
    ("START", "begin with MATCH"),
    ("FINISH", "end with RETURN"),
    ("FILTER", "use WITH … WHERE"),
    ("LET", "use WITH … AS"),
];

impl Parser<'_> {
    pub(super) fn query(&mut self) -> Parsed<Query> {
        let mut parts = vec![self.part()?];
        let mut all = None;
        loop {
            let span = self.span();
            if !self.eat_word("UNION") {
                break;
            }
            let every = self.eat_word("ALL");
            if !every {
                self.eat_word("DISTINCT");
            }
            if all.is_some_and(|all| all != every) {
                let message = "`UNION` and `UNION ALL` stand in one query";
                return Err(QueryError::at(ErrorKind::Meaning, span, message)
                    .help("use one of them throughout"));
            }
            all = Some(every);
            if parts.len() >= MOST_CLAUSES {
                return Err(self.too_many(span));
            }
            parts.push(self.part()?);
        }
        self.eat(";");
        match self.kind() {
            Kind::End => Ok(Query {
                parts,
                all: all.unwrap_or(false),
            }),
            _ => Err(self.no_clause("after `RETURN`")),
        }
    }

    fn too_many(&self, span: Span) -> Box<QueryError> {
        let message = format!("the query has more than {MOST_CLAUSES} clauses");
        QueryError::at(ErrorKind::Unsupported, span, message)
    }

    /// Clauses up to and with `RETURN`.
    fn part(&mut self) -> Parsed<Vec<Clause>> {
        let mut clauses = Vec::new();
        loop {
            let span = self.span();
            if clauses.len() >= MOST_CLAUSES {
                return Err(self.too_many(span));
            }
            if self.eat_word("MATCH") {
                clauses.push(Clause::Match(self.matched(false)?));
            } else if self.eat_word("OPTIONAL") {
                self.expect_word("MATCH")?;
                clauses.push(Clause::Match(self.matched(true)?));
            } else if self.eat_word("UNWIND") {
                let list = self.expression()?;
                self.expect_word("AS")?;
                let (name, span) = self.name("a name for each element")?;
                clauses.push(Clause::Unwind(list, Variable::new(name, span)));
            } else if self.eat_word("WITH") {
                clauses.push(Clause::Project(self.projection(span, false)?));
            } else if self.eat_word("RETURN") {
                clauses.push(Clause::Project(self.projection(span, true)?));
                return Ok(clauses);
            } else {
                return Err(self.no_clause("here"));
            }
        }
    }

    /// Why no clause begins here.
    fn no_clause(&self, place: &str) -> Box<QueryError> {
        let span = self.span();
        let Kind::Word(word) = self.kind() else {
            let what = match self.kind() {
                Kind::End => "a `RETURN` at the end".to_owned(),
                _ => format!("a clause {place}"),
            };
            return self.expected(&what, &[]);
        };
        let upper = word.to_ascii_uppercase();
        if WRITES.contains(&upper.as_str()) {
            let message = format!("`{upper}` would change the graph");
            return self.unsupported(
                span,
                message,
                "queries are read-only: a snapshot is what it is",
            );
        }
        if let Some((_, help)) = OTHERS.iter().find(|(it, _)| *it == upper) {
            return self.unsupported(span, format!("`{upper}` is not supported"), help);
        }
        let error = self.expected(&format!("a clause {place}"), &[]);
        match nearest(word, CLAUSES) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error.help(format!("clauses are {}", CLAUSES.join(", "))),
        }
    }

    /// What follows `MATCH`.
    pub(super) fn matched(&mut self, optional: bool) -> Parsed<Match> {
        let mut filters = Vec::new();
        let mut patterns = vec![self.pattern(&mut filters)?];
        while self.eat(",") {
            patterns.push(self.pattern(&mut filters)?);
        }
        if self.eat_word("WHERE") {
            conjunction(self.expression()?, &mut filters);
        }
        Ok(Match {
            optional,
            patterns,
            filters,
        })
    }

    fn projection(&mut self, span: Span, last: bool) -> Parsed<Projection> {
        let mut projection = Projection {
            span,
            distinct: self.eat_word("DISTINCT"),
            star: self.eat("*"),
            items: Vec::new(),
            order: Vec::new(),
            skip: None,
            limit: None,
            filter: None,
            last,
        };
        if !projection.star || self.eat(",") {
            projection.items.push(self.item()?);
            while self.eat(",") {
                projection.items.push(self.item()?);
            }
        }
        if self.eat_word("ORDER") {
            self.expect_word("BY")?;
            loop {
                let key = self.expression()?;
                let descending = self.eat_word("DESC") || self.eat_word("DESCENDING");
                if !descending && !self.eat_word("ASC") {
                    self.eat_word("ASCENDING");
                }
                projection.order.push((key, descending));
                if !self.eat(",") {
                    break;
                }
            }
        }
        let here = self.span();
        if self.eat_word("SKIP") || self.eat_word("OFFSET") {
            projection.skip = Some((self.expression()?, here));
        }
        let here = self.span();
        if self.eat_word("LIMIT") {
            projection.limit = Some((self.expression()?, here));
        }
        if !last && self.eat_word("WHERE") {
            projection.filter = Some(self.expression()?);
        }
        Ok(projection)
    }

    fn item(&mut self) -> Parsed<Item> {
        let start = self.span();
        let expr = self.expression()?;
        let span = start.to(self.before());
        let text = self.text.get(span.start..span.end).unwrap_or_default();
        let mut name = match &expr {
            // Without the backticks.
            Expr::Variable(variable) => variable.name.clone(),
            _ if text.contains(['\n', '\r', '\t']) => {
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            }
            _ => text.to_owned(),
        };
        let aliased = self.eat_word("AS");
        if aliased {
            (name, _) = self.name("a name for the column")?;
        }
        Ok(Item {
            expr,
            name,
            aliased,
            span,
        })
    }
}

/// The parts of a conjunction, so that each can be asked as soon as it can be answered.
pub(super) fn conjunction(expr: Expr, into: &mut Vec<Expr>) {
    match expr {
        Expr::Logic(super::super::ast::Logic::And, parts) => {
            into.extend(parts.into_iter().map(|(part, _)| part));
        }
        other => into.push(other),
    }
}
