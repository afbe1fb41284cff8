//! Where data, code and models flow.

use serde::{Deserialize, Serialize};

use super::origin::{Merge, Origin};

/// What flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LineageKind {
    /// Data is read or written.
    Data,
    /// A model is trained, packaged or served.
    Model,
    /// Code is fetched and run.
    Code,
    /// A container image is pulled and run.
    Image,
    /// An index is made from data.
    Index,
}

/// One flow from an asset or workload to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lineage {
    /// `<from>-><to>#<kind>`.
    pub id: String,
    /// What flows.
    pub kind: LineageKind,
    /// The id of where it comes from.
    pub from: String,
    /// The id of where it goes.
    pub to: String,
    /// Why it is taken to flow where the definition does not say so in so many words: the default of a parameter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assumed: Option<String>,
    /// The digest that the content must have, where one is asked for: of an image, of a data set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<String>,
    /// Where this was read.
    pub origin: Origin,
}

impl Lineage {
    /// A flow; its id is made from its parts.
    pub fn new(
        kind: LineageKind,
        from: impl Into<String>,
        to: impl Into<String>,
        origin: Origin,
    ) -> Self {
        let (from, to) = (from.into(), to.into());
        let name = match kind {
            LineageKind::Data => "data",
            LineageKind::Model => "model",
            LineageKind::Code => "code",
            LineageKind::Image => "image",
            LineageKind::Index => "index",
        };
        Self {
            id: format!("{from}->{to}#{name}"),
            kind,
            from,
            to,
            assumed: None,
            pinned: None,
            origin,
        }
    }
}

impl Merge for Lineage {
    fn merge(&mut self, later: Self) -> Vec<&'static str> {
        // The id is made of the ends and the kind. What one sighting says outright is no longer assumed, and content
        // that flows unpinned in one of them is not pinned.
        self.assumed = self.assumed.take().filter(|_| later.assumed.is_some());
        if self.pinned != later.pinned {
            self.pinned = None;
        }
        Vec::new()
    }
}
