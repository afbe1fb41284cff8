//! Shortest paths: breadth first from one end.

use std::collections::HashMap;
use std::sync::Arc;

use blastradius_graph::model::NodeId;

use super::super::ast::Shape;
use super::super::error::Stop;
use super::super::estate::Hop;
use super::super::value::Value;
use super::follow::hops;
use super::long::place;
use super::matching::{Following, Matching, Used};
use super::{Done, Flow, Row, Run, Sink};

/// How far a node is, and by which hops one comes to it from one step nearer.
type Tree = HashMap<NodeId, (usize, Vec<Hop>)>;

/// What was worked out last for each shortest path of the plan, from which node.
#[derive(Default)]
pub(super) struct Trees(HashMap<usize, (NodeId, Arc<Tree>)>);

impl Trees {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

impl<'q> Run<'q> {
    pub(super) fn shortest(
        &mut self,
        matching: Matching<'q>,
        following: Following<'q>,
        row: &mut Row,
        used: &mut Used,
        sink: Sink<'_, 'q>,
    ) -> Done {
        let (least, most) = following.rel.range.unwrap_or((1, 1));
        let wanted = self.wanted(following.rel, row)?;
        let tree = self.tree(following, most, &wanted)?;
        let mut ends: Vec<NodeId> = match following.goal {
            Some(goal) => tree
                .contains_key(&goal)
                .then_some(goal)
                .into_iter()
                .collect(),
            None => tree.keys().copied().collect(),
        };
        ends.sort_unstable();
        for end in ends {
            self.budget.tick()?;
            let distance = tree.get(&end).map_or(0, |(distance, _)| *distance);
            if distance < least || !self.ends(following, end) {
                continue;
            }
            let flow = self.paths(matching, following, &tree, end, row, used, sink)?;
            if flow == Flow::Enough {
                return Ok(flow);
            }
        }
        Ok(Flow::More)
    }

    /// Everything within reach of the near end; up to the goal if there is one.
    fn tree(
        &mut self,
        following: Following<'q>,
        most: usize,
        wanted: &[(&str, Value)],
    ) -> Result<Arc<Tree>, Stop> {
        let Following {
            rel, near, goal, ..
        } = following;
        let place = place(rel);
        let kept = goal.is_none() && wanted.is_empty();
        if kept
            && let Some((from, tree)) = self.shortest.0.get(&place)
            && *from == near
        {
            return Ok(tree.clone());
        }
        let mut tree: Tree = HashMap::from([(near, (0, Vec::new()))]);
        let mut layer = vec![near];
        let mut distance = 0;
        while !layer.is_empty() && distance < most && goal.is_none_or(|it| !tree.contains_key(&it))
        {
            distance += 1;
            let mut next = Vec::new();
            for node in layer {
                for hop in hops(
                    self.estate,
                    node,
                    rel.types,
                    rel.direction,
                    following.reversed,
                ) {
                    self.budget.tick()?;
                    if !self.has(hop, wanted) {
                        continue;
                    }
                    let end = hop.other(node);
                    let (found, ways) = tree.entry(end).or_insert_with(|| {
                        next.push(end);
                        (distance, Vec::new())
                    });
                    if *found == distance {
                        ways.push(hop);
                    }
                }
            }
            layer = next;
        }
        let tree = Arc::new(tree);
        if kept {
            self.shortest.0.insert(place, (near, tree.clone()));
        }
        Ok(tree)
    }

    /// One or all of the shortest paths to a node.
    #[expect(
        clippy::too_many_arguments,
        reason = "the state of a search, which is not kept together elsewhere"
    )]
    fn paths(
        &mut self,
        matching: Matching<'q>,
        following: Following<'q>,
        tree: &Tree,
        end: NodeId,
        row: &mut Row,
        used: &mut Used,
        sink: Sink<'_, 'q>,
    ) -> Done {
        // From the end back; of each node the way to try next.
        let mut stack = vec![(end, 0usize)];
        let mut trail: Vec<Hop> = Vec::new();
        while let Some((node, way)) = stack.last_mut() {
            self.budget.tick()?;
            let (distance, ways) = tree
                .get(node)
                .map_or((0, &[][..]), |(it, ways)| (*it, ways));
            if distance == 0 {
                let walk: Vec<Hop> = trail.iter().rev().copied().collect();
                let flow = self.taken(matching, following, end, &walk, row, used, sink)?;
                if flow == Flow::Enough || following.rel.shape == Shape::Shortest {
                    return Ok(flow);
                }
            } else if let Some(hop) = ways.get(*way) {
                *way += 1;
                let before = hop.other(*node);
                trail.push(*hop);
                stack.push((before, 0));
                continue;
            }
            stack.pop();
            trail.pop();
        }
        Ok(Flow::More)
    }

    /// Goes on with a path, unless a relationship of it is in the match already.
    #[expect(
        clippy::too_many_arguments,
        reason = "the state of a search, which is not kept together elsewhere"
    )]
    fn taken(
        &mut self,
        matching: Matching<'q>,
        following: Following<'q>,
        end: NodeId,
        walk: &[Hop],
        row: &mut Row,
        used: &mut Used,
        sink: Sink<'_, 'q>,
    ) -> Done {
        let free = walk.iter().take_while(|hop| used.take(**hop)).count();
        let flow = match free == walk.len() {
            true => self.arrive(matching, following, end, walk, row, used, sink),
            false => Ok(Flow::More),
        };
        for hop in walk.iter().take(free) {
            used.leave(*hop);
        }
        flow
    }
}
