//! A query as a tree.
//!
//! What stands beside each other is one node with many children, not a chain of nodes: the tree is as deep as the brackets
//! of the text, and no deeper, so that walking it is bounded.

use super::error::Span;
use super::functions::Function;
use super::labels::Labels;
use super::types::Types;
use super::value::Value;

/// Where a variable stands in a row.
pub(crate) type Slot = usize;

/// A variable that has no place yet.
pub(crate) const UNRESOLVED: Slot = usize::MAX;

/// A variable.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Variable {
    /// Empty for a part of a pattern that has no name.
    pub(crate) name: String,
    pub(crate) span: Span,
    pub(crate) slot: Slot,
}

impl Variable {
    pub(crate) fn new(name: impl Into<String>, span: Span) -> Self {
        Self {
            name: name.into(),
            span,
            slot: UNRESOLVED,
        }
    }
}

/// `UNION` of one or more.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Query {
    pub(crate) parts: Vec<Vec<Clause>>,
    /// `UNION ALL`: equal rows stay.
    pub(crate) all: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Clause {
    Match(Match),
    Unwind(Expr, Variable),
    /// `WITH` and `RETURN`.
    Project(Projection),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Match {
    pub(crate) optional: bool,
    pub(crate) patterns: Vec<Pattern>,
    /// The parts of a conjunction.
    pub(crate) filters: Vec<Expr>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Projection {
    pub(crate) span: Span,
    pub(crate) distinct: bool,
    pub(crate) star: bool,
    pub(crate) items: Vec<Item>,
    pub(crate) order: Vec<(Expr, Descending)>,
    pub(crate) skip: Option<(Expr, Span)>,
    pub(crate) limit: Option<(Expr, Span)>,
    pub(crate) filter: Option<Expr>,
    /// `RETURN`.
    pub(crate) last: bool,
}

pub(crate) type Descending = bool;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Item {
    pub(crate) expr: Expr,
    /// The alias, else the text of the expression.
    pub(crate) name: String,
    pub(crate) aliased: bool,
    pub(crate) span: Span,
}

/// What is asked of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Any,
    Shortest,
    AllShortest,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pattern {
    pub(crate) path: Option<Variable>,
    pub(crate) shape: Shape,
    pub(crate) start: NodePattern,
    pub(crate) steps: Vec<(RelPattern, NodePattern)>,
    pub(crate) span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NodePattern {
    pub(crate) variable: Variable,
    pub(crate) labels: Option<Labels>,
    pub(crate) properties: Vec<(String, Expr)>,
}

/// Which way the arrow points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Right,
    Left,
    Both,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RelPattern {
    pub(crate) variable: Variable,
    pub(crate) types: Types,
    pub(crate) properties: Vec<(String, Expr)>,
    pub(crate) direction: Direction,
    /// `*`: at least and at most so many.
    pub(crate) range: Option<(usize, usize)>,
    pub(crate) span: Span,
}

/// A pattern inside an expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SubQuery {
    pub(crate) matched: Match,
    pub(crate) span: Span,
    /// Made by the planner.
    pub(crate) plan: Option<super::plan::MatchPlan>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Logic {
    Or,
    Xor,
    And,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
}

/// What is asked of a value after it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Test {
    StartsWith(Expr),
    EndsWith(Expr),
    Contains(Expr),
    Matches(Expr),
    In(Expr),
    IsNull,
    IsNotNull,
}

/// What is taken out of a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Access {
    Property(String),
    Index(Expr),
    Slice(Option<Expr>, Option<Expr>),
    Labels(Labels),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quantifier {
    All,
    Any,
    None,
    Single,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aggregate {
    Count,
    Collect,
    Min,
    Max,
    Sum,
    Average,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AggregateCall {
    pub(crate) kind: Aggregate,
    pub(crate) distinct: bool,
    /// `None`: `count(*)`.
    pub(crate) argument: Option<Expr>,
    pub(crate) span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    Literal(Value, Span),
    Parameter(String, Span),
    Variable(Variable),
    /// A part of a pattern, named or not, whose place is known already.
    Bound(Variable),
    List(Vec<Expr>, Span),
    Map(Vec<(String, Expr)>, Span),
    Logic(Logic, Vec<(Expr, Span)>),
    Not(Box<Expr>, Span),
    Compare(Box<Expr>, Vec<(Comparison, Expr, Span)>),
    Calculate(Box<Expr>, Vec<(Arithmetic, Expr, Span)>),
    Negate(Box<Expr>, Span),
    Test(Box<Expr>, Vec<(Test, Span)>),
    Access(Box<Expr>, Vec<(Access, Span)>),
    Call(&'static Function, Vec<Expr>, Span),
    Aggregate(Box<AggregateCall>),
    Case(Box<Case>),
    Comprehension(Box<Comprehension>),
    Quantified(Quantifier, Box<Comprehension>),
    Reduce(Box<Reduce>),
    Exists(Box<SubQuery>),
    Count(Box<SubQuery>),
    /// `[(a)-->(b) | b.name]`
    Collect(Box<SubQuery>, Box<Expr>),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Case {
    pub(crate) subject: Option<Expr>,
    pub(crate) branches: Vec<(Expr, Expr)>,
    pub(crate) otherwise: Option<Expr>,
    pub(crate) span: Span,
}

/// `x IN list WHERE filter | result`
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Comprehension {
    pub(crate) variable: Variable,
    pub(crate) list: Expr,
    pub(crate) filter: Option<Expr>,
    pub(crate) result: Option<Expr>,
    pub(crate) span: Span,
}

/// `reduce(sum = 0, x IN list | sum + x)`
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reduce {
    pub(crate) sum: Variable,
    pub(crate) initial: Expr,
    pub(crate) variable: Variable,
    pub(crate) list: Expr,
    pub(crate) body: Expr,
    pub(crate) span: Span,
}
