//! How much each of many nodes reaches, by the engine: all at once, a level of certainty at a time.

use std::collections::BTreeMap;

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::csr::Csr;
use blastradius_graph::model::{Certainty, Graph, NodeId, NodeKind};

use super::Size;
pub(crate) use super::worth::{CLASSES, Worth};
use crate::answer::{ByClass, ClassCounts, IntegrityCounts, LevelCounts};
use crate::engine::states::{Frozen, level};
use crate::engine::{NO_TARGET, Part, Prepared, Question, TooLittleMemory};
use crate::search::Direction;
use crate::steps::{Mode, State, start};

/// The graph with a vertex for everything that counts once, however it is reached.
pub(crate) struct Counted {
    pub(crate) frozen: Frozen,
    /// The class of each vertex.
    pub(crate) class: Vec<u8>,
    /// The edges to the vertices that count: from each state that comes to the same.
    pub(crate) into: Vec<(u32, u32)>,
    /// For each vertex that counts, from the first on, the node that it is.
    nodes: Vec<NodeId>,
    first: u32,
}

impl Counted {
    pub(crate) fn new(graph: &Graph) -> Self {
        Self::of(graph, Frozen::new(graph, Direction::Forward))
    }

    /// The same of a graph that is frozen already, forward.
    fn of(graph: &Graph, frozen: Frozen) -> Self {
        let first = frozen.network.graph.vertices();
        let mut counted = Self {
            class: vec![NO_TARGET; first as usize],
            into: Vec::new(),
            nodes: Vec::new(),
            first,
            frozen,
        };
        for (id, node) in graph.nodes() {
            if node.kind == NodeKind::Scope {
                counted.add(id, Worth::Administered, &[Mode::Act]);
            }
            if let Some(class) = node.class {
                counted.add(id, Worth::Read(class), &[Mode::Read, Mode::Use]);
                counted.add(id, Worth::Changed(class), &[Mode::Change, Mode::Carried]);
            }
        }
        counted
    }

    fn add(&mut self, node: NodeId, worth: Worth, modes: &[Mode]) {
        let states = &self.frozen.states;
        let states = modes
            .iter()
            .filter_map(|mode| states.vertex(State::new(node, *mode)));
        let vertex = self.first + self.nodes.len() as u32;
        let before = self.into.len();
        self.into.extend(states.map(|state| (state, vertex)));
        if self.into.len() > before {
            self.nodes.push(node);
            self.class.push(worth.class());
        }
    }

    /// The hops of at least a level.
    pub(crate) fn at_least(&self, level: u8) -> Csr {
        let network = &self.frozen.network;
        let mut edges: Vec<(u32, u32)> = Vec::with_capacity(network.labels.len() + self.into.len());
        for tail in 0..network.graph.vertices() {
            let row = network.graph.range(tail).zip(network.graph.row(tail));
            edges.extend(
                row.filter(|(edge, _)| network.label(*edge).level() >= level)
                    .map(|(_, head)| (tail, *head)),
            );
        }
        edges.extend(&self.into);
        // The ends are vertices of the network and those that were added to it.
        Csr::from_edges(self.class.len() as u32, &edges).unwrap_or_default()
    }

    /// The node that a vertex that counts is.
    pub(crate) fn node(&self, vertex: u32) -> Option<NodeId> {
        let place = vertex.checked_sub(self.first)?;
        self.nodes.get(place as usize).copied()
    }
}

/// The counts of one level, of all that is reached over hops of at least that level.
struct Level {
    certainty: Certainty,
    /// For each root.
    counts: Vec<[u32; CLASSES]>,
}

/// Which part of the work is done, and with how much memory for its tables, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Work {
    pub(super) part: Part,
    pub(super) memory: Option<u64>,
}

impl Work {
    pub(super) const ALL: Self = Self {
        part: Part::WHOLE,
        memory: None,
    };
}

/// The size of the radius of each of `roots`, over hops of at least `floor`: what a part of the targets adds to it. What a
/// root itself is does not count; of roots that are assets or scopes only the whole can be asked for.
pub(super) fn sizes(
    graph: &Graph,
    roots: &[NodeId],
    floor: Certainty,
    work: Work,
) -> Result<Vec<Size>, TooLittleMemory> {
    let frozen = Frozen::new(graph, Direction::Forward);
    Ok(sizes_of(graph, frozen, roots, floor, work)?.0)
}

