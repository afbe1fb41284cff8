//! What one credential reaches in one graph, and in what ways.

use std::collections::{BTreeMap, HashSet};

use blastradius_graph::model::{Certainty, Graph, NodeId, NodeKind};

use crate::answer::{Hop, Plane, Way};
use crate::engine::states::Frozen;
use crate::narrate::{certainty, gates, hops};
use crate::reach::{can_be_derived, given};
use crate::search::{Cost, Search, search};
use crate::steps::{Mode, State, start};

/// What is reached: the id, the radius (none for a scope), and whether only what is made from it can be read.
pub(super) type Target = (String, Option<Plane>, bool);

/// The ways of one credential: of each target the best, as a state whose path can be asked for.
pub(super) struct Ways<'g> {
    graph: &'g Graph,
    found: Search<'g>,
    states: BTreeMap<Target, State>,
}

impl<'g> Ways<'g> {
    pub(super) fn new(
        (graph, frozen): (&'g Graph, &'g Frozen),
        credential: NodeId,
        planes: &[Plane],
        floor: Certainty,
    ) -> Self {
        let found = search(graph, frozen, &[start(graph, credential)], floor);
        let mut states = BTreeMap::new();
        let best = |id: NodeId, modes: &[Mode]| -> Option<(Cost, State)> {
            let states = modes.iter().map(|mode| State::new(id, *mode));
            states
                .filter_map(|state| Some((found.cost(state)?, state)))
                .min()
        };
        let wants = |plane| planes.contains(&plane);
        for (id, node) in graph.nodes() {
            let mut put = |state, plane, derived| {
                states.insert((node.id.to_owned(), plane, derived), state);
            };
            match (node.kind, node.class) {
                (NodeKind::Scope, _) => {
                    if let Some((cost, state)) = best(id, &[Mode::Act])
                        && cost.hops > 0
                    {
                        put(state, None, false);
                    }
                }
                (NodeKind::Asset, Some(class)) => {
                    let read = best(id, &[Mode::Read, Mode::Use]);
                    if wants(Plane::Confidentiality) {
                        if let Some((_, state)) = read {
                            put(state, Some(Plane::Confidentiality), false);
                        }
                        let derived = best(id, &[Mode::Derived]).filter(|(cost, _)| {
                            can_be_derived(class)
                                && read.is_none_or(|(direct, _)| cost.level() > direct.level())
                        });
                        if let Some((_, state)) = derived {
                            put(state, Some(Plane::Confidentiality), true);
                        }
                    }
                    if wants(Plane::Integrity)
                        && let Some((_, state)) = best(id, &[Mode::Change, Mode::Carried])
                    {
                        put(state, Some(Plane::Integrity), false);
                    }
                }
                _ => {}
            }
        }
        Self {
            graph,
            found,
            states,
        }
    }

    pub(super) fn targets(&self) -> impl Iterator<Item = &Target> {
        self.states.keys()
    }

    /// How surely each target is reached.
    pub(super) fn levels(&self) -> impl Iterator<Item = (&Target, Certainty)> {
        let states = self.states.iter();
        states.filter_map(|(target, state)| Some((target, self.found.cost(*state)?.level())))
    }

    /// Whether a target is had in one of these states, in any mode of its radius.
    pub(super) fn is_in(&self, target: &Target, states: &HashSet<State>) -> bool {
        let modes: &[Mode] = match (target.1, target.2) {
            (None, _) => &[Mode::Act],
            (Some(_), true) => &[Mode::Derived],
            (Some(Plane::Confidentiality), false) => &[Mode::Read, Mode::Use],
            (Some(Plane::Integrity), false) => &[Mode::Change, Mode::Carried],
        };
        let node = self.states.get(target).map(|state| state.node);
        node.is_some_and(|node| {
            modes
                .iter()
                .any(|mode| states.contains(&State::new(node, *mode)))
        })
    }

    /// The best path to a target and in what way it gives it.
    pub(super) fn way(&self, target: &Target) -> Option<(Way, Vec<Hop>)> {
        let state = self.states.get(target)?;
        let path = hops(self.graph, &self.found.path(*state));
        let planes: Vec<Plane> = target.1.into_iter().collect();
        let way = Way {
            access: given(&path, &planes),
            certainty: certainty(&path),
            gates: gates(&path),
        };
        Some((way, path))
    }
}
