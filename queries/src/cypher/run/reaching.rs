//! `REACHES`: asks the search of the product.

use std::collections::HashMap;
use std::sync::Arc;

use blastradius_graph::model::NodeId;

use super::super::error::Stop;
use super::super::reached::Reach;
use super::super::types::Plane;
use super::super::value::{Relationship, Value};
use super::follow::ways;
use super::matching::{Following, Matching, Used};
use super::{Done, Flow, Row, Run, Sink, put};

/// How many searches are kept at most.
const KEPT: usize = 64;
/// How many nodes they may be about, all together: a search has a table as long as the graph.
const TABLES: usize = 8 << 20;
/// What a search keeps of a node, in bytes, roughly: it is two vertices with eight bytes each.
const BYTES: usize = 16;

/// Searches that were made: from a node, or to it in some planes.
#[derive(Default)]
pub(super) struct Reaches<'q> {
    from: HashMap<NodeId, Arc<Reach<'q>>>,
    to: HashMap<(NodeId, Vec<Plane>), Arc<Reach<'q>>>,
    /// What those to a node keep, in bytes.
    held_to: usize,
}

impl<'q> Run<'q> {
    fn kept(&self) -> usize {
        let nodes = self.estate.graph.node_count().max(1);
        (TABLES / nodes).clamp(1, KEPT)
    }

    /// What a search keeps, in bytes: of each node the cost and the way there, in some modes and at some levels.
    fn table(&self) -> usize {
        self.estate.graph.node_count().saturating_mul(BYTES)
    }

    fn reach_from(&mut self, node: NodeId) -> Result<Arc<Reach<'q>>, Stop> {
        if let Some(known) = self.reaches.from.get(&node) {
            return Ok(known.clone());
        }
        if self.reaches.from.len() >= self.kept() {
            let held = self.table().saturating_mul(self.reaches.from.len());
            self.reaches.from.clear();
            self.budget.release(held);
        }
        self.budget.weigh(self.table())?;
        let found = Reach::from(self.estate, node, &self.budget.clock());
        let found = Arc::new(found.ok_or_else(|| self.budget.time_is_up())?);
        self.reaches.from.insert(node, found.clone());
        Ok(found)
    }

    fn reach_to(&mut self, node: NodeId, planes: &[Plane]) -> Result<Arc<Reach<'q>>, Stop> {
        let key = (node, planes.to_vec());
        if let Some(known) = self.reaches.to.get(&key) {
            return Ok(known.clone());
        }
        // One search a plane.
        let table = self.table().saturating_mul(planes.len().max(1));
        if self.reaches.to.len() >= self.kept() {
            let held = std::mem::take(&mut self.reaches.held_to);
            self.reaches.to.clear();
            self.budget.release(held);
        }
        self.budget.weigh(table)?;
        self.reaches.held_to = self.reaches.held_to.saturating_add(table);
        let found = Reach::to(self.estate, node, planes, &self.budget.clock());
        let found = Arc::new(found.ok_or_else(|| self.budget.time_is_up())?);
        self.reaches.to.insert(key, found.clone());
        Ok(found)
    }

    pub(super) fn reach(
        &mut self,
        matching: Matching<'q>,
        following: Following<'q>,
        row: &mut Row,
        used: &mut Used,
        sink: Sink<'_, 'q>,
    ) -> Done {
        let (out, into) = ways(following.rel.direction, following.reversed);
        let directions = [(out, true), (into, false)];
        for (_, forward) in directions.into_iter().filter(|(open, _)| *open) {
            let flow = self.one_way(matching, following, forward, row, used, sink)?;
            if flow == Flow::Enough {
                return Ok(flow);
            }
        }
        Ok(Flow::More)
    }

    /// `forward`: from the near end to the far end.
    fn one_way(
        &mut self,
        matching: Matching<'q>,
        following: Following<'q>,
        forward: bool,
        row: &mut Row,
        used: &mut Used,
        sink: Sink<'_, 'q>,
    ) -> Done {
        let Following {
            rel,
            near,
            far,
            goal,
            ..
        } = following;
        let planes: Vec<Plane> = rel.types.planes().collect();
        self.budget.tick()?;
        let estate = self.estate;
        // Where both ends are known, one search from the source answers for every target of it.
        let (reach, known) = match (forward, goal) {
            (true, _) => (self.reach_from(near)?, goal),
            (false, Some(source)) => (self.reach_from(source)?, Some(near)),
            (false, None) => (self.reach_to(near, &planes)?, None),
        };
        let all = estate.nodes().filter(|_| known.is_none());
        for other in known.into_iter().chain(all) {
            self.budget.tick()?;
            if goal.is_none() && !self.fits(far, other) {
                continue;
            }
            for plane in &planes {
                let Some(found) = reach.path(estate, other, *plane) else {
                    continue;
                };
                let reached = Value::Relationship(Relationship::Reached(found));
                put(row, rel.slot, reached);
                put(row, far.slot, Value::Node(goal.unwrap_or(other)));
                if self.step(matching.next(), row, used, sink)? == Flow::Enough {
                    return Ok(Flow::Enough);
                }
            }
        }
        Ok(Flow::More)
    }
}
