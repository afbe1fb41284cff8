//! `REACHES`: attack paths by the rules of the product, found by its own search, not by walking raw edges.
//!
//! What is reached, in which plane, is what `reach` lists: see [`crate::steps`] for what may follow what.

use std::sync::Arc;

use blastradius_graph::model::{Certainty, NodeId};

use super::estate::{Estate, Hop};
use super::types::Plane;
use super::value::{Path, Relationship, Value};
use crate::reach::can_be_derived;
use crate::search::{Cost, Direction, Search, search_while};
use crate::steps::{Mode, State, start};

/// The best attack path from one node to another in a plane.
#[derive(Debug)]
pub(crate) struct Reached {
    from: NodeId,
    to: NodeId,
    pub(crate) plane: Plane,
    pub(crate) path: Path,
    certainty: Certainty,
}

impl Reached {
    /// What tells it from others.
    pub(crate) fn key(&self) -> (NodeId, NodeId, Plane) {
        (self.from, self.to, self.plane)
    }

    /// A property of the whole path.
    pub(crate) fn property(&self, estate: &Estate<'_>, name: &str) -> Option<Value> {
        let edges = || self.path.hops.iter().map(|hop| estate.edge(*hop));
        Some(match name {
            "type" => Value::text("REACHES"),
            "plane" => Value::text(self.plane.name()),
            "certainty" => Value::Level(self.certainty),
            "hops" => Value::count(self.path.hops.len()),
            "gates" => Value::texts(distinct(
                edges().flat_map(|it| it.gate_kinds().map(|kind| kind.name().to_owned())),
            )),
            "gate_details" => Value::texts(distinct(
                edges().flat_map(|it| it.gates().map(|gate| gate.detail)),
            )),
            "conditions" => Value::texts(distinct(
                edges().flat_map(|it| it.conditions().map(str::to_owned)),
            )),
            "techniques" => Value::texts(distinct(
                edges().filter_map(|it| it.technique().map(str::to_owned)),
            )),
            "access" => {
                let last = edges().last();
                let access = last.into_iter().flat_map(|it| it.access.iter());
                Value::texts(access.map(|access| access.name()))
            }
            _ => return None,
        })
    }
}

impl Relationship {
    /// The nodes where it starts and ends.
    pub(crate) fn ends(&self) -> (NodeId, NodeId) {
        match self {
            Self::Hop(hop) => (hop.from, hop.to),
            Self::Reached(it) => (it.from, it.to),
        }
    }
}

/// Each once, in the order of the path.
fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in texts {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// A search from one node, or to it.
pub(crate) struct Reach<'q> {
    root: NodeId,
    /// One of all planes from a node; one a plane to it.
    searches: Vec<(Option<Plane>, Search<'q>)>,
}

impl<'q> Reach<'q> {
    /// Everything that can be reached from a node; `None` where `go_on` ended the search.
    pub(crate) fn from(
        estate: &'q Estate<'q>,
        root: NodeId,
        go_on: &dyn Fn() -> bool,
    ) -> Option<Self> {
        let graph = estate.graph;
        let roots = [start(graph, root)];
        let frozen = estate.frozen(Direction::Forward);
        let found = search_while(graph, frozen, &roots, estate.floor, go_on)?;
        Some(Self {
            root,
            searches: vec![(None, found)],
        })
    }

    /// Everything from which a node can be reached, in these planes; `None` where `go_on` ended the search.
    pub(crate) fn to(
        estate: &'q Estate<'q>,
        root: NodeId,
        planes: &[Plane],
        go_on: &dyn Fn() -> bool,
    ) -> Option<Self> {
        let graph = estate.graph;
        let frozen = estate.frozen(Direction::Backward);
        let mut wanted = planes.to_vec();
        // What is read itself is not derived.
        if wanted.contains(&Plane::Derived) && !wanted.contains(&Plane::Confidentiality) {
            wanted.push(Plane::Confidentiality);
        }
        let search = |plane: Plane| {
            let roots: Vec<State> = modes(plane)
                .iter()
                .map(|it| State::new(root, *it))
                .collect();
            let found = search_while(graph, frozen, &roots, estate.floor, go_on)?;
            Some((Some(plane), found))
        };
        Some(Self {
            root,
            searches: wanted.into_iter().map(search).collect::<Option<_>>()?,
        })
    }

    fn best(
        &self,
        estate: &Estate<'_>,
        other: NodeId,
        plane: Plane,
    ) -> Option<(Cost, &Search<'q>, State)> {
        let costs = self.searches.iter().filter_map(|(of, search)| match of {
            None => {
                let states = modes(plane).iter().map(|mode| State::new(other, *mode));
                let costs = states.filter_map(|it| Some((search.cost(it)?, it)));
                let (cost, state) = costs.min()?;
                Some((cost, search, state))
            }
            Some(of) if *of == plane => {
                let state = start(estate.graph, other);
                Some((search.cost(state)?, search, state))
            }
            Some(_) => None,
        });
        costs.min_by_key(|(cost, _, state)| (*cost, *state))
    }

    /// The best path between the root and another node in a plane, as `reach` would list it.
    pub(crate) fn path(
        &self,
        estate: &Estate<'_>,
        other: NodeId,
        plane: Plane,
    ) -> Option<Arc<Reached>> {
        let (cost, search, state) = self.best(estate, other, plane)?;
        let target = match self.searches.first() {
            Some((None, _)) => other,
            _ => self.root,
        };
        if cost.hops == 0 || !self.listed(estate, other, target, plane, cost) {
            return None;
        }
        let steps = search.path(state);
        let first = steps.first().map(|step| step.from.node);
        let nodes = first
            .into_iter()
            .chain(steps.iter().map(|step| step.to.node));
        let nodes: Vec<NodeId> = nodes.collect();
        let hops = steps.iter().map(|step| {
            let (from, to) = match step.to.mode {
                Mode::Derived => (step.to.node, step.from.node),
                _ => (step.from.node, step.to.node),
            };
            let edge = step.edge;
            Hop { from, to, edge }
        });
        let hops: Vec<Hop> = hops.collect();
        Some(Arc::new(Reached {
            from: *nodes.first()?,
            to: *nodes.last()?,
            plane,
            path: Path { nodes, hops },
            certainty: cost.level(),
        }))
    }

    fn listed(
        &self,
        estate: &Estate<'_>,
        other: NodeId,
        target: NodeId,
        plane: Plane,
        cost: Cost,
    ) -> bool {
        let class = estate.node(target).class;
        match plane {
            Plane::Acting => true,
            Plane::Confidentiality | Plane::Integrity => class.is_some(),
            Plane::Derived => {
                let direct = self.best(estate, other, Plane::Confidentiality);
                class.is_some_and(can_be_derived)
                    && direct.is_none_or(|(direct, ..)| cost.level() > direct.level())
            }
        }
    }
}

/// In what ways a node of a plane is had.
fn modes(plane: Plane) -> &'static [Mode] {
    match plane {
        Plane::Acting => &[Mode::Act],
        Plane::Confidentiality => &[Mode::Read, Mode::Use],
        Plane::Integrity => &[Mode::Change, Mode::Carried],
        Plane::Derived => &[Mode::Derived],
    }
}
