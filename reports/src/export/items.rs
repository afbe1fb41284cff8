//! What an export is made of, in its order: nodes, groups, edges. Nothing is gathered: a format sees one item at a time.

use std::borrow::Cow;
use std::io;

use blastradius_graph::model::{
    Edge, Evidence, Graph, Kept, NodeId, NodeView, Representatives, Side,
};

use super::Selection;

/// One end of an edge of an export. A group that both holds and is granted is two nodes: what it is granted must not be
/// taken for what it may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum End {
    /// A node of the graph.
    Node(NodeId),
    /// Everybody at the source of a kept edge.
    Holders(u32),
    /// Everything at the target of a kept edge.
    Granted(u32),
}

impl End {
    /// Its id: that of the node, or one of our own.
    pub(super) fn id(self, graph: &Graph) -> Cow<'_, str> {
        match self {
            Self::Node(node) => Cow::Borrowed(graph.node(node).id),
            Self::Holders(group) => Cow::Owned(format!("blastradius/holders/{group}")),
            Self::Granted(group) => Cow::Owned(format!("blastradius/granted/{group}")),
        }
    }

    /// A short name in the file: formats whose ids may not hold every character use it.
    pub(super) fn short(self) -> String {
        match self {
            Self::Node(node) => format!("n{}", node.index()),
            Self::Holders(group) => format!("h{group}"),
            Self::Granted(group) => format!("g{group}"),
        }
    }
}

/// The kind of the nodes that stand for a group.
pub(super) const GROUP: &str = "group";
/// From a member to the group that holds a grant together.
pub(super) const MEMBER: &str = "member-of";
/// From a group that is granted together to its members.
pub(super) const CONTAINS: &str = "contains";

/// A node.
#[derive(Debug, Clone, Copy)]
pub(super) struct NodeItem<'g> {
    pub(super) end: End,
    pub(super) content: NodeContent<'g>,
}

/// What a node is.
#[derive(Debug, Clone, Copy)]
pub(super) enum NodeContent<'g> {
    Node(NodeView<'g>),
    /// A group of so many.
    Group(u64),
}

/// An edge.
#[derive(Debug)]
pub(super) struct EdgeItem<'g> {
    pub(super) from: End,
    pub(super) to: End,
    pub(super) content: EdgeContent<'g>,
}

/// What an edge is.
#[derive(Debug)]
pub(super) enum EdgeContent<'g> {
    Edge {
        edge: Edge,
        evidence: Cow<'g, [Evidence]>,
        of: Option<Representatives>,
    },
    /// Of a group: [`MEMBER`] or [`CONTAINS`].
    Membership(&'static str),
}

impl EdgeItem<'_> {
    /// The word of the edge.
    pub(super) fn kind(&self) -> &'static str {
        match &self.content {
            EdgeContent::Edge { edge, .. } => edge.kind.name(),
            EdgeContent::Membership(kind) => kind,
        }
    }
}

