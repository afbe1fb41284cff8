//! The lines of a file of Python: what they bind, define and call.

use std::cell::Cell;
use std::collections::HashMap;

use super::expression::Expr;
use super::parser::Parser;
use super::tokens::{Kind, Token, tokens};
use crate::pipelines::Value;

/// How often names are followed to what they are bound to.
const FOLLOWED: usize = 8;

/// How many values are looked at for one, however often they refer to each other.
const MOST: u32 = 200;

/// A logical line.
#[derive(Debug, Clone)]
pub(in crate::pipelines) struct Statement {
    /// The names that the value is bound to.
    pub(in crate::pipelines) names: Vec<String>,
    /// The expressions in it, in their order; of a definition, its decorators.
    pub(in crate::pipelines) values: Vec<Expr>,
    /// The name of the function that it begins.
    pub(in crate::pipelines) defines: Option<String>,
    /// Whether it begins a `with` block.
    pub(in crate::pipelines) is_with: bool,
    /// The functions that it stands in, the outermost first.
    pub(in crate::pipelines) inside: Vec<String>,
    pub(in crate::pipelines) line: u32,
    /// The column at which it begins.
    pub(in crate::pipelines) column: u32,
}

/// A file.
#[derive(Debug, Default)]
pub(in crate::pipelines) struct Module {
    pub(in crate::pipelines) statements: Vec<Statement>,
    /// What a name is bound to; nothing where it is bound more than once.
    bound: HashMap<String, Option<Expr>>,
    /// How many more values may be looked at for one.
    budget: Cell<u32>,
}

impl Module {
    /// Reads a text.
    pub(in crate::pipelines) fn read(text: &str) -> Self {
        let tokens = tokens(text);
        let mut module = Self::default();
        let mut decorators: Vec<Expr> = Vec::new();
        let mut inside: Vec<(String, u32)> = Vec::new();
        for line in tokens.split(|it| it.kind == Kind::End) {
            let Some(first) = line.first() else { continue };
            while inside
                .last()
                .is_some_and(|(_, column)| *column >= first.column)
            {
                inside.pop();
            }
            let mut parser = Parser::new(line);
            if parser.eat("@") {
                decorators.push(parser.expression(0));
                continue;
            }
            let mut statement = Statement {
                names: Vec::new(),
                values: Vec::new(),
                defines: None,
                is_with: false,
                inside: inside.iter().map(|(name, _)| name.clone()).collect(),
                line: first.line,
                column: first.column,
            };
            parser.eat("async");
            match first.text.as_str() {
                "import" | "from" if first.kind == Kind::Name => continue,
                "def" | "class" | "async"
                    if first.kind == Kind::Name && (parser.eat("def") || parser.eat("class")) =>
                {
                    let name = parser.bump().map(|it| it.text.clone()).unwrap_or_default();
                    statement.values = std::mem::take(&mut decorators);
                    statement.defines = Some(name.clone());
                    inside.push((name, first.column));
                }
                _ => rest(&mut parser, line, &mut statement),
            }
            decorators.clear();
            for name in &statement.names {
                let value = statement.values.first().cloned();
                let known = module.bound.contains_key(name);
                module.bound.insert(name.clone(), value.filter(|_| !known));
            }
            module.statements.push(statement);
        }
        module
    }

    /// What an expression stands for: names that are bound once are followed.
    pub(in crate::pipelines) fn follow<'m>(&'m self, expr: &'m Expr) -> &'m Expr {
        let mut at = expr;
        for _ in 0..FOLLOWED {
            match at {
                Expr::Name(name) => match self.bound.get(name) {
                    Some(Some(next)) => at = next,
                    _ => return at,
                },
                _ => return at,
            }
        }
        at
    }

    /// The value of a text expression.
    pub(in crate::pipelines) fn value(&self, expr: &Expr) -> Value {
        self.budget.set(MOST);
        self.value_of(expr, FOLLOWED)
    }

