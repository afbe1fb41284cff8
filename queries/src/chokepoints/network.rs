//! The graph as a network in which every grant is an edge of its own.

use std::collections::BTreeSet;

use blastradius_collectors::facts::AssetClass;
use blastradius_collectors::snapshot::Facts;
use blastradius_graph::csr::Csr;
use blastradius_graph::model::{Certainty, Graph, NodeId};

use super::grant::Grants;
use crate::engine::cuts::{KEPT, Problem};
use crate::engine::states::level;
use crate::engine::{NO_TARGET, Question};
use crate::rank::sizes::{CLASSES, Counted, Worth};
use crate::steps::start;

/// Groups with more members are not taken apart: attachments of their members are no candidates there.
const MEMBERS: usize = 64;

/// What attackers are after.
pub(super) enum Targets {
    /// Secrets, models and data.
    Sensitive,
    /// These.
    Nodes(BTreeSet<NodeId>),
}

/// A network, and whose its edges are.
pub(super) struct Hanging {
    graph: Csr,
    grant: Vec<u32>,
    pub(super) grants: Grants,
    question: Question,
    worth: Vec<u64>,
    /// How many things are targets.
    pub(super) targets: usize,
}

impl Hanging {
    /// The network of a graph over hops of at least `floor`.
    pub(super) fn new(
        graph: &Graph,
        facts: &Facts,
        sources: &[NodeId],
        targets: &Targets,
        floor: Certainty,
        keep: &[String],
    ) -> Self {
        let counted = Counted::new(graph);
        let frozen = &counted.frozen;
        let network = &frozen.network;
        let class = classes(&counted, targets);
        let mut making = Making {
            arcs: Vec::with_capacity(network.graph.edges() as usize),
            next: class.len() as u32,
        };
        let mut grants = Grants::new(keep);
        let (backward, _) = network.graph.reversed_numbered();
        let node = |vertex: u32| frozen.states.state(graph, vertex).map(|state| state.node);
        // One end of a hop stands for all of a group.
        let ends = |vertex: u32, row: &[u32]| node(vertex).or_else(|| node(*row.first()?));
        for tail in 0..network.graph.vertices() {
            let row = network.graph.range(tail).zip(network.graph.row(tail));
            for (arc, head) in row {
                if network.label(arc).level() < level(floor) {
                    continue;
                }
                let Some(edge) = frozen.edge(graph, arc) else {
                    making.arcs.push((tail, *head, KEPT));
                    continue;
                };
                let to = ends(*head, network.graph.row(*head));
                let members = backward.row(tail);
                let split = node(tail).is_none() && members.len() <= MEMBERS;
                let tails = if split {
                    members
                } else {
                    std::slice::from_ref(&tail)
                };
                for from in tails {
                    let source = node(*from);
                    let first = members.first().and_then(|member| node(*member));
                    let needed = match (source, first, to) {
                        (Some(source), _, Some(to)) => {
                            grants.needed(graph, facts, (edge, source, to))
                        }
                        (None, Some(first), Some(to)) => {
                            grants.shared(graph, facts, (edge, first, to))
                        }
                        _ => Vec::new(),
                    };
                    let group = to.filter(|_| node(*head).is_none());
                    let own = group.map(|to| graph.node(to).id);
                    let Some(own) = own.filter(|own| grants.of(&needed, own).next().is_some())
                    else {
                        making.chain(*from, *head, &needed);
                        continue;
                    };
                    // The policy of each target is its own: a group of them is taken apart.
                    let heads = network.graph.row(*head);
                    match source.or(first).filter(|_| heads.len() <= MEMBERS) {
                        Some(source) => {
                            for head in heads {
                                let hop = node(*head).map(|to| (edge, source, to));
                                let needed = hop.map(|hop| grants.needed(graph, facts, hop));
                                making.chain(*from, *head, &needed.unwrap_or_default());
                            }
                        }
                        None => {
                            let out: Vec<u32> = grants.of(&needed, own).collect();
                            let left = needed.iter().filter(|it| !out.contains(it));
                            making.chain(*from, *head, &left.copied().collect::<Vec<_>>());
                        }
                    }
                }
            }
        }
        making
            .arcs
            .extend(counted.into.iter().map(|(from, to)| (*from, *to, KEPT)));
        let starts = sources
            .iter()
            .filter_map(|id| frozen.states.vertex(start(graph, *id)));
        let targets = class.iter().filter(|it| **it != NO_TARGET).count();
        let mut question = Question {
            sources: starts.collect(),
            class,
            classes: CLASSES,
        };
        question.class.resize(making.next as usize, NO_TARGET);
        making.arcs.sort_by_key(|arc| arc.0);
        let edges: Vec<(u32, u32)> = making.arcs.iter().map(|it| (it.0, it.1)).collect();
        Self {
            // The ends are vertices of the network and those that were added.
            graph: Csr::from_edges(making.next, &edges).unwrap_or_default(),
            grant: making.arcs.iter().map(|it| it.2).collect(),
            grants,
            question,
            worth: (0..CLASSES as u8)
                .map(|class| Worth::of_class(class).weight())
                .collect(),
            targets,
        }
    }

    pub(super) fn problem(&self) -> Problem<'_> {
        Problem {
            graph: &self.graph,
            grant: &self.grant,
            grants: self.grants.all.len() as u32,
            question: &self.question,
            worth: &self.worth,
        }
    }

    /// The grants of some edges, each once, in their order.
    pub(super) fn grants_of(&self, edges: &[u32]) -> BTreeSet<u32> {
        let grant = |edge: &u32| self.grant.get(*edge as usize).copied();
        edges
            .iter()
            .filter_map(grant)
            .filter(|it| *it != KEPT)
            .collect()
    }
}

struct Making {
    arcs: Vec<(u32, u32, u32)>,
    next: u32,
}

impl Making {
    /// A hop as a chain of its grants.
    fn chain(&mut self, from: u32, to: u32, grants: &[u32]) {
        let mut at = from;
        for (nth, grant) in (1..).zip(grants) {
            let head = match nth == grants.len() {
                true => to,
                false => {
                    self.next += 1;
                    self.next - 1
                }
            };
            self.arcs.push((at, head, *grant));
            at = head;
        }
        if grants.is_empty() {
            self.arcs.push((from, to, KEPT));
        }
    }
}

/// The classes of the vertices, without those that nobody is after.
fn classes(counted: &Counted, targets: &Targets) -> Vec<u8> {
    let wanted = |(vertex, class): (u32, &u8)| {
        if *class == NO_TARGET {
            return NO_TARGET;
        }
        let is = match (targets, Worth::of_class(*class)) {
            (Targets::Nodes(nodes), _) => counted
                .node(vertex)
                .is_some_and(|node| nodes.contains(&node)),
            (_, Worth::Administered) => false,
            (Targets::Sensitive, Worth::Read(class) | Worth::Changed(class)) => matches!(
                class,
                AssetClass::Secret | AssetClass::Model | AssetClass::Data
            ),
        };
        if is { *class } else { NO_TARGET }
    };
    (0u32..).zip(&counted.class).map(wanted).collect()
}
