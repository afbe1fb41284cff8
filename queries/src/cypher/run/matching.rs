//! Patterns: candidates for each step, one after the other, and back.
//!
//! Values are written into the row where they belong; a step that is done again writes over them. Which places have a
//! value at which step is known from the plan.

use std::collections::HashSet;

use blastradius_graph::model::NodeId;

use super::super::ast::Shape;
use super::super::error::{Stop, wrong};
use super::super::estate::Hop;
use super::super::plan::{MatchPlan, NodePlan, PathPlan, RelPlan, Start, Step};
use super::super::types::Types;
use super::super::value::{Path, Relationship, Value};
use super::{Done, Flow, Row, Run, Sink, at, put};

/// The relationships of this match so far: none is in it twice.
#[derive(Default)]
pub(super) struct Used(HashSet<Hop>);

impl Used {
    /// Takes a relationship, unless it is taken.
    pub(super) fn take(&mut self, hop: Hop) -> bool {
        self.0.insert(hop)
    }

    pub(super) fn leave(&mut self, hop: Hop) {
        self.0.remove(&hop);
    }
}

/// A clause that is being matched, and how far it is.
#[derive(Clone, Copy)]
pub(super) struct Matching<'q> {
    pub(super) plan: &'q MatchPlan,
    pub(super) step: usize,
}

impl<'q> Matching<'q> {
    pub(super) fn next(self) -> Self {
        Self {
            step: self.step + 1,
            ..self
        }
    }

    fn node(self, at: usize) -> Result<&'q NodePlan, Stop> {
        let node = self.plan.nodes.get(at);
        node.ok_or_else(|| {
            wrong(
                Default::default(),
                "the plan names a node that is not there",
            )
        })
    }
}

/// A relationship that is followed: its two ends in the order of the search.
#[derive(Clone, Copy)]
pub(super) struct Following<'q> {
    pub(super) rel: &'q RelPlan,
    pub(super) near: NodeId,
    pub(super) far: &'q NodePlan,
    /// The other end, if it has a value.
    pub(super) goal: Option<NodeId>,
    pub(super) reversed: bool,
}

impl<'q> Run<'q> {
    /// Every match of a clause.
    pub(super) fn matched(
        &mut self,
        plan: &'q MatchPlan,
        row: &mut Row,
        sink: Sink<'_, 'q>,
    ) -> Done {
        let mut used = Used::default();
        let matching = Matching { plan, step: 0 };
        if !plan.optional {
            return self.step(matching, row, &mut used, sink);
        }
        let mut found = false;
        let flow = self.step(matching, row, &mut used, &mut |run, row| {
            found = true;
            sink(run, row)
        })?;
        if found || flow == Flow::Enough {
            return Ok(flow);
        }
        for slot in &plan.new {
            put(row, *slot, Value::Null);
        }
        sink(self, row)
    }

    pub(super) fn step(
        &mut self,
        matching: Matching<'q>,
        row: &mut Row,
        used: &mut Used,
        sink: Sink<'_, 'q>,
    ) -> Done {
        let Some(step) = matching.plan.steps.get(matching.step) else {
            return sink(self, row);
        };
        match step {
            Step::Filter(filter) => match self.holds(filter, row)? {
                true => self.step(matching.next(), row, used, sink),
                false => Ok(Flow::More),
            },
            Step::Path(path) => {
                if let Some(path) = matching.plan.paths.get(*path) {
                    let value = walked(path, row);
                    put(row, path.slot, value);
                }
                self.step(matching.next(), row, used, sink)
            }
            Step::Check(node) => {
                let node = matching.node(*node)?;
                match at(row, node.slot) {
                    Value::Node(id) if self.fits(node, id) => {
                        self.step(matching.next(), row, used, sink)
                    }
                    // What an optional match did not find leads nowhere.
                    Value::Null | Value::Node(_) => Ok(Flow::More),
                    other => {
                        let message = format!("expected a node, got {}", other.sort());
                        Err(wrong(node.span, message))
                    }
                }
            }
            Step::Start(node, start) => {
                let node = matching.node(*node)?;
                self.start(matching, node, start, row, used, sink)
            }
            Step::Follow {
                relationship,
                reversed,
                closed,
            } => {
                let Some(rel) = matching.plan.relationships.get(*relationship) else {
                    return Ok(Flow::More);
                };
                let (near, far) = match reversed {
                    true => (rel.right, rel.left),
                    false => (rel.left, rel.right),
                };
                let (near, far) = (matching.node(near)?, matching.node(far)?);
                let Value::Node(from) = at(row, near.slot) else {
                    return Ok(Flow::More);
                };
                let goal = match (closed, at(row, far.slot)) {
                    (true, Value::Node(goal)) => Some(goal),
                    (true, _) => return Ok(Flow::More),
                    (false, _) => None,
                };
                let following = Following {
                    rel,
                    near: from,
                    far,
                    goal,
                    reversed: *reversed,
                };
                match (rel.types, rel.shape, rel.range) {
                    (Types::Paths(_), ..) => self.reach(matching, following, row, used, sink),
                    (_, Shape::Any, None) => self.hop(matching, following, row, used, sink),
                    (_, Shape::Any, Some(_)) => self.long(matching, following, row, used, sink),
                    _ => self.shortest(matching, following, row, used, sink),
                }
            }
        }
    }

