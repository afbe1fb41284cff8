//! `WITH` and `RETURN`: columns, groups, order.

use super::super::ast::{AggregateCall, Expr, Item, Projection, Slot, Variable};
use super::super::error::{ErrorKind, QueryError, Span};
use super::super::plan::{Grouping, ProjectPlan};
use super::super::value::Value;
use super::uses::each_variable;
use super::{Binding, Resolved, Resolver, Sort};

impl Resolver<'_> {
    pub(super) fn projection(
        &mut self,
        mut projection: Projection,
    ) -> Resolved<(ProjectPlan, Vec<String>)> {
        let items = self.items(&mut projection)?;
        let written: Vec<Expr> = items.iter().map(|it| it.expr.clone()).collect();
        let names: Vec<String> = items.iter().map(|it| it.name.clone()).collect();
        let width = items.len();
        let mut aggregates = Vec::new();
        let mut columns = Vec::new();
        let mut keys = Vec::new();
        let mut sorts = Vec::new();
        for (at, item) in items.into_iter().enumerate() {
            let mut expr = item.expr;
            let before = aggregates.len();
            self.expression(&mut expr, Some(&mut aggregates))?;
            if aggregates.len() == before {
                keys.push(at);
            }
            sorts.push(match &expr {
                Expr::Variable(it) => self.find(&it.name).map_or(Sort::Value, |it| it.sort),
                _ => Sort::Value,
            });
            columns.push(expr);
        }
        let grouping = match aggregates.is_empty() {
            true => None,
            false => Some(self.grouping(&mut columns, &keys, aggregates)?),
        };
        let carried = match grouping.is_some() || projection.distinct {
            true => 0,
            false => self.next,
        };
        self.enter(&names, &sorts, carried);
        let order = self.order(&mut projection, &written, &names)?;
        let skip = self.number(projection.skip.take())?.unwrap_or(0);
        let limit = self.number(projection.limit.take())?;
        if let Some(filter) = &mut projection.filter {
            self.expression(filter, None)?;
        }
        // Names from before the clause are gone after it.
        self.scope.drain(..self.scope.len() - width);
        self.next = width;
        Ok((
            ProjectPlan {
                columns,
                grouping,
                carried,
                distinct: projection.distinct,
                order,
                skip,
                limit,
                filter: projection.filter,
            },
            names,
        ))
    }

    /// The columns, with those that `*` stands for.
    fn items(&mut self, projection: &mut Projection) -> Resolved<Vec<Item>> {
        let mut items = Vec::new();
        if projection.star {
            let mut bindings: Vec<&Binding> =
                self.scope.iter().filter(|it| !it.name.is_empty()).collect();
            bindings.sort_by(|a, b| a.name.cmp(&b.name));
            if bindings.is_empty() {
                let message = "`*` stands for every name, and there is none";
                return Err(QueryError::at(ErrorKind::Meaning, projection.span, message));
            }
            let span = projection.span;
            items.extend(bindings.into_iter().map(|it| Item {
                expr: Expr::Variable(Variable::new(&it.name, span)),
                name: it.name.clone(),
                aliased: true,
                span,
            }));
        }
        items.append(&mut projection.items);
        for (at, item) in items.iter().enumerate() {
            if !projection.last && !item.aliased && !matches!(item.expr, Expr::Variable(_)) {
                let message = "an expression in `WITH` needs a name";
                return Err(
                    QueryError::at(ErrorKind::Meaning, item.span, message).help("add `AS name`")
                );
            }
            if items.iter().take(at).any(|it| it.name == item.name) {
                let message = format!("two columns are called `{}`", item.name.escape_debug());
                return Err(QueryError::at(ErrorKind::Meaning, item.span, message)
                    .help("give one of them another name with AS"));
            }
        }
        Ok(items)
    }

    /// Makes columns with aggregates refer to the results of these and to what is the same for every row of a group.
    fn grouping(
        &mut self,
        columns: &mut [Expr],
        keys: &[usize],
        aggregates: Vec<AggregateCall>,
    ) -> Resolved<Grouping> {
        let base = self.next;
        self.most = self.most.max(base + columns.len() + aggregates.len());
        let fixed: Vec<(usize, Expr)> = keys
            .iter()
            .filter_map(|at| Some((*at, columns.get(*at)?.clone())))
            .collect();
        let keys: Vec<(usize, Option<Slot>)> = fixed
            .iter()
            .map(|(at, key)| match key {
                Expr::Variable(variable) => (*at, Some(variable.slot)),
                _ => (*at, None),
            })
            .collect();
        let changing = |slot: Slot| {
            let outer = self.scope.iter().any(|it| it.slot == slot);
            outer && !keys.iter().any(|(_, own)| *own == Some(slot))
        };
        let width = columns.len();
        let mut number = 0;
        for (at, column) in columns.iter_mut().enumerate() {
            if keys.iter().any(|(key, _)| *key == at) {
                continue;
            }
            of_the_group(column, &fixed, (base, width), &mut number);
            let mut wrong = None;
            each_variable(column, &mut |slot, span| {
                if changing(slot) {
                    wrong.get_or_insert(span);
                }
            });
            if let Some(span) = wrong {
                let message = "this is not the same for every row that is counted together";
                return Err(QueryError::at(ErrorKind::Meaning, span, message)
                    .help("make it a column of its own, or take it in a WITH before"));
            }
        }
        Ok(Grouping {
            keys,
            base,
            aggregates,
        })
    }

    /// Goes over to the new row: columns, then the old row if it is kept.
    fn enter(&mut self, names: &[String], sorts: &[Sort], carried: usize) {
        let width = names.len();
        match carried {
            0 => self.scope.clear(),
            _ => self.scope.iter_mut().for_each(|it| it.slot += width),
        }
        let columns = (0..).zip(names).zip(sorts);
        self.scope
            .extend(columns.map(|((slot, name), sort)| Binding {
                name: name.clone(),
                slot,
                sort: *sort,
            }));
        self.next = width + carried;
        self.most = self.most.max(self.next);
    }

    fn order(
        &mut self,
        projection: &mut Projection,
        written: &[Expr],
        names: &[String],
    ) -> Resolved<Vec<(Expr, bool)>> {
        let mut order = Vec::new();
        for (mut key, descending) in std::mem::take(&mut projection.order) {
            // What is written as a column is that column.
            let columns: Vec<(&Expr, Expr)> = written
                .iter()
                .zip(names)
                .map(|(expr, name)| (expr, Expr::Variable(Variable::new(name, key.span()))))
                .collect();
            replace(&mut key, &columns, names);
            self.expression(&mut key, None)?;
            order.push((key, descending));
        }
        Ok(order)
    }

    /// `SKIP` and `LIMIT`: a number that no row decides.
    fn number(&mut self, expr: Option<(Expr, Span)>) -> Resolved<Option<usize>> {
        let Some((mut expr, span)) = expr else {
            return Ok(None);
        };
        let scope = std::mem::take(&mut self.scope);
        let resolved = self.expression(&mut expr, None);
        self.scope = scope;
        resolved?;
        match expr {
            Expr::Literal(Value::Int(number), _) if number >= 0 => {
                Ok(Some(usize::try_from(number).unwrap_or(usize::MAX)))
            }
            other => {
                let message = "expected a number of rows: an integer that is not negative";
                let span = span.to(other.span());
                Err(QueryError::at(ErrorKind::Meaning, span, message)
                    .help("write it out, or give it as a parameter"))
            }
        }
    }
}

