//! Makes a [`Graph`]: nodes and edges in any order in, the same bytes out.

use std::collections::BTreeMap;

use blastradius_collectors::coverage::Coverage;

use super::{Edge, EdgeId, Graph, Node, NodeId, SnapshotInfo};

/// What tells two edges between the same nodes apart.
type EdgeKey = (
    String,
    String,
    super::EdgeKind,
    Option<String>,
    super::Certainty,
    Vec<String>,
);

/// Collects nodes and edges and freezes them.
///
/// Edges of the same kind, technique, certainty and conditions between the same nodes are one
/// edge: their access sets, gates and evidence are united.
#[derive(Debug, Default)]
pub struct GraphBuilder {
    nodes: BTreeMap<String, Node>,
    edges: BTreeMap<EdgeKey, Edge>,
    coverage: Vec<Coverage>,
}

impl GraphBuilder {
    /// An empty builder.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a node unless one with its id exists. A node made from a record replaces one that was only named.
    pub fn node(&mut self, node: Node) {
        match self.nodes.get_mut(&node.id) {
            Some(had) if had.record.is_none() && node.record.is_some() => *had = node,
            Some(_) => {}
            None => {
                self.nodes.insert(node.id.clone(), node);
            }
        }
    }

    /// Whether a node with this id has been added.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.nodes.contains_key(id)
    }

    /// Adds an edge. Edges between nodes that were never added are dropped at the end.
    pub fn edge(&mut self, from: &str, to: &str, mut edge: Edge) {
        edge.conditions.sort();
        edge.conditions.dedup();
        let key = (
            from.to_owned(),
            to.to_owned(),
            edge.kind,
            edge.technique.clone(),
            edge.certainty,
            edge.conditions.clone(),
        );
        match self.edges.get_mut(&key) {
            Some(had) => {
                had.access = had.access.union(edge.access);
                had.gates.extend(edge.gates);
                had.evidence.extend(edge.evidence);
            }
            None => {
                self.edges.insert(key, edge);
            }
        }
    }

    /// Adds what could not be resolved while building.
    pub fn coverage(&mut self, record: Coverage) {
        self.coverage.push(record);
    }

    /// Ends the building. The result does not depend on the order in which things were added.
    #[must_use]
    pub fn freeze(self, snapshot: SnapshotInfo) -> Graph {
        let nodes: Vec<Node> = self.nodes.into_values().collect();
        let by_id: BTreeMap<String, NodeId> = (0u32..)
            .map(NodeId)
            .zip(&nodes)
            .map(|(id, node)| (node.id.clone(), id))
            .collect();
        // The keys are in the order of the source's string id, which is the order of the dense ids.
        let edges: Vec<(NodeId, NodeId, Edge)> = self
            .edges
            .into_iter()
            .filter_map(|((from, to, ..), mut edge)| {
                edge.gates.sort();
                edge.gates.dedup();
                edge.evidence
                    .sort_by(|a, b| (a.is_provenance(), a).cmp(&(b.is_provenance(), b)));
                edge.evidence.dedup();
                Some((*by_id.get(&from)?, *by_id.get(&to)?, edge))
            })
            .collect();
        let forward = offsets(nodes.len(), edges.iter().map(|(from, _, _)| *from));
        let backward = offsets(nodes.len(), edges.iter().map(|(_, to, _)| *to));
        let mut backward_edges: Vec<EdgeId> = (0u32..).map(EdgeId).take(edges.len()).collect();
        backward_edges
            .sort_by_key(|id| edges.get(id.index()).map(|(from, to, _)| (*to, *from, *id)));
        let mut coverage = self.coverage;
        coverage.sort();
        coverage.dedup();
        Graph {
            nodes,
            edges,
            forward,
            backward,
            backward_edges,
            by_id,
            snapshot,
            coverage,
        }
    }
}

/// Row offsets: entry `n` is how many of `ends` lie before node `n`.
fn offsets(nodes: usize, ends: impl Iterator<Item = NodeId>) -> Vec<u32> {
    let mut offsets = vec![0u32; nodes + 1];
    for end in ends {
        if let Some(count) = offsets.get_mut(end.index() + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for offset in &mut offsets {
        sum += *offset;
        *offset = sum;
    }
    offsets
}
