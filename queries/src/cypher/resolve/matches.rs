//! `MATCH`: what the parts of patterns stand for, and what is asked of each.

use std::collections::BTreeSet;

use super::super::ast::{
    Access, Comparison, Expr, Match, NodePattern, Pattern, RelPattern, Shape, Slot, Variable,
};
use super::super::compare::level;
use super::super::error::{ErrorKind, QueryError};
use super::super::plan::{MatchPlan, NodePlan, PathPlan, RelPlan};
use super::super::properties;
use super::super::types::Types;
use super::super::value::Value;
use super::{Resolved, Resolver, Sort};

/// A clause half done.
#[derive(Default)]
struct Draft {
    nodes: Vec<NodePlan>,
    relationships: Vec<RelPlan>,
    paths: Vec<PathPlan>,
    filters: Vec<Expr>,
    /// Conditions on repeated relationships, which wait until every name is known.
    repeated: Vec<(usize, Vec<(String, Expr)>)>,
}

impl Resolver<'_> {
    pub(super) fn matched(&mut self, matched: Match) -> Resolved<MatchPlan> {
        let known = self.scope.len();
        let before: BTreeSet<Slot> = self.scope.iter().map(|it| it.slot).collect();
        let first = self.next;
        let mut draft = Draft::default();
        for pattern in matched.patterns {
            self.pattern(pattern, known, &mut draft)?;
        }
        draft.filters.extend(matched.filters);
        let new: Vec<Slot> = (first..self.next).collect();
        for filter in &mut draft.filters {
            self.expression(filter, None)?;
        }
        for (at, properties) in std::mem::take(&mut draft.repeated) {
            self.repeated(at, properties, &before, &mut draft)?;
        }
        Ok(super::order::order(
            MatchPlan {
                optional: matched.optional,
                nodes: draft.nodes,
                relationships: draft.relationships,
                paths: draft.paths,
                steps: Vec::new(),
                new,
            },
            draft.filters,
        ))
    }

    fn pattern(&mut self, pattern: Pattern, known: usize, draft: &mut Draft) -> Resolved<()> {
        let start = self.node(pattern.start, known, draft)?;
        let mut left = start;
        let mut slots = Vec::new();
        for (relationship, node) in pattern.steps {
            // The relationship's name stands before that of the node.
            let at = self.relationship(relationship, pattern.shape, known, draft)?;
            let right = self.node(node, known, draft)?;
            if let Some(plan) = draft.relationships.get_mut(at) {
                (plan.left, plan.right) = (left, right);
                slots.push(plan.slot);
            }
            left = right;
        }
        if let Some(path) = pattern.path {
            self.free(&path)?;
            let slot = self.bind(&path.name, Sort::Path);
            let start = draft.nodes.get(start).map_or(slot, |it| it.slot);
            draft.paths.push(PathPlan {
                slot,
                start,
                relationships: slots,
            });
        }
        Ok(())
    }

    /// The place of a node in the draft.
    fn node(&mut self, node: NodePattern, known: usize, draft: &mut Draft) -> Resolved<usize> {
        let variable = &node.variable;
        let found = self
            .scope
            .iter()
            .rposition(|it| !it.name.is_empty() && it.name == variable.name);
        let (slot, bound) = match found.and_then(|at| Some((at, self.scope.get(at)?))) {
            Some((at, binding)) => {
                if !matches!(binding.sort, Sort::Node | Sort::Value) {
                    return Err(self.other(variable, binding.sort, "a node"));
                }
                (binding.slot, at < known)
            }
            None => (self.bind(&variable.name, Sort::Node), false),
        };
        let at = match draft.nodes.iter().position(|it| it.slot == slot) {
            Some(at) => at,
            None => {
                draft.nodes.push(NodePlan {
                    slot,
                    labels: Vec::new(),
                    bound,
                    span: variable.span,
                });
                draft.nodes.len() - 1
            }
        };
        if let Some(plan) = draft.nodes.get_mut(at) {
            plan.labels.extend(node.labels);
        }
        for (name, value) in node.properties {
            if !properties::NODE.contains(&name.as_str()) {
                let known = &properties::NODE;
                return Err(properties::none("a node", &name, known, value.span()));
            }
            not_a_list(&name, &value, &["notes"])?;
            draft.filters.push(is(variable, slot, name, value));
        }
        Ok(at)
    }

    fn other(&self, variable: &Variable, sort: Sort, wanted: &str) -> Box<QueryError> {
        let name = variable.name.escape_debug();
        let message = format!("`{name}` is {}, not {wanted}", sort.name());
        QueryError::at(ErrorKind::Meaning, variable.span, message).help("take another name")
    }

    /// The place of a relationship in the draft.
    fn relationship(
        &mut self,
        relationship: RelPattern,
        shape: Shape,
        known: usize,
        draft: &mut Draft,
    ) -> Resolved<usize> {
        let variable = &relationship.variable;
        let reached = matches!(relationship.types, Types::Paths(_));
        let repeats = relationship.range.is_some();
        let sort = match (repeats, reached) {
            (true, _) => Sort::Relationships,
            (false, true) => Sort::Reached,
            (false, false) => Sort::Edge,
        };
        let found = self
            .scope
            .iter()
            .rposition(|it| !it.name.is_empty() && it.name == variable.name);
        let (slot, bound) = match found.and_then(|at| Some((at, self.scope.get(at)?))) {
            Some((at, binding)) => {
                let fits = matches!(binding.sort, Sort::Edge | Sort::Value) && sort == Sort::Edge;
                if !fits || at >= known {
                    return Err(match at >= known {
                        true => {
                            let name = variable.name.escape_debug();
                            let message =
                                format!("`{name}` is a relationship of this MATCH already");
                            QueryError::at(ErrorKind::Meaning, variable.span, message)
                                .help("a relationship is matched once: take another name")
                        }
                        false => self.other(variable, binding.sort, sort.name()),
                    });
                }
                (binding.slot, true)
            }
            None => (self.bind(&variable.name, sort), false),
        };
        let (what, names): (&str, &[&str]) = match reached {
            true => ("an attack path", &properties::REACHED),
            false => ("an edge", &properties::EDGE),
        };
        for (name, value) in &relationship.properties {
            if !names.contains(&name.as_str()) {
                return Err(properties::none(what, name, names, value.span()));
            }
            not_a_list(name, value, &properties::LISTS)?;
        }
        let at = draft.relationships.len();
        if repeats {
            draft.repeated.push((at, relationship.properties));
        } else {
            for (name, value) in relationship.properties {
                draft.filters.push(is(variable, slot, name, value));
            }
        }
        draft.relationships.push(RelPlan {
            slot,
            types: relationship.types,
            direction: relationship.direction,
            range: relationship.range,
            shape,
            properties: Vec::new(),
            left: 0,
            right: 0,
            bound,
            span: relationship.span,
        });
        Ok(at)
    }

    /// What every relationship of a repeated one must have may depend on what was there before only.
    fn repeated(
        &mut self,
        at: usize,
        mut properties: Vec<(String, Expr)>,
        before: &BTreeSet<Slot>,
        draft: &mut Draft,
    ) -> Resolved<()> {
        for (_, value) in &mut properties {
            self.expression(value, None)?;
            let mut wrong = None;
            super::uses::each_variable(value, &mut |slot, span| {
                if !before.contains(&slot) {
                    wrong.get_or_insert(span);
                }
            });
            if let Some(span) = wrong {
                let message = "a repeated relationship cannot depend on the same MATCH";
                return Err(QueryError::at(ErrorKind::Unsupported, span, message)
                    .help("name the path and write `WHERE all(r IN relationships(p) WHERE …)`"));
            }
        }
        if let Some(plan) = draft.relationships.get_mut(at) {
            plan.properties = properties;
        }
        Ok(())
    }
}

