//! `REACHES`: asks the search of the product.

use std::collections::HashMap;
use std::sync::Arc;

use blastradius_graph::model::NodeId;

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

/// Searches that were made: from a node, or to it in some planes.
#[derive(Default)]
pub(super) struct Reaches<'q> {
    from: HashMap<NodeId, Arc<Reach<'q>>>,
    to: HashMap<(NodeId, Vec<Plane>), Arc<Reach<'q>>>,
}

impl<'q> Run<'q> {
    fn kept(&self) -> usize {
        let nodes = self.estate.graph.node_count().max(1);
        (TABLES / nodes).clamp(1, KEPT)
    }

    fn reach_from(&mut self, node: NodeId) -> Arc<Reach<'q>> {
        if self.reaches.from.len() >= self.kept() {
            self.reaches.from.clear();
        }
        let known = self.reaches.from.entry(node);
        known
            .or_insert_with(|| Arc::new(Reach::from(self.estate, node)))
            .clone()
    }

    fn reach_to(&mut self, node: NodeId, planes: &[Plane]) -> Arc<Reach<'q>> {
        if self.reaches.to.len() >= self.kept() {
            self.reaches.to.clear();
        }
        let known = self.reaches.to.entry((node, planes.to_vec()));
        known
            .or_insert_with(|| Arc::new(Reach::to(self.estate, node, planes)))
            .clone()
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
            (true, _) => (self.reach_from(near), goal),
            (false, Some(source)) => (self.reach_from(source), Some(near)),
            (false, None) => (self.reach_to(near, &planes), None),
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
