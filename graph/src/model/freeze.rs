//! The end of building: everything in an order that does not depend on that in which it came.
//!
//! Texts are sorted first, so that whatever is made of them sorts by their numbers.

use rayon::prelude::*;
use roaring::RoaringBitmap;

use super::builder::{GraphBuilder, number};
use super::group::Place;
use super::lists::ListPool;
use super::row::{CoverageRow, EdgeRow, EvidenceRow, GateRow, NodeRow, ProvenanceRow};
use super::rows::Rows;
use super::store::Store;
use super::{End, Graph, NodeId, SnapshotInfo};

/// The number that stands at a place.
fn at(numbers: &[u32], place: u32) -> u32 {
    numbers.get(place as usize).copied().unwrap_or_default()
}

/// The same for one greater, and 0.
fn option(numbers: &[u32], place: u32) -> u32 {
    place
        .checked_sub(1)
        .map_or(0, |place| at(numbers, place) + 1)
}

/// Rows in order, and the new number of each old one.
fn order<T: Ord + Copy>(rows: &[T]) -> (Vec<T>, Vec<u32>) {
    let mut sorted: Vec<(T, u32)> = rows.iter().copied().zip(0..).collect();
    sorted.sort_unstable();
    let mut ranks = vec![0; rows.len()];
    for (new, (_, old)) in (0..).zip(&sorted) {
        if let Some(rank) = ranks.get_mut(*old as usize) {
            *rank = new;
        }
    }
    (sorted.into_iter().map(|(row, _)| row).collect(), ranks)
}

/// Freezes what was collected.
pub(super) fn freeze(builder: GraphBuilder, snapshot: SnapshotInfo) -> Graph {
    let (texts, text) = builder.texts.sorted();
    let (lists, list) = builder.lists.sorted(|id| at(&text, id));
    let gates = builder.gates.rows.iter().map(|row| GateRow {
        kind: row.kind,
        detail: at(&text, row.detail),
    });
    let (gates, gate) = order(&gates.collect::<Vec<_>>());
    let evidence = builder.evidence.rows.iter().map(|row| EvidenceRow {
        record: at(&text, row.record),
        pointer: at(&text, row.pointer),
        note: at(&text, row.note),
    });
    let (evidence, shown) = order(&evidence.collect::<Vec<_>>());
    let provenance: Vec<bool> = evidence
        .par_iter()
        .map(|row| {
            let (record, pointer) = (texts.get(row.record), texts.get(row.pointer));
            super::edge::is_provenance(record, pointer)
        })
        .collect();

    let mut nodes: Vec<NodeRow> = builder
        .nodes
        .into_values()
        .map(|row| NodeRow {
            id: at(&text, row.id),
            bits: row.bits,
            type_name: at(&text, row.type_name),
            name: at(&text, row.name),
            scope: option(&text, row.scope),
            part_of: option(&text, row.part_of),
            record: option(&text, row.record),
            notes: at(&list, row.notes),
        })
        .collect();
    nodes.par_sort_unstable();
    let mut of_text: Vec<Option<NodeId>> = vec![None; texts.len()];
    for (node, row) in (0..).map(NodeId).zip(&nodes) {
        if let Some(place) = of_text.get_mut(row.id as usize) {
            *place = Some(node);
        }
    }
    let ids: Vec<Option<NodeId>> = builder
        .names
        .iter()
        .map(|id| of_text.get(at(&text, *id) as usize).copied().flatten())
        .collect();
    drop(of_text);
    let id = |name: u32| ids.get(name as usize).copied().flatten();
    let (groups, group_order) = sorted(&builder.groups, id);
    let place = |end: End| match end {
        End::Node(name) => id(name.0).map(Place::Node),
        End::Group(group) => group_order.get(group.0 as usize).copied().map(Place::Group),
    };

    let mut edges: Vec<EdgeRow> = builder
        .edges
        .into_iter()
        .filter_map(|(from, to, row)| {
            let row = EdgeRow {
                technique: option(&text, row.technique),
                conditions: at(&list, row.conditions),
                source: option(&text, row.source),
                target: option(&text, row.target),
                ..row
            };
            Some(row.with_ends(place(from)?, place(to)?))
        })
        .collect();
    // Which of two with the same key comes first does not matter: they become one.
    edges.par_sort_unstable_by_key(EdgeRow::key);
    let mut merge = Merge {
        gate,
        shown,
        provenance,
        gate_pool: builder.gate_lists,
        evidence_pool: builder.evidence_lists,
        gate_lists: ListPool::default(),
        evidence_lists: ListPool::default(),
    };
    let edges = merge.edges(&edges);
    let provenance = merge.provenance(
        builder
            .provenance
            .into_iter()
            .filter_map(|(name, record, list)| Some((id(name.0)?.0, at(&text, record), list)))
            .collect(),
    );
    let mut coverage: Vec<CoverageRow> = builder
        .coverage
        .into_iter()
        .map(|row| CoverageRow {
            scope: at(&text, row.scope),
            region: option(&text, row.region),
            operation: at(&text, row.operation),
            subject: option(&text, row.subject),
            reason: at(&text, row.reason),
            help: at(&text, row.help),
            source: at(&text, row.source),
            pointer: at(&text, row.pointer),
            ..row
        })
        .collect();
    coverage.par_sort_unstable();
    coverage.dedup();
    let mut pipelines = builder.pipelines;
    pipelines.sort_by(|a, b| a.id.cmp(&b.id));
    let mut started = builder.started;
    started.sort_by(|a, b| a.id.cmp(&b.id));
    let mut indexes = builder.indexes;
    indexes.sort_by(|a, b| a.id.cmp(&b.id));
    let mut trusts = builder.trusts;
    trusts.sort_by_cached_key(|it| {
        let (identity, issuer) = (it.identity.clone(), it.issuer.clone());
        let first = it.evidence.first().cloned();
        (identity, issuer, first, it.subjects.clone())
    });
    Graph {
        rows: Rows::new(nodes.len(), edges, groups),
        store: Store {
            texts,
            lists,
            gates,
            gate_lists: merge.gate_lists.finish(),
            evidence,
            evidence_lists: merge.evidence_lists.finish(),
        },
        nodes,
        provenance,
        snapshot,
        coverage,
        pipelines,
        started,
        indexes,
        trusts,
    }
}