    fn value_of(&self, expr: &Expr, left: usize) -> Value {
        let shown = || Value::unresolved(&expr.dotted());
        let (Some(left), Some(budget)) = (left.checked_sub(1), self.budget.get().checked_sub(1))
        else {
            return shown();
        };
        self.budget.set(budget);
        match self.follow(expr) {
            Expr::Text {
                text,
                formatted: false,
            } => Value::literal(text.as_str()),
            Expr::Text { text, .. } => self.formatted(text, left),
            Expr::Number(number) => Value::literal(number.as_str()),
            Expr::Binary(a, operator, b) if operator == "+" || operator == "/" => {
                let mut value = self.value_of(a, left);
                if operator == "/" {
                    value.join(Value::literal("/"), &expr.dotted());
                }
                value.join(self.value_of(b, left), &expr.dotted());
                value
            }
            // A default stands for what the environment, or the platform, may set.
            Expr::Call(call) => match (call.name(), call.arguments.as_slice()) {
                ("getenv" | "get", [name, default]) => {
                    let default = self.value_of(default, left);
                    let name = name.text().map_or_else(|| name.dotted(), str::to_owned);
                    match default.known() {
                        Some(text) => Value::parameter(&name, Some(text.to_owned())),
                        None => shown(),
                    }
                }
                ("get", [name]) => match (
                    call.get("default_var").or_else(|| call.get("default")),
                    name.text(),
                ) {
                    (Some(default), Some(name)) if default.text().is_some() => {
                        Value::parameter(name, default.text().map(str::to_owned))
                    }
                    _ => {
                        Value::unresolved(&format!("{}({})", call.function.dotted(), name.dotted()))
                    }
                },
                ("format", _) => match &call.function {
                    Expr::Member(base, _) => {
                        let text = base.text().unwrap_or_default();
                        let before = text.split('{').next().unwrap_or_default();
                        let mut value = Value::literal(before);
                        value.join(Value::unresolved(text), text);
                        value
                    }
                    _ => shown(),
                },
                ("str" | "Path" | "PurePosixPath", [only]) => self.value_of(only, left),
                _ => shown(),
            },
            other => Value::unresolved(&other.dotted()),
        }
    }

    fn formatted(&self, text: &str, left: usize) -> Value {
        let mut value = Value::literal("");
        let mut rest = text;
        while let Some(place) = rest.find('{') {
            let (before, after) = rest.split_at_checked(place).unwrap_or((rest, ""));
            value.join(Value::literal(before), text);
            if let Some(more) = after.strip_prefix("{{") {
                value.join(Value::literal("{"), text);
                rest = more;
                continue;
            }
            let Some((inside, more)) = after.strip_prefix('{').and_then(|it| it.split_once('}'))
            else {
                break;
            };
            let name = inside.split([':', '!']).next().unwrap_or(inside).trim();
            let tokens = tokens(name);
            let part = Parser::new(&tokens).expression(0);
            value.join(self.value_of(&part, left), text);
            rest = more;
        }
        value.join(Value::literal(rest.replace("}}", "}")), text);
        value
    }
}

/// What is no definition: `a = b = value`, `with x as y:`, `return value`, an expression.
fn rest(parser: &mut Parser<'_>, line: &[Token], statement: &mut Statement) {
    statement.is_with = parser.eat("with");
    for keyword in [
        "return", "if", "elif", "while", "assert", "for", "await", "yield", "else", "try", "raise",
        "del", "global",
    ] {
        if parser.eat(keyword) {
            break;
        }
    }
    // As many parts as the line has tokens, so that it ends.
    for _ in 0..line.len() {
        if parser.peek().is_none() {
            break;
        }
        let value = parser.expression(0);
        let is_target = matches!(value, Expr::Name(_));
        if parser.is(":") && is_target && !statement.is_with {
            // An annotation, or the end of a line that begins a block.
            parser.bump();
            let annotation = parser.expression(0);
            if parser.eat("=") {
                statement.names.push(value.last().to_owned());
            } else {
                statement.values.push(annotation);
            }
            continue;
        }
        if parser.eat("=") {
            if is_target {
                statement.names.push(value.last().to_owned());
            }
            continue;
        }
        if parser.eat("as")
            && let Some(name) = parser.bump()
        {
            statement.names.push(name.text.clone());
        }
        statement.values.push(value);
        if !parser.eat(",") {
            parser.bump();
        }
    }
}
