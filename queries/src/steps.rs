//! Which hop may follow which: the grammar of the two radii, as a graph of states.
//!
//! A state is a node and in what way the attacker has it. From acting as an identity one goes on
//! to act as others and to touch assets; from a readable secret to the credential in it; from a
//! changed asset along the flows; from a readable index or model back to the data that it carries.

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{
    Access, AccessSet, EdgeFamily, EdgeId, EdgeKind, EdgeView, Graph, NodeId, NodeKind,
};

/// In what way the attacker has a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Mode {
    /// Acts as it: credential, identity, workload, scope.
    Act,
    /// Reads its content.
    Read,
    /// Decrypts with it or invokes it.
    Use,
    /// Changes, removes or administers it.
    Change,
    /// It is made from something that was changed.
    Carried,
    /// Something that is made from it can be read.
    Derived,
}

impl Mode {
    /// Every mode, in their order.
    pub(crate) const ALL: [Self; MODES] = [
        Self::Act,
        Self::Read,
        Self::Use,
        Self::Change,
        Self::Carried,
        Self::Derived,
    ];
}

/// How many modes there are: the stride of dense tables.
pub(crate) const MODES: usize = 6;

/// A node and in what way the attacker has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct State {
    pub(crate) node: NodeId,
    pub(crate) mode: Mode,
}

impl State {
    pub(crate) fn new(node: NodeId, mode: Mode) -> Self {
        Self { node, mode }
    }
}

/// The state in which a leaked node starts: a leaked secret is read, anything else is acted as.
pub(crate) fn start(graph: &Graph, node: NodeId) -> State {
    match graph.node(node).kind {
        NodeKind::Asset => State::new(node, Mode::Read),
        _ => State::new(node, Mode::Act),
    }
}

/// Whether what is read from this asset carries the data that it was made from.
pub(crate) fn carries(graph: &Graph, node: NodeId) -> bool {
    matches!(
        graph.node(node).class,
        Some(AssetClass::Index | AssetClass::Model)
    )
}

/// The modes that a touch gives.
fn touched(access: AccessSet) -> impl Iterator<Item = Mode> {
    [
        (access.contains(Access::Read), Mode::Read),
        (access.contains(Access::Use), Mode::Use),
        (access.intersects(AccessSet::INTEGRITY), Mode::Change),
    ]
    .into_iter()
    .filter_map(|(has, mode)| has.then_some(mode))
}

/// From which state to which an edge lets one go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Move {
    /// In what way one must have the node where the move begins.
    pub(crate) from: Mode,
    /// In what way one has the other node then.
    pub(crate) to: Mode,
    /// Whether it goes against the edge: from what is made to what it is made from.
    pub(crate) back: bool,
    /// Whether it begins only at what [`carries`] the data that it was made from.
    pub(crate) carrying: bool,
}

/// Every move that an edge allows: [`forward`], told by edge.
pub(crate) fn moves(kind: EdgeKind, access: AccessSet) -> impl Iterator<Item = Move> {
    let along = |from, to| Move {
        from,
        to,
        back: false,
        carrying: false,
    };
    let against = |from, carrying| Move {
        from,
        to: Mode::Derived,
        back: true,
        carrying,
    };
    let holds = (kind == EdgeKind::Holds).then(|| along(Mode::Read, Mode::Act));
    let family = kind.family();
    let becomes = (family == Some(EdgeFamily::Become)).then(|| along(Mode::Act, Mode::Act));
    let access = match family {
        Some(EdgeFamily::Touch) => access,
        _ => AccessSet::EMPTY,
    };
    let flows = (family == Some(EdgeFamily::Flow)).then(|| {
        [
            along(Mode::Change, Mode::Carried),
            along(Mode::Carried, Mode::Carried),
            against(Mode::Read, true),
            against(Mode::Use, true),
            against(Mode::Derived, false),
        ]
    });
    becomes
        .into_iter()
        .chain(holds)
        .chain(touched(access).map(move |mode| along(Mode::Act, mode)))
        .chain(flows.into_iter().flatten())
}

/// Visits every state that one hop leads to, in the order of the graph's edges.
pub(crate) fn forward(
    graph: &Graph,
    from: State,
    mut visit: impl FnMut(EdgeId, EdgeView<'_>, State),
) {
    match from.mode {
        Mode::Act => {
            for (id, to, edge) in graph.outgoing(from.node) {
                match edge.kind.family() {
                    Some(EdgeFamily::Become) => visit(id, edge, State::new(to, Mode::Act)),
                    Some(EdgeFamily::Touch) => {
                        touched(edge.access).for_each(|mode| visit(id, edge, State::new(to, mode)));
                    }
                    Some(EdgeFamily::Flow) | None => {}
                }
            }
        }
        Mode::Read | Mode::Use => {
            if from.mode == Mode::Read {
                for (id, to, edge) in graph.outgoing(from.node) {
                    if edge.kind == EdgeKind::Holds {
                        visit(id, edge, State::new(to, Mode::Act));
                    }
                }
            }
            if carries(graph, from.node) {
                sources(graph, from.node, &mut visit);
            }
        }
        Mode::Change | Mode::Carried => {
            for (id, to, edge) in graph.outgoing(from.node) {
                if edge.kind.family() == Some(EdgeFamily::Flow) {
                    visit(id, edge, State::new(to, Mode::Carried));
                }
            }
        }
        Mode::Derived => sources(graph, from.node, &mut visit),
    }
}

/// What the node is made from.
fn sources(graph: &Graph, node: NodeId, visit: &mut impl FnMut(EdgeId, EdgeView<'_>, State)) {
    for (id, source, edge) in graph.incoming(node) {
        if edge.kind.family() == Some(EdgeFamily::Flow) {
            visit(id, edge, State::new(source, Mode::Derived));
        }
    }
}
