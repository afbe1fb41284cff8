//! Answers a plan: rows are pushed from clause to clause, so that `LIMIT` ends the search and little is kept.

mod access;
mod budget;
mod calculate;
mod collect;
mod eval;
mod follow;
mod long;
mod matching;
mod project;
mod reaching;
mod shortest;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use regex::Regex;

use super::compare::Ordered;
use super::error::Stop;
use super::estate::Estate;
use super::plan::{Part, Plan, Stage};
use super::value::Value;
use budget::Budget;
pub use budget::{Limits, Truncation};
use project::State;
use reaching::Reaches;

/// The values of the variables, by their places.
type Row = Vec<Value>;

/// Whether more rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    More,
    Enough,
}

type Done = Result<Flow, Stop>;

/// Who is told of each match.
type Sink<'a, 'q> = &'a mut dyn FnMut(&mut Run<'q>, &mut Row) -> Done;

/// A run of a plan.
struct Run<'q> {
    estate: &'q Estate<'q>,
    stages: &'q [Stage],
    states: Vec<State>,
    frame: usize,
    budget: Budget,
    rows: Vec<Row>,
    /// `UNION`: what was answered already.
    seen: Option<BTreeSet<Vec<Ordered>>>,
    regexes: HashMap<Arc<str>, Regex>,
    reaches: Reaches<'q>,
    long: long::Distances,
    shortest: shortest::Trees,
}

/// What a run found.
pub(super) struct Found {
    pub(super) rows: Vec<Vec<Value>>,
    pub(super) truncated: Option<Truncation>,
}

/// Runs a plan.
pub(super) fn run(estate: &Estate<'_>, plan: &Plan, limits: &Limits) -> Result<Found, Stop> {
    let mut run = Run {
        estate,
        stages: &[],
        states: Vec::new(),
        frame: 0,
        budget: Budget::new(limits),
        rows: Vec::new(),
        seen: (!plan.all).then(BTreeSet::new),
        regexes: HashMap::new(),
        reaches: Reaches::default(),
        long: long::Distances::default(),
        shortest: shortest::Trees::default(),
    };
    for part in &plan.parts {
        if run.part(part)? == Flow::Enough {
            break;
        }
    }
    Ok(Found {
        rows: run.rows,
        truncated: run.budget.truncated(),
    })
}

impl<'q> Run<'q> {
    fn part(&mut self, part: &'q Part) -> Done {
        self.stages = &part.stages;
        self.frame = part.frame;
        self.states = part.stages.iter().map(|_| State::default()).collect();
        self.long.clear();
        self.shortest.clear();
        let mut row = vec![Value::Null; self.frame];
        let mut flow = self.going(|run| run.push(0, &mut row))?;
        // What is grouped or sorted is told when everything before it has been.
        for stage in 0..part.stages.len() {
            let finished = self.going(|run| run.finish(stage))?;
            if finished == Flow::Enough {
                flow = Flow::Enough;
            }
        }
        // That one part wants no more says nothing of the next, unless a limit of the whole answer is reached.
        Ok(match self.budget.truncated() {
            Some(_) => Flow::Enough,
            None => match flow {
                Flow::More | Flow::Enough => Flow::More,
            },
        })
    }

    /// A limit ends the work, not the answer: what has been found is told.
    fn going(&mut self, work: impl FnOnce(&mut Self) -> Done) -> Done {
        match work(self) {
            Err(Stop::Spent) => Ok(Flow::Enough),
            other => other,
        }
    }

    /// Gives a row to a clause.
    fn push(&mut self, stage: usize, row: &mut Row) -> Done {
        let stages: &'q [Stage] = self.stages;
        match stages.get(stage) {
            None => self.answer(row),
            Some(Stage::Match(plan)) => {
                self.matched(plan, row, &mut |run, row| run.push(stage + 1, row))
            }
            Some(Stage::Unwind(list, slot)) => {
                let value = self.eval(list, row)?;
                let items: &[Value] = match &value {
                    Value::Null => &[],
                    Value::List(_) => value.as_list().unwrap_or_default(),
                    other => std::slice::from_ref(other),
                };
                for item in items {
                    self.budget.tick()?;
                    put(row, *slot, item.clone());
                    if self.push(stage + 1, row)? == Flow::Enough {
                        return Ok(Flow::Enough);
                    }
                }
                Ok(Flow::More)
            }
            Some(Stage::Project(plan)) => self.project(stage, plan, row),
        }
    }

    /// A row of the answer.
    fn answer(&mut self, row: &mut Row) -> Done {
        let columns = std::mem::take(row);
        if let Some(seen) = &mut self.seen {
            let key: Vec<Ordered> = columns.iter().cloned().map(Ordered).collect();
            if !seen.insert(key) {
                return Ok(Flow::More);
            }
        }
        if !self.budget.row(self.rows.len()) {
            return Ok(Flow::Enough);
        }
        self.budget.hold(&columns)?;
        self.rows.push(columns);
        Ok(Flow::More)
    }
}

/// Sets a place of a row.
fn put(row: &mut Row, slot: usize, value: Value) {
    if let Some(place) = row.get_mut(slot) {
        *place = value;
    }
}

/// What stands at a place of a row.
fn at(row: &Row, slot: usize) -> Value {
    row.get(slot).cloned().unwrap_or(Value::Null)
}
