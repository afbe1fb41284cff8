//! One relationship.

use blastradius_graph::model::NodeId;

use super::super::ast::Direction;
use super::super::estate::{Estate, Hop};
use super::super::types::Types;
use super::super::value::{Relationship, Value};
use super::matching::{Following, Matching, Used};
use super::{Done, Flow, Row, Run, Sink, at, put};

/// Whether a relationship may go out of the near end, and whether it may come into it.
///
/// `reversed`: the search goes from the right end of the pattern to the left.
pub(super) fn ways(direction: Direction, reversed: bool) -> (bool, bool) {
    match (direction, reversed) {
        (Direction::Both, _) => (true, true),
        (Direction::Right, false) | (Direction::Left, true) => (true, false),
        (Direction::Left, false) | (Direction::Right, true) => (false, true),
    }
}

/// The hops at a node that a relationship may be, in a fixed order.
///
/// `reversed`: the search goes from the right end of the pattern to the left.
pub(super) fn hops<'q>(
    estate: &'q Estate<'q>,
    node: NodeId,
    types: Types,
    direction: Direction,
    reversed: bool,
) -> impl Iterator<Item = Hop> + use<'q> {
    let (out, into) = ways(direction, reversed);
    let outgoing = out.then(|| estate.outgoing(node)).into_iter().flatten();
    let incoming = into.then(|| estate.incoming(node)).into_iter().flatten();
    // Where both ways are open, a hop of a node to itself is met once.
    let incoming = incoming.filter(move |(hop, _)| !(out && hop.from == hop.to));
    outgoing
        .chain(incoming)
        .filter(move |(_, edge)| types.hold(edge.kind))
        .map(|(hop, _)| hop)
}

impl<'q> Run<'q> {
    pub(super) fn hop(
        &mut self,
        matching: Matching<'q>,
        following: Following<'q>,
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
        let given = match (rel.bound, at(row, rel.slot)) {
            (false, _) => None,
            (true, Value::Relationship(Relationship::Hop(hop))) => Some(hop),
            (true, _) => return Ok(Flow::More),
        };
        for hop in hops(
            self.estate,
            near,
            rel.types,
            rel.direction,
            following.reversed,
        ) {
            self.budget.tick()?;
            let end = hop.other(near);
            let fits = match goal {
                Some(goal) => end == goal,
                None => self.fits(far, end),
            };
            if !fits || given.is_some_and(|given| given != hop) || !used.take(hop) {
                continue;
            }
            put(row, rel.slot, Value::Relationship(Relationship::Hop(hop)));
            put(row, far.slot, Value::Node(end));
            let flow = self.step(matching.next(), row, used, sink);
            used.leave(hop);
            if flow? == Flow::Enough {
                return Ok(Flow::Enough);
            }
        }
        Ok(Flow::More)
    }
}
