//! A text to a tree: recursive descent, as deep as [`DEEPEST`] and no deeper.

mod atoms;
mod calls;
mod clauses;
mod expressions;
mod labels;
mod patterns;

use super::ast::Query;
use super::error::{ErrorKind, QueryError, Span};
use super::lex::{Kind, Token, tokens};
use super::words::nearest;

/// How deep brackets may be in each other.
const DEEPEST: usize = 60;
/// How long a query may be, in bytes.
const LONGEST: usize = 1 << 20;

pub(super) type Parsed<T> = Result<T, Box<QueryError>>;

/// Words that begin or divide clauses: no variable has such a name without backticks.
const RESERVED: [&str; 32] = [
    "MATCH",
    "OPTIONAL",
    "WHERE",
    "WITH",
    "RETURN",
    "UNWIND",
    "UNION",
    "ORDER",
    "SKIP",
    "LIMIT",
    "OFFSET",
    "AND",
    "OR",
    "XOR",
    "NOT",
    "IN",
    "IS",
    "AS",
    "STARTS",
    "ENDS",
    "CONTAINS",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "DISTINCT",
    "BY",
    "ASC",
    "DESC",
    "ASCENDING",
    "DESCENDING",
];

/// Parses a query.
pub(crate) fn parse(text: &str) -> Parsed<Query> {
    if text.len() > LONGEST {
        let message = format!("the query has {} bytes", text.len());
        let help = format!("a query has at most {LONGEST}: pass long lists as parameters");
        return Err(QueryError::new(ErrorKind::Syntax, message).help(help));
    }
    if text.trim().is_empty() {
        return Err(QueryError::new(ErrorKind::Syntax, "the query is empty")
            .help("the least there is: `MATCH (n) RETURN count(n)`"));
    }
    let tokens = tokens(text)?;
    let partners = partners(&tokens);
    let mut parser = Parser {
        text,
        tokens,
        partners,
        at: 0,
        depth: 0,
        bar_ends: false,
    };
    parser.query()
}

/// Of each opening bracket the place of the closing one.
fn partners(tokens: &[Token]) -> Vec<usize> {
    let mut partners = vec![usize::MAX; tokens.len()];
    let mut open = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Symbol("(" | "[" | "{") => open.push(at),
            Kind::Symbol(")" | "]" | "}") => {
                if let Some(partner) = open.pop().and_then(|from: usize| partners.get_mut(from)) {
                    *partner = at;
                }
            }
            _ => {}
        }
    }
    partners
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    partners: Vec<usize>,
    at: usize,
    depth: usize,
    /// A `|` ends the expression: it is part of a comprehension.
    bar_ends: bool,
}

impl Parser<'_> {
    fn kind_at(&self, at: usize) -> &Kind {
        self.tokens.get(at).map_or(&Kind::End, |token| &token.kind)
    }

    fn kind(&self) -> &Kind {
        self.kind_at(self.at)
    }

    /// Where the next token stands.
    fn span(&self) -> Span {
        let token = self.tokens.get(self.at).or(self.tokens.last());
        token.map_or(Span::default(), |token| token.span)
    }

    /// Where the last token stood.
    fn before(&self) -> Span {
        let token = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        token.map_or(Span::default(), |token| token.span)
    }

    fn advance(&mut self) {
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
    }

    fn symbol_at(&self, at: usize, symbol: &str) -> bool {
        matches!(self.kind_at(at), Kind::Symbol(it) if *it == symbol)
    }

    fn is(&self, symbol: &str) -> bool {
        self.symbol_at(self.at, symbol)
    }

    fn eat(&mut self, symbol: &str) -> bool {
        let is = self.is(symbol);
        if is {
            self.advance();
        }
        is
    }

    fn expect(&mut self, symbol: &str) -> Parsed<()> {
        if self.eat(symbol) {
            Ok(())
        } else {
            Err(self.expected(&format!("`{symbol}`"), &[]))
        }
    }

    fn keyword_at(&self, at: usize, word: &str) -> bool {
        matches!(self.kind_at(at), Kind::Word(it) if it.eq_ignore_ascii_case(word))
    }

    fn is_word(&self, word: &str) -> bool {
        self.keyword_at(self.at, word)
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let is = self.is_word(word);
        if is {
            self.advance();
        }
        is
    }

    fn expect_word(&mut self, word: &'static str) -> Parsed<()> {
        if self.eat_word(word) {
            Ok(())
        } else {
            Err(self.expected(&format!("`{word}`"), &[word]))
        }
    }

    /// Whether the next token is a keyword that ends an expression or a list of patterns.
    fn is_reserved(&self) -> bool {
        matches!(self.kind(), Kind::Word(it) if RESERVED.iter().any(|word| it.eq_ignore_ascii_case(word)))
    }

    /// A name: a word that is no keyword, or anything in backticks.
    fn name(&mut self, what: &str) -> Parsed<(String, Span)> {
        let span = self.span();
        let name = match self.kind() {
            Kind::Word(word) if !self.is_reserved() => word.clone(),
            Kind::Quoted(name) => name.clone(),
            _ => return Err(self.expected(what, &[])),
        };
        self.advance();
        Ok((name, span))
    }

    /// The name of a property, a label or a type: keywords may be.
    fn any_name(&mut self, what: &str) -> Parsed<(String, Span)> {
        let span = self.span();
        let name = match self.kind() {
            Kind::Word(name) | Kind::Quoted(name) => name.clone(),
            _ => return Err(self.expected(what, &[])),
        };
        self.advance();
        Ok((name, span))
    }

    /// The next token as an error names it.
    fn found(&self) -> String {
        match self.kind() {
            Kind::End => "the end".to_owned(),
            _ => {
                let span = self.span();
                let text = self.text.get(span.start..span.end).unwrap_or_default();
                let shown: String = text.chars().take(40).collect();
                let cut = if shown.len() < text.len() { "…" } else { "" };
                format!("`{}{cut}`", shown.escape_debug())
            }
        }
    }

    /// What should stand here instead of what does, and the nearest of the words that may.
    fn expected(&self, what: &str, words: &[&'static str]) -> Box<QueryError> {
        let message = format!("expected {what}, found {}", self.found());
        let error = QueryError::at(ErrorKind::Syntax, self.span(), message);
        let near = match self.kind() {
            Kind::Word(word) => nearest(word, words.iter().copied()),
            _ => None,
        };
        match near {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error,
        }
    }

    fn unsupported(&self, span: Span, message: String, help: &str) -> Box<QueryError> {
        QueryError::at(ErrorKind::Unsupported, span, message).help(help)
    }

    /// Runs a part of the grammar in which a `|` ends the expression, or does not.
    fn until_bar<T>(
        &mut self,
        ends: bool,
        parse: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<T> {
        let before = std::mem::replace(&mut self.bar_ends, ends);
        let parsed = parse(self);
        self.bar_ends = before;
        parsed
    }

    /// Runs a part of the grammar one level deeper.
    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= DEEPEST {
            let message = format!("brackets are more than {DEEPEST} deep");
            return Err(QueryError::at(ErrorKind::Syntax, self.span(), message));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }
}
