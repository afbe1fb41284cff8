//! Two graphs side by side: one number for a node of both.

use std::collections::BTreeSet;

use blastradius_graph::model::Graph;

/// The nodes of two graphs by one numbering, that of their ids together.
pub(super) struct Common<'g> {
    pub(super) ids: Vec<&'g str>,
    pub(super) before: Vec<u32>,
    pub(super) after: Vec<u32>,
}

impl<'g> Common<'g> {
    pub(super) fn new(before: &'g Graph, after: &'g Graph) -> Self {
        let of = |graph: &'g Graph| graph.nodes().map(|(_, node)| node.id);
        let all: BTreeSet<&str> = of(before).chain(of(after)).collect();
        let ids: Vec<&str> = all.into_iter().collect();
        let number = |id: &str| ids.binary_search(&id).map_or(u32::MAX, |at| at as u32);
        Self {
            before: of(before).map(number).collect(),
            after: of(after).map(number).collect(),
            ids,
        }
    }

    pub(super) fn id(&self, number: u32) -> &'g str {
        self.ids.get(number as usize).copied().unwrap_or_default()
    }
}
