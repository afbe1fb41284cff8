//! What to do first.

use serde::Serialize;

/// What kind of containment an [`Action`] is, in the order in which they are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ActionKind {
    /// Make the credential stop working.
    Disable,
    /// Deny the identity everything, which also ends what it already opened.
    Quarantine,
    /// End the sessions that the attacker may hold of other identities.
    RevokeSessions,
    /// Look for what the attacker made: keys, users, policies.
    Hunt,
    /// Replace secrets and credentials that could be read.
    Rotate,
    /// Check what could be changed.
    Verify,
}

/// One step of containment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Action {
    /// From 1: do them in this order.
    pub order: usize,
    /// What kind of step.
    pub kind: ActionKind,
    /// The id of what it is done to; empty where it is not one thing.
    pub target: String,
    /// What to do, in one line.
    pub title: String,
    /// Why, and why now.
    pub why: String,
    /// Commands to run, exactly, quoted for a POSIX shell. They change the estate: this program never runs them.
    pub commands: Vec<String>,
    /// The ids that the step is about when there are several: the secrets to rotate.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<String>,
}
