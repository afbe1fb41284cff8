//! Which places of a row an expression reads, wherever in it.

use super::super::ast::{Access, Comprehension, Expr, Slot, SubQuery, Test};
use super::super::error::Span;
use super::super::plan::{MatchPlan, Start, Step};

/// Visits the place of every variable, its own ones too.
pub(super) fn each_variable(expr: &Expr, visit: &mut dyn FnMut(Slot, Span)) {
    match expr {
        Expr::Literal(..) | Expr::Parameter(..) => {}
        Expr::Variable(variable) | Expr::Bound(variable) => visit(variable.slot, variable.span),
        Expr::List(items, _) | Expr::Call(_, items, _) => {
            items.iter().for_each(|it| each_variable(it, visit));
        }
        Expr::Map(entries, _) => entries.iter().for_each(|(_, it)| each_variable(it, visit)),
        Expr::Logic(_, parts) => parts.iter().for_each(|(it, _)| each_variable(it, visit)),
        Expr::Not(it, _) | Expr::Negate(it, _) => each_variable(it, visit),
        Expr::Compare(first, rest) => {
            each_variable(first, visit);
            rest.iter().for_each(|(_, it, _)| each_variable(it, visit));
        }
        Expr::Calculate(first, rest) => {
            each_variable(first, visit);
            rest.iter().for_each(|(_, it, _)| each_variable(it, visit));
        }
        Expr::Test(first, tests) => {
            each_variable(first, visit);
            tests.iter().for_each(|(it, _)| test(it, visit));
        }
        Expr::Access(first, accesses) => {
            each_variable(first, visit);
            accesses.iter().for_each(|(it, _)| access(it, visit));
        }
        Expr::Aggregate(call) => optional(call.argument.as_ref(), visit),
        Expr::Case(case) => {
            optional(case.subject.as_ref(), visit);
            for (when, then) in &case.branches {
                each_variable(when, visit);
                each_variable(then, visit);
            }
            optional(case.otherwise.as_ref(), visit);
        }
        Expr::Comprehension(it) | Expr::Quantified(_, it) => comprehension(it, visit),
        Expr::Reduce(it) => {
            each_variable(&it.initial, visit);
            each_variable(&it.list, visit);
            each_variable(&it.body, visit);
        }
        Expr::Exists(it) | Expr::Count(it) => subquery(it, visit),
        Expr::Collect(it, result) => {
            subquery(it, visit);
            each_variable(result, visit);
        }
    }
}

fn optional(expr: Option<&Expr>, visit: &mut dyn FnMut(Slot, Span)) {
    if let Some(expr) = expr {
        each_variable(expr, visit);
    }
}

fn test(test: &Test, visit: &mut dyn FnMut(Slot, Span)) {
    match test {
        Test::StartsWith(it)
        | Test::EndsWith(it)
        | Test::Contains(it)
        | Test::Matches(it)
        | Test::In(it) => each_variable(it, visit),
        Test::IsNull | Test::IsNotNull => {}
    }
}

fn access(access: &Access, visit: &mut dyn FnMut(Slot, Span)) {
    match access {
        Access::Index(it) => each_variable(it, visit),
        Access::Slice(from, to) => {
            optional(from.as_ref(), visit);
            optional(to.as_ref(), visit);
        }
        Access::Property(_) | Access::Labels(_) => {}
    }
}

fn comprehension(it: &Comprehension, visit: &mut dyn FnMut(Slot, Span)) {
    each_variable(&it.list, visit);
    optional(it.filter.as_ref(), visit);
    optional(it.result.as_ref(), visit);
}

fn subquery(it: &SubQuery, visit: &mut dyn FnMut(Slot, Span)) {
    if let Some(plan) = &it.plan {
        pattern(plan, visit);
    }
}

fn pattern(plan: &MatchPlan, visit: &mut dyn FnMut(Slot, Span)) {
    for node in plan.nodes.iter().filter(|it| it.bound) {
        visit(node.slot, node.span);
    }
    for relationship in &plan.relationships {
        if relationship.bound {
            visit(relationship.slot, relationship.span);
        }
        for (_, it) in &relationship.properties {
            each_variable(it, visit);
        }
    }
    for step in &plan.steps {
        match step {
            Step::Filter(it)
            | Step::Start(_, Start::Id(it) | Start::Ids(it) | Start::Name(it) | Start::Names(it)) =>
            {
                each_variable(it, visit);
            }
            Step::Start(_, Start::All) | Step::Check(_) | Step::Follow { .. } | Step::Path(_) => {}
        }
    }
}
