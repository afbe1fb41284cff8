//! A finished search, read off into the entries of the answer.

use std::collections::BTreeSet;

use blastradius_graph::model::{Access, AccessSet, EdgeKind, Graph, NodeId, NodeKind, NodeView};

use super::runs::{Chains, runs};
use super::{can_be_derived, same_way};
use crate::answer::{AdminOf, Hop, Plane, ReachedAsset, ReachedIdentity, ReachedWorkload};
use crate::narrate::{Briefs, base_identity, certainty, gates, hops};
use crate::search::{Cost, Search, Step};
use crate::steps::{Mode, State};

/// The search; collects the briefs of the nodes that it names.
pub(super) struct Walk<'a> {
    pub(super) graph: &'a Graph,
    pub(super) found: Search<'a>,
    pub(super) briefs: Briefs,
}

impl Walk<'_> {
    /// The best path to acting as `id`, unless that is where the attacker starts.
    fn acting(&mut self, id: NodeId) -> Option<(Cost, Vec<Step>)> {
        let state = State::new(id, Mode::Act);
        let cost = self.found.cost(state).filter(|cost| cost.hops > 0)?;
        let steps = self.found.path(state);
        self.briefs.path(self.graph, &steps);
        Some((cost, steps))
    }

    pub(super) fn identity(
        &mut self,
        id: NodeId,
        node: NodeView<'_>,
    ) -> Option<(Cost, ReachedIdentity)> {
        let (cost, steps) = self.acting(id)?;
        let path = hops(self.graph, &steps);
        Some((
            cost,
            ReachedIdentity {
                id: node.id.to_owned(),
                name: node.name.to_owned(),
                hops: path.len(),
                certainty: certainty(&path),
                gates: gates(&path),
                path,
                type_name: node.type_name.to_owned(),
                variant_of: base_identity(self.graph, id)
                    .map(|base| self.graph.node(base).id.to_owned()),
            },
        ))
    }

    pub(super) fn workload(
        &mut self,
        id: NodeId,
        node: NodeView<'_>,
    ) -> Option<(Cost, ReachedWorkload)> {
        let (cost, steps) = self.acting(id)?;
        let path = hops(self.graph, &steps);
        Some((
            cost,
            ReachedWorkload {
                id: node.id.to_owned(),
                type_name: node.type_name.to_owned(),
                name: node.name.to_owned(),
                hops: path.len(),
                certainty: certainty(&path),
                gates: gates(&path),
                path,
            },
        ))
    }

    pub(super) fn admin(&mut self, id: NodeId, node: NodeView<'_>) -> Option<(Cost, AdminOf)> {
        let (cost, steps) = self.acting(id)?;
        let path = hops(self.graph, &steps);
        Some((
            cost,
            AdminOf {
                id: node.id.to_owned(),
                name: node.name.to_owned(),
                hops: path.len(),
                certainty: certainty(&path),
                gates: gates(&path),
                path,
            },
        ))
    }

    /// The distinct identities that the attacker is or can become, stronger forms not counted twice.
    pub(super) fn people(&self, subjects: &BTreeSet<NodeId>) -> usize {
        let acting = self.graph.nodes().filter(|(id, node)| {
            node.kind == NodeKind::Identity
                && (subjects.contains(id) || self.found.cost(State::new(*id, Mode::Act)).is_some())
        });
        acting
            .map(|(id, _)| base_identity(self.graph, id).unwrap_or(id))
            .collect::<BTreeSet<NodeId>>()
            .len()
    }

    pub(super) fn best(&self, id: NodeId, modes: [Mode; 2]) -> Option<(Cost, State)> {
        modes
            .into_iter()
            .filter_map(|mode| {
                let state = State::new(id, mode);
                self.found.cost(state).map(|cost| (cost, state))
            })
            .min()
    }

    pub(super) fn asset(
        &mut self,
        id: NodeId,
        node: NodeView<'_>,
        chains: &Chains<'_>,
        into: &mut Vec<(Cost, ReachedAsset)>,
    ) {
        let Some(class) = node.class else { return };
        let read = self.best(id, [Mode::Read, Mode::Use]);
        let change = self.best(id, [Mode::Change, Mode::Carried]);
        let derived = self
            .best(id, [Mode::Derived, Mode::Derived])
            .filter(|_| can_be_derived(class))
            .filter(|(cost, _)| read.is_none_or(|(direct, _)| cost.level() > direct.level()));

        let route = |best: (Cost, State)| (best.0, self.found.path(best.1));
        let (conf, integrity) = (Plane::Confidentiality, Plane::Integrity);
        let mut entries: Vec<(Cost, Vec<Step>, Vec<Plane>, bool)> = Vec::new();
        match (read.map(route), change.map(route)) {
            (Some((cost, steps)), Some((_, other))) if same_way(&steps, &other) => {
                entries.push((cost, steps, vec![conf, integrity], false));
            }
            (read, change) => {
                entries.extend(read.map(|(cost, steps)| (cost, steps, vec![conf], false)));
                entries.extend(change.map(|(cost, steps)| (cost, steps, vec![integrity], false)));
            }
        }
        entries.extend(derived.map(|best| (best.0, self.found.path(best.1), vec![conf], true)));

        for (cost, steps, plane, derived) in entries {
            self.briefs.path(self.graph, &steps);
            let path = hops(self.graph, &steps);
            let access = given(&path, &plane);
            // What an index carries was read long ago; only changes go on.
            let runs = match derived {
                true => None,
                false => runs(self.graph, chains, &steps),
            };
            into.push((
                cost,
                ReachedAsset {
                    id: node.id.to_owned(),
                    class,
                    type_name: node.type_name.to_owned(),
                    name: node.name.to_owned(),
                    access,
                    plane,
                    derived,
                    hops: path.len(),
                    certainty: certainty(&path),
                    gates: gates(&path),
                    path,
                    part_of: node.part_of.map(str::to_owned),
                    scope: node.scope.map(str::to_owned),
                    holds: held(self.graph, id),
                    runs,
                },
            ));
        }
    }

    /// The credentials that the attacker comes to know on the way, other than those that leaked, and
    /// what each was found in; the nearest first.
    pub(super) fn found_credentials(&self) -> Vec<(NodeId, NodeId)> {
        let credentials = self
            .graph
            .nodes()
            .filter(|(_, node)| node.kind == NodeKind::Credential);
        let mut found: Vec<(Cost, NodeId, NodeId)> = credentials
            .filter_map(|(id, _)| {
                let state = State::new(id, Mode::Act);
                let cost = self.found.cost(state).filter(|cost| cost.hops > 0)?;
                let last = self.found.path(state).last().copied()?;
                Some((cost, id, last.from.node))
            })
            .collect();
        found.sort_unstable();
        found
            .into_iter()
            .map(|(_, id, holder)| (id, holder))
            .collect()
    }
}

/// What the last hop of a path to an asset gives in these radii: `list` belongs to both. Nothing where the path
/// does not end with a touch: what is only made from the asset's source, or carried by what is made from it.
pub(crate) fn given(path: &[Hop], planes: &[Plane]) -> AccessSet {
    let touch = path.last().filter(|hop| hop.edge == EdgeKind::Touches);
    let ways = planes.iter().map(|plane| match plane {
        Plane::Confidentiality => AccessSet::CONFIDENTIALITY,
        Plane::Integrity => AccessSet::INTEGRITY,
    });
    let ways = ways.fold(AccessSet::EMPTY.with(Access::List), AccessSet::union);
    let access = touch.map_or(AccessSet::EMPTY, |hop| hop.access);
    access.iter().filter(|way| ways.contains(*way)).collect()
}

/// The credentials that an asset is known to hold.
fn held(graph: &Graph, asset: NodeId) -> Vec<String> {
    let mut held: Vec<String> = graph
        .outgoing(asset)
        .filter(|(_, _, edge)| edge.kind == EdgeKind::Holds)
        .map(|(_, to, _)| graph.node(to).id.to_owned())
        .collect();
    held.dedup();
    held
}
