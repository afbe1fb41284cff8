//! `WITH` and `RETURN`: columns, groups, order, limits.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::super::ast::{Aggregate, AggregateCall};
use super::super::compare::{Ordered, order};
use super::super::error::{Span, Stop, wrong};
use super::super::functions::numbers::as_float;
use super::super::plan::{Grouping, ProjectPlan, Stage};
use super::super::value::Value;
use super::{Done, Flow, Row, Run, at, put};

/// What a clause keeps from row to row.
#[derive(Default)]
pub(super) struct State {
    /// The place of each group.
    groups: BTreeMap<Vec<Ordered>, usize>,
    collected: Vec<Group>,
    /// Rows that were told already.
    seen: BTreeSet<Vec<Ordered>>,
    sorted: Vec<(Vec<Value>, Row)>,
    told: usize,
}

struct Group {
    keys: Vec<Value>,
    sums: Vec<Sum>,
}

/// An aggregate half done.
#[derive(Default)]
struct Sum {
    distinct: BTreeSet<Ordered>,
    count: usize,
    values: Vec<Value>,
    best: Option<Value>,
    integer: i64,
    float: f64,
    is_float: bool,
}

impl<'q> Run<'q> {
    pub(super) fn project(&mut self, stage: usize, plan: &'q ProjectPlan, row: &mut Row) -> Done {
        if let Some(grouping) = &plan.grouping {
            self.group(stage, plan, grouping, row)?;
            return Ok(Flow::More);
        }
        let mut new = self.values(&plan.columns, row)?;
        new.extend(row.iter().take(plan.carried).cloned());
        self.settle(stage, plan, new)
    }

    /// Tells what had to wait for the last row.
    pub(super) fn finish(&mut self, stage: usize) -> Done {
        let stages: &'q [Stage] = self.stages;
        let Some(Stage::Project(plan)) = stages.get(stage) else {
            return Ok(Flow::More);
        };
        if let Some(grouping) = &plan.grouping {
            self.groups(stage, plan, grouping)?;
        }
        let state = self.states.get_mut(stage);
        let mut sorted = state
            .map(|it| std::mem::take(&mut it.sorted))
            .unwrap_or_default();
        sort(&mut sorted, plan);
        for (_, row) in sorted {
            if self.tell(stage, plan, row)? == Flow::Enough {
                return Ok(Flow::Enough);
            }
        }
        Ok(Flow::More)
    }

    fn group(
        &mut self,
        stage: usize,
        plan: &'q ProjectPlan,
        grouping: &'q Grouping,
        row: &mut Row,
    ) -> Result<(), Stop> {
        let mut keys = Vec::new();
        for (at, _) in &grouping.keys {
            keys.push(match plan.columns.get(*at) {
                Some(column) => self.eval(column, row)?,
                None => Value::Null,
            });
        }
        let mut arguments = Vec::new();
        for call in &grouping.aggregates {
            arguments.push(match &call.argument {
                Some(argument) => self.eval(argument, row)?,
                // Every row counts.
                None => Value::Bool(true),
            });
        }
        let key: Vec<Ordered> = keys.iter().cloned().map(Ordered).collect();
        let Some(state) = self.states.get_mut(stage) else {
            return Ok(());
        };
        let place = match state.groups.get(&key) {
            Some(place) => *place,
            None => {
                self.budget.hold(&keys)?;
                state.groups.insert(key, state.collected.len());
                let sums = grouping.aggregates.iter().map(|_| Sum::default()).collect();
                state.collected.push(Group { keys, sums });
                state.collected.len() - 1
            }
        };
        let Some(group) = state.collected.get_mut(place) else {
            return Ok(());
        };
        for ((sum, call), value) in group
            .sums
            .iter_mut()
            .zip(&grouping.aggregates)
            .zip(arguments)
        {
            let kept = sum.add(call, value)?;
            self.budget.weigh(kept)?;
        }
        Ok(())
    }

    /// The groups as rows, in the order in which they were met.
    fn groups(
        &mut self,
        stage: usize,
        plan: &'q ProjectPlan,
        grouping: &'q Grouping,
    ) -> Result<(), Stop> {
        let state = self.states.get_mut(stage);
        let mut groups = state
            .map(|it| std::mem::take(&mut it.collected))
            .unwrap_or_default();
        if groups.is_empty() && grouping.keys.is_empty() {
            // Nothing counted is still an answer.
            let sums = grouping.aggregates.iter().map(|_| Sum::default()).collect();
            let keys = Vec::new();
            groups.push(Group { keys, sums });
        }
        let width = plan.columns.len();
        for group in groups {
            let mut row = vec![Value::Null; self.frame];
            for ((place, own), key) in grouping.keys.iter().zip(&group.keys) {
                put(&mut row, grouping.base + place, key.clone());
                if let Some(slot) = own {
                    put(&mut row, *slot, key.clone());
                }
            }
            for (n, (sum, call)) in group.sums.into_iter().zip(&grouping.aggregates).enumerate() {
                put(&mut row, grouping.base + width + n, sum.value(call));
            }
            let mut new = Vec::with_capacity(width);
            for (place, column) in plan.columns.iter().enumerate() {
                new.push(match grouping.keys.iter().any(|(key, _)| *key == place) {
                    true => at(&row, grouping.base + place),
                    false => self.eval(column, &mut row)?,
                });
            }
            if self.settle(stage, plan, new)? == Flow::Enough {
                break;
            }
        }
        Ok(())
    }