/// `variable.name = value`
fn is(variable: &Variable, slot: Slot, name: String, value: Expr) -> Expr {
    // A part of a pattern without a name has a name that nobody can write.
    let mut variable = variable.clone();
    variable.slot = slot;
    let span = value.span();
    let own = Expr::Bound(variable);
    let property = Expr::Access(Box::new(own), vec![(Access::Property(name), span)]);
    Expr::Compare(Box::new(property), vec![(Comparison::Equal, value, span)])
}

/// A list is never equal to a text, and no level of certainty is called so: both would be silent noes.
fn not_a_list(name: &str, value: &Expr, lists: &[&str]) -> Resolved<()> {
    let Expr::Literal(literal, span) = value else {
        return Ok(());
    };
    let Some(text) = literal.as_text() else {
        return Ok(());
    };
    if lists.contains(&name) {
        let message = format!("`{name}` is a list");
        return Err(QueryError::at(ErrorKind::Meaning, *span, message)
            .help(format!("write `WHERE '{text}' IN x.{name}`")));
    }
    if name == "certainty" && matches!(literal, Value::Text(_)) && level(text).is_none() {
        let shown: String = text.chars().take(60).collect();
        let message = format!("`{}` is no level of certainty", shown.escape_debug());
        return Err(QueryError::at(ErrorKind::Meaning, *span, message)
            .help("the levels are certain, conditional, assumed and influence"));
    }
    Ok(())
}
