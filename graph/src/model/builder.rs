//! Makes a [`Graph`]: nodes and edges in any order in, the same bytes out.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use blastradius_collectors::coverage::Coverage;
use roaring::RoaringBitmap;

use super::group::Place;
use super::{
    Edge, End, Evidence, Graph, GroupId, IndexDetail, Name, Node, NodeId, PipelineChain,
    Representatives, SnapshotInfo,
};

/// What tells two edges between the same ends apart.
type EdgeKey = (
    End,
    End,
    super::EdgeKind,
    Option<String>,
    super::Certainty,
    Vec<String>,
    Option<Box<Representatives>>,
);

/// Collects nodes and edges and freezes them.
///
/// Edges of the same kind, technique, certainty and conditions between the same ends are one
/// edge: their access sets, gates and evidence are united.
#[derive(Debug, Default)]
pub struct GraphBuilder {
    nodes: BTreeMap<String, Node>,
    names: HashMap<Arc<str>, Name>,
    texts: Vec<Arc<str>>,
    groups: Vec<RoaringBitmap>,
    known_groups: HashMap<Vec<u8>, GroupId>,
    edges: HashMap<EdgeKey, Edge>,
    provenance: BTreeMap<(Name, String), Vec<Evidence>>,
    coverage: Vec<Coverage>,
    pipelines: Vec<PipelineChain>,
    indexes: Vec<IndexDetail>,
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

    /// Adds a note to a node that has been added, once.
    pub fn note(&mut self, id: &str, note: String) {
        if let Some(node) = self.nodes.get_mut(id)
            && !node.notes.contains(&note)
        {
            node.notes.push(note);
        }
    }

    /// Whether a node with this id has been added.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.nodes.contains_key(id)
    }

    /// A short name for the id of a node, which may be added later.
    pub fn name(&mut self, id: &str) -> Name {
        if let Some(name) = self.names.get(id) {
            return *name;
        }
        let name = Name(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        let text: Arc<str> = Arc::from(id);
        self.texts.push(text.clone());
        self.names.insert(text, name);
        name
    }

    /// The group of these nodes: the same members are the same group. Members that are never added as nodes are left out
    /// at the end.
    pub fn group(&mut self, members: impl IntoIterator<Item = Name>) -> GroupId {
        let members: RoaringBitmap = members.into_iter().map(|name| name.0).collect();
        let mut bytes = Vec::with_capacity(members.serialized_size());
        // A vector takes every byte.
        if members.serialize_into(&mut bytes).is_err() {
            bytes.clear();
        }
        *self.known_groups.entry(bytes).or_insert_with(|| {
            let id = GroupId(u32::try_from(self.groups.len()).unwrap_or(u32::MAX));
            self.groups.push(members);
            id
        })
    }

    /// Adds an edge. Edges between nodes that were never added are dropped at the end.
    pub fn edge(&mut self, from: &str, to: &str, edge: Edge) {
        let ends = (End::Node(self.name(from)), End::Node(self.name(to)));
        self.edge_between(ends.0, ends.1, edge, Representatives::default());
    }

    /// Adds an edge from a node, or from each of a group, to a node, or to each of a group. A node of both ends has no
    /// edge to itself.
    pub fn edge_between(
        &mut self,
        from: End,
        to: End,
        mut edge: Edge,
        representatives: Representatives,
    ) {
        edge.conditions.sort();
        edge.conditions.dedup();
        let representatives =
            (representatives != Representatives::default()).then(|| Box::new(representatives));
        let key = (
            from,
            to,
            edge.kind,
            edge.technique.clone(),
            edge.certainty,
            edge.conditions.clone(),
            representatives,
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

    /// Notes how a policy comes to a principal: evidence of every hop of the principal's that the policy allows.
    pub fn provenance(&mut self, principal: &str, policy: &str, evidence: Vec<Evidence>) {
        if !evidence.is_empty() {
            let name = self.name(principal);
            let known = self.provenance.entry((name, policy.to_owned()));
            known.or_default().extend(evidence);
        }
    }

    /// Adds a pipeline as a chain of stages. Its nodes and edges are added apart.
    pub fn pipeline(&mut self, chain: PipelineChain) {
        self.pipelines.push(chain);
    }

    /// Adds what is known of an index beside its edges.
    pub fn index(&mut self, detail: IndexDetail) {
        self.indexes.push(detail);
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
        let ids: Vec<Option<NodeId>> = self
            .texts
            .iter()
            .map(|text| by_id.get(&**text).copied())
            .collect();
        let id = |name: Name| ids.get(name.0 as usize).copied().flatten();
        let (groups, order) = sorted(&self.groups, |name| id(Name(name)));
        let place = |end: End| match end {
            End::Node(name) => id(name).map(Place::Node),
            End::Group(group) => order.get(group.0 as usize).copied().map(Place::Group),
        };
        let mut edges: Vec<_> = self
            .edges
            .into_iter()
            .filter_map(
                |((from, to, kind, technique, certainty, conditions, of), mut edge)| {
                    edge.gates.sort();
                    edge.gates.dedup();
                    edge.evidence
                        .sort_by(|a, b| (a.is_provenance(), a).cmp(&(b.is_provenance(), b)));
                    edge.evidence.dedup();
                    let key = (
                        place(from)?,
                        place(to)?,
                        kind,
                        technique,
                        certainty,
                        conditions,
                        of,
                    );
                    Some((key, edge))
                },
            )
            .collect();
        edges.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let edges = edges
            .into_iter()
            .map(|((from, to, .., of), edge)| super::rows::Stored { from, to, edge, of })
            .collect();
        let provenance = self
            .provenance
            .into_iter()
            .filter_map(|((principal, policy), mut evidence)| {
                evidence.sort();
                evidence.dedup();
                Some(((id(principal)?, policy), evidence))
            })
            .collect();
        let mut coverage = self.coverage;
        coverage.sort();
        coverage.dedup();
        let mut pipelines = self.pipelines;
        pipelines.sort_by(|a, b| a.id.cmp(&b.id));
        let mut indexes = self.indexes;
        indexes.sort_by(|a, b| a.id.cmp(&b.id));
        Graph {
            rows: super::rows::Rows::new(nodes.len(), edges, groups),
            nodes,
            by_id,
            provenance,
            snapshot,
            coverage,
            pipelines,
            indexes,
        }
    }
}

/// The groups with the ids of the graph, in the order of their members, and where each went.
fn sorted(
    groups: &[RoaringBitmap],
    id: impl Fn(u32) -> Option<NodeId>,
) -> (Vec<RoaringBitmap>, Vec<u32>) {
    let mut sorted: Vec<(RoaringBitmap, usize)> = groups
        .iter()
        .map(|group| group.iter().filter_map(&id).map(|node| node.0).collect())
        .zip(0..)
        .collect();
    sorted.sort_by(|(a, _), (b, _)| a.iter().cmp(b.iter()));
    let mut order = vec![0; groups.len()];
    let mut kept: Vec<RoaringBitmap> = Vec::with_capacity(groups.len());
    for (group, at) in sorted {
        // Groups that differed only in nodes that were never added are one.
        if kept.last() != Some(&group) {
            kept.push(group);
        }
        if let Some(place) = order.get_mut(at) {
            *place = u32::try_from(kept.len().saturating_sub(1)).unwrap_or(u32::MAX);
        }
    }
    (kept, order)
}
