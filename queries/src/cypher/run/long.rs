//! Repeated relationships: every walk that takes no relationship twice, depth first, shorter ones before what they grow to.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use blastradius_graph::model::NodeId;

use super::super::compare::equal;
use super::super::error::Stop;
use super::super::estate::Hop;
use super::super::plan::RelPlan;
use super::super::properties;
use super::super::value::{Relationship, Value};
use super::follow::hops;
use super::matching::{Following, Matching, Used};
use super::{Done, Flow, Row, Run, Sink, put};

/// How many steps there are at least from a node to one where a walk may end.
type Distance = Arc<HashMap<NodeId, usize>>;

/// What was worked out last for each repeated relationship of the plan, by its place in memory, and its goal.
#[derive(Default)]
pub(super) struct Distances(HashMap<usize, (Option<NodeId>, Distance)>);

impl Distances {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

/// The place of a relationship of the plan, which does not move while it runs.
pub(super) fn place(rel: &RelPlan) -> usize {
    std::ptr::from_ref(rel).addr()
}

/// Shorter walks are tried without looking where they can end.
const LONG: usize = 2;

impl<'q> Run<'q> {
    /// What every relationship of a repeated one must have, with its values.
    pub(super) fn wanted(
        &mut self,
        rel: &'q RelPlan,
        row: &mut Row,
    ) -> Result<Vec<(&'q str, Value)>, Stop> {
        let properties = rel.properties.iter();
        properties
            .map(|(name, expr)| Ok((name.as_str(), self.eval(expr, row)?)))
            .collect()
    }

    pub(super) fn has(&self, hop: Hop, wanted: &[(&str, Value)]) -> bool {
        let own = Value::Relationship(Relationship::Hop(hop));
        wanted.iter().all(|(name, value)| {
            let property = properties::get(self.estate, &own, name);
            property.is_some_and(|it| equal(&it, value) == Some(true))
        })
    }

    pub(super) fn long(
        &mut self,
        matching: Matching<'q>,
        following: Following<'q>,
        row: &mut Row,
        used: &mut Used,
        sink: Sink<'_, 'q>,
    ) -> Done {
        let mut trail = Vec::new();
        let flow = self.walks(matching, following, row, used, &mut trail, sink);
        for hop in trail {
            used.leave(hop);
        }
        flow
    }

    fn walks(
        &mut self,
        matching: Matching<'q>,
        following: Following<'q>,
        row: &mut Row,
        used: &mut Used,
        trail: &mut Vec<Hop>,
        sink: Sink<'_, 'q>,
    ) -> Done {
        let Following {
            rel,
            near,
            reversed,
            ..
        } = following;
        let (least, most) = rel.range.unwrap_or((1, 1));
        let wanted = self.wanted(rel, row)?;
        let distances = self.distances(following, most)?;
        let leads = |node: NodeId, depth: usize| match &distances {
            None => true,
            Some(distances) => distances
                .get(&node)
                .is_some_and(|left| depth.saturating_add(*left) <= most),
        };
        if least == 0 && self.ends(following, near) {
            let flow = self.arrive(matching, following, near, &[], row, used, sink)?;
            if flow == Flow::Enough {
                return Ok(flow);
            }
        }
        if most == 0 || !leads(near, 0) {
            return Ok(Flow::More);
        }
        let estate = self.estate;
        let from = |node| hops(estate, node, rel.types, rel.direction, reversed);
        let mut stack = vec![(from(near), near)];
        while let Some((ways, node)) = stack.last_mut() {
            let Some(hop) = ways.next() else {
                stack.pop();
                if let Some(hop) = trail.pop() {
                    used.leave(hop);
                }
                continue;
            };
            self.budget.tick()?;
            let end = hop.other(*node);
            let depth = trail.len() + 1;
            if !leads(end, depth) || !self.has(hop, &wanted) || !used.take(hop) {
                continue;
            }
            trail.push(hop);
            if depth >= least && self.ends(following, end) {
                let flow = self.arrive(matching, following, end, trail, row, used, sink)?;
                if flow == Flow::Enough {
                    return Ok(flow);
                }
            }
            if depth < most {
                stack.push((from(end), end));
            } else {
                trail.pop();
                used.leave(hop);
            }
        }
        Ok(Flow::More)
    }

    /// Whether a walk may end at a node.
    pub(super) fn ends(&self, following: Following<'q>, node: NodeId) -> bool {
        match following.goal {
            Some(goal) => goal == node,
            None => self.fits(following.far, node),
        }
    }

    /// Goes on with the pattern from the end of a walk.
    #[expect(
        clippy::too_many_arguments,
        reason = "the state of a search, which is not kept together elsewhere"
    )]
    pub(super) fn arrive(
        &mut self,
        matching: Matching<'q>,
        following: Following<'q>,
        end: NodeId,
        trail: &[Hop],
        row: &mut Row,
        used: &mut Used,
        sink: Sink<'_, 'q>,
    ) -> Done {
        let mut list: Vec<Value> = trail
            .iter()
            .map(|hop| Value::Relationship(Relationship::Hop(*hop)))
            .collect();
        if following.reversed {
            list.reverse();
        }
        put(row, following.rel.slot, Value::small(list));
        put(row, following.far.slot, Value::Node(end));
        self.step(matching.next(), row, used, sink)
    }

    /// How far every node is from where a walk may end, so that ways that lead nowhere are not walked.
    fn distances(
        &mut self,
        following: Following<'q>,
        most: usize,
    ) -> Result<Option<Distance>, Stop> {
        let Following { rel, far, goal, .. } = following;
        if most <= LONG || (goal.is_none() && far.labels.is_empty()) {
            return Ok(None);
        }
        let place = place(rel);
        if let Some((known, distances)) = self.long.0.get(&place)
            && *known == goal
        {
            return Ok(Some(distances.clone()));
        }
        let mut distances: HashMap<NodeId, usize> = HashMap::new();
        let mut queue = VecDeque::new();
        let estate = self.estate;
        let all = estate
            .nodes()
            .filter(|node| goal.is_none() && self.fits(far, *node));
        for end in goal.into_iter().chain(all) {
            distances.insert(end, 0);
            queue.push_back((end, 0usize));
        }
        while let Some((node, distance)) = queue.pop_front() {
            if distance >= most {
                continue;
            }
            for hop in hops(estate, node, rel.types, rel.direction, !following.reversed) {
                self.budget.tick()?;
                let before = hop.other(node);
                if let std::collections::hash_map::Entry::Vacant(place) = distances.entry(before) {
                    place.insert(distance + 1);
                    queue.push_back((before, distance + 1));
                }
            }
        }
        let distances = Arc::new(distances);
        self.long.0.insert(place, (goal, distances.clone()));
        Ok(Some(distances))
    }
}