/// The same of a graph that is frozen already, forward; it is handed back.
pub(super) fn sizes_of(
    graph: &Graph,
    frozen: Frozen,
    roots: &[NodeId],
    floor: Certainty,
    work: Work,
) -> Result<(Vec<Size>, Frozen), TooLittleMemory> {
    let counted = Counted::of(graph, frozen);
    let starts: Vec<u32> = roots
        .iter()
        .map(|root| counted.frozen.states.vertex(start(graph, *root)))
        .map(|vertex| vertex.unwrap_or(u32::MAX))
        .collect();
    let question = Question {
        class: counted.class.clone(),
        classes: CLASSES,
        sources: starts
            .iter()
            .copied()
            .filter(|it| *it != u32::MAX)
            .collect(),
    };
    let present = counted.frozen.network.levels();
    let mut levels: Vec<Level> = Vec::new();
    let mut scopes: Vec<Vec<String>> = vec![Vec::new(); roots.len()];
    let last = Certainty::ALL
        .into_iter()
        .rfind(|it| *it >= floor && present.contains(&level(*it)));
    for certainty in Certainty::ALL {
        if certainty < floor || !present.contains(&level(certainty)) {
            continue;
        }
        let hops = counted.at_least(level(certainty));
        let prepared = Prepared::new(&hops, &question);
        let counts = match work.memory {
            Some(limit) => prepared.count_within(work.part, limit)?,
            None => prepared.count(work.part),
        };
        let mut itself = Itself::new(&counted, &prepared);
        let of = |(root, vertex): (&NodeId, &u32)| {
            let mut found = [0; CLASSES];
            if let Some(row) = prepared.row(*vertex) {
                for (to, count) in found.iter_mut().zip(prepared.counts_of(&counts, row)) {
                    *to = count;
                }
                itself.leave_out(graph, *root, *vertex, &mut found);
            }
            found
        };
        levels.push(Level {
            certainty,
            counts: roots.iter().zip(&starts).map(of).collect(),
        });
        // Lists are short: the first part has them.
        if Some(certainty) == last && work.part.part == 0 {
            let mut known: BTreeMap<u32, Vec<NodeId>> = BTreeMap::new();
            let mut room = prepared.room();
            for ((root, vertex), scopes) in roots.iter().zip(&starts).zip(&mut scopes) {
                let Some(row) = prepared.row(*vertex) else {
                    continue;
                };
                let administered = known.entry(row).or_insert_with(|| {
                    let class = Worth::Administered.class();
                    let found = prepared.list(*vertex, class, &mut room);
                    let mut nodes: Vec<NodeId> = found
                        .into_iter()
                        .filter_map(|it| counted.node(it))
                        .collect();
                    nodes.sort_unstable();
                    nodes
                });
                let others = administered.iter().filter(|scope| *scope != root);
                scopes.extend(others.map(|scope| graph.node(*scope).id.to_owned()));
            }
        }
    }
    let sizes = scopes.into_iter().enumerate();
    let sizes = sizes.map(|(at, admin_of)| size(&levels, at, floor, admin_of));
    Ok((sizes.collect(), counted.frozen))
}

/// Takes what a root itself is out of its counts: a leaked secret reaches itself, and is not what it reaches.
struct Itself<'a> {
    counted: &'a Counted,
    prepared: &'a Prepared,
    room: crate::engine::Room,
}

impl<'a> Itself<'a> {
    fn new(counted: &'a Counted, prepared: &'a Prepared) -> Self {
        Self {
            counted,
            prepared,
            room: prepared.room(),
        }
    }

    fn leave_out(&mut self, graph: &Graph, root: NodeId, vertex: u32, counts: &mut [u32; CLASSES]) {
        let node = graph.node(root);
        let scope = (node.kind == NodeKind::Scope).then_some(Worth::Administered);
        let asset = node
            .class
            .into_iter()
            .flat_map(|class| [Worth::Read(class), Worth::Changed(class)]);
        for worth in asset.chain(scope) {
            let class = worth.class();
            let found = self.prepared.list(vertex, class, &mut self.room);
            let reached = found.iter().any(|it| self.counted.node(*it) == Some(root));
            if let Some(count) = counts.get_mut(usize::from(class)) {
                *count -= u32::from(reached);
            }
        }
    }
}

/// What the counts of all levels come to.
fn size(levels: &[Level], at: usize, floor: Certainty, admin_of: Vec<String>) -> Size {
    let mut size = Size {
        admin_of,
        levels: none(floor),
        ..Size::default()
    };
    let of = |counts: &[u32; CLASSES], worth: Worth| {
        let count = counts.get(usize::from(worth.class()));
        count.copied().unwrap_or(0)
    };
    // A level at which nothing hangs has what the one before it has.
    for told in &mut size.levels {
        let swept = levels.iter().rfind(|it| it.certainty >= told.certainty);
        let Some(counts) = swept.and_then(|it| it.counts.get(at)) else {
            continue;
        };
        told.confidentiality = ByClass::of(|class| of(counts, Worth::Read(class)));
        told.integrity = ByClass::of(|class| of(counts, Worth::Changed(class)));
        told.administered = of(counts, Worth::Administered);
    }
    let mut before = [0u32; CLASSES];
    for level in levels {
        let Some(counts) = level.counts.get(at) else {
            continue;
        };
        let share = super::share(level.certainty).cast_signed();
        // What is found at this level and at no stronger one. Levels number the targets each in its own way, so that in one part
        // of the blocks it may be less than nothing; all parts together are right.
        let new = |worth: Worth| i64::from(of(counts, worth)) - i64::from(of(&before, worth));
        size.score += 1000 * 2 * share * new(Worth::Administered);
        for class in AssetClass::ALL {
            let (read, changed) = (new(Worth::Read(class)), new(Worth::Changed(class)));
            size.score += (2 * read + changed) * super::weight(class).cast_signed() * share;
        }
        if level.certainty == Certainty::Certain {
            size.certain = readable(counts);
        }
        before = *counts;
    }
    // The last level has all that the others have.
    size.readable = readable(&before);
    size.integrity = IntegrityCounts {
        data: of(&before, Worth::Changed(AssetClass::Data)) as usize,
        models: of(&before, Worth::Changed(AssetClass::Model)) as usize,
    };
    size
}

/// Nothing at each level that is asked for, the surest first.
pub(super) fn none(floor: Certainty) -> Vec<LevelCounts> {
    let asked = Certainty::ALL.into_iter().filter(|it| *it >= floor);
    asked.map(LevelCounts::none).collect()
}

/// What can be read or used, of the three classes of the first screen.
fn readable(counts: &[u32; CLASSES]) -> ClassCounts {
    let of = |class: AssetClass| {
        let count = counts.get(usize::from(Worth::Read(class).class()));
        count.map_or(0, |count| *count as usize)
    };
    ClassCounts {
        data: of(AssetClass::Data),
        models: of(AssetClass::Model),
        secrets: of(AssetClass::Secret),
    }
}
