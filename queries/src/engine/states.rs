//! The graph as a search sees it: a vertex for each state, and for each group that edges have in common.
//!
//! A state is a node and in what way the attacker has it ([`steps`](crate::steps)). An edge between groups stays one edge:
//! the members of its source lead to a vertex that stands for them, and from one that stands for the targets it goes on to
//! each. So an administrator of everything costs one edge here too.

use std::collections::HashMap;

use blastradius_graph::model::{Certainty, EdgeFamily, EdgeId, Graph, NodeId, Side};

use super::network::{Label, Network};
use super::rows::{Arc, rows};
use crate::search::{Direction, Step};
use crate::steps::{Mode, State, carries, moves};

/// Which states there are, numbered in the order of nodes and then of modes.
#[derive(Debug, Clone)]
pub(crate) struct States {
    /// For each node the number of its first state; one more at the end.
    first: Vec<u32>,
    /// For each node its modes, as bits.
    modes: Vec<u8>,
    /// For each state its node.
    nodes: Vec<u32>,
}

impl States {
    /// The states that some hop of the graph leaves or comes to, and the one in which each node leaks.
    pub(crate) fn new(graph: &Graph) -> Self {
        let mut modes = vec![0u8; graph.node_count()];
        let mut note = |node: NodeId, mode: Mode| {
            if let Some(modes) = modes.get_mut(node.index()) {
                *modes |= 1 << mode as u8;
            }
        };
        for (id, _) in graph.nodes() {
            note(id, crate::steps::start(graph, id).mode);
        }
        // What each group takes part in, once: its members are gone through at the end.
        let mut groups = vec![0u8; graph.group_count()];
        for kept in graph.kept() {
            for it in moves(kept.edge.kind, kept.edge.access) {
                let (from, to) = match it.back {
                    false => (kept.from, kept.to),
                    true => (kept.to, kept.from),
                };
                for (side, mode) in [(from, it.from), (to, it.to)] {
                    match side {
                        Side::Node(node) => note(node, mode),
                        Side::Group(group) => {
                            if let Some(modes) = groups.get_mut(group as usize) {
                                *modes |= 1 << mode as u8;
                            }
                        }
                    }
                }
            }
        }
        for (group, had) in (0u32..).zip(groups).filter(|(_, had)| *had != 0) {
            for member in graph.members(group) {
                for mode in Mode::ALL
                    .into_iter()
                    .filter(|mode| had & (1 << (*mode as u8)) != 0)
                {
                    note(member, mode);
                }
            }
        }
        let mut first = Vec::with_capacity(modes.len() + 1);
        let mut nodes = Vec::new();
        for (node, modes) in (0u32..).zip(&modes) {
            first.push(nodes.len() as u32);
            nodes.extend(std::iter::repeat_n(node, modes.count_ones() as usize));
        }
        first.push(nodes.len() as u32);
        Self {
            first,
            modes,
            nodes,
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> u32 {
        self.nodes.len() as u32
    }

    /// The number of a state, if it is one of these.
    pub(crate) fn vertex(&self, state: State) -> Option<u32> {
        let modes = *self.modes.get(state.node.index())?;
        let bit = 1u8 << state.mode as u8;
        let before = (modes & (bit - 1)).count_ones();
        let first = *self.first.get(state.node.index())?;
        (modes & bit != 0).then_some(first + before)
    }

    /// The state of a number; `None` for a vertex that stands for a group.
    pub(crate) fn state(&self, graph: &Graph, vertex: u32) -> Option<State> {
        let node = *self.nodes.get(vertex as usize)?;
        let (id, modes) = (
            graph.node_at(node as usize)?,
            *self.modes.get(node as usize)?,
        );
        let nth = vertex - *self.first.get(node as usize)?;
        let mode = Mode::ALL
            .into_iter()
            .filter(|mode| modes & (1 << (*mode as u8)) != 0)
            .nth(nth as usize)?;
        Some(State::new(id, mode))
    }
}

/// A graph, frozen for searches in one direction.
#[derive(Debug, Clone)]
pub(crate) struct Frozen {
    pub(crate) states: States,
    pub(crate) network: Network,
    pub(crate) direction: Direction,
    /// For each edge of the network the edge of the graph that it is, or [`NO_EDGE`] where it only leads into or out of a
    /// group.
    edges: Vec<u32>,
}

const NO_EDGE: u32 = u32::MAX;

/// Costs nothing and is certain.
const FREE: Label = Label::new(3, 0, false);

/// The network while it is made.
struct Making<'g> {
    graph: &'g Graph,
    states: States,
    arcs: Vec<Arc>,
    /// The vertices of groups: as sources, by group and mode; as targets, by the gates before them too.
    groups: HashMap<(u32, Mode, Option<u8>), u32>,
}

impl Making<'_> {
    fn state(&self, node: NodeId, mode: Mode) -> Option<u32> {
        self.states.vertex(State::new(node, mode))
    }

    fn members(&self, group: u32, mode: Mode) -> Vec<u32> {
        let members = self.graph.members(group);
        members.filter_map(|node| self.state(node, mode)).collect()
    }

    fn vertex(&mut self, key: (u32, Mode, Option<u8>)) -> (u32, bool) {
        let next = self.states.len() + self.groups.len() as u32;
        let vertex = *self.groups.entry(key).or_insert(next);
        (vertex, vertex == next)
    }

