//! Expressions over the elements of a list, or over matches.

use super::super::ast::{Comprehension, Expr, Quantifier, Reduce, SubQuery};
use super::super::error::{Span, Stop, wrong};
use super::super::plan::MatchPlan;
use super::super::value::Value;
use super::eval::{Evaluated, boolean, truth};
use super::{Flow, Row, Run, put};

impl<'q> Run<'q> {
    /// The elements of a list. `None`: it is null.
    fn list(&mut self, expr: &'q Expr, span: Span, row: &mut Row) -> Result<Option<Value>, Stop> {
        let list = self.eval(expr, row)?;
        match list {
            Value::Null => Ok(None),
            Value::List(_) => Ok(Some(list)),
            other => {
                let message = format!("expected a list after IN, got {}", other.sort());
                Err(wrong(expr.span().to(span), message))
            }
        }
    }

    pub(super) fn comprehension(&mut self, it: &'q Comprehension, row: &mut Row) -> Evaluated {
        let Some(list) = self.list(&it.list, it.list.span(), row)? else {
            return Ok(Value::Null);
        };
        let mut values = Vec::new();
        for item in list.as_list().unwrap_or_default() {
            self.budget.tick()?;
            put(row, it.variable.slot, item.clone());
            if let Some(filter) = &it.filter
                && !self.holds(filter, row)?
            {
                continue;
            }
            values.push(match &it.result {
                Some(result) => self.eval(result, row)?,
                None => item.clone(),
            });
        }
        Value::list(values, it.span)
    }

    /// Three-valued, as the reference has it.
    pub(super) fn quantified(
        &mut self,
        quantifier: Quantifier,
        it: &'q Comprehension,
        row: &mut Row,
    ) -> Evaluated {
        let Some(list) = self.list(&it.list, it.list.span(), row)? else {
            return Ok(Value::Null);
        };
        let (mut yes, mut no, mut unknown) = (0usize, 0usize, 0usize);
        for item in list.as_list().unwrap_or_default() {
            self.budget.tick()?;
            put(row, it.variable.slot, item.clone());
            let value = match &it.filter {
                Some(filter) => {
                    let value = self.eval(filter, row)?;
                    truth(&value, filter.span())?
                }
                None => Some(true),
            };
            match value {
                Some(true) => yes += 1,
                Some(false) => no += 1,
                None => unknown += 1,
            }
        }
        let open = unknown > 0;
        Ok(boolean(match quantifier {
            Quantifier::All if no > 0 => Some(false),
            Quantifier::Any if yes > 0 => Some(true),
            Quantifier::None if yes > 0 => Some(false),
            Quantifier::Single if yes > 1 => Some(false),
            _ if open => None,
            Quantifier::All | Quantifier::None => Some(true),
            Quantifier::Any => Some(false),
            Quantifier::Single => Some(yes == 1),
        }))
    }

    pub(super) fn reduce(&mut self, it: &'q Reduce, row: &mut Row) -> Evaluated {
        let mut sum = self.eval(&it.initial, row)?;
        let Some(list) = self.list(&it.list, it.list.span(), row)? else {
            return Ok(Value::Null);
        };
        for item in list.as_list().unwrap_or_default() {
            self.budget.tick()?;
            put(row, it.sum.slot, sum);
            put(row, it.variable.slot, item.clone());
            sum = self.eval(&it.body, row)?;
        }
        Ok(sum)
    }

    fn plan(&self, it: &'q SubQuery) -> Result<&'q MatchPlan, Stop> {
        let plan = it.plan.as_ref();
        plan.ok_or_else(|| wrong(it.span, "a pattern cannot stand here"))
    }

    pub(super) fn exists(&mut self, it: &'q SubQuery, row: &mut Row) -> Evaluated {
        let mut found = false;
        let plan = self.plan(it)?;
        self.matched(plan, row, &mut |_, _| {
            found = true;
            Ok(Flow::Enough)
        })?;
        Ok(Value::Bool(found))
    }

    pub(super) fn count(&mut self, it: &'q SubQuery, row: &mut Row) -> Evaluated {
        let mut found = 0;
        let plan = self.plan(it)?;
        self.matched(plan, row, &mut |_, _| {
            found += 1;
            Ok(Flow::More)
        })?;
        Ok(Value::count(found))
    }

    pub(super) fn collect(
        &mut self,
        it: &'q SubQuery,
        result: &'q Expr,
        row: &mut Row,
    ) -> Evaluated {
        let mut found = Vec::new();
        let mut bytes = 0;
        let plan = self.plan(it)?;
        self.matched(plan, row, &mut |run, row| {
            let value = run.eval(result, row)?;
            bytes += value.weight();
            run.budget.weigh(value.weight())?;
            found.push(value);
            Ok(Flow::More)
        })?;
        self.budget.release(bytes);
        Value::list(found, it.span)
    }
}
