//! What is known of an index beside its edges: where it is kept, who checks what is asked of it, how fresh it is.

use serde::{Deserialize, Serialize};

/// An index made from documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexDetail {
    /// The id of the asset.
    pub id: String,
    /// The ids of the assets in which it is kept: a collection of vectors, a bucket of them.
    pub stores: Vec<String>,
    /// The ids of the logs in which what was asked and answered is kept.
    pub logs: Vec<String>,
    /// Who checks whether an asker may see a document: `none`, `caller_asserted` or `store_enforced`, and the place that says
    /// so. `None`: not known.
    pub enforcement: Option<(String, String)>,
    /// When the source that was read longest ago was last read whole, RFC 3339. `None`: not known.
    pub last_sync: Option<String>,
    /// When the policy of a source last changed, RFC 3339. `None`: not known.
    pub policy_changed: Option<String>,
    /// What shows that what was removed from its sources is still in it, in words.
    pub stale: Vec<String>,
    /// What leaves open whether it is, in words.
    pub doubts: Vec<String>,
}