    /// Whether a node has the labels of a place in the pattern.
    pub(super) fn fits(&self, plan: &NodePlan, node: NodeId) -> bool {
        let node = self.estate.node(node);
        plan.labels.iter().all(|labels| labels.hold(node))
    }

    fn start(
        &mut self,
        matching: Matching<'q>,
        node: &'q NodePlan,
        start: &'q Start,
        row: &mut Row,
        used: &mut Used,
        sink: Sink<'_, 'q>,
    ) -> Done {
        let estate = self.estate;
        let mut some: Vec<NodeId> = Vec::new();
        match start {
            Start::All => {
                for id in estate.nodes() {
                    if self.begin(matching, node, id, row, used, sink)? == Flow::Enough {
                        return Ok(Flow::Enough);
                    }
                }
                return Ok(Flow::More);
            }
            Start::Id(expr) | Start::Name(expr) => {
                let value = self.eval(expr, row)?;
                let by_id = matches!(start, Start::Id(_));
                self.candidates(by_id, &value, &mut some);
            }
            Start::Ids(expr) | Start::Names(expr) => {
                let value = self.eval(expr, row)?;
                let by_id = matches!(start, Start::Ids(_));
                // What is no list is an error of the condition, which is asked of every node.
                match value.as_list() {
                    Some(items) => {
                        for item in items {
                            self.candidates(by_id, item, &mut some);
                        }
                    }
                    None => some = estate.nodes().collect(),
                }
                some.sort_unstable();
                some.dedup();
            }
        }
        for id in some {
            if self.begin(matching, node, id, row, used, sink)? == Flow::Enough {
                return Ok(Flow::Enough);
            }
        }
        Ok(Flow::More)
    }

    fn candidates(&self, by_id: bool, value: &Value, into: &mut Vec<NodeId>) {
        let Some(text) = value.as_text() else {
            return;
        };
        match by_id {
            true => into.extend(self.estate.by_id(text)),
            false => into.extend(self.estate.by_name(text)),
        }
    }

    fn begin(
        &mut self,
        matching: Matching<'q>,
        node: &'q NodePlan,
        id: NodeId,
        row: &mut Row,
        used: &mut Used,
        sink: Sink<'_, 'q>,
    ) -> Done {
        self.budget.tick()?;
        if !self.fits(node, id) {
            return Ok(Flow::More);
        }
        put(row, node.slot, Value::Node(id));
        self.step(matching.next(), row, used, sink)
    }
}

/// The path that a pattern has become.
fn walked(plan: &PathPlan, row: &Row) -> Value {
    let Value::Node(start) = at(row, plan.start) else {
        return Value::Null;
    };
    let mut path = Path {
        nodes: vec![start],
        hops: Vec::new(),
    };
    let mut last = start;
    for slot in &plan.relationships {
        match at(row, *slot) {
            Value::Relationship(it) => walk(&mut path, &mut last, &it),
            list @ Value::List(_) => {
                for it in list.as_list().unwrap_or_default() {
                    if let Value::Relationship(it) = it {
                        walk(&mut path, &mut last, it);
                    }
                }
            }
            _ => return Value::Null,
        }
    }
    Value::Path(std::sync::Arc::new(path))
}

fn walk(path: &mut Path, last: &mut NodeId, relationship: &Relationship) {
    match relationship {
        Relationship::Hop(hop) => {
            *last = hop.other(*last);
            path.hops.push(*hop);
            path.nodes.push(*last);
        }
        // A whole attack path is all of its hops.
        Relationship::Reached(it) => {
            let backward = it.path.nodes.first() != Some(last);
            let mut nodes: Vec<NodeId> = it.path.nodes.clone();
            let mut hops = it.path.hops.clone();
            if backward {
                nodes.reverse();
                hops.reverse();
            }
            path.hops.extend(hops);
            path.nodes.extend(nodes.into_iter().skip(1));
            *last = path.nodes.last().copied().unwrap_or(*last);
        }
    }
}
