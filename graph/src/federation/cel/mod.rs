//! The Common Expression Language, as far as attribute mappings and conditions of Google Cloud need it.
//!
//! Sources: CEL specification, "Syntax"; Google Cloud documentation, "Workload Identity Federation: attribute mapping and
//! conditions", and "Attribute reference for IAM Conditions" (`extract`).

mod meaning;
mod parse;
mod regex;
mod value;

pub(super) use meaning::condition;
pub(super) use parse::parse;
pub(super) use value::Value;

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expr {
    /// A text.
    Text(String),
    /// `true`, `false`, a number: as it is written.
    Plain(String),
    /// `[a, b]`.
    List(Vec<Expr>),
    /// A name.
    Name(String),
    /// `a.b`, `a['b']`.
    Member(Box<Expr>, String),
    /// `f(x)`, `a.f(x)`.
    Call(Option<Box<Expr>>, String, Vec<Expr>),
    /// `!a`.
    Not(Box<Expr>),
    /// `a && b`.
    And(Box<Expr>, Box<Expr>),
    /// `a || b`.
    Or(Box<Expr>, Box<Expr>),
    /// `a == b`.
    Equal(Box<Expr>, Box<Expr>),
    /// `a in b`.
    In(Box<Expr>, Box<Expr>),
    /// `a + b`.
    Plus(Box<Expr>, Box<Expr>),
    /// `a ? b : c`.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
}