/// Makes one edge of those that nothing tells apart.
struct Merge {
    /// The new numbers of gates and evidence.
    gate: Vec<u32>,
    shown: Vec<u32>,
    /// Which evidence, by new number, only shows how a policy comes to a principal.
    provenance: Vec<bool>,
    gate_pool: ListPool,
    evidence_pool: ListPool,
    /// What is kept.
    gate_lists: ListPool,
    evidence_lists: ListPool,
}

impl Merge {
    fn edges(&mut self, sorted: &[EdgeRow]) -> Vec<EdgeRow> {
        let mut edges = Vec::new();
        for same in sorted.chunk_by(|a, b| a.key() == b.key()) {
            let Some(mut row) = same.first().copied() else {
                continue;
            };
            for other in same {
                row.unite(other);
            }
            row.gates = self.gates(same.iter().map(|row| row.gates));
            row.evidence = self.evidence(same.iter().map(|row| row.evidence));
            edges.push(row);
        }
        edges
    }

    fn gates(&mut self, lists: impl Iterator<Item = u32>) -> u32 {
        let gates = lists.flat_map(|list| self.gate_pool.get(list));
        let mut gates: Vec<u32> = gates.map(|id| at(&self.gate, *id)).collect();
        gates.sort_unstable();
        gates.dedup();
        self.gate_lists.intern(&gates)
    }

    /// What shows the permission first.
    fn evidence(&mut self, lists: impl Iterator<Item = u32>) -> u32 {
        let evidence = lists.flat_map(|list| self.evidence_pool.get(list));
        let mut evidence: Vec<u32> = evidence.map(|id| at(&self.shown, *id)).collect();
        let comes = |id: u32| self.provenance.get(id as usize).copied();
        evidence.sort_unstable_by_key(|id| (comes(*id), *id));
        evidence.dedup();
        self.evidence_lists.intern(&evidence)
    }

    fn provenance(&mut self, mut all: Vec<(u32, u32, u32)>) -> Vec<ProvenanceRow> {
        all.par_sort_unstable();
        let mut rows = Vec::new();
        for same in all.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            if let Some((node, record, _)) = same.first().copied() {
                let evidence = self.evidence(same.iter().map(|(.., list)| *list));
                rows.push(ProvenanceRow {
                    node,
                    record,
                    evidence,
                });
            }
        }
        rows
    }
}

/// The groups with the ids of the graph, in the order of their members, and where each went.
fn sorted(
    groups: &[RoaringBitmap],
    id: impl Fn(u32) -> Option<NodeId> + Sync,
) -> (Vec<RoaringBitmap>, Vec<u32>) {
    let mut sorted: Vec<(RoaringBitmap, usize)> = groups
        .par_iter()
        .map(|group| {
            let mut members: Vec<u32> = group.iter().filter_map(&id).map(|node| node.0).collect();
            members.sort_unstable();
            members.dedup();
            RoaringBitmap::from_sorted_iter(members).unwrap_or_default()
        })
        .zip(0..groups.len())
        .collect();
    sorted.par_sort_by(|(a, _), (b, _)| a.iter().cmp(b.iter()));
    let mut order = vec![0; groups.len()];
    let mut kept: Vec<RoaringBitmap> = Vec::with_capacity(groups.len());
    for (group, at) in sorted {
        // Groups that differed only in nodes that were never added are one.
        if kept.last() != Some(&group) {
            kept.push(group);
        }
        if let Some(place) = order.get_mut(at) {
            *place = number(kept.len().saturating_sub(1));
        }
    }
    (kept, order)
}