/// Who takes the items of an export.
pub(super) trait Sink {
    /// Every node comes before the first edge.
    fn node(&mut self, item: &NodeItem<'_>) -> io::Result<()>;
    /// Edges of the same ends come one after the other.
    fn edge(&mut self, item: &EdgeItem<'_>) -> io::Result<()>;
}

/// How much was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Counts {
    /// Nodes, with those that stand for groups.
    pub nodes: u64,
    /// Edges, with those between groups and their members.
    pub edges: u64,
}

/// Which groups stand at which ends of the edges that are selected.
struct Groups {
    holders: Vec<bool>,
    granted: Vec<bool>,
}

/// Gives every item of a selection to a sink.
pub(super) fn feed(selection: &Selection<'_>, sink: &mut dyn Sink) -> io::Result<Counts> {
    let mut counted = Counted {
        sink,
        counts: Counts::default(),
    };
    for (id, node) in selection.graph.nodes() {
        if selection.has(id) {
            counted.node(End::Node(id), NodeContent::Node(node))?;
        }
    }
    match selection.expand {
        true => hops(selection, &mut counted)?,
        false => kept(selection, &mut counted)?,
    }
    Ok(counted.counts)
}

fn hops(selection: &Selection<'_>, into: &mut Counted<'_>) -> io::Result<()> {
    let graph = selection.graph;
    for (id, from, to, edge) in graph.edges() {
        if selection.has(from) && selection.has(to) && edge.certainty >= selection.min_certainty {
            into.edge(
                End::Node(from),
                End::Node(to),
                EdgeContent::Edge {
                    edge: edge.to_edge(),
                    evidence: Cow::Owned(graph.evidence(id, from, to)),
                    of: None,
                },
            )?;
        }
    }
    Ok(())
}

fn kept(selection: &Selection<'_>, into: &mut Counted<'_>) -> io::Result<()> {
    let graph = selection.graph;
    let groups = groups(selection);
    let members = |group: u32| graph.members(group).filter(|node| selection.has(*node));
    let of = |used: &[bool]| {
        let numbers = (0u32..).zip(used).filter(|(_, used)| **used);
        numbers.map(|(group, _)| group).collect::<Vec<u32>>()
    };
    let (holders, granted) = (of(&groups.holders), of(&groups.granted));
    let ends = holders.iter().map(|group| (End::Holders(*group), *group));
    for (end, group) in ends.chain(granted.iter().map(|group| (End::Granted(*group), *group))) {
        into.node(end, NodeContent::Group(members(group).count() as u64))?;
    }
    for group in &holders {
        for node in members(*group) {
            let content = EdgeContent::Membership(MEMBER);
            into.edge(End::Node(node), End::Holders(*group), content)?;
        }
    }
    for group in &granted {
        for node in members(*group) {
            let content = EdgeContent::Membership(CONTAINS);
            into.edge(End::Granted(*group), End::Node(node), content)?;
        }
    }
    for it in selected(selection) {
        let from = match it.from {
            Side::Node(node) => End::Node(node),
            Side::Group(group) => End::Holders(group),
        };
        let to = match it.to {
            Side::Node(node) => End::Node(node),
            Side::Group(group) => End::Granted(group),
        };
        let evidence = match (it.from, it.to) {
            (Side::Node(from), Side::Node(to)) => Cow::Owned(graph.evidence(it.id, from, to)),
            _ => Cow::Owned(it.edge.evidence().collect()),
        };
        let content = EdgeContent::Edge {
            edge: it.edge.to_edge(),
            evidence,
            of: it.of,
        };
        into.edge(from, to, content)?;
    }
    Ok(())
}

/// The kept edges that are strong enough and have something that is selected at both ends.
fn selected<'g>(selection: &Selection<'g>) -> impl Iterator<Item = Kept<'g>> {
    let graph = selection.graph;
    let whole = selection.nodes.is_none();
    let groups = 0..u32::try_from(graph.group_count()).unwrap_or(u32::MAX);
    let filled: Vec<bool> = groups
        .map(|group| whole || graph.members(group).any(|node| selection.has(node)))
        .collect();
    let floor = selection.min_certainty;
    let nodes = selection.nodes.clone();
    graph.kept().filter(move |it| {
        let there = |side| match side {
            Side::Node(node) => nodes.as_ref().is_none_or(|nodes| nodes.contains(&node)),
            Side::Group(group) => filled.get(group as usize).copied().unwrap_or_default(),
        };
        it.edge.certainty >= floor && there(it.from) && there(it.to)
    })
}

fn groups(selection: &Selection<'_>) -> Groups {
    let count = selection.graph.group_count();
    let mut groups = Groups {
        holders: vec![false; count],
        granted: vec![false; count],
    };
    for it in selected(selection) {
        for (side, used) in [(it.from, &mut groups.holders), (it.to, &mut groups.granted)] {
            if let Side::Group(group) = side
                && let Some(used) = used.get_mut(group as usize)
            {
                *used = true;
            }
        }
    }
    groups
}

/// A sink, and how much it was given.
struct Counted<'s> {
    sink: &'s mut dyn Sink,
    counts: Counts,
}

impl Counted<'_> {
    fn node(&mut self, end: End, content: NodeContent<'_>) -> io::Result<()> {
        self.counts.nodes += 1;
        self.sink.node(&NodeItem { end, content })
    }

    fn edge(&mut self, from: End, to: End, content: EdgeContent<'_>) -> io::Result<()> {
        self.counts.edges += 1;
        self.sink.edge(&EdgeItem { from, to, content })
    }
}
