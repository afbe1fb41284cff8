//! Tokens of a logical line to an expression (The Python Language Reference, "Expressions").
//!
//! Operators are taken from left to right, whatever binds closer: definitions of pipelines chain and add, and do not calculate.

use super::expression::{Call, Expr};
use super::tokens::{Kind, Token};

/// The deepest nesting that is read.
const DEEPEST: usize = 60;

/// Reads the tokens of one logical line.
pub(super) struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
}

impl<'t> Parser<'t> {
    pub(super) fn new(tokens: &'t [Token]) -> Self {
        Self { tokens, at: 0 }
    }

    pub(super) fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.at)
    }

    pub(super) fn is(&self, text: &str) -> bool {
        self.peek()
            .is_some_and(|it| matches!(it.kind, Kind::Op | Kind::Name) && it.text == text)
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.is(text);
        if found {
            self.at = self.at.saturating_add(1);
        }
        found
    }

    pub(super) fn bump(&mut self) -> Option<&'t Token> {
        let token = self.tokens.get(self.at);
        self.at = self.at.saturating_add(1);
        token
    }

    /// An expression. One always moves on, or stands at a bracket, comma or the end.
    pub(super) fn expression(&mut self, deep: usize) -> Expr {
        let mut left = self.unary(deep);
        // As many operators as a line has; a chain is not deeper than the limit.
        let mut length = 0_usize;
        while let Some(token) = self.peek() {
            let is_operator = match token.kind {
                Kind::Op => matches!(
                    &*token.text,
                    "+" | "-"
                        | "*"
                        | "/"
                        | "//"
                        | "%"
                        | "@"
                        | "**"
                        | ">>"
                        | "<<"
                        | "&"
                        | "|"
                        | "^"
                        | "<"
                        | ">"
                        | "<="
                        | ">="
                        | "=="
                        | "!="
                ),
                Kind::Name => matches!(
                    &*token.text,
                    "and" | "or" | "in" | "is" | "not" | "if" | "else"
                ),
                _ => false,
            };
            if !is_operator {
                break;
            }
            let operator = token.text.clone();
            self.bump();
            let right = self.unary(deep);
            length = length.saturating_add(1);
            left = match length > DEEPEST {
                true => Expr::Other,
                false => Expr::Binary(Box::new(left), operator, Box::new(right)),
            };
        }
        left
    }

    fn unary(&mut self, deep: usize) -> Expr {
        while ["-", "+", "~", "not", "await", "*", "**", "yield", "from"]
            .iter()
            .any(|it| self.is(it))
        {
            self.bump();
        }
        if self.eat("lambda") {
            // What it takes, and what it gives.
            while self
                .peek()
                .is_some_and(|it| it.text != ":" || it.kind != Kind::Op)
            {
                if [")", "]", "}"].iter().any(|it| self.is(it)) {
                    return Expr::Other;
                }
                self.bump();
            }
            self.eat(":");
            if deep < DEEPEST {
                self.expression(deep.saturating_add(1));
            }
            return Expr::Other;
        }
        let base = self.atom(deep);
        self.after(base, deep)
    }

    fn atom(&mut self, deep: usize) -> Expr {
        let Some(token) = self.peek() else {
            return Expr::Other;
        };
        match token.kind {
            Kind::Text { formatted } => {
                let (mut text, mut any) = (String::new(), formatted);
                // Texts that follow each other are one.
                while let Some(Token {
                    kind: Kind::Text { formatted },
                    text: part,
                    ..
                }) = self.peek()
                {
                    any |= formatted;
                    text.push_str(part);
                    self.bump();
                }
                Expr::Text {
                    text,
                    formatted: any,
                }
            }
            Kind::Number => {
                self.bump();
                Expr::Number(token.text.clone())
            }
            Kind::Name => {
                self.bump();
                Expr::Name(token.text.clone())
            }
            Kind::Op => match &*token.text {
                "(" | "[" => {
                    let close = if token.text == "(" { ")" } else { "]" };
                    self.bump();
                    let (mut items, comma) = self.items(close, deep);
                    match (close, comma, items.len()) {
                        (")", false, 1) => items.pop().unwrap_or(Expr::Other),
                        _ => Expr::List(items),
                    }
                }
                "{" => {
                    self.bump();
                    self.dict(deep)
                }
                _ => {
                    if ![")", "]", "}", ",", ":", "="].contains(&&*token.text) {
                        self.bump();
                    }
                    Expr::Other
                }
            },
            Kind::End => Expr::Other,
        }
    }

    fn after(&mut self, mut base: Expr, deep: usize) -> Expr {
        let mut length = 0_usize;
        while let Some(token) = self.peek() {
            if token.kind != Kind::Op {
                break;
            }
            length = length.saturating_add(1);
            let next = match &*token.text {
                "." => {
                    self.bump();
                    let name = self.bump().map(|it| it.text.clone()).unwrap_or_default();
                    Expr::Member(Box::new(base), name)
                }
                "(" => {
                    self.bump();
                    let (arguments, named) = self.arguments(deep);
                    Expr::Call(Box::new(Call {
                        function: base,
                        arguments,
                        named,
                        line: token.line,
                        column: token.column,
                    }))
                }
                "[" => {
                    self.bump();
                    let (mut items, _) = self.items("]", deep);
                    let index = items.pop().unwrap_or(Expr::Other);
                    Expr::Index(Box::new(base), Box::new(index))
                }
                _ => break,
            };
            base = if length > DEEPEST { Expr::Other } else { next };
        }
        base
    }

    /// To the bracket that closes; what is nested too deep is passed over.
    fn close(&mut self, close: &str) {
        let mut open = 0_usize;
        while let Some(token) = self.bump() {
            if token.kind != Kind::Op {
                continue;
            }
            match &*token.text {
                "(" | "[" | "{" => open = open.saturating_add(1),
                it if open == 0 && it == close => return,
                ")" | "]" | "}" => open = open.saturating_sub(1),
                _ => {}
            }
        }
    }

    fn items(&mut self, close: &str, deep: usize) -> (Vec<Expr>, bool) {
        let (mut items, mut comma) = (Vec::new(), false);
        if deep >= DEEPEST {
            self.close(close);
            return (items, comma);
        }
        while self.peek().is_some() && !self.eat(close) {
            if self.eat(",") {
                comma = true;
            } else if self.is("for") || self.is("async") {
                self.close(close);
                items.push(Expr::Other);
                break;
            } else {
                let before = self.at;
                items.push(self.expression(deep.saturating_add(1)));
                // A slice, a name for a value, or what is not understood.
                if self.at == before || self.is(":") || self.is(":=") {
                    self.bump();
                }
            }
        }
        (items, comma)
    }

    fn dict(&mut self, deep: usize) -> Expr {
        if deep >= DEEPEST {
            self.close("}");
            return Expr::Other;
        }
        let (mut entries, mut items) = (Vec::new(), Vec::new());
        while self.peek().is_some() && !self.eat("}") {
            if self.eat(",") {
                continue;
            }
            if self.is("for") || self.is("async") {
                self.close("}");
                break;
            }
            let before = self.at;
            let key = self.expression(deep.saturating_add(1));
            if self.eat(":") {
                let value = self.expression(deep.saturating_add(1));
                entries.push((key, value));
            } else {
                items.push(key);
                if self.at == before {
                    self.bump();
                }
            }
        }
        match entries.is_empty() && !items.is_empty() {
            true => Expr::List(items),
            false => Expr::Dict(entries),
        }
    }

    fn arguments(&mut self, deep: usize) -> (Vec<Expr>, Vec<(String, Expr)>) {
        let (mut arguments, mut named) = (Vec::new(), Vec::new());
        if deep >= DEEPEST {
            self.close(")");
            return (arguments, named);
        }
        while self.peek().is_some() && !self.eat(")") {
            if self.eat(",") {
                continue;
            }
            if self.is("for") || self.is("async") {
                self.close(")");
                break;
            }
            let name = self.peek().filter(|it| it.kind == Kind::Name);
            let assigns = self
                .tokens
                .get(self.at.saturating_add(1))
                .is_some_and(|it| it.kind == Kind::Op && it.text == "=");
            if let (Some(name), true) = (name, assigns) {
                self.at = self.at.saturating_add(2);
                named.push((name.text.clone(), self.expression(deep.saturating_add(1))));
                continue;
            }
            let before = self.at;
            arguments.push(self.expression(deep.saturating_add(1)));
            if self.at == before || self.is(":") || self.is(":=") || self.is("=") {
                self.bump();
            }
        }
        (arguments, named)
    }
}
