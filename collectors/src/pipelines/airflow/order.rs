//! Which task comes before which: `a >> b`, `a.set_downstream(b)`, `chain(a, b)`, and results that are handed on.
//!
//! Apache Airflow documentation, "DAGs", "Task Dependencies"; "TaskFlow".

use std::collections::{BTreeMap, HashMap};

use super::operator::Task;
use crate::pipelines::python::{Expr, Module};

/// For each task, the tasks that end before it.
pub(super) fn before<'n>(
    module: &Module,
    tasks: &[&Task<'_>],
    names: &'n HashMap<&'n str, String>,
) -> BTreeMap<&'n str, Vec<&'n str>> {
    let mut order = Order {
        names,
        tasks,
        pairs: BTreeMap::new(),
    };
    for statement in &module.statements {
        for value in &statement.values {
            order.ends(value);
            value.walk(&mut |it| order.handed_on(it, module));
        }
    }
    order.pairs
}

struct Order<'o, 'n, 'm> {
    names: &'n HashMap<&'n str, String>,
    tasks: &'o [&'o Task<'m>],
    pairs: BTreeMap<&'n str, Vec<&'n str>>,
}

impl<'n> Order<'_, 'n, '_> {
    fn task(&self, expr: &Expr) -> Vec<&'n str> {
        match expr {
            Expr::List(items) => items.iter().flat_map(|it| self.task(it)).collect(),
            Expr::Call(call) => {
                let made = self.tasks.iter().find(|it| std::ptr::eq(it.call, &**call));
                let named = made.and_then(|it| self.names.values().find(|name| **name == it.name));
                named.map_or_else(|| self.task(&call.function), |it| vec![it.as_str()])
            }
            Expr::Member(base, member) if matches!(&**member, "output" | "expand" | "override") => {
                self.task(base)
            }
            other => self
                .names
                .get(other.last())
                .map(|it| vec![it.as_str()])
                .unwrap_or_default(),
        }
    }

    fn add(&mut self, first: &[&'n str], then: &[&'n str]) {
        for after in then {
            for before in first.iter().filter(|it| *it != after) {
                let all = self.pairs.entry(after).or_default();
                if !all.contains(before) {
                    all.push(before);
                }
            }
        }
    }

    /// Orders what an expression chains; returns the tasks at its right end.
    fn ends(&mut self, expr: &Expr) -> Vec<&'n str> {
        match expr {
            Expr::Binary(left, operator, right) if operator == ">>" || operator == "<<" => {
                let (left, right) = (self.ends(left), self.ends(right));
                match &**operator {
                    ">>" => self.add(&left, &right),
                    _ => self.add(&right, &left),
                }
                right
            }
            Expr::Call(call) => {
                let one = |order: &Self, it: &Expr| order.task(it);
                match (&call.function, call.name()) {
                    (_, "chain") => {
                        let ends: Vec<_> = call.arguments.iter().map(|it| one(self, it)).collect();
                        for (first, then) in ends.iter().zip(ends.iter().skip(1)) {
                            self.add(first, then);
                        }
                    }
                    (Expr::Member(base, _), way @ ("set_upstream" | "set_downstream")) => {
                        let own = one(self, base);
                        for other in &call.arguments {
                            let other = one(self, other);
                            match way {
                                "set_upstream" => self.add(&other, &own),
                                _ => self.add(&own, &other),
                            }
                        }
                    }
                    _ => {}
                }
                self.task(expr)
            }
            other => self.task(other),
        }
    }

    /// `train(features())`, `train(x)` where `x = features()`.
    fn handed_on(&mut self, expr: &Expr, module: &Module) {
        let Expr::Call(call) = expr else { return };
        let function = self
            .tasks
            .iter()
            .any(|it| it.function == Some(call.name()) && it.statement.defines.is_some());
        if !function {
            return;
        }
        let own = self.task(&call.function);
        let arguments = call
            .arguments
            .iter()
            .chain(call.named.iter().map(|(_, it)| it));
        for argument in arguments {
            let first = match module.follow(argument) {
                Expr::Call(inner) => self.task(&inner.function),
                Expr::Member(..) => self.task(argument),
                _ => Vec::new(),
            };
            self.add(&first, &own);
        }
    }
}