/// Puts columns in the place of what they are written as. The name of a column is that column.
fn replace(expr: &mut Expr, columns: &[(&Expr, Expr)], names: &[String]) {
    if matches!(expr, Expr::Variable(it) if names.contains(&it.name)) {
        return;
    }
    if let Some((_, column)) = columns.iter().find(|(written, _)| *written == expr) {
        *expr = column.clone();
        return;
    }
    expr.children(&mut |child| replace(child, columns, names));
}

/// In a column with aggregates, puts the place of its result in the place of each, and that of a column in the place of
/// what is written like it.
fn of_the_group(
    expr: &mut Expr,
    keys: &[(usize, Expr)],
    (base, width): (Slot, usize),
    number: &mut usize,
) {
    let place = |slot: Slot, span: Span| {
        let mut variable = Variable::new("", span);
        variable.slot = slot;
        Expr::Variable(variable)
    };
    if let Expr::Aggregate(call) = expr {
        *expr = place(base + width + *number, call.span);
        *number += 1;
        return;
    }
    let key = keys.iter().find(|(_, key)| key == expr);
    if let Some((at, _)) = key.filter(|_| !matches!(expr, Expr::Literal(..))) {
        *expr = place(base + at, expr.span());
        return;
    }
    expr.children(&mut |child| of_the_group(child, keys, (base, width), number));
}
