//! What an export says of itself: which snapshot, which attacker, what could not be seen.

use blastradius_graph::model::SnapshotInfo;
use blastradius_queries::answer::{AttackerContext, CoverageSummary};
use blastradius_queries::coverage;
use serde::Serialize;

use super::{Counts, Selection};
use crate::sanitize::json::{to_line, to_pretty};

/// What an export is of. Folders hold it as `about.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct About {
    /// `blastradius/export/1`.
    pub schema: &'static str,
    /// The snapshot that the graph was built from.
    pub snapshot: SnapshotInfo,
    /// What the attacker was taken to bring.
    pub context: AttackerContext,
    /// `groups` or `hops`.
    pub form: &'static str,
    /// Edges that are weaker were left out.
    pub min_certainty: &'static str,
    /// How much was written, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<Counts>,
    /// What could not be seen.
    pub coverage: CoverageSummary,
}

impl Selection<'_> {
    pub(super) fn about(&self) -> About {
        About {
            schema: "blastradius/export/1",
            snapshot: self.graph.snapshot().clone(),
            context: self.context.clone(),
            form: if self.expand { "hops" } else { "groups" },
            min_certainty: self.min_certainty.name(),
            counts: None,
            coverage: coverage::summary(self.graph),
        }
    }
}

impl About {
    /// As one line of JSON.
    pub(super) fn line(&self) -> String {
        // It is made of texts and numbers, which are always written.
        to_line(self).unwrap_or_default()
    }

    /// As a file, with how much was written.
    pub(super) fn file(mut self, counts: Counts) -> std::io::Result<String> {
        self.counts = Some(counts);
        Ok(to_pretty(&self)? + "\n")
    }
}