    /// The vertex that all of a group lead to.
    fn source(&mut self, side: Side, mode: Mode) -> Option<u32> {
        match side {
            Side::Node(node) => self.state(node, mode),
            Side::Group(group) => {
                let (vertex, new) = self.vertex((group, mode, None));
                if new {
                    for member in self.members(group, mode) {
                        self.arcs.push((member, vertex, FREE, NO_EDGE));
                    }
                }
                Some(vertex)
            }
        }
    }

    /// The vertex that leads to all of a group, and the label of the arc to it.
    fn target(&mut self, side: Side, mode: Mode, label: (u8, u8)) -> Option<(u32, Label)> {
        let (level, gates) = label;
        match side {
            Side::Node(node) => {
                let vertex = self.state(node, mode)?;
                Some((vertex, Label::new(level, gates, true)))
            }
            Side::Group(group) => {
                let (vertex, new) = self.vertex((group, mode, Some(gates)));
                if new {
                    let label = Label::new(3, gates, true);
                    for member in self.members(group, mode) {
                        self.arcs.push((vertex, member, label, NO_EDGE));
                    }
                }
                Some((vertex, Label::new(level, 0, false)))
            }
        }
    }

    fn add(
        &mut self,
        (from, leaves): (Side, Mode),
        (to, comes): (Side, Mode),
        label: (u8, u8),
        edge: u32,
    ) {
        if let Some(source) = self.source(from, leaves)
            && let Some((target, label)) = self.target(to, comes, label)
        {
            self.arcs.push((source, target, label, edge));
        }
    }
}

/// The nodes of a side, one by one.
fn each(graph: &Graph, side: Side) -> Vec<NodeId> {
    match side {
        Side::Node(node) => vec![node],
        Side::Group(group) => graph.members(group).collect(),
    }
}

/// The rank of a level of certainty in a [`Label`]: its place in the order of levels.
pub(crate) fn level(certainty: Certainty) -> u8 {
    certainty as u8
}

impl Frozen {
    /// Freezes. Time: linear in the kept edges and the members of groups.
    ///
    /// Hops are gone through in their order by one thread, because a group gets its number where it first occurs; rows are filled by all.
    pub(crate) fn new(graph: &Graph, direction: Direction) -> Self {
        let mut making = Making {
            graph,
            states: States::new(graph),
            arcs: Vec::with_capacity(graph.edge_count() * 2),
            groups: HashMap::new(),
        };
        for kept in graph.kept() {
            let gates = u8::try_from(kept.edge.gate_count()).unwrap_or(u8::MAX);
            let label = (level(kept.edge.certainty), gates);
            let edge = kept.id.index() as u32;
            for it in moves(kept.edge.kind, kept.edge.access) {
                let (begin, end) = match it.back {
                    false => (kept.from, kept.to),
                    true => (kept.to, kept.from),
                };
                let mut add = |begin: Side, end: Side| {
                    let (from, to) = ((begin, it.from), (end, it.to));
                    match direction {
                        Direction::Forward => making.add(from, to, label, edge),
                        Direction::Backward => making.add(to, from, label, edge),
                    }
                };
                let single = |side| matches!(side, Side::Node(_));
                if kept.edge.kind.family() != Some(EdgeFamily::Flow) || single(begin) && single(end)
                {
                    let carries = |side| match side {
                        Side::Node(node) => carries(graph, node),
                        Side::Group(_) => false,
                    };
                    if !it.carrying || carries(begin) {
                        add(begin, end);
                    }
                    continue;
                }
                // Where a move depends on the node, and where a hop to itself would say something, groups are taken apart.
                for from in each(graph, begin) {
                    if it.carrying && !carries(graph, from) {
                        continue;
                    }
                    for to in each(graph, end).into_iter().filter(|to| *to != from) {
                        add(Side::Node(from), Side::Node(to));
                    }
                }
            }
        }
        let vertices = making.states.len() + making.groups.len() as u32;
        let (network, edges) = rows(vertices, &making.arcs);
        Self {
            states: making.states,
            network,
            direction,
            edges,
        }
    }

    /// The edge of the graph that an edge of the network is; `None` where it only leads into or out of a group.
    pub(crate) fn edge(&self, graph: &Graph, arc: usize) -> Option<EdgeId> {
        let of = self.edges.get(arc).copied().unwrap_or(NO_EDGE);
        graph.edge_at(of as usize)
    }

    /// The steps of a path of the network, in the order of the attack.
    pub(crate) fn steps(&self, graph: &Graph, path: &[u32]) -> Vec<Step> {
        let mut steps = Vec::new();
        let root = path.first().map(|arc| self.network.graph.tail(*arc));
        let Some(mut at) = root.and_then(|root| self.states.state(graph, root)) else {
            return steps;
        };
        let mut edge = None;
        for arc in path {
            let place = *arc as usize;
            let of = self.edges.get(place).copied().unwrap_or(NO_EDGE);
            edge = edge.or_else(|| graph.edge_at(of as usize));
            let head = self.network.graph.heads().get(place).copied();
            let Some(state) = head.and_then(|head| self.states.state(graph, head)) else {
                continue;
            };
            if let Some(edge) = edge.take() {
                steps.push(match self.direction {
                    Direction::Forward => Step {
                        edge,
                        from: at,
                        to: state,
                    },
                    Direction::Backward => Step {
                        edge,
                        from: state,
                        to: at,
                    },
                });
            }
            at = state;
        }
        if self.direction == Direction::Backward {
            steps.reverse();
        }
        steps
    }
}
