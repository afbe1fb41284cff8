//! A tree to a plan: what each name stands for, what is grouped, and in which order patterns are followed.

mod expressions;
mod matches;
mod order;
mod projections;
mod uses;

use std::collections::BTreeMap;

use super::ast::{Clause, Query, Slot, Variable};
use super::error::{ErrorKind, QueryError};
use super::plan::{Part, Plan, Stage};
use super::value::Value;
use super::words::nearest;

pub(super) type Resolved<T> = Result<T, Box<QueryError>>;

/// What is known of a variable before the query runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Node,
    /// Of edges.
    Edge,
    /// Of attack paths.
    Reached,
    /// The list of a repeated one.
    Relationships,
    Path,
    /// Anything.
    Value,
}

impl Sort {
    fn name(self) -> &'static str {
        match self {
            Self::Node => "a node",
            Self::Edge | Self::Reached => "a relationship",
            Self::Relationships => "a list of relationships",
            Self::Path => "a path",
            Self::Value => "a value",
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Binding {
    pub(super) name: String,
    pub(super) slot: Slot,
    pub(super) sort: Sort,
}

pub(super) struct Resolver<'p> {
    parameters: &'p BTreeMap<String, Value>,
    /// The later ones hide earlier ones of the same name.
    scope: Vec<Binding>,
    next: Slot,
    most: Slot,
}

/// Makes the plan of a query.
pub(crate) fn resolve(query: Query, parameters: &BTreeMap<String, Value>) -> Resolved<Plan> {
    let all = query.all || query.parts.len() == 1;
    let mut columns: Option<Vec<String>> = None;
    let mut parts = Vec::new();
    for clauses in query.parts {
        let mut resolver = Resolver {
            parameters,
            scope: Vec::new(),
            next: 0,
            most: 0,
        };
        let span = match clauses.last() {
            Some(Clause::Project(projection)) => projection.span,
            _ => Default::default(),
        };
        let (part, names) = resolver.part(clauses)?;
        match &columns {
            Some(before) if *before != names => {
                let message = "the parts of this `UNION` have different columns";
                let shown = format!(
                    "the first has {}; give the columns of the others the same names with AS",
                    before.join(", ")
                );
                return Err(QueryError::at(ErrorKind::Meaning, span, message).help(shown));
            }
            _ => columns = Some(names),
        }
        parts.push(part);
    }
    Ok(Plan {
        columns: columns.unwrap_or_default(),
        parts,
        all,
    })
}

impl Resolver<'_> {
    fn part(&mut self, clauses: Vec<Clause>) -> Resolved<(Part, Vec<String>)> {
        let mut stages = Vec::new();
        let mut names = Vec::new();
        for clause in clauses {
            stages.push(match clause {
                Clause::Match(matched) => Stage::Match(self.matched(matched)?),
                Clause::Unwind(mut list, variable) => {
                    self.expression(&mut list, None)?;
                    self.free(&variable)?;
                    let slot = self.bind(&variable.name, Sort::Value);
                    Stage::Unwind(list, slot)
                }
                Clause::Project(projection) => {
                    let (plan, columns) = self.projection(projection)?;
                    names = columns;
                    Stage::Project(plan)
                }
            });
        }
        let frame = self.most;
        Ok((Part { stages, frame }, names))
    }

    fn find(&self, name: &str) -> Option<&Binding> {
        self.scope.iter().rev().find(|it| it.name == name)
    }

    /// A new place.
    fn slot(&mut self) -> Slot {
        let slot = self.next;
        self.next += 1;
        self.most = self.most.max(self.next);
        slot
    }

    fn bind(&mut self, name: &str, sort: Sort) -> Slot {
        let slot = self.slot();
        let name = name.to_owned();
        self.scope.push(Binding { name, slot, sort });
        slot
    }

    /// A name must not be taken.
    fn free(&self, variable: &Variable) -> Resolved<()> {
        match self.find(&variable.name) {
            Some(binding) => {
                let message = format!(
                    "`{}` is {} already",
                    variable.name.escape_debug(),
                    binding.sort.name()
                );
                Err(QueryError::at(ErrorKind::Meaning, variable.span, message)
                    .help("take another name"))
            }
            None => Ok(()),
        }
    }

    fn unknown(&self, variable: &Variable) -> Box<QueryError> {
        let shown: String = variable.name.chars().take(60).collect();
        let message = format!("`{}` is not defined", shown.escape_debug());
        let error = QueryError::at(ErrorKind::Meaning, variable.span, message);
        let known: Vec<&str> = self
            .scope
            .iter()
            .map(|it| it.name.as_str())
            .filter(|it| !it.is_empty())
            .collect();
        match nearest(&variable.name, known.iter().copied()) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None if known.is_empty() => error.help("texts stand in quotes; names come from MATCH, UNWIND and WITH"),
            None => error.help(format!(
                "names that are there: {}; what WITH does not name is gone after it, and texts stand in quotes",
                known.join(", ")
            )),
        }
    }
}
