//! What a query does, step by step: made by `resolve`, done by `run`.

use super::ast::{AggregateCall, Descending, Direction, Expr, Shape, Slot};
use super::error::Span;
use super::labels::Labels;
use super::types::Types;

/// A whole query.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) columns: Vec<String>,
    pub(crate) parts: Vec<Part>,
    /// `UNION ALL`, or one part only: equal rows stay.
    pub(crate) all: bool,
}

/// The clauses up to one `RETURN`.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) stages: Vec<Stage>,
    /// How many values a row has room for.
    pub(crate) frame: usize,
}

#[derive(Debug)]
pub(crate) enum Stage {
    Match(MatchPlan),
    Unwind(Expr, Slot),
    Project(ProjectPlan),
}

#[derive(Debug)]
pub(crate) struct ProjectPlan {
    /// Each stands at its place in the new row.
    pub(crate) columns: Vec<Expr>,
    pub(crate) grouping: Option<Grouping>,
    /// How many values of the old row are kept for the order and the filter.
    pub(crate) carried: usize,
    pub(crate) distinct: bool,
    pub(crate) order: Vec<(Expr, Descending)>,
    pub(crate) skip: usize,
    pub(crate) limit: Option<usize>,
    pub(crate) filter: Option<Expr>,
}

#[derive(Debug)]
pub(crate) struct Grouping {
    /// The columns that have no aggregate in them, and where their value stands in the old row too if they are a variable.
    pub(crate) keys: Vec<(usize, Option<Slot>)>,
    /// Columns with aggregates see the columns from here on, then the results of the aggregates.
    pub(crate) base: Slot,
    pub(crate) aggregates: Vec<AggregateCall>,
}

/// How a `MATCH` is answered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MatchPlan {
    pub(crate) optional: bool,
    pub(crate) nodes: Vec<NodePlan>,
    pub(crate) relationships: Vec<RelPlan>,
    pub(crate) paths: Vec<PathPlan>,
    pub(crate) steps: Vec<Step>,
    /// What is null if an optional one finds nothing.
    pub(crate) new: Vec<Slot>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NodePlan {
    pub(crate) slot: Slot,
    pub(crate) labels: Vec<Labels>,
    /// It has a value before the clause begins.
    pub(crate) bound: bool,
    pub(crate) span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RelPlan {
    pub(crate) slot: Slot,
    pub(crate) types: Types,
    pub(crate) direction: Direction,
    pub(crate) range: Option<(usize, usize)>,
    pub(crate) shape: Shape,
    /// What every relationship of a repeated one must have.
    pub(crate) properties: Vec<(String, Expr)>,
    /// Places in [`MatchPlan::nodes`].
    pub(crate) left: usize,
    pub(crate) right: usize,
    /// It has a value before the clause begins.
    pub(crate) bound: bool,
    pub(crate) span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PathPlan {
    pub(crate) slot: Slot,
    /// Where its first node stands in a row.
    pub(crate) start: Slot,
    /// Where its relationships stand.
    pub(crate) relationships: Vec<Slot>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    /// A node that nothing leads to.
    Start(usize, Start),
    /// A node of a clause before.
    Check(usize),
    /// From one end, which has a value, to the other.
    Follow {
        relationship: usize,
        /// From the right to the left.
        reversed: bool,
        /// The other end has a value too.
        closed: bool,
    },
    Path(usize),
    Filter(Expr),
}

/// Where candidates come from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Start {
    All,
    Id(Expr),
    Ids(Expr),
    Name(Expr),
    Names(Expr),
}
