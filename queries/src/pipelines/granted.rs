//! What an identity is granted: the assets that it may touch by itself, the roles that it may assume, the scopes that it
//! administers. Worked out once for each identity, the worst first.

use std::collections::HashMap;
use std::rc::Rc;

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{AccessSet, Certainty, EdgeFamily, EdgeId, EdgeKind, Graph, NodeId};

/// A hop out of an identity: the edge and where it leads.
pub(super) type GrantHop = (EdgeId, NodeId);

/// One asset that an identity may touch.
#[derive(Debug, Clone)]
pub(super) struct Grant {
    pub(super) node: NodeId,
    /// In which ways, by all edges together.
    pub(super) access: AccessSet,
    /// The edges, the surest first, and in which ways each.
    pub(super) hops: Vec<(GrantHop, AccessSet, Certainty)>,
}

/// What an identity is granted.
#[derive(Debug, Default)]
pub(super) struct Granted {
    /// The heaviest first.
    pub(super) assets: Vec<Grant>,
    /// Roles that it may assume without a technique.
    pub(super) roles: Vec<(GrantHop, Certainty)>,
    pub(super) scopes: Vec<GrantHop>,
}

/// The grants of the identities that were asked about.
pub(super) struct Grants<'g> {
    graph: &'g Graph,
    floor: Certainty,
    known: HashMap<NodeId, Rc<Granted>>,
}

/// How bad it is that an asset of a class can be touched: that of `rank`.
pub(super) fn weight(class: AssetClass, access: AccessSet, certainty: Certainty) -> u64 {
    let planes = [
        (access.intersects(AccessSet::CONFIDENTIALITY), 2),
        (access.intersects(AccessSet::INTEGRITY), 1),
    ];
    let planes: u64 = planes.iter().filter(|it| it.0).map(|it| it.1).sum();
    crate::rank::weight(class) * planes * crate::rank::share(certainty)
}

impl<'g> Grants<'g> {
    pub(super) fn new(graph: &'g Graph, floor: Certainty) -> Self {
        Self {
            graph,
            floor,
            known: HashMap::new(),
        }
    }

    pub(super) fn of(&mut self, identity: NodeId) -> Rc<Granted> {
        if let Some(known) = self.known.get(&identity) {
            return Rc::clone(known);
        }
        let granted = Rc::new(granted(self.graph, identity, self.floor));
        self.known.insert(identity, Rc::clone(&granted));
        granted
    }
}

fn granted(graph: &Graph, identity: NodeId, floor: Certainty) -> Granted {
    let mut found = Granted::default();
    for (id, to, edge) in graph.outgoing(identity) {
        if edge.certainty < floor {
            continue;
        }
        match (edge.kind.family(), edge.kind) {
            (Some(EdgeFamily::Touch), _) => {
                // Hops come in the order of their targets.
                let hop = ((id, to), edge.access, edge.certainty);
                match found.assets.last_mut() {
                    Some(last) if last.node == to => {
                        last.access = last.access.union(edge.access);
                        last.hops.push(hop);
                    }
                    _ => found.assets.push(Grant {
                        node: to,
                        access: edge.access,
                        hops: vec![hop],
                    }),
                }
            }
            (_, EdgeKind::Assumes | EdgeKind::Impersonates) if edge.technique().is_none() => {
                found.roles.push(((id, to), edge.certainty));
            }
            (_, EdgeKind::Administers) => found.scopes.push((id, to)),
            _ => {}
        }
    }
    for grant in &mut found.assets {
        grant.hops.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(&b.0)));
    }
    found.assets.sort_by_cached_key(|grant| {
        let class = graph.node(grant.node).class.unwrap_or(AssetClass::Log);
        let surest = grant.hops.first().map_or(Certainty::Influence, |it| it.2);
        (
            std::cmp::Reverse(weight(class, grant.access, surest)),
            grant.node,
        )
    });
    found
        .roles
        .sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    // One hop a role: the surest.
    let mut seen = std::collections::BTreeSet::new();
    found.roles.retain(|((_, role), _)| seen.insert(*role));
    found
}
