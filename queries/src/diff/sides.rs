//! The two snapshots and their graphs.

use blastradius_collectors::snapshot::{Facts, Snapshot};
use blastradius_graph::model::Graph;

use super::gaps::Gaps;

/// A snapshot and the graph that was built from it.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The snapshot.
    pub snapshot: &'a Snapshot,
    /// Its graph.
    pub graph: &'a Graph,
}

impl<'a> Side<'a> {
    pub(super) fn facts(self) -> &'a Facts {
        &self.snapshot.facts
    }

    /// What this snapshot could not see that `other` could.
    pub(super) fn gaps(self, other: Side<'_>) -> Gaps {
        Gaps::new(
            &self.snapshot.coverage,
            &other.snapshot.coverage,
            self.facts(),
        )
    }

    /// Why a record of this snapshot may be missing in the one with these gaps.
    pub(super) fn hiding(self, gaps: &Gaps, record: &str) -> Vec<String> {
        let Some((kind, id)) = record.split_once(':') else {
            return Vec::new();
        };
        let facts = self.facts();
        let found = match kind {
            "scope" => facts.scopes.get(id).map(|it| (Some(&it.id), &it.origin)),
            "identity" => facts
                .identities
                .get(id)
                .map(|it| (Some(&it.scope), &it.origin)),
            "credential" => facts
                .credentials
                .get(id)
                .map(|it| (Some(&it.scope), &it.origin)),
            "policy" => facts
                .policies
                .get(id)
                .map(|it| (it.scope.as_ref(), &it.origin)),
            "attachment" => facts.attachments.get(id).map(|it| (None, &it.origin)),
            "workload" => facts
                .workloads
                .get(id)
                .map(|it| (Some(&it.scope), &it.origin)),
            "pipeline" => facts
                .pipelines
                .get(id)
                .map(|it| (Some(&it.scope), &it.origin)),
            "asset" => facts
                .assets
                .get(id)
                .map(|it| (it.scope.as_ref(), &it.origin)),
            "lineage" => facts.lineage.get(id).map(|it| (None, &it.origin)),
            "federation" => facts.federations.get(id).map(|it| (None, &it.origin)),
            _ => None,
        };
        let (scope, source) = match found {
            Some((scope, origin)) => (scope.map(String::as_str), Some(origin.source.as_str())),
            None => (None, None),
        };
        gaps.hiding(kind, id, scope, source)
    }
}
