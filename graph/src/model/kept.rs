//! The edges as they are kept: between nodes and groups, not hop by hop.
//!
//! Whoever copies the whole graph somewhere else reads it here, so that an administrator stays one edge.

use super::group::{Place, members};
use super::{EdgeId, EdgeView, Graph, NodeId, Representatives};

/// One end of a kept edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// A node.
    Node(NodeId),
    /// Every member of a group of this graph; its members are those of [`Graph::members`].
    Group(u32),
}

/// An edge as it is kept. A node that is at both ends has no hop to itself.
#[derive(Debug, Clone)]
pub struct Kept<'g> {
    /// Its id; ids are dense and in the order of the edges.
    pub id: EdgeId,
    /// Where it starts.
    pub from: Side,
    /// Where it ends.
    pub to: Side,
    /// What is known about it. Its evidence is that of the representatives, where an end is a group.
    pub edge: EdgeView<'g>,
    /// The members that the evidence names, where an end is a group and they matter.
    pub of: Option<Representatives>,
}

impl Graph {
    /// Every edge as it is kept, in the order of the ids.
    pub fn kept(&self) -> impl Iterator<Item = Kept<'_>> {
        let side = |place| match place {
            Place::Node(node) => Side::Node(node),
            Place::Group(group) => Side::Group(group),
        };
        self.rows.stored().map(move |(id, stored)| Kept {
            id,
            from: side(stored.place_from()),
            to: side(stored.place_to()),
            edge: self.view(stored),
            of: self.representatives(stored),
        })
    }

    /// The node with this dense index.
    #[must_use]
    pub fn node_at(&self, index: usize) -> Option<NodeId> {
        let id = u32::try_from(index).ok()?;
        (index < self.node_count()).then_some(NodeId(id))
    }

    /// The kept edge with this dense index.
    #[must_use]
    pub fn edge_at(&self, index: usize) -> Option<EdgeId> {
        let id = u32::try_from(index).ok()?;
        (index < self.edge_count()).then_some(EdgeId(id))
    }

    /// How many groups there are; they are numbered from 0.
    #[must_use]
    pub fn group_count(&self) -> usize {
        self.rows.groups().len()
    }

    /// The members of a group, in their order. None for a number that is no group.
    pub fn members(&self, group: u32) -> impl Iterator<Item = NodeId> {
        self.rows
            .groups()
            .get(group as usize)
            .into_iter()
            .flat_map(members)
    }
}