    /// A new row, before the order and the limits.
    fn settle(&mut self, stage: usize, plan: &'q ProjectPlan, mut row: Row) -> Done {
        let width = plan.columns.len();
        if plan.distinct {
            let key: Vec<Ordered> = row.iter().take(width).cloned().map(Ordered).collect();
            let Some(state) = self.states.get_mut(stage) else {
                return Ok(Flow::More);
            };
            if !state.seen.insert(key) {
                return Ok(Flow::More);
            }
            self.budget.hold(&row)?;
        }
        if plan.order.is_empty() {
            return self.tell(stage, plan, row);
        }
        row.resize(self.frame.max(row.len()), Value::Null);
        let mut keys = Vec::new();
        for (key, _) in &plan.order {
            keys.push(self.eval(key, &mut row)?);
        }
        row.truncate(width + plan.carried);
        self.budget.hold(&keys)?;
        self.budget.hold(&row)?;
        let Some(state) = self.states.get_mut(stage) else {
            return Ok(Flow::More);
        };
        state.sorted.push((keys, row));
        // Of many, only the first are wanted.
        let wanted = plan.limit.map(|limit| limit.saturating_add(plan.skip));
        if let Some(wanted) = wanted
            && state.sorted.len() > wanted.saturating_mul(2).saturating_add(1024)
        {
            sort(&mut state.sorted, plan);
            let rest = state.sorted.split_off(wanted);
            let freed = rest.iter().flat_map(|(keys, row)| keys.iter().chain(row));
            self.budget.release(freed.map(Value::weight).sum());
        }
        Ok(Flow::More)
    }

    /// A row in its order: goes on, if the limits and the filter let it.
    fn tell(&mut self, stage: usize, plan: &'q ProjectPlan, mut row: Row) -> Done {
        let told = match self.states.get_mut(stage) {
            Some(state) => {
                let end = plan.limit.map(|limit| limit.saturating_add(plan.skip));
                if end.is_some_and(|end| state.told >= end) {
                    return Ok(Flow::Enough);
                }
                state.told += 1;
                state.told
            }
            None => return Ok(Flow::Enough),
        };
        let full = plan
            .limit
            .is_some_and(|limit| told >= limit.saturating_add(plan.skip));
        let after = if full { Flow::Enough } else { Flow::More };
        if told <= plan.skip {
            return Ok(after);
        }
        if let Some(filter) = &plan.filter {
            row.resize(self.frame.max(row.len()), Value::Null);
            if !self.holds(filter, &mut row)? {
                return Ok(after);
            }
        }
        row.truncate(plan.columns.len());
        if stage + 1 < self.stages.len() {
            row.resize(self.frame, Value::Null);
        }
        match self.push(stage + 1, &mut row)? {
            Flow::Enough => Ok(Flow::Enough),
            Flow::More => Ok(after),
        }
    }
}

/// Equal rows stay in the order in which they came.
fn sort(rows: &mut [(Vec<Value>, Row)], plan: &ProjectPlan) {
    rows.sort_by(|(a, _), (b, _)| {
        let keys = a.iter().zip(b).zip(&plan.order);
        let mut orders = keys.map(|((a, b), (_, descending))| match descending {
            true => order(b, a),
            false => order(a, b),
        });
        let different = orders.find(|it| *it != Ordering::Equal);
        different.unwrap_or(Ordering::Equal)
    });
}

impl Sum {
    /// Takes one more value; null is none. How many bytes more are kept.
    fn add(&mut self, call: &AggregateCall, value: Value) -> Result<usize, Stop> {
        if value.is_null() {
            return Ok(0);
        }
        let weight = value.weight();
        if call.distinct && !self.distinct.insert(Ordered(value.clone())) {
            return Ok(0);
        }
        self.count += 1;
        let mut kept = if call.distinct { weight } else { 0 };
        match call.kind {
            Aggregate::Count => {}
            Aggregate::Collect => {
                kept += weight;
                self.values.push(value);
            }
            Aggregate::Min => self.better(value, Ordering::Less),
            Aggregate::Max => self.better(value, Ordering::Greater),
            Aggregate::Sum | Aggregate::Average => self.number(&value, call.span)?,
        }
        Ok(kept)
    }

    fn better(&mut self, value: Value, wanted: Ordering) {
        let better = self
            .best
            .as_ref()
            .is_none_or(|best| order(&value, best) == wanted);
        if better {
            self.best = Some(value);
        }
    }

    fn number(&mut self, value: &Value, span: Span) -> Result<(), Stop> {
        let Some(float) = as_float(value) else {
            return Err(wrong(
                span,
                format!("expected numbers, got {}", value.sort()),
            ));
        };
        self.float += float;
        match value {
            Value::Int(number) if !self.is_float => {
                let sum = self.integer.checked_add(*number);
                self.integer = sum.ok_or_else(|| wrong(span, "the sum has more than 64 bits"))?;
            }
            _ => self.is_float = true,
        }
        Ok(())
    }

    /// The result. An average is a float, as the reference says.
    fn value(self, call: &AggregateCall) -> Value {
        match call.kind {
            Aggregate::Count => Value::count(self.count),
            Aggregate::Collect => Value::small(self.values),
            Aggregate::Min | Aggregate::Max => self.best.unwrap_or(Value::Null),
            Aggregate::Sum if self.is_float => Value::Float(self.float),
            Aggregate::Sum => Value::Int(self.integer),
            Aggregate::Average if self.count == 0 => Value::Null,
            Aggregate::Average => Value::Float(self.float / self.count as f64),
        }
    }
}
