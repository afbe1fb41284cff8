//! What the token of a job may do.
//!
//! GitHub Docs, "Workflow syntax", `permissions`: those of the job, else those of the workflow, else the default of the
//! repository; where some are named, the others are none.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::pipelines::Node;

/// What stands under `permissions`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Permissions {
    /// Nothing is written: the repository decides.
    Default,
    /// `read-all`, `write-all`.
    All(bool),
    /// Each that is named: `contents` to `write`.
    Named(BTreeMap<String, String>),
}

impl Permissions {
    /// What stands there.
    pub(super) fn of(node: Option<&Node>) -> Self {
        let Some(node) = node else {
            return Self::Default;
        };
        match node.as_str() {
            Some("write-all") => return Self::All(true),
            Some("read-all") => return Self::All(false),
            _ => {}
        }
        let named = node.entries().iter().filter_map(|(name, level)| {
            let level = level.as_str()?;
            Some((name.as_str()?.to_owned(), level.to_owned()))
        });
        Self::Named(named.collect())
    }

    /// Those of a job: its own, else those of its workflow.
    pub(super) fn or(self, workflow: &Self) -> Self {
        match self {
            Self::Default => workflow.clone(),
            own => own,
        }
    }

    /// Whether it may ask for tokens of the identity provider. It never may by default.
    pub(super) fn id_token(&self) -> bool {
        match self {
            Self::Default => false,
            Self::All(write) => *write,
            Self::Named(named) => named.get("id-token").is_some_and(|it| it == "write"),
        }
    }

    /// As an attribute; `None` where the repository decides.
    pub(super) fn json(&self) -> Option<Json> {
        match self {
            Self::Default => None,
            Self::All(true) => Some(json!("write-all")),
            Self::All(false) => Some(json!("read-all")),
            Self::Named(named) => Some(json!(named)),
        }
    }
}
